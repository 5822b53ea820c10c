"""`chipbrief compare`: test which systems differ, and by how much."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.commands.corpus import add_format, add_wide, has_own_corpus
from chipbrief.commands.inputs import SummaryFile
from chipbrief.commands.logged import add_logged, compare_logged, logged_runs
from chipbrief.commands.measures import add_choice, columns_of
from chipbrief.commands.scoring import score_files
from chipbrief.commands.setting import add_setting
from chipbrief.problems import InputError, Problem, fail, printable

if TYPE_CHECKING:
    from chipbrief.scoring.comparison import Family
    from chipbrief.scoring.system import Scores

HELP = "compare systems: paired tests, intervals, ranges of ranks"
DESCRIPTION = """Test which systems differ, with paired randomization tests over stories (Holm-corrected).

You also get a paired interval for each difference, a range of ranks for each system, and the
number of stories that would be needed to tell two systems apart.

A file of summaries has the format described in `chipbrief score --help`. Logs of inspect_ai,
lm-eval, lighteval and others are read too: their texts, or the scores that are in them. A system
takes its name from the first line of its file, or else from the file name. If two systems have
the same name, their file paths are added to it."""
EXAMPLES = """examples:
  chipbrief compare baselines/outputs/open/abstract/*.jsonl --against lead
  chipbrief compare baselines/outputs/open/abstract/text_rank.jsonl --against lead
  chipbrief compare baselines/outputs/open/abstract/l*.jsonl --measure rouge2 --report pages/
  chipbrief compare docs/howto/run-a.eval docs/howto/run-b.eval --measure accuracy
  chipbrief compare baselines/outputs/open/brief/*.jsonl --kind brief --format latex > table.tex"""
TESTS_DESCRIPTION = """A family is the set of tests whose p-values are corrected together:
  all       all pairs of systems on one measure
  best      all systems against the best one on the measure, or against the one in --against
  measures  all pairs of systems on all measures"""
FAMILIES = ("all", "best", "measures")
"""Choices of `--family`, as in `chipbrief.scoring.comparison`. They are repeated here, since that module imports numpy."""
FORMATS = ("text", "markdown", "latex", "csv", "json")
"""Choices of `--format`, as in `chipbrief.reports.comparison`. They are repeated here, since that module imports numpy."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    add_setting(parser)
    add_choice(parser, "measures to test", "--measure", "--measures", tested=True)
    tests = parser.add_argument_group("tests", TESTS_DESCRIPTION)
    tests.add_argument(
        "--family", choices=FAMILIES, help="tests that are corrected together (default: all; best with --against)"
    )
    tests.add_argument(
        "--against",
        metavar="NAME",
        help="test the other systems against this one only: one of the files, or a baseline whose summaries ship (default: all pairs)",
    )
    add_logged(parser)
    written = parser.add_argument_group("output")
    add_format(written, FORMATS, "json", "markdown")
    add_wide(written)
    written.add_argument("--report", type=Path, metavar="DIR", help="also write compare.html to this folder")


def run(args: argparse.Namespace) -> int:
    """Print the comparison and return 0. Raise `InputError` if a file or the options have errors."""
    from tqdm import tqdm

    from chipbrief.reports.comparison import FORMATS, as_text
    from chipbrief.reports.terminal import screen
    from chipbrief.scoring.comparison import DEFAULT_MEASURES, compare

    _add_stored(args)
    twice = {str(path) for path in args.predictions if args.predictions.count(path) > 1}
    if twice:
        raise InputError(Problem(name, "is given more than once", "give it once") for name in sorted(twice))
    if (runs := logged_runs(args)) is not None:
        return compare_logged(args, runs)
    measures = columns_of(args) or DEFAULT_MEASURES
    _apply_signature(args)
    family: Family = args.family or ("best" if args.against else "all")
    if args.against and family != "best":
        raise fail(f"--family {family}", "tests all pairs, but --against names one system", "leave out one of them")
    scored = score_files(args, measures)
    if len(scored.results) < 2 and args.against not in (None, scored.results[0].system):
        what = f"is neither a given file nor a baseline with stored summaries of {scored.corpus.name}/{scored.corpus.split}"
        raise fail(f"--against {args.against}", what, "give its file as well, or name a baseline such as lead")
    if len(scored.results) < 2:
        remedy = "give another file, or name two columns with --summary"
        raise fail("comparison", "needs two systems or more, but got one", remedy)
    files = [str(path) for path in args.predictions]
    results = _with_unique_names(scored.results, files) if len(files) == len(scored.results) > 1 else scored.results
    track = partial(tqdm, desc="testing", leave=False, disable=not sys.stderr.isatty())
    seed, resamples = scored.setting.seed, scored.setting.resamples
    comparison = compare(results, measures, family, args.against, seed, resamples=resamples, track=track)
    # Printed before the page is written, so that an unwritable folder does not lose the table.
    text = FORMATS[args.format](comparison) if args.format != "text" else as_text(comparison, screen(args.wide))
    print(text, flush=True)
    if args.report is not None:
        from chipbrief.files import write_atomically
        from chipbrief.reports.pages.compare import compare_page

        summaries = {result.system: one.summaries for result, one in zip(results, scored.submissions, strict=True)}
        write_atomically(
            args.report / "compare.html", compare_page(comparison, results, scored.corpus.stories, summaries)
        )
        print(f"wrote {printable(str(args.report / 'compare.html'))}", file=sys.stderr)
    return 0


def _add_stored(args: argparse.Namespace) -> None:
    """Add the stored summaries of the baseline in `--against` to the files, if none of these has its name."""
    from chipbrief.baselines.systems import STORED_MODELS, SYSTEMS, output_path

    name = args.against
    if (
        name not in {*SYSTEMS, *STORED_MODELS}
        or has_own_corpus(args)
        or name in {Path(str(file)).stem for file in args.predictions}
    ):
        return
    from chipbrief.scoring.setting import parse_signature

    stated = parse_signature(args.signature) if args.signature else {}
    config, split, kind = (
        getattr(args, part) or stated.get(part, usual)
        for part, usual in (("config", "open"), ("split", "test"), ("kind", "abstract"))
    )
    path = output_path(name, config, split, kind)
    if path.is_file():
        args.predictions.append(SummaryFile(path))


def _apply_signature(args: argparse.Namespace) -> None:
    """Move the parts of `--signature` that only `compare` writes (test, holm, against) into the other options.

    What remains in `args.signature` is the signature of a score. Raise `InputError` if a part cannot be repeated or
    contradicts an option.
    """
    from urllib.parse import unquote

    from chipbrief.metrics.significance import FLIPS
    from chipbrief.scoring.setting import SEPARATOR, parse_signature

    if args.signature is None:
        return
    parts = parse_signature(args.signature)
    supported = f"randomization-{FLIPS},{parts.get('seed')}"
    compared = "holm" in parts
    test, family = parts.pop("test", supported), parts.pop("holm", args.family)
    against = unquote(parts.pop("against", "")) or (None if compared else args.against)
    problems = []
    if test != supported:
        problems.append(Problem("--signature", f"test:{test} cannot be repeated", f"use test:{supported}"))
    if family not in (None, *FAMILIES):
        what = f"holm:{family} cannot be repeated"
        problems.append(Problem("--signature", what, f"use one of {', '.join(FAMILIES)}"))
    elif args.family not in (None, family):
        what = f"says holm:{family}, but --family is {args.family}"
        problems.append(Problem("--signature", what, "leave out --family"))
    if args.against not in (None, against):
        stated = f"says against:{against}" if against else "names no system to test against"
        problems.append(Problem("--signature", f"{stated}, but --against is {args.against}", "leave out --against"))
    if problems:
        raise InputError(problems)
    args.family, args.against = family, against
    args.signature = SEPARATOR.join(f"{name}:{value}" for name, value in parts.items())


def _with_unique_names(results: list[Scores], files: list[str]) -> list[Scores]:
    """Return the scores; systems that share a name get the path of their file added to it."""
    names = [result.system for result in results]
    return [
        replace(result, system=f"{result.system} ({file})") if names.count(result.system) > 1 else result
        for result, file in zip(results, files, strict=True)
    ]
