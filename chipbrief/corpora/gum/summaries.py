"""The summaries of a GUM document: who wrote them, and which are references or outputs of a system.

`# meta::summary1 = (writer) text` has a summary. A rule reads its role from the key and the writer's label, so that models
and people of later releases need no change here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from chipbrief.corpora.gum.conllu import Document
from chipbrief.corpora.imports import submission
from chipbrief.language.tokens import normalise
from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import Reference, ReferenceKind

GUM_URL = "https://github.com/amir-zeldes/gum"
Role = Literal["reference", "closed-book", "output", "edited", "other"]
"""What a summary is used as.

- `reference`: a person wrote it (label `human…`, key `summary1`).
- `closed-book`: a person wrote it from memory (key `summaryClosed1`, from V12.1.0 on).
- `output`: a system wrote it (any other label). It is never a reference.
- `edited`: a person edited a system's text (`; postedited`, or any other note). It is neither a reference nor an output.
- `other`: its key is of a kind that this version does not know. It is left out.
"""
KINDS: Mapping[Role, ReferenceKind] = {"reference": "brief", "closed-book": "closed-book"}
"""Kind of reference for each role that is one."""
_PARTIAL = "the corpus has no unedited summary of the others"
_KEY = re.compile(r"meta::summary(?P<variant>[A-Za-z_]*)(?P<number>[1-9]\d*)")
_SUMMARY = re.compile(r"\((?P<label>[^()]{1,100})\)\s*(?P<text>.*)")
_ROLES: Mapping[tuple[str, bool], Role] = {
    ("", True): "reference",
    ("Closed", True): "closed-book",
    ("", False): "output",
}
"""Role by the part of the key between `summary` and the number, and by whether the writer is a person."""


class Summary(NamedTuple):
    """A summary. `writer` is the person's name (`human1`) or the system's name as the corpus has it."""

    role: Role
    writer: str
    text: str


def summaries_of(document: Document) -> list[Summary]:
    """Return the summaries in the order of the corpus.

    Raise `InputError` with all faults if a line is malformed, if one person wrote two references of a kind, or if nobody wrote any.
    """
    problems: list[Problem] = []
    found: list[Summary] = []
    lines: dict[tuple[Role, str], int] = {}
    for key, meta in document.meta.items():
        if not (named := _KEY.fullmatch(key)):
            continue
        match = _SUMMARY.fullmatch(meta.value)
        if match is None or not match["text"] or not match["label"].isprintable():
            what = f"`# {key}` is not `(writer) text`"
            problems.append(Problem(document.where, what, "download the file again", meta.line))
            continue
        one = _summary(match["label"], named["variant"], named["number"], match["text"])
        if one.role in KINDS and (first := lines.setdefault((one.role, one.writer), meta.line)) != meta.line:
            what = f"{one.writer} also wrote the summary on line {first}: two summaries by one person"
            problems.append(Problem(document.where, what, "download the file again", meta.line))
        found.append(one)
    if not problems and not any(one.role == "reference" for one in found):
        problems.append(Problem(document.where, "has no summary by a person", "download the file again", 1))
    if problems:
        raise InputError(problems)
    return found


def _summary(label: str, variant: str, number: str, text: str) -> Summary:
    writer, noted, _ = (part.strip() for part in label.partition(";"))
    person = writer.startswith("human")
    # Some documents have `(human)` instead of `(human1)`: there, the number of the summary gives the person.
    if writer == "human":
        writer = f"human{number}"
    role = "edited" if noted else _ROLES.get((variant, person), "other")
    return Summary(role, writer, normalise(text))


def references_of(document: Document) -> tuple[Reference, ...]:
    """Return the summaries that people wrote: as `brief`, or as `closed-book` if they wrote from memory."""
    return tuple(
        Reference(f"{document.id}/{one.writer}/{kind}", kind, one.text, one.writer, "person", None)
        for one in summaries_of(document)
        if (kind := KINDS.get(one.role)) is not None
    )


def submissions_of(documents: Sequence[Document]) -> dict[str, bytes]:
    """Return one submission per system, as JSONL by the system's name as a file name. It has the documents in order of id.

    A system has no line for a document if it wrote no summary of it, or if people edited its summary. The first line then has
    the key `partial`. Raise `InputError` if two names of systems give one file name.
    """
    ordered = sorted(documents, key=lambda document: document.id)
    outputs: dict[str, dict[str, str]] = {}
    for document in ordered:
        for one in summaries_of(document):
            if one.role == "output":
                outputs.setdefault(one.writer, {}).setdefault(document.id, one.text)
    files: dict[str, bytes] = {}
    for system in sorted(outputs):
        name = re.sub(r"[^\w.+-]", "_", system)
        if name in files:
            raise fail(system, f"has the same file name as another system, {name}", "rename the system in the corpus")
        files[name] = submission(system, GUM_URL, outputs[system], len(ordered), _PARTIAL)
    return files
