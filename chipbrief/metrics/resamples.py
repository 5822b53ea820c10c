"""Resamples of a bootstrap: seeded draws of articles, and sums over resamples that are exact in any order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK_CELLS = 1 << 22
"""Maximum number of array cells drawn at a time. It limits memory to some tens of megabytes for any number of articles."""
Groups: TypeAlias = Sequence[Hashable]
"""Group of each article, for articles that are not independent."""


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


def draws(articles: int, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield blocks of article numbers, one row per resample."""
    import numpy as np

    generator = np.random.default_rng(seed)
    step = max(1, BLOCK_CELLS // articles)
    for start in range(0, resamples, step):
        yield generator.integers(0, articles, (min(step, resamples - start), articles))


def weights(articles: int, resamples: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield blocks of shape (resamples, articles) that count how often each resample contains each article.

    The sum of a measure over a resample is then the product of the resample's row and the measure's column. A block has
    at most `BLOCK_CELLS` cells, or one row.
    """
    import numpy as np

    for rows in draws(articles, resamples, seed):
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
    return product_of_parts(times, exact_parts(values))


def product_of_parts(times: NDArray[np.float64], parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `times @ values` for the `parts` of the values that `exact_parts` returns."""
    import numpy as np

    found = times @ parts
    columns = parts.shape[1] // 2
    return np.asarray(found[:, :columns] + found[:, columns:])


def exact_parts(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the high parts of the columns of `values`, then the low parts, as `exact_product` needs them."""
    import numpy as np

    bits = 53 - len(values).bit_length()
    exponents = np.maximum(np.frexp(np.abs(values).max(axis=0, initial=0.0))[1], 2 * bits - 1022)
    unit = np.ldexp(1.0, exponents - bits)
    high = np.rint(values / unit) * unit
    small = np.ldexp(unit, -bits)
    low = np.rint((values - high) / small) * small
    return np.asarray(np.hstack([high, low]))
