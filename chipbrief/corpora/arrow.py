"""Records as Arrow rows: explicit types, so that every reader sees the same columns, empty lists and nulls included."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from chipbrief.corpora.parquet import batches, errors, open_parquet
from chipbrief.files import open_regular, sha256
from chipbrief.problems import fail
from chipbrief.records import Story

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
