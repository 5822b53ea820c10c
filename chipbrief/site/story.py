"""One story of a run, made ready to be shown: its texts with their marks, and what is listed beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chipbrief.metrics import entities
from chipbrief.metrics.alignment import Aligned, align
from chipbrief.records import Entity, Story
from chipbrief.scoring import ArticleScores
from chipbrief.setting import Setting, references_of
from chipbrief.site.marks import Mark, Segment, segments
from chipbrief.text import sentence_spans

SHOWN_IN_ALL = 240_000
"""Characters of all summaries together that one page shows, so that it stays below its limit."""


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that the references name, for the lists: `share` of them name it."""

    id: str
    name: str
    type: str
    share: float


@dataclass(frozen=True, slots=True)
class Copy:
    """A sentence of the summary (its number from 1) and the article's sentence that it comes from, null for none."""

    number: int
    source: int | None
    share: float


@dataclass(frozen=True, slots=True)
class StoryView:
    """Everything that a page shows of a story, in the order in which it is read."""

    id: str
    title: str
    measures: Mapping[str, float | None]
    article: list[Segment]
    references: list[tuple[str, str, list[Segment]]]
    summary: list[Segment]
    cut: int
    named: list[Named]
    missed: list[Named]
    unsupported: list[str]
    stated: list[str]
    unstated: list[str]
    copies: list[Copy]


def view(story: Story, scores: ArticleScores, summary: str, setting: Setting, shown: int) -> StoryView:
    """`shown` is the number of the summary's characters that the page has room for."""
    known = {entity.id: entity for entity in story.entities}
    listed = [_named(known[entity], share) for entity, share in scores.weights.items()]
    aligned = align(story.document, summary[:shown])
    return StoryView(
        story.id,
        story.title or story.id,
        scores.measures,
        segments(story.document, [*_sentences(story.document), *_gold(story)]),
        [
            (reference.id, reference.author_kind, segments(reference.text, _entities(reference.text, story.entities)))
            for reference in references_of(story, setting)
        ],
        segments(summary, _summary_marks(summary, story, scores, aligned), shown),
        max(0, len(summary) - shown),
        sorted((one for one in listed if one.id in scores.named), key=lambda one: -one.share),
        sorted((one for one in listed if one.id not in scores.named), key=lambda one: -one.share),
        list(dict.fromkeys(scores.unsupported)),
        [fact.text for fact in story.facts if fact.id in scores.facts],
        [fact.text for fact in story.facts if fact.weight and fact.id not in scores.facts],
        [Copy(at, None if one.source is None else one.source + 1, one.share) for at, one in enumerate(aligned, 1)],
    )


def _named(entity: Entity, share: float) -> Named:
    return Named(entity.id, entity.name, entity.type, share)


def _gold(story: Story) -> list[Mark]:
    return [Mark(one.start, one.end, "entity", entity.id) for entity in story.entities for one in entity.mentions]


def _entities(text: str, known: Sequence[Entity]) -> list[Mark]:
    return [Mark(start, end, "entity", owner) for start, end, owner in entities.mentions_of(text, known)]


def _sentences(text: str) -> list[Mark]:
    return [Mark(start, end, "sentence", str(at)) for at, (start, end) in enumerate(sentence_spans(text), 1)]


def _summary_marks(summary: str, story: Story, scores: ArticleScores, aligned: Sequence[Aligned]) -> list[Mark]:
    sources = [Mark(one.start, one.end, "sentence", str(one.source + 1)) for one in aligned if one.source is not None]
    copied = [Mark(start, end, "copied") for one in aligned for start, end in one.copied]
    unsupported = [Mark(one.start, one.end, "unsupported") for one in scores.mentions if not one.supported]
    return [*sources, *copied, *_entities(summary, story.entities), *unsupported]


def sources_by_tenth(stories: Sequence[Story], summaries: Mapping[str, str]) -> list[float]:
    """The share of the summaries' sentences that come from each tenth of their article; nothing where none comes from it."""
    tenths = [0] * 10
    for story in stories:
        spans = sentence_spans(story.document)
        for one in align(story.document, summaries[story.id][:SHOWN_IN_ALL]):
            if one.source is not None:
                tenths[10 * spans[one.source][0] // len(story.document)] += 1
    return [count / sum(tenths) for count in tenths] if sum(tenths) else []
