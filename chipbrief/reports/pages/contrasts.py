"""Differences between systems on one measure, as the comparison page draws them: a forest plot, a matrix, or a strip a system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from chipbrief.reports.comparison import rank_text
from chipbrief.reports.comparison_notes import label
from chipbrief.reports.pages.verdict import counted, listed
from chipbrief.reports.table import name_of
from chipbrief.scoring.comparison import Comparison, Pair, ranked
from chipbrief.scoring.system import Scores

CLOSEST, WIDEST = 10, 20
"""Number of pairs listed that are not told apart (the closest ones) and that are (those that differ most)."""
CELLS_UP_TO = 40
"""Maximum number of systems whose pairs are shown as a matrix of cells. Above it, each system has a strip."""
MAX_DOTS = 60
"""Maximum number of stories of which a plot shows one dot each."""
STRIP_CELL = 2
"""Width of one system in a strip, in pixels."""


class Contrast(NamedTuple):
    """One row of a forest plot: `first` minus `second`, with the differences of single stories."""

    first: str
    second: str
    mean: float
    low: float
    high: float
    has_interval: bool
    significant: bool
    pair: Pair
    stories: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The differences on one measure: a sentence, the listed rows, and the sign of each pair that is told apart (1: the first is above).

    `listed` says which pairs the rows are. `places` has, by system, whether it is above the one that all are tested against.
    """

    sentence: str
    rows: list[Contrast]
    listed: str
    places: dict[str, str]
    signs: Mapping[tuple[str, str], int]


def contrasts(
    comparison: Comparison, results: Sequence[Scores], measure: str, order: Sequence[str], rows: int
) -> Found:
    """Return the differences on a measure. `order` has the systems with the highest mean first; at most `rows` pairs are listed."""
    pairs = [pair for pair in comparison.pairs if pair.measure == measure and pair.difference.mean is not None]
    against = comparison.against.get(measure)
    values = {result.system: {one.id: one.measures.get(measure) for one in result.articles} for result in results}
    place = {system: at for at, system in enumerate(order)}
    if against:
        turned = [_contrast(pair, pair.second == against, values) for pair in pairs]
        shown = sorted(turned, key=lambda one: -one.mean)
        said = "" if len(shown) <= rows else f"{rows} of {len(shown)} systems are listed"
    else:
        turned = [_contrast(pair, place[pair.first] <= place[pair.second], values) for pair in pairs]
        shown, said = _worth_listing(turned)
    signs = {}
    for one in turned:
        if one.significant:
            signs[one.first, one.second] = 1 if one.mean > 0 else -1
            signs[one.second, one.first] = -signs[one.first, one.second]
    places = {one.first: _place(one) for one in turned} if against else {}
    return Found(_sentence(comparison, measure, turned, order, against), shown[:rows], said, places, signs)


def _contrast(pair: Pair, keeps: bool, values: Mapping[str, Mapping[str, float | None]]) -> Contrast:
    """Return a pair as a row; `keeps` tells whether its first system stays first."""
    first, second = (pair.first, pair.second) if keeps else (pair.second, pair.first)
    sign = 1 if keeps else -1
    mean, *ends, _ = pair.difference
    low, high = sorted(sign * (mean or 0 if end is None else end) for end in ends)
    one, other = values.get(first, {}), values.get(second, {})
    both = [(one[key], other.get(key)) for key in one]
    dots = tuple(a - b for a, b in both if a is not None and b is not None)
    return Contrast(
        first,
        second,
        sign * (mean or 0),
        low,
        high,
        pair.difference.has_interval,
        pair.significant,
        pair,
        dots if len(dots) <= MAX_DOTS else (),
    )


def _worth_listing(turned: Sequence[Contrast]) -> tuple[list[Contrast], str]:
    """Return the pairs that are told apart and differ most, then the closest of the others."""
    apart = sorted((one for one in turned if one.significant), key=lambda one: -abs(one.mean))
    close = sorted((one for one in turned if not one.significant), key=lambda one: (one.pair.p or 0) * -1)
    if len(turned) <= CLOSEST + WIDEST:
        return [*apart, *sorted(close, key=lambda one: -abs(one.mean))], ""
    parts = []
    if apart:
        parts.append(f"the {min(WIDEST, len(apart))} that differ most of the {len(apart):,} told apart")
    if close:
        parts.append(f"the {min(CLOSEST, len(close))} closest of the {len(close):,} others")
    return [*apart[:WIDEST], *close[:CLOSEST]], f"Listed are {listed(parts)}. --format csv has all {len(turned):,}."


def _place(one: Contrast) -> str:
    return "not told apart" if not one.significant else "above" if one.mean > 0 else "below"


def _sentence(
    comparison: Comparison, measure: str, turned: Sequence[Contrast], order: Sequence[str], against: str | None
) -> str:
    name = label(measure).replace("_", " ")
    if not turned:
        return f"{name} is undefined for all pairs of systems."
    apart = [one for one in turned if one.significant]
    if against:
        above = sum(one.mean > 0 for one in apart)
        words = ("better", "worse") if ranked(measure) else ("higher", "lower")
        below, rest = len(apart) - above, len(turned) - len(apart)
        return f"Against {name_of(against)}, on {name}: {above} {words[0]}, {below} {words[1]}, {rest} not told apart."
    if len(turned) == 1:
        first, second = name_of(turned[0].first), name_of(turned[0].second)
        if not apart:
            return f"On {name}, {counted(comparison.articles, 'story')} cannot tell {first} and {second} apart."
        return f"On {name}, {first} is {'above' if turned[0].mean > 0 else 'below'} {second}."
    return f"On {name}, {len(apart):,} of {len(turned):,} pairs are told apart.{_top(comparison, measure, order[0])}"


def _top(comparison: Comparison, measure: str, system: str) -> str:
    """Return who has the highest mean, and its rank."""
    if not ranked(measure):
        return ""
    found = next(one for one in comparison.standings if (one.system, one.measure) == (system, measure))
    rank = rank_text(found)
    said = f", rank {rank} of {len(comparison.systems)}" if rank else ", without a rank"
    return f" {name_of(system)} has the highest mean{said}."


def matrix(found: Found, order: Sequence[str]) -> list[list[tuple[str, int | None]]]:
    """Return one row for each system, with one cell for each system.

    A cell has `+` above, `-` below, `.` not told apart or `=` itself, and the number of its row if the pair is listed.
    """
    signs = {1: "+", -1: "-", 0: "."}
    places: dict[tuple[str, str], int] = {}
    for at, one in enumerate(found.rows):
        places[one.first, one.second] = places[one.second, one.first] = at
    return [
        [
            ("=" if one == other else signs[found.signs.get((one, other), 0)], places.get((one, other)))
            for other in order
        ]
        for one in order
    ]


def strips(found: Found, shown: Sequence[str], order: Sequence[str]) -> list[tuple[str, str, int, int]]:
    """Return a row for each of the `shown` systems: the path of those that it is above, of those that it is below, and both counts."""
    rows = []
    for one in shown:
        signs = [found.signs.get((one, other), 0) for other in order]
        rows.append((_path(signs, 1), _path(signs, -1), signs.count(1), signs.count(-1)))
    return rows


def _path(signs: Sequence[int], wanted: int) -> str:
    """Return an SVG path with a stroke for each run of systems with the wanted sign."""
    parts, at = [], 0
    for sign, run in groupby(signs):
        length = len(list(run))
        if sign == wanted:
            parts.append(f"M{at * STRIP_CELL} 4h{length * STRIP_CELL}")
        at += length
    return "".join(parts)
