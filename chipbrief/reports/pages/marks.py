"""Cut a text into sentences, mentions and words, so that a template can write each mention as one element."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar


class Span(NamedTuple):
    """A sentence, `text[start:end]`. `key` is the number of an article sentence (None for none), `note` a remark that is shown after it.

    `is_copied` tells that nearly all of its words are copied.
    """

    start: int
    end: int
    key: str | None
    note: str = ""
    is_copied: bool = False


class Mark(NamedTuple):
    """A mention of a name or value, `text[start:end]`.

    `entity` is the number of the entity, or None. `unsupported` tells that the article does not support the mention.
    """

    start: int
    end: int
    entity: str | None = None
    unsupported: bool = False


class Words(NamedTuple):
    """A run of words, `text[start:end]`, that is `copied` from the article, or `new` in a sentence that is otherwise copied."""

    start: int
    end: int
    kind: str


class Part(NamedTuple):
    """A mention, or the text between two mentions. `pieces` are (text, kind of words or an empty string)."""

    pieces: tuple[tuple[str, str], ...]
    mark: Mark | None


class Sentence(NamedTuple):
    """The parts of one sentence. `span` is None for text outside the sentences."""

    span: Span | None
    parts: tuple[Part, ...]


def sentences(
    text: str, spans: Sequence[Span], marks: Sequence[Mark] = (), words: Sequence[Words] = (), shown: int | None = None
) -> list[Sentence]:
    """Return the text as sentences with their parts, in order. Only the first `shown` characters are returned, if given.

    `spans` and `words` are in order and do not overlap. Mentions may overlap: see `one_box_each`.
    """
    end = len(text) if shown is None else min(shown, len(text))
    boxes = one_box_each(marks)
    return [
        Sentence(
            span,
            tuple(
                Part(
                    tuple((text[begin:stop], run.kind if run else "") for begin, stop, run in _cut(left, right, words)),
                    box,
                )
                for left, right, box in _cut(start, close, boxes)
            ),
        )
        for start, close, span in _cut(0, end, spans)
    ]


def one_box_each(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks in order and without overlaps.

    Of two entities that overlap, the one that starts first is kept, and the other begins behind it. An unsupported mention
    becomes one mark with all entities that it overlaps, and stands for the first of them.
    """
    apart: list[Mark] = []
    for mark in sorted((one for one in marks if not one.unsupported), key=lambda one: one.start):
        start = max(mark.start, apart[-1].end if apart else 0)
        if start < mark.end:
            apart.append(mark._replace(start=start))
    found: list[Mark] = []
    for mark in sorted([*apart, *(one for one in marks if one.unsupported)], key=lambda one: one.start):
        last = found[-1] if found else None
        if last and mark.start < last.end and (mark.unsupported or last.unsupported):
            found[-1] = Mark(last.start, max(last.end, mark.end), last.entity or mark.entity, unsupported=True)
        elif mark.start < mark.end:
            found.append(mark)
    return found


_Stretch = TypeVar("_Stretch", Span, Mark, Words)


def _cut(start: int, end: int, pieces: Sequence[_Stretch]) -> Iterator[tuple[int, int, _Stretch | None]]:
    """Yield the stretches of `start` to `end`: each piece, cut at both ends, and what lies between two pieces."""
    at, number = start, bisect_right(pieces, start, key=lambda one: one.end)
    while number < len(pieces) and (piece := pieces[number]).start < end:
        number += 1
        if piece.start > at:
            yield at, piece.start, None
        at = max(at, piece.start)
        yield at, min(piece.end, end), piece
        at = min(piece.end, end)
    if at < end:
        yield at, end, None
