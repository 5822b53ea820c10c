"""Rows of a table that anybody hands in, whatever its format: read within limits of size and memory.

The format is recognised by the content: CSV (comma, semicolon, tab or pipe), JSONL, Parquet, Arrow, each text format also in gzip or
zstd. A folder of text files is a table too: the column `id` is the file's name without its suffix, and `text` is its content. Folders
of `datasets` and datasets of the Hub (`hf:NAME`) are read with that library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipbrief.corpora.tables.columnar import Columnar, open_columnar
from chipbrief.corpora.tables.delimited import records
from chipbrief.corpora.tables.folder import folder_rows
from chipbrief.corpora.tables.hub import is_dataset_folder, open_hub
from chipbrief.corpora.tables.lines import decode_line, numbered_lines, whole_number
from chipbrief.corpora.tables.stream import LINE_LIMIT, Opened, open_stream
from chipbrief.problems import Faults, fail, kind_of

TABLE_LIMIT = 1 << 30
"""Maximum size of a table in bytes, both compressed and decompressed. The articles of a corpus are kept in memory."""
FOLDER_COLUMNS = ("id", "text")
"""Columns of a folder of text files."""
Row = tuple[int, dict[str, Any]]
"""Line (or row, from 1) and the values by column. Values of CSV are texts, those of other formats may have any type."""


@dataclass(slots=True)
class Table:
    """An open table. `rows` can be read once. Rows that cannot be read are added to `faults` and left out."""

    columns: tuple[str, ...]
    """Columns of the header or schema. For JSONL, the keys of the first object; further objects may have others."""
    rows: Iterator[Row]
    faults: Faults


@contextmanager
def open_table(path: Path, wanted: Sequence[str] | None = None, split: str = "test") -> Iterator[Table]:
    """Open the table at `path` (`-` for standard input). `wanted` are the columns to read (default: all).

    `split` is the split to read if `path` is a folder that `datasets` understands.

    Columns in `wanted` that the table lacks are left out: the caller checks `Table.columns`. Raise `InputError` if the file cannot
    be read, also while the rows are read.
    """
    where = "standard input" if str(path) == "-" else str(path)
    faults = Faults(where)
    if path.is_dir() and is_dataset_folder(path):
        yield Table(*open_hub(str(path), split), faults)
        return
    if path.is_dir():
        yield Table(FOLDER_COLUMNS, folder_rows(path, TABLE_LIMIT), faults)
        return
    with open_stream(path, where, TABLE_LIMIT) as opened:
        if opened.kind in ("parquet", "arrow"):
            file = open_columnar(opened, where)
            yield Table(tuple(file.names), _columnar_rows(file, wanted), faults)
        elif opened.head.lstrip()[:1] in (b"{", b"["):
            yield Table(_first_keys(opened, where), _json_rows(opened, faults), faults)
        else:
            found = records(opened.stream, opened.head, faults, "the names of the columns")
            header = next(found).cells
            if twice := {name for name in header if name and header.count(name) > 1}:
                what = f"the columns {', '.join(sorted(twice))} appear twice in the header"
                raise fail(where, what, "rename one of each", 1)
            yield Table(tuple(header), _delimited_rows(found, header, faults), faults)


def column_names(path: Path, split: str = "test") -> tuple[str, ...]:
    """Return the columns of the table at `path` without reading its rows. Raise `InputError` if it cannot be read."""
    with open_table(path, (), split) as table:
        return table.columns


def _columnar_rows(file: Columnar, wanted: Sequence[str] | None) -> Iterator[Row]:
    names = [name for name in file.names if wanted is None or name in wanted]
    if twice := {name for name in names if names.count(name) > 1}:
        raise fail(file.where, f"the columns {', '.join(sorted(twice))} appear twice", "rename one of each")
    number = 0
    for batch in file.batches(names, TABLE_LIMIT) if names else ():
        for row in batch.to_pylist():
            number += 1
            yield number, row


def _delimited_rows(found: Iterator[Any], header: Sequence[str], faults: Faults) -> Iterator[Row]:
    for line, cells in found:
        if len(cells) == len(header):
            yield line, dict(zip(header, cells, strict=True))
        else:
            what = f"{len(cells)} cells, but {len(header)} columns in the header"
            faults.add(line, what, "quote each cell that contains the delimiter or a line break")


def _first_keys(opened: Opened, where: str) -> tuple[str, ...]:
    """Return the keys of the first object. Raise `InputError` if the file is one JSON value instead of lines."""
    if opened.head.lstrip().startswith(b"["):
        raise fail(where, "is a JSON array instead of lines", "write one object per line: jq -c '.[]' FILE")
    line = opened.stream.peek().lstrip().partition(b"\n")[0]
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        # A line longer than the buffer, or a fault that the rows report with its line.
        return tuple(dict.fromkeys(_keys_of_beginning(line)))
    return tuple(found) if isinstance(found, dict) else ()


def _keys_of_beginning(line: bytes) -> Iterator[str]:
    """Yield the keys of an object whose end is missing."""
    decoder = json.JSONDecoder()
    text, at = line.decode("utf-8", "replace"), 1
    while True:
        try:
            at += len(text[at:]) - len(text[at:].lstrip(" ,\t"))
            key, at = decoder.raw_decode(text, at)
            yield str(key)
            at = text.index(":", at) + 1
            at += len(text[at:]) - len(text[at:].lstrip())
            _, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return


def _json_rows(opened: Opened, faults: Faults) -> Iterator[Row]:
    for line, raw in numbered_lines(opened.stream, faults.where):
        if len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
            faults.add(line, f"line of more than {LINE_LIMIT:,} bytes", "write one line per story")
            continue
        text = decode_line(faults, line, raw).strip()
        if not text:
            continue
        try:
            row = _DECODER.decode(text)
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            faults.add(line, f"not JSON: {reason}", "write one object per line")
            continue
        if isinstance(row, dict):
            yield line, row
        else:
            faults.add(line, f"{kind_of(row)} instead of an object", "write one object per line")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_int=whole_number)
