"""Tests of bootstrap intervals. The expected values are worked out by hand."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language.tokens import words
from chipbrief.metrics import bootstrap, resamples, text_stats


def test_bootstrap_of_equal_values_has_zero_width() -> None:
    assert bootstrap.estimate([0.5, 0.5, None, 0.5]) == (0.5, 0.5, 0.5, 3)


def test_bootstrap_leaves_out_undefined_values() -> None:
    assert bootstrap.estimate([0.5, float("nan")]) == (0.5, 0.5, 0.5, 1)
    assert bootstrap.estimate([None, None]) == (None, None, None, 0)
    assert bootstrap.estimate([]) == (None, None, None, 0)


def test_bootstrap_of_two_values() -> None:
    # The mean of two draws from {0, 1} is 0 in a quarter of the resamples and 1 in a quarter, so the ends are 0 and 1.
    assert bootstrap.estimate([0.0, 1.0]) == (0.5, 0.0, 1.0, 2)


def test_bootstrap_interval_is_that_of_the_normal_distribution() -> None:
    # For 1,000 zeros and 1,000 ones the standard error of the mean is 0.5 / sqrt(2000) = 0.01118.
    found = bootstrap.estimate([0.0, 1.0] * 1000)
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.01118, abs=0.001)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.01118, abs=0.001)


def test_many_columns_share_their_resamples() -> None:
    draw = np.random.default_rng(1)
    columns = {"a": draw.random(40), "b": draw.random(40) ** 2, "none": np.full(40, np.nan)}
    found = bootstrap.estimates(columns, resamples=500)
    for name in ("a", "b"):
        assert found[name] == pytest.approx(bootstrap.estimate(list(columns[name]), 500), abs=1e-12)
    assert found["none"] == bootstrap.NO_ESTIMATE
    assert bootstrap.estimates({"a": []}) == {"a": bootstrap.NO_ESTIMATE}
    assert bootstrap.estimates({}) == {}


@pytest.mark.parametrize("groups", [None, [at // 2 for at in range(30)]], ids=["rows", "groups"])
def test_all_columns_at_once_keep_every_digit(groups: list[int] | None) -> None:
    chance = random.Random(3)
    columns: dict[str, list[float | None]] = {
        "whole": [chance.random() for _ in range(30)],
        "other": [chance.random() * 90 for _ in range(30)],
        "holes": [None if at % 3 == 0 else chance.random() for at in range(30)],
        "none": [None] * 30,
    }
    found = bootstrap.estimate_all(columns, 200, groups=groups)
    assert found == {name: bootstrap.estimate(values, 200, groups=groups) for name, values in columns.items()}


def test_many_values_keep_all_but_the_last_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(3)
    columns: dict[str, list[float | None]] = {
        name: [chance.choice([None, chance.random()]) for _ in range(60)] for name in "abc"
    }
    few = bootstrap.estimate_all(columns, 200)
    monkeypatch.setattr(bootstrap, "MANY", 1)
    many = bootstrap.estimate_all(columns, 200)
    for name, one in few.items():
        assert many[name] == pytest.approx(one, rel=1e-14)
        assert many[name].n == one.n


def test_groups_are_resampled_as_a_whole() -> None:
    """Two groups: three values of 0, and one of 1.

    A resample of two groups is the first twice (mean 0) or the second twice (mean 1) in a quarter of the draws each, so the
    ends are 0 and 1. The mean is over the four values, not over the two groups.
    """
    found = bootstrap.estimate([0.0, 0.0, 0.0, 1.0], groups=["a", "a", "a", "b"])
    assert found == (0.25, 0.0, 1.0, 4)
    # The middle: one draw of each group, with a mean of 1/4, in half of the resamples.
    assert bootstrap.estimate([0.0, 0.0, 0.0, 1.0], level=0.4, groups="aaab") == (0.25, 0.25, 0.25, 4)


def test_a_group_for_each_article_changes_nothing() -> None:
    values = list(np.random.default_rng(2).random(30))
    assert bootstrap.estimate(values, 500, groups=range(30)) == pytest.approx(
        bootstrap.estimate(values, 500), abs=1e-12
    )
    assert bootstrap.ratio(values, [1.0] * 30, 500, groups=range(30)) == bootstrap.ratio(values, [1.0] * 30, 500)


def test_one_group_has_no_spread() -> None:
    assert bootstrap.estimate([0.0, 1.0, None], groups="aaa") == (0.5, 0.5, 0.5, 2)
    assert bootstrap.ratio([1.0, 2.0], [2.0, 4.0], groups="aa") == (0.5, 0.5, 0.5, 2)
    assert bootstrap.estimate([None, None], groups="ab") == bootstrap.NO_ESTIMATE
    assert bootstrap.estimate([], groups="") == bootstrap.NO_ESTIMATE


def test_undefined_values_count_in_no_group() -> None:
    """The group `b` has no value, so a resample of `b` alone is left out, and all others have a mean of 1."""
    assert bootstrap.estimate([1.0, None], groups="ab") == (1.0, 1.0, 1.0, 1)


def test_values_of_one_group_that_agree_widen_the_interval() -> None:
    """Each of 50 texts has four equal values: the interval is twice as wide as that of 200 independent values."""
    values = [value for value in np.random.default_rng(3).random(50) for _ in range(4)]
    alone = bootstrap.estimate(values)
    grouped = bootstrap.estimate(values, groups=[at // 4 for at in range(200)])
    widths = [one.high - one.low for one in (alone, grouped) if one.high is not None and one.low is not None]
    assert widths[1] / widths[0] == pytest.approx(2, abs=0.1)
    assert grouped.mean == alone.mean


def test_each_article_needs_a_group() -> None:
    with pytest.raises(ValueError, match="groups: 1 groups, but 2 articles"):
        bootstrap.estimate([0.0, 1.0], groups="a")


def _not_tiny(value: float) -> float:
    return value if abs(value) > 1e-250 else 0.0


@given(st.data())
def test_a_product_is_exact_in_any_order_of_its_terms(data: st.DataObject) -> None:
    """The result differs from the exact fraction by one rounding at most; reversing the terms changes no bit."""
    articles = data.draw(st.integers(1, 40))
    drawn = data.draw(
        st.lists(
            st.floats(-1e6, 1e6).map(_not_tiny) | st.floats(0, 1).map(_not_tiny), min_size=articles, max_size=articles
        ),
        label="values",
    )
    places = data.draw(st.lists(st.integers(0, articles - 1), min_size=articles, max_size=articles), label="resample")
    times = np.bincount(places, minlength=articles).astype(np.float64)[None, :]
    values = np.array(drawn)[:, None]
    found = resamples.exact_product(times, values)
    assert found.tobytes() == resamples.exact_product(times[:, ::-1].copy(), values[::-1].copy()).tobytes()
    exact = sum(Fraction(drawn[place]) for place in places)
    assert abs(Fraction(float(found[0, 0])) - exact) <= Fraction(1, 2**49) * articles * max(
        map(Fraction, map(abs, drawn))
    )


def test_an_undefined_value_is_left_out_of_each_resample() -> None:
    # A resample of these two articles has 0, 1 or 2 values, and each value is 3. A resample without values is ignored.
    assert bootstrap.estimates({"a": [3.0, np.nan]})["a"] == (3.0, 3.0, 3.0, 1)


def test_ratio_of_sums_by_hand() -> None:
    # The articles have 1 of 1 and 0 of 3, so resamples give 1/1, 1/4 or 0/3.
    assert bootstrap.ratio([1, 0], [1, 3]) == (0.25, 0.0, 1.0, 2)
    assert bootstrap.ratio([0, 2], [0, 4]) == (0.5, 0.5, 0.5, 1)
    assert bootstrap.ratio([0, 0], [0, 0]) == bootstrap.NO_ESTIMATE
    with pytest.raises(ValueError, match="2 values, but 1 denominators"):
        bootstrap.ratio([1, 2], [1])


def test_ratio_of_sums_is_computed_in_each_resample() -> None:
    draw = np.random.default_rng(2)
    below = draw.integers(1, 9, 30)
    above = draw.integers(0, below + 1)
    rows = np.random.default_rng(bootstrap.SEED).integers(0, 30, (400, 30))
    low, high = np.quantile(above[rows].sum(axis=1) / below[rows].sum(axis=1), [0.025, 0.975])
    expected = (above.sum() / below.sum(), low, high, 30)
    assert bootstrap.ratio(above, below, resamples=400) == pytest.approx(expected, abs=1e-12)


def test_bootstrap_is_repeatable_and_seeded() -> None:
    values = [0.1, 0.4, 0.3, 0.9]
    assert bootstrap.estimate(values) == bootstrap.estimate(values)
    assert bootstrap.estimate(values, 50, seed=1) != bootstrap.estimate(values, 50, seed=2)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Nvidia's H20", 2),
        ("a 145-percent rise of $5.5 billion", 6),
        ("U.S. and China", 3),
        ("株式 Москва", 2),
        ("– … !", 0),
    ],
)
def test_words(text: str, count: int) -> None:
    assert len(words(text)) == text_stats.length(text) == count


def test_compression() -> None:
    assert text_stats.compression(document="a b c d", summary="a b") == 2
    assert text_stats.compression(document="a b", summary="") is None


@pytest.mark.parametrize("cells", [1, 7, 30, 1000])
def test_the_size_of_blocks_changes_nothing(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks limit memory. The number of resamples and the interval are the same, also if the last block is shorter."""
    values = [0.1, 0.4, 0.9, 0.3, 0.5]
    expected = bootstrap.estimate(values, 101, 3)
    monkeypatch.setattr(resamples, "BLOCK_CELLS", cells)
    assert bootstrap.estimate(values, 101, 3) == expected
