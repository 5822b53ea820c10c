"""`chipbrief gate`: for continuous integration. May a new system replace an old one?"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.commands.corpus import add_format, add_wide
from chipbrief.commands.inputs import summary_file
from chipbrief.commands.logged import add_logged, logged_runs, logged_scores
from chipbrief.commands.scoring import score_files
from chipbrief.commands.setting import add_setting
from chipbrief.problems import InputError, Problem, fail

if TYPE_CHECKING:
    from chipbrief.scoring.system import Scores

HELP = "pass or fail a new system against an old one, for CI"
DESCRIPTION = """Test whether a new system is worse than an old one by more than a margin, on the same stories.

For each measure, the one-sided interval of the paired difference new - old is compared with the
margin. The exit code is 0 if the system is not worse on any
measure, 1 if it is worse on one, and 3 if the stories decide neither; then the output says about
how many more stories would decide. An error in the input exits with 1 as well. The same files
always give the same result."""
EXAMPLES = """examples:
  chipbrief gate baselines/outputs/open/abstract/lead.jsonl \\
    --against baselines/outputs/open/abstract/text_rank.jsonl --not-worse entity_recall:2 rouge2:2
  chipbrief gate docs/howto/run-a.eval --against docs/howto/run-b.eval --not-worse accuracy:0.5 \\
    --undecided pass --junit gate.xml"""
UNDECIDED = 3
"""Exit code if the stories decide neither way."""
FLOORS_LIMIT = 1 << 16
"""Maximum size of a file of floors, in bytes."""
FILES = {"markdown": "Markdown, for the summary of a pull request,", "junit": "JUnit XML"}
"""Options that write the result to a file in addition, and what they write."""
FORMATS = ("text", "markdown", "junit", "json")
"""Choices of `--format`, as in `chipbrief.reports.gate`. They are repeated here, since that module imports numpy."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    add_setting(parser)
    rules = parser.add_argument_group(
        "rules", "Margins and floors of shares are in points (0 to 100), as tables print them."
    )
    rules.add_argument(
        "--against", type=summary_file, metavar="FILE", help="summaries of the old system, or its log of another tool"
    )
    rules.add_argument(
        "--not-worse", nargs="+", action="extend", metavar="MEASURE:MARGIN",
        help="measures that must not be worse by MARGIN (default: ROUGE-2, entity_recall, entity_precision_source and "
        "fact_recall, 2 points each)",
    )  # fmt: skip
    rules.add_argument("--floors", type=Path, metavar="FILE", help="YAML file that maps measures to their least means")
    rules.add_argument(
        "--undecided", choices=("pass", "fail"), help="exit with 0 or 1 if the stories decide neither way (default: 3)"
    )
    add_logged(parser)
    parser.set_defaults(measures=None, measures_option="--not-worse", entailment=None)
    written = parser.add_argument_group("output")
    add_format(written, FORMATS, "json")
    add_wide(written)
    for name in ("markdown", "junit"):
        written.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"also write {FILES[name]} to this file")


def run(args: argparse.Namespace) -> int:
    """Print the verdict and return its exit code. Raise `InputError` if a file or the options have errors."""
    from chipbrief.files import write_atomically
    from chipbrief.reports.gate import FORMATS, as_text
    from chipbrief.reports.terminal import screen
    from chipbrief.scoring.gate import Verdict, gate, usual_margins

    if len(args.predictions) != 1:
        raise fail("chipbrief gate", f"tests one new system, but got {len(args.predictions)} files", "give one file")
    if args.against is None and (args.not_worse or args.floors is None):
        raise fail(
            "chipbrief gate", "has no old system to test against", "add --against FILE, or give only --floors FILE"
        )
    args.predictions = [one for one in (args.predictions[0], args.against) if one is not None]
    margins, floors = _margins(args.not_worse or ()), _read_floors(args.floors) if args.floors else {}
    results = _scored(args, [*margins, *floors])
    new, old = results[0], results[1] if args.against is not None else None
    given = _in_units(margins, results)
    if old is not None and not given:
        given = usual_margins(results)
    found = gate(new, old, given, _in_units(floors, results))
    print(FORMATS[args.format](found) if args.format != "text" else as_text(found, screen(args.wide)))
    for name in FILES:
        if path := getattr(args, name):
            write_atomically(path, FORMATS[name](found).encode())
    undecided = {"pass": 0, "fail": 1, None: UNDECIDED}[args.undecided]
    return {Verdict.NOT_WORSE: 0, Verdict.WORSE: 1, Verdict.UNDECIDED: undecided}[found.verdict]


def _margins(given: Sequence[str]) -> dict[str, float]:
    """Return the margins of `--not-worse` by the name of the measure, as they are written. Raise `InputError` for all wrong ones."""
    found: dict[str, float] = {}
    problems = []
    for text in given:
        name, _, margin = text.rpartition(":")
        value = _number(margin)
        if not name or value is None or value <= 0:
            remedy = "write MEASURE:MARGIN with a margin above 0, such as entity_recall:2"
            problems.append(Problem(f"--not-worse {text[:80]!r}", "is no measure with a margin", remedy))
        elif name in found:
            problems.append(Problem(f"--not-worse {text[:80]!r}", "names a measure twice", "give it once"))
        else:
            found[name] = value
    if problems:
        raise InputError(problems)
    return found


def _number(text: object) -> float | None:
    """Return a finite number, or None."""
    try:
        value = float(text)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return value if isfinite(value) and not isinstance(text, bool) else None


def _read_floors(path: Path) -> dict[str, float]:
    """Return the floors of a YAML file by the name of the measure, as they are written."""
    from chipbrief.files import read_text
    from chipbrief.yaml_files import parse_yaml

    data = parse_yaml(read_text(path, FLOORS_LIMIT), str(path)).data
    if not isinstance(data, dict) or not data:
        raise fail(str(path), "is no mapping of measures to numbers", "write lines such as rouge2: 25")
    wrong = [name for name, value in data.items() if _number(value) is None]
    if wrong:
        raise InputError(
            Problem(str(path), f"the floor of {str(name)[:80]!r} is no number", "write a number") for name in wrong
        )
    return {str(name): float(value) for name, value in data.items()}


def _scored(args: argparse.Namespace, names: Sequence[str]) -> list[Scores]:
    """Return the scores of the new system and of the old one, from the texts or from the logs."""
    args.measures = args.measures or list(names) or None
    args.measures_option = "--not-worse"
    if (runs := logged_runs(args)) is not None:
        return logged_scores(args, runs)[0]
    from chipbrief.commands.measures import columns_of
    from chipbrief.scoring.gate import DEFAULT_MEASURES

    results = score_files(args, columns_of(args) or DEFAULT_MEASURES).results
    if len(results) != len(args.predictions):
        raise fail("chipbrief gate", f"tests one system of each file, but the files have {len(results)}", "split them")
    if len(results) == 2 and results[0].system == results[1].system:
        return [
            replace(one, system=f"{one.system} ({file})") for one, file in zip(results, args.predictions, strict=True)
        ]
    return results


def _in_units(values: Mapping[str, float], results: Sequence[Scores]) -> dict[str, float]:
    """Return values by column, in the unit of the measure. A name stands for the columns that tables show of a measure."""
    from chipbrief.reports.table import factor
    from chipbrief.scoring.measures import chosen

    found: dict[str, float] = {}
    for name, value in values.items():
        columns = (name,) if name in results[0].estimates else chosen([name], "--not-worse")
        found |= {column: value / factor(column) for column in columns}
    return found
