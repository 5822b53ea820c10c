"""Reading Parquet that anybody may have written: within limits of rows, bytes and memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from chipbrief.problems import fail

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROWS_AT_ONCE = 64
"""Few, since a text may be long, and one that the file holds once may stand in every row."""
BUFFER = 1 << 20
MEMORY = 320 << 20
"""Bytes beyond those in use that reading one batch may take: a page says how large it unpacks to, up to 2 GiB."""
NAMES_LIMIT, PARTS_LIMIT = 1 << 24, 1 << 20
"""Bytes of a text and elements of a list in the file's metadata."""


@contextmanager
def errors(where: str, remedy: str) -> Iterator[None]:
    """Whatever Arrow raises on a damaged or hostile file becomes an `InputError`."""
    import pyarrow as pa

    try:
        yield
    except MemoryError:
        raise fail(where, "needs too much memory to be read", remedy) from None
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise fail(where, f"is no Parquet that can be read: {first[:120]}", remedy) from None


def open_parquet(source: BinaryIO, where: str, remedy: str) -> pq.ParquetFile:
    """The file, its metadata read. Raises `InputError`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with errors(where, remedy), _little_memory():
        return pq.ParquetFile(
            pa.PythonFile(source, mode="r"),
            buffer_size=BUFFER,  # without these two, a column is read whole
            pre_buffer=False,
            thrift_string_size_limit=NAMES_LIMIT,
            thrift_container_size_limit=PARTS_LIMIT,
        )


def batches(
    file: pq.ParquetFile, where: str, remedy: str, columns: Sequence[str], limit: int
) -> Iterator[pa.RecordBatch]:
    """The rows in batches. Raises `InputError` where all columns would unpack to more than `limit` bytes."""
    with errors(where, remedy):
        if _size(file) > limit:
            raise fail(where, f"unpacks to more than {limit:,} bytes", remedy)
        found = file.iter_batches(ROWS_AT_ONCE, columns=list(columns), use_threads=False)
    while True:
        with errors(where, remedy), _little_memory():
            batch = next(found, None)
        if batch is None:
            return
        yield batch


def _size(file: pq.ParquetFile) -> int:
    """What the metadata say of all columns; they may lie, and a text that is repeated counts once.

    Of single columns they are not asked: some damaged files abort the process at that (seen with pyarrow 26).
    """
    return sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))


@contextmanager
def _little_memory() -> Iterator[None]:
    """Lets the process take `MEMORY` bytes more and no further byte, where the system can do that (Linux).

    Addresses that Arrow's allocator has set apart before count as taken already: up to 1 GiB can come on top.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    lower = used + MEMORY
    if soft != resource.RLIM_INFINITY and soft < lower:
        yield
        return
    resource.setrlimit(resource.RLIMIT_DATA, (lower, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
