"""Intervals and paired tests for correlations with people (Deutsch, Dror & Roth 2021), and the documents that a test needs.

`x` and `y` (measures) and `z` (people) are matrices of shape (documents, systems), with NaN for a missing value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import atan, isnan, pi, sqrt

import numpy as np

from chipbrief.metrics.bootstrap import SEED
from chipbrief.metrics.correlation import Floats, Statistic, pearson
from chipbrief.metrics.resamples import BLOCK_CELLS

Track = Callable[[range], Iterable[int]]
"""A function that iterates over the steps of a long computation and may show a progress bar."""
RESAMPLES = 1000
"""Default number of resamples and of permutations."""
FIXED_BELOW = 4
"""Number of systems below which systems are not resampled: two or three systems say nothing about other systems."""
SLACK = 1e-12
"""Difference of two statistics that rounding can explain."""
MOST_DOCUMENTS = 20_000
"""Largest number of documents that `documents_needed` tries."""
SIMULATIONS = 500
"""Number of samples that `documents_needed` draws for each number of documents."""


def boot_both(
    statistic: Statistic,
    x: Floats,
    z: Floats,
    clusters: Sequence[str],
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
    *,
    fixed: bool = False,
) -> tuple[float, float] | None:
    """Return the percentile interval of `statistic` when documents and systems are resampled (Boot-Both).

    Documents with the same name in `clusters` are drawn together. With fewer than `FIXED_BELOW` systems, or with `fixed`,
    only documents are resampled. Resamples in which the statistic is undefined are left out. None if it is undefined in
    more than half of them.
    """
    groups = _members(clusters)
    systems = x.shape[1]
    longest = max(map(len, groups))
    # One more document without values fills up the resamples that drew small clusters.
    padded = np.array([[*group, *[len(x)] * (longest - len(group))] for group in groups], dtype=np.int64)
    first, second = (np.vstack([side, np.full(systems, np.nan)]) for side in (x, z))
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(groups), (resamples, len(groups)))
    columns = generator.integers(0, systems, (resamples, systems))
    if fixed or systems < FIXED_BELOW:
        columns = np.broadcast_to(np.arange(systems), columns.shape)
    found = []
    for block in _blocks(resamples, padded.size * systems * (1 if fixed else systems)):
        rows = padded[drawn[block]].reshape(len(drawn[block]), -1)
        at = rows[:, :, None], columns[block][:, None, :]
        found.append(statistic(first[at], second[at]))
    values = np.concatenate(found)
    values = values[~np.isnan(values)]
    if 2 * len(values) < resamples:
        return None
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _members(clusters: Sequence[str]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(clusters):
        groups.setdefault(name, []).append(at)
    return list(groups.values())


def _blocks(number: int, cells: int) -> Iterator[slice]:
    step = max(1, BLOCK_CELLS // max(1, cells))
    yield from (slice(start, min(number, start + step)) for start in range(0, number, step))


def perm_both(
    statistic: Statistic,
    x: Floats,
    y: Floats,
    z: Floats,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    track: Track = iter,
) -> float:
    """Return the two-sided p of the hypothesis that two measures are exchangeable (Perm-Both).

    Both measures are standardised. In every permutation, each summary's two values change places with a probability of one
    half. p = (1 + count) / (1 + resamples), where the count has the permutations whose difference of the statistic is at
    least the observed one. Summaries for which one measure is undefined are left out. NaN if the statistic is undefined.
    """  # fmt: skip
    known = ~(np.isnan(x) | np.isnan(y) | np.isnan(z))
    first, second = (_standardised(np.where(known, side, np.nan)) for side in (x, y))
    target = z[None]

    def difference(one: Floats, other: Floats) -> Floats:
        return np.abs(statistic(one, target) - statistic(other, target))

    observed = float(difference(first[None], second[None])[0])
    if isnan(observed):
        return observed
    generator = np.random.default_rng(seed)
    words = -(-x.size // 64)
    count = 0
    blocks = list(_blocks(resamples, 2 * x.size * x.shape[1]))
    for at in track(range(len(blocks))):
        number = blocks[at].stop - blocks[at].start
        # Signs are drawn as words of 64 bits, so the permutations do not depend on the number drawn at a time.
        drawn = generator.integers(0, 2**64 - 1, (number, words), dtype=np.uint64, endpoint=True)
        swap = np.unpackbits(drawn.astype("<u8").view(np.uint8), axis=1, count=x.size).reshape(number, *x.shape) > 0
        found = difference(np.where(swap, second, first), np.where(swap, first, second))
        count += int((found >= observed - SLACK).sum())
    return (1 + count) / (1 + resamples)


def _standardised(values: Floats) -> Floats:
    known = values[~np.isnan(values)]
    spread = float(known.std()) if len(known) else 0.0
    return (values - known.mean()) / spread if spread else values


def williams(x: Floats, y: Floats, z: Floats) -> float:
    """Return the two-sided p by Williams' test (1959) that two measures correlate equally (Pearson) with people.

    The arguments have one value per system. NaN with fewer than four systems or an undefined correlation.
    """
    known = ~(np.isnan(x) | np.isnan(y) | np.isnan(z))
    x, y, z = x[known], y[known], z[known]
    n = len(x)
    if n < 4:
        return float("nan")
    one, other, between = (float(pearson(a[None], b[None])[0]) for a, b in ((x, z), (y, z), (x, y)))
    rest = max(0.0, 1 - one**2 - other**2 - between**2 + 2 * one * other * between)
    below = 2 * rest * (n - 1) / (n - 3) + ((one + other) / 2) ** 2 * (1 - between) ** 3
    if isnan(below) or abs(one - other) <= SLACK:
        return below if isnan(below) else 1.0
    return t_two_sided((one - other) * sqrt((n - 1) * (1 + between) / below), n - 3) if below > 0 else 0.0


def t_two_sided(t: float, degrees: int) -> float:
    """Return the probability that |T| exceeds |t| for Student's t with a whole number of degrees of freedom.

    This is the finite series of Abramowitz & Stegun (1964), 26.7.3 and 26.7.4, so that scipy is not needed.
    """
    angle = atan(abs(t) / sqrt(degrees))
    cosine = degrees / (degrees + t * t)
    odd = degrees % 2
    term = sqrt(cosine) if odd else 1.0
    total = term if degrees > 1 else 0.0
    for at in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine * (at - 1) / at
        total += term
    sine = abs(t) / sqrt(degrees + t * t)
    inside = 2 / pi * (angle + sine * total) if odd else sine * total
    return max(0.0, 1 - inside)


def documents_needed(
    differences: Floats, alpha: float = 0.05, power: float = 0.8, seed: int = SEED, simulations: int = SIMULATIONS
) -> int | None:
    """Return how many documents a paired t test needs to find the mean of `differences` with the given power, by simulation.

    `differences` has one value per document: the correlation of one measure with people minus that of the other. For a
    number n, `simulations` samples of n documents are drawn with replacement, and the share is counted whose test reaches
    `alpha` with the sign of the observed mean. The result is the smallest n with a share of at least `power`. None if that
    takes more than `MOST_DOCUMENTS`, or if fewer than two differences are known or their mean is 0.
    """
    known = differences[~np.isnan(differences)]
    mean = float(known.mean()) if len(known) > 1 else 0.0
    if abs(mean) <= SLACK:
        return None

    def enough(number: int) -> bool:
        critical = _critical(alpha, number - 1)
        generator, found = np.random.default_rng(seed), 0
        for block in _blocks(simulations, number):
            drawn = known[generator.integers(0, len(known), (block.stop - block.start, number))]
            error = drawn.std(axis=1, ddof=1) / sqrt(number)
            found += int((drawn.mean(axis=1) * np.sign(mean) > critical * error).sum())
        return found >= power * simulations

    low, high = 2, 4
    while not enough(high):
        low, high = high, 2 * high
        if high > MOST_DOCUMENTS:
            return None
    while high - low > max(1, low // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _critical(alpha: float, degrees: int) -> float:
    """Return the t that is exceeded in absolute value with probability `alpha`, by bisection."""
    if degrees > 1000:
        degrees = 1000  # closer to the normal distribution than the simulation can tell
    low, high = 0.0, 1e3
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_two_sided(middle, degrees) > alpha else (low, middle)
    return high
