"""Means and ratios over articles with seeded percentile bootstrap intervals (Efron & Tibshirani 1993)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chipbrief.metrics.resamples import (
    Groups,
    draws,
    exact_parts,
    exact_product,
    group_sums,
    product_of_parts,
    weights,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

RESAMPLES = 10_000
"""Default number of resamples."""
FEWEST_ARTICLES = 5
"""Number of articles below which tables show neither an interval nor a rank."""
SEED = 12345
"""Default seed of the random generator."""
MANY = 20_000
"""Number of values from which `estimate_all` computes resamples as a product of matrices, which takes a tenth of the time. The ends of
intervals may then differ in their last digits from those of `estimate`."""


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
    blocks = draws(len(known), resamples, seed)
    return _interval(
        float(known.mean()), np.concatenate([known[rows].mean(axis=1) for rows in blocks]), level, len(known)
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


def estimate_all(
    columns: Mapping[str, Sequence[float | None]],
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    *,
    groups: Groups | None = None,
) -> dict[str, Estimate]:
    """Return what `estimate` returns for each column. Columns with the same number of values share one set of draws.

    With fewer than `MANY` values, every digit is that of `estimate`. With more, the last digits of an interval may differ.
    """
    import numpy as np

    values = {name: np.array(given, dtype=np.float64) for name, given in columns.items()}
    if groups is not None:
        return estimates(values, resamples, seed, level, groups=groups)
    known = {name: given[~np.isnan(given)] for name, given in values.items()}
    found = dict.fromkeys(columns, NO_ESTIMATE)
    for number in {len(given) for given in known.values()} - {0}:
        names = [name for name in columns if len(known[name]) == number]
        chosen = [known[name] for name in names]
        means = _means if number < MANY else _means_of_many
        for name, resampled in zip(names, means(chosen, resamples, seed), strict=True):
            found[name] = _interval(float(known[name].mean()), resampled, level, number)
    return found


def _means(columns: Sequence[NDArray[np.float64]], resamples: int, seed: int) -> list[NDArray[np.float64]]:
    """Return the mean of each column in each resample. All columns have the same length."""
    import numpy as np

    blocks = [[column[rows].mean(axis=1) for column in columns] for rows in draws(len(columns[0]), resamples, seed)]
    return [np.concatenate(parts) for parts in zip(*blocks, strict=True)]


def _means_of_many(columns: Sequence[NDArray[np.float64]], resamples: int, seed: int) -> list[NDArray[np.float64]]:
    """Return the same as `_means`, up to rounding."""
    import numpy as np

    parts = exact_parts(np.stack(columns, axis=1))
    found = [product_of_parts(times, parts) for times in weights(len(columns[0]), resamples, seed)]
    return list(np.concatenate(found).T / len(columns[0]))


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


def _interval(mean: float, resampled: NDArray[np.float64], level: float, number: int) -> Estimate:
    import numpy as np

    tail = (1 - level) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Estimate(mean, float(low), float(high), number)
