"""`chipbrief check`: report every problem in a folder of annotations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "check the annotations and list every problem"
DESCRIPTION = """Check a folder of annotations: names, mentions, references, facts, articles and clusters.

Each problem is printed on one line that begins with the name of its check.
The exit code is 1 if there is a problem."""
EXAMPLES = """examples:
  chipbrief check
  chipbrief check annotations --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    read = parser.add_argument_group("input")
    read.add_argument(
        "annotations",
        nargs="?",
        type=Path,
        default=Path("annotations"),
        metavar="DIR",
        help="folder of annotations (default: annotations)",
    )
    written = parser.add_argument_group("output")
    written.add_argument("--json", action="store_true", help="print the problems as JSON (default: as text)")


def run(args: argparse.Namespace) -> int:
    """Print the problems. Return 1 if there is one, else 0. Raise `InputError` if a file of annotations cannot be loaded."""
    from chipbrief.annotations.checks import CHECKS, run_checks
    from chipbrief.problems import printable_json

    found = run_checks(args.annotations)
    if args.json:
        rows = [{"check": name, "where": one.where, "what": one.what, "remedy": one.remedy} for name, one in found]
        print(printable_json(rows))
    else:
        for name, problem in found:
            print(f"{name}: {problem}")
        print(f"{len(CHECKS)} checks, {len(found)} problems", file=sys.stderr)
    return 1 if found else 0
