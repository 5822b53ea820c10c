"""Stories as Parquet: the schema of the rows, and reading files by strangers within limits of rows, bytes and memory.

Types are explicit, so that every reader sees the same columns, empty lists and nulls included.
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
from chipbrief.problems import fail
from chipbrief.records import Story

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


if TYPE_CHECKING:
    import pyarrow as pa

SIZE_LIMIT = 256 << 20
"""Bytes that the rows of one file take: ten thousand times what the stories here do."""
REMEDY = "build it anew"


def arrow_schema() -> pa.Schema:
    """The columns of `Story`, one field each, nullable only where the record's type allows null."""
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
    """Plain dicts and lists."""
    row: dict[str, Any] = json.loads(json.dumps(asdict(story)))
    return row


def from_row(row: dict[str, Any]) -> Story:
    """The record of a row as `to_row` or a Parquet reader gives it."""
    story: Story = _record(row, Story)
    return story


def _record(data: Any, hint: Any) -> Any:
    if _optional(hint):
        return None if data is None else _record(data, get_args(hint)[0])
    if data is None:
        raise ValueError("a value is null that must not be")
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
    """SHA-256 of the rows in canonical JSON, sorted by id.

    Of rows and not of Parquet bytes, which differ between versions of the writer.
    """
    rows = sorted((to_row(story) for story in stories), key=lambda row: str(row["id"]))
    lines = (json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return sha256("\n".join(lines))


def parquet_bytes(stories: Sequence[Story]) -> bytes:
    """The rows as one Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist([to_row(story) for story in stories], schema=arrow_schema())
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def read_parquet(path: Path) -> list[Story]:
    """The records of a Parquet file that this package wrote. Raises `InputError` for any other file.

    The file may be a stranger's (`--data`): its size, its columns and every value are checked against the record.
    """
    with open_regular(path) as source, errors(str(path), REMEDY):
        file = open_parquet(source, str(path), REMEDY)
        schema = arrow_schema()
        if file.schema_arrow.names != schema.names:
            raise fail(str(path), "has other columns than this version of chipbrief", REMEDY)
        found = batches(file, str(path), REMEDY, schema.names, SIZE_LIMIT)
        stories = [_checked(from_row(row)) for batch in _within(found, path) for row in batch.cast(schema).to_pylist()]
    if len({story.id for story in stories}) < len(stories):
        raise fail(str(path), "has two rows of one id", REMEDY)
    return stories


def read_ids(path: Path) -> list[str]:
    """The ids of such a file alone. Raises `InputError`."""
    with open_regular(path) as source, errors(str(path), REMEDY):
        file = open_parquet(source, str(path), REMEDY)
        if "id" not in file.schema_arrow.names:
            raise fail(str(path), "has no column 'id'", REMEDY)
        found = _within(batches(file, str(path), REMEDY, ["id"], SIZE_LIMIT), path)
        return [story for batch in found for story in batch["id"].to_pylist() if isinstance(story, str)]


def _within(found: Iterable[pa.RecordBatch], path: Path) -> Iterator[pa.RecordBatch]:
    """The batches, as long as all of them together are no larger than a file of this dataset may be."""
    size = 0
    for batch in found:
        size += batch.nbytes
        if size > SIZE_LIMIT:
            raise fail(str(path), f"unpacks to more than {SIZE_LIMIT:,} bytes", REMEDY)
        yield batch


def _checked(story: Story) -> Story:
    """Offsets within the document. Raises `ValueError`."""
    spans = [mention for entity in story.entities for mention in entity.mentions] + list(story.parts)
    for span in spans:
        if not 0 <= span.start <= span.end <= len(story.document):
            raise ValueError(f"story {story.id!a}: offsets {span.start} to {span.end} are not in its document")
    return story
