"""Plots as numbers: what a template draws as SVG, so that it follows the page's colours, scales and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, LEFT, RIGHT = 480, 150, 16
"""Of every plot in SVG units: the whole, and what is kept for labels and for the last tick."""
ROW = 26
SQUARE = 280
"""The height of a scatter plot."""


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
    """Rows or dots on a plane; `ticks` are (position, label) on the x axis, `sides` on the y axis."""

    width: int
    height: int
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
        rows.append(Row(label, y, dots, middle, left, right, "–" if mean is None else f"{mean * 100:.1f}"))
    return Chart(WIDTH, ROW * len(rows) + 24, tuple(rows), (), PERCENT_TICKS, ())


def bars(shares: Sequence[tuple[str, float, str]]) -> Chart:
    """A row a label with a share and its text."""
    rows = tuple(
        Row(label, ROW * at + ROW / 2, (), _x(share), None, None, value)
        for at, (label, share, value) in enumerate(shares)
    )
    return Chart(WIDTH, ROW * len(rows) + 24, rows, (), PERCENT_TICKS, ())


def scatter(points: Sequence[tuple[str, float, float]]) -> Chart:
    """Points as (label, x, share): x from zero to a round number above the largest, y in per cent."""
    top = max((x for _, x, _ in points), default=1.0)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9) if top <= 5 * step)
    end = step * 5
    left, bottom = 44, SQUARE - 30

    def place(label: str, x: float, share: float) -> Dot:
        return Dot(
            _scale(x, 0, end, left, WIDTH - RIGHT),
            _scale(share, 0, 1, bottom, 10),
            f"{label}: {x:g}, {share * 100:.1f}",
        )

    ticks = tuple((_scale(at * step, 0, end, left, WIDTH - RIGHT), str(at * step)) for at in range(6))
    sides = tuple((_scale(at / 4, 0, 1, bottom, 10), str(at * 25)) for at in range(5))
    return Chart(WIDTH, SQUARE, (), tuple(place(*point) for point in points), ticks, sides)


def histogram(shares: Sequence[float]) -> Chart:
    """A row a tenth of the article, from its beginning, with the share of the summary's material that comes from it."""
    return bars([(f"{10 * at}–{10 * at + 10} %", share, f"{share * 100:.0f} %") for at, share in enumerate(shares)])
