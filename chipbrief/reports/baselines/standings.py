"""Ranks of the baselines, and this project's own system against each other one: paired tests, corrected after Holm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chipbrief.baselines.systems import SYSTEMS
from chipbrief.reports.baselines.families import family_of
from chipbrief.scoring.comparison import compare
from chipbrief.scoring.system import Scores

OWN = "entity_aware"
RANKED = ("rouge2_fmeasure", "entity_recall")
"""Measures of which the tables show ranks: one of wording, one of content."""
TESTED = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure", "entity_recall")
PLACES = 6


def is_ranked(name: str) -> bool:
    """Whether a row has a rank: no ceiling has one, nor a control that does not keep to the budget."""
    return family_of(name) != "ceiling" and (name not in SYSTEMS or SYSTEMS[name].equal)


def standings(results: Sequence[Scores]) -> dict[str, dict[str, dict[str, list[Any]]]]:
    """By system: `ranks`, the best and worst rank that the tests of all pairs leave open, and `own_minus_this`, the
    difference of the own system's mean with its interval and the p of the tests against it alone.
    """
    ranked = [result for result in results if is_ranked(result.system)]
    found: dict[str, dict[str, dict[str, list[Any]]]] = {result.system: {} for result in ranked}
    if len(ranked) < 2:
        return {}
    for standing in compare(ranked, RANKED).standings:
        ranks = found[standing.system].setdefault("ranks", {})
        ranks[standing.measure] = [standing.rank_low, standing.rank_high]
    if OWN in found:
        for pair in compare(ranked, TESTED, "best", OWN).pairs:
            sign = 1 if pair.first == OWN else -1
            mean, *ends, _ = pair.difference
            low, high = ends[::sign]
            numbers = [None if value is None else round(sign * value, PLACES) for value in (mean, low, high)]
            other = pair.second if pair.first == OWN else pair.first
            p = None if pair.p_holm is None else round(pair.p_holm, PLACES)
            found[other].setdefault("own_minus_this", {})[pair.measure] = [*numbers, p]
    return found
