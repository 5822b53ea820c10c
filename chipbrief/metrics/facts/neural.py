"""The matcher `neural`: an entailment model says how likely a summary entails each fact.

The summary is the premise and the fact the hypothesis. The function `chipbrief.metrics.entailment.load` loads a model.
"""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.metrics.entailment import Judge
from chipbrief.records import Fact

DECIMALS = 6
"""Decimal places of a probability. The place of a text in a batch alters later ones."""


def judge(summary: str, facts: Sequence[Fact], entails: Judge | None = None) -> dict[str, float]:
    """Map each fact id to the probability that the summary entails the fact.

    For a summary without a word, all are 0 and the model is not asked. Raise `ValueError` if `entails` is null or does not
    return one probability per fact.
    """
    if entails is None:
        raise ValueError("matcher neural: needs `ask` (pass what `entailment.load` returns)")
    if not any(map(str.isalnum, summary)):
        return dict.fromkeys((fact.id for fact in facts), 0.0)
    found = entails(summary, [fact.text for fact in facts])
    if len(found) != len(facts):
        raise ValueError(f"ask: returned {len(found)} probabilities for {len(facts)} facts (return one each)")
    return {fact.id: round(chance or 0.0, DECIMALS) for fact, chance in zip(facts, found, strict=True)}
