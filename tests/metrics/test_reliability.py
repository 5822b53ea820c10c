"""Tests of alpha and kappa: values computed by hand, and agreement with the package `krippendorff`."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.metrics.reliability import LEVELS, MAX_VALUES, Level, Units, alpha, alpha_estimate, kappa


@pytest.mark.parametrize(
    ("units", "level", "expected"),
    [
        # Pairs 00, 01, 11: D_o = 2/6; of 6 values 3 are 0, so D_e = 2 * 3 * 3 / (6 * 5) = 0.6; 1 - (1/3) / 0.6.
        ([[0, 0], [0, 1], [1, 1]], "nominal", 4 / 9),
        # With two values, all levels agree.
        ([[0, 0], [0, 1], [1, 1]], "ordinal", 4 / 9),
        ([[0, 0], [0, 1], [1, 1]], "interval", 4 / 9),
        # Values 1, 1, 1, 3: D_o = (4 + 4) / 4 = 2, and D_e = 2 * 3 * 1 * 4 / (4 * 3) = 2.
        ([[1, 1], [1, 3]], "interval", 0.0),
        ([[0, 1], [1, 0]], "nominal", 1 - 1 / (2 * 4 / 12)),
        ([[1, 1], [2, 2], [3, 3]], "ordinal", 1.0),
        # One rating of a unit says nothing, whatever its value.
        ([[0, 0], [0, 1], [1, 1], [5], []], "nominal", 4 / 9),
        ([[0, 0], [0, 0]], "nominal", None),
        ([[0], [1]], "nominal", None),
        ([], "ordinal", None),
    ],
)
def test_alpha_by_hand(units: Units, level: Level, expected: float | None) -> None:
    assert alpha(units, level) == (None if expected is None else pytest.approx(expected))


RATINGS = st.lists(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3), min_size=1, max_size=12)


@given(RATINGS, st.sampled_from(LEVELS))
def test_alpha_is_that_of_the_reference_package(table: list[list[int | None]], level: Level) -> None:
    units = [[float(one) for one in unit if one is not None] for unit in table]
    found = alpha(units, level)
    paired = {one for unit in units if len(unit) > 1 for one in unit}
    if len(paired) < 2:
        assert found is None
        return
    data = np.array([[np.nan if one is None else one for one in unit] for unit in table], dtype=float).T
    assert found == pytest.approx(float(krippendorff.alpha(data, level_of_measurement=level)))
    assert alpha([unit[::-1] for unit in units[::-1]], level) == pytest.approx(found)


def test_the_interval_is_over_stories() -> None:
    stories: list[Units] = [[[0, 0], [1, 1]], [[0, 1], [1, 1]], [[1, 1], [0, 0]], [[1, 0]], [[0, 0], [1, 1]], [[1]]]
    found = alpha_estimate(stories)
    assert found.n == 5
    assert found.mean == alpha([unit for units in stories for unit in units])
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.mean < found.high == 1  # type: ignore[operator]
    assert alpha_estimate(stories) == found


def test_a_scale_of_too_many_values_is_refused() -> None:
    with pytest.raises(ValueError, match="use a coarser scale"):
        alpha([[float(at), at + 0.5] for at in range(MAX_VALUES)], "interval")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("yyyn", "yynn", (0.75 - 0.5) / 0.5),
        ("yn", "ny", -1.0),
        ("yn", "yn", 1.0),
        ("yy", "yy", None),
        ("", "", None),
    ],
)
def test_kappa_by_hand(first: str, second: str, expected: float | None) -> None:
    assert kappa(first, second) == (None if expected is None else pytest.approx(expected))
