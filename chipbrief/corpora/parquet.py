"""Write records as Parquet, and read them back from files that may be untrusted.

The schema is explicit, so that every reader sees the same columns, even if all values are null or all lists empty.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from chipbrief.corpora.arrow import arrow_errors, batches, open_parquet
from chipbrief.files import open_regular, sha256
from chipbrief.problems import InputError, fail
from chipbrief.records import Story

if TYPE_CHECKING:
    import pyarrow as pa

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
