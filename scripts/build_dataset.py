#!/usr/bin/env python3
"""Build dataset/ from annotations/, and dataset/source/ from the raw pages if you have them.

examples:
  python scripts/build_dataset.py                 write the configurations open and multi, and pins.json
  python scripts/build_dataset.py --check         write nothing; exit 1 if a committed file differs from the annotations
  python scripts/build_dataset.py --pages DIR     also build the configuration source from the raw pages in DIR
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from chipbrief.annotations import Annotations, load_annotations
from chipbrief.annotations.build import Rows, build_open, build_source, clean_article
from chipbrief.annotations.checks import labels_of
from chipbrief.annotations.checks.references import copied_from_page
from chipbrief.annotations.clusters import build_multi
from chipbrief.corpora.parquet import parquet_bytes, read_parquet, to_row
from chipbrief.corpora.store import pins_bytes, pins_of, read_pins, split_path
from chipbrief.files import decode, diff, read_limited, sha256, write_atomically
from chipbrief.pages.clean import PAGE_LIMIT
from chipbrief.problems import InputError, Problem
from chipbrief.records import Story

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--pages", type=Path, metavar="DIR", help="folder with the raw pages; also build the configuration source"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; show a diff and exit 1 if a file is stale")
    parser.add_argument(
        "--update-pins", action="store_true", help="with --pages: update the pinned hashes of the cleaned articles"
    )
    parser.add_argument("--annotations", type=Path, default=ROOT / "annotations", metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--dataset", type=Path, default=ROOT / "dataset", metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.update_pins and (args.check or args.pages is None):
        parser.error("--update-pins needs --pages and excludes --check (add --pages DIR, and remove --check)")
    try:
        return _build(load_annotations(args.annotations), args)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1


def _build(annotations: Annotations, args: argparse.Namespace) -> int:
    pins = read_pins(args.dataset)
    open_rows = build_open(annotations)
    configs: dict[str, Rows] = {"open": open_rows, "multi": build_multi(annotations, open_rows)}
    problems: list[Problem] = []
    if args.pages is not None:
        if args.update_pins:
            pins["articles"] = _article_hashes(annotations, args.pages)
        configs["source"], problems = build_source(annotations, args.pages, pins.get("articles", {}))
        problems += _copied(annotations, args.annotations, args.pages)
    made = {config: pins_of(rows) for config, rows in configs.items()}
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems or not args.pages:
        # The source rows are incomplete, or without pages not built at all, so their pins stay.
        made["source"] = pins.get("source", {})
    new_pins = {**pins, **made}
    stale = bool(problems)
    if args.check:
        stale |= _check(configs, pins, new_pins, args.dataset)
    else:
        _write(configs, new_pins, args.dataset)
    return 1 if stale else 0


def _copied(annotations: Annotations, folder: Path, pages: Path) -> list[Problem]:
    """Return the wording that the open edition shares with the raw pages, of the pages that can be read."""
    labels = labels_of(annotations, folder)
    found: list[Problem] = []
    for file, _ in labels.files:
        page = pages / Path(file.source.page).name
        if page.is_file():
            found += copied_from_page(labels, file.id, decode(read_limited(page, PAGE_LIMIT), str(page)))
    return found


def _article_hashes(annotations: Annotations, pages: Path) -> dict[str, str]:
    return {file.id: sha256(clean_article(file, pages).text) for file in annotations.stories}


def _check(configs: dict[str, Rows], pins: dict[str, Any], new_pins: dict[str, Any], folder: Path) -> bool:
    stale = _differ(
        "dataset/pins.json", json.dumps(pins, indent=1, sort_keys=True), json.dumps(new_pins, indent=1, sort_keys=True)
    )
    for config, rows in configs.items():
        if config == "source" and not (folder / "source").is_dir():
            continue
        for split, stories in rows.items():
            path = split_path(folder, config, split)
            old = read_parquet(path) if path.is_file() else []
            stale |= _differ(
                f"dataset/{config}/{split}.parquet",
                "\n".join(json.dumps(to_row(story), indent=1, ensure_ascii=False) for story in old),
                "\n".join(json.dumps(to_row(story), indent=1, ensure_ascii=False) for story in stories),
            )
    return stale


def _differ(name: str, old: str, new: str) -> bool:
    lines = list(diff(name, old, new))
    if lines:
        print(*lines, f"{name} is stale: run `python scripts/build_dataset.py`", sep="\n", file=sys.stderr)
    return bool(lines)


def _holds(path: Path, stories: list[Story]) -> bool:
    """Return whether a Parquet file has exactly these rows. A file that cannot be read does not."""
    try:
        return path.is_file() and read_parquet(path) == stories
    except InputError:
        return False


def _write(configs: dict[str, Rows], pins: dict[str, Any], folder: Path) -> None:
    for config, rows in configs.items():
        for split, stories in rows.items():
            path = split_path(folder, config, split)
            # Do not rewrite unchanged rows: the bytes depend on the version of the Parquet writer.
            if not _holds(path, stories):
                write_atomically(path, parquet_bytes(stories))
    write_atomically(folder / "pins.json", pins_bytes(pins))
    for config, rows in configs.items():
        for split, stories in rows.items():
            print(f"{config}/{split}: {len(stories)} stories", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
