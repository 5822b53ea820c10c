"""One-sided tests whether a new system is worse than an old one by more than a margin (Wellek 2010, chapter 5).

The unit is an article: the difference new - old of one measure. The bounds are those of Student's t, moved outwards for
skewed differences after Johnson (1978), since one bad summary in a small set otherwise makes the t test lie. With t the
quantile, s the standard deviation, k the skewness and n the number of articles, the lower bound is

    mean - t s / sqrt(n) + min(0, c k s / n (1/6 + t^2 / 3)),   c = 2 + 8 / n

and the upper bound is its mirror image. Johnson has c = 1. `scripts/simulate_gate.py` shows how often each choice errs.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from math import atan, ceil, cos, inf, isfinite, pi, sin, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FEWEST = 8
"""Number of articles below which nothing is decided: so few may all miss the articles on which a system fails."""
_NORMAL_FROM = 2000
"""Degrees of freedom from which Student's t counts as normal. The error of a tail of .05 is then below .0001."""
_STEPS = 80
"""Halvings of a search for a quantile, which leave less than one unit in the last place."""


class Differences(NamedTuple):
    """What the tests need to know about the differences of n articles."""

    n: int
    mean: float
    deviation: float
    skewness: float


class Bounds(NamedTuple):
    """One-sided bounds of the mean difference: each is beyond the mean in at most a share `alpha` of all samples."""

    low: float
    high: float


def describe(differences: npt.ArrayLike, groups: Sequence[Hashable] | None = None) -> Differences:
    """Return number, mean, standard deviation (n - 1) and skewness of the differences that are not NaN.

    If articles are not independent, `groups` has the group of each one, and the mean of a group counts as one difference.
    """
    values = np.asarray(differences, dtype=np.float64)
    known = ~np.isnan(values)
    if groups is not None:
        by_group: dict[Hashable, list[float]] = {}
        for group, value, is_known in zip(groups, values, known, strict=True):
            if is_known:
                by_group.setdefault(group, []).append(float(value))
        values = np.array([np.mean(one) for one in by_group.values()])
    else:
        values = values[known]
    n = len(values)
    if not n:
        return Differences(0, 0.0, 0.0, 0.0)
    mean = float(values.mean())
    if n == 1 or np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())):
        return Differences(n, mean, 0.0, 0.0)
    return Differences(n, mean, float(values.std(ddof=1)), _skewness(values))


def _skewness(values: npt.NDArray[np.float64]) -> float:
    centred = values - values.mean()
    return float((centred**3).mean() / (centred**2).mean() ** 1.5)


def bounds(found: Differences, alpha: float = 0.05) -> Bounds:
    """Return the one-sided bounds of the mean difference. With fewer than two articles they are infinite."""
    if found.n < 2:
        return Bounds(-inf, inf)
    t = quantile(alpha, found.n - 1)
    return Bounds(_low(found, t), -_low(_mirrored(found), t))


def p_not_worse(found: Differences, margin: float) -> float:
    """Return the p value of the hypothesis that the new system is worse by `margin` or more.

    It is the least `alpha` whose lower bound lies above -margin. Fewer than `FEWEST` articles give 1.
    """
    return _p(found, -margin)


def p_worse(found: Differences, margin: float) -> float:
    """Return the p value of the hypothesis that the new system is worse by at most `margin`, as `p_not_worse` does."""
    return _p(_mirrored(found), margin)


def _p(found: Differences, limit: float) -> float:
    """Return the least alpha at which the lower bound lies above `limit`."""
    if found.n < FEWEST:
        return 1.0
    if not found.deviation:
        return 0.0 if found.mean > limit else 1.0
    ahead = (found.mean - limit) / found.deviation * sqrt(found.n)
    if ahead <= 0 or _low(found, 0.0) <= limit:
        return max(0.5, tail(ahead, found.n - 1))
    low, high = 0.0, ahead
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _low(found, middle) > limit else (low, middle)
    return tail(low, found.n - 1)


def _low(found: Differences, t: float) -> float:
    factor = 2 + 8 / found.n
    moved = factor * found.skewness * found.deviation / found.n * (1 / 6 + t * t / 3)
    return found.mean - t * found.deviation / sqrt(found.n) + min(0.0, moved)


def _mirrored(found: Differences) -> Differences:
    return found._replace(mean=-found.mean, skewness=-found.skewness)


def articles_to_decide(found: Differences, margin: float, alpha: float, power: float = 0.8) -> int | None:
    """Return with how many articles in all the test would decide with probability `power`, if the observed mean and spread hold.

    None if the observed difference lies on the margin or no number of practical size would do.
    """
    apart = abs(found.mean + margin)
    if found.n < 2 or apart <= 1e-12:
        return None
    if not found.deviation:
        return FEWEST
    normal = NormalDist()
    needed = ((normal.inv_cdf(1 - alpha) + normal.inv_cdf(power)) * found.deviation / apart) ** 2
    return max(FEWEST, found.n + 1, ceil(needed)) if isfinite(needed) and needed < 1e9 else None


def tail(t: float, freedom: int) -> float:
    """Return the probability that Student's t with `freedom` degrees of freedom exceeds `t`.

    The finite series of Abramowitz & Stegun (1964), 26.7.3 and 26.7.4.
    """
    if t < 0:
        return 1 - tail(-t, freedom)
    if freedom > _NORMAL_FROM:
        return NormalDist().cdf(-t)
    angle = atan(t / sqrt(freedom))
    square, total, term = cos(angle) ** 2, 0.0, 1.0
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    for step in range((freedom - 1) // 2 if odd else freedom // 2):
        if step:
            term *= (2 * step if odd else 2 * step - 1) / (2 * step + 1 if odd else 2 * step) * square
        total += term
    inside = 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
    return max(0.0, (1 - inside) / 2)


@lru_cache(maxsize=256)
def quantile(alpha: float, freedom: int) -> float:
    """Return the t that is exceeded with probability `alpha` (0 to 1, both excluded)."""
    if alpha > 0.5:
        return -quantile(1 - alpha, freedom)
    low, high = 0.0, 1.0
    while tail(high, freedom) > alpha:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle, freedom) > alpha else (low, middle)
    return high
