"""`chipbrief baselines`: run the baseline summarizers on a corpus, and score them."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterable
from pathlib import Path

from chipbrief.commands.corpus import add_corpus, add_wide, corpus_of
from chipbrief.records import REFERENCE_KINDS

HELP = "run the baseline summarizers on any corpus"
DESCRIPTION = """Run baseline summarizers on a corpus, write one file of summaries per system, and score them.

The baselines keep to a word budget, so that none wins by its length: that of the kind of summary,
or for your own corpus the median length of its references. A baseline that cannot run (a package
is not installed, or the corpus has no titles) is named with the reason, and the others go on."""
EXAMPLES = """examples:
  chipbrief baselines --list
  chipbrief baselines lead text_rank --out outputs/
  chipbrief baselines lead --corpus dataset/open/test.parquet --document document \\
    --reference summary --out outputs/"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    chosen = parser.add_argument_group("baselines")
    chosen.add_argument("names", nargs="*", metavar="NAME", help="baselines to run (default: all that can run)")
    chosen.add_argument("--list", action="store_true", help="list the baselines with what they do, and stop")
    chosen.add_argument("--words", type=int, metavar="N", help="word budget (default: see above)")
    chosen.add_argument("--kind", choices=REFERENCE_KINDS, help="kind of summary (default: abstract)")
    add_corpus(parser)
    written = parser.add_argument_group("output")
    written.add_argument(
        "--out", type=Path, default=Path("outputs"), metavar="DIR", help="folder for NAME.jsonl (default: outputs)"
    )
    add_wide(written)
    written.add_argument("--json", action="store_true", help="print all scores as JSON")


def run(args: argparse.Namespace) -> int:
    """Write the outputs, print their scores and return 0. Return 1 if a baseline that was asked for cannot run.

    Raise `InputError` if a name is unknown or the corpus has faults. Nothing is written then.
    """
    from tqdm import tqdm

    from chipbrief.baselines.anywhere import budget_of, outputs_on
    from chipbrief.baselines.systems import SYSTEMS, about, rows_bytes
    from chipbrief.problems import InputError, Problem
    from chipbrief.reports.table import as_json, text_table
    from chipbrief.reports.terminal import screen
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.system import score_system
    from chipbrief.writing import write_together

    if args.list:
        print("\n".join(f"{name:<20} {about(name)}" for name in SYSTEMS))
        return 0
    problems = [Problem(name, "is no baseline", _remedy(name, SYSTEMS)) for name in args.names if name not in SYSTEMS]
    if args.words is not None and not 1 <= args.words <= 10_000:
        problems.append(Problem("--words", f"{args.words} is not between 1 and 10,000", "choose another number"))
    if problems:
        raise InputError(problems)
    corpus = corpus_of(args)
    budget = args.words or budget_of(corpus)
    hidden = not sys.stderr.isatty()
    found = outputs_on(
        corpus,
        list(dict.fromkeys(args.names)) or list(SYSTEMS),
        args.kind,
        budget,
        lambda stories, name: tqdm(stories, name, unit="story", leave=False, disable=hidden),
    )
    if found.rows:
        write_together(args.out, [(f"{name}.jsonl", rows_bytes(name, rows)) for name, rows in found.rows.items()])
    for problem in found.skipped:
        print(f"skipped: {problem}", file=sys.stderr)
    setting = Setting(config=corpus.name, split=corpus.split, kind=args.kind or corpus.kind)
    results = [
        score_system(name, dict(rows), corpus.stories, setting, corpus.data)
        for name, rows in tqdm(found.rows.items(), "scoring", unit="system", leave=False, disable=hidden)
    ]
    if results:
        print(as_json(results) if args.json else text_table(results, screen(args.wide)))
    words = f"{budget} words" if budget else "the budget of the kind"
    print(f"wrote {len(results)} files to {args.out}/ (at most {words} each)", file=sys.stderr)
    return 1 if any(problem.where in args.names for problem in found.skipped) else 0


def _remedy(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else "chipbrief baselines --list shows their names"
