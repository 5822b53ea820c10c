"""Means over articles with percentile bootstrap intervals (Efron & Tibshirani 1993), seeded and so repeatable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

RESAMPLES = 10_000
SEED = 12345
CHUNK = 1 << 22
"""Index cells drawn at once: bounds the memory at some tens of megabytes whatever the number of articles."""


class Estimate(NamedTuple):
    """The plain mean of `n` values and the ends of its interval; all null where there is no value."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


def estimate(
    values: Sequence[float | None], resamples: int = RESAMPLES, seed: int = SEED, level: float = 0.95
) -> Estimate:
    """The mean of the values that are not null, and the percentile interval of means of resampled articles.

    The point is the plain mean, not the bootstrap's median. Each measure starts from the same seed, so that measures
    over the same articles are resampled alike. One value gives an interval of no width: it says nothing of spread.
    """
    # Imported here: numpy takes a tenth of a second that `--help` should not cost.
    import numpy as np

    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if not len(known):
        return Estimate(None, None, None, 0)
    generator = np.random.default_rng(seed)
    means = np.empty(resamples)
    step = max(1, CHUNK // len(known))
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        means[start : start + rows] = known[generator.integers(0, len(known), (rows, len(known)))].mean(axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Estimate(float(known.mean()), float(low), float(high), len(known))


def ratio(
    numerators: Sequence[float],
    denominators: Sequence[float],
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
) -> Estimate:
    """The ratio of two sums over articles, both sums drawn anew in each resample; null where there is nothing to divide by."""
    import numpy as np

    over, under = np.array(numerators, dtype=np.float64), np.array(denominators, dtype=np.float64)
    if not under.sum():
        return Estimate(None, None, None, 0)
    drawn = np.random.default_rng(seed).integers(0, len(over), (resamples, len(over)))
    sums = under[drawn].sum(axis=1)
    ratios = over[drawn].sum(axis=1)[sums > 0] / sums[sums > 0]
    tail = (1 - level) / 2
    low, high = np.quantile(ratios, [tail, 1 - tail])
    return Estimate(float(over.sum() / under.sum()), float(low), float(high), len(over))
