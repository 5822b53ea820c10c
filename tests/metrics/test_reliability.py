"""Tests of alpha and kappa: values computed by hand, those of the package `krippendorff`, and the definition pair by pair."""

from __future__ import annotations

from collections import Counter
from itertools import permutations, product

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


PACKAGE = [
    ("1233 12.3 1243", 0.767441860465, 0.943744374437, 0.910714285714),
    ("12345 22444", 0.25, 0.803311258278, 0.818791946309),
    ("1.3.5.2 11..544 .23352.", 0.462686567164, 0.738901098901, 0.712765957447),
    ("11223 1221.", 0.125, 0.125, 0.125),
    ("1515 5151", -0.75, -0.75, -0.75),
]
"""One word per rater, one character per unit, and the alpha that krippendorff 0.9.0 gave for each of `LEVELS`."""


@pytest.mark.parametrize(("raters", "nominal", "ordinal", "interval"), PACKAGE)
def test_alpha_is_that_of_the_package(raters: str, nominal: float, ordinal: float, interval: float) -> None:
    units = [[float(one) for one in unit if one != "."] for unit in zip(*raters.split(), strict=True)]
    found = [alpha(units, level) for level in ("nominal", "ordinal", "interval")]
    assert found == [pytest.approx(one, abs=1e-11) for one in (nominal, ordinal, interval)]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([[float((7 * at + 13 * r * r + at * at * (r + 1) % 11) % 101) for r in range(3)] for at in range(80)], -0.223794436976),
        ([[50 + at / 8 + r * (at % 3) / 16 for r in range(3)] for at in range(80)], 0.999236370268),
    ],
)  # fmt: skip
def test_an_interval_scale_may_have_many_values(units: list[list[float]], expected: float) -> None:
    """The values are those of krippendorff 0.9.0. The scales have 94 and 108 different values."""
    assert len({one for unit in units for one in unit}) > MAX_VALUES
    assert alpha(units, "interval") == pytest.approx(expected, abs=1e-11)
    moved = [[1e6 + one / 1024 for one in unit] for unit in units]
    assert alpha(moved, "interval") == pytest.approx(expected, abs=1e-11)


RATINGS = st.lists(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3), min_size=1, max_size=12)


@given(RATINGS, st.sampled_from(LEVELS))
def test_alpha_is_observed_by_expected_disagreement(table: list[list[int | None]], level: Level) -> None:
    units = [[float(one) for one in unit if one is not None] for unit in table]
    found = alpha(units, level)
    paired = [unit for unit in units if len(unit) > 1]
    every = [one for unit in paired for one in unit]
    if len(set(every)) < 2:
        assert found is None
        return
    counts = Counter(every)

    def distance(one: float, other: float) -> float:
        if level == "nominal":
            return float(one != other)
        if level == "interval":
            return (one - other) ** 2
        between = sum(count for value, count in counts.items() if min(one, other) <= value <= max(one, other))
        return float((between - (counts[one] + counts[other]) / 2) ** 2)

    observed = sum(
        sum(distance(one, other) for one, other in permutations(unit, 2)) / (len(unit) - 1) for unit in paired
    ) / len(every)
    chance = sum(distance(one, other) for one, other in product(every, every)) / (len(every) * (len(every) - 1))
    assert found == pytest.approx(1 - observed / chance, abs=1e-9)
    assert alpha([unit[::-1] for unit in units[::-1]], level) == pytest.approx(found, abs=1e-12)


def test_resamples_of_one_value_are_left_out() -> None:
    """Most resamples of these stories have one value only, which rounding must not turn into an alpha of 0 or 1."""
    stories: list[Units] = [[[0.1, 0.1]], [[0.1, 0.1]], [[0.1, 0.1]], [[0.1, 0.1]], [[0.1, 0.1], [0.3, 0.7]]]
    found = [alpha_estimate(stories, level, 200) for level in ("nominal", "interval")]
    assert [one.n for one in found] == [5, 5]
    assert found[1].low is not None
    assert found[1].high is not None
    assert -1 <= found[1].low <= found[1].high < 0.9


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
        alpha([[float(at), at + 0.5] for at in range(MAX_VALUES)], "ordinal")


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
