"""Marks on a text: overlapping spans made into a row of segments that a template writes one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Mark(NamedTuple):
    """`text[start:end]` is of a `kind`: an `entity`, an `unsupported` mention, words `copied`, or a `sentence`.

    `key` tells what it belongs to: an entity's number, a sentence's number.
    """

    start: int
    end: int
    kind: str
    key: str = ""


class Segment(NamedTuple):
    """A stretch of text under the same marks throughout.

    `note` is what is said behind it to those who see no colours, of a mark that ends there.
    """

    text: str
    entity: str | None
    classes: str
    note: str


class Sentence(NamedTuple):
    """The segments of one sentence, written with one mark around them; `key` is null for what lies in none."""

    key: str | None
    segments: tuple[Segment, ...]


CLASSES = {"copied": "c", "unsupported": "u"}
"""Names in the style sheet, short since a page has thousands of them; an entity is known by its number."""
END = "x"
"""The class of the last segment of a mark with a note."""
NOTES = {"unsupported": "not in the article"}


def sentences(text: str, marks: Sequence[Mark], shown: int | None = None) -> list[Sentence]:
    """`text` cut wherever a mark begins or ends; its first `shown` characters where a limit is given.

    Of two marks of a kind over the same words the one that was given first is kept.
    """
    found: list[Sentence] = []
    for key, segment in _segments(text, marks, shown):
        if found and found[-1].key == key:
            found[-1] = Sentence(key, (*found[-1].segments, segment))
        else:
            found.append(Sentence(key, (segment,)))
    return found


def _segments(text: str, marks: Sequence[Mark], shown: int | None) -> Iterator[tuple[str | None, Segment]]:
    end = len(text) if shown is None else min(shown, len(text))
    inside = [mark for mark in marks if mark.start < end]
    cuts = sorted({0, end, *(mark.start for mark in inside), *(min(mark.end, end) for mark in inside)})
    openings: dict[int, list[Mark]] = {}
    for mark in inside:
        openings.setdefault(mark.start, []).append(mark)
    current: list[Mark] = []
    for start, stop in pairwise(cuts):
        current = [mark for mark in current if mark.end > start] + openings.get(start, [])
        kinds = {mark.kind: mark for mark in reversed(current)}
        ends = [note for kind, note in NOTES.items() if kind in kinds and min(kinds[kind].end, end) == stop]
        classes = [name for kind, name in CLASSES.items() if kind in kinds]
        segment = Segment(
            text[start:stop],
            kinds["entity"].key if "entity" in kinds else None,
            " ".join([*classes, END] if ends else classes),
            "; ".join(ends),
        )
        yield kinds["sentence"].key if "sentence" in kinds else None, segment
