"""Parquet: a row a story. Faults name the row, counted from 1, where those of other formats name the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from chipbrief.corpora.parquet import batches, errors, open_parquet
from chipbrief.problems import InputError, Problem, fail
from chipbrief.submissions.delimited import columns_unread
from chipbrief.submissions.hints import missing
from chipbrief.submissions.record import FILE_LIMIT, ROW_LIMIT, SUMMARY_LIMIT
from chipbrief.submissions.rows import Rows

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
