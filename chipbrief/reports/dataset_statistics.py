"""Statistics of a configuration: sizes, labels, how much the references copy, and where their content comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import fsum
from statistics import fmean, median
from typing import NamedTuple

from chipbrief.language.tokens import split_sentences
from chipbrief.metrics import rouge, text_stats
from chipbrief.records import ENTITY_TYPES, REFERENCE_KINDS, EntityType, ReferenceKind, Story
from chipbrief.reports import formats

ORDERS = (1, 2, 3, 4)
"""Values of n for the share of novel n-grams."""

DECILES = 10
"""Number of equal parts into which an article is divided for the lead bias."""

Weighted = tuple[float, float]
"""(position in an article, weight). The position runs from 0 (start) to 1 (end, exclusive)."""


class Spread(NamedTuple):
    """Minimum, mean, median and maximum of some lengths."""

    low: int
    mean: float
    median: float
    high: int


@dataclass(frozen=True, slots=True)
class KindStatistics:
    """Statistics of the references of one kind: lengths in words, and means over references (None without any value)."""

    lengths: tuple[int, ...]
    compression: float | None
    novel: tuple[float | None, ...]
    coverage: float | None
    density: float | None


@dataclass(frozen=True, slots=True)
class LeadBias:
    """Shares of the abstracts' content by the tenth of the article that it comes from.

    Each field has ten shares that sum to 1, or is empty if there is no content. `sentences` (of abstracts) and `facts`
    (counted once per abstract that states them) are placed at the best matching sentence of the article. `even` is their
    distribution if every sentence of an article matched equally often. `entities` (counted once per abstract that names
    them) are placed at their first mention. First mentions are frequent at the start of every article, so compare
    `entities` with `all_entities`.
    """

    sentences: tuple[float, ...]
    facts: tuple[float, ...]
    even: tuple[float, ...]
    entities: tuple[float, ...]
    all_entities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """All statistics. `named_by[k]` entities are named, and `stated_by[k]` facts are stated, by exactly `k` abstracts of their story."""

    documents: tuple[int, ...]
    kinds: dict[ReferenceKind, KindStatistics]
    types: dict[EntityType, int]
    mentions: int
    named_by: tuple[int, ...]
    stated_by: tuple[int, ...]
    lead: LeadBias

    @property
    def entities(self) -> int:
        """Number of entities of all types."""
        return sum(self.types.values())

    @property
    def facts(self) -> int:
        """Number of facts, whether or not an abstract states them."""
        return sum(self.stated_by)


def describe(stories: Sequence[Story]) -> Statistics:
    """Compute the statistics of some stories."""
    counts = Counter(entity.type for story in stories for entity in story.entities)
    by_kind = {kind: _kind_statistics(stories, kind) for kind in REFERENCE_KINDS}
    return Statistics(
        documents=tuple(text_stats.length(story.document) for story in stories),
        kinds={kind: found for kind, found in by_kind.items() if found.lengths},
        types={kind: counts[kind] for kind in ENTITY_TYPES if counts[kind]},
        mentions=sum(len(entity.mentions) for story in stories for entity in story.entities),
        named_by=_tally(count for story in stories for count in named_by(story)),
        stated_by=_tally(len(fact.stated_by) for story in stories for fact in story.facts),
        lead=lead_bias(stories),
    )


def spread(lengths: Sequence[int]) -> Spread | None:
    """Return minimum, mean, median and maximum, or None without lengths."""
    return Spread(min(lengths), fmean(lengths), float(median(lengths)), max(lengths)) if lengths else None


def abstracts(story: Story) -> list[str]:
    """Return the texts of the story's abstracts."""
    return [reference.text for reference in story.references if reference.kind == "abstract"]


def named_by(story: Story) -> list[int]:
    """Return how many of the story's abstracts name each entity; an empty list if the story has no abstracts."""
    count = len(abstracts(story))
    return [round(entity.salience * count) for entity in story.entities] if count else []


def _tally(counts: Iterable[int]) -> tuple[int, ...]:
    """Count how often each of 0, 1, 2 … up to the maximum occurs."""
    found = Counter(counts)
    return tuple(found[count] for count in range(max(found, default=-1) + 1))


def _kind_statistics(stories: Sequence[Story], kind: ReferenceKind) -> KindStatistics:
    pairs = [
        (story.document, reference.text)
        for story in stories
        for reference in story.references
        if reference.kind == kind
    ]
    return KindStatistics(
        lengths=tuple(text_stats.length(summary) for _, summary in pairs),
        compression=_mean(text_stats.compression, pairs),
        novel=tuple(_mean(partial(text_stats.novel_ngrams, n=n), pairs) for n in ORDERS),
        coverage=_mean(text_stats.coverage, pairs),
        density=_mean(text_stats.density, pairs),
    )


def _mean(measure: Callable[..., float | None], pairs: Iterable[tuple[str, str]]) -> float | None:
    values = [value for pair in pairs if (value := measure(document=pair[0], summary=pair[1])) is not None]
    return fmean(values) if values else None


@cache
def best_match(text: str, sentences: tuple[str, ...]) -> int | None:
    """Return the index of the sentence that contains the most words of `text` (ROUGE-1 recall).

    Ties go to the higher ROUGE-1 precision (fewest other words), then to the earlier sentence. Returns None if no sentence
    shares a word with `text`. Results are cached, because a table needs them for each split and again for all splits.
    """
    scores = [rouge.score(sentence, [text], types=("rouge1",))["rouge1"] for sentence in sentences]
    best = max(range(len(scores)), key=lambda at: (scores[at].recall, scores[at].precision), default=None)
    return best if best is not None and scores[best].recall > 0 else None


def lead_bias(stories: Sequence[Story]) -> LeadBias:
    """Return which tenths of the articles the content of the abstracts comes from (see `LeadBias`).

    Positions go from 0 to 1. Sentence i of n (from 0) is at (i + 0.5) / n. An entity is at the character offset of its first
    mention, divided by the article's length in characters.
    """
    sentences: list[Weighted] = []
    facts: list[Weighted] = []
    even: list[Weighted] = []
    entities: list[Weighted] = []
    everything: list[Weighted] = []
    for story in stories:
        article = tuple(split_sentences(story.document))
        middles = [(at + 0.5) / len(article) for at in range(len(article))]
        matches = [best_match(line, article) for text in abstracts(story) for line in split_sentences(text)]
        placed = [(middles[at], 1.0) for at in matches if at is not None]
        sentences += placed
        even += [(middle, len(placed) / len(article)) for middle in middles]
        for fact in story.facts:
            at = best_match(fact.text, article) if fact.stated_by else None
            if at is not None:
                facts.append((middles[at], float(len(fact.stated_by))))
        for entity, count in zip(story.entities, named_by(story), strict=False):
            if entity.mentions:
                first = min(mention.start for mention in entity.mentions) / len(story.document)
                entities.append((first, float(count)))
                everything.append((first, 1.0))
    return LeadBias(*map(deciles, (sentences, facts, even, entities, everything)))


def deciles(positions: Iterable[Weighted]) -> tuple[float, ...]:
    """Return the share of the weight in each tenth of the article, or an empty tuple if the total weight is 0."""
    weights = [0.0] * DECILES
    for position, weight in positions:
        weights[min(int(position * DECILES), DECILES - 1)] += weight
    total = fsum(weights)
    return tuple(weight / total for weight in weights) if total else ()


def table(columns: Mapping[str, Statistics]) -> str:
    """Return the statistics as a Markdown table with one column per entry of `columns`."""
    kinds = [kind for kind in REFERENCE_KINDS if any(kind in one.kinds for one in columns.values())]
    types = [kind for kind in ENTITY_TYPES if any(kind in one.types for one in columns.values())]
    cells = [_cells(one, kinds, types) for one in columns.values()]
    return formats.markdown([["", *columns], *([label, *(column[label] for column in cells)] for label in cells[0])])


def _cells(found: Statistics, kinds: Iterable[ReferenceKind], types: Iterable[EntityType]) -> dict[str, str]:
    """Return the value of every row, by its label."""
    size = spread(found.documents)
    rows = {
        "stories": f"{len(found.documents)}",
        "words per document: min / median / max": f"{size.low} / {size.median:.0f} / {size.high}" if size else "–",
    }
    nothing = KindStatistics((), None, (None,) * len(ORDERS), None, None)
    for kind in kinds:
        one = found.kinds.get(kind, nothing)
        size = spread(one.lengths)
        rows |= {
            f"{kind}s": f"{len(one.lengths)}",
            f"{kind}: words, min / mean / max": f"{size.low} / {size.mean:.1f} / {size.high}" if size else "–",
            f"{kind}: compression (document words per {kind} word)": _number(one.compression, 1),
            f"{kind}: novel 1- / 2- / 3- / 4-grams, %": " / ".join(_number(share, 1, 100) for share in one.novel),
            f"{kind}: fragment coverage, density": f"{_number(one.coverage, 2)}, {_number(one.density, 2)}",
        }
    rows |= {"entities": f"{found.entities}", "mentions in documents": f"{found.mentions}"}
    rows |= {f"entities of type {kind}": f"{found.types.get(kind, 0)}" for kind in types}
    rows["entities named by 0 / 1 / 2 … abstracts"] = _counts(found.named_by)
    rows |= {"facts": f"{found.facts}", "facts stated by 0 / 1 / 2 … abstracts": _counts(found.stated_by)}
    for name, shares in (("sentences of abstracts", found.lead.sentences), ("stated facts", found.lead.facts)):
        rows[f"{name} from the first fifth of the article, %"] = _number(fsum(shares[:2]) if shares else None, 1, 100)
    return rows


def _number(value: float | None, places: int, factor: int = 1) -> str:
    return "–" if value is None else f"{value * factor:.{places}f}"


def _counts(counts: Sequence[int]) -> str:
    return " / ".join(map(str, counts)) or "–"
