#!/usr/bin/env python3
"""Describe the dataset: the table of statistics in dataset/README.md and the plots in docs/statistics/.

The bytes of an SVG depend on the version of matplotlib, so --check does not compare them. It compares
docs/statistics/numbers.json, the numbers from which the plots are drawn (rounded to 6 places), and
makes sure that every SVG is there. The plots are drawn anew at every run without --check; only that
needs matplotlib (pip install 'chipbrief[plots]').

examples:
  python scripts/describe_dataset.py                 the table, numbers.json and the plots
  python scripts/describe_dataset.py --check         exit 1 and show a diff where they are stale
  python scripts/describe_dataset.py --config gum    print another configuration's table, write nothing
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path

from chipbrief.corpora.store import CONFIGS, dataset_folder, load, split_path
from chipbrief.files import fill, numbers_json, write_or_check
from chipbrief.problems import InputError, fail
from chipbrief.records import SPLITS
from chipbrief.reports.dataset_plots import PLOTS, draw, plotted
from chipbrief.reports.dataset_statistics import Statistics, describe, table

ROOT = Path(__file__).resolve().parents[1]
CONFIG = "open"
"""The configuration that the committed files describe."""
MARKERS = "statistics"


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file is stale or missing")
    parser.add_argument("--config", choices=CONFIGS, default=CONFIG, help=f"default: {CONFIG}, the committed one")
    args = parser.parse_args(argv)
    if args.check and args.config != CONFIG:
        parser.error(f"--check is for the configuration {CONFIG!r}: nothing is committed of the others")
    try:
        columns = _columns(args.config)
        if args.config != CONFIG:
            print(table(columns))
            return 0
        return _bring_up_to_date(root, columns, args.check)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1


def _columns(config: str) -> dict[str, Statistics]:
    """The statistics of each split that has rows and, behind several, of all of them."""
    folder = dataset_folder()
    parts = {str(split): load(config, split) for split in SPLITS if split_path(folder, config, split).is_file()}
    columns = {split: describe(stories) for split, stories in parts.items() if stories}
    return columns if len(columns) == 1 else columns | {"all": describe(load(config))}


def _bring_up_to_date(root: Path, columns: Mapping[str, Statistics], check: bool) -> int:
    folder = root / "docs" / "statistics"
    numbers = plotted(list(columns.values())[-1])
    files = {folder / "numbers.json": numbers_json(numbers), **_card(root, columns)}
    plots = {name: folder / f"{name}.svg" for name in PLOTS}
    if check:
        missing = [path for path in plots.values() if not path.is_file()]
        for path in missing:
            print(f"{path.relative_to(root).as_posix()} is missing: run the script without --check", file=sys.stderr)
        return 1 if write_or_check(files, check, root) or missing else 0
    if importlib.util.find_spec("matplotlib") is None:
        raise fail("matplotlib", "is not installed, so no plot can be drawn", "pip install 'chipbrief[plots]'")
    return write_or_check(files | {path: draw(name, numbers[name]) for name, path in plots.items()}, check, root)


def _card(root: Path, columns: Mapping[str, Statistics]) -> dict[Path, bytes]:
    """The dataset card with the table filled in. Raises `InputError` where it has no place for it."""
    name = "dataset/README.md"
    path = root / name
    if not path.is_file():
        raise fail(name, "no such file", "write the dataset card first")
    try:
        return {path: fill(path.read_text(encoding="utf-8"), MARKERS, table(columns)).encode()}
    except ValueError:
        remedy = f"put the lines <!-- {MARKERS} --> and <!-- /{MARKERS} --> once where the table shall stand"
        raise fail(name, "has no single place for the table", remedy) from None


if __name__ == "__main__":
    raise SystemExit(main())
