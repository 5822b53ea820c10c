"""Compute the positions of plots. A template draws them as inline SVG, which follows the page's colours, scales and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

CHART_WIDTH, LEFT_MARGIN, RIGHT_MARGIN = 400, 154, 40
"""Width of a row chart in SVG units (about that of a phone), and the margins for labels and values."""
ROW_HEIGHT = 24
AXIS_HEIGHT = 24
"""Height of a row and of the axis below the last row, in SVG units."""
SCATTER_HEIGHT, SCATTER_LEFT_MARGIN, SCATTER_TOP_MARGIN = 260, 34, 20
"""Height of a scatter plot, and the margins for the labels beside and above it, in SVG units."""


class Dot(NamedTuple):
    """The point of one story, with the text shown for it."""

    x: float
    y: float
    label: str


class Row(NamedTuple):
    """One row of a chart: either dots with a mean and its interval, or (without dots) a bar from the left edge to `mean`."""

    label: str
    y: float
    dots: tuple[Dot, ...]
    mean: float | None
    low: float | None
    high: float | None
    value: str


class Chart(NamedTuple):
    """Either rows or the dots of a scatter plot. `ticks` are (position, label) on the x axis, `sides` on the y axis."""

    width: int
    height: int
    left: int
    right: int
    rows: tuple[Row, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, str], ...]
    sides: tuple[tuple[float, str], ...]


def _scale(value: float, low: float, high: float, start: float, end: float) -> float:
    return round(start + (value - low) / (high - low) * (end - start), 1) if high > low else start


def _x(share: float) -> float:
    return _scale(share, 0, 1, LEFT_MARGIN, CHART_WIDTH - RIGHT_MARGIN)


PERCENT_TICKS = tuple((_x(tick / 100), str(tick)) for tick in (0, 25, 50, 75, 100))
"""(position, label) of the ticks of a row chart, which shows per cent."""


def strips(
    measures: Sequence[tuple[str, Mapping[str, float | None], tuple[float | None, float | None, float | None]]],
) -> Chart:
    """Return a chart with one row per measure and one dot per story.

    A measure is (label, share by story, (mean, low, high)). Stories with None get no dot.
    """
    rows = []
    for at, (label, shares, (mean, low, high)) in enumerate(measures):
        y = ROW_HEIGHT * at + ROW_HEIGHT / 2
        dots = tuple(
            Dot(_x(share), y, f"{story}: {share * 100:.1f}") for story, share in shares.items() if share is not None
        )
        middle, left, right = (None if one is None else _x(one) for one in (mean, low, high))
        value = "–" if mean is None else f"{mean * 100:.1f}"
        rows.append(Row(label.replace("_", " "), y, dots, middle, left, right, value))
    return _row_chart(rows)


def bars(shares: Sequence[tuple[str, float, str]]) -> Chart:
    """Return a bar chart with one row per (label, share, text of the value)."""
    return _row_chart(
        [
            Row(label, ROW_HEIGHT * at + ROW_HEIGHT / 2, (), _x(share), None, None, value)
            for at, (label, share, value) in enumerate(shares)
        ]
    )


def _row_chart(rows: Sequence[Row]) -> Chart:
    return Chart(
        CHART_WIDTH,
        ROW_HEIGHT * len(rows) + AXIS_HEIGHT,
        LEFT_MARGIN,
        CHART_WIDTH - RIGHT_MARGIN,
        tuple(rows),
        (),
        PERCENT_TICKS,
        (),
    )


def histogram(shares: Sequence[float]) -> Chart:
    """Return a bar chart with one row per tenth of the article, from the start; `shares` has one share per tenth."""
    return bars([(f"{10 * at}–{10 * at + 10} %", share, f"{share * 100:.0f} %") for at, share in enumerate(shares)])


def scatter(points: Sequence[tuple[str, float, float]]) -> Chart:
    """Return a scatter plot of points (label, length in words, share). The x axis ends at a round number, at or above the maximum."""
    most = max((x for _, x, _ in points), default=1.0)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9) if most <= 5 * step)
    left, right, bottom = SCATTER_LEFT_MARGIN, CHART_WIDTH - 16, SCATTER_HEIGHT - AXIS_HEIGHT - 14
    dots = tuple(
        Dot(
            _scale(x, 0, 5 * step, left, right),
            _scale(share, 0, 1, bottom, SCATTER_TOP_MARGIN),
            f"{label}: {x:g} words, {share * 100:.1f}",
        )
        for label, x, share in points
    )
    ticks = tuple((_scale(at, 0, 5, left, right), str(at * step)) for at in range(6))
    sides = tuple((_scale(at, 0, 4, bottom, SCATTER_TOP_MARGIN), str(at * 25)) for at in range(5))
    return Chart(CHART_WIDTH, SCATTER_HEIGHT, left, right, (), dots, ticks, sides)
