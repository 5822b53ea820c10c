"""The comparison page: which systems differ, by how much, on which stories, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from chipbrief.records import Story
from chipbrief.reports.comparison_notes import MORE_POWER, label, notes, undecidable
from chipbrief.reports.pages.contrasts import CELLS_UP_TO, Contrast, contrasts, matrix, strips
from chipbrief.reports.pages.differences import SideBySide, side_by_side
from chipbrief.reports.pages.render import NO_NAV, Nav, fitting, page
from chipbrief.reports.pages.verdict import counted
from chipbrief.reports.table import factor, number
from chipbrief.scoring.comparison import Comparison, Standing
from chipbrief.scoring.comparison.ranks import MEANING
from chipbrief.scoring.system import Scores

TEXT_PAIRS = 4
"""Maximum number of pairs of systems whose texts are shown."""
MAX_CHARACTERS = 6000
"""Maximum number of characters shown per summary. Differences are marked only within them."""


class Panel(NamedTuple):
    """What the page shows of one measure.

    `standings` come with the highest mean first. `places` maps systems to their place relative to the one that all are tested against.
    `most` is the right end of the axis of means, and `reach` both ends of the axis of differences. `equal` is the mean that all
    systems have, if they have the same.
    """

    measure: str
    title: str
    sentence: str
    equal: float | None
    against: str | None
    standings: list[Standing]
    left_out: int
    places: dict[str, str]
    most: float
    contrasts: list[Contrast]
    listed: str
    reach: float
    matrix: list[list[tuple[str, int | None]]]
    strips: list[tuple[str, str, int, int]]


def compare_page(
    comparison: Comparison,
    results: Sequence[Scores],
    stories: Sequence[Story],
    summaries: Mapping[str, Mapping[str, str]],
    nav: Nav = NO_NAV,
) -> bytes:
    """Return the page as bytes. `summaries` are by system and story id. All texts are untrusted; the template escapes them.

    If the page would be too large, it shows shorter texts, then fewer systems on each measure.
    """
    by_id = {story.id: story for story in stories}
    hopeless = undecidable(comparison)

    def draw(shown: int, rows: int) -> bytes:
        return page(
            "compare.html",
            nav,
            comparison=comparison,
            panels=[_panel(comparison, results, measure, rows) for measure in comparison.measures],
            banner=f"{hopeless} {MORE_POWER}" if hopeless else "",
            notes=notes(comparison),
            texts=list(_texts(comparison, results, by_id, summaries, shown)) if shown else [],
            rank_meaning=MEANING,
            counted=counted,
            number=number,
            label=_title,
            factor=factor,
            cells_up_to=CELLS_UP_TO,
        )

    return fitting(draw, MAX_CHARACTERS, len(comparison.systems))


TITLES = {"entity_precision_source": "names supported by the article"}
"""Titles of measures on the page, where their headings in tables are unclear."""


def _title(measure: str) -> str:
    return TITLES.get(measure) or label(measure).replace("_", " ")


def _panel(comparison: Comparison, results: Sequence[Scores], measure: str, rows: int) -> Panel:
    standings = sorted(
        (one for one in comparison.standings if one.measure == measure),
        key=lambda one: -1e300 if one.estimate.mean is None else -one.estimate.mean,
    )
    standings = [one for one in standings if one.estimate.mean is not None] + [
        one for one in standings if one.estimate.mean is None
    ]
    against = comparison.against.get(measure)
    found = contrasts(comparison, results, measure, [one.system for one in standings], rows)
    means = {one.estimate.mean for one in standings}
    ends = [abs(end) for one in found.rows for end in (one.low, one.high, one.mean, *one.stories)]
    tops = [one.estimate.high or one.estimate.mean or 0 for one in standings]
    order = [one.system for one in standings]
    few = len(order) <= CELLS_UP_TO
    return Panel(
        measure=measure,
        title=_title(measure),
        sentence=found.sentence,
        equal=next(iter(means)) if len(means) == 1 and not any(one.low or one.high for one in found.rows) else None,
        against=against,
        standings=standings[:rows],
        left_out=max(0, len(standings) - rows),
        places=found.places,
        most=1.0 if factor(measure) == 100 else _round_up(max(tops, default=1)),
        contrasts=found.rows,
        listed=found.listed,
        reach=_round_up(max(ends, default=1)),
        matrix=matrix(found, order) if found.signs and few and not against and 2 < len(order) <= rows else [],
        strips=strips(found, order[:rows], order) if found.signs and not few and not against else [],
    )


def _round_up(value: float) -> float:
    """Return the next round number at or above a value: a digit times a power of ten."""
    step = next(
        (
            digit * 10.0**power
            for power in range(-4, 10)
            for digit in (1, 1.5, 2, 3, 4, 5, 6, 8)
            if digit * 10.0**power >= value * (1 - 1e-9)
        ),
        1e10,
    )
    return round(step, 6)


def _texts(
    comparison: Comparison,
    results: Sequence[Scores],
    stories: Mapping[str, Story],
    summaries: Mapping[str, Mapping[str, str]],
    shown: int,
) -> Iterator[tuple[str, str, list[SideBySide]]]:
    """Yield (first, second, stories) for the pairs whose texts are worth reading: the closest pair, then those that differ most."""
    measure = comparison.measures[0]
    by_name = {result.system: result for result in results}
    pairs = [pair for pair in comparison.pairs if pair.measure == measure and pair.difference.mean]
    wide = sorted(pairs, key=lambda pair: -abs(pair.difference.mean or 0))
    chosen = dict.fromkeys([*(wide[-1:] if len(wide) > TEXT_PAIRS else []), *wide])
    show = partial(side_by_side, measure=measure, stories=stories, summaries=summaries, shown=shown)
    for pair in list(chosen)[:TEXT_PAIRS]:
        if found := show(by_name[pair.first], by_name[pair.second]):
            yield pair.first, pair.second, found
