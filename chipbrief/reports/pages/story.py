"""Prepare one story of a run for the page: its texts with marks, and the lists beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.tokens import sentence_spans
from chipbrief.metrics import entities
from chipbrief.metrics.alignment import Aligned, align
from chipbrief.records import Story
from chipbrief.reports.pages.marks import Mark, Sentence, Span, Words, sentences
from chipbrief.reports.pages.names import EntityEntry, NamesFound, keys_of
from chipbrief.scoring.setting import Setting, references_of
from chipbrief.scoring.system import ArticleScores

COPIED_IN_FULL = 0.9
"""Share of copied words from which a sentence counts as copied. Its new words are marked instead of its copied ones."""
LONG_COPY = 8
"""Fewest words of a copied run that is underlined in a sentence that is not copied in full."""
MAX_REFERENCES = 20
"""Maximum number of references of a story that a page shows."""
ARTICLE_FACTOR = 10
"""The article may have this many times the characters that a page shows of a summary."""


class Cut(NamedTuple):
    """A text with its marks, and the number of characters at its end that are not shown."""

    text: list[Sentence]
    cut: int


class Block(NamedTuple):
    """Place of a source sentence in the article, in per cent of its length. `key` is the number of the sentence."""

    key: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that are the same in every run: the article, and the references as (id, kind of author, text)."""

    article: Cut
    references: list[tuple[str, str, Cut]]
    more: int
    """Number of references that are not shown."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one summary has and lacks. It needs no text on the page."""

    named: list[EntityEntry]
    missed: list[EntityEntry]
    unsupported: list[str]
    stated: list[str]
    unstated: list[str]
    aligned: list[Aligned]
    blocks: list[Block]

    @property
    def missed_by_all(self) -> list[EntityEntry]:
        """Entities that every reference names and the summary does not."""
        return [one for one in self.missed if one.is_in_all]


def evidence(story: Story, scores: ArticleScores, summary: str, names: NamesFound, shown: int) -> Evidence:
    """Return what the first `shown` characters of a summary take from the article, and what the summary has and lacks."""
    aligned = align(document=story.document, summary=summary[:shown])
    return Evidence(
        names.named,
        names.missed,
        list(dict.fromkeys(scores.unsupported)),
        [fact.text for fact in story.facts if fact.id in scores.facts],
        [fact.text for fact in story.facts if fact.weight and fact.id not in scores.facts],
        aligned,
        _blocks(story.document, aligned),
    )


def _blocks(document: str, aligned: Sequence[Aligned]) -> list[Block]:
    spans = _spans(document)
    sources = sorted({one.source for one in aligned if one.source is not None})
    return [
        Block(
            str(one + 1),
            100 * spans[one][0] / len(document),
            100 * (spans[one][1] - spans[one][0]) / len(document),
        )
        for one in sources
    ]


@lru_cache(maxsize=64)
def _spans(document: str) -> list[tuple[int, int]]:
    return sentence_spans(document)


@lru_cache(maxsize=64)
def texts(story: Story, setting: Setting, shown: int) -> Texts:
    """Return the article and the references with marks, each with at most `shown` characters, the article with more.

    Cached, because every system's page shows them again.
    """
    keys = keys_of(story.entities)
    spans = [Span(start, end, str(number)) for number, (start, end) in enumerate(_spans(story.document), 1)]
    marks = [Mark(one.start, one.end, keys[entity.id]) for entity in story.entities for one in entity.mentions]
    references = references_of(story, setting)
    return Texts(
        _shown(story.document, spans, marks, shown * ARTICLE_FACTOR),
        [
            (
                one.id.removeprefix(f"{story.id}/").removesuffix(f"/{one.kind}"),
                one.author_kind,
                _shown(one.text, (), _entity_marks(one.text[:shown], story), shown),
            )
            for one in references[:MAX_REFERENCES]
        ],
        max(0, len(references) - MAX_REFERENCES),
    )


def _shown(text: str, spans: Sequence[Span], marks: Sequence[Mark], shown: int) -> Cut:
    return Cut(sentences(text, spans, marks, shown=shown), max(0, len(text) - shown))


def _entity_marks(text: str, story: Story) -> list[Mark]:
    keys = keys_of(story.entities)
    return [Mark(start, end, keys[owner]) for start, end, owner in entities.mentions_of(text, story.entities)]


def summary_text(summary: str, story: Story, scores: ArticleScores, aligned: Sequence[Aligned], shown: int) -> Cut:
    """Return the first `shown` characters of a summary with its sentences, names, and copied or new words marked."""
    text = summary[:shown]
    has_document = bool(story.document.strip())
    spans = [
        Span(
            one.start,
            one.end,
            None if one.source is None else str(one.source + 1),
            _note(one) if has_document else "",
            _is_copied(one),
        )
        for one in aligned
    ]
    words = [run for one in aligned for run in _words(text, one)]
    marks = _entity_marks(text, story)
    marks += (Mark(one.start, one.end, unsupported=True) for one in scores.mentions if not one.supported)
    return Cut(sentences(summary, spans, marks, words, shown), max(0, len(summary) - shown))


def _is_copied(one: Aligned) -> bool:
    return one.share >= COPIED_IN_FULL


def _note(one: Aligned) -> str:
    if one.source is None:
        return "no source found"
    return f"sentence {one.source + 1}" + (", copied" if _is_copied(one) else f", {one.share * 100:.0f} % copied")


def _words(text: str, one: Aligned) -> list[Words]:
    """Return the new words of a sentence that is copied in full, or the long copied runs of another."""
    if not _is_copied(one):
        return [Words(*run, "c") for run in one.copied if len(text[slice(*run)].split()) >= LONG_COPY]
    ends = [one.start, *(end for _, end in one.copied)]
    starts = [*(start for start, _ in one.copied), one.end]
    gaps = ((start, end) for start, end in zip(ends, starts, strict=True) if any(map(str.isalnum, text[start:end])))
    return [Words(start, end, "n") for start, end in gaps]


@dataclass(frozen=True, slots=True)
class StoryView:
    """Everything that a page shows of one summary beside its evidence."""

    id: str
    slug: str
    title: str
    measures: Mapping[str, float | None]
    summary: Cut
    evidence: Evidence


def view(story: Story, slug: str, scores: ArticleScores, summary: str, found: Evidence, shown: int) -> StoryView:
    """Return what a page shows of a summary, of which only the first `shown` characters are shown and marked."""
    text = summary_text(summary, story, scores, found.aligned, shown)
    return StoryView(story.id, slug, story.title or story.id, scores.measures, text, found)
