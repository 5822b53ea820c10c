"""Correlate measures with one dimension of people's judgements, and test each measure against a simple one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isnan
from typing import NamedTuple

import numpy as np

from chipbrief.judgements.matrix import Matrix
from chipbrief.judgements.measuring import SIMPLEST, needs_of
from chipbrief.judgements.rows import Judgements
from chipbrief.metrics.bootstrap import SEED
from chipbrief.metrics.correlation import STATISTICS, Floats, kendall, shares_given_system
from chipbrief.metrics.correlation_tests import FIXED_BELOW, RESAMPLES, boot_both, documents_needed, perm_both, williams
from chipbrief.metrics.significance import ALPHA, holm
from chipbrief.problems import fail

Track = Callable[[Sequence[str]], Iterable[str]]


class Estimate(NamedTuple):
    """A statistic and its 95 % Boot-Both interval, which is None if too few resamples define the statistic."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure tested against the simple one, on the summaries for which both are defined.

    `difference` is the main statistic of the measure minus that of the simple one. `p` is by Perm-Both, `williams` by
    Williams' test of the system-level Pearson correlations. `adjusted` and `williams_adjusted` are Holm-adjusted over all
    measures of the table. `documents` is the number of documents at which a paired t test of the summary-level Kendall
    correlations has a power of 80 %, or None if that is unknown or very large.
    """

    difference: float | None
    p: float | None
    adjusted: float | None
    williams: float | None
    williams_adjusted: float | None
    documents: int | None

    @property
    def verdict(self) -> str:
        """`better`, `worse`, `equal` if the two cannot be told apart at the 5 % level, or `unknown` without a test."""
        if self.adjusted is None or self.difference is None:
            return "unknown"
        return "equal" if self.adjusted > ALPHA else "better" if self.difference > 0 else "worse"


class Misplaced(NamedTuple):
    """The system whose rank by the measure differs most from its rank by people (1 is best)."""

    system: str
    by_measure: int
    by_people: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far one measure agrees with people: all statistics (None if undefined), and the test against the simple measure.

    `summaries` counts those with a value and a judgement, `documents` those with a Kendall correlation.
    """

    measure: str
    summaries: int
    documents: int
    statistics: Mapping[str, Estimate | None]
    comparison: Comparison | None
    misplaced: Misplaced | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The agreement of all measures with one dimension, and the numbers of judged summaries, documents and systems.

    `undefined` maps each measure that no row has to what it needs.
    """

    source: str
    dimension: str
    summaries: int
    documents: int
    systems: int
    main: str
    against: str | None
    agreements: tuple[Agreement, ...]
    undefined: Mapping[str, str]
    resamples: int
    seed: int
    notes: tuple[str, ...]


def evaluate(
    judgements: Judgements,
    values: Mapping[str, Sequence[float | None]],
    dimension: str,
    against: str | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    track: Track = iter,
) -> Evaluation:
    """Return the agreement of each measure in `values` (one value per row) with one dimension of the judgements.

    The main statistic, which the tests compare, is the AUROC if the judgements have two values only, and otherwise the
    summary-level Kendall correlation. If no document has two summaries with different judgements, it is the partial
    correlation given the system. `against` is the simple measure; if it is undefined, the first of `SIMPLEST` that is not.
    Raise `InputError` if the set is too large, or if the judgements do not differ.
    """
    matrix = Matrix(judgements, dimension)
    z = matrix.of([row.human.get(dimension) for row in judgements.rows])
    x = {name: one for name, column in values.items() if not np.isnan(one := matrix.of(column)).all()}
    main = _main_statistic(z)
    if main is None:
        raise fail(judgements.name, f"{dimension}: all judgements are equal", "choose another column or dimension")
    if against not in x:
        against = next((name for name in SIMPLEST if name in x), None)
    found = {name: _statistics(x[name], z, matrix.clusters, resamples, seed) for name in track(list(x))}
    tests = _comparisons(x, z, main, against, matrix.clusters, resamples, seed, track)
    agreements = tuple(
        Agreement(name, *_counts(x[name], z), found[name], tests.get(name), _misplaced(x[name], z, matrix.systems))
        for name in x
    )
    undefined = {name: needs_of(name) for name in values if name not in x}
    return Evaluation(
        judgements.name, dimension, len(matrix.rows), *matrix.shape, main, against, agreements, undefined, resamples, seed,
        judgements.notes,
    )  # fmt: skip


def _main_statistic(z: Floats) -> str | None:
    known = np.unique(z[~np.isnan(z)])
    if len(known) < 2:
        return None
    if len(known) == 2:
        return "auroc"
    return "partial_pearson" if np.isnan(kendall(z, z)).all() else "summary_kendall"


def _statistics(x: Floats, z: Floats, clusters: Sequence[str], resamples: int, seed: int) -> dict[str, Estimate | None]:
    found: dict[str, Estimate | None] = {}
    binary = _main_statistic(z) == "auroc"
    target = np.where(np.isnan(z), np.nan, z > np.nanmin(z)) if binary else z
    for name, statistic in STATISTICS.items():
        few = name.startswith("system") and x.shape[1] < FIXED_BELOW
        value = np.nan if few or (name == "auroc" and not binary) else float(statistic(x[None], target[None])[0])
        if isnan(value):
            found[name] = None
        else:
            ends = boot_both(statistic, x, target, clusters, resamples, seed)
            found[name] = Estimate(value, *(ends or (None, None)))
    return found


def _counts(x: Floats, z: Floats) -> tuple[int, int]:
    known = ~(np.isnan(x) | np.isnan(z))
    return int(known.sum()), int((~np.isnan(kendall(x, z))).sum())


def _comparisons(
    x: Mapping[str, Floats],
    z: Floats,
    main: str,
    against: str | None,
    clusters: Sequence[str],
    resamples: int,
    seed: int,
    track: Track,
) -> dict[str, Comparison]:
    if against is None or against not in x:
        return {}
    base = x[against]
    names = [name for name in x if name != against]
    raw = [_tests(x[name], base, z, main, resamples, seed) for name in track(names)]
    adjusted, by_williams = (holm([one[at] for one in raw]) for at in (1, 2))
    return {
        name: Comparison(
            _known(difference), _known(p), _known(float(adjusted[at])), _known(single), _known(float(by_williams[at])),
            _needed(x[name], base, z, clusters),
        )
        for at, (name, (difference, p, single)) in enumerate(zip(names, raw, strict=True))
    }  # fmt: skip


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _tests(x: Floats, y: Floats, z: Floats, main: str, resamples: int, seed: int) -> tuple[float, float, float]:
    """Return the difference of the main statistic, p by Perm-Both, and p by Williams' test of the system-level Pearson."""
    known = ~(np.isnan(x) | np.isnan(y) | np.isnan(z))
    if not known.any():
        return float("nan"), float("nan"), float("nan")
    x, y, z = (np.where(known, side, np.nan) for side in (x, y, z))
    statistic = STATISTICS[main]
    target = np.where(known, z > np.nanmin(z), np.nan) if main == "auroc" else z
    difference = float((statistic(x[None], target[None]) - statistic(y[None], target[None]))[0])
    means = (side[:, known.any(axis=0)] for side in (x, y, z))
    return (
        difference,
        perm_both(statistic, x, y, target, resamples, seed),
        williams(*(np.nanmean(one, axis=0) for one in means)),
    )


def _needed(x: Floats, y: Floats, z: Floats, clusters: Sequence[str]) -> int | None:
    """Return the number of documents at which a paired test tells two measures apart.

    Whole clusters are drawn. Documents with an undefined correlation do not count in the test, but have to be rated too. If
    it is undefined for all documents, their shares of the correlation given the system replace it.
    """
    known = ~(np.isnan(x) | np.isnan(y) | np.isnan(z))
    x, y, z = (np.where(known, side, np.nan) for side in (x, y, z))
    differences = kendall(x, z) - kendall(y, z)
    if np.isnan(kendall(z, z)).all():
        differences = shares_given_system(x, z) - shares_given_system(y, z)
    groups: dict[str, list[float]] = {}
    for cluster, difference in zip(clusters, differences, strict=True):
        if not isnan(difference):
            groups.setdefault(cluster, []).append(float(difference))
    found = documents_needed(np.array([np.mean(group) for group in groups.values()]))
    return found and ceil(found * len(clusters) / len(groups))


def _misplaced(x: Floats, z: Floats, systems: Sequence[str]) -> Misplaced | None:
    known = ~(np.isnan(x) | np.isnan(z))
    kept = np.flatnonzero(known.any(axis=0))
    if len(kept) < FIXED_BELOW:
        return None
    means = [np.nanmean(np.where(known, side, np.nan)[:, kept], axis=0) for side in (x, z)]
    ranks = [1 + (one[:, None] < one[None, :]).sum(axis=1) for one in means]
    worst = int(np.argmax(np.abs(ranks[0] - ranks[1])))
    return Misplaced(systems[kept[worst]], int(ranks[0][worst]), int(ranks[1][worst]))
