"""The formats of annotation tools. `FORMATS` is the only list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from chipbrief.annotations.exchange import brat, conll, label_studio, spacy, tables
from chipbrief.annotations.exchange.tasks import KINDS, SPAN_KINDS, Kind, Returned, Task
from chipbrief.files import read_limited
from chipbrief.problems import fail

FILE_LIMIT = 64 << 20
"""Maximum size of a file of answers in bytes."""
Files = dict[str, bytes]
"""Contents by what is added to the name of the output. An empty addition is the output itself; with a slash it is a folder."""


class Format(NamedTuple):
    """How tasks are written and answers read, the kinds of tasks that the format holds, and why it holds no others."""

    write: Callable[[Sequence[Task]], Files]
    read: Callable[[Path, Mapping[str, Task]], Returned]
    kinds: frozenset[Kind] = frozenset(("entities",))
    reason: str = "holds spans of one annotator"


def _file(read: Callable[[bytes, str, Mapping[str, Task]], Returned]) -> Callable[[Path, Mapping[str, Task]], Returned]:
    return lambda path, tasks: read(read_limited(path, FILE_LIMIT), str(path), tasks)


FORMATS: dict[str, Format] = {
    "label-studio": Format(
        label_studio.write, _file(lambda data, where, _: label_studio.read(data, where)), frozenset(KINDS)
    ),
    "brat": Format(brat.write, lambda path, tasks: brat.read(path, str(path), tasks)),
    "conll": Format(conll.write, _file(conll.read)),
    "spacy": Format(spacy.write, _file(spacy.read)),
    "csv": Format(
        tables.write,
        _file(tables.read),
        frozenset(KINDS) - SPAN_KINDS | {"entities"},
        "shows the labels of one annotator, and a review of spans compares two",
    ),
}


def write(name: str, tasks: Sequence[Task]) -> Files:
    """Return the files of `tasks` in a format. Raise `InputError` if the format cannot hold them."""
    chosen = FORMATS[name]
    kind = tasks[0].kind
    if kind not in chosen.kinds:
        raise fail(f"--format {name}", f"cannot hold tasks of the kind {kind}: it {chosen.reason}", "use label-studio")
    return chosen.write(tasks)


def format_of(path: Path) -> str:
    """Return the format that the name of a file or folder tells."""
    if path.is_dir():
        return "brat"
    return {".csv": "csv", ".conll": "conll", ".spacy": "spacy"}.get(path.suffix.lower(), "label-studio")
