"""Fit the lexical matcher to labelled pairs of summary and fact: this project's, or your own."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.metrics.facts.lexical import Features, Model, probability

RIDGE_PENALTY = 1.0
"""Penalty on the squared weights of standardised features. It prevents extreme weights for features that are rarely above 0."""
NEWTON_STEPS = 25
"""Number of steps of Newton's method, which needs fewer than ten here."""
DECIMALS = 2
"""Decimal places of a weight. More would be false precision."""


def fit(found: Sequence[Features], labels: Sequence[bool]) -> Model:
    """Return the model that fits `labels` best, by logistic regression with a ridge penalty.

    `found` has the features of each pair of summary and fact, and `labels` says whether the summary states the fact. The
    regression makes the mean probability agree with the share of true labels. The threshold is the one at which as many facts
    are judged stated as are labelled so (see `cut`). False positives then balance false negatives; at the threshold with the
    highest accuracy they need not.

    Raise `ValueError` if the labels are not of both kinds, or if the lengths differ.
    """
    import numpy as np

    if len(found) != len(labels) or len(set(labels)) < 2:
        raise ValueError("labels: not of both kinds, or not one per pair (add stated and unstated facts)")
    raw = np.array(found, dtype=np.float64)
    stated = np.array(labels, dtype=np.float64)
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
