"""The one canonical form of an annotation file, so that a diff shows what a person changed and nothing else."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

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
