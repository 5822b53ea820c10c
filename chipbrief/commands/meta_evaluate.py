"""`chipbrief meta-evaluate`: measure how far measures agree with people's judgements."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.commands.corpus import add_wide
from chipbrief.problems import InputError, Problem, fail, printable, printable_json

if TYPE_CHECKING:
    from chipbrief.judgements.rows import Judgements

HELP = "how far measures agree with people's judgements of summaries"
DESCRIPTION = """Correlate measures with people's judgements, and test each measure against a simple one.

--clone reads a clone of one of these repositories, which it recognises by its files:
  ZhangShiyue/Lite2-3Pyramid            units of references that people looked for (PyrXSum)
  vectara/FaithBench                    outputs of language models with marked spans
  nyu-mll/SQuALITY                      ratings of summaries of long stories
  Tiiiger/benchmark_llm_summarization   preferences between writers' and a model's summaries
For example: git clone https://github.com/ZhangShiyue/Lite2-3Pyramid, then
chipbrief meta-evaluate --clone Lite2-3Pyramid

--ratings reads your own ratings: a CSV, JSON lines or Parquet file with the columns document,
system, summary and rating, one row per rating. A column reference is used if there is one (ROUGE
and entity_recall need it), and a column rater if there is one. Higher ratings mean better.

The column `needs` of the table answers how many documents you would have to rate: with so many
documents like yours, a paired test tells the two measures apart in four of five cases."""
EXAMPLES = """examples:
  chipbrief meta-evaluate --ratings docs/howto/ratings.csv
  chipbrief meta-evaluate --ratings docs/howto/ratings.csv --measures rouge2_recall,length
  chipbrief meta-evaluate --ratings docs/howto/ratings.csv --columns rating=stated --json
  chipbrief meta-evaluate --ratings docs/howto/ratings.csv --plot agreement.svg"""
MOST_RESAMPLES = 100_000
"""Maximum of `--resamples`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    judged = parser.add_argument_group("judgements")
    one = judged.add_mutually_exclusive_group(required=True)
    one.add_argument("--clone", type=Path, metavar="DIR", help="clone of a public judgement set")
    one.add_argument("--ratings", type=Path, metavar="FILE", help="table of your own ratings")
    judged.add_argument(
        "--columns", default="", metavar="NAME=COLUMN,…", help="names of your columns; several columns may be reference"
    )
    judged.add_argument("--unpinned", action="store_true", help="also read altered or unknown files of the clone")
    judged.add_argument("--dimension", metavar="NAME", help="only this judgement of the set (default: all)")
    judged.add_argument(
        "--leave-out", action="append", default=[], metavar="SYSTEM", help="leave out a system; repeat it for several"
    )
    tests = parser.add_argument_group("measures and tests")
    tests.add_argument(
        "--measures", metavar="NAME,…", help="measures (default: ROUGE, entities, facts, length, copying)"
    )
    tests.add_argument("--against", metavar="NAME", help="simple measure to test against (default: rouge1_recall)")
    tests.add_argument(
        "--resamples", type=int, default=1000, metavar="N", help="resamples and permutations (default: 1000)"
    )
    tests.add_argument("--seed", type=int, default=12345, metavar="N", help="seed of all random draws (default: 12345)")
    written = parser.add_argument_group("output")
    written.add_argument("--all", action="store_true", help="show the interval of every statistic (a wide table)")
    written.add_argument("--json", action="store_true", help="print all results as JSON")
    add_wide(written)
    written.add_argument(
        "--plot", type=Path, metavar="FILE", help="also draw the agreement as an SVG file (extra plots)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the agreement and return 0. Raise `InputError` if the judgements or the options have errors."""
    from chipbrief.reports import detections
    from chipbrief.reports.agreement import plot, text
    from chipbrief.reports.terminal import screen

    _check(args)
    results, below = _results(args)
    if args.json:
        print(printable_json({"results": results, **below}))
    else:
        on = screen(args.wide)
        print("\n\n".join([*(text(result, args.all, on) for result in results), *detections.text(below, on)]))
    if args.plot is not None:
        from chipbrief.files import write_atomically

        write_atomically(args.plot, plot(results))
        print(f"wrote {printable(str(args.plot))}", file=sys.stderr)
    return 0


def _check(args: argparse.Namespace) -> None:
    """Set `args.names` and `args.mapping`. Raise `InputError` with all options that cannot be used."""
    from difflib import get_close_matches
    from importlib.util import find_spec

    from chipbrief.judgements.measuring import DEFAULT, MEASURES
    from chipbrief.judgements.ratings import OPTIONAL, REQUIRED

    problems = []
    full = {f"{name}_fmeasure": name for name in ("rouge1", "rouge2", "rougeL", "rougeLsum")}
    short = {value: key for key, value in full.items()}
    names = [short.get(name.strip(), name.strip()) for name in (args.measures or "").split(",") if name.strip()]
    args.against = short.get(args.against, args.against)
    args.names = list(dict.fromkeys([*(names or DEFAULT), *([args.against] if args.against else ())]))
    for name in args.names:
        if name not in MEASURES:
            near = get_close_matches(name, MEASURES, n=1) or MEASURES
            problems.append(Problem(f"measure {name!r}", "is unknown", f"use {', '.join(near)}"))
    args.mapping = [
        tuple(pair.strip() for pair in part.split("=", 1)) for part in args.columns.split(",") if part.strip()
    ]
    roles = (*REQUIRED, *OPTIONAL)
    if any(len(pair) != 2 or pair[0] not in roles for pair in args.mapping):
        problems.append(
            Problem(f"--columns {args.columns}", "is not a list of NAME=COLUMN", f"names: {', '.join(roles)}")
        )
    if args.clone is not None and args.columns:
        problems.append(Problem("--columns", "is for --ratings only", "leave it out"))
    if args.ratings is not None and args.unpinned:
        problems.append(Problem("--unpinned", "is for --clone only", "leave it out"))
    if not 1 <= args.resamples <= MOST_RESAMPLES:
        problems.append(Problem(f"--resamples {args.resamples}", "is out of range", f"use 1 to {MOST_RESAMPLES:,}"))
    if args.seed < 0:
        problems.append(Problem(f"--seed {args.seed}", "is negative", "use 0 or more"))
    if args.plot is not None and find_spec("matplotlib") is None:
        problems.append(Problem("--plot", "needs matplotlib", 'pip install "chipbrief[plots]"'))
    if problems:
        raise InputError(problems)


def _results(args: argparse.Namespace) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the results of all dimensions, and what is known below the level of summaries."""
    from tqdm import tqdm

    from chipbrief.judgements.detectors import span_agreement, unit_agreement
    from chipbrief.judgements.evaluation import evaluate
    from chipbrief.judgements.measuring import measure
    from chipbrief.reports import detections
    from chipbrief.reports.agreement import as_dict

    judgements, raters = _judgements(args)
    progress = partial(tqdm, leave=False, disable=not sys.stderr.isatty())
    values = measure(judgements.rows, args.names, partial(progress, desc="measuring"))
    results = [
        as_dict(
            evaluate(
                judgements, values, dimension, args.against, args.resamples, args.seed,
                track=partial(progress, desc=f"resampling {dimension}"),
            )
        )
        for dimension in judgements.dimensions
        if args.dimension in (None, dimension)
    ]  # fmt: skip
    units = "fact_recall" in args.names and any(row.units for row in judgements.rows)
    found = detections.as_dict(
        unit_agreement(judgements.rows, args.resamples, args.seed) if units else None,
        span_agreement(judgements.rows, args.resamples, args.seed)
        if "entity_precision_source" in args.names else None,
    )  # fmt: skip
    return results, {**found, **raters}


def _judgements(args: argparse.Namespace) -> tuple[Judgements, dict[str, Any]]:
    """Return the judgements without the systems that are left out, and the agreement of named raters."""
    from dataclasses import replace

    from chipbrief.judgements.rating_agreement import alpha_of
    from chipbrief.judgements.ratings import read_ratings
    from chipbrief.judgements.sources import read_clone

    raters: dict[str, Any] = {}
    if args.clone is not None:
        found = read_clone(args.clone, not args.unpinned)
    else:
        found, ratings = read_ratings(args.ratings, args.mapping)
        agreement = alpha_of(ratings)
        if ratings:
            raters = {"raters": {"ratings": len(ratings), "alpha": agreement and round(agreement, 6)}}
    systems = {row.system for row in found.rows}
    if unknown := [name for name in args.leave_out if name not in systems]:
        known = ", ".join(sorted(systems)[:20])
        raise InputError(
            Problem(f"--leave-out {name!r}", "is no system of the set", f"systems: {known}") for name in unknown
        )
    if args.dimension is not None and args.dimension not in found.dimensions:
        raise fail(f"--dimension {args.dimension!r}", "is unknown", f"use one of {', '.join(found.dimensions)}")
    rows = tuple(row for row in found.rows if row.system not in args.leave_out)
    if not rows:
        raise fail("--leave-out", "leaves no system", "keep at least one")
    return replace(found, rows=rows), raters
