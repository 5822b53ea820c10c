"""From plain data to typed records: unknown keys, missing keys and wrong types, each with its key path and line."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from chipbrief.annotations.yaml_strict import Document, Path_, describe
from chipbrief.problems import InputError, Problem

T = TypeVar("T")


def decode(document: Document, schema: type[T], where: str) -> T:
    """`document` as the dataclass `schema`. Raises `InputError` with everything that does not fit."""
    problems: list[Problem] = []
    record = _Decoder(document, where, problems).value(document.data, schema, ())
    if problems:
        raise InputError(problems)
    return record  # type: ignore[no-any-return]


@lru_cache
def _hints(schema: type) -> dict[str, Any]:
    return get_type_hints(schema)


class _Decoder:
    def __init__(self, document: Document, where: str, problems: list[Problem]) -> None:
        self.document, self.where, self.problems = document, where, problems

    def wrong(self, path: Path_, what: str, remedy: str) -> None:
        place = f"{describe(path)}: " if path else ""
        self.problems.append(Problem(self.where, place + what, remedy, self.document.line(path)))

    def value(self, data: Any, hint: Any, path: Path_) -> Any:
        origin = get_origin(hint)
        if is_dataclass(hint):
            return self.record(data, hint, path)
        if origin is tuple:
            return self.items(data, get_args(hint)[0], path)
        if origin in (Union, types.UnionType):
            (inner,) = (option for option in get_args(hint) if option is not types.NoneType)
            return None if data is None else self.value(data, inner, path)
        if origin is Literal:
            if data not in get_args(hint):
                self.wrong(path, f"{data!r} is not allowed", f"one of {', '.join(map(str, get_args(hint)))}")
            return data
        if not isinstance(data, str):
            self.wrong(
                path, f"{_kind(data)} where {'a number' if hint is int else 'text'} belongs", "see TEMPLATE.yaml"
            )
        elif hint is int:
            if data.isascii() and data.isdigit() and len(data) < 16:
                return int(data)
            self.wrong(path, f"{data!r} is not a whole number", "write digits")
        return data

    def items(self, data: Any, hint: Any, path: Path_) -> tuple[Any, ...]:
        if not isinstance(data, list):
            self.wrong(path, f"{_kind(data)} where a list belongs", "write [] for an empty list")
            return ()
        return tuple(self.value(item, hint, (*path, at)) for at, item in enumerate(data))

    def record(self, data: Any, schema: Any, path: Path_) -> Any:
        if not isinstance(data, dict):
            self.wrong(path, f"{_kind(data)} where keys and values belong", "see TEMPLATE.yaml")
            return None
        known = {item.name: item for item in fields(schema)}
        for key in data:
            if key not in known:
                self.wrong((*path, key), "unknown key", f"known are {', '.join(known)}")
        values = {}
        for name, item in known.items():
            if name in data:
                values[name] = self.value(data[name], _hints(schema)[name], (*path, name))
            elif item.default is MISSING and item.default_factory is MISSING:
                self.wrong((*path, name), "missing", "add the key; null where nothing is known")
        missing = {name for name, item in known.items() if item.default is MISSING and item.default_factory is MISSING}
        return schema(**values) if missing <= values.keys() else None


def _kind(data: Any) -> str:
    return {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(data), "text")
