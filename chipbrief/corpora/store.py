"""Locate and load the files under `dataset/`, and read and write their pins (row counts and digests)."""

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
    "squality": "python scripts/import_squality.py --squality DIR, where DIR is a clone of SQuALITY",
    "freelance": "python scripts/import_freelance.py --freelance DIR, where DIR is a clone of benchmark_llm_summarization",
}
"""Command that builds each configuration."""
CONFIGS = tuple(HOW_TO_BUILD)
PINS_LIMIT = 1 << 20
"""Maximum size of `pins.json` in bytes (about 300 times its usual size)."""
PINS_REMEDY = "write it again: python scripts/build_dataset.py"


def dataset_folder() -> Path:
    """Return the folder of the installed dataset: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    inside, beside = package / "_dataset", package.parent / "dataset"
    return inside if inside.is_dir() else beside


def scores_path() -> Path:
    """Return the path of the baselines' pinned scores, in a checkout or inside a wheel."""
    inside = dataset_folder() / "scores.json"
    return inside if inside.is_file() else dataset_folder().parent / "baselines" / "scores.json"


def split_path(folder: Path, config: str, split: str) -> Path:
    """Return the path of the Parquet file of one split."""
    return folder / config / f"{split}.parquet"


def load(
    config: str = "open", split: str | None = None, folder: Path | str | None = None, *, data: Path | str | None = None
) -> list[Story]:
    """Return the stories of a configuration (one of `CONFIGS`), of one split or of all.

    `folder` is the dataset folder (default: the installed dataset); `data` is another name for it, as `--data` of the
    command line. No network and no `datasets` package are needed. Raise `InputError` if the configuration is not built;
    the message gives the command that builds it.
    """
    if config not in CONFIGS:
        raise fail(f"configuration {config!r}", "is unknown", f"use one of {', '.join(CONFIGS)}")
    if split is not None and split not in SPLITS:
        raise fail(f"split {split!r}", "is unknown", f"use one of {', '.join(SPLITS)}")
    folder = Path(folder or data or dataset_folder())
    paths = [split_path(folder, config, name) for name in SPLITS if split in (None, name)]
    found = [path for path in paths if path.is_file()]
    # If all splits are asked for, a pinned split that is missing would otherwise go unnoticed.
    lacking = [path for path in paths if path not in found and path.stem in read_pins(folder).get(config, {})]
    if not found or lacking:
        split = split or (lacking[0].stem if found else None)
        where = f"configuration {config!r}" + (f", split {split!r}" if split else "")
        raise fail(where, f"is not built under {folder}", _how_to_build(config))
    return [story for path in found for story in read_parquet(path)]


def _how_to_build(config: str) -> str:
    """Return the command that builds a configuration. A wheel does not hold the scripts."""
    if (dataset_folder().parent / "scripts").is_dir():
        return f"run {HOW_TO_BUILD[config]}"
    return f"in a clone of the repository, run {HOW_TO_BUILD[config]}; then pass its folder dataset as --data or data="


def pins_of(rows: Rows) -> dict[str, Any]:
    """Return the row count, label counts and digest of each split."""
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
    """Read `pins.json`. Return an empty dict if it does not exist. Raise `InputError` if it is not an object of objects."""
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
    """Return the digest that `pins.json` gives for a split, or None."""
    part = read_pins(folder).get(config, {}).get(split)
    found = part.get("digest") if isinstance(part, dict) else None
    return found if isinstance(found, str) else None


def pins_bytes(pins: Mapping[str, Any]) -> bytes:
    """Return the bytes of `pins.json`."""
    return (json.dumps(pins, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def files_of(folder: Path, config: str, rows: Rows) -> dict[Path, bytes]:
    """Return the bytes of each Parquet file of a configuration, by path."""
    return {split_path(folder, config, split): parquet_bytes(stories) for split, stories in rows.items()}


def ids_elsewhere(folder: Path, config: str, split: str) -> dict[str, str]:
    """Map each id of every other built split and configuration to a description of where it belongs.

    An id of several splits belongs to the first one, and the other splits of `config` come first.
    """
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
    """Return the data part of a signature: version of the package, `@`, and the first 12 digits of the rows' digest.

    The version is `unpinned` if the rows differ from the pinned ones.
    """
    from chipbrief import __version__  # here, because the package imports this module before it sets its version

    found = digest(stories)
    pinned = pinned_digest(folder or dataset_folder(), config, split)
    return f"{__version__ if found == pinned else 'unpinned'}@{found[:12]}"
