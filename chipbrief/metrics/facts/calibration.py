"""Fitting the lexical matcher to labels: ours, or anybody's who has some of their own."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.metrics.facts.lexical import Evidence, Features, Model, probability

RIDGE = 1.0
"""Penalty on the squared weights of standardised features: keeps a feature that is hardly ever 1 from a wild weight."""
STEPS = 25
"""Of Newton's method, which needs fewer than ten here."""
PLACES = 2
"""Decimals of a weight: more would pretend to know more."""


def fit(found: Sequence[Evidence], labels: Sequence[bool]) -> Model:
    """The model that fits `labels` best, with a threshold under which as many are stated as are labelled so.

    Logistic regression with a ridge. Facts whose figures are missing are left out of it, as the rule decides on them.
    A threshold that balances the two errors makes the mean of `fact_recall` right where the labels' mean is; the
    threshold of the highest accuracy need not. Raises `ValueError` unless some facts with all figures are stated, and some not.
    """
    import numpy as np

    kept = [(one.features, label) for one, label in zip(found, labels, strict=True) if one.figures]
    if len({label for _, label in kept}) < 2:
        raise ValueError("labels of both kinds are needed")
    raw = np.array([features for features, _ in kept], dtype=np.float64)
    stated = np.array([label for _, label in kept], dtype=np.float64)
    mean, spread = raw.mean(axis=0), raw.std(axis=0)
    spread[spread == 0] = 1
    columns = np.column_stack([np.ones(len(raw)), (raw - mean) / spread])
    penalty = np.diag([0.0] + [RIDGE] * raw.shape[1])
    weights = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-columns @ weights))
        gradient = columns.T @ (chance - stated) + penalty @ weights
        curvature = (columns.T * (chance * (1 - chance))) @ columns + penalty
        weights -= np.linalg.solve(curvature, gradient)
    slopes = weights[1:] / spread
    rounded = [round(float(slope), PLACES) for slope in slopes]
    model = Model(round(float(weights[0] - slopes @ mean), PLACES), Features(*rounded), 0.0)
    return model._replace(threshold=round(cut([probability(one, model) for one in found], labels), PLACES + 1))


def cut(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The threshold that as many `scores` reach as labels are true: half-way between the last one and the next."""
    ranked = sorted(scores, reverse=True)
    positives = sum(labels)
    return (ranked[positives - 1] + ranked[positives]) / 2 if 0 < positives < len(ranked) else 0.5
