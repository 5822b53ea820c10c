"""Write records as Parquet, and read untrusted Parquet files within limits of rows, bytes and memory.

The schema is explicit, so that every reader sees the same columns, even if all values are null or all lists empty.
"""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Union, get_args, get_origin, get_type_hints

from chipbrief.files import open_regular, sha256
from chipbrief.problems import InputError, fail
from chipbrief.records import Story

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


SIZE_LIMIT = 256 << 20
"""Maximum size of the rows of one file, in bytes (about 1,000 times the usual size)."""
REMEDY = "build it again"


def arrow_schema() -> pa.Schema:
    """Return the Parquet schema: one column per field of `Story`, nullable only if the type of the field allows None."""
    import pyarrow as pa

    return pa.schema(list(_arrow_type(Story)))


def _arrow_type(hint: Any) -> Any:
    import pyarrow as pa

    if is_dataclass(hint):
        hints = get_type_hints(hint)
        named = [(item.name, hints[item.name]) for item in fields(hint)]
        return pa.struct([pa.field(name, _arrow_type(inner), _optional(inner)) for name, inner in named])
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    if get_origin(hint) in (Union, types.UnionType):
        return _arrow_type(get_args(hint)[0])
    if get_origin(hint) is Literal or hint is str:
        return pa.string()
    return {int: pa.int32(), float: pa.float64()}[hint]


def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def to_row(story: Story) -> dict[str, Any]:
    """Return a story as plain dictionaries, lists and values."""
    row: dict[str, Any] = json.loads(json.dumps(asdict(story)))
    return row


def from_row(row: dict[str, Any]) -> Story:
    """Return the record of a row as `to_row` or a Parquet reader returns it. Raise `ValueError` if a value is invalid."""
    story: Story = _record(row, Story)
    return story


def _record(data: Any, hint: Any) -> Any:
    if _optional(hint):
        return None if data is None else _record(data, get_args(hint)[0])
    if data is None:
        raise ValueError("a required value is null")
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{item.name: _record(data[item.name], hints[item.name]) for item in fields(hint)})  # type: ignore[operator]
    if get_origin(hint) is tuple:
        return tuple(_record(item, get_args(hint)[0]) for item in data)
    if get_origin(hint) is Literal and data not in get_args(hint):
        raise ValueError(f"{data[:80]!a} is not one of {', '.join(get_args(hint))}")
    if hint is float and not 0 <= data <= 1:
        raise ValueError(f"the share {data} is not between 0 and 1")
    return data


def digest(stories: Iterable[Story]) -> str:
    """Return the SHA-256 of the rows in canonical JSON, sorted by id.

    The Parquet bytes are no basis for a digest, because they differ between versions of the writer.
    """
    rows = sorted((to_row(story) for story in stories), key=lambda row: str(row["id"]))
    lines = (json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return sha256("\n".join(lines))


def parquet_bytes(stories: Sequence[Story]) -> bytes:
    """Return the bytes of a Parquet file with these rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist([to_row(story) for story in stories], schema=arrow_schema())
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def read_parquet(path: Path) -> list[Story]:
    """Read the records of a Parquet file that this package wrote. Raise `InputError` if it is any other file.

    The file may be untrusted (`--data`), so its size, columns and values are checked against the record types.
    """
    with open_regular(path) as source, arrow_errors(str(path), REMEDY):
        file = open_parquet(source, str(path), REMEDY)
        schema = arrow_schema()
        if file.schema_arrow.names != schema.names:
            raise fail(str(path), "has other columns than this version of chipbrief", REMEDY)
        found = batches(file, str(path), REMEDY, schema.names, SIZE_LIMIT)
        stories = [
            _checked(from_row(row)) for batch in _size_limited(found, path) for row in batch.cast(schema).to_pylist()
        ]
    if len({story.id for story in stories}) < len(stories):
        raise fail(str(path), "has two rows with the same id", REMEDY)
    return stories


def has_our_schema(path: Path) -> bool:
    """Return whether a file is a Parquet file with the columns of `Story`. False if it cannot be read as Parquet."""
    if not path.is_file():
        return False
    with open_regular(path) as source:
        if source.read(4) != b"PAR1":
            return False
        source.seek(0)
        try:
            return bool(open_parquet(source, str(path), REMEDY).schema_arrow.names == arrow_schema().names)
        except InputError:
            return False


def read_ids(path: Path) -> list[str]:
    """Read only the ids of a Parquet file. Raise `InputError` if that fails."""
    with open_regular(path) as source, arrow_errors(str(path), REMEDY):
        file = open_parquet(source, str(path), REMEDY)
        if "id" not in file.schema_arrow.names:
            raise fail(str(path), "has no column 'id'", REMEDY)
        found = _size_limited(batches(file, str(path), REMEDY, ["id"], SIZE_LIMIT), path)
        return [story for batch in found for story in batch["id"].to_pylist() if isinstance(story, str)]


def _size_limited(found: Iterable[pa.RecordBatch], path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the batches. Raise `InputError` if they take more than `SIZE_LIMIT` bytes together."""
    size = 0
    for batch in found:
        size += batch.nbytes
        if size > SIZE_LIMIT:
            raise fail(str(path), f"decompresses to more than {SIZE_LIMIT:,} bytes", REMEDY)
        yield batch


def _checked(story: Story) -> Story:
    """Return `story`. Raise `ValueError` if an offset is outside its document."""
    spans = [mention for entity in story.entities for mention in entity.mentions] + list(story.parts)
    for span in spans:
        if not 0 <= span.start <= span.end <= len(story.document):
            raise ValueError(f"story {story.id!a}: offsets {span.start} to {span.end} are outside its document")
    return story
