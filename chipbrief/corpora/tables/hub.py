"""Read a dataset of the Hugging Face Hub, or a folder in one of its layouts, with the library `datasets`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from chipbrief.problems import fail, printable

SAVED = ("dataset_dict.json", "state.json")
"""Files that `save_to_disk` writes to its folder."""
DATA_SUFFIXES = (".parquet", ".jsonl", ".csv", ".arrow")
"""Suffixes of the data files of a folder in the Hub's layout, as far as they tell it from a folder of texts."""


class HubTable(NamedTuple):
    """Columns and rows of one split."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, Any]]]


def is_dataset_folder(path: Path) -> bool:
    """Return whether a folder was saved by `datasets`, or has the layout of a dataset on the Hub."""
    if any((path / name).is_file() for name in SAVED):
        return True
    return any(one.suffix in DATA_SUFFIXES for one in [*path.iterdir(), *(path / "data").glob("*")] if one.is_file())


def open_hub(name: str, split: str, config: str | None = None, revision: str | None = None) -> HubTable:
    """Return the table of a dataset on the Hub or in the folder `name`, streamed.

    Since version 4, `datasets` runs no code of a dataset. Raise `InputError` if it cannot be loaded: no network, no such
    dataset, configuration, split or revision.
    """
    import datasets

    folder = Path(name)
    try:
        if any((folder / file).is_file() for file in SAVED):
            loaded = datasets.load_from_disk(name)
            data = loaded[split] if isinstance(loaded, datasets.DatasetDict) else loaded
        else:
            data = datasets.load_dataset(name, config, split=split, revision=revision, streaming=True)
        rows: Iterator[Mapping[str, Any]] = iter(data)
        first = next(rows, None)
    except Exception as error:  # `datasets` raises errors of many kinds, of its own and of other libraries
        reason = printable(next(iter(str(error).splitlines()), type(error).__name__))[:200]
        remedy = "check the name and --split; a dataset of the Hub needs a network or a filled cache"
        raise fail(f"hf:{name}" if not folder.is_dir() else name, f"cannot be loaded: {reason}", remedy) from None
    columns = tuple(first or data.column_names or ())
    found = chain([first] if first is not None else [], rows)
    return HubTable(columns, ((number, dict(row)) for number, row in enumerate(found, 1)))
