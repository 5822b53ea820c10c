"""Tests of the statistics: cases by hand, comparison with scipy and published values, and simulations."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from chipbrief.metrics import significance
from chipbrief.metrics.bootstrap import estimate
from chipbrief.metrics.significance import (
    articles_needed,
    effect_size,
    holm,
    paired_differences,
    paired_intervals,
    randomization_test,
)

NORMAL = np.random.default_rng(7).normal(0.4, 1, (6, 60))


def test_paired_differences() -> None:
    found = paired_differences([0.5, None, 0.25, nan, 0.1 + 0.2, 1e-300], [0.25, 0.5, None, 0.5, 0.3, 0.0])
    # The difference between 0.1 + 0.2 and 0.3 is a rounding error and becomes 0. A small difference of small values stays.
    assert found == pytest.approx([0.25, nan, nan, nan, 0, 1e-300], nan_ok=True, abs=0, rel=0)
    for first, second in (([inf], [0.0]), ([1.0], [1.0, 2.0])):
        with pytest.raises(ValueError, match="not two equally long rows of finite values"):
            paired_differences(first, second)


@pytest.mark.parametrize(
    ("row", "p"),
    [
        ([], nan),
        ([nan, nan], nan),
        ([0.3], 1),
        ([0.3, nan], 1),
        ([0.0], 1),
        # The sums are 3, 1, -1, -3; two of the four reach 3 in absolute value.
        ([1.0, 2.0], 2 / 4),
        ([1.0, -1.0], 1),
        ([0.0, 0.0, 0.0], 1),
        # The sums of ±1 ±1 ±1 are 3, 1 (three times) and the same with a minus sign.
        ([0.1, 0.1, 0.1], 2 / 8),
        ([0.1, 0.1, -0.1], 1),
        ([0.1] * 12, 2 / 4096),
        # Only 1 + 2 + 3 = 6 and its negative reach 6. All sums reach 1 + 2 - 3 = 0.
        ([1.0, 2.0, 3.0], 2 / 8),
        ([1.0, 2.0, -3.0], 1),
        # The observed sum is 4. The 16 sums are 10, 8, 6, 4, 4, 2, 2, 0 and their negatives; ten reach 4 in absolute value.
        ([1.0, 2.0, -3.0, 4.0], 10 / 16),
        # 0.1 + 0.2 - 0.3 equals 0.3 - 0.2 - 0.1, but not in binary fractions.
        ([0.1, 0.2, -0.3], 1),
        # The systems are equal on half of the articles. Zeros do not change p.
        ([1.0, 2.0, 0.0, 0.0], 2 / 4),
    ],
)
def test_exact_p_by_hand(row: list[float], p: float) -> None:
    assert randomization_test(np.array(row)) == pytest.approx([p], nan_ok=True, abs=1e-15)


@pytest.mark.parametrize("count", [2, 3, 5, 8, 12, 13])
def test_exact_p_is_that_of_scipy(count: int) -> None:
    rows = np.vstack([NORMAL[:, :count], np.round(NORMAL[:, :count], 1)])  # rounding makes ties
    expected = [
        stats.permutation_test((row,), np.mean, permutation_type="samples", n_resamples=np.inf, vectorized=True).pvalue
        for row in rows
    ]
    assert randomization_test(rows) == pytest.approx(expected, abs=1e-12)


def test_sampled_p_is_that_of_scipy_and_of_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    scipy = [
        stats.permutation_test((row,), np.mean, permutation_type="samples", n_resamples=20_000, rng=1).pvalue
        for row in NORMAL
    ]
    found = randomization_test(NORMAL)
    assert found == pytest.approx(scipy, abs=0.012)  # three standard errors of the less precise estimate, at p = .5
    rows = np.vstack([NORMAL[:, :20], np.round(NORMAL[:, :20])])
    exact = randomization_test(rows)
    monkeypatch.setattr(significance, "EXACT_UP_TO", 0)
    assert randomization_test(rows) == pytest.approx(exact, abs=0.005)


def test_sampled_p_counts_the_identity_once_and_is_never_zero() -> None:
    assert randomization_test(np.ones((1, 40)), flips=999) == pytest.approx([1 / 1000])
    assert randomization_test(np.zeros((1, 40)), flips=999) == pytest.approx([1])


def test_sampled_p_depends_on_seed_and_row_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    gaps = NORMAL.copy()
    gaps[0, ::2] = nan
    together = randomization_test(gaps, 5000)
    assert list(together) == [randomization_test(row, 5000)[0] for row in gaps]
    assert list(together) != list(randomization_test(gaps, 5000, seed=1))
    monkeypatch.setattr(significance, "BLOCK_CELLS", 1000)
    assert list(together) == list(randomization_test(gaps, 5000))
    assert together[0] == pytest.approx(randomization_test(gaps[0, 1::2])[0], abs=0.02)


def test_progress_is_reported_for_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(significance, "BLOCK_CELLS", 60 * 100)
    randomization_test(NORMAL, 1000, track=lambda steps: (seen.append(step) or step for step in steps))  # type: ignore[func-returns-value]
    assert seen == list(range(0, 1000, 100))


VALUES = st.lists(st.one_of(st.none(), st.floats(0, 1, width=16)), min_size=0, max_size=9)


@given(VALUES, st.randoms(use_true_random=False))
def test_properties_of_every_pair(first: list[float | None], random: object) -> None:
    """For all pairs: p and the interval are in range, and exchanging the systems changes only signs."""
    second = list(first)
    random.shuffle(second)  # type: ignore[attr-defined]
    one, mirrored = paired_differences(first, second), paired_differences(second, first)
    (p,), ((low, high),) = randomization_test(one), paired_intervals(one, 200)
    known = one[~np.isnan(one)]
    if not len(known):
        assert np.isnan([p, low, high]).all()
        return
    assert 2 / 2 ** len(known) <= p <= 1
    assert randomization_test(mirrored)[0] == p
    assert known.min() - 1e-12 <= low <= high <= known.max() + 1e-12
    size, other = effect_size(one), effect_size(mirrored)
    assert (size is None and other is None) or (
        size is not None and other is not None and size == pytest.approx(-other)
    )
    assert articles_needed(one) == articles_needed(mirrored)


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        ([], []),
        ([0.04], [0.04]),
        # .005 * 4, .01 * 3, .03 * 2, .04 * 1. The last is raised to the one before, as values may not decrease.
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        # R: p.adjust(c(.01, .02, .03, .04, .05), "holm")
        ([0.01, 0.02, 0.03, 0.04, 0.05], [0.05, 0.08, 0.09, 0.09, 0.09]),
        ([0.6, 0.5, 0.9], [1, 1, 1]),
        ([0.02, 0.02, 0.02], [0.06, 0.06, 0.06]),
        ([nan, 0.02, nan, 0.04], [nan, 0.04, nan, 0.04]),
        ([nan], [nan]),
    ],
)
def test_holm_by_hand(p: list[float], adjusted: list[float]) -> None:
    assert holm(p) == pytest.approx(adjusted, nan_ok=True)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_rejects_what_its_definition_rejects(p: list[float]) -> None:
    adjusted, alpha = holm(p), 0.05
    rejected = set()
    for place, at in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        if p[at] * (len(p) - place) > alpha:
            break
        rejected.add(at)
    assert {at for at, value in enumerate(adjusted) if value <= alpha} == rejected


def test_intervals_are_those_of_scipy_and_of_one_system() -> None:
    found = paired_intervals(NORMAL)
    for row, ends in zip(NORMAL, found, strict=True):
        scipy = stats.bootstrap((row,), np.mean, method="percentile", n_resamples=10_000, rng=1).confidence_interval
        assert ends == pytest.approx([scipy.low, scipy.high], abs=0.02)
        alone = estimate(list(row))
        assert ends == pytest.approx([alone.low, alone.high], abs=0.02)


def test_intervals_of_gaps_chunks_and_constants(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = NORMAL.copy()
    rows[1, 5:] = nan
    rows[2] = 0.25
    rows[3] = nan
    together = paired_intervals(rows, 1000)
    assert together[1] == pytest.approx(paired_intervals(NORMAL[1, :5], 1000)[0])
    assert together[2] == pytest.approx([0.25, 0.25])
    assert np.isnan(together[3]).all()
    # The mean of two draws from {0, 1} is 0 in a quarter of the resamples and 1 in a quarter.
    assert list(paired_intervals(np.array([0.0, 1.0]))[0]) == [0, 1]
    monkeypatch.setattr(significance, "BLOCK_CELLS", 1500)
    assert paired_intervals(rows, 1000) == pytest.approx(together, nan_ok=True)


@pytest.mark.parametrize(
    ("row", "effect", "needed"),
    [
        ([], None, None),
        ([0.3], None, None),
        ([nan, 0.3], None, None),
        ([0.0, 0.0], None, None),
        ([0.2, 0.2, 0.2], None, 6),  # the difference is constant, but five articles are too few for p < .05
        ([1.0, -1.0], 0, None),
        ([0.1, 0.2, -0.3], 0, None),
        ([1.0, 3.0], 2**0.5, 6),  # mean 2, standard deviation sqrt(2)
        ([-1.0, -3.0, nan], -(2**0.5), 6),
        ([0.0, 0.0, 0.0, 1.0], 0.5, 34),  # mean 1/4, standard deviation 1/2
    ],
)
def test_effect_and_articles_needed_by_hand(row: list[float], effect: float | None, needed: int | None) -> None:
    assert effect_size(np.array(row)) == pytest.approx(effect)
    assert articles_needed(np.array(row)) == needed


def _with_effect(effect: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return two differences with this effect size d_z: their mean is 1, and they are sqrt(2) / effect apart."""
    half = 1 / (effect * 2**0.5)
    return np.array([1 - half, 1 + half])


def _power(effect: float, count: int) -> float:
    """Return the power of the two-sided paired t test at alpha .05, from the noncentral t distribution."""
    bound = stats.t.ppf(0.975, count - 1)
    beyond = stats.nct(count - 1, effect * count**0.5)
    return float(1 - beyond.cdf(bound) + beyond.cdf(-bound))


@pytest.mark.parametrize(
    # Sample sizes for the paired t test at 80 % power, as programs for power analysis give them. 199, 34 and 15 belong to
    # the effects that Cohen calls small, medium and large.
    ("effect", "published"),
    [(0.1, 787), (0.2, 199), (0.3, 90), (0.5, 34), (0.8, 15), (1.0, 10)],
)
def test_articles_needed_are_those_of_the_exact_power_of_the_t_test(effect: float, published: int) -> None:
    exact = next(count for count in range(2, 10_000) if _power(effect, count) >= 0.8)
    assert exact == published
    assert abs((articles_needed(_with_effect(effect)) or 0) - exact) <= 1


@pytest.mark.parametrize("effect", [0.3, 0.5, 0.8])
def test_articles_needed_give_the_requested_power(effect: float) -> None:
    count = articles_needed(_with_effect(effect))
    assert count is not None
    trials = np.random.default_rng(11).normal(effect, 1, (2000, count))
    share = float(np.mean(randomization_test(trials, 2000) <= 0.05))
    assert share == pytest.approx(0.8, abs=0.03)  # three standard errors are .027


def test_the_test_keeps_its_level_for_equal_systems() -> None:
    trials = np.random.default_rng(13).normal(0, 1, (2000, 12))
    assert float(np.mean(randomization_test(trials) <= 0.05)) == pytest.approx(0.05, abs=0.015)


@pytest.mark.parametrize(("alpha", "power"), [(0.05, 0.9), (0.01, 0.8)])
def test_articles_needed_for_other_levels(alpha: float, power: float) -> None:
    """`articles_needed` follows its formula for other levels of alpha and power."""
    tail, beta = stats.norm.ppf(1 - alpha / 2), stats.norm.ppf(power)
    expected = ceil(((tail + beta) / 0.25) ** 2 + tail**2 / 2)
    assert articles_needed(_with_effect(0.25), alpha, power) == expected


@settings(max_examples=20)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=9))
def test_exact_p_equals_enumeration(row: Sequence[int]) -> None:
    """The fast exact test gives the same p as counting all sign patterns."""
    signs = (np.arange(2 ** len(row))[:, None] >> np.arange(len(row)) & 1) * 2 - 1
    sums = np.abs(signs @ np.array(row))
    assert randomization_test(np.array(row, dtype=np.float64))[0] == np.mean(sums >= abs(sum(row)))


def test_articles_of_a_group_share_their_sign() -> None:
    """Six equal differences in three groups: 2 of the 2^3 sign patterns of the groups reach the observed sum."""
    row = np.full((1, 6), 0.5)
    assert significance.randomization_test(row) == pytest.approx(2 / 2**6)
    assert significance.randomization_test(row, groups="aabbcc") == pytest.approx(2 / 2**3)
    # Group a sums to 3 and group b to -1: |2| and |4| are reached by all four patterns but none is smaller than 2.
    assert significance.randomization_test(np.array([[1.0, 2.0, -1.0]]), groups="aab") == 1.0


def test_undefined_differences_are_left_out_of_their_group() -> None:
    rows = np.array([[0.5, np.nan, 0.5, np.nan], [np.nan] * 4])
    found = significance.randomization_test(rows, groups="aabc")
    assert found[0] == pytest.approx(2 / 2**2)
    assert np.isnan(found[1])
    ends = significance.paired_intervals(rows, groups="aabc")
    assert list(ends[0]) == [0.5, 0.5]
    assert np.isnan(ends[1]).all()


def test_intervals_resample_groups() -> None:
    """Two groups: the mean of a resample is 0, 1/4 or 1 (see the test of the bootstrap)."""
    ends = significance.paired_intervals(np.array([[0.0, 0.0, 0.0, 1.0]]), groups="aaab")
    assert ends.tolist() == [[0.0, 1.0]]
