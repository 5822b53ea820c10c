"""`chipbrief leaderboard`: the board and a page for each run, from stored outputs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "score every stored submission anew and draw the leaderboard"
DESCRIPTION = (
    "Score the baselines' and every submission's stored outputs, rank them by paired tests, and write "
    "leaderboard/index.html with a page for each run."
)
EXAMPLES = """examples:
  chipbrief leaderboard
  chipbrief leaderboard --check        exit 1 where a page is stale, and write nothing
  chipbrief leaderboard --json         every row's numbers"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand."""
    from chipbrief.leaderboard.store import FOLDER

    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is stale")
    parser.add_argument("--json", action="store_true", help="every row as JSON, and no pages")
    parser.add_argument("--submissions", type=Path, default=FOLDER, metavar="DIR", help=f"default: {FOLDER}")
    parser.add_argument(
        "--baselines", type=Path, default=Path("baselines/outputs"), metavar="DIR", help="default: baselines/outputs"
    )
    parser.add_argument("--out", type=Path, default=Path("leaderboard"), metavar="DIR", help="default: leaderboard")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder dataset/, where it is not the installed one"
    )


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`."""
    from chipbrief.files import write_or_check
    from chipbrief.leaderboard.board import sections
    from chipbrief.leaderboard.manifest import SUBMITTED
    from chipbrief.problems import fail, printable_json
    from chipbrief.reports.pages.leaderboard import as_dict, pages

    if not args.submissions.is_dir() and not args.baselines.is_dir():
        raise fail(
            f"{args.submissions}, {args.baselines}",
            "no such folders",
            "run this from the repository's root, or give --submissions and --baselines",
        )
    found = sections(args.submissions, args.baselines if args.baselines.is_dir() else None, args.data)
    if args.json:
        print(printable_json([as_dict(section) for section in found]))
        return 0
    out = args.out.resolve()
    files = {out / name: data for name, data in pages(found).items()}
    status = write_or_check(files, args.check, out.parent)
    pages_there = {path for config in SUBMITTED for path in (out / "runs").glob(f"{config}.*.*.html")}
    for path in sorted(pages_there - files.keys()):
        print(f"{path.relative_to(out.parent).as_posix()} belongs to no run", file=sys.stderr)
        if args.check:
            status = 1
        else:
            path.unlink()
    if not args.check:
        print(
            f"{len(files)} pages under {args.out}/, from {sum(len(section.rows) for section in found)} rows",
            file=sys.stderr,
        )
    return status
