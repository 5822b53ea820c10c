"""The file `corpus.yaml`: what a corpus of one's own is called, where its files lie, and what their columns hold."""

from __future__ import annotations

import re
import types
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from chipbrief.corpora.columns import Columns
from chipbrief.corpora.store import CONFIGS
from chipbrief.problems import InputError, Problem
from chipbrief.records import AuthorKind, ReferenceKind
from chipbrief.yaml_files import decode, load_yaml

SUFFIXES = (".yaml", ".yml")
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
"""Pattern of a corpus's name. It becomes part of signatures and of file names."""
REMEDY = "write a file that shows all keys: chipbrief init corpus.yaml --documents FILE"


@dataclass(frozen=True, slots=True)
class Files:
    """The table or folder of each split, relative to the folder of `corpus.yaml`."""

    test: str | None = None
    validation: str | None = None
    train: str | None = None

    def by_split(self) -> dict[str, str]:
        """Return the files that are given, by split."""
        return {item.name: path for item in fields(self) if (path := getattr(self, item.name))}


@dataclass(frozen=True, slots=True)
class Description:
    """Content of `corpus.yaml`. `facts` and `entities` are files of labels (see `chipbrief.corpora.labels`)."""

    name: str
    files: Files
    columns: Columns = field(default_factory=Columns)
    language: str = "en"
    licence: str = "not stated"
    written_by: AuthorKind = "unknown"
    """Who wrote the references."""
    kind: ReferenceKind = "abstract"
    """Kind of the references."""
    facts: str | None = None
    entities: str | None = None


def read_description(path: Path) -> Description:
    """Read a `corpus.yaml`.

    Raise `InputError` with all faults: unknown keys, a name that is no part of a file name, no file, or a path that leaves the
    folder of the file.
    """
    found = decode(load_yaml(path), Description, str(path), REMEDY)
    problems = [
        Problem(str(path), f"{key}: {named!r} leads out of the folder of {path.name}", "copy the file into that folder")
        for key, named in _paths(found).items()
        if _leaves(path.parent, named)
    ]
    if not NAME.fullmatch(found.name):
        remedy = "use up to 64 letters, digits, dots, hyphens and underscores; begin and end with a letter or digit"
        problems.append(Problem(str(path), f"name: {found.name[:80]!a} is no valid name", remedy))
    if found.name in CONFIGS:
        problems.append(
            Problem(str(path), f"name: {found.name} is a configuration of chipbrief", "choose another name")
        )
    if not found.files.by_split():
        problems.append(Problem(str(path), "files: names no file", "add test: and the path of a table"))
    if problems:
        raise InputError(problems)
    return found


def _paths(description: Description) -> dict[str, str]:
    named = {f"files.{split}": path for split, path in description.files.by_split().items()}
    labels = {key: path for key in ("facts", "entities") if (path := getattr(description, key))}
    return named | labels


def _leaves(folder: Path, named: str) -> bool:
    """Return whether a path leads out of the folder, by itself or through a symbolic link."""
    parts = PurePosixPath(named.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", named):
        return True
    try:
        return not (folder / named).resolve(strict=True).is_relative_to(folder.resolve())
    except FileNotFoundError:  # a missing file is reported when it is opened
        return not (folder / named).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself; which of the two depends on the version of Python
        return True


def json_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of `corpus.yaml`, derived from `Description`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "corpus.yaml", **_schema(Description)}


def _schema(hint: Any) -> dict[str, Any]:
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        required = [one.name for one in fields(hint) if one.default is MISSING and one.default_factory is MISSING]
        return {
            "type": "object",
            "properties": {one.name: _schema(hints[one.name]) for one in fields(hint)},
            "required": required,
            "additionalProperties": False,
        }
    if get_origin(hint) in (Union, types.UnionType):
        return {"anyOf": [_schema(one) for one in get_args(hint)]}
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    return {"type": "null"} if hint is types.NoneType else {"type": "string"}
