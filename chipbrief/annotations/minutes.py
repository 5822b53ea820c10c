"""Estimate how many minutes a story takes an annotator.

The rates are assumptions of this project. Nobody has timed annotators here. The rate of reading is below the roughly 240 words per
minute that are usual for silent reading of English prose, because an annotator reads closely. All others are round guesses.
`expected` replaces the estimate by the median of measured times as soon as there are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum
from statistics import median
from typing import NamedTuple

from chipbrief.metrics import text_stats
from chipbrief.metrics.entities import support
from chipbrief.records import WORD_BUDGET, Story

READ_WORDS, WRITE_WORDS = 200.0, 15.0
"""Words per minute: close reading, and writing a summary with its corrections."""
SPANS, ANSWERS, FACTS, RATINGS = 8.0, 4.0, 1.0, 3.0
"""Per minute: spans marked, answers whether a summary states a fact, facts written, ratings given."""
FACTS_TO_WRITE = 20
"""Number of facts of a story that has none yet (guidelines, rule 4.3)."""
FEWEST_MEASURED = 5
"""Number of measured times from which their median replaces the estimate."""
ASSUMPTION = (
    f"assumed, not measured: {READ_WORDS:.0f} words read, {WRITE_WORDS:.0f} words written, {SPANS:.0f} spans, {ANSWERS:.0f} answers, "
    f"{FACTS:.0f} fact, or {RATINGS:.0f} ratings per minute"
)
"""What an estimate rests on, in words."""


class Expected(NamedTuple):
    """Minutes of all stories together, and what the number rests on."""

    minutes: float
    basis: str


def minutes(story: Story, task: str, summaries: Sequence[str] = (), scales: int = 1) -> float:
    """Return the estimated minutes of one annotator for `summary`, `entities`, `facts`, `rating` or `review`.

    `summaries` are the texts to rate. A review takes as long as reading the story and looking at each of its entities.
    Raise `ValueError` for another task.
    """
    article = text_stats.length(f"{story.title or ''}\n\n{story.document}")
    abstracts = [one.text for one in story.references if one.kind == "abstract"]
    if task == "summary":
        work = (WORD_BUDGET["headline"] + WORD_BUDGET["brief"] + WORD_BUDGET["abstract"]) / WRITE_WORDS
    elif task in ("entities", "review"):
        work = _spans(story) / SPANS
    elif task == "facts" and story.facts:
        work = fsum(text_stats.length(text) / READ_WORDS + len(story.facts) / ANSWERS for text in abstracts)
    elif task == "facts":
        work = FACTS_TO_WRITE / FACTS
    elif task == "rating":
        work = fsum(text_stats.length(text) / READ_WORDS + scales / RATINGS for text in summaries)
    else:
        raise ValueError(f"unknown task {task!r} (use summary, entities, facts, rating or review)")
    return article / READ_WORDS + work


def _spans(story: Story) -> int:
    """Return the number of mentions in the article: those labelled, or what rules find if nothing is labelled."""
    if story.entities:
        return sum(len(entity.mentions) for entity in story.entities)
    return len(support(document=story.document, summary=story.document))


def expected(estimates: Iterable[float], measured: Sequence[float] = ()) -> Expected:
    """Return the minutes of all stories: by their estimates, or by the median of `FEWEST_MEASURED` or more measured times."""
    each = list(estimates)
    if len(measured) < FEWEST_MEASURED:
        return Expected(fsum(each), ASSUMPTION)
    middle = median(measured)
    return Expected(len(each) * middle, f"median of {len(measured)} measured times: {middle:.1f} minutes per story")


def describe(found: Expected, stories: int) -> str:
    """Return the expected time as a sentence."""
    plural = "story takes" if stories == 1 else "stories take"
    return f"{stories} {plural} one annotator about {found.minutes:.0f} minutes ({found.basis})."
