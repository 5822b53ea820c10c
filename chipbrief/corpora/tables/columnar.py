"""Read untrusted Parquet and Arrow files (IPC, as files or streams) in small batches within limits of rows, bytes and memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chipbrief.corpora.parquet import arrow_errors, batches, limited_memory, open_parquet
from chipbrief.corpora.tables.stream import ROW_LIMIT, Opened
from chipbrief.problems import fail

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

REMEDY = "write the file again, or write JSONL"


@dataclass(frozen=True, slots=True)
class Columnar:
    """An open Parquet or Arrow file."""

    where: str
    schema: pa.Schema
    file: pq.ParquetFile | pa.RecordBatchStreamReader | pa.RecordBatchFileReader

    @property
    def names(self) -> list[str]:
        """Names of the columns, in the order of the file."""
        names: list[str] = self.schema.names
        return names

    def batches(self, columns: Sequence[str], limit: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows in batches, with the given columns, which must all exist once.

        Raise `InputError` if there are more than `ROW_LIMIT` rows or the columns take more than `limit` bytes.
        """
        import pyarrow.parquet as pq

        if isinstance(self.file, pq.ParquetFile):
            if self.file.metadata.num_rows > ROW_LIMIT:
                raise fail(self.where, f"more than {ROW_LIMIT:,} rows", "write one row per story")
            yield from batches(self.file, self.where, REMEDY, columns, limit)
        else:
            yield from self._arrow_batches(columns, limit)

    def _arrow_batches(self, columns: Sequence[str], limit: int) -> Iterator[pa.RecordBatch]:
        rows = size = 0
        found = self._whole_batches()
        while True:
            with arrow_errors(self.where, REMEDY, "Arrow"), limited_memory():
                whole = next(found, None)
                if whole is None:
                    return
                batch = whole.select(list(columns))
                # Offsets in an untrusted file may point outside its buffers; reading them would end the process.
                batch.validate(full=True)
            rows += batch.num_rows
            size += batch.nbytes
            if rows > ROW_LIMIT or size > limit:
                what = f"more than {limit:,} bytes, or more than {ROW_LIMIT:,} rows"
                raise fail(self.where, what, "write one row per story", rows)
            yield batch

    def _whole_batches(self) -> Iterator[Any]:
        import pyarrow as pa

        if isinstance(self.file, pa.RecordBatchFileReader):
            for at in range(self.file.num_record_batches):
                yield self.file.get_batch(at)
        else:
            yield from self.file


def open_columnar(opened: Opened, where: str) -> Columnar:
    """Open a Parquet or Arrow file and read its schema. Raise `InputError` if that fails."""
    import pyarrow as pa

    source = opened.seekable()
    if opened.kind == "parquet":
        file = open_parquet(source, where, REMEDY)
        return Columnar(where, file.schema_arrow, file)
    with arrow_errors(where, REMEDY, "Arrow"), limited_memory():
        plain = pa.PythonFile(source, mode="r")
        is_file = opened.head.startswith(b"ARROW1")
        reader = pa.ipc.open_file(plain) if is_file else pa.ipc.open_stream(plain)
        return Columnar(where, reader.schema, reader)
