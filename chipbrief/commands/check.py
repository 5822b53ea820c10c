"""`chipbrief check`: every problem of a folder of annotations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "check annotations: forms, labels, references, facts"
DESCRIPTION = "Check annotations: every problem with the name of its check. Exit status 1 where there is one."
EXAMPLES = """examples:
  chipbrief check
  chipbrief check my-annotations/ --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand."""
    parser.add_argument(
        "annotations", nargs="?", type=Path, default=Path("annotations"), help="folder (default: annotations)"
    )
    parser.add_argument("--json", action="store_true", help="problems as JSON")


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`."""
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
