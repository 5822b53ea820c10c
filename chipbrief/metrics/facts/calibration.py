"""Fit the lexical matcher to labelled pairs of summary and fact: this project's, or your own."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.metrics.facts.lexical import Evidence, Features, Model, probability

RIDGE_PENALTY = 1.0
"""Penalty on the squared weights of standardised features. It prevents extreme weights for features that are rarely 1."""
NEWTON_STEPS = 25
"""Number of steps of Newton's method, which needs fewer than ten here."""
DECIMALS = 2
"""Decimal places of a weight. More would be false precision."""


def fit(found: Sequence[Evidence], labels: Sequence[bool]) -> Model:
    """Return the model that fits `labels` best, by logistic regression with a ridge penalty.

    `found` has the evidence for each pair of summary and fact, and `labels` says whether the summary states the fact. Pairs
    whose figures are missing are left out of the regression, because a rule decides them. The threshold is the one at
    which as many facts are judged stated as are labelled so (see `cut`). False positives then balance false negatives,
    and the mean of `fact_recall` agrees with that of the labels. The threshold with the highest accuracy need not do this.

    Raise `ValueError` if the pairs with all figures do not have labels of both kinds, or if the lengths differ.
    """
    import numpy as np

    kept = [(one.features, label) for one, label in zip(found, labels, strict=True) if one.figures]
    if len({label for _, label in kept}) < 2:
        raise ValueError("labels: not of both kinds (add facts with all figures, some stated and some not)")
    raw = np.array([features for features, _ in kept], dtype=np.float64)
    stated = np.array([label for _, label in kept], dtype=np.float64)
    mean, spread = raw.mean(axis=0), raw.std(axis=0)
    spread[spread == 0] = 1
    columns = np.column_stack([np.ones(len(raw)), (raw - mean) / spread])
    penalty = np.diag([0.0] + [RIDGE_PENALTY] * raw.shape[1])
    weights = np.zeros(columns.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-columns @ weights))
        gradient = columns.T @ (chance - stated) + penalty @ weights
        curvature = (columns.T * (chance * (1 - chance))) @ columns + penalty
        weights -= np.linalg.solve(curvature, gradient)
    slopes = weights[1:] / spread
    rounded = [round(float(slope), DECIMALS) for slope in slopes]
    model = Model(round(float(weights[0] - slopes @ mean), DECIMALS), Features(*rounded), 0.0)
    return model._replace(threshold=round(cut([probability(one, model) for one in found], labels), DECIMALS + 1))


def cut(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the threshold that as many `scores` reach as there are true labels.

    It lies half-way between the last score that reaches it and the next lower one. It is 0.5 if all labels are equal.
    """
    ranked = sorted(scores, reverse=True)
    positives = sum(labels)
    return (ranked[positives - 1] + ranked[positives]) / 2 if 0 < positives < len(ranked) else 0.5
