"""The matcher `lexical`: how much of a fact's words, values and names the whole summary has.

A logistic model turns three shares into a probability. It knows no synonyms and does no reasoning: it misses a fact that is
told in other words, and it finds one whose words all stand in the summary with another meaning. docs/fact_matching.md shows how
often either happens, and which other features were tried and dropped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from chipbrief.language.reading import Reading, read
from chipbrief.metrics.facts.reading import Summary, Wanted, read_facts
from chipbrief.records import Entity, Fact


class Features(NamedTuple):
    """What the model knows about a fact and a summary; each from 0 to 1.

    - `share`: the share of the fact's content stems that the summary has, each weighted by one over the root of the number of the
      story's facts that have it. The words of a value count if the summary has an equal value, those of a name if it has an alias.
    - `figure_missing`: 1 if the summary lacks one of the fact's figures (dates, amounts, numbers above `COUNTED`). With one wrong
      figure, a claim is another claim.
    - `names_missing`: the share of the fact's names that the summary lacks. A part of a name counts in part.
    """

    share: float
    figure_missing: float
    names_missing: float


class Model(NamedTuple):
    """A logistic model, and the probability from which a fact counts as stated."""

    intercept: float
    weights: Features
    threshold: float


MODEL = Model(intercept=-5.84, weights=Features(share=9.54, figure_missing=-3.55, names_missing=-2.11), threshold=0.48)
"""Fitted by scripts/calibrate_facts.py, whose `--check` fits it again and compares."""


def scores(summary: str | Reading, facts: Sequence[Fact], entities: Sequence[Entity]) -> dict[str, float]:
    """Map each fact id to the probability that the summary states the fact.

    Pass all facts of a story together: a word that many of them have weighs little in each. A summary without a word states
    nothing, so all its probabilities are 0.
    """
    found = features(summary, facts, entities)
    empty = not any(map(str.isalnum, read(summary).given))
    return {fact.id: 0.0 if empty else probability(one) for fact, one in zip(facts, found, strict=True)}


def probability(found: Features, model: Model = MODEL) -> float:
    """Return the probability of `model` that a summary with these features states the fact."""
    share, figure, names = model.weights
    total = math.fsum((model.intercept, share * found[0], figure * found[1], names * found[2]))
    return 1 / (1 + math.exp(-total))


def features(summary: str | Reading, facts: Sequence[Fact], entities: Sequence[Entity]) -> list[Features]:
    """Return the features of each fact, in time linear in the length of the summary."""
    found = Summary(read(summary))
    return [_features(wanted, found) for wanted in read_facts(facts, entities)]


def _features(wanted: Wanted, summary: Summary) -> Features:
    found = [weight for stem, weight in wanted.words.items() if stem in summary.stems]
    found += [weight for value, weight in wanted.values if summary.has_value(value)]
    missing = []
    for name in wanted.names:
        if any(alias in summary.run for alias in name.aliases):
            parts = list(name.weights.values())
        else:
            parts = [weight for stem, weight in name.weights.items() if stem in summary.stems]
        found += parts
        missing.append(1 - len(parts) / len(name.weights))
    return Features(
        min(1.0, math.fsum(found) / wanted.total) if wanted.total else 0.0,
        float(not all(map(summary.has_value, wanted.figures))),
        math.fsum(missing) / len(missing) if missing else 0.0,
    )
