"""Is a difference between two systems more than chance? Arrays of differences per article in, numbers out.

Each test is *paired*: the articles are the same for both systems, and only the differences between them count. A row of
`differences` is one test, a column one article; NaN marks an article where the measure is undefined for either system,
and it leaves that test alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil, isfinite
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from chipbrief.metrics.bootstrap import CHUNK, RESAMPLES, SEED, exact_product, weights

FloatArray = npt.NDArray[np.float64]
Track = Callable[[range], Iterable[int]]
"""Goes through the steps of long work as they are, or shows progress besides (`tqdm`)."""

EXACT_UP_TO = 20
"""Articles up to which all 2^n sign patterns are counted; above, `FLIPS` of them are drawn."""
FLIPS = 100_000
ALPHA = 0.05
POWER = 0.8
LEAST_ARTICLES = 6
"""The fewest articles with which the randomization test can reach p <= .05: 2 / 2^6 = .031, but 2 / 2^5 = .063."""
TOLERANCE = 1e-12
"""Sums that differ by less than this part of their terms are equal: what differs there is rounding."""


def paired_differences(first: Sequence[float | None], second: Sequence[float | None]) -> FloatArray:
    """`first - second` by article, NaN where either is null or NaN.

    A difference that is no more than the rounding of its two terms is 0, so that noise in the last place, which has a
    sign as any difference has, is never significant. Raises `ValueError` for infinite values and unequal lengths.
    """
    one, other = np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)
    if one.shape != other.shape or one.ndim != 1 or np.isinf(one).any() or np.isinf(other).any():
        raise ValueError("two rows of equally many finite values or nulls are needed")
    found: FloatArray = one - other
    found[np.abs(found) <= TOLERANCE * np.maximum(np.abs(one), np.abs(other))] = 0
    return found


def randomization_test(
    differences: FloatArray, flips: int = FLIPS, seed: int = SEED, track: Track = iter
) -> FloatArray:
    """The two-sided p of each row by the paired randomization test (Fisher 1935), with |mean difference| as statistic.

    If the systems were alike, each difference could as well have had the other sign. With at most `EXACT_UP_TO`
    articles p is the share of all 2^n sign patterns, the observed one (the identity) included, whose statistic is the
    observed or more. With more articles `flips` patterns are drawn and p = (1 + count) / (1 + flips), which counts the
    identity once and so is never 0 (Phipson & Smyth 2010). Equal up to `TOLERANCE` is equal. Every row meets the same
    drawn patterns, and its p does not depend on the other rows.

    No article gives NaN. One article gives 1, since its sign says nothing; two give .5 at the least; differences that
    are all 0 give 1, and n that are all equal give 2 / 2^n.
    """
    rows = np.atleast_2d(differences)
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
    """The share of all sign patterns, counted in 2^(n/2) steps.

    Each sum is one of the left half's articles plus one of the right half's. With the right half's sums in order, a
    binary search for each of the left's says how many of them reach the threshold.
    """
    threshold = _threshold(row)
    if threshold <= 0:
        return 1.0
    left, right = _signed_sums(row[: len(row) // 2]), np.sort(_signed_sums(row[len(row) // 2 :]))
    high = len(right) - np.searchsorted(right, threshold - left, side="left")
    low = np.searchsorted(right, -threshold - left, side="right")
    return float(high.sum() + low.sum()) / 2.0 ** len(row)


def _signed_sums(row: FloatArray) -> FloatArray:
    """The sums under all 2^n sign patterns."""
    sums = np.zeros(1)
    for value in row:
        sums = np.concatenate((sums + value, sums - value))
    return sums


def _threshold(rows: FloatArray) -> FloatArray:
    """The observed |sum|, of which the statistic is the n-th part, less what rounding may have added."""
    found: FloatArray = np.abs(rows.sum(axis=-1)) - TOLERANCE * np.abs(rows).sum(axis=-1)
    return found


def _sampled(rows: FloatArray, flips: int, seed: int, track: Track) -> FloatArray:
    """p from drawn sign patterns; a 0 stands for an undefined difference, since it adds nothing under either sign."""
    tests, articles = rows.shape
    total, threshold = rows.sum(axis=1), _threshold(rows)
    generator = np.random.default_rng(seed)
    words = -(-articles // 64)
    count = np.zeros(tests, dtype=np.int64)
    step = max(1, CHUNK // max(articles, tests))
    for start in track(range(0, flips, step)):
        # Whole words of 64 signs: the stream of patterns is the same however it is cut into chunks.
        drawn = generator.integers(0, 2**64 - 1, (min(step, flips - start), words), dtype=np.uint64, endpoint=True)
        positive = np.unpackbits(drawn.astype("<u8").view(np.uint8), axis=1, count=articles).astype(np.float64)
        # The sum with signs is twice that of the positive ones less the total.
        count += (np.abs(2 * (positive @ rows.T) - total) >= threshold).sum(axis=0)
    found: FloatArray = (1 + count) / (1 + flips)
    return found


def paired_intervals(
    differences: FloatArray, resamples: int = RESAMPLES, seed: int = SEED, level: float = 0.95
) -> FloatArray:
    """Low and high end of each row's mean difference by the percentile bootstrap (Efron & Tibshirani 1993).

    Articles are resampled, so both systems of a pair meet the same ones; rows that are defined on the same articles
    share their resamples. No article gives NaN; one, or equal differences, an interval of no width.
    """
    rows = np.atleast_2d(differences)
    found = np.full((len(rows), 2), np.nan)
    tail = (1 - level) / 2
    width = max(1, CHUNK // resamples)
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
    """Articles, and the rows that are defined on these and no others."""
    groups: dict[bytes, list[int]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(np.isnan(row).tobytes(), []).append(at)
    for members in groups.values():
        known = np.flatnonzero(~np.isnan(rows[members[0]]))
        if len(known):
            yield known, members


def holm(p: Sequence[float] | FloatArray) -> FloatArray:
    """p adjusted for one family of tests (Holm 1979): the k-th least times the number not yet rejected, never falling.

    Rejecting what is at most alpha keeps the chance of even one false rejection in the family at alpha, whatever the
    tests have to do with each other. NaN, a test that could not be made, stays NaN and does not count.
    """
    values = np.asarray(p, dtype=np.float64)
    found = np.full(len(values), np.nan)
    order = np.argsort(values, kind="stable")[: np.count_nonzero(~np.isnan(values))]
    found[order] = np.minimum(1, np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)))
    return found


def effect_size(differences: FloatArray) -> float | None:
    """Cohen's d_z: the mean of the differences over their standard deviation (n - 1), for one row.

    It is not the d of two independent groups: systems that do well on the same articles have a large d_z at a small
    difference. Null for fewer than two articles, and where all differences are equal: 0, or beyond any number.
    """
    mean, deviation = _moments(differences)
    return mean / deviation if deviation else None


def articles_needed(differences: FloatArray, alpha: float = ALPHA, power: float = POWER) -> int | None:
    """Articles with which a two-sided paired test would find the observed effect with the given power, for one row.

    n = ((z[1 - alpha/2] + z[power]) / d_z)^2 + z[1 - alpha/2]^2 / 2, rounded up: the normal approximation with
    Guenther's (1981) correction for the t of small samples, no lower than `LEAST_ARTICLES`. One test, before any
    correction for many. The observed effect is itself uncertain, and so is this number: an order of magnitude, and no
    promise. Null where the mean difference is 0, and for fewer than two articles.
    """
    mean, deviation = _moments(differences)
    if deviation is None or mean == 0:
        return None
    tail = NormalDist().inv_cdf(1 - alpha / 2)
    needed = ((tail + NormalDist().inv_cdf(power)) * deviation / mean) ** 2 + tail**2 / 2
    return max(LEAST_ARTICLES, ceil(needed)) if isfinite(needed) else None


def _moments(differences: FloatArray) -> tuple[float, float | None]:
    """Mean and standard deviation; what is left of rounding where all are equal, or cancel out, is 0."""
    known = differences[~np.isnan(differences)]
    if len(known) < 2:
        return (float(known.sum()), None)
    size = float(np.abs(known).max())
    mean, deviation = float(known.mean()), float(known.std(ddof=1))
    return (mean if abs(mean) > TOLERANCE * size else 0.0, deviation if deviation > TOLERANCE * size else 0.0)
