"""Records as Arrow rows: explicit types, so that every reader sees the same columns, empty lists and nulls included."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from chipbrief.files import sha256
from chipbrief.problems import fail
from chipbrief.records import Story

if TYPE_CHECKING:
    import pyarrow as pa


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
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{item.name: _record(data[item.name], hints[item.name]) for item in fields(hint)})  # type: ignore[operator]
    if get_origin(hint) is tuple:
        return tuple(_record(item, get_args(hint)[0]) for item in data)
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


def read_parquet(path: Any) -> list[Story]:
    """The records of a Parquet file that this package wrote. Raises `InputError` for any other file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        if table.schema.names != arrow_schema().names:
            raise fail(str(path), "has other columns than this version of chipbrief", "build it anew")
        return [from_row(row) for row in table.cast(arrow_schema()).to_pylist()]
    except (pa.ArrowException, OSError) as error:
        raise fail(str(path), f"is no Parquet file of this dataset: {str(error)[:120]}", "build it anew") from None
