"""Rows of a table that anybody hands in, whatever its format: read within limits of size and memory.

The format is recognised by the content: CSV (comma, semicolon, tab or pipe), JSONL, a JSON array, Parquet, Arrow, each text format
also in gzip or zstd. A folder of text files is a table too: the column `id` is the file's name without its suffix, and `text` is its
content. Folders that `datasets` saved are read without that library, those in a layout of the Hub and `hf:NAME` with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from chipbrief.corpora.tables.columnar import Columnar, open_columnar
from chipbrief.corpora.tables.delimited import records
from chipbrief.corpora.tables.folder import folder_rows
from chipbrief.corpora.tables.hub import is_dataset_folder, is_saved, open_hub, saved_files
from chipbrief.corpora.tables.objects import open_objects
from chipbrief.corpora.tables.stream import open_stream
from chipbrief.files import is_folder
from chipbrief.problems import Faults, fail, quote

TABLE_LIMIT = 1 << 30
"""Maximum size of a table in bytes, both compressed and decompressed. The articles of a corpus are kept in memory."""
FOLDER_COLUMNS = ("id", "text")
"""Columns of a folder of text files."""
Row = tuple[int, dict[str, Any]]
"""Line (or row, from 1) and the values by column. Values of CSV are texts, those of other formats may have any type."""


@dataclass(slots=True)
class Table:
    """An open table. Its rows can be read once."""

    columns: tuple[str, ...]
    """Columns of the header or schema. For JSON, the keys of the first objects; further objects may have others."""
    faults: Faults
    """Faults of the rows that have been read so far. Rows that cannot be read are left out."""
    read: Callable[[Sequence[str] | None], Iterator[Row]]

    def rows(self, wanted: Sequence[str] | None = None) -> Iterator[Row]:
        """Yield the rows with the columns `wanted` (default: all), and perhaps others. Columns that the table lacks are left out.

        Raise `InputError` if the file turns out to be unreadable.
        """
        return self.read(wanted)


@contextmanager
def open_table(path: Path, split: str = "test", limit: int | None = None, rows: int | None = None) -> Iterator[Table]:
    """Open the table at `path` (`-` for standard input). `split` is the split to read if `path` is a folder of `datasets`.
    `limit` is the maximum number of bytes (default: `TABLE_LIMIT`), and `rows` that of rows (default: `ROW_LIMIT`).

    Raise `InputError` if the file cannot be read.
    """
    where = "standard input" if str(path) == "-" else str(path)
    faults = Faults(where)
    limit = TABLE_LIMIT if limit is None else limit
    if is_folder(path):
        yield _folder_table(path, split, faults, limit, rows)
        return
    with open_stream(path, where, limit) as opened:
        if opened.kind in ("parquet", "arrow"):
            file = open_columnar(opened, where, rows)
            yield Table(tuple(file.names), faults, partial(_columnar_rows, file, faults, limit))
        elif opened.head.lstrip()[:1] in (b"{", b"["):
            objects = open_objects(opened, faults, rows)
            yield Table(objects.keys, faults, lambda _: objects.rows)
        else:
            found = records(opened.stream, opened.head, faults, "the names of the columns", rows)
            header = next(found).cells
            _refuse_twice([name for name in header if name], where, 1)
            yield Table(tuple(header), faults, lambda _: _delimited_rows(found, header, faults))


def _folder_table(path: Path, split: str, faults: Faults, limit: int, most: int | None) -> Table:
    if is_saved(path):
        return _saved_table(saved_files(path, split), faults, limit, most)
    if is_dataset_folder(path):
        found = open_hub(str(path), split)
        return Table(found.columns, faults, lambda _: found.rows)
    return Table(FOLDER_COLUMNS, faults, lambda _: folder_rows(path, limit))


def _saved_table(files: Sequence[Path], faults: Faults, limit: int, most: int | None) -> Table:
    """Return the table whose rows are those of several Arrow files, one after the other."""
    columns = column_names(files[0])

    def rows(wanted: Sequence[str] | None) -> Iterator[Row]:
        number = 0
        for path in files:
            with open_table(path, limit=limit, rows=most) as table:
                for _, row in table.rows(wanted):
                    number += 1
                    yield number, row
                for one in table.faults.kept:
                    faults.add(one.line, one.what, one.remedy)

    return Table(columns, faults, rows)


def column_names(path: Path, split: str = "test") -> tuple[str, ...]:
    """Return the columns of the table at `path` without reading its rows. Raise `InputError` if it cannot be read."""
    with open_table(path, split) as table:
        return table.columns


def _columnar_rows(file: Columnar, faults: Faults, limit: int, wanted: Sequence[str] | None) -> Iterator[Row]:
    names = [name for name in file.names if wanted is None or name in wanted]
    _refuse_twice(names, file.where)
    yield from file.rows(names, limit, faults)


def _refuse_twice(names: Sequence[str], where: str, line: int | None = None) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        what = f"more than one column is called {', '.join(map(quote, twice[:8]))}"
        raise fail(where, what, "rename all but one", line)


def _delimited_rows(found: Iterator[Any], header: Sequence[str], faults: Faults) -> Iterator[Row]:
    for line, cells in found:
        if len(cells) == len(header):
            yield line, dict(zip(header, cells, strict=True))
        else:
            what = f"{len(cells)} cells, but {len(header)} columns in the header"
            faults.add(line, what, "quote each cell that contains the delimiter or a line break")
