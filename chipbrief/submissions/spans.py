"""Read some consecutive rows of a checked Parquet file, without those before them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.corpora.tables import Table
from chipbrief.problems import Faults, fail
from chipbrief.submissions.streams import Reader, Stream, StreamRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow.parquet as pq


def is_parquet(source: str) -> bool:
    """Return whether a source is a Parquet file, by its first bytes."""
    path = Path(source)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def read_span(stream: Stream, start: int, stop: int) -> Iterator[StreamRow]:
    """Yield the rows `start` to `stop` - 1 (from 0) of a Parquet file whose rows have been checked.

    Only the row groups that hold them are read. Raise `InputError` if the file has changed: if a row has a fault or is missing.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    where = stream.source
    remedy = "keep the file as it is until the run ends"
    try:
        # The check of the whole file has kept to the limits of memory. They bind a process, which here is shared with Ray's threads.
        with pq.ParquetFile(where) as file:
            faults = Faults(where)
            table = Table(tuple(file.schema_arrow.names), faults, partial(_rows, file, start, stop))
            rows = list(Reader(stream, table).rows(start))
    except (pa.ArrowException, OSError) as error:
        raise fail(where, f"cannot be read: {str(error)[:120]}", "put it where all machines can read it") from None
    faults.raise_if_any()
    if len(rows) != stop - start:
        raise fail(where, f"has {len(rows)} sound rows from {start + 1} to {stop}, not {stop - start}", remedy)
    yield from rows


def _rows(
    file: pq.ParquetFile, start: int, stop: int, wanted: Sequence[str] | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    names = [name for name in file.schema_arrow.names if wanted is None or name in wanted]
    first = 0
    for group in range(file.metadata.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        if first < stop and first + count > start:
            at = first
            for batch in file.iter_batches(1024, row_groups=[group], columns=names, use_threads=False):
                low, high = max(start - at, 0), min(stop - at, len(batch))
                yield from enumerate(batch.slice(low, max(0, high - low)).to_pylist(), at + low + 1)
                at += len(batch)
        first += count
