"""Plots as numbers: what a template draws as SVG, so that it follows the page's colours, scales and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, LEFT, RIGHT = 400, 154, 40
"""Of a plot with rows in SVG units, about a phone's width: the whole, and what is kept for labels and for values."""
ROW = 24
AXIS = 24
"""The height of a row, and of the line of ticks below the last one."""
SQUARE, SIDE, TOP = 260, 34, 20
"""Of a scatter plot: its height, and what is kept for the labels beside and above it."""


class Dot(NamedTuple):
    """A story at (x, y), with the text that says which."""

    x: float
    y: float
    label: str


class Row(NamedTuple):
    """One measure or type: dots or a bar from the left edge to `mean`, and its interval."""

    label: str
    y: float
    dots: tuple[Dot, ...]
    mean: float | None
    low: float | None
    high: float | None
    value: str


class Chart(NamedTuple):
    """Rows or dots on a plane, which begins at `left`; `ticks` are (position, label) on the x axis, `sides` on the y axis."""

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
    return _scale(share, 0, 1, LEFT, WIDTH - RIGHT)


PERCENT_TICKS = tuple((_x(tick / 100), str(tick)) for tick in (0, 25, 50, 75, 100))


def strips(
    measures: Sequence[tuple[str, Mapping[str, float | None], tuple[float | None, float | None, float | None]]],
) -> Chart:
    """A row a measure: label, share by story, and (mean, low, high); a dot a story."""
    rows = []
    for at, (label, shares, (mean, low, high)) in enumerate(measures):
        y = ROW * at + ROW / 2
        dots = tuple(
            Dot(_x(share), y, f"{story}: {share * 100:.1f}") for story, share in shares.items() if share is not None
        )
        middle, left, right = (None if one is None else _x(one) for one in (mean, low, high))
        value = "–" if mean is None else f"{mean * 100:.1f}"
        rows.append(Row(label.replace("_", " "), y, dots, middle, left, right, value))
    return _rows(rows)


def bars(shares: Sequence[tuple[str, float, str]]) -> Chart:
    """A row a label with a share and its text."""
    return _rows(
        [
            Row(label, ROW * at + ROW / 2, (), _x(share), None, None, value)
            for at, (label, share, value) in enumerate(shares)
        ]
    )


def _rows(rows: Sequence[Row]) -> Chart:
    return Chart(WIDTH, ROW * len(rows) + AXIS, LEFT, WIDTH - RIGHT, tuple(rows), (), PERCENT_TICKS, ())


def histogram(shares: Sequence[float]) -> Chart:
    """A row a tenth of the article, from its beginning, with the share of the summary's material that comes from it."""
    return bars([(f"{10 * at}–{10 * at + 10} %", share, f"{share * 100:.0f} %") for at, share in enumerate(shares)])


def scatter(points: Sequence[tuple[str, float, float]]) -> Chart:
    """Points as (label, x, share): x from zero to a round number above the largest, y in per cent."""
    most = max((x for _, x, _ in points), default=1.0)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9) if most <= 5 * step)
    left, right, bottom = SIDE, WIDTH - 16, SQUARE - AXIS - 14
    dots = tuple(
        Dot(
            _scale(x, 0, 5 * step, left, right),
            _scale(share, 0, 1, bottom, TOP),
            f"{label}: {x:g} words, {share * 100:.1f}",
        )
        for label, x, share in points
    )
    ticks = tuple((_scale(at, 0, 5, left, right), str(at * step)) for at in range(6))
    sides = tuple((_scale(at, 0, 4, bottom, TOP), str(at * 25)) for at in range(5))
    return Chart(WIDTH, SQUARE, left, right, (), dots, ticks, sides)
