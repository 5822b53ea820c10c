"""Submissions as tables: CSV and Parquet.

CSV has a header and one row per story; the delimiter may be a comma, semicolon, tab or pipe. Faults in Parquet name the row,
counted from 1, where those in other formats name the line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from typing import TYPE_CHECKING, Any, BinaryIO

from chipbrief.corpora.parquet import batches, errors, open_parquet
from chipbrief.problems import InputError, Problem, fail
from chipbrief.submissions.faults import FILE_LIMIT, LINE_LIMIT, ROW_LIMIT, SUMMARY_LIMIT, Columns, quote
from chipbrief.submissions.hints import meant, missing
from chipbrief.submissions.jsonl import decoded, numbered
from chipbrief.submissions.rows import Rows

DELIMITERS = ",\t;|"
NAMES = (".csv", ".tsv")
CLOSE = "close them; a quote within a cell is written twice"


def looks_delimited(head: bytes, name: str, columns: Columns) -> bool:
    """Whether the file is CSV: it does not begin as JSON does, and its name or its header says so."""
    if head.lstrip()[:1] in (b"{", b"["):
        return False
    plain = name.lower().removesuffix(".gz").removesuffix(".zst")
    cells = _cells(head.lstrip().partition(b"\n")[0].decode("utf-8", "replace"))
    return plain.endswith(NAMES) or (
        len(cells) > 1 and any(key in cells or meant(key, cells, columns) for key in columns)
    )


def read_delimited(stream: BufferedReader, rows: Rows, head: bytes) -> list[Problem]:
    """All rows into `rows`; warnings. Raises `InputError` where the header is not usable.

    A row's line is the one on which it begins: a quoted cell may hold line ends.
    """
    with _long_cells():
        return _read_rows(stream, rows, head)


@contextmanager
def _long_cells() -> Iterator[None]:
    """A cell may be as long as a row: one that nobody reads is no fault, and of a summary its limit is told."""
    before = csv.field_size_limit(LINE_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _read_rows(stream: BufferedReader, rows: Rows, head: bytes) -> list[Problem]:
    where = rows.faults.where
    lines = _Lines(stream, rows)
    first = head.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
    reader = csv.reader(lines, delimiter=_delimiter(first), strict=True)
    at = (0, 1)
    header: list[str] | None = None
    warnings: list[Problem] = []
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if header is None:
                # Whatever stands on the next line is no header, and would be told as one.
                raise fail(where, *_broken(error), lines.began) from None
            rows.faults.add(lines.began, *_broken(error))
            continue
        if not any(cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            warnings = _check_header(header, rows, lines.began)
            at = (header.index(rows.columns.id), header.index(rows.columns.summary))
        elif len(cells) != len(header):
            what = f"{len(cells)} cells under a header of {len(header)}"
            rows.faults.add(lines.began, what, "put a cell that holds the delimiter or a line end in quotes")
            _note_id(rows, at[0], cells, lines.began)
        else:
            rows.take(lines.began, *(cells[place] for place in at))
    if header is None:
        raise fail(where, "has no header", f"begin with {','.join(rows.columns)}")
    return warnings


class _Lines:
    """The lines for `csv.reader`, which asks for as many as a row has."""

    def __init__(self, stream: BufferedReader, rows: Rows) -> None:
        self._lines, self._rows = numbered(stream, rows.faults.where), rows
        self._line = self._size = 0
        self.began = 1

    def begin(self) -> None:
        """The next row begins on the next line."""
        self.began, self._size = self._line + 1, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self._line, raw = next(self._lines)
        self._size += len(raw)
        if self._size > LINE_LIMIT:
            what, remedy = f"row of more than {LINE_LIMIT:,} bytes", "leave only the columns of id and summary"
            if self._line > self.began:
                what, remedy = f"not CSV: quotes that open here are not closed within {LINE_LIMIT:,} bytes", CLOSE
            raise fail(self._rows.faults.where, what, remedy, self.began)
        return decoded(self._rows, self._line, raw)


def _check_header(header: Sequence[str], rows: Rows, line: int) -> list[Problem]:
    where, columns = rows.faults.where, rows.columns
    last: list[Problem] = []
    for key in columns:
        if header.count(key) > 1:
            last.append(Problem(where, f"two columns {key!r}", "keep one", line))
        elif key not in header:
            others = dict.fromkeys((name for name in header if name not in columns), "")
            what, remedy, instead = missing(key, others, columns, ())
            option = "--id-column" if key == columns.id else "--summary-column"
            last.append(
                Problem(where, f"{what} among the columns", remedy if instead else f"name it with {option}", line)
            )
    if last:
        raise InputError(last)
    return columns_unread(where, [name for name in header if name not in columns])


def columns_unread(where: str, extra: Sequence[str]) -> list[Problem]:
    """A warning where a table has more columns than are read."""
    named = ", ".join(map(quote, extra[:5])) + (", …" if len(extra) > 5 else "")
    return [Problem(where, f"columns that are not read: {named}")] if extra else []


def _note_id(rows: Rows, at: int, cells: Sequence[str], line: int) -> None:
    if at < len(cells) and (place := rows.place.get(cells[at])) is not None and not rows.lines[place]:
        rows.seen(line, cells[at])


def _broken(error: csv.Error) -> tuple[str, str]:
    text = str(error)
    if "new-line character" in text:
        return "not CSV: CR alone within a line", "save it with LF as line end, and put cells with line ends in quotes"
    if "unexpected end" in text:
        return "not CSV: quotes that open here are never closed", CLOSE
    return f"not CSV: {text}", "put the cell in quotes, and write a quote within it twice"


def _delimiter(first: str) -> str:
    return max(DELIMITERS, key=lambda sign: first.count(sign))


def _cells(first: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in first.strip().split(_delimiter(first))]


if TYPE_CHECKING:
    import pyarrow as pa

REMEDY = "write it anew, or as JSONL"
BYTES_LIMIT = 4 * (SUMMARY_LIMIT + 1)
"""Of one value: so many have more characters than a summary may."""


def read_columnar(source: BinaryIO, rows: Rows) -> list[Problem]:
    """All rows into `rows`; warnings. Raises `InputError` where the file or its columns cannot be used."""
    where = rows.faults.where
    file = open_parquet(source, where, REMEDY)
    schema = file.schema_arrow
    _check_columns(schema, rows)
    if file.metadata.num_rows > ROW_LIMIT:
        raise fail(where, f"more than {ROW_LIMIT:,} rows", "send one row a story")
    number = size = 0
    for batch in batches(file, where, REMEDY, rows.columns, FILE_LIMIT):
        pairs = zip(*(_texts(batch.column(key), where) for key in rows.columns), strict=True)
        for values in pairs:
            number += 1
            size += sum(len(value) for value in values if value is not None)
            if size > FILE_LIMIT or number > ROW_LIMIT:
                what = f"more than {FILE_LIMIT:,} bytes of text, or more than {ROW_LIMIT:,} rows"
                raise fail(where, what, "send one row a story", number)
            _take(rows, number, values)
    return columns_unread(where, [name for name in schema.names if name not in rows.columns])


def _check_columns(schema: pa.Schema, rows: Rows) -> None:
    import pyarrow as pa

    last: list[Problem] = []
    where, columns = rows.faults.where, rows.columns
    for key in columns:
        found = schema.get_all_field_indices(key)
        if len(found) > 1:
            last.append(Problem(where, f"two columns {key!r}", "keep one"))
        elif not found:
            others = dict.fromkeys((name for name in schema.names if name not in columns), "")
            what, remedy, instead = missing(key, others, columns, ())
            option = "--id-column" if key == columns.id else "--summary-column"
            last.append(Problem(where, f"{what} among the columns", remedy if instead else f"name it with {option}"))
        else:
            kind = schema.field(found[0]).type
            # Not categories either: every batch of them holds all, so that many take time without bound.
            if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
                last.append(Problem(where, f"column {key!r} is {str(kind)[:80]}", "write it as text (string)"))
    if last:
        raise InputError(last)


def _take(rows: Rows, number: int, values: Sequence[bytes | None]) -> None:
    texts: list[str | None] = []
    for key, value in zip(rows.columns, values, strict=True):
        try:
            how = "strict" if len(value or b"") < BYTES_LIMIT else "ignore"  # cut within a character
            texts.append(None if value is None else value.decode("utf-8", how))
        except UnicodeDecodeError as error:
            rows.faults.add(number, f"{key!r} is not UTF-8: byte 0x{error.object[error.start]:02x}", "write it as text")
            texts.append((value or b"").decode("utf-8", "replace"))
    rows.take(number, *texts)


def _texts(column: Any, where: str) -> Iterator[bytes | None]:
    """The values as bytes, of which none has been checked to be UTF-8; of a giant one its beginning."""
    import pyarrow as pa

    with errors(where, REMEDY):
        for value in column.cast(pa.large_binary()):
            yield _start(value) if value.is_valid else None


def _start(value: Any) -> bytes:
    buffer = value.as_buffer()
    return bytes(buffer.slice(0, min(BYTES_LIMIT, buffer.size)).to_pybytes())
