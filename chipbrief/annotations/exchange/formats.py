"""The formats of annotation tools. `FORMATS` is the only list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from chipbrief.annotations.exchange import brat, conll, label_studio, spacy, tables
from chipbrief.annotations.exchange.tasks import KINDS, SPAN_KINDS, Kind, Returned, Task
from chipbrief.annotations.exchange.validate import Unit
from chipbrief.files import read_limited
from chipbrief.problems import InputError, Problem, fail

FILE_LIMIT = 64 << 20
"""Maximum size of a file of answers in bytes."""
Files = dict[str, bytes]
"""Contents by what is added to the name of the output. An empty addition is the output itself; with a slash it is a folder."""


class Format(NamedTuple):
    """How tasks are written and answers read, the kinds of tasks that the format holds, and whether it says who has done what.

    Where it does not, a task without a label is one on which nobody has worked.
    """

    write: Callable[[Sequence[Task]], Files]
    read: Callable[[Path, Mapping[str, Task]], Returned]
    kinds: frozenset[Kind] = SPAN_KINDS
    has_authors: bool = False
    unit: Unit = "code-points"
    """What the offsets count, `auto` if the format does not say it."""


def _file(read: Callable[[bytes, str, Mapping[str, Task]], Returned]) -> Callable[[Path, Mapping[str, Task]], Returned]:
    return lambda path, tasks: read(read_limited(path, FILE_LIMIT), str(path), tasks)


FORMATS: dict[str, Format] = {
    "label-studio": Format(
        label_studio.write,
        _file(lambda data, where, _: label_studio.read(data, where)),
        frozenset(KINDS),
        has_authors=True,
        unit="auto",
    ),
    "brat": Format(brat.write, lambda path, tasks: brat.read(path, str(path), tasks)),
    "conll": Format(conll.write, _file(conll.read)),
    "spacy": Format(spacy.write, _file(spacy.read)),
    "csv": Format(tables.write, _file(tables.read), frozenset(KINDS), unit="auto"),
}


def _chosen(name: str, kind: Kind) -> Format:
    """Return a format. Raise `InputError` if it cannot hold a kind of tasks."""
    if kind not in FORMATS[name].kinds:
        others = " or ".join(one for one, found in FORMATS.items() if kind in found.kinds)
        what = f"holds marked spans only, and no tasks of the kind {kind}"
        raise fail(f"--format {name}", what, f"use {others}")
    return FORMATS[name]


def write(name: str, tasks: Sequence[Task]) -> Files:
    """Return the files of `tasks` in a format. Raise `InputError` if the format cannot hold them."""
    return _chosen(name, tasks[0].kind).write(tasks)


def read(name: str, path: Path, tasks: Mapping[str, Task]) -> Returned:
    """Return the answers in a file, or in a folder of brat, and its faults. Raise `InputError` if it has another format.

    A task without any label is left out with a note, unless the format says that somebody has worked on it.
    """
    chosen = _chosen(name, next(iter(tasks.values())).kind)
    found = chosen.read(path, tasks)
    if chosen.has_authors:
        return found
    empty = [one for one in found.answers if not one.spans and not one.values]
    notes = [Problem(one.where, "has no label, so nobody has worked on it") for one in empty]
    kept = [one for one in found.answers if one.spans or one.values]
    if not kept and not found.problems:
        raise InputError([Problem(str(path), "has no label and no answer", "annotate the tasks first"), *notes])
    return found._replace(answers=tuple(kept), notes=(*found.notes, *notes))


def format_of(path: Path) -> str:
    """Return the format that the name of a file or folder tells."""
    if path.is_dir():
        return "brat"
    return {".csv": "csv", ".conll": "conll", ".spacy": "spacy"}.get(path.suffix.lower(), "label-studio")
