"""Read a dataset of the Hugging Face Hub, a folder in one of its layouts, or a folder that `datasets` saved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from chipbrief.files import read_text
from chipbrief.problems import InputError, fail, printable, quote

SAVED = ("dataset_dict.json", "state.json")
"""Files that `save_to_disk` writes to its folder: for several splits, and for one."""
JSON_LIMIT = 1 << 20
"""Maximum size of one of these files, in bytes."""
DATA_SUFFIXES = (".parquet", ".jsonl", ".csv", ".arrow")
"""Suffixes of the data files of a folder in the Hub's layout, as far as they tell it from a folder of texts."""
FILES_LIMIT = 10_000
"""Maximum number of files of a folder in a layout of the Hub."""
PARQUET_BRANCH = "refs/convert/parquet"
"""Branch of the Hub with the Parquet files that it makes of every dataset, in one folder per configuration."""
REMEDIES: tuple[tuple[str, str], ...] = (
    (r"scripts are no longer supported", "name the branch that the Hub converts to Parquet: hf:NAME:CONFIG@refs/convert/parquet"),
    (r"Unknown split|Bad split", "choose one with --split"),
    (r"Config name is missing|BuilderConfig .* not found", "name the configuration: hf:NAME:CONFIG"),
    (r"doesn't exist on the Hub or cannot be accessed|gated|401|403", "check the name; log in first if access is restricted"),
    (r"revision|RevisionNotFound", "check the revision behind @"),
    (r"[Oo]ffline|Couldn't reach|[Cc]onnection|resolve|timed out|LocalEntryNotFound",
     "connect to the network, or download a file of the dataset and pass it: --corpus FILE"),
)  # fmt: skip
"""Patterns of messages of `datasets`, and what to do. The first match counts."""


class HubTable(NamedTuple):
    """Columns and rows of one split."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, Any]]]


def is_saved(path: Path) -> bool:
    """Return whether a folder was written by `save_to_disk` of `datasets`."""
    return any((path / name).is_file() for name in SAVED)


def is_dataset_folder(path: Path) -> bool:
    """Return whether a folder has the layout of a dataset on the Hub."""
    return any(one.suffix in DATA_SUFFIXES for one in [*path.iterdir(), *(path / "data").glob("*")] if one.is_file())


def saved_files(folder: Path, split: str) -> list[Path]:
    """Return the Arrow files of one split of a folder that `datasets` saved.

    They are read without that library, which trusts them: a damaged file would end the process. Raise `InputError` if the folder
    lacks the split, or its rows were reordered.
    """
    if (folder / SAVED[0]).is_file():
        splits = _texts(folder / SAVED[0], _json(folder / SAVED[0]).get("splits"))
        if split not in splits:
            raise fail(str(folder), f"has no split {quote(split)}", f"choose one with --split: {', '.join(splits)}")
        folder = folder / split
    state = folder / SAVED[1]
    found = _json(state)
    if found.get("_indices_data_files"):
        raise fail(str(folder), "has rows that were selected or sorted", "save it after dataset.flatten_indices()")
    listed = found.get("_data_files")
    names = [one.get("filename") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else None
    if not names:
        raise fail(str(state), "names no data file", "save the dataset again")
    return [folder / name for name in _texts(state, names)]


def _texts(path: Path, names: Any) -> list[str]:
    """Return a list of file names. Raise `InputError` if it is none, or one leads out of the folder."""
    if not isinstance(names, list) or not all(isinstance(name, str) and Path(name).name == name for name in names):
        raise fail(str(path), "is no file that `datasets` writes", "save the dataset again")
    return names


def _json(path: Path) -> dict[str, Any]:
    text = read_text(path, JSON_LIMIT)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise fail(str(path), "is not a JSON object", "save the dataset again")
    return found


def open_hub(name: str, split: str, config: str | None = None, revision: str | None = None) -> HubTable:
    """Return the table of a dataset on the Hub or in the folder `name`, streamed.

    Since version 4, `datasets` runs no code of a dataset. Raise `InputError` if it cannot be loaded: no network, no such
    dataset, configuration, split or revision.
    """
    where = name if Path(name).is_dir() else f"hf:{name}"
    if Path(name).is_dir():
        _refuse_unchecked(Path(name))
    try:
        data = _load(name, split, config, revision)
        rows: Iterator[Mapping[str, Any]] = iter(data)
        first = next(rows, None)
    except Exception as error:  # `datasets` raises errors of many kinds, of its own and of other libraries
        raise _cannot_load(where, error) from None
    columns = tuple(first or data.column_names or ())
    return HubTable(columns, _numbered(chain([first] if first is not None else [], rows), where))


def _refuse_unchecked(folder: Path) -> None:
    """Raise `InputError` if a folder has Arrow files, which `datasets` reads without a check, or too many files to look through."""
    for count, path in enumerate(folder.rglob("*")):
        if path.suffix == ".arrow":
            what = f"holds the Arrow file {quote(path.name)}, which `datasets` does not check"
            raise fail(str(folder), what, "pass the file itself")
        if count == FILES_LIMIT:
            raise fail(str(folder), f"holds more than {FILES_LIMIT:,} files", "pass the file itself")


def _load(name: str, split: str, config: str | None, revision: str | None) -> Any:
    import datasets

    if revision == PARQUET_BRANCH:
        # This branch has a folder per configuration, and no list of configurations to choose a name from.
        folder = config or "default"
        return datasets.load_dataset(name, data_dir=folder, split=split, revision=revision, streaming=True)
    return datasets.load_dataset(name, config, split=split, revision=revision, streaming=True)


def _numbered(rows: Iterator[Mapping[str, Any]], where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    while True:
        try:
            row = next(rows, None)
        except Exception as error:
            raise _cannot_load(where, error) from None
        if row is None:
            return
        number += 1
        yield number, dict(row)


def _cannot_load(where: str, error: Exception) -> InputError:
    reason = " ".join(str(error).split()) or type(error).__name__
    text = f"{type(error).__name__} {reason}"
    remedy = next((then for pattern, then in REMEDIES if re.search(pattern, text)), "check the name and --split")
    return fail(where, f"cannot be loaded: {printable(reason)[:300]}", remedy)
