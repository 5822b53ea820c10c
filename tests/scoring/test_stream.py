"""Tests of one-pass statistics: exact sums, the Poisson bootstrap, and states that are merged in any order."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from math import exp, factorial, fsum
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.baselines.anywhere import outputs_on
from chipbrief.corpora.corpus import shipped
from chipbrief.metrics import bootstrap
from chipbrief.problems import InputError
from chipbrief.scoring import score_table
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream.poisson import MAX_WEIGHT, keys_of, thresholds, weights
from chipbrief.scoring.stream.state import UNIT, estimates, exact_sum, merge, state_of
from chipbrief.scoring.table import SUMS
from tests.paths import ROOT

FINITE = st.floats(allow_nan=False, allow_infinity=False)
VALUE = st.one_of(st.none(), st.floats(0, 1), st.floats(0, 1e6))


def _table(columns: dict[str, list[float | None]], **more: Any) -> pa.Table:
    """Return scores with these measures. Each row has a mention, which is supported in every second row."""
    count = len(next(iter(columns.values())))
    flags = {"empty": [False] * count, "refused": [False] * count, "dressing": [[]] * count, "lacking": [[]] * count}
    sums = {name: [1.0] * count for name in SUMS} | {"supported_mentions": [float(at % 2) for at in range(count)]}
    listed = pa.list_(pa.string())
    types = pa.list_(pa.struct([("type", pa.string()), ("named", pa.float64()), ("weight", pa.float64())]))
    values = {
        "id": pa.array([f"r{at}" for at in range(count)], pa.string()),
        **{name: pa.array(given, pa.float64()) for name, given in columns.items()},
        **{
            name: pa.array(given, listed if name in ("dressing", "lacking") else pa.bool_())
            for name, given in flags.items()
        },
        **{name: pa.array(given, pa.float64()) for name, given in sums.items()},
        "by_type": pa.array([[{"type": "GPE", "named": 0.5, "weight": 1.0}]] * count, types),
    }
    return pa.table({**values, **more})


@given(st.lists(FINITE, max_size=40))
def test_sums_are_exact(values: list[float]) -> None:
    expected = sum(map(Fraction, values), Fraction(0))
    assert Fraction(exact_sum(np.array(values, dtype=np.float64)), 1 << UNIT) == expected


def test_a_weight_has_the_probability_of_a_poisson_distribution() -> None:
    below = [0, *thresholds(), 65536]
    for weight, (low, high) in enumerate(pairwise(below)):
        assert (high - low) / 65536 == pytest.approx(exp(-1) / factorial(weight), abs=2**-16), weight
    assert len(thresholds()) == MAX_WEIGHT


def test_weights_depend_on_the_id_the_seed_and_the_resample_alone() -> None:
    keys = keys_of(map(str, range(3000)))
    drawn = weights(keys, 50, 1)
    assert (weights(keys[7:9], 50, 1) == drawn[7:9]).all()
    assert (weights(keys, 21, 1) == drawn[:, :21]).all()
    assert (weights(keys, 50, 2) != drawn).mean() > 0.5
    # A mean of 1 and a variance of 1, as a Poisson distribution has; the error of each is about 1 / sqrt(150,000) = 0.0026.
    assert drawn.mean() == pytest.approx(1, abs=0.02)
    assert drawn.var() == pytest.approx(1, abs=0.02)
    assert np.abs(np.corrcoef(drawn.T) - np.eye(50)).max() < 0.1  # resamples do not depend on each other


def test_the_first_weights_by_hand() -> None:
    """splitmix64 in whole numbers of Python."""
    mask = (1 << 64) - 1

    def output(state: int) -> int:
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & mask
        return state ^ (state >> 31)

    step = 0x9E3779B97F4A7C15
    assert output(step) == 0xE220A8397B1DCDAF  # the published first output for the seed 0
    start = 5 + output((9 + step) & mask)
    hashes = [output((start + number * step) & mask) for number in (1, 2)]
    draws = [(one >> shift) & 0xFFFF for one in hashes for shift in (0, 16, 32, 48)]
    expected = [sum(draw >= threshold for threshold in thresholds()) for draw in draws]
    assert weights(np.array([5], dtype=np.uint64), 8, 9).tolist() == [expected]


@given(st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_partitions_and_orders_change_nothing(
    rows: list[tuple[float | None, float | None]], chance: random.Random
) -> None:
    table = _table({"one": [row[0] for row in rows], "two": [row[1] for row in rows]})
    whole = state_of(table, 16, 3)
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = table.take(order)
    cuts = sorted({0, len(rows), *(chance.randrange(len(rows)) for _ in range(3))})
    states = [state_of(shuffled.slice(low, high - low), 16, 3) for low, high in pairwise(cuts)]
    chance.shuffle(states)
    assert merge(states) == whole
    if len(states) > 2:
        assert merge([states[0], merge(states[1:])]) == merge([merge(states[:2]), *states[2:]])


def test_an_estimate_by_hand() -> None:
    state = state_of(_table({"length": [1.0, 2.0, None, 6.0]}), 200, 3)
    means, micro = estimates(state)
    assert (means["length"].mean, means["length"].n) == (3.0, 3)
    drawn = weights(keys_of(["r0", "r1", "r3"]), 200, 3)
    sums = [(row @ np.array([1.0, 2.0, 6.0]), row.sum()) for row in drawn.T]
    resampled = [above / below for above, below in sums if below]
    assert means["length"][1:3] == tuple(map(float, np.quantile(resampled, [0.025, 0.975])))
    assert micro == {}  # its measures are not among the columns
    found = estimates(state_of(_table({"entity_precision_source": [0.0, 1.0, 0.0]}), 20, 3))[1]
    assert (found["entity_precision_source"].mean, found["entity_precision_source"].n) == (1 / 3, 3)


def test_rows_of_one_cluster_share_their_weights() -> None:
    values: list[float | None] = [0.0, 1.0, 0.0, 1.0]
    same = state_of(_table({"length": values}, cluster=pa.array(["a", "a", "b", "b"])), 50, 3)
    assert estimates(same)[0]["length"][:3] == (0.5, 0.5, 0.5)  # every resample has as many zeros as ones
    apart = estimates(state_of(_table({"length": values}), 50, 3))[0]["length"]
    assert apart.low is not None
    assert apart.low < 0.5


def test_a_column_without_values_has_no_estimate() -> None:
    means, _ = estimates(state_of(_table({"length": [None, None]}), 10, 3))
    assert means["length"] == bootstrap.NO_ESTIMATE


def test_wrong_merges_and_values_are_refused() -> None:
    one, other = (state_of(_table({"length": [1.0]}), resamples, 3) for resamples in (10, 20))
    for states in ([], [one, other]):
        with pytest.raises(ValueError, match="merge: there is no state"):
            merge(states)
    with pytest.raises(InputError, match="have a value of 536,870,912 or more"):
        state_of(_table({"length": [2.0**29]}), 10, 3)


def test_intervals_are_as_wide_as_those_of_the_ordinary_bootstrap_and_cover_as_often() -> None:
    """Of 300 samples of 60 values, 95 % intervals cover the true mean in 92 to 97 %, and their widths differ by 2 %."""
    generator = np.random.default_rng(7)
    covered = {"plain": 0, "poisson": 0}
    widths: dict[str, list[float]] = {"plain": [], "poisson": []}
    for sample in range(300):
        values = generator.beta(2, 5, 60).tolist()
        plain = bootstrap.estimate(values, 500, sample)
        poisson = estimates(state_of(_table({"length": values}), 500, sample))[0]["length"]
        for name, found in (("plain", plain), ("poisson", poisson)):
            assert found.low is not None
            assert found.high is not None
            covered[name] += found.low <= 2 / 7 <= found.high
            widths[name].append(found.high - found.low)
    assert all(276 <= count <= 291 for count in covered.values()), covered
    assert abs(covered["plain"] - covered["poisson"]) <= 9
    assert fsum(widths["poisson"]) / fsum(widths["plain"]) == pytest.approx(1, abs=0.02)


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / "dataset" / "gum").is_dir(), reason="needs the configuration gum")
@pytest.mark.parametrize("system", ["lead", "entity_aware"])
def test_intervals_of_real_scores_cover_as_often_as_those_of_the_ordinary_bootstrap(system: str) -> None:
    """The scores of a baseline are the population, from which 400 samples of 50 stories are drawn: how often is its mean inside?

    Real scores have ties, ends (0 and 1), long tails (density) and undefined values. Almost all values of `entity_precision_source`
    are 1 for these baselines: then no bootstrap covers as often as it says, and the two kinds must only agree.
    """
    measures = ("rouge2_fmeasure", "entity_recall", "entity_precision_source", "density", "length")
    corpus = shipped("gum", "test")
    stories = {story.id: story for story in corpus.stories}
    outputs = outputs_on(corpus, [system], "brief", None, lambda stories, _: stories).rows[system]
    rows = [{"id": name, "summary": summary} for name, summary in outputs]
    table = score_table(
        pa.Table.from_pylist(rows), Setting(config="gum", kind="brief"), stories=stories, columns=measures
    )
    population = {name: table.column(name).to_pylist() for name in measures}
    known = {name: [one for one in population[name] if one is not None] for name in measures}
    means = {name: fsum(some) / len(some) for name, some in known.items()}
    generator = np.random.default_rng(3)
    covered = {name: {"plain": 0, "poisson": 0} for name in measures}
    for sample in range(400):
        drawn = generator.integers(len(rows), size=50)
        values = {name: [population[name][at] for at in drawn] for name in measures}
        poisson = estimates(state_of(_table(values), 400, sample))[0]
        for name, plain in bootstrap.estimate_all(values, 400, sample).items():
            for kind, found in (("plain", plain), ("poisson", poisson[name])):
                assert found.low is not None
                assert found.high is not None
                covered[name][kind] += found.low <= means[name] <= found.high
    for name, counts in covered.items():
        assert abs(counts["plain"] - counts["poisson"]) <= 10, (name, counts)
        if name != "entity_precision_source":
            assert 0.9 * 400 <= counts["poisson"] <= 0.97 * 400, (name, counts)
