from __future__ import annotations

from math import inf, isclose, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chipbrief.metrics.noninferiority import (
    FEWEST,
    Differences,
    articles_to_decide,
    bounds,
    describe,
    p_not_worse,
    p_worse,
    quantile,
    tail,
)


@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 8, 49, 200, 1999, 5000])
def test_tails_and_quantiles_are_those_of_scipy(freedom: int) -> None:
    for t in (-3.0, 0.0, 0.4, 1.7, 6.0, 40.0):
        assert isclose(tail(t, freedom), stats.t.sf(t, freedom), abs_tol=1e-4 if freedom > 2000 else 1e-12)
    for alpha in (0.01, 0.05, 0.5, 0.9):
        assert isclose(quantile(alpha, freedom), stats.t.isf(alpha, freedom), abs_tol=1e-3 if freedom > 2000 else 1e-9)


def test_symmetric_differences_give_the_t_interval() -> None:
    values = [-3.0, -1.0, 0.0, 1.0, 3.0, -2.0, 2.0, 0.0]
    found = bounds(describe(values))
    half = stats.t.isf(0.05, 7) * np.std(values, ddof=1) / sqrt(8)
    assert isclose(found.low, -half)
    assert isclose(found.high, half)


def test_a_bound_moves_outwards_on_the_skewed_side_only() -> None:
    # Eight differences, seven of 1 and one of -7: mean 0, deviation sqrt(8), skewness -6 / sqrt(7).
    found = describe([1.0] * 7 + [-7.0])
    assert isclose(found.deviation, sqrt(8))
    assert isclose(found.skewness, -6 / sqrt(7))
    t = stats.t.isf(0.05, 7)
    moved = (2 + 8 / 8) * found.skewness * found.deviation / 8 * (1 / 6 + t * t / 3)
    assert isclose(bounds(found).low, -t * found.deviation / sqrt(8) + moved)
    assert isclose(bounds(found).high, t * found.deviation / sqrt(8))


@given(st.lists(st.floats(-50, 50), min_size=FEWEST, max_size=60), st.floats(0.1, 20))
def test_p_and_bounds_agree(values: list[float], margin: float) -> None:
    found = describe(values)
    low, high = bounds(found)
    if abs(low + margin) > 1e-9:
        assert (p_not_worse(found, margin) < 0.05) == (low > -margin)
    if abs(high + margin) > 1e-9:
        assert (p_worse(found, margin) < 0.05) == (high < -margin)


@given(st.lists(st.floats(-50, 50), min_size=FEWEST, max_size=60), st.floats(0.1, 20))
def test_p_falls_with_the_margin_and_both_tests_are_mirror_images(values: list[float], margin: float) -> None:
    found, mirrored = describe(values), describe([-value for value in values])
    assert p_not_worse(found, margin + 1) <= p_not_worse(found, margin) + 1e-12
    assert isclose(p_worse(found, margin), p_not_worse(mirrored, -margin), abs_tol=1e-9)


@pytest.mark.parametrize(
    ("values", "not_worse", "worse"),
    [
        ([], 1.0, 1.0),
        ([0.0] * 7, 1.0, 1.0),  # fewer than eight stories decide nothing
        ([0.0] * 8, 0.0, 1.0),  # equal outputs
        ([-3.0] * 8, 1.0, 0.0),
        ([float("nan")] * 20, 1.0, 1.0),
    ],
)
def test_cases_without_spread(values: list[float], not_worse: float, worse: float) -> None:
    found = describe(values)
    assert (p_not_worse(found, 2.0), p_worse(found, 2.0)) == (not_worse, worse)


def test_groups_count_once() -> None:
    found = describe([1.0, 3.0, 5.0, float("nan")], ["a", "a", "b", "c"])
    assert found[:2] == (2, 3.5)
    assert bounds(describe([1.0])) == (-inf, inf)


def test_articles_to_decide() -> None:
    # (1.645 + 0.842) ^ 2 * 8 ^ 2 / 2 ^ 2 = 98.9
    assert articles_to_decide(Differences(10, 0.0, 8.0, 0.0), 2.0, 0.05) == 99
    assert articles_to_decide(Differences(10, -2.0, 8.0, 0.0), 2.0, 0.05) is None
    assert articles_to_decide(Differences(1, 0.0, 0.0, 0.0), 2.0, 0.05) is None
    assert articles_to_decide(Differences(200, 0.0, 8.0, 0.0), 2.0, 0.05) == 201  # it is undecided with 200
