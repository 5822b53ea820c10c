"""Tests of the correlations with people, and of their intervals and tests: by hand, with scipy, and by simulation."""

from __future__ import annotations

from itertools import product
from math import inf, isnan, nan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from chipbrief.metrics import correlation_tests
from chipbrief.metrics.correlation import (
    STATISTICS,
    Floats,
    Statistic,
    auroc,
    given_system,
    kendall,
    pearson,
    shares_given_system,
)
from chipbrief.metrics.correlation_tests import boot_both, documents_needed, perm_both, t_two_sided, williams

TAU, SYSTEM_R = STATISTICS["summary_kendall"], STATISTICS["system_pearson"]


def value(statistic: Statistic, x: list[list[float]], z: list[list[float]]) -> float:
    return float(statistic(np.array([x]), np.array([z]))[0])


@pytest.mark.parametrize(
    ("name", "x", "z", "expected"),
    [
        # One document, three systems: the pairs 1-2 and 1-3 agree, 2-3 does not.
        ("summary_kendall", [[1, 2, 3]], [[1, 3, 2]], 1 / 3),
        # tau-b: one of three pairs is tied in x, none in z; the two others agree.
        ("summary_kendall", [[1, 1, 2]], [[1, 2, 3]], 2 / sqrt(2 * 3)),
        # A constant document is left out of the mean.
        ("summary_kendall", [[1, 2, 3], [5, 5, 5]], [[1, 2, 3], [1, 2, 3]], 1),
        ("summary_kendall", [[5, 5, 5]], [[1, 2, 3]], nan),
        ("summary_kendall", [[1, 2, 3], [3, 2, 1]], [[1, 2, 3], [1, 2, 3]], 0),
        # A missing value takes its cell out on both sides.
        ("summary_kendall", [[1, nan, 2]], [[1, 9, 2]], 1),
        # 0.1 + 0.2 and 0.3 are tied.
        ("summary_kendall", [[0.1 + 0.2, 0.3, 1]], [[1, 2, 3]], 2 / sqrt(2 * 3)),
        ("summary_pearson", [[0, 1, 2]], [[0, 2, 1]], 0.5),
        ("summary_pearson", [[0.1] * 3], [[0, 2, 1]], nan),
        # Means over documents: x is 1, 2, 3 and z 2, 4, 6.
        ("system_pearson", [[0, 2, 4], [2, 2, 2]], [[2, 4, 6], [2, 4, 6]], 1),
        ("system_kendall", [[0, 2, 4], [2, 2, 2]], [[6, 4, 2], [6, 4, 2]], -1),
        # The measure tells systems apart and nothing else: what is left after the systems' means is 0.
        ("partial_pearson", [[1, 5], [1, 5]], [[1, 9], [3, 7]], nan),
        # After the means of the systems: x is -1 -2 1 2 and z is -1 1 1 -1, so r = (1 - 2 + 1 - 2) / sqrt(10 * 4).
        ("partial_pearson", [[0, 5], [2, 9]], [[0, 8], [2, 6]], -2 / sqrt(40)),
        # Three good, two bad; of the six pairs, three are in order and one is tied.
        ("auroc", [[3, 2, 1, 2, 2.5]], [[1, 1, 1, 0, 0]], (2 + 0.5 + 0) / 6),
        ("auroc", [[3, 2]], [[1, 1]], nan),
        ("auroc", [[3, 2, nan]], [[1, 0, 0]], 1),
    ],
)
def test_statistics_by_hand(name: str, x: list[list[float]], z: list[list[float]], expected: float) -> None:
    assert value(STATISTICS[name], x, z) == pytest.approx(expected, nan_ok=True)


def test_shares_of_documents_have_the_correlation_as_their_mean() -> None:
    x, _, z = draw(12, 3)
    shares = shares_given_system(x, z)
    assert shares.shape == (12,)
    assert shares.mean() == pytest.approx(float(given_system(x[None], z[None])[0]))
    for other in (np.ones_like(x), np.full_like(x, nan), np.where(np.arange(3) == 1, x, nan)):
        shares = shares_given_system(other, z)
        correlation = float(given_system(other[None], z[None])[0])
        assert np.isnan(shares).all() if isnan(correlation) else shares.mean() == pytest.approx(correlation)


CELLS = st.sampled_from([nan, 0.0, 0.125, 0.5, 0.75, 1.0, 3.0])
MATRICES = st.tuples(st.integers(1, 5), st.integers(2, 6)).flatmap(
    lambda shape: st.tuples(arrays(np.float64, shape, elements=CELLS), arrays(np.float64, shape, elements=CELLS))
)


def by_scipy(x: Floats, z: Floats, name: str) -> float:
    known = ~(np.isnan(x) | np.isnan(z))
    x, z = x[known], z[known]
    if len(x) < 2 or len(set(x)) < 2 or len(set(z)) < 2:
        return nan
    return float((stats.kendalltau if name == "kendall" else stats.pearsonr)(x, z)[0])


@given(MATRICES)
def test_statistics_equal_those_of_scipy(pair: tuple[Floats, Floats]) -> None:
    x, z = pair
    known = ~(np.isnan(x) | np.isnan(z))
    for name, correlation in (("kendall", kendall), ("pearson", pearson)):
        each = [by_scipy(*rows, name) for rows in zip(x, z, strict=True)]
        assert correlation(x[None], z[None])[0] == pytest.approx(each, nan_ok=True)
        defined = [one for one in each if not isnan(one)]
        expected = float(np.mean(defined)) if defined else nan
        assert float(STATISTICS[f"summary_{name}"](x[None], z[None])[0]) == pytest.approx(expected, nan_ok=True)
    good, bad = x[known & (z > 0)], x[known & (z <= 0)]
    expected = (
        float(stats.mannwhitneyu(good, bad).statistic) / (len(good) * len(bad)) if len(good) and len(bad) else nan
    )
    assert float(auroc(x[None], z[None])[0]) == pytest.approx(expected, nan_ok=True)
    kept = [(x[known[:, at], at], z[known[:, at], at]) for at in range(x.shape[1]) if known[:, at].any()]
    rest = [np.concatenate([side - side.mean() for side in sides]) for sides in zip(*kept, strict=True)] if kept else []
    expected = by_scipy(rest[0].round(12), rest[1].round(12), "pearson") if rest else nan
    assert float(given_system(x[None], z[None])[0]) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 8, 97, 400])
@pytest.mark.parametrize("t", [0.0, 0.3, -1.0, 2.5, 40.0, inf])
def test_the_tail_of_students_t_is_that_of_scipy(t: float, degrees: int) -> None:
    if t == inf:
        t = 1e6
    assert t_two_sided(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), abs=1e-12)


def test_williams() -> None:
    """The t of the formula with correlations .8, .6 and .7 (Steiger 1980): t = .2 sqrt(19 * 1.7 / below), 17 degrees."""
    rng = np.random.default_rng(1)
    raw = rng.normal(size=(20, 3))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T)).T)
    wanted = np.array([[1, 0.7, 0.8], [0.7, 1, 0.6], [0.8, 0.6, 1]])
    x, y, z = (white @ np.linalg.cholesky(wanted).T).T
    rest = 1 - 0.64 - 0.36 - 0.49 + 2 * 0.8 * 0.6 * 0.7
    t = 0.2 * sqrt(19 * 1.7 / (2 * rest * 19 / 17 + 0.49 * 0.3**3))
    assert williams(x, y, z) == pytest.approx(2 * stats.t.sf(t, 17))
    assert williams(y, x, z) == pytest.approx(williams(x, y, z))
    assert williams(x, x, z) == 1
    assert isnan(williams(x[:3], y[:3], z[:3]))
    assert isnan(williams(np.ones(20), y, z))


def draw(documents: int, systems: int, seed: int = 5, noise: float = 1.0) -> tuple[Floats, Floats, Floats]:
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(documents, systems))
    return z + noise * rng.normal(size=z.shape), z + 2 * noise * rng.normal(size=z.shape), z


@pytest.mark.parametrize(("name", "systems"), [("summary_kendall", 5), ("system_pearson", 6), ("partial_pearson", 2)])
def test_boot_both_resamples_documents_and_systems(name: str, systems: int) -> None:
    """A loop over resamples, drawn in the same order, gives the same interval. Two systems are not resampled."""
    x, _, z = draw(12, systems)
    generator = np.random.default_rng(12345)
    documents = generator.integers(0, 12, (200, 12))
    columns = generator.integers(0, systems, (200, systems))
    columns = columns if systems >= 4 else np.tile(np.arange(systems), (200, 1))
    each = [
        float(STATISTICS[name](x[np.ix_(*places)][None], z[np.ix_(*places)][None])[0])
        for places in zip(documents, columns, strict=True)
    ]
    assert boot_both(STATISTICS[name], x, z, list(map(str, range(12))), 200) == pytest.approx(
        tuple(np.nanquantile(each, [0.025, 0.975]))
    )


def test_boot_both_draws_clusters_as_a_whole() -> None:
    x, _, z = draw(6, 5)
    low, high = boot_both(TAU, x, z, ["a"] * 6, fixed=True) or (nan, nan)
    assert low == high == pytest.approx(float(TAU(x[None], z[None])[0]))
    assert boot_both(TAU, x, z, ["a", "a", "a", "b", "b", "c"], fixed=True) != boot_both(
        TAU, x, z, list("abcdef"), fixed=True
    )
    assert boot_both(TAU, np.ones_like(x), z, list("abcdef")) is None


def test_numbers_do_not_depend_on_the_number_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y, z = draw(10, 5)
    names = list(map(str, range(10)))
    before = boot_both(TAU, x, z, names), perm_both(TAU, x, y, z), documents_needed(kendall(x, z) - kendall(y, z))
    monkeypatch.setattr(correlation_tests, "BLOCK_CELLS", 1500)
    after = boot_both(TAU, x, z, names), perm_both(TAU, x, y, z), documents_needed(kendall(x, z) - kendall(y, z))
    assert before == after


def test_perm_both_equals_the_enumeration_of_all_swaps() -> None:
    x, y, z = draw(2, 4, seed=2)
    first, second = ((side - side.mean()) / side.std() for side in (x, y))

    def difference(swap: tuple[bool, ...]) -> float:
        chosen = np.array(swap).reshape(x.shape)
        one, other = np.where(chosen, second, first), np.where(chosen, first, second)
        return abs(float((SYSTEM_R(one[None], z[None]) - SYSTEM_R(other[None], z[None]))[0]))

    observed = difference((False,) * 8)
    share = sum(difference(swap) >= observed - 1e-12 for swap in product((False, True), repeat=8)) / 2**8
    assert perm_both(SYSTEM_R, x, y, z, 20_000) == pytest.approx(share, abs=0.015)


def test_perm_both_is_sound() -> None:
    """Two measures with the same noise are rejected at 5 % in about 5 % of the sets, one with more noise nearly always."""
    rejected = 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        z = rng.normal(size=(20, 5))
        x, y = z + rng.normal(size=z.shape), z + rng.normal(size=z.shape)
        rejected += perm_both(TAU, x, 3 * y + 7, z, 100) <= 0.05
    # 16 or more of 150 would have a probability below .005 if the test rejected 5 %.
    assert rejected <= 15
    x, y, z = draw(60, 6)
    assert perm_both(TAU, x, y, z) < 0.01
    assert perm_both(TAU, x, x, z) == 1
    assert isnan(perm_both(TAU, np.ones_like(x), y, z))


def test_documents_needed_follows_the_normal_formula() -> None:
    differences = np.random.default_rng(3).normal(0.2, 1, 400)
    effect = differences.mean() / differences.std(ddof=1)
    expected = (1.96 + 0.8416) ** 2 / effect**2
    assert documents_needed(differences) == pytest.approx(expected, rel=0.12)
    assert documents_needed(differences - differences.mean()) is None
    assert documents_needed(np.array([0.5])) is None
    assert documents_needed(np.array([nan, 0.5, 0.4, 0.6, 0.5])) is not None
    assert documents_needed(differences / 1e3 - differences.mean() / 1e3 + 1e-8) is None


def test_blocks_cover_everything() -> None:
    for number, cells in ((0, 1), (7, 1), (7, 10**9), (1000, 10**5)):
        covered = [at for block in correlation_tests._blocks(number, cells) for at in range(block.start, block.stop)]
        assert covered == list(range(number))
