"""Ranks of systems by paired tests. The rank of a system is the range of places that its own tests leave open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import nan

from chipbrief.metrics.bootstrap import FEWEST_ARTICLES
from chipbrief.metrics.significance import holm
from chipbrief.scoring.comparison.records import Comparison, Pair

NAME = "rank, this row alone"
"""Name of this rank. Every table that shows ranks gives this name or `MEANING`."""
MEANING = (
    "the places that a system may have, given its paired tests against each other system (95 %, Holm-corrected for the tests of "
    "this row alone)"
)


def least_p(pair: Pair, flips: int) -> float:
    """Return the smallest p that the test of a pair can have with its number of articles: 2 of 2^n sign patterns, or 1 of those drawn."""
    return float(2.0 ** (1 - pair.difference.n)) if pair.exact else 1 / (1 + flips)


def row_ranks(systems: Sequence[str], pairs: Iterable[Pair], alpha: float, flips: int) -> dict[str, tuple[int, int]]:
    """Return the (best, worst) rank of each system on the measure of `pairs`, which has all pairs of `systems`.

    The tests of one system against every other are Holm-corrected together. So each range contains the true rank with
    95 % confidence for its own row, but not for all rows jointly (marginal confidence sets, Mogstad, Romano, Shaikh &
    Wilhelm 2024). A correction over all pairs would hold jointly, but with twelve stories and fifteen systems it could never find
    a difference: the smallest possible p is 2 / 4096 (two of 4096 sign patterns), and 105 pairs times this p is above `alpha`.

    Of m systems, the best rank of one is 1 + the number of significantly better ones, and the worst is m - the number of
    significantly worse ones. A system has no rank if it has no value, if a test has fewer than `FEWEST_ARTICLES` articles, or if no
    test of its row could be significant whatever the values.
    """
    rows: dict[str, list[Pair]] = {system: [] for system in systems}
    for pair in pairs:
        if pair.p is not None:
            rows[pair.first].append(pair)
            rows[pair.second].append(pair)
    return {system: _rank(system, row, alpha) for system, row in rows.items() if _is_decidable(row, alpha, flips)}


def _is_decidable(row: Sequence[Pair], alpha: float, flips: int) -> bool:
    enough = all(pair.difference.n >= FEWEST_ARTICLES for pair in row)
    return bool(row) and enough and min(least_p(pair, flips) for pair in row) * len(row) <= alpha


def _rank(system: str, row: Sequence[Pair], alpha: float) -> tuple[int, int]:
    above = below = 0
    for pair, adjusted in zip(row, holm([nan if pair.p is None else pair.p for pair in row]), strict=True):
        if adjusted <= alpha:
            ahead = ((pair.difference.mean or 0) > 0) == (pair.first == system)
            above, below = above + (not ahead), below + ahead
    return 1 + above, 1 + len(row) - below


def jointly_decidable(comparison: Comparison, measure: str) -> bool:
    """Return whether any pair on a measure could be significant under the correction of the comparison, whatever the values."""
    tests = [pair for pair in comparison.pairs if pair.p is not None]
    family = tests if comparison.family == "measures" else [pair for pair in tests if pair.measure == measure]
    least = min((least_p(pair, comparison.flips) for pair in tests if pair.measure == measure), default=1.0)
    return bool(family) and least * len(family) <= comparison.alpha
