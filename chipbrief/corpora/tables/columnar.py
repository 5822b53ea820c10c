"""Read untrusted Parquet and Arrow files (IPC, as files or streams) in small batches within limits of rows, bytes and memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chipbrief.corpora.arrow import arrow_errors, batches, limited_memory, open_parquet
from chipbrief.corpora.tables.stream import ROW_LIMIT, Opened
from chipbrief.problems import Faults, InputError, Problem, fail, quote

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

REMEDY = "write the file again, or write JSONL"
SLICE_ROWS = 1024
"""Number of rows that are converted to Python objects at once."""
BATCH_LIMIT = 20_000
"""Maximum number of batches of an Arrow file. Each takes time, also if it is empty."""
REPEATS = 16
"""Maximum number of bytes that are handled per byte of the limit, since each batch repeats the categories of its columns."""


@dataclass(frozen=True, slots=True)
class Columnar:
    """An open Parquet or Arrow file."""

    where: str
    schema: pa.Schema
    file: pq.ParquetFile | pa.RecordBatchStreamReader | pa.RecordBatchFileReader
    names: tuple[str, ...]
    """Names of the columns, in the order of the file."""
    given_rows: int | None = None
    """Maximum number of rows, if it is not `ROW_LIMIT`."""

    @property
    def most_rows(self) -> int:
        """Maximum number of rows."""
        return ROW_LIMIT if self.given_rows is None else self.given_rows

    def batches(self, columns: Sequence[str], limit: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows in batches, with the given columns, which must all exist once.

        Raise `InputError` if there are more than `most_rows` rows or the columns take more than `limit` bytes.
        """
        import pyarrow.parquet as pq

        if isinstance(self.file, pq.ParquetFile):
            if self.file.metadata.num_rows > self.most_rows:
                raise fail(self.where, f"more than {self.most_rows:,} rows", "write one row per story")
            yield from batches(self.file, self.where, REMEDY, columns, limit)
        else:
            yield from self._arrow_batches(columns, limit)

    @property
    def _format(self) -> str:
        import pyarrow.parquet as pq

        return "Parquet" if isinstance(self.file, pq.ParquetFile) else "Arrow"

    def _arrow_batches(self, columns: Sequence[str], limit: int) -> Iterator[pa.RecordBatch]:
        rows = size = 0
        found = self._whole_batches()
        # A file of many rows may have many batches.
        most_batches = max(BATCH_LIMIT, BATCH_LIMIT * self.most_rows // ROW_LIMIT)
        for _ in range(most_batches):
            with arrow_errors(self.where, REMEDY, "Arrow"), limited_memory():
                whole = next(found, None)
                if whole is None:
                    return
                rows += whole.num_rows
                # Columns that are not needed count too, because they have been decompressed. `nbytes` would follow their offsets.
                size += whole.get_total_buffer_size()
                batch = whole.select(list(columns))
                _validate(batch)
            if rows > self.most_rows or size > REPEATS * limit:
                what = f"more than {limit:,} bytes, or more than {self.most_rows:,} rows"
                raise fail(self.where, what, "write one row per story", rows)
            yield batch
        raise fail(self.where, f"more than {most_batches:,} record batches", "write more rows per batch")

    def _whole_batches(self) -> Iterator[Any]:
        import pyarrow as pa

        if isinstance(self.file, pa.RecordBatchFileReader):
            for at in range(self.file.num_record_batches):
                yield self.file.get_batch(at)
        else:
            yield from self.file

    def rows(self, columns: Sequence[str], limit: int, faults: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the number (from 1) and the values of each row.

        Texts that are not UTF-8 are added to `faults`. Raise `InputError` if a column has another type than text, number, true or
        false, or lists of texts, or as `batches` does.
        """
        self._check_types(columns)
        number = size = handled = 0
        for batch in self.batches(columns, limit) if columns else ():
            with arrow_errors(self.where, REMEDY, self._format):
                size += sum(_text_bytes(column) for column in batch.columns)
            handled += batch.nbytes
            if size > limit or handled > REPEATS * limit:
                raise fail(self.where, f"more than {limit:,} bytes of text", "split the file", number + 1)
            for start in range(0, batch.num_rows, SLICE_ROWS):
                part = batch.slice(start, SLICE_ROWS)
                cells = [self._cells(name, part.column(name), number + 1, faults) for name in columns]
                for values in zip(*cells, strict=True):
                    number += 1
                    yield number, dict(zip(columns, values, strict=True))

    def _check_types(self, columns: Sequence[str]) -> None:
        with arrow_errors(self.where, REMEDY, self._format):
            problems = [
                Problem(self.where, f"column {quote(name)} is {str(kind)[:80]}", "write it as text (string)")
                for name in columns
                if not _is_readable(kind := self.schema.field(name).type)
            ]
        if problems:
            raise InputError(problems)

    def _cells(self, name: str, column: Any, first: int, faults: Faults) -> list[Any]:
        """Return the values of a column. Bytes that are not UTF-8 are replaced, and a fault is added."""
        import pyarrow as pa

        with arrow_errors(self.where, REMEDY, self._format):
            try:
                values: list[Any] = column.to_pylist()
            except UnicodeDecodeError:
                if not _is_text(column.type):
                    raise
                values = column.cast(pa.large_binary()).to_pylist()
        return [_decoded(value, name, at, faults) for at, value in enumerate(values, first)]


def _validate(batch: Any) -> None:
    """Raise an error of Arrow if an offset points outside its buffer: reading the value could end the process.

    Texts are checked as bytes, so that those that are not UTF-8 can be reported with their rows.
    """
    import pyarrow as pa

    views = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    for column in batch.columns:
        column.validate()
        raw = column.view(views[column.type]) if column.type in views else column
        raw.validate(full=True)


def _decoded(value: Any, name: str, row: int, faults: Faults) -> Any:
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.add(row, f"{quote(name)} is not UTF-8: byte 0x{value[error.start]:02x}", "save it as UTF-8")
        return value.decode("utf-8", "replace")


def _is_text(kind: Any) -> bool:
    import pyarrow.types as types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_readable(kind: Any) -> bool:
    """Return whether values of an Arrow type are read. Views of lists are not: they may repeat one value without limit."""
    import pyarrow.types as types

    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return _is_text(kind.value_type) and not types.is_string_view(kind.value_type)
    plain = types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind) or types.is_null(kind)
    return bool(plain or _is_text(kind))


def _text_bytes(column: Any) -> int:
    """Return the number of bytes that the texts of a column take as Python objects. Categories and views count once per row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        lengths = pc.take(_lengths(column.dictionary), column.indices)
        return int(pc.sum(lengths).as_py() or 0)
    return int(pc.sum(_lengths(column)).as_py() or 0) if _is_text(column.type) else int(column.nbytes)


def _lengths(texts: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string_view(texts.type):
        return pa.array([0 if text is None else len(text.as_buffer()) for text in texts], pa.int64())
    return pc.cast(pc.binary_length(texts), pa.int64())


def open_columnar(opened: Opened, where: str, most_rows: int | None = None) -> Columnar:
    """Open a Parquet or Arrow file and read its schema. Raise `InputError` if that fails."""
    import pyarrow as pa

    source = opened.seekable()
    if opened.kind == "parquet":
        file = open_parquet(source, where, REMEDY)
        with arrow_errors(where, REMEDY):
            return Columnar(where, file.schema_arrow, file, tuple(file.schema_arrow.names), most_rows)
    with arrow_errors(where, REMEDY, "Arrow"), limited_memory():
        plain = pa.PythonFile(source, mode="r")
        is_file = opened.head.startswith(b"ARROW1")
        reader = pa.ipc.open_file(plain) if is_file else pa.ipc.open_stream(plain)
        return Columnar(where, reader.schema, reader, tuple(reader.schema.names), most_rows)
