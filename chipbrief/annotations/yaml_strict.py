"""YAML that never guesses: every scalar is text, `null` or a number where the schema wants one, and each key stands once.

PyYAML's event stream is checked before anything is built from it, so that anchors (with which a few lines unpack to
gigabytes), tags and deep nesting are refused while the memory in use is still that of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
