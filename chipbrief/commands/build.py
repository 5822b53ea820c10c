"""`chipbrief build`: make the rows of a benchmark from its annotations."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from chipbrief.annotations import Annotations
    from chipbrief.annotations.build import Rows
    from chipbrief.problems import Problem
    from chipbrief.records import Story

HELP = "make the rows of a benchmark from its annotations"
DESCRIPTION = """Make the Parquet files of a benchmark from the annotations in its folder.

In your own benchmark (chipbrief init --pages), the files are those that corpus.yaml names. In this
repository, they are dataset/open and dataset/multi, and with --pages also dataset/source.
Files whose rows have not changed are not written again."""
EXAMPLES = """examples:
  chipbrief build"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    read = parser.add_argument_group("input")
    read.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="folder of the benchmark, in which annotations/ lies (default: this folder)",
    )
    read.add_argument(
        "--pages", type=Path, metavar="DIR", help="folder with the raw pages of this repository; also build source"
    )
    read.add_argument("--annotations", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    written = parser.add_argument_group("output")
    written.add_argument(
        "--check", action="store_true", help="write nothing; show a diff and exit 1 if a file is stale"
    )
    written.add_argument(
        "--update-pins", action="store_true", help="with --pages: update the pinned hashes of the cleaned articles"
    )
    written.add_argument("--dataset", type=Path, metavar="DIR", help=argparse.SUPPRESS)


class _Built(NamedTuple):
    """The stories of each Parquet file, the contents of `pins.json` before and after (None: no such file), and problems."""

    files: dict[Path, list[Story]]
    pins: tuple[Path, dict[str, Any], dict[str, Any]] | None = None
    problems: tuple[Problem, ...] = ()


def run(args: argparse.Namespace) -> int:
    """Write or check the files. Return 1 if `--check` finds a stale file or a story could not be built, else 0.

    Raise `InputError` if the annotations or the options have faults. Nothing is written then.
    """
    from chipbrief.annotations import load_annotations
    from chipbrief.problems import fail

    described = args.folder / "corpus.yaml"
    if args.update_pins and (args.check or args.pages is None):
        raise fail("--update-pins", "needs --pages and excludes --check", "add --pages DIR, and remove --check")
    if args.pages is not None and not args.pages.is_dir():
        raise fail(f"--pages {args.pages}", "no such folder", "name the folder of the raw pages")
    folder = args.annotations or args.folder / "annotations"
    if not folder.is_dir():
        raise fail(
            str(folder),
            "no such folder",
            "name the folder of a benchmark, or make one: chipbrief init DIR --pages PAGES",
        )
    if described.is_file() and args.pages is not None:
        raise fail(
            "--pages", "is only for this repository's own dataset", "leave it out: the articles are in annotations/"
        )
    annotations = load_annotations(folder)
    built = _own(annotations, described) if described.is_file() else _repository(annotations, args)
    for problem in built.problems:
        print(problem, file=sys.stderr)
    stale = bool(built.problems)
    if args.check:
        stale |= _check(built)
    else:
        _write(built)
    return 1 if stale else 0


def _own(annotations: Annotations, described: Path) -> _Built:
    """Return the rows of a benchmark of one's own. Raise `InputError` if `corpus.yaml` names no Parquet file for a split."""
    from chipbrief.annotations.build import build_open, with_standfirsts
    from chipbrief.annotations.clusters import build_multi
    from chipbrief.corpora.description import read_description
    from chipbrief.corpora.store import split_path
    from chipbrief.problems import InputError, Problem

    description = read_description(described)
    named = description.files.by_split()
    rows = with_standfirsts(build_open(annotations, description.licence), annotations)
    problems = []
    for split in rows:
        if split not in named:
            remedy = f"add {split}: dataset/{split}.parquet"
            problems.append(Problem(str(described), f"files: names no file for the split {split}", remedy))
        elif not named[split].endswith(".parquet"):
            problems.append(
                Problem(str(described), f"files.{split}: is no name of a Parquet file", "end it in .parquet")
            )
    if not rows:
        problems.append(
            Problem(str(described.parent / "annotations"), "has no story with an article", "add an article")
        )
    if problems:
        raise InputError(problems)
    files = {described.parent / named[split]: stories for split, stories in rows.items()}
    for split, stories in build_multi(annotations, rows).items():
        files[split_path(described.parent / "dataset", "multi", split)] = stories
    return _Built(files)


def _repository(annotations: Annotations, args: argparse.Namespace) -> _Built:
    """Return the rows of this repository's dataset and its pins."""
    from chipbrief.annotations.build import build_open, build_source
    from chipbrief.annotations.clusters import build_multi
    from chipbrief.corpora.store import pins_of, read_pins, split_path

    dataset = args.dataset or args.folder / "dataset"
    pins = read_pins(dataset)
    new = dict(pins)
    open_rows = build_open(annotations)
    configs: dict[str, Rows] = {"open": open_rows, "multi": build_multi(annotations, open_rows)}
    problems: list[Problem] = []
    if args.pages is not None:
        if args.update_pins:
            new["articles"] = _article_hashes(annotations, args.pages)
        configs["source"], problems = build_source(annotations, args.pages, new.get("articles", {}))
        problems += _copied(annotations, args.annotations or args.folder / "annotations", args.pages)
    new.update((config, pins_of(rows)) for config, rows in configs.items())
    if problems or not args.pages:
        # The source rows are incomplete, or without pages not built at all, so their pins stay.
        new["source"] = pins.get("source", {})
    if args.check and not (dataset / "source").is_dir():
        configs.pop("source", None)
    files = {split_path(dataset, config, split): rows for config in configs for split, rows in configs[config].items()}
    return _Built(files, (dataset / "pins.json", pins, new), tuple(problems))


def _copied(annotations: Annotations, folder: Path, pages: Path) -> list[Problem]:
    """Return the wording that the open edition shares with the raw pages, of the pages that can be read."""
    from chipbrief.annotations.checks import labels_of
    from chipbrief.annotations.checks.references import copied_from_page
    from chipbrief.files import decode, read_limited
    from chipbrief.pages.clean import PAGE_LIMIT

    labels = labels_of(annotations, folder)
    found: list[Problem] = []
    for file, _ in labels.files:
        page = pages / Path(file.source.page).name if file.source else None
        if page is not None and page.is_file():
            found += copied_from_page(labels, file.id, decode(read_limited(page, PAGE_LIMIT), str(page)))
    return found


def _article_hashes(annotations: Annotations, pages: Path) -> dict[str, str]:
    from chipbrief.annotations.build import clean_article
    from chipbrief.files import sha256

    return {file.id: sha256(clean_article(file, pages).text) for file in annotations.stories if file.source is not None}


def _check(built: _Built) -> bool:
    """Print what would change, and return whether anything would."""
    import json

    from chipbrief.corpora.parquet import read_parquet, to_row

    def text(stories: list[Story]) -> str:
        return "\n".join(json.dumps(to_row(story), indent=1, ensure_ascii=False) for story in stories)

    stale = False
    if built.pins is not None:
        path, old, new = built.pins
        before, after = (json.dumps(pins, indent=1, sort_keys=True) for pins in (old, new))
        stale |= _differ(_shown(path), before, after)
    for path, stories in built.files.items():
        there = read_parquet(path) if path.is_file() else []
        stale |= _differ(_shown(path), text(there), text(stories))
    return stale


def _shown(path: Path) -> str:
    """Return the path from the folder `dataset` on, or the name of the file."""
    parts = path.parts
    return "/".join(parts[parts.index("dataset") :]) if "dataset" in parts else path.name


def _differ(name: str, old: str, new: str) -> bool:
    from chipbrief.files import diff

    lines = list(diff(name, old, new))
    if lines:
        print(*lines, f"{name} is stale: run chipbrief build", sep="\n", file=sys.stderr)
    return bool(lines)


def _bytes(path: Path, stories: list[Story]) -> bytes:
    """Return the Parquet file of these rows: the stored one if it has them, since the bytes depend on the version of the writer."""
    from chipbrief.corpora.parquet import parquet_bytes, read_parquet
    from chipbrief.problems import InputError

    try:
        if path.is_file() and read_parquet(path) == stories:
            return path.read_bytes()
    except InputError:
        pass  # a file that cannot be read is written again
    return parquet_bytes(stories)


def _write(built: _Built) -> None:
    from chipbrief.corpora.store import pins_bytes
    from chipbrief.files import is_file
    from chipbrief.locks import sweep
    from chipbrief.writing import write_together

    files = {path.absolute(): _bytes(path, stories) for path, stories in built.files.items()}
    if built.pins is not None:
        files[built.pins[0].absolute()] = pins_bytes(built.pins[2])
    folder = Path(os.path.commonpath([path.parent for path in files]))
    sweep(folder.parent)
    if any(not is_file(path) or path.read_bytes() != data for path, data in files.items()):
        write_together(folder, [(path.relative_to(folder).as_posix(), data) for path, data in files.items()])
    for path, stories in built.files.items():
        print(f"{_shown(path)}: {len(stories)} stories", file=sys.stderr)
