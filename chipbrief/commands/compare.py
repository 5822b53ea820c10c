"""`chipbrief compare`: which of several systems differ, and by how much."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.commands.setting import add_setting, score_files
from chipbrief.problems import InputError, Problem, fail, printable

if TYPE_CHECKING:
    from chipbrief.scoring.comparison import Family
    from chipbrief.scoring.system import Scores

HELP = "compare systems: paired tests, corrected for their number, and ranges of ranks"
DESCRIPTION = """Compare the summaries of several systems: paired randomization tests on articles, corrected after Holm for their
number, paired intervals, ranges of ranks, and how many articles it would take to tell two systems apart."""
EXAMPLES = """examples:
  chipbrief compare mine.jsonl baselines/outputs/open/abstract/lead.jsonl
  chipbrief compare *.jsonl --against lead --measure rouge2 --measure entity_recall
  chipbrief compare *.jsonl --family measures --format latex > table.tex

families, the tests that are corrected together:
  all       all pairs within one measure (default)
  best      all against the best on the measure, or against the system that --against names
  measures  all pairs on all measures shown

A system is named by its file's first line, else by the file's name; two of one name are told apart by their files."""
FAMILIES = ("all", "best", "measures")
FORMATS = ("text", "markdown", "latex", "csv", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand. What they may be stands here again, since the tables cost an import of numpy."""
    add_setting(parser)
    parser.add_argument(
        "--measure",
        action="append",
        metavar="NAME",
        help="as in score --json; rouge1 is short for rouge1_fmeasure; may be given again (default: ROUGE F and coverage)",
    )
    parser.add_argument("--family", choices=FAMILIES, help="default: all; best with --against")
    parser.add_argument("--against", metavar="NAME", help="test the others against this system alone")
    written = parser.add_mutually_exclusive_group()
    written.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    written.add_argument("--json", action="store_const", const="json", dest="format", help="short for --format json")
    parser.add_argument("--report", type=Path, metavar="DIR", help="also write compare.html into this folder")


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`."""
    from tqdm import tqdm

    from chipbrief.reports.comparison import FORMATS
    from chipbrief.scoring.comparison import compare

    measures = _measures(args.measure)
    if len(args.predictions) < 2:
        raise fail("comparison", "of one file", "name two or more")
    twice = {str(path) for path in args.predictions if args.predictions.count(path) > 1}
    if twice:
        raise InputError(Problem(name, "is named more than once", "name it once") for name in sorted(twice))
    _take_tests(args)
    family: Family = args.family or ("best" if args.against else "all")
    if args.against and family != "best":
        raise fail(f"--family {family}", "tests all pairs, --against one system", "leave one of them out")
    scored = score_files(args)
    results = _told_apart(scored.results, [str(path) for path in args.predictions])
    track = partial(tqdm, desc="testing", leave=False, disable=not sys.stderr.isatty())
    seed, resamples = scored.setting.seed, scored.setting.resamples
    comparison = compare(results, measures, family, args.against, seed, resamples=resamples, track=track)
    if args.report is not None:
        from chipbrief.files import write_atomically
        from chipbrief.reports.pages.compare import compare_page

        summaries = {result.system: one.summaries for result, one in zip(results, scored.submissions, strict=True)}
        write_atomically(args.report / "compare.html", compare_page(comparison, results, scored.stories, summaries))
        print(f"wrote {printable(str(args.report / 'compare.html'))}", file=sys.stderr)
    print(FORMATS[args.format](comparison))
    return 0


def _take_tests(args: argparse.Namespace) -> None:
    """Take out of `--signature` what `compare` adds to that of a score, and repeat it: the tests and the opponent."""
    from urllib.parse import unquote

    from chipbrief.metrics.significance import FLIPS
    from chipbrief.scoring.setting import SEPARATOR, parse_signature

    if args.signature is None:
        return
    parts = parse_signature(args.signature)
    made = f"randomization-{FLIPS},{parts.get('seed')}"
    compared = "holm" in parts
    test, family = parts.pop("test", made), parts.pop("holm", args.family)
    against = unquote(parts.pop("against", "")) or (None if compared else args.against)
    problems = []
    if test != made:
        problems.append(Problem("--signature", f"test:{test} cannot be repeated", f"this version has {made}"))
    if family not in (None, *FAMILIES):
        problems.append(Problem("--signature", f"holm:{family} cannot be repeated", f"there are {', '.join(FAMILIES)}"))
    elif args.family not in (None, family):
        problems.append(Problem("--signature", f"says holm:{family}, --family {args.family}", "leave one of them out"))
    if args.against not in (None, against):
        what = f"says against:{against or 'the best'}, --against {args.against}"
        problems.append(Problem("--signature", what, "leave one of them out"))
    if problems:
        raise InputError(problems)
    args.family, args.against = family, against
    args.signature = SEPARATOR.join(f"{name}:{value}" for name, value in parts.items())


def _measures(names: list[str] | None) -> list[str]:
    """The measures that are named, or the default ones."""
    from chipbrief.scoring.comparison import DEFAULT_MEASURES
    from chipbrief.scoring.system import MEASURES

    found = [f"{name}_fmeasure" if f"{name}_fmeasure" in MEASURES else name for name in names or DEFAULT_MEASURES]
    if unknown := [name for name in found if name not in MEASURES]:
        raise InputError(
            Problem(f"--measure {name!r}", "is unknown", f"one of {', '.join(MEASURES)}") for name in unknown
        )
    return found


def _told_apart(results: list[Scores], files: list[str]) -> list[Scores]:
    """Systems of one name get their file's name besides."""
    names = [result.system for result in results]
    return [
        replace(result, system=f"{result.system} ({file})") if names.count(result.system) > 1 else result
        for result, file in zip(results, files, strict=True)
    ]
