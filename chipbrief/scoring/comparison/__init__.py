"""Comparison of systems: paired tests over articles with Holm's correction, and the ranges of ranks that they allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import isnan
from urllib.parse import quote

import numpy as np

from chipbrief.metrics import significance
from chipbrief.metrics.bootstrap import RESAMPLES, SEED, Estimate
from chipbrief.metrics.significance import FloatArray, Track
from chipbrief.scoring.comparison.ranks import row_ranks
from chipbrief.scoring.comparison.records import (
    FAMILIES,
    Comparison,
    Family,
    Pair,
    Standing,
    StoryDifference,
    check,
    ranked,
)
from chipbrief.scoring.measures import TABLE
from chipbrief.scoring.system import Scores

__all__ = [
    "DEFAULT_MEASURES", "FAMILIES", "Comparison", "Family", "Pair", "Standing", "StoryDifference",
    "compare", "ranked", "row_ranks", "widest",
]  # fmt: skip

DEFAULT_MEASURES = tuple(column.name for one in TABLE for column in one.columns if column.tested)
"""Measures that are compared by default."""

MAX_STORIES = 5
"""Number of stories that `widest` returns by default."""
UNQUOTED = " !#$&'()*+,/:;=?@[]"
"""ASCII characters of a system's name that stay unquoted in a signature, besides letters, digits and `_.-~`."""


def compare(
    results: Sequence[Scores],
    measures: Sequence[str] = DEFAULT_MEASURES,
    family: Family = "all",
    against: str | None = None,
    seed: int = SEED,
    *,
    alpha: float = significance.ALPHA,
    flips: int = significance.FLIPS,
    resamples: int = RESAMPLES,
    track: Track = iter,
) -> Comparison:
    """Return paired tests of the systems in `results`, and the ranks that the tests allow (see `row_ranks`).

    In the family `best`, all systems are tested against the system `against`, or else against the one with the highest
    mean on each measure (the first of equals). In the second case the best system is chosen from the same articles, which
    makes its p-values somewhat too small; if that matters, choose `against` beforehand. Tests against one system say
    nothing about the others' order, so that this family gives no ranks. Articles are matched by id.
    `flips` is the number of sign patterns drawn for many articles, and `track` may wrap a range to show progress.
    Raise `InputError` if there are fewer than two systems, if two have the same name, if they were scored on different
    stories or under different settings, or if a measure or `against` is unknown.
    """
    measures = tuple(dict.fromkeys(measures))
    check(results, measures, family, against)
    systems = [result.system for result in results]
    values = {name: {result.system: _values(result, results[0], name) for result in results} for name in measures}
    opponents: dict[str, str] = {}
    if family == "best":
        opponents = {name: against or _best(results, name) for name in measures}
    tests = [(name, *pair) for name in measures for pair in _pairs(systems, opponents.get(name))]
    rows = np.array([significance.paired_differences(values[name][a], values[name][b]) for name, a, b in tests])
    clusters = results[0].clusters
    p = significance.randomization_test(rows, flips, seed, track, groups=clusters)
    ends = significance.paired_intervals(rows, resamples, seed, groups=clusters)
    adjusted = np.empty(len(tests))
    for members in _families(tests, family):
        adjusted[members] = significance.holm(p[members])
    pairs = tuple(
        _pair(test, values[test[0]], rows[at], ends[at], p[at], adjusted[at], alpha) for at, test in enumerate(tests)
    )
    return Comparison(
        systems=tuple(systems),
        measures=measures,
        articles=len(results[0].articles),
        family=family,
        against=opponents,
        alpha=alpha,
        flips=flips,
        resamples=resamples,
        signature=_signature(results[0].signature, flips, seed, family, against),
        empty={result.system: result.empty for result in results if result.empty},
        standings=tuple(
            standing
            for name in measures
            for standing in _standings(
                results, name, {} if family == "best" else _ranks(systems, name, pairs, alpha, flips)
            )
        ),
        pairs=pairs,
        undefined={
            name: results[0].undefined[name] for name in measures if all(name in result.undefined for result in results)
        },
        stories=_stories({result.system: result for result in results}, pairs) if len(results) == 2 else {},
    )


def _stories(results: Mapping[str, Scores], pairs: Sequence[Pair]) -> dict[str, tuple[StoryDifference, ...]]:
    """Return the stories on which two systems differ most, with the difference in the direction of their pair."""
    return {pair.measure: widest(results[pair.first], results[pair.second], pair.measure) for pair in pairs}


def widest(first: Scores, second: Scores, measure: str, limit: int = MAX_STORIES) -> tuple[StoryDifference, ...]:
    """Return up to `limit` stories on which two systems differ most on a measure, the largest difference first."""
    one, other = _values(first, first, measure), _values(second, first, measure)
    differences = significance.paired_differences(one, other)
    found = [
        StoryDifference(article.id, float(a), float(b), float(difference))
        for article, a, b, difference in zip(first.articles, one, other, differences, strict=True)
        if difference and not isnan(difference) and a is not None and b is not None
    ]
    return tuple(sorted(found, key=lambda story: -abs(story.difference))[:limit])


def _signature(scored: str, flips: int, seed: int, family: Family, against: str | None) -> str:
    """Return the signature of the scores with the parts `test`, `holm` and `against`.

    The name in `against` is percent-encoded, so that it cannot contain the separator of the parts.
    """
    named = f"|against:{quote(against, safe=UNQUOTED)}" if against is not None else ""
    return f"{scored}|test:randomization-{flips},{seed}|holm:{family}{named}"


def _values(result: Scores, order: Scores, measure: str) -> list[float | None]:
    """Return the measure of each article, in the order of the articles in `order`. The value is None if it is undefined (None or NaN)."""
    by_id = {article.id: article.measures[measure] for article in result.articles}
    found = [by_id[article.id] for article in order.articles]
    return [None if value is None or isnan(value) else value for value in found]


def _best(results: Sequence[Scores], measure: str) -> str:
    means = [(result.estimates[measure].mean, result.system) for result in results]
    return max(means, key=lambda row: -np.inf if row[0] is None else row[0])[1]


def _pairs(systems: Sequence[str], opponent: str | None) -> list[tuple[str, str]]:
    if opponent is None:
        return list(combinations(systems, 2))
    return [(system, opponent) for system in systems if system != opponent]


def _families(tests: Sequence[tuple[str, str, str]], family: Family) -> list[list[int]]:
    """Return the indices of the tests that are corrected together, one list per correction."""
    groups: dict[str, list[int]] = {}
    for at, (measure, _, _) in enumerate(tests):
        groups.setdefault("" if family == "measures" else measure, []).append(at)
    return list(groups.values())


def _pair(
    test: tuple[str, str, str],
    values: Mapping[str, Sequence[float | None]],
    row: FloatArray,
    ends: FloatArray,
    p: float,
    adjusted: float,
    alpha: float,
) -> Pair:
    measure, first, second = test
    known = ~np.isnan(row)
    count = int(known.sum())

    def mean(numbers: Sequence[float | None] | FloatArray) -> float | None:
        return float(np.array(numbers, dtype=np.float64)[known].mean()) if count else None

    return Pair(
        measure=measure,
        first=first,
        second=second,
        first_mean=mean(values[first]),
        second_mean=mean(values[second]),
        difference=Estimate(mean(row), _number(ends[0]), _number(ends[1]), count),
        left_out=len(row) - count,
        effect=significance.effect_size(row),
        p=_number(p),
        exact=count <= significance.EXACT_UP_TO,
        p_holm=_number(adjusted),
        significant=bool(adjusted <= alpha),
        articles_needed=significance.articles_needed(row, alpha),
    )


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _ranks(
    systems: Sequence[str], measure: str, pairs: Iterable[Pair], alpha: float, flips: int
) -> dict[str, tuple[int, int]]:
    if not ranked(measure):
        return {}
    return row_ranks(systems, (pair for pair in pairs if pair.measure == measure), alpha, flips)


def _standings(results: Sequence[Scores], measure: str, ranks: Mapping[str, tuple[int, int]]) -> list[Standing]:
    return [
        Standing(result.system, measure, result.estimates[measure], *ranks.get(result.system, (None, None)))
        for result in results
    ]
