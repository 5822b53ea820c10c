"""`chipbrief leaderboard`: build the leaderboard pages from stored outputs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Container, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.commands.corpus import add_corpus, corpus_of, has_own_corpus

if TYPE_CHECKING:
    from chipbrief.reports.pages.render import Link

PEOPLE = "gum/brief"
"""Setting whose references people wrote. Its outputs cannot be published, but its pinned scores can."""
HELP = "score all stored outputs and build the leaderboard pages"
DESCRIPTION = """Score the stored outputs of all baselines and submissions, rank them by paired tests, and write
leaderboard/index.html and the pages of single runs. Scores are always computed again; none is
stored. Pages that belong to no run are deleted."""
EXAMPLES = """examples:
  chipbrief leaderboard
  chipbrief leaderboard --check
  chipbrief leaderboard --json > board.json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    from chipbrief.leaderboard.manifest import SUBMITTED
    from chipbrief.leaderboard.store import FOLDER

    read = parser.add_argument_group("input")
    read.add_argument(
        "--submissions", type=Path, default=FOLDER, metavar="DIR", help=f"folder of submissions (default: {FOLDER})"
    )
    read.add_argument(
        "--baselines",
        type=Path,
        default=Path("baselines/outputs"),
        metavar="DIR",
        help="folder of the baselines' outputs (default: baselines/outputs)",
    )
    add_corpus(parser, SUBMITTED)
    written = parser.add_argument_group("output")
    written.add_argument(
        "--out",
        type=Path,
        default=Path("leaderboard"),
        metavar="DIR",
        help="folder to write the pages to (default: leaderboard)",
    )
    written.add_argument(
        "--check", action="store_true", help="write nothing; exit with code 1 if a page is out of date"
    )
    written.add_argument("--json", action="store_true", help="print all rows as JSON and write no pages")


def run(args: argparse.Namespace) -> int:
    """Write or check the pages. Return 1 if `--check` finds a page that is out of date, else 0.

    Raise `InputError` if both folders of outputs are missing, or if stored outputs have errors.
    """
    from chipbrief.files import is_file, write_or_check
    from chipbrief.leaderboard.board import sections
    from chipbrief.leaderboard.manifest import SPLIT, SUBMITTED
    from chipbrief.locks import sweep
    from chipbrief.problems import fail, printable, printable_json
    from chipbrief.reports.pages.leaderboard import as_dict, pages
    from chipbrief.writing import write_together

    shows_all = args.config is None and not has_own_corpus(args)
    if not args.submissions.is_dir() and not args.baselines.is_dir():
        raise fail(
            f"{args.submissions}, {args.baselines}",
            "no such folders",
            "run this from the repository's root, or give --submissions and --baselines",
        )
    corpora = [corpus_of(args, config, SPLIT) for config in (SUBMITTED if shows_all else ("open",))]
    found = sections(args.submissions, args.baselines if args.baselines.is_dir() else None, corpora)
    if args.json:
        print(printable_json([as_dict(section) for section in found]))
        return 0
    out = args.out.resolve()
    files = pages(found, _people() if shows_all else None, _documents(out))
    names = [corpus.name for corpus in corpora]
    if args.check:
        status = write_or_check({out / name: data for name, data in files.items()}, check=True, root=out.parent)
        for name in _strays(out, names, files):
            where = printable(f"{out.name}/{name}")
            print(f"{where} belongs to no run: run chipbrief leaderboard without --check to delete it", file=sys.stderr)
            status = 1
        return status
    changed = [name for name, data in files.items() if not is_file(out / name) or (out / name).read_bytes() != data]
    strays = _strays(out, names, files)
    if changed or strays:
        write_together(out, files.items(), lambda: _strays(out, names, files))
    else:
        sweep(out.parent)
    for name in changed:
        print(printable(f"wrote {out.name}/{name}"), file=sys.stderr)
    for name in strays:
        print(printable(f"deleted {out.name}/{name}: it belongs to no run"), file=sys.stderr)
    rows = sum(len(section.rows) for section in found)
    print(f"{len(files)} pages in {args.out}/, made from {rows} rows", file=sys.stderr)
    return 0


def _strays(out: Path, names: Iterable[str], files: Container[str]) -> list[str]:
    """Return the pages of these corpora that are in `out` but not in `files`."""
    patterns = ("runs/{}.*.*.html", "runs/{}.*.*/*.html", "stories/{}.*.*.html")
    there = (path for name in names for pattern in patterns for path in out.glob(pattern.format(name)))
    return sorted({name for path in there if (name := path.relative_to(out).as_posix()) not in files})


DOCUMENTS = {"Dataset": "dataset/README.md", "Submit a system": "submissions/README.md"}
"""Documents that the header of each page links to, if they stand beside the folder of the pages."""


def _documents(out: Path) -> list[Link]:
    from chipbrief.reports.pages.render import Link

    return [Link(label, f"../{path}") for label, path in DOCUMENTS.items() if (out.parent / path).is_file()]


def _people() -> Any:
    """Return the pinned scores against references by people, or None if there are none."""
    from chipbrief.baselines.pins import read
    from chipbrief.corpora.store import scores_path

    return read(scores_path()).get(PEOPLE)
