"""Means and ratios over articles with seeded percentile bootstrap intervals (Efron & Tibshirani 1993)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

RESAMPLES = 10_000
"""Default number of resamples."""
FEWEST_ARTICLES = 5
"""Number of articles below which tables show neither an interval nor a rank."""
SEED = 12345
"""Default seed of the random generator."""
BLOCK_CELLS = 1 << 22
"""Maximum number of array cells drawn at a time. It limits memory to some tens of megabytes for any number of articles."""


Groups: TypeAlias = Sequence[Hashable]
"""Group of each article, for articles that are not independent."""


class Estimate(NamedTuple):
    """Mean of `n` values and the two ends of its interval, in the unit of the values. The three are None if `n` is 0."""

    mean: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def has_interval(self) -> bool:
        """Whether tables show the interval. With fewer than `FEWEST_ARTICLES` values it is little more than their minimum and maximum."""
        return self.low is not None and self.high is not None and self.n >= FEWEST_ARTICLES


NO_ESTIMATE = Estimate(None, None, None, 0)
"""Estimate for a measure without any defined value."""


def estimate(
    values: Sequence[float | None],
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    *,
    groups: Groups | None = None,
) -> Estimate:
    """Return the mean of `values` (one per article) and its percentile bootstrap interval at `level` (0 to 1).

    Values that are None or NaN are left out. If no value is left, the result is `NO_ESTIMATE`. `mean` is the plain mean, not the median
    of the resamples. Every call with the same `seed` and number of values draws the same resamples. One value gives an
    interval of zero width, which is no evidence of a small spread. If articles are not independent, `groups` has the group of
    each one. Then whole groups are resampled, and a resample's mean is over all articles of its groups.
    """
    # Imported here: numpy takes a tenth of a second that `--help` should not cost.
    import numpy as np

    if groups is not None:
        return estimates({"": np.array(values, dtype=np.float64)}, resamples, seed, level, groups=groups)[""]
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return NO_ESTIMATE
    draws = _draws(len(known), resamples, seed)
    return _interval(
        float(known.mean()), np.concatenate([known[rows].mean(axis=1) for rows in draws]), level, len(known)
    )


def estimates(
    columns: Mapping[str, ArrayLike],
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    *,
    groups: Groups | None = None,
) -> dict[str, Estimate]:
    """Return the mean of each column and its percentile bootstrap interval at `level` (0 to 1).

    Each column has one value per article, or NaN if the measure is undefined for the article. All columns share the same
    resamples of the articles. NaN is left out of every mean, and a resample that contains only NaN is left out. A column
    that has only NaN gets `NO_ESTIMATE`. A column without NaN gets the interval that `estimate` returns, up to rounding.
    `groups` is as in `estimate`. Raise `ValueError` if the columns differ in length.
    """
    import numpy as np

    names = list(columns)
    if not names:
        return {}
    values = np.array([columns[name] for name in names], dtype=np.float64).reshape(len(names), -1).T
    known = ~np.isnan(values)
    sums, counts = np.where(known, values, 0.0), known.astype(np.float64)
    return dict(zip(names, _of_ratios(sums, counts, resamples, seed, level, groups), strict=True))


def ratio(
    numerators: ArrayLike,
    denominators: ArrayLike,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    *,
    groups: Groups | None = None,
) -> Estimate:
    """Return the ratio of two sums over articles (a micro average) and its percentile bootstrap interval.

    Both arguments have one value per article. `mean` is the ratio of the sums. `n` is the number of articles whose
    denominator is not 0. Resamples whose denominators sum to 0 are left out. The result is `NO_ESTIMATE` if the
    denominators of all articles sum to 0. `groups` is as in `estimate`. Raise `ValueError` if the arguments differ in length.
    """
    import numpy as np

    above, below = (np.asarray(one, dtype=np.float64).reshape(-1, 1) for one in (numerators, denominators))
    return _of_ratios(above, below, resamples, seed, level, groups)[0]


def _of_ratios(
    above: NDArray[np.float64],
    below: NDArray[np.float64],
    resamples: int,
    seed: int,
    level: float,
    groups: Groups | None = None,
) -> list[Estimate]:
    """Return one estimate of `sum(above) / sum(below)` per column, for two arrays of shape (articles, columns)."""
    import numpy as np

    if above.shape != below.shape:
        raise ValueError(
            f"numerators: {len(above)} values, but {len(below)} denominators (pass one of each per article)"
        )
    articles, columns = above.shape
    if not articles:
        return [NO_ESTIMATE] * columns
    both = np.hstack([above, below])
    if groups is not None:
        both = group_sums(both, groups)
    sums = np.concatenate([exact_product(rows, both) for rows in weights(len(both), resamples, seed)])
    found = []
    for column in range(columns):
        top, bottom = sums[:, column], sums[:, columns + column]
        total = below[:, column].sum()
        if not total:
            found.append(NO_ESTIMATE)
            continue
        some = bottom != 0
        number = int(np.count_nonzero(below[:, column]))
        found.append(_interval(float(above[:, column].sum() / total), top[some] / bottom[some], level, number))
    return found


def group_sums(values: NDArray[np.float64], groups: Groups) -> NDArray[np.float64]:
    """Return the sums of the rows of each group, in the order in which the groups first appear.

    Raise `ValueError` unless there is one group per row.
    """
    import numpy as np

    if len(groups) != len(values):
        raise ValueError(f"groups: {len(groups)} groups, but {len(values)} articles (pass one group per article)")
    places = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    found = np.zeros((len(places), *values.shape[1:]))
    np.add.at(found, [places[group] for group in groups], values)
    return found


def _draws(articles: int, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield blocks of article numbers, one row per resample."""
    import numpy as np

    generator = np.random.default_rng(seed)
    step = max(1, BLOCK_CELLS // articles)
    for start in range(0, resamples, step):
        yield generator.integers(0, articles, (min(step, resamples - start), articles))


def weights(articles: int, resamples: int = RESAMPLES, seed: int = SEED) -> Iterator[NDArray[np.float64]]:
    """Yield blocks of shape (resamples, articles) that count how often each resample contains each article.

    The sum of a measure over a resample is then the product of the resample's row and the measure's column. A block has
    at most `BLOCK_CELLS` cells, or one row.
    """
    import numpy as np

    for rows in _draws(articles, resamples, seed):
        cells = rows + articles * np.arange(len(rows))[:, None]
        counts = np.bincount(cells.ravel(), minlength=len(rows) * articles)
        yield counts.reshape(len(rows), articles).astype(np.float64)


def exact_product(times: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `times @ values` with the same bits on every processor, library version and number of threads.

    `times` has shape (resamples, articles) and holds whole numbers that sum to at most `len(values)` in each row. `values`
    has shape (articles, columns) and is finite.

    The result of a product of floats depends on the order of its additions, and BLAS libraries choose different orders.
    Therefore each value is split into a high and a low part (Ozaki et al. 2012). The values of each part are multiples of
    one power of two, chosen so that every sum is less than 2^53 times that power and exact in any order. Rounding the low
    part loses less than 2^-54 of a column's largest value, for up to 2^26 articles.
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
