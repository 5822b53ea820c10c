"""Prepare one story of a run for the page: its texts with marks, and the lists below them.

Overlapping marks are turned into a sequence of segments, which a template writes one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from chipbrief.language.tokens import sentence_spans
from chipbrief.metrics import entities
from chipbrief.metrics.alignment import Aligned, align
from chipbrief.records import Story
from chipbrief.scoring.setting import Setting, references_of
from chipbrief.scoring.system import ArticleScores


class Mark(NamedTuple):
    """A mark on `text[start:end]`. `kind` is `entity`, `unsupported` (a mention), `copied` (words) or `sentence`.

    `key` is the number of the entity, or of the article sentence.
    """

    start: int
    end: int
    kind: str
    key: str = ""


class Segment(NamedTuple):
    """A stretch of text that has the same marks throughout.

    `note` is a text for screen readers about the marks that end with the segment.
    """

    text: str
    entity: str | None
    classes: str
    note: str


class Sentence(NamedTuple):
    """The segments of one sentence, written as one element. `key` is None for text outside the marked sentences."""

    key: str | None
    segments: tuple[Segment, ...]


CSS_CLASSES = {"copied": "c", "unsupported": "u"}
"""CSS classes by kind of mark. They are short because a page has thousands of them. Entities use `data-e` instead."""
NOTE_CLASS = "x"
"""CSS class of the segment where a mark with a note ends."""
SPOKEN_NOTES = {"unsupported": "not in the article"}
"""Texts for screen readers, by kind of mark."""


def sentences(text: str, marks: Sequence[Mark], shown: int | None = None) -> list[Sentence]:
    """Cut a text wherever a mark begins or ends, and group the segments by sentence.

    Only the first `shown` characters are returned, if given. If marks of one kind overlap, the one that starts first
    counts, then the one that comes first in `marks`.
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
        ends = [note for kind, note in SPOKEN_NOTES.items() if kind in kinds and min(kinds[kind].end, end) == stop]
        classes = [name for kind, name in CSS_CLASSES.items() if kind in kinds]
        segment = Segment(
            text[start:stop],
            kinds["entity"].key if "entity" in kinds else None,
            " ".join([*classes, NOTE_CLASS] if ends else classes),
            "; ".join(ends),
        )
        yield kinds["sentence"].key if "sentence" in kinds else None, segment


TENTHS = 10
"""Number of equal parts into which an article is divided."""


class EntityEntry(NamedTuple):
    """An entity named in the references. `share` is the share of references that name it, `key` its number on the page."""

    key: str
    name: str
    type: str
    share: float


class SentenceSource(NamedTuple):
    """A summary sentence and the article sentence that it comes from (numbers from 1, None for none).

    `share` is the share of its words that are copied.
    """

    number: int
    source: int | None
    share: float


class Texts(NamedTuple):
    """The texts that are the same in every run: the article, and the references as (id, kind of author, text).

    `places` has, for each article sentence, the tenth of the article (from 0) in which it begins.
    """

    article: list[Sentence]
    references: list[tuple[str, str, list[Sentence]]]
    places: list[int]


@dataclass(frozen=True, slots=True)
class StoryView:
    """Everything that a page shows of one story. `cut` is the number of characters of the summary that are not shown."""

    id: str
    title: str
    measures: Mapping[str, float | None]
    texts: Texts
    summary: list[Sentence]
    cut: int
    named: list[EntityEntry]
    missed: list[EntityEntry]
    unsupported: list[str]
    stated: list[str]
    unstated: list[str]
    copies: list[SentenceSource]


def view(story: Story, scores: ArticleScores, summary: str, setting: Setting, shown: int) -> StoryView:
    """Return what the page shows of a story. Only the first `shown` characters of the summary are shown and marked."""
    keys = _keys(story)
    known = {entity.id: entity for entity in story.entities}
    listed = sorted(
        (
            EntityEntry(keys[one], known[one].name, known[one].type.replace("_", " "), share)
            for one, share in scores.weights.items()
        ),
        key=lambda one: -one.share,
    )
    inside = {keys[one] for one in scores.named}
    aligned = align(document=story.document, summary=summary[:shown])
    return StoryView(
        story.id,
        story.title or story.id,
        scores.measures,
        _texts(story, setting),
        sentences(summary, _summary_marks(summary[:shown], story, scores, aligned), shown),
        max(0, len(summary) - shown),
        [one for one in listed if one.key in inside],
        [one for one in listed if one.key not in inside],
        list(dict.fromkeys(scores.unsupported)),
        [fact.text for fact in story.facts if fact.id in scores.facts],
        [fact.text for fact in story.facts if fact.weight and fact.id not in scores.facts],
        [
            SentenceSource(at, None if one.source is None else one.source + 1, one.share)
            for at, one in enumerate(aligned, 1)
        ],
    )


def _keys(story: Story) -> dict[str, str]:
    """Return the number of each entity, by its id. Numbers take less space on the page."""
    return {entity.id: str(number) for number, entity in enumerate(story.entities, 1)}


@lru_cache(maxsize=64)
def _texts(story: Story, setting: Setting) -> Texts:
    """Return the article and the references with marks. Cached, because every system's page shows them again."""
    keys = _keys(story)
    spans = sentence_spans(story.document)
    marks = [Mark(start, end, "sentence", str(number)) for number, (start, end) in enumerate(spans, 1)]
    marks += (
        Mark(one.start, one.end, "entity", keys[entity.id]) for entity in story.entities for one in entity.mentions
    )
    return Texts(
        sentences(story.document, marks),
        [
            (
                one.id.removeprefix(f"{story.id}/").removesuffix(f"/{one.kind}"),
                one.author_kind,
                sentences(one.text, _entity_marks(one.text, story)),
            )
            for one in references_of(story, setting)
        ],
        [TENTHS * start // len(story.document) for start, _ in spans],
    )


def _entity_marks(text: str, story: Story) -> list[Mark]:
    keys = _keys(story)
    return [Mark(start, end, "entity", keys[owner]) for start, end, owner in entities.mentions_of(text, story.entities)]


def _summary_marks(summary: str, story: Story, scores: ArticleScores, aligned: Sequence[Aligned]) -> list[Mark]:
    sources = [Mark(one.start, one.end, "sentence", str(one.source + 1)) for one in aligned if one.source is not None]
    copied = [Mark(start, end, "copied") for one in aligned for start, end in one.copied]
    unsupported = [Mark(one.start, one.end, "unsupported") for one in scores.mentions if not one.supported]
    return [*sources, *copied, *_entity_marks(summary, story), *unsupported]


def sources_by_tenth(views: Sequence[StoryView]) -> list[float]:
    """Return the share of the summary sentences with a source that come from each tenth of their article.

    Returns an empty list if no sentence has a source.
    """
    tenths = [0] * TENTHS
    for one in views:
        for copy in one.copies:
            if copy.source is not None:
                tenths[one.texts.places[copy.source - 1]] += 1
    return [count / sum(tenths) for count in tenths] if sum(tenths) else []
