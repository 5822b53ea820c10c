"""Open and read untrusted Parquet files within limits of memory, and turn Arrow's errors into `InputError`."""

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

BATCH_ROWS = 64
"""Number of rows read at once. It is small because a long text may be stored once and repeated in every row."""
BUFFER_SIZE = 1 << 20
"""Size of the read buffer in bytes."""
MEMORY_LIMIT = 320 << 20
"""Memory that reading one batch may take, in bytes. Without a limit, one page may decompress to 2 GiB."""
METADATA_TEXT_LIMIT, METADATA_LIST_LIMIT = 1 << 24, 1 << 20
"""Maximum size of a text in the file's metadata, in bytes, and maximum number of elements of a list in it."""


@contextmanager
def arrow_errors(where: str, remedy: str, kind: str = "Parquet") -> Iterator[None]:
    """Return a context manager that raises `InputError` with `remedy` instead of errors about a damaged or hostile file.

    These are the errors that Arrow, or Python while using Arrow, raises, also if the file needs too much memory.
    """
    import pyarrow as pa

    try:
        yield
    except MemoryError:
        raise fail(where, "needs too much memory to be read", remedy) from None
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise fail(where, f"is not a readable {kind} file: {first[:120]}", remedy) from None


def open_parquet(source: BinaryIO, where: str, remedy: str) -> pq.ParquetFile:
    """Open a Parquet file and read its metadata. Raise `InputError` if that fails."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with arrow_errors(where, remedy), limited_memory():
        return pq.ParquetFile(
            pa.PythonFile(source, mode="r"),
            buffer_size=BUFFER_SIZE,  # without this and the next option, a whole column is read at once
            pre_buffer=False,
            thrift_string_size_limit=METADATA_TEXT_LIMIT,
            thrift_container_size_limit=METADATA_LIST_LIMIT,
        )


def batches(
    file: pq.ParquetFile, where: str, remedy: str, columns: Sequence[str], limit: int
) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches, with the given columns.

    Raise `InputError` if all columns of the file together decompress to more than `limit` bytes.
    """
    with arrow_errors(where, remedy):
        if _size(file) > limit:
            raise fail(where, f"decompresses to more than {limit:,} bytes", remedy)
        found = file.iter_batches(BATCH_ROWS, columns=list(columns), use_threads=False)
    while True:
        with arrow_errors(where, remedy), limited_memory():
            batch = next(found, None)
        if batch is None:
            return
        yield batch


def _size(file: pq.ParquetFile) -> int:
    """Return the decompressed size of all columns in bytes, according to the metadata.

    The metadata may be wrong, and a repeated text counts once. Do not ask for the size of a single column: on some
    damaged files that aborts the process (seen with pyarrow 26).
    """
    return sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))


@contextmanager
def limited_memory() -> Iterator[None]:
    """Limit the additional memory of the process to `MEMORY_LIMIT` bytes, on Linux only.

    Memory that Arrow's allocator has reserved before counts as used already, so up to 1 GiB may come on top.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    lower = used + MEMORY_LIMIT
    if soft != resource.RLIM_INFINITY and soft < lower:
        yield
        return
    resource.setrlimit(resource.RLIMIT_DATA, (lower, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
