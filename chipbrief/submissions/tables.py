"""Read submissions in CSV, Parquet and Arrow. Faults in CSV give the line number, and the others the row number, from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BufferedReader
from typing import TYPE_CHECKING, Any

from chipbrief.corpora.arrow import arrow_errors
from chipbrief.corpora.tables.columnar import REMEDY, Columnar
from chipbrief.corpora.tables.delimited import has_suffix, header_cells, records
from chipbrief.corpora.tables.stream import FILE_LIMIT, ROW_LIMIT
from chipbrief.problems import InputError, Problem, fail, quote
from chipbrief.submissions.hints import likely_name, missing
from chipbrief.submissions.rows import Rows
from chipbrief.submissions.submission import SUMMARY_LIMIT, Columns

WRONG_COUNT = "quote each cell that contains the delimiter or a line break"
"""Remedy for a row with more or fewer cells than the header."""


def looks_delimited(head: bytes, name: str, columns: Columns) -> bool:
    """Return whether a file with the first bytes `head` is CSV: not JSON, and with the suffix or the header of CSV."""
    if head.lstrip()[:1] in (b"{", b"["):
        return False
    cells = header_cells(head)
    return has_suffix(name) or (
        len(cells) > 1 and any(key in cells or likely_name(key, cells, columns) for key in columns)
    )


def read_delimited(stream: BufferedReader, rows: Rows, head: bytes) -> list[Problem]:
    """Put all rows of a CSV file into `rows` and return the warnings. Raise `InputError` if the header is unusable.

    A fault gives the line on which its row starts, because a quoted cell may contain line breaks.
    """
    found = records(stream, head, rows.faults, ",".join(rows.columns))
    line, header = next(found)
    warnings = _check_header(header, rows, line)
    at = (header.index(rows.columns.id), header.index(rows.columns.summary))
    for line, cells in found:
        if len(cells) != len(header):
            rows.faults.add(line, f"{len(cells)} cells, but {len(header)} columns in the header", WRONG_COUNT)
            _note_id(rows, at[0], cells, line)
        else:
            rows.take(line, *(cells[place] for place in at))
    return warnings


def _check_header(header: Sequence[str], rows: Rows, line: int) -> list[Problem]:
    where, columns = rows.faults.where, rows.columns
    problems: list[Problem] = []
    for key in columns:
        if header.count(key) > 1:
            problems.append(Problem(where, f"two columns {key!r}", "keep one", line))
        elif key not in header:
            others = dict.fromkeys((name for name in header if name not in columns), "")
            what, remedy, instead = missing(key, others, columns, ())
            option = "--id" if key == columns.id else "--summary"
            remedy = remedy if instead else f"pass {option} NAME"
            problems.append(Problem(where, f"{what} among the columns", remedy, line))
    if problems:
        raise InputError(problems)
    return unused_columns(where, [name for name in header if name not in columns])


def unused_columns(where: str, extra: Sequence[str]) -> list[Problem]:
    """Return a warning if a file has columns or keys that are not read."""
    named = ", ".join(map(quote, extra[:5])) + (", …" if len(extra) > 5 else "")
    return [Problem(where, f"columns that are not read: {named}")] if extra else []


def _note_id(rows: Rows, at: int, cells: Sequence[str], line: int) -> None:
    if at < len(cells) and (place := rows.place.get(cells[at])) is not None and not rows.lines[place]:
        rows.seen(line, cells[at])


if TYPE_CHECKING:
    import pyarrow as pa

VALUE_LIMIT = 4 * (SUMMARY_LIMIT + 1)
"""Number of bytes to read of one value. Any text of so many bytes is longer than `SUMMARY_LIMIT` characters."""


def read_columnar(file: Columnar, rows: Rows) -> list[Problem]:
    """Put all rows of a Parquet or Arrow file into `rows` and return the warnings.

    Raise `InputError` if the file or its columns are unusable.
    """
    where = rows.faults.where
    _check_columns(file.schema, rows)
    number = size = 0
    for batch in file.batches(rows.columns, FILE_LIMIT):
        pairs = zip(*(_texts(batch.column(key), where) for key in rows.columns), strict=True)
        for values in pairs:
            number += 1
            size += sum(len(value) for value in values if value is not None)
            if size > FILE_LIMIT or number > ROW_LIMIT:
                what = f"more than {FILE_LIMIT:,} bytes of text, or more than {ROW_LIMIT:,} rows"
                raise fail(where, what, "write one row per story", number)
            _take(rows, number, values)
    return unused_columns(where, [name for name in file.names if name not in rows.columns])


def _check_columns(schema: pa.Schema, rows: Rows) -> None:
    import pyarrow as pa

    problems: list[Problem] = []
    where, columns = rows.faults.where, rows.columns
    for key in columns:
        found = schema.get_all_field_indices(key)
        if len(found) > 1:
            problems.append(Problem(where, f"two columns {key!r}", "keep one"))
        elif not found:
            others = dict.fromkeys((name for name in schema.names if name not in columns), "")
            what, remedy, instead = missing(key, others, columns, ())
            option = "--id" if key == columns.id else "--summary"
            remedy = remedy if instead else f"pass {option} NAME"
            problems.append(Problem(where, f"{what} among the columns", remedy))
        else:
            kind = schema.field(found[0]).type
            # No dictionary columns: each batch would contain all categories, so many of them take unlimited time.
            whole = key == columns.id and pa.types.is_integer(kind)
            if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or whole):
                problems.append(Problem(where, f"column {key!r} is {str(kind)[:80]}", "write it as text (string)"))
    if problems:
        raise InputError(problems)


def _take(rows: Rows, number: int, values: Sequence[bytes | None]) -> None:
    texts: list[str | None] = []
    for key, value in zip(rows.columns, values, strict=True):
        try:
            how = "strict" if len(value or b"") < VALUE_LIMIT else "ignore"  # may be cut inside a character
            texts.append(None if value is None else value.decode("utf-8", how))
        except UnicodeDecodeError as error:
            rows.faults.add(number, f"{key!r} is not UTF-8: byte 0x{error.object[error.start]:02x}", "write it as text")
            texts.append((value or b"").decode("utf-8", "replace"))
    rows.take(number, *texts)


def _texts(column: Any, where: str) -> Iterator[bytes | None]:
    """Yield each cell of a column, cut to `VALUE_LIMIT` bytes that may not be valid UTF-8. Yield None for an empty (null) cell."""
    import pyarrow as pa

    with arrow_errors(where, REMEDY):
        texts = column.cast(pa.large_string()) if pa.types.is_integer(column.type) else column
        for value in texts.cast(pa.large_binary()):
            yield _first_bytes(value) if value.is_valid else None


def _first_bytes(value: Any) -> bytes:
    buffer = value.as_buffer()
    return bytes(buffer.slice(0, min(VALUE_LIMIT, buffer.size)).to_pybytes())
