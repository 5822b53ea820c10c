"""Sums over the rows of a part that give means, intervals and micro averages. States of parts are merged by addition.

Every sum is exact, so the order of rows and parts changes no digit:

- The sums behind means are whole numbers of the unit `UNIT`, of which every `float` is a multiple.
- The sums of a resample are whole numbers of 2^-44, to which each value is rounded once. A value is cut into a high and a low part
  so that a product of matrices of `float64` never needs more than 53 bits: a block has 2^10 rows, a weight is at most 2^3, the parts
  of a value below 2^29 are below 2^40. Whatever order a BLAS library adds in, no addition rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from chipbrief.metrics.bootstrap import NO_ESTIMATE, Estimate
from chipbrief.problems import fail
from chipbrief.scoring.stream.poisson import keys_of, weights
from chipbrief.scoring.table import EVIDENCE, SUMS, TALLIES

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

RESAMPLES = 1_000
"""Default number of resamples of a streamed run. The ends of a 95 % interval then vary by about 3 % of its width with the seed, and
the cost of a row is a tenth of that of 10,000."""
BLOCK = 1 << 10
"""Number of rows whose weights are made at a time. With 1,000 resamples they take 8 MB."""
PLACES = ("row", "system", "id", "cluster")
"""Columns of a part that say which row of the source, which system and which story a row of scores belongs to."""
LARGEST = 1 << 29
"""Values must be below this."""
UNIT = 1126
"""Means are sums of whole numbers of 2^-1126."""
_HIGH, _LOW, _CARRY = 11, 44, 33
MICRO: Mapping[str, tuple[str, str]] = dict(
    zip(
        ("entity_recall", "entity_recall_unweighted", "entity_precision_source"),
        zip(SUMS[::2], SUMS[1::2], strict=True),
        strict=True,
    )
)
"""The micro averages, each with the columns of its numerator and its denominator."""


@dataclass(frozen=True, eq=False)
class State:
    """Sums over some rows. `measures` names the columns; the arrays have one row per column, then two per micro average.

    `high` and `low` are the weighted sums of each resample: `high` in units of 2^-11 and `low` in units of 2^-44, below 2^33.
    `weighted` has the weighted number of rows with a value, per measure. `totals` has the exact sum and the number of values of
    each column. `counts` has the number of rows, of rows with a summary, of each tally and of each rule and need.
    """

    measures: tuple[str, ...]
    high: NDArray[np.int64]
    low: NDArray[np.int64]
    weighted: NDArray[np.int64]
    totals: Mapping[str, tuple[int, int]]
    counts: Counter[str]
    by_type: Mapping[str, tuple[int, int]]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, State):
            return NotImplemented
        arrays = ("high", "low", "weighted")
        same = all(bool((getattr(self, name) == getattr(other, name)).all()) for name in arrays)
        plain = ("measures", "totals", "counts", "by_type")
        return same and all(getattr(self, name) == getattr(other, name) for name in plain)

    __hash__ = None  # type: ignore[assignment]


def state_of(scores: pa.Table, resamples: int, seed: int) -> State:
    """Return the state of a table as `score_table` returns it with `sums=True`.

    The column `cluster`, if there is one, otherwise `id`, says what is resampled: rows with one cluster, or one id, share their weights.
    """
    import numpy as np

    other = {*PLACES, "by_type", *EVIDENCE, *TALLIES, *SUMS}
    measures = tuple(name for name in scores.column_names if name not in other)
    micro = [name for pair in MICRO.values() for name in pair]
    values = np.empty((len(measures) + len(micro), len(scores)))
    for at, name in enumerate([*measures, *micro]):
        values[at] = scores.column(name).to_numpy() if len(scores) else 0.0
    known = ~np.isnan(values)
    values = np.where(known, values, 0.0)
    if len(scores) and not float(np.abs(values).max(initial=0.0)) < LARGEST:
        raise fail("scores", f"have a value of {LARGEST:,} or more", "leave out its measure")
    ids = scores.column("cluster" if "cluster" in scores.column_names else "id").to_pylist()
    high, low, weighted = _resampled(values, known[: len(measures)], keys_of(map(str, ids)), resamples, seed)
    totals = {
        name: (exact_sum(values[at]), int(np.count_nonzero(known[at] if at < len(measures) else values[at])))
        for at, name in enumerate([*measures, *micro])
    }
    return State(measures, high, low, weighted, totals, _counts(scores), _by_type(scores))


def _resampled(
    values: NDArray[np.float64], known: NDArray[np.bool_], keys: NDArray[np.uint64], resamples: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the weighted sums of the high parts, the low parts, and the numbers of known values, for each column and resample."""
    import numpy as np

    above = np.floor(values * 2.0**_HIGH)
    below = np.rint((values - above * 2.0**-_HIGH) * 2.0**_LOW)
    wanted = np.concatenate([above, below, known.astype(np.float64)])
    # Many columns are equal (all measures that are defined everywhere) or empty (the low parts of whole numbers).
    distinct: dict[bytes, int] = {}
    places = [distinct.setdefault(row.tobytes(), at) for at, row in enumerate(wanted)]
    order = {at: place for place, at in enumerate(distinct.values())}
    rows = wanted[list(order)]
    found = np.zeros((len(rows), resamples), dtype=np.int64)
    for start in range(0, len(keys), BLOCK):
        drawn = weights(keys[start : start + BLOCK], resamples, seed)
        found += (rows[:, start : start + BLOCK] @ drawn).astype(np.int64)
    whole = found[[order[at] for at in places]]
    high, low, weighted = np.split(whole, [len(values), 2 * len(values)])
    return (*_carried(high, low), weighted)


def _carried(high: NDArray[np.int64], low: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return high + (low >> _CARRY), low & ((1 << _CARRY) - 1)


def exact_sum(values: NDArray[np.float64]) -> int:
    """Return the sum of finite values in units of 2^-1126, without rounding."""
    import numpy as np

    mantissas, exponents = np.frexp(values)
    whole = np.ldexp(mantissas, 53).astype(np.int64)
    total = 0
    for exponent in np.unique(exponents).tolist():
        chosen = whole[exponents == exponent]
        # Two sums of 27 bits each, which up to 2^36 rows do not overflow.
        both = (int((chosen >> 26).sum()) << 26) + int((chosen & ((1 << 26) - 1)).sum())
        total += both << (exponent - 53 + UNIT)
    return total


def _counts(scores: pa.Table) -> Counter[str]:
    empty = scores.column("empty").to_pylist()
    found: Counter[str] = Counter(rows=len(empty), given=sum(one is not None for one in empty), empty=empty.count(True))
    found["refused"] = scores.column("refused").to_pylist().count(True)
    for name in ("dressing", "lacking"):
        lists = scores.column(name).to_pylist()
        found.update(f"{name}:{one}" for each in lists for one in each or ())
        found[name] = sum(bool(each) for each in lists)
    return found


def _by_type(scores: pa.Table) -> dict[str, tuple[int, int]]:
    import numpy as np

    found: dict[str, list[tuple[float, float]]] = {}
    for each in scores.column("by_type").to_pylist():
        for one in each:
            found.setdefault(one["type"], []).append((one["named"], one["weight"]))
    sums = {name: np.array(pairs) for name, pairs in sorted(found.items())}
    return {name: (exact_sum(pairs[:, 0]), exact_sum(pairs[:, 1])) for name, pairs in sums.items()}


def merge(states: Iterable[State]) -> State:
    """Return the state of all rows of `states`, in any order. Raise `ValueError` if there is none or their columns differ."""
    found = list(states)
    if not found or len({(state.measures, state.high.shape) for state in found}) > 1:
        raise ValueError("merge: there is no state, or they differ in measures or resamples (merge states of one run)")
    return reduce(_added, found)


def _added(one: State, other: State) -> State:
    high, low = _carried(one.high + other.high, one.low + other.low)
    counts = Counter({name: one.counts[name] + other.counts[name] for name in (one.counts | other.counts)})
    pairs = [(one.totals, other.totals), (one.by_type, other.by_type)]
    totals, by_type = ({name: _pair(left, right, name) for name in sorted({*left, *right})} for left, right in pairs)
    return State(one.measures, high, low, one.weighted + other.weighted, totals, counts, by_type)


def _pair(one: Mapping[str, tuple[int, int]], other: Mapping[str, tuple[int, int]], name: str) -> tuple[int, int]:
    (first, second), (third, fourth) = one.get(name, (0, 0)), other.get(name, (0, 0))
    return first + third, second + fourth


def estimates(state: State, level: float = 0.95) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Return the means and the micro averages of a state with percentile intervals at `level` (0 to 1)."""
    sums = state.high * 2.0**-_HIGH + state.low * 2.0**-_LOW
    macro = {}
    for at, name in enumerate(state.measures):
        total, number = state.totals[name]
        mean = total / (number << UNIT) if number else None
        macro[name] = _estimate(mean, sums[at], state.weighted[at], level, number)
    micro = {}
    for at, (name, (above, below)) in enumerate(MICRO.items()):
        place = len(state.measures) + 2 * at
        (top, _), (bottom, number) = state.totals[above], state.totals[below]
        mean = top / bottom if bottom else None
        micro[name] = _estimate(mean, sums[place], sums[place + 1], level, number)
    return macro, {name: found for name, found in micro.items() if name in state.measures}


def _estimate(mean: float | None, above: Any, below: Any, level: float, number: int) -> Estimate:
    import numpy as np

    some = below != 0
    if mean is None or not some.any():
        return NO_ESTIMATE if mean is None else Estimate(mean, mean, mean, number)
    tail = (1 - level) / 2
    low, high = np.quantile(above[some] / below[some], [tail, 1 - tail])
    return Estimate(mean, float(low), float(high), number)
