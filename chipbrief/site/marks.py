"""Marks on a text: overlapping spans made into a row of segments that a template writes one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Mark(NamedTuple):
    """`text[start:end]` is of a `kind`: an `entity`, an `unsupported` mention, words `copied`, or a `sentence`.

    `key` tells what it belongs to: an entity's id, a sentence's number.
    """

    start: int
    end: int
    kind: str
    key: str = ""


class Segment(NamedTuple):
    """A stretch of text under the same marks throughout. `note`: what is to be said behind it of a mark that ends there."""

    text: str
    entity: str | None
    sentence: str | None
    classes: str
    note: str


NOTES = {"unsupported": "not in the article"}
"""What a mark says to those who don't see its colour."""


def segments(text: str, marks: Sequence[Mark], shown: int | None = None) -> list[Segment]:
    """`text` cut wherever a mark begins or ends; its first `shown` characters where a limit is given.

    Of two entities over the same words the one that was marked first is kept.
    """
    end = len(text) if shown is None else min(shown, len(text))
    inside = [mark for mark in marks if mark.start < end]
    cuts = sorted({0, end, *(mark.start for mark in inside), *(min(mark.end, end) for mark in inside)})
    openings: dict[int, list[Mark]] = {}
    for mark in inside:
        openings.setdefault(mark.start, []).append(mark)
    found: list[Segment] = []
    current: list[Mark] = []
    for start, stop in pairwise(cuts):
        current = [mark for mark in current if mark.end > start] + openings.get(start, [])
        kinds = {mark.kind: mark for mark in reversed(current)}
        classes = [
            name
            for kind, name in (("entity", "e"), ("copied", "copied"), ("unsupported", "unsupported"))
            if kind in kinds
        ]
        ends = [NOTES[kind] for kind, mark in kinds.items() if kind in NOTES and min(mark.end, end) == stop]
        found.append(
            Segment(
                text[start:stop],
                kinds["entity"].key if "entity" in kinds else None,
                kinds["sentence"].key if "sentence" in kinds else None,
                " ".join(classes),
                "; ".join(ends),
            )
        )
    return found
