"""Annotation files: YAML read strictly, decoded into typed records, and written in one canonical form.

YAML never guesses here: every scalar is text, `null` or a number if the schema asks for one, and each key may stand once.
PyYAML's event stream is checked before anything is built from it, so that anchors (with which a few lines unpack to
gigabytes), tags and deep nesting are refused while the memory in use is still that of the file.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from chipbrief.files import read_text
from chipbrief.problems import InputError, Problem, fail

FILE_LIMIT = 256 << 10
"""Bytes: several times what the longest story has."""
DEPTH_LIMIT = 12
Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """Plain data (`dict`, `list`, `str`, `None`), and for each key path the line on which it begins."""

    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int | None:
        """The line of `path`, or of the nearest place above it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def describe(path: Path_) -> str:
    """`("facts", 2, "entities", 0)` as `facts[2].entities[0]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return text


def load_yaml(path: Path) -> Document:
    """Read one file. Raises `InputError` with every duplicate key, or with the first thing that is not plain YAML."""
    return parse_yaml(read_text(path, FILE_LIMIT), str(path))


def parse_yaml(text: str, where: str) -> Document:
    """As `load_yaml`, from a text; `where` names it in the messages."""
    # Imported here: `chipbrief --help` and `chipbrief score` do without it.
    import yaml

    try:
        _check_events(text, where)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise fail(where, f"not YAML: {error.problem or error.context}", "mend the syntax at this line", line) from None
    except yaml.YAMLError as error:
        raise fail(where, f"not YAML: {error}", "remove characters that YAML does not allow") from None
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
            raise fail(where, "anchors and aliases are not used here", "write the value out", line)
        if tag := getattr(event, "tag", None):
            raise fail(where, f"tag {tag!r} is not used here", "remove the tag", line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT:
            raise fail(where, f"nested deeper than {DEPTH_LIMIT} levels", "follow TEMPLATE.yaml", line)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise fail(where, "more than one document", "remove the line ---", line)


def _build(node: Any, path: Path_, document: Document, problems: list[Problem], where: str) -> Any:
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
                problems.append(Problem(where, f"{describe((*path, name))}: key stands twice", "remove one", line))
            data[name] = _build(child, (*path, name), document, problems, where)
        return data
    if any(not (character.isprintable() or character == "\n") for character in node.value):
        what = f"{describe(path)}: holds a control character or half a surrogate pair"
        problems.append(Problem(where, what, "remove it", node.start_mark.line + 1))
    plain_null = node.style is None and node.value in ("", "null", "~")
    return None if plain_null else node.value


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


WIDTH = 1 << 20
"""Lines are never folded: a paragraph is a line."""


def dump(record: Any) -> str:
    """A record of `schema.py` as YAML: keys in the schema's order, defaults left out, texts of several lines as blocks."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            # Lists indented below their key, as editors and people expect. `indentless` is PyYAML's own default.
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
        _plain(record), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return dumped


def _plain(data: Any) -> Any:
    """Dicts for records, lists for lists of records; lists of short texts stay tuples, which are written in one line."""
    if is_dataclass(data):
        return {
            item.name: _plain(getattr(data, item.name))
            for item in fields(data)
            if getattr(data, item.name) != item.default
        }
    if isinstance(data, tuple) and any(is_dataclass(item) for item in data):
        return [_plain(item) for item in data]
    return data
