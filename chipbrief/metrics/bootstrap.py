"""Means over articles with percentile bootstrap intervals (Efron & Tibshirani 1993), seeded and so repeatable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

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


NOTHING = Estimate(None, None, None, 0)


def estimate(
    values: Sequence[float | None], resamples: int = RESAMPLES, seed: int = SEED, level: float = 0.95
) -> Estimate:
    """The mean of the values that are not null (nor NaN), and the percentile interval of means of resampled articles.

    The point is the plain mean, not the bootstrap's median. Each measure starts from the same seed, so that measures
    over the same articles are resampled alike. One value gives an interval of no width: it says nothing of spread.
    """
    # Imported here: numpy takes a tenth of a second that `--help` should not cost.
    import numpy as np

    known = np.array([value for value in values if value is not None], dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return NOTHING
    draws = _draws(len(known), resamples, seed)
    return _interval(
        float(known.mean()), np.concatenate([known[rows].mean(axis=1) for rows in draws]), level, len(known)
    )


def estimates(
    columns: Mapping[str, ArrayLike], resamples: int = RESAMPLES, seed: int = SEED, level: float = 0.95
) -> dict[str, Estimate]:
    """`estimate` of many measures over the same articles at once, from one set of resamples: one matrix product.

    Each column has a value for every article, NaN where it is undefined there; a resample's mean is then over the values
    that it has. Without NaN the intervals are those of `estimate` but for the rounding of sums. A column of NaN alone
    is null.
    """
    import numpy as np

    names = list(columns)
    if not names:
        return {}
    values = np.array([columns[name] for name in names], dtype=np.float64).reshape(len(names), -1).T
    known = ~np.isnan(values)
    sums, counts = np.where(known, values, 0.0), known.astype(np.float64)
    return dict(zip(names, _of_ratios(sums, counts, resamples, seed, level), strict=True))


def ratio(
    numerators: ArrayLike, denominators: ArrayLike, resamples: int = RESAMPLES, seed: int = SEED, level: float = 0.95
) -> Estimate:
    """The ratio of two sums over articles, as micro-averaged recall is, made anew in each resample.

    Both have a value for each article. `mean` is the ratio itself and `n` the number of articles whose denominator is
    not 0. Resamples in which all denominators are 0 say nothing and are left out; null where all articles' are.
    """
    import numpy as np

    above, below = (np.asarray(one, dtype=np.float64).reshape(-1, 1) for one in (numerators, denominators))
    return _of_ratios(above, below, resamples, seed, level)[0]


def _of_ratios(
    above: NDArray[np.float64], below: NDArray[np.float64], resamples: int, seed: int, level: float
) -> list[Estimate]:
    """For each column the ratio of its two sums. How often a resample has an article is a weight, so sums are products."""
    import numpy as np

    if above.shape != below.shape:
        raise ValueError(f"{len(above)} numerators, but {len(below)} denominators")
    articles, columns = above.shape
    if not articles:
        return [NOTHING] * columns
    both = np.hstack([above, below])
    sums = np.concatenate([exact_product(rows, both) for rows in weights(articles, resamples, seed)])
    found = []
    for column in range(columns):
        top, bottom = sums[:, column], sums[:, columns + column]
        total = below[:, column].sum()
        if not total:
            found.append(NOTHING)
            continue
        some = bottom != 0
        number = int(np.count_nonzero(below[:, column]))
        found.append(_interval(float(above[:, column].sum() / total), top[some] / bottom[some], level, number))
    return found


def _draws(articles: int, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """The articles of each resample, a row a resample, some rows at a time."""
    import numpy as np

    generator = np.random.default_rng(seed)
    step = max(1, CHUNK // articles)
    for start in range(0, resamples, step):
        yield generator.integers(0, articles, (min(step, resamples - start), articles))


def weights(articles: int, resamples: int = RESAMPLES, seed: int = SEED) -> Iterator[NDArray[np.float64]]:
    """How often each resample has each article, a row a resample, some rows at a time: sums over resamples are products."""
    import numpy as np

    for rows in _draws(articles, resamples, seed):
        cells = rows + articles * np.arange(len(rows))[:, None]
        counts = np.bincount(cells.ravel(), minlength=len(rows) * articles)
        yield counts.reshape(len(rows), articles).astype(np.float64)


def exact_product(times: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `times @ values` with the same bits on every processor, library version and number of threads.

    `times` holds whole numbers, at most `len(values)` in sum per row; `values` is finite, articles by columns. A product of
    floats depends on the order of its additions, which BLAS libraries choose differently. So each value is split into a
    high and a low part, both multiples of one power of two that is so large that every sum stays below 2^53 of it and is
    exact in any order (Ozaki et al. 2012). Rounding the low part loses less than 2^-54 of a column's largest value, for up
    to 2^26 articles.
    """
    import numpy as np

    bits = 53 - len(values).bit_length()
    exponents = np.maximum(np.frexp(np.abs(values).max(axis=0, initial=0.0))[1], 2 * bits - 1022)
    unit = np.ldexp(1.0, exponents - bits)
    high = np.rint(values / unit) * unit
    small = np.ldexp(unit, -bits)
    low = np.rint((values - high) / small) * small
    columns = values.shape[1]
    found = times @ np.hstack([high, low])
    return np.asarray(found[:, :columns] + found[:, columns:])


def _interval(mean: float, resampled: NDArray[np.float64], level: float, number: int) -> Estimate:
    import numpy as np

    tail = (1 - level) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Estimate(mean, float(low), float(high), number)
