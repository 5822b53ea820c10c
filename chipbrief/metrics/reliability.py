"""Agreement of raters beyond chance: Krippendorff's alpha (2019) and Cohen's kappa (1960).

A unit is what was rated, given as the list of its ratings. A missing rating is left out of the list, so it never counts as a
value. Units with fewer than two ratings say nothing about agreement.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import fsum
from typing import TYPE_CHECKING, Literal, get_args

from chipbrief.metrics.bootstrap import NO_ESTIMATE, SEED, Estimate
from chipbrief.metrics.resamples import BLOCK_CELLS, exact_product, weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Level = Literal["nominal", "ordinal", "interval"]
"""Level of measurement: labels without an order, ranks, or numbers whose differences have a meaning."""
LEVELS: tuple[Level, ...] = get_args(Level)
Units = Sequence[Sequence[float]]
"""The ratings of each unit."""
MAX_VALUES = 51
"""Maximum number of different values of a scale that is not an interval scale: a matrix of all pairs of values is kept per story."""
ROUNDING = 1e-12
"""Share of the squares of all ratings below which an expected disagreement is rounding, and all ratings are equal."""
RESAMPLES = 1000
"""Default number of resamples of stories."""


def alpha(units: Units, level: Level = "nominal") -> float | None:
    """Return Krippendorff's alpha, at most 1; 0 stands for chance.

    The result is None if no unit has two ratings, or if all ratings of such units are equal: the agreement that chance would give is
    then unknown. Raise `ValueError` for more than `MAX_VALUES` different values if the level is not `interval`.
    """
    return alpha_estimate([units], level, resamples=0).mean


def alpha_estimate(
    stories: Sequence[Units], level: Level = "nominal", resamples: int = RESAMPLES, seed: int = SEED
) -> Estimate:
    """Return alpha over the units of all stories, and its percentile bootstrap interval over stories.

    `n` is the number of stories with a unit that has two ratings; only these are resampled. Resamples in which alpha is undefined are
    left out. There is no interval without resamples, or if the stories are too many for `BLOCK_CELLS`.
    """
    import numpy as np

    rated = [pairable for units in stories if (pairable := [unit for unit in units if len(unit) > 1])]
    values = sorted({rating for units in rated for unit in units for rating in unit})
    if level != "interval" and len(values) > MAX_VALUES:
        raise ValueError(f"{len(values)} different values are more than {MAX_VALUES} (use a coarser scale)")
    if len(values) < 2:
        return NO_ESTIMATE
    if level == "interval":
        flat = np.array([_sums(units, values[0], values[-1]) for units in rated])
    else:
        flat = np.array([_coincidences(units, values).ravel() for units in rated])

    def alphas(times: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = exact_product(times, flat)
        return _interval_alphas(sums) if level == "interval" else _alphas(sums, len(values), level)

    point = float(alphas(np.ones((1, len(rated))))[0])
    if np.isnan(point):
        return NO_ESTIMATE
    if not resamples or flat.size > BLOCK_CELLS:
        return Estimate(point, None, None, len(rated))
    drawn = np.concatenate([alphas(times) for times in weights(len(rated), resamples, seed)])
    low, high = np.quantile(drawn[~np.isnan(drawn)], [0.025, 0.975])
    return Estimate(point, float(low), float(high), len(rated))


def _sums(units: Units, lowest: float, highest: float) -> tuple[float, float, float, float]:
    """Return what alpha needs of the ratings on an interval scale, counted from the middle of the scale in halves of its width.

    The parts are the number of ratings, their sum, the sum of their squares, and the disagreement: the squared differences of all
    pairs within a unit, divided by the number of the unit's ratings less one.
    """
    half, middle = highest / 2 - lowest / 2, lowest / 2 + highest / 2
    placed = [[(rating - middle) / (half or 1.0) for rating in unit] for unit in units]
    every = [rating for unit in placed for rating in unit]
    seen = fsum(
        2 * (len(unit) * fsum(one**2 for one in unit) - fsum(unit) ** 2) / (len(unit) - 1)
        for unit in placed
        if min(unit) < max(unit)
    )
    return len(every), fsum(every), fsum(one**2 for one in every), seen


def _interval_alphas(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return alpha of each row of sums, or NaN where it is undefined. No matrix of values is needed, so they may be many."""
    import numpy as np

    count, total, squares, seen = sums.T
    chance = 2 * (count * squares - total**2)
    is_defined = chance > ROUNDING * count * squares
    return np.where(is_defined, 1 - seen * (count - 1) / np.where(is_defined, chance, 1), np.nan)


def _coincidences(units: Units, values: Sequence[float]) -> NDArray[np.float64]:
    """Return how often each pair of values meets in a unit. A unit with m ratings adds m in all."""
    import numpy as np

    place = {value: at for at, value in enumerate(values)}
    found = np.zeros((len(values), len(values)))
    for unit in units:
        counts = np.bincount([place[rating] for rating in unit], minlength=len(values))
        found += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    return found


def _alphas(flat: NDArray[np.float64], values: int, level: Level) -> NDArray[np.float64]:
    """Return alpha of each row, a flattened matrix of coincidences, or NaN where it is undefined."""
    import numpy as np

    found = np.empty(len(flat))
    for at, row in enumerate(flat):
        table = row.reshape(values, values)
        counts = table.sum(axis=0)
        distance = _distances(counts, level)
        chance = float((np.outer(counts, counts) * distance).sum())
        seen = float((table * distance).sum()) * (float(counts.sum()) - 1)
        found[at] = 1 - seen / chance if chance else np.nan
    return found


def _distances(counts: NDArray[np.float64], level: Level) -> NDArray[np.float64]:
    """Return the squared distance of each pair of values. For ranks it counts the ratings between them, with half of both ends."""
    import numpy as np

    if level == "nominal":
        return 1 - np.eye(len(counts))
    place = np.cumsum(counts) - counts / 2
    return np.asarray((place[:, None] - place[None, :]) ** 2)


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Return Cohen's kappa of two raters' labels of the same units. None without units, or if both only use one label."""
    if not first:
        return None
    pairs = list(zip(first, second, strict=True))
    total = len(pairs)
    same = sum(one == other for one, other in pairs) / total
    chance = fsum(first.count(label) * second.count(label) / total**2 for label in set(first))
    return None if chance == 1 else (same - chance) / (1 - chance)
