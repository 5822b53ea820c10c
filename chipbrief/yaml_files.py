"""Read YAML annotation files strictly, decode them into typed records, and write them in one canonical form.

No type is guessed: a scalar is text, `null`, or a whole number if the schema asks for one. Duplicate keys are errors.
Anchors, tags and deep nesting are refused while PyYAML's event stream is read, before any data is built: with anchors,
a few lines could unpack to gigabytes.
"""

from __future__ import annotations

import re
import types
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from chipbrief.files import read_text
from chipbrief.problems import InputError, Problem, fail

FILE_LIMIT = 256 << 10
"""Maximum size of an annotation file in bytes, several times the size of the longest story."""
DEPTH_LIMIT = 12
"""Maximum number of nested collections in a file."""
KeyPath = tuple[str | int, ...]
"""Place in a file: the keys and list positions that lead to it."""


@dataclass(slots=True)
class Document:
    """Plain data of a file (`dict`, `list`, `str`, `None`), and the line on which each key path begins."""

    data: Any
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int | None:
        """Return the line of `path`, or that of its nearest parent that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def describe(path: KeyPath) -> str:
    """Return a key path as text: `("facts", 2, "entities", 0)` gives `facts[2].entities[0]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return text


def load_yaml(path: Path) -> Document:
    """Read one file.

    Raise `InputError` if the file cannot be read or is not valid. The error shows the first syntax error or forbidden
    construct, otherwise all duplicate keys and control characters.
    """
    return parse_yaml(read_text(path, FILE_LIMIT), str(path))


def parse_yaml(text: str, where: str) -> Document:
    """Do the same as `load_yaml` for a text. Error messages call it `where`."""
    # Imported here because `chipbrief --help` and `chipbrief score` do not need it.
    import yaml

    try:
        _check_events(text, where)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise fail(
            where, f"not YAML: {error.problem or error.context}", "correct the syntax at this line", line
        ) from None
    except yaml.YAMLError as error:
        raise fail(where, f"not YAML: {error}", "remove the characters that YAML does not allow") from None
    document, problems = Document(None), list[Problem]()
    if node is not None:
        document.data = _build(node, (), document, problems, where)
    if problems:
        raise InputError(problems)
    return document


def _check_events(text: str, where: str) -> None:
    import yaml

    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise fail(where, "anchors and aliases are not allowed", "write out the value", line)
        if tag := getattr(event, "tag", None):
            raise fail(where, f"tag {tag!r} is not allowed", "remove the tag", line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT:
            raise fail(where, f"nested deeper than {DEPTH_LIMIT} levels", "follow TEMPLATE.yaml", line)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise fail(where, "more than one document", "remove the line ---", line)


def _build(node: Any, path: KeyPath, document: Document, problems: list[Problem], where: str) -> Any:
    import yaml

    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, at), document, problems, where) for at, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        data: dict[str, Any] = {}
        for key, child in node.value:
            name = str(key.value)
            document.lines[(*path, name)] = key.start_mark.line + 1
            if name in data:
                line = key.start_mark.line + 1
                problems.append(Problem(where, f"{describe((*path, name))}: duplicate key", "remove one of them", line))
            data[name] = _build(child, (*path, name), document, problems, where)
        return data
    if not node.value.isprintable() and not HARMLESS.sub("", node.value).isprintable():
        what = f"{describe(path)}: contains a control character or an unpaired surrogate"
        problems.append(Problem(where, what, "remove it", node.start_mark.line + 1))
    plain_null = node.style is None and node.value in ("", "null", "~")
    return None if plain_null else node.value


HARMLESS = re.compile("[\n\t\u00a0\u1680\u2000-\u200a\u200c-\u200f\u202f\u205f\u3000\ue000-\uf8ff]+")
"""Line ends, tabs, all blanks, joiners and marks of direction (Persian, Hindi and Hebrew need them), private characters (icons)."""
T = TypeVar("T")


def decode(document: Document, schema: type[T], where: str, remedy: str = "follow TEMPLATE.yaml") -> T:
    """Return `document` as an instance of the dataclass `schema`.

    Raise `InputError` with all faults if it does not fit. `remedy` is what to do about a value of the wrong kind.
    """
    problems: list[Problem] = []
    record = _Decoder(document, where, problems, remedy).value(document.data, schema, ())
    if problems:
        raise InputError(problems)
    return record  # type: ignore[no-any-return]


@lru_cache
def _hints(schema: type) -> dict[str, Any]:
    return get_type_hints(schema)


class _Decoder:
    def __init__(self, document: Document, where: str, problems: list[Problem], remedy: str) -> None:
        self.document, self.where, self.problems, self.remedy = document, where, problems, remedy

    def wrong(self, path: KeyPath, what: str, remedy: str) -> None:
        place = f"{describe(path)}: " if path else ""
        self.problems.append(Problem(self.where, place + what, remedy, self.document.line(path)))

    def value(self, data: Any, hint: Any, path: KeyPath) -> Any:
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
                self.wrong(path, f"{data!r} is not allowed", f"use one of {', '.join(map(str, get_args(hint)))}")
            return data
        if not isinstance(data, str):
            expected = "a number" if hint is int else "text"
            self.wrong(path, f"expected {expected}, found {_kind(data)}", self.remedy)
        elif hint is int:
            if data.isascii() and data.isdigit() and len(data) < 16:
                return int(data)
            self.wrong(path, f"{data!r} is not a whole number", "write it in digits")
        return data

    def items(self, data: Any, hint: Any, path: KeyPath) -> tuple[Any, ...]:
        if not isinstance(data, list):
            self.wrong(path, f"expected a list, found {_kind(data)}", "write a list; [] is the empty one")
            return ()
        return tuple(self.value(item, hint, (*path, at)) for at, item in enumerate(data))

    def record(self, data: Any, schema: Any, path: KeyPath) -> Any:
        if not isinstance(data, dict):
            self.wrong(path, f"expected keys and values, found {_kind(data)}", self.remedy)
            return None
        known = {item.name: item for item in fields(schema)}
        for key in data:
            if key not in known:
                self.wrong((*path, key), "unknown key", f"use one of {', '.join(known)}")
        values = {}
        for name, item in known.items():
            if name in data:
                values[name] = self.value(data[name], _hints(schema)[name], (*path, name))
            elif item.default is MISSING and item.default_factory is MISSING:
                self.wrong((*path, name), "missing", "add the key; write null if nothing is known")
        missing = {name for name, item in known.items() if item.default is MISSING and item.default_factory is MISSING}
        return schema(**values) if missing <= values.keys() else None


def _kind(data: Any) -> str:
    return {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(data), "text")


LINE_WIDTH = 1 << 20
"""Line width for PyYAML in characters. It is too large for any folding, because one paragraph is one line."""


def dump(record: Any) -> str:
    """Return a record of `schema.py` as YAML in canonical form.

    Keys are in the order of the schema, default values are omitted, and texts of several lines are block scalars.
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            # PyYAML passes `indentless`, which puts lists at the indentation of their key. Editors and people expect them indented.
            del indentless
            super().increase_indent(flow, indentless=False)

        def ignore_aliases(self, data: Any) -> bool:
            del data
            return True

    def text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)

    def row(dumper: yaml.SafeDumper, data: tuple[str, ...]) -> yaml.SequenceNode:
        return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)

    Dumper.add_representer(str, text)
    Dumper.add_representer(tuple, row)
    dumped: str = yaml.dump(
        _plain(record), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=LINE_WIDTH, default_flow_style=False
    )
    return dumped


def _plain(data: Any) -> Any:
    """Return records as dicts and tuples of records as lists. Tuples of texts stay tuples, which `dump` writes on one line."""
    if is_dataclass(data):
        return {
            item.name: _plain(getattr(data, item.name))
            for item in fields(data)
            if getattr(data, item.name) != item.default
        }
    if isinstance(data, tuple) and any(is_dataclass(item) for item in data):
        return [_plain(item) for item in data]
    return data
