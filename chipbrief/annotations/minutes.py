"""Estimate how many minutes a story takes an annotator.

The rates are assumptions of this project. Nobody has timed annotators here. The rate of reading is below the roughly 240 words per
minute that are usual for silent reading of English prose, because an annotator reads closely. All others are round guesses.
`expected` replaces the estimate by the median of measured times as soon as there are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from statistics import median
from typing import NamedTuple

from chipbrief.annotations.exchange.tasks import FACT_ANSWERS, SPAN_KINDS, VERDICTS, Item, Task
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
    """Minutes of each story, and what the numbers rest on."""

    stories: tuple[float, ...]
    basis: str


def minutes(story: Story, tasks: Sequence[Task]) -> float:
    """Return the estimated minutes of one annotator for all tasks of a story, whose article is read once."""
    read = [tasks[0].text, *(text for task in tasks for _, text in task.shown)] if tasks else []
    work = [text_stats.length(text) / READ_WORDS for text in read]
    work += [_answer(item) for task in tasks for item in task.items]
    work += [_spans(story, task) / SPANS for task in tasks if task.kind in SPAN_KINDS]
    return fsum(work)


def _answer(item: Item) -> float:
    """Return the minutes to answer one question: a text is written, anything else chosen."""
    if item.options:
        return 1 / (ANSWERS if item.options in (FACT_ANSWERS, VERDICTS) else RATINGS)
    budgets = {str(kind): words for kind, words in WORD_BUDGET.items()}
    return budgets[item.name] / WRITE_WORDS if item.name in budgets else FACTS_TO_WRITE / FACTS


def _spans(story: Story, task: Task) -> int:
    """Return how many spans an annotator looks at: those shown, else those labelled, else those that rules find."""
    if shown := {span for one in task.suggested for span in one.spans}:
        return len(shown)
    if story.entities:
        return sum(len(entity.mentions) for entity in story.entities)
    return len(support(document=story.document, summary=story.document))


def expected(tasks: Iterable[Task], stories: Mapping[str, Story], measured: Sequence[float] = ()) -> Expected:
    """Return the minutes of each story: by its tasks, or by the median of `FEWEST_MEASURED` or more measured times."""
    by_story: dict[str, list[Task]] = {}
    for task in tasks:
        by_story.setdefault(task.story, []).append(task)
    if len(measured) < FEWEST_MEASURED:
        return Expected(tuple(minutes(stories[name], some) for name, some in by_story.items()), ASSUMPTION)
    middle = median(measured)
    return Expected((middle,) * len(by_story), f"the median of {len(measured)} measured times of people")


def describe(found: Expected) -> str:
    """Return the expected time of a story and of all stories in one sentence."""
    each, number = sorted(found.stories), len(found.stories)
    low, high = f"{each[0]:.1f}", f"{each[-1]:.1f}"
    if number == 1:
        return f"1 story takes one annotator about {low} minutes ({found.basis})"
    one = low if low == high else f"{low} to {high}"
    return f"{number} stories take one annotator about {fsum(each):.0f} minutes, each {one} ({found.basis})"
