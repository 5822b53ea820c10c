"""Paired significance tests, intervals and effect sizes for the difference between two systems.

The tests are *paired*: both systems have summarized the same articles, and only their differences per article count. In
an array of differences, each row is one test and each column one article. NaN marks an article for which the measure is
undefined for one of the two systems. Such an article is left out of that row and stays in the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil, isfinite
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from chipbrief.metrics.bootstrap import RESAMPLES, SEED, estimates
from chipbrief.metrics.resamples import BLOCK_CELLS, Groups, exact_product, group_sums, weights

FloatArray = npt.NDArray[np.float64]
Track = Callable[[range], Iterable[int]]
"""A function that iterates over the steps of a long computation and may show a progress bar, such as `tqdm` or `iter`."""

EXACT_UP_TO = 20
"""Maximum number of articles for an exact test over all 2^n sign patterns. Above it, `FLIPS` patterns are drawn."""
FLIPS = 100_000
"""Default number of sign patterns drawn by a sampled test."""
ALPHA = 0.05
"""Default significance level."""
POWER = 0.8
"""Default power in `articles_needed`."""
MIN_ARTICLES = 6
"""Minimum number of articles at which the randomization test can reach p <= .05: 2 / 2^6 = .031, but 2 / 2^5 = .063."""
TOLERANCE = 1e-12
"""Relative difference up to which two sums count as equal, because it can come from rounding."""


def paired_differences(first: Sequence[float | None], second: Sequence[float | None]) -> FloatArray:
    """Return `first - second` for each article (shape: articles), or NaN if either value is None or NaN.

    A difference that rounding alone can explain (see `TOLERANCE`) is set to 0. Otherwise its sign would count in the
    tests. Raise `ValueError` if a value is infinite, the lengths differ, or a sequence is nested.
    """
    one, other = np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)
    if one.shape != other.shape or one.ndim != 1 or np.isinf(one).any() or np.isinf(other).any():
        raise ValueError(
            "first, second: not two equally long rows of finite values (pass one value or null per article)"
        )
    found: FloatArray = one - other
    found[np.abs(found) <= TOLERANCE * np.maximum(np.abs(one), np.abs(other))] = 0
    return found


def randomization_test(
    differences: FloatArray,
    flips: int = FLIPS,
    seed: int = SEED,
    track: Track = iter,
    *,
    groups: Groups | None = None,
) -> FloatArray:
    """Return the two-sided p of each row by the paired randomization test (Fisher 1935; shape: rows).

    The statistic is the absolute mean difference. If the two systems were equally good, the sign of each difference would
    be arbitrary. The test therefore compares the observed statistic with those under other sign patterns. Statistics that
    are equal up to `TOLERANCE` count as equal.

    With at most `EXACT_UP_TO` articles, p is the share of all 2^n patterns whose statistic is at least the observed one;
    the observed pattern is one of them. With more articles, `flips` patterns are drawn with `seed`, and
    p = (1 + count) / (1 + flips). This counts the observed pattern once, so p is never 0 (Phipson & Smyth 2010). All rows
    use the same drawn patterns, and the p of a row does not depend on the other rows.

    A row without articles gives NaN, a row with one article gives 1, and a row with two gives at least .5. A row of zeros
    gives 1. A row of n equal differences other than 0 gives 2 / 2^n if n is at most `EXACT_UP_TO`.

    If articles are not independent, `groups` has the group of each one. The articles of a group then share one sign, and all
    numbers of articles above mean numbers of groups.
    """
    rows = np.atleast_2d(differences)
    if groups is not None:
        known = ~np.isnan(rows)
        counted = group_sums(known.T.astype(np.float64), groups).T
        rows = np.where(counted > 0, group_sums(np.where(known, rows, 0.0).T, groups).T, np.nan)
    known = ~np.isnan(rows)
    counts = known.sum(axis=1)
    found = np.full(len(rows), np.nan)
    for at in np.flatnonzero((counts > 0) & (counts <= EXACT_UP_TO)):
        found[at] = _exact(rows[at, known[at]])
    many = counts > EXACT_UP_TO
    if many.any():
        found[many] = _sampled(np.where(known, rows, 0)[many], flips, seed, track)
    return found


def _exact(row: FloatArray) -> float:
    """Return the exact p of one row without enumerating all 2^n sums.

    Each sum is a sum over the left half of the articles plus one over the right half. The right sums are sorted, so a
    binary search for each left sum counts the right sums that reach the threshold with it.
    """
    threshold = _threshold(row)
    if threshold <= 0:
        return 1.0
    left, right = _signed_sums(row[: len(row) // 2]), np.sort(_signed_sums(row[len(row) // 2 :]))
    high = len(right) - np.searchsorted(right, threshold - left, side="left")
    low = np.searchsorted(right, -threshold - left, side="right")
    return float(high.sum() + low.sum()) / 2.0 ** len(row)


def _signed_sums(row: FloatArray) -> FloatArray:
    """Return the sums of `row` under all 2^n sign patterns."""
    sums = np.zeros(1)
    for value in row:
        sums = np.concatenate((sums + value, sums - value))
    return sums


def _threshold(rows: FloatArray) -> FloatArray:
    """Return the observed |sum| of each row minus a tolerance for rounding. The statistic is the sum divided by n."""
    found: FloatArray = np.abs(rows.sum(axis=-1)) - TOLERANCE * np.abs(rows).sum(axis=-1)
    return found


def _sampled(rows: FloatArray, flips: int, seed: int, track: Track) -> FloatArray:
    """Return p of each row from drawn sign patterns. Undefined differences are 0 in `rows`: they add nothing to a sum."""
    tests, articles = rows.shape
    total, threshold = rows.sum(axis=1), _threshold(rows)
    generator = np.random.default_rng(seed)
    words = -(-articles // 64)
    count = np.zeros(tests, dtype=np.int64)
    step = max(1, BLOCK_CELLS // max(articles, tests))
    for start in track(range(0, flips, step)):
        # Signs are drawn as words of 64 bits, so the patterns do not depend on the number drawn at a time.
        drawn = generator.integers(0, 2**64 - 1, (min(step, flips - start), words), dtype=np.uint64, endpoint=True)
        positive = np.unpackbits(drawn.astype("<u8").view(np.uint8), axis=1, count=articles).astype(np.float64)
        # The signed sum is twice the sum of the positive differences minus the total.
        count += (np.abs(2 * (positive @ rows.T) - total) >= threshold).sum(axis=0)
    found: FloatArray = (1 + count) / (1 + flips)
    return found


def paired_intervals(
    differences: FloatArray,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    *,
    groups: Groups | None = None,
) -> FloatArray:
    """Return the interval of each row's mean difference by the percentile bootstrap (Efron & Tibshirani 1993).

    The result has shape (rows, 2): low and high end at `level` (0 to 1). Articles are resampled, so both systems of a
    pair are compared on the same ones. Rows that are defined on the same articles share their resamples. A row without
    articles gives NaN. A row with one article, or with equal differences, gives an interval of zero width. If articles are not
    independent, `groups` has the group of each one, and groups are resampled.
    """
    rows = np.atleast_2d(differences)
    if groups is not None:
        by_row = estimates({str(at): row for at, row in enumerate(rows)}, resamples, seed, level, groups=groups)
        return np.array([[one.low, one.high] for one in by_row.values()], dtype=np.float64)
    found = np.full((len(rows), 2), np.nan)
    tail = (1 - level) / 2
    width = max(1, BLOCK_CELLS // resamples)
    for known, members in _alike(rows):
        for start in range(0, len(members), width):
            block = members[start : start + width]
            columns = rows[block][:, known].T
            means = np.concatenate(
                [exact_product(times, columns) for times in weights(len(known), resamples, seed)]
            ) / len(known)
            found[block] = np.quantile(means, [tail, 1 - tail], axis=0).T
    return found


def _alike(rows: FloatArray) -> Iterator[tuple[npt.NDArray[np.intp], list[int]]]:
    """Yield a pair for each group of rows that are defined on the same articles: article numbers and row numbers, both from 0.

    Rows that are defined on no article are left out.
    """
    groups: dict[bytes, list[int]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(np.isnan(row).tobytes(), []).append(at)
    for members in groups.values():
        known = np.flatnonzero(~np.isnan(rows[members[0]]))
        if len(known):
            yield known, members


def holm(p: Sequence[float] | FloatArray) -> FloatArray:
    """Return the p values of one family of tests, adjusted by Holm's step-down method (1979; same shape as `p`).

    Of m values, the k-th smallest is multiplied by m - k + 1. The adjusted values are at most 1 and keep the order of
    `p`. If every test with an adjusted p of at most alpha is rejected, the probability of any false rejection in the
    family is at most alpha, even if the tests depend on each other. NaN marks a test that could not be made: it stays NaN
    and does not count in m.
    """
    values = np.asarray(p, dtype=np.float64)
    found = np.full(len(values), np.nan)
    order = np.argsort(values, kind="stable")[: np.count_nonzero(~np.isnan(values))]
    found[order] = np.minimum(1, np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)))
    return found


def effect_size(differences: FloatArray) -> float | None:
    """Return Cohen's d_z of one row: the mean of the differences divided by their standard deviation (n - 1).

    d_z is not the d of two independent groups. Two systems that do well on the same articles have a large d_z even if
    they differ little. The result is None if there are fewer than two articles, or if all differences are equal.
    """
    mean, deviation = _moments(differences)
    return mean / deviation if deviation else None


def articles_needed(differences: FloatArray, alpha: float = ALPHA, power: float = POWER) -> int | None:
    """Return the number of articles at which a two-sided paired test finds the effect of one row with the given power.

    n = ((z[1 - alpha/2] + z[power]) / d_z)^2 + z[1 - alpha/2]^2 / 2, rounded up, and at least `MIN_ARTICLES`. This is the
    normal approximation with Guenther's (1981) correction for the t distribution in small samples. It holds for a single
    test without a correction for many tests. The observed effect is uncertain, so read the result as an order of
    magnitude. The result is None if there are fewer than two articles, if the mean difference is 0, or if the formula
    overflows.
    """
    mean, deviation = _moments(differences)
    if deviation is None or mean == 0:
        return None
    tail = NormalDist().inv_cdf(1 - alpha / 2)
    needed = ((tail + NormalDist().inv_cdf(power)) * deviation / mean) ** 2 + tail**2 / 2
    return max(MIN_ARTICLES, ceil(needed)) if isfinite(needed) else None


def _moments(differences: FloatArray) -> tuple[float, float | None]:
    """Return mean and standard deviation of the defined differences; a value that rounding alone can explain is 0."""
    known = differences[~np.isnan(differences)]
    if len(known) < 2:
        return (float(known.sum()), None)
    size = float(np.abs(known).max())
    mean, deviation = float(known.mean()), float(known.std(ddof=1))
    return (mean if abs(mean) > TOLERANCE * size else 0.0, deviation if deviation > TOLERANCE * size else 0.0)
