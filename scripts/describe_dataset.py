#!/usr/bin/env python3
"""Describe the dataset: write the table of statistics in dataset/README.md and the plots in docs/statistics/.

Without --check, the script draws all plots again. This needs matplotlib (pip install 'chipbrief[plots]').
--check does not compare the SVG files, because their bytes depend on the version of matplotlib. It checks
that every SVG exists, and compares the plotted numbers in docs/statistics/numbers.json (6 decimals).

examples:
  python scripts/describe_dataset.py                 write the table, numbers.json and the plots
  python scripts/describe_dataset.py --check         write nothing; show a diff and exit with 1 if a file is out of date
  python scripts/describe_dataset.py --config gum    print the table of another configuration; write nothing
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path

from chipbrief.corpora.store import CONFIGS, dataset_folder, load, split_path
from chipbrief.files import fill, numbers_json, write_or_check
from chipbrief.problems import InputError, fail, run_script
from chipbrief.records import SPLITS
from chipbrief.reports.dataset_plots import PLOTS, draw, plotted
from chipbrief.reports.dataset_statistics import Statistics, describe, table

ROOT = Path(__file__).resolve().parents[1]
CONFIG = "open"
"""Configuration that the committed files describe."""
MARKERS = "statistics"
"""Name of the comment lines around the table in the dataset card."""


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if a file is out of date or missing"
    )
    parser.add_argument(
        "--config",
        choices=CONFIGS,
        default=CONFIG,
        help=f"configuration to describe (default: {CONFIG}); for any other, the table is only printed",
    )
    args = parser.parse_args(argv)
    if args.check and args.config != CONFIG:
        parser.error(
            f"--check works only with --config {CONFIG}, because no files are committed for other configurations"
        )
    try:
        columns = _columns(args.config)
        if args.config != CONFIG:
            print(table(columns))
            return 0
        return _update(root, columns, args.check)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1


def _columns(config: str) -> dict[str, Statistics]:
    """Return the statistics of each split with stories, and those of all splits if there are several."""
    folder = dataset_folder()
    parts = {str(split): load(config, split) for split in SPLITS if split_path(folder, config, split).is_file()}
    columns = {split: describe(stories) for split, stories in parts.items() if stories}
    return columns if len(columns) == 1 else columns | {"all": describe(load(config))}


def _update(root: Path, columns: Mapping[str, Statistics], check: bool) -> int:
    folder = root / "docs" / "statistics"
    numbers = plotted(list(columns.values())[-1])
    files = {folder / "numbers.json": numbers_json(numbers), **_dataset_card(root, columns)}
    plots = {name: folder / f"{name}.svg" for name in PLOTS}
    if check:
        missing = [path for path in plots.values() if not path.is_file()]
        for path in missing:
            print(f"{path.relative_to(root).as_posix()} is missing (run the script without --check)", file=sys.stderr)
        return 1 if write_or_check(files, check, root) or missing else 0
    if importlib.util.find_spec("matplotlib") is None:
        raise fail("matplotlib", "is not installed, so no plot can be drawn", "run: pip install 'chipbrief[plots]'")
    return write_or_check(files | {path: draw(name, numbers[name]) for name, path in plots.items()}, check, root)


def _dataset_card(root: Path, columns: Mapping[str, Statistics]) -> dict[Path, bytes]:
    """Return the dataset card with the new table. Raises `InputError` if the card or its markers are missing."""
    name = "dataset/README.md"
    path = root / name
    if not path.is_file():
        raise fail(name, "no such file", "write the dataset card first")
    try:
        return {path: fill(path.read_text(encoding="utf-8"), MARKERS, table(columns)).encode()}
    except ValueError:
        remedy = f"add the lines <!-- {MARKERS} --> and <!-- /{MARKERS} --> once, where the table belongs"
        raise fail(name, "does not mark exactly one place for the table", remedy) from None


if __name__ == "__main__":
    run_script(main)
