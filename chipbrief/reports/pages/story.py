"""One story of a run, ready to be shown: its texts with their marks, and what is listed beside them.

Overlapping spans of a text become a row of segments that a template writes one after the other.
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


TENTHS = 10


class Named(NamedTuple):
    """An entity that the references name, for the lists: `share` of them name it; `key` is its number on the page."""

    key: str
    name: str
    type: str
    share: float


class Copy(NamedTuple):
    """A sentence of the summary and the one of the article that it comes from (numbers from 1), null for none."""

    number: int
    source: int | None
    share: float


class Texts(NamedTuple):
    """What is the same in every run: the article, and the references with their id and the kind of their author.

    `places` has for each sentence of the article the tenth in which it begins.
    """

    article: list[Sentence]
    references: list[tuple[str, str, list[Sentence]]]
    places: list[int]


@dataclass(frozen=True, slots=True)
class StoryView:
    """Everything that a page shows of a story, in the order in which it is read."""

    id: str
    title: str
    measures: Mapping[str, float | None]
    texts: Texts
    summary: list[Sentence]
    cut: int
    named: list[Named]
    missed: list[Named]
    unsupported: list[str]
    stated: list[str]
    unstated: list[str]
    copies: list[Copy]


def view(story: Story, scores: ArticleScores, summary: str, setting: Setting, shown: int) -> StoryView:
    """`shown` is the number of the summary's characters that the page has room for; nothing is looked for in the others."""
    keys = _keys(story)
    known = {entity.id: entity for entity in story.entities}
    listed = sorted(
        (
            Named(keys[one], known[one].name, known[one].type.replace("_", " "), share)
            for one, share in scores.weights.items()
        ),
        key=lambda one: -one.share,
    )
    inside = {keys[one] for one in scores.named}
    aligned = align(story.document, summary[:shown])
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
        [Copy(at, None if one.source is None else one.source + 1, one.share) for at, one in enumerate(aligned, 1)],
    )


def _keys(story: Story) -> dict[str, str]:
    """The number of each entity, which takes less room than its id."""
    return {entity.id: str(number) for number, entity in enumerate(story.entities, 1)}


@lru_cache(maxsize=64)
def _texts(story: Story, setting: Setting) -> Texts:
    """Kept, since a story is shown again on every system's page."""
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
                sentences(one.text, _entities(one.text, story)),
            )
            for one in references_of(story, setting)
        ],
        [TENTHS * start // len(story.document) for start, _ in spans],
    )


def _entities(text: str, story: Story) -> list[Mark]:
    keys = _keys(story)
    return [Mark(start, end, "entity", keys[owner]) for start, end, owner in entities.mentions_of(text, story.entities)]


def _summary_marks(summary: str, story: Story, scores: ArticleScores, aligned: Sequence[Aligned]) -> list[Mark]:
    sources = [Mark(one.start, one.end, "sentence", str(one.source + 1)) for one in aligned if one.source is not None]
    copied = [Mark(start, end, "copied") for one in aligned for start, end in one.copied]
    unsupported = [Mark(one.start, one.end, "unsupported") for one in scores.mentions if not one.supported]
    return [*sources, *copied, *_entities(summary, story), *unsupported]


def sources_by_tenth(views: Sequence[StoryView]) -> list[float]:
    """The share of the summaries' sentences that come from each tenth of their article; nothing where none comes from it."""
    tenths = [0] * TENTHS
    for one in views:
        for copy in one.copies:
            if copy.source is not None:
                tenths[one.texts.places[copy.source - 1]] += 1
    return [count / sum(tenths) for count in tenths] if sum(tenths) else []
