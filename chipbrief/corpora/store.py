"""The files under `dataset/`: where they are, what is pinned of them, and reading them back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chipbrief.corpora.parquet import digest, parquet_bytes, read_ids, read_parquet
from chipbrief.files import read_text
from chipbrief.problems import fail
from chipbrief.records import SPLITS, Split, Story

Rows = Mapping[Split, list[Story]]

HOW_TO_BUILD = {
    "open": "python scripts/build_dataset.py",
    "multi": "python scripts/build_dataset.py",
    "source": "python scripts/build_dataset.py --pages DIR, where DIR holds the five raw pages",
    "gum": "python scripts/import_gum.py --gum DIR, where DIR is a clone of the GUM corpus",
}
CONFIGS = tuple(HOW_TO_BUILD)
PINS_LIMIT = 1 << 20
"""Bytes of `pins.json`, a hundred times what it has."""
PINS_REMEDY = "write it anew: python scripts/build_dataset.py"


def dataset_folder() -> Path:
    """The dataset of this installation: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    inside, beside = package / "_dataset", package.parent / "dataset"
    return inside if inside.is_dir() else beside


def scores_path() -> Path:
    """The pinned scores of the baselines: in a checkout, or inside a wheel."""
    inside = dataset_folder() / "scores.json"
    return inside if inside.is_file() else dataset_folder().parent / "baselines" / "scores.json"


def split_path(folder: Path, config: str, split: str) -> Path:
    """Where the rows of one split lie."""
    return folder / config / f"{split}.parquet"


def load(config: str = "open", split: str | None = None, folder: Path | None = None) -> list[Story]:
    """The records of a configuration, of one split or of all.

    Needs neither network nor `datasets`. Raises `InputError` that says what to run where the configuration is not built.
    """
    if config not in CONFIGS:
        raise fail(f"configuration {config!r}", "is unknown", f"one of {', '.join(CONFIGS)}")
    if split is not None and split not in SPLITS:
        raise fail(f"split {split!r}", "is unknown", f"one of {', '.join(SPLITS)}")
    folder = folder or dataset_folder()
    paths = [split_path(folder, config, name) for name in SPLITS if split in (None, name)]
    found = [path for path in paths if path.is_file()]
    # A part that is pinned and not there would go unnoticed in the rows of all splits.
    lacking = [path for path in paths if path not in found and path.stem in read_pins(folder).get(config, {})]
    if not found or lacking:
        split = split or (lacking[0].stem if found else None)
        where = f"configuration {config!r}" + (f", split {split!r}" if split else "")
        raise fail(where, f"is not built under {folder}", f"run {HOW_TO_BUILD[config]}")
    return [story for path in found for story in read_parquet(path)]


def pins_of(rows: Rows) -> dict[str, Any]:
    """Row and label counts and the digest of every split."""
    return {
        split: {
            "rows": len(stories),
            "references": sum(len(story.references) for story in stories),
            "entities": sum(len(story.entities) for story in stories),
            "mentions": sum(len(entity.mentions) for story in stories for entity in story.entities),
            "facts": sum(len(story.facts) for story in stories),
            "digest": digest(stories),
        }
        for split, stories in rows.items()
    }


def read_pins(folder: Path) -> dict[str, Any]:
    """`pins.json`, or nothing where there is none yet. Raises `InputError` where it is no object of objects."""
    path = folder / "pins.json"
    if not path.is_file():
        return {}
    try:
        pins = json.loads(read_text(path, PINS_LIMIT))
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise fail(str(path), f"is not JSON: {reason}", PINS_REMEDY) from None
    if not isinstance(pins, dict) or not all(isinstance(part, dict) for part in pins.values()):
        raise fail(str(path), "is not an object of objects", PINS_REMEDY)
    return pins


def pinned_digest(folder: Path, config: str, split: str) -> str | None:
    """The digest that `pins.json` has for a split, if any."""
    part = read_pins(folder).get(config, {}).get(split)
    found = part.get("digest") if isinstance(part, dict) else None
    return found if isinstance(found, str) else None


def pins_bytes(pins: Mapping[str, Any]) -> bytes:
    """`pins.json` as it is written."""
    return (json.dumps(pins, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def files_of(folder: Path, config: str, rows: Rows) -> dict[Path, bytes]:
    """The Parquet files of a configuration, to be written."""
    return {split_path(folder, config, split): parquet_bytes(stories) for split, stories in rows.items()}


def ids_elsewhere(folder: Path, config: str, split: str) -> dict[str, str]:
    """The ids of every other split and configuration that is built, with a name for it."""
    here = split_path(folder, config, split)
    others = dict.fromkeys((name, part) for name in (config, *CONFIGS) for part in SPLITS)
    found: dict[str, str] = {}
    for name, part in others:
        path = split_path(folder, name, part)
        if path != here and path.is_file():
            for story in read_ids(path):
                found.setdefault(story, f"configuration {name!r}, split {part!r}")
    return found


def data_label(config: str, split: str, stories: Sequence[Story], folder: Path | None = None) -> str:
    """The data in a signature: its version, which is the package's, and the digest of the rows; `unpinned` where these are others."""
    from chipbrief import __version__  # not above: the package imports this module before it has one

    found = digest(stories)
    pinned = pinned_digest(folder or dataset_folder(), config, split)
    return f"{__version__ if found == pinned else 'unpinned'}@{found[:12]}"
