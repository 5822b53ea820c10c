"""Values of the scorer's measures for summaries that people judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from chipbrief.corpora.own import About, own_story
from chipbrief.judgements.rows import Judged, Span, Unit
from chipbrief.metrics import entities, facts
from chipbrief.metrics.facts import lexical
from chipbrief.records import Fact
from chipbrief.scoring.measures import NEEDS, TABLE, Row, lacking, measure_of
from chipbrief.scoring.setting import Setting

Track = Callable[[Sequence[Judged]], Iterable[Judged]]


@lru_cache(maxsize=4096)
def mentions_of(document: str, summary: str) -> tuple[entities.Mention, ...]:
    """Return the names and values of a summary, each with whether the document supports it."""
    return tuple(entities.support(document=document, summary=summary))


def facts_of(units: Sequence[Unit]) -> tuple[Fact, ...]:
    """Return units as facts, all of weight 1."""
    return facts.plain([unit.text for unit in units])


def chances_of(row: Judged) -> dict[str, float | None]:
    """Map each unit of a summary (`f1`, `f2` …) to the probability that the summary states it."""
    return facts.probabilities(row.summary, facts_of(row.units))


def shares_of(row: Judged) -> list[float]:
    """Return for each unit of a summary the share of its content words that the summary has: the matcher's main feature."""
    return [one.share for one in lexical.features(row.summary, facts_of(row.units), ())]


MEASURES = tuple(
    column.name
    for one in TABLE
    if one.name != "sentence_support"
    for column in one.columns
    if "entities" not in one.needs
)
"""Names of all measures that need neither labelled entities nor a model, in the order of all tables."""
DEFAULT = (
    "rouge1_recall", "rouge1_fmeasure", "rouge2_recall", "rouge2_fmeasure", "rougeL_fmeasure", "rougeLsum_fmeasure",
    "entity_recall", "entity_precision_source", "fact_recall", "length", "coverage", "novel_2grams",
)  # fmt: skip
"""Measures that are compared unless others are named."""
SIMPLEST = ("rouge1_recall", "coverage", "length")
"""Simple measures that the others are tested against by default: the first that is defined."""


def measure(rows: Sequence[Judged], names: Sequence[str], track: Track = iter) -> dict[str, list[float | None]]:
    """Return the values of each measure, one per row. None marks a row for which the measure is undefined."""
    measures = [one for one in TABLE if {column.name for column in one.columns} & set(names)]
    found: dict[str, list[float | None]] = {name: [] for name in names}
    for judged in track(rows):
        row = _row_of(judged)
        missing = lacking(row)
        values: dict[str, float | None] = {}
        for one in measures:
            if not missing & set(one.needs):
                values.update(zip((column.name for column in one.columns), one.compute(row), strict=True))
        for name in names:
            found[name].append(values.get(name))
    return found


def _row_of(judged: Judged) -> Row:
    """Return a judged summary as the scorer's measures take it: a story without labelled entities, whose facts are the units."""
    story = own_story(judged.document_id, [judged.document], (), ABOUT, facts=facts_of(judged.units))
    return Row(story, judged.summary, judged.references, SETTING, labelled=False)


ABOUT = About("judged")
SETTING = Setting()
"""The default setting of the scorer."""


def needs_of(name: str) -> str:
    """Return what a row must have for a measure to be defined, for messages."""
    one = measure_of(name)
    needed = [NEEDS[need][1] for need in one.needs] if one else []
    return " and ".join(needed) or "words"


def overlaps(span: Span, mention: entities.Mention) -> bool:
    """Return whether a marked span and a name or value of the summary share a character."""
    return span.start < mention.end and mention.start < span.end
