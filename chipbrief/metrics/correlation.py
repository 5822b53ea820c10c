"""Correlation of a measure with people's judgements, at the levels of Deutsch, Dror & Roth (2021), for many matrices at once.

All functions take two arrays `x` (measure) and `z` (people) of shape (batch, documents, systems), or shapes that broadcast
to it. NaN marks a missing value. A cell counts only if both arrays have it. The result has shape (batch,), and NaN where the
statistic is undefined. Two values that differ by less than rounding can explain are tied.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats, Floats], Floats]
TOLERANCE = 1e-12
"""Relative difference up to which two values are tied, because it can come from rounding."""


def pearson(x: Floats, z: Floats) -> Floats:
    """Return Pearson's r along the last axis. NaN with fewer than two pairs or if one side is constant."""
    x, z, known = _both(x, z)
    with np.errstate(invalid="ignore", divide="ignore"):
        left, right = _centred(x, known), _centred(z, known)
        squares = (left * left).sum(axis=-1) * (right * right).sum(axis=-1)
        found = (left * right).sum(axis=-1) / np.sqrt(np.where(squares > 0, squares, np.nan))
    return np.asarray(np.clip(found, -1.0, 1.0))


def _centred(values: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """Return the deviations from the mean along the last axis, all 0 if the values are equal up to rounding."""
    zeros = np.where(known, values, 0.0)
    found = np.where(known, values - zeros.sum(axis=-1, keepdims=True) / known.sum(axis=-1, keepdims=True), 0.0)
    size = np.abs(zeros).max(axis=-1, keepdims=True, initial=0.0)
    return np.where(np.abs(found).max(axis=-1, keepdims=True, initial=0.0) > TOLERANCE * size, found, 0.0)


def kendall(x: Floats, z: Floats) -> Floats:
    """Return Kendall's tau-b along the last axis (Kendall 1945). NaN with fewer than two pairs or if one side is constant."""
    x, z, _ = _both(x, z)
    first, second = _signs(x), _signs(z)
    agreement = (first * second).sum(axis=(-1, -2), dtype=np.int64)
    untied = (first != 0).sum(axis=(-1, -2)).astype(np.float64) * (second != 0).sum(axis=(-1, -2))
    return np.asarray(agreement / np.sqrt(np.where(untied > 0, untied, np.nan)))


def _signs(values: Floats) -> npt.NDArray[np.int8]:
    """Return the order of all pairs along the last axis: -1, 0 (tied, or one is missing) or 1."""
    left, right = values[..., :, None], values[..., None, :]
    with np.errstate(invalid="ignore"):
        difference = left - right
        tied = np.abs(difference) <= TOLERANCE * np.maximum(np.abs(left), np.abs(right))
        return np.where(tied | np.isnan(difference), 0, np.sign(difference)).astype(np.int8)


def _both(x: Floats, z: Floats) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Return both arrays in the same shape, with NaN in each cell that one of them lacks, and the cells that both have."""
    x, z = np.broadcast_arrays(x, z)
    known = ~(np.isnan(x) | np.isnan(z))
    return np.where(known, x, np.nan), np.where(known, z, np.nan), known


def summary_level(x: Floats, z: Floats, correlation: Statistic) -> Floats:
    """Return the mean over documents of the correlation over systems. Documents where it is undefined are left out."""
    return _mean(correlation(x, z), axis=-1)


def system_level(x: Floats, z: Floats, correlation: Statistic) -> Floats:
    """Return the correlation over systems of the two means over documents."""
    x, z, _ = _both(x, z)
    return correlation(_mean(x, axis=-2), _mean(z, axis=-2))


def _mean(values: Floats, axis: int) -> Floats:
    known = ~np.isnan(values)
    counts = known.sum(axis=axis).astype(np.float64)
    return np.asarray(np.where(known, values, 0.0).sum(axis=axis) / np.where(counts > 0, counts, np.nan))


def given_system(x: Floats, z: Floats) -> Floats:
    """Return the partial Pearson correlation over all cells given the system (as in Pagnoni et al. 2021).

    The mean of each system is taken off both sides. What is left says whether a measure tells good from bad summaries of
    one system. A measure that only tells systems apart gets about 0.
    """
    x, z, known = _both(x, z)
    kept = np.swapaxes(known, -1, -2)
    with np.errstate(invalid="ignore", divide="ignore"):
        first, second = (np.where(kept, _centred(np.swapaxes(side, -1, -2), kept), np.nan) for side in (x, z))
    return pearson(first.reshape(len(x), -1), second.reshape(len(x), -1))


def shares_given_system(x: Floats, z: Floats) -> Floats:
    """Return the share of each document in `given_system`, for two matrices of shape (documents, systems).

    A share is the mean over systems of the products of the two standardised deviations from the systems' means. If every
    document has equally many values, the mean of the shares is the correlation.
    """
    x, z, known = _both(x, z)
    if not known.any():
        return np.full(len(known), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        first, second = (_centred(side.T, known.T).T for side in (x, z))
        products = first * second / np.sqrt((first[known] ** 2).mean() * (second[known] ** 2).mean())
    return _mean(np.where(known, products, np.nan), axis=1)


def auroc(x: Floats, z: Floats) -> Floats:
    """Return the area under the ROC curve over all cells: how often a cell with z > 0 has a higher x than one with z <= 0.

    A tie counts one half (Mann & Whitney 1947). NaN if all cells are on one side.
    """
    first, second, both = _both(x, z)
    known = both.reshape(len(both), -1)
    scores = np.where(known, first.reshape(known.shape), np.inf)
    order = np.argsort(scores, axis=1, kind="stable")
    values, positive, present = (
        np.take_along_axis(side, order, axis=1) for side in (scores, second.reshape(known.shape) > 0, known)
    )
    good, bad = np.where(positive & present, 1.0, 0.0), np.where(~positive & present, 1.0, 0.0)
    with np.errstate(invalid="ignore"):
        rises = np.diff(values, axis=1) > TOLERANCE * np.abs(values[:, 1:])
    groups = np.concatenate([np.zeros((len(values), 1), dtype=np.int64), np.cumsum(rises, axis=1)], axis=1)
    cells = groups + groups.shape[1] * np.arange(len(values))[:, None]
    tied = np.bincount(cells.ravel(), weights=bad.ravel(), minlength=cells.size).reshape(cells.shape)
    below = np.cumsum(tied, axis=1) - tied
    wins = (good * np.take_along_axis(below + tied / 2, groups, axis=1)).sum(axis=1)
    pairs = good.sum(axis=1) * bad.sum(axis=1)
    return np.asarray(wins / np.where(pairs > 0, pairs, np.nan))


STATISTICS: dict[str, Statistic] = {
    "summary_kendall": partial(summary_level, correlation=kendall),
    "summary_pearson": partial(summary_level, correlation=pearson),
    "system_kendall": partial(system_level, correlation=kendall),
    "system_pearson": partial(system_level, correlation=pearson),
    "partial_pearson": given_system,
    "auroc": auroc,
}
"""All statistics by name."""
