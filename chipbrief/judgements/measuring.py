"""The measures that are compared with people's judgements: a thin table over the functions of `chipbrief.metrics`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from chipbrief.judgements.rows import Judged, Span, Unit
from chipbrief.metrics import entities, facts, rouge, text_stats
from chipbrief.metrics.facts import lexical
from chipbrief.records import Fact

Values = Mapping[str, float | None]
Track = Callable[[Sequence[Judged]], Iterable[Judged]]


class Group(NamedTuple):
    """Measures that one function computes together, because they share work."""

    names: tuple[str, ...]
    compute: Callable[[Judged], Values]
    needs: str = "words or names in the summary"
    """What a row must have for the measures to be defined."""


ROUGE_PARTS = ("precision", "recall", "fmeasure")


def _rouge(row: Judged) -> Values:
    if not row.references:
        return {}
    found = rouge.score(row.summary, row.references)
    return {f"{kind}_{part}": getattr(one, part) for kind, one in found.items() for part in ROUGE_PARTS}


def _entity_recall(row: Judged) -> Values:
    return {"entity_recall": entities.unlabelled_recall(row.summary, row.references) if row.references else None}


@lru_cache(maxsize=4096)
def mentions_of(document: str, summary: str) -> tuple[entities.Mention, ...]:
    """Return the names and values of a summary, each with whether the document supports it."""
    return tuple(entities.support(document, summary))


def _precision(row: Judged) -> Values:
    return {"entity_precision_source": entities.precision_source(mentions_of(row.document, row.summary))}


def facts_of(units: Sequence[Unit]) -> tuple[Fact, ...]:
    """Return units as facts, all of weight 1."""
    return facts.plain([unit.text for unit in units])


def chances_of(row: Judged) -> dict[str, float | None]:
    """Map each unit of a summary (`f1`, `f2` …) to the probability that the summary states it."""
    return facts.probabilities(row.summary, facts_of(row.units))


def shares_of(row: Judged) -> list[float]:
    """Return for each unit of a summary the share of its content words that the summary has: the matcher's main feature."""
    return [one.share for one in lexical.features(row.summary, facts_of(row.units), ())]


def _fact_recall(row: Judged) -> Values:
    return {"fact_recall": facts.mean_probability(facts_of(row.units), chances_of(row)) if row.units else None}


TEXT: Mapping[str, Callable[[str, str], float | None]] = {
    "length": lambda _, summary: text_stats.length(summary),
    "compression": text_stats.compression,
    **{f"novel_{n}grams": partial(text_stats.novel_ngrams, n=n) for n in (1, 2, 3)},
    "coverage": text_stats.coverage,
    "density": text_stats.density,
    "repeated_trigrams": lambda _, summary: text_stats.repeated_trigrams(summary),
}
"""Measures of a document and a summary alone."""


def _text_group(name: str, measure: Callable[[str, str], float | None]) -> Group:
    return Group((name,), lambda row: {name: measure(row.document, row.summary)})


GROUPS = (
    Group(tuple(f"{kind}_{part}" for kind in rouge.TYPES for part in ROUGE_PARTS), _rouge, "a reference"),
    Group(("entity_recall",), _entity_recall, "a reference with names or values"),
    Group(("entity_precision_source",), _precision, "a name or value in the summary"),
    Group(("fact_recall",), _fact_recall, "units that people looked for"),
    *(_text_group(name, measure) for name, measure in TEXT.items()),
)
"""All measures. To add one, add a function and a row here."""
MEASURES = tuple(name for group in GROUPS for name in group.names)
"""Names of all measures, in the order of all tables."""
DEFAULT = (
    "rouge1_recall", "rouge1_fmeasure", "rouge2_recall", "rouge2_fmeasure", "rougeL_fmeasure", "rougeLsum_fmeasure",
    "entity_recall", "entity_precision_source", "fact_recall", "length", "coverage", "novel_2grams",
)  # fmt: skip
"""Measures that are compared unless others are named."""
SIMPLEST = ("rouge1_recall", "coverage", "length")
"""Simple measures that the others are tested against by default: the first that is defined."""


def measure(rows: Sequence[Judged], names: Sequence[str], track: Track = iter) -> dict[str, list[float | None]]:
    """Return the values of each measure, one per row. None marks a row for which the measure is undefined."""
    groups = [group for group in GROUPS if set(group.names) & set(names)]
    found: dict[str, list[float | None]] = {name: [] for name in names}
    for row in track(rows):
        values: dict[str, float | None] = {}
        for group in groups:
            values.update(group.compute(row))
        for name in names:
            found[name].append(values.get(name))
    return found


def overlaps(span: Span, mention: entities.Mention) -> bool:
    """Return whether a marked span and a name or value of the summary share a character."""
    return span.start < mention.end and mention.start < span.end
