"""Extension of inspect_ai: scorers, metrics and a task, found by their entry point as `chipbrief/NAME`.

`inspect score LOG --scorer chipbrief/rouge` scores the answers in a log. `chipbrief/summarize` is a task on our stories.

There is no `from __future__ import annotations` here: inspect_ai looks at the types of parameters.
"""

from collections.abc import Callable, Sequence
from math import isnan, nan
from typing import Any, NamedTuple

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import TaskState, generate, prompt_template

from chipbrief.harnesses.one_summary import GROUPS, MEASURES, mean_defined, rows_of, score_one
from chipbrief.metrics import bootstrap

PROMPT = "Summarize the following text in about 100 words.\n\n{prompt}\n\nSummary:"


@metric
def mean() -> Metric:
    """Return the mean over the samples in which a measure is defined."""

    def compute(scores: list[SampleScore]) -> float:
        return mean_defined(_numbers(scores))

    return compute


@metric
def ci_low() -> Metric:
    """Return the lower end of the 95 % bootstrap interval of the mean."""

    def compute(scores: list[SampleScore]) -> float:
        return _interval(scores).low

    return compute


@metric
def ci_high() -> Metric:
    """Return the upper end of the 95 % bootstrap interval of the mean."""

    def compute(scores: list[SampleScore]) -> float:
        return _interval(scores).high

    return compute


class Interval(NamedTuple):
    """Ends of an interval, NaN if it is undefined."""

    low: float
    high: float


def _numbers(scores: Sequence[SampleScore]) -> list[float]:
    return [one.score.as_float() for one in scores]


def _interval(scores: Sequence[SampleScore]) -> Interval:
    found = bootstrap.estimate([None if isnan(value) else value for value in _numbers(scores)])
    return Interval(nan if found.low is None else found.low, nan if found.high is None else found.high)


def _scorer(measures: Sequence[str]) -> Callable[[TaskState, Target], Any]:
    async def score(state: TaskState, target: Target) -> Score:
        document = state.metadata.get("document")
        story = state.metadata.get("story_id", state.sample_id)
        values = score_one(
            state.output.completion,
            document=document if isinstance(document, str) else state.input_text,
            references=list(target),
            story_id=str(story),
            measures=measures,
        )
        return Score(value=dict(values), answer=state.output.completion)

    return score


METRICS = {"*": [mean(), ci_low(), ci_high()]}


@scorer(metrics=METRICS)
def rouge() -> Scorer:
    """Score ROUGE-1, ROUGE-2, ROUGE-L and ROUGE-Lsum (F); over several references, the highest F counts."""
    return _scorer(GROUPS["rouge"])


@scorer(metrics=METRICS)
def entities() -> Scorer:
    """Score the recall of names and values of the references, and their precision against the article."""
    return _scorer(GROUPS["entities"])


@scorer(metrics=METRICS)
def facts() -> Scorer:
    """Score the recall of labelled facts. It is undefined (NaN) for samples that are not our stories."""
    return _scorer(GROUPS["facts"])


@scorer(metrics=METRICS)
def summary() -> Scorer:
    """Score all of these measures and the length in words."""
    return _scorer(MEASURES)


@task
def summarize(config: str = "open", split: str = "test", prompt: str = PROMPT) -> Task:
    """Summarize the stories of a configuration (`open` or `multi`)."""
    samples = [
        Sample(id=row["id"], input=row["document"], target=row["references"], metadata={"title": row["title"]})
        for row in rows_of(config, split)
    ]
    return Task(
        dataset=MemoryDataset(samples, name=f"chipbrief-{config}-{split}"),
        solver=[prompt_template(prompt), generate()],
        scorer=summary(),
    )
