"""The plane of a board: entity recall against the share of new word pairs, with a labelled point for each system."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from chipbrief.reports.table import name_of

if TYPE_CHECKING:
    from chipbrief.reports.pages.board import BoardRow, Group

ACROSS, UP = "novel_2grams", "entity_recall"
"""Measures of the two axes."""
TOP, HEIGHT = 12, 336
"""Position of 100 % in pixels, and the height of the scale from 0 to 100 %."""
LEFT, WIDTH = 10.0, 86.0
"""Position of 0 % and the width of the scale, in per cent of the plot's width, which may be that of a phone."""
LINE = 14
"""Least distance between two labels, in pixels."""
COLUMN = 12.0
"""Distance across between neighbouring points whose labels stand below each other, in per cent of the plot's width."""
GAP = 3.5
"""Distance of a label from the outermost point of its column, in per cent of the plot's width."""
LETTER = 2.0
"""Width of a letter, in per cent of the width of a plot on a phone. A label that would not fit stands to the left of its point."""
MAX_LABELS = 20
"""Maximum number of labelled points. The reference points and the systems with the highest recall have one."""
LONGEST = 24
"""Maximum length of a label, in characters."""


class Point(NamedTuple):
    """A system in the plane. `x` and `label_x` are in per cent of the width, `y` and `label_y` in pixels."""

    system: str
    group: Group
    kind: str
    x: float
    y: float
    label: str = ""
    label_x: float = 0.0
    label_y: float = 0.0
    is_left: bool = False


def across(share: float) -> float:
    """Return the position of a share of new word pairs, in per cent of the width."""
    return round(LEFT + WIDTH * min(max(share, 0), 1), 1)


def up(share: float) -> float:
    """Return the position of a recall, in pixels from the top."""
    return round(TOP + HEIGHT * (1 - min(max(share, 0), 1)), 1)


def plane(rows: Sequence[BoardRow]) -> list[Point]:
    """Return the points of a board, or an empty list if fewer than two systems have both measures."""
    found = []
    for row in rows:
        x, y = row.mean(ACROSS), row.mean(UP)
        if x is not None and y is not None:
            found.append(Point(row.system, row.group, row.kind, across(x), up(y)))
    if len(found) < 2:
        return []
    by_worth = sorted(found, key=lambda one: (one.group == "ranked", one.y, one.system))
    labelled: list[Point] = []
    for column in _columns(by_worth[:MAX_LABELS]):
        labelled += _free(_labelled(column), labelled)
    return [*by_worth[MAX_LABELS:], *labelled]


def _free(column: list[Point], placed: Sequence[Point]) -> list[Point]:
    """Return a column of labels, moved up or down by as little as it takes not to cover the labels `placed`."""
    for step in sorted(range(-HEIGHT, HEIGHT, LINE // 2), key=lambda step: (abs(step), step)):
        moved = [one._replace(label_y=one.label_y + step) for one in column]
        inside = moved[0].label_y >= TOP and moved[-1].label_y <= TOP + HEIGHT
        if inside and not any(_covers(one, other) for one in moved for other in placed):
            return moved
    return column


def _covers(one: Point, other: Point) -> bool:
    first, second = _span(one), _span(other)
    return abs(one.label_y - other.label_y) < LINE and first[0] < second[1] and second[0] < first[1]


def _span(point: Point) -> tuple[float, float]:
    """Return both ends of a label across, on a phone."""
    width = LETTER * len(point.label)
    return (point.label_x - width, point.label_x) if point.is_left else (point.label_x, point.label_x + width)


def _columns(points: Sequence[Point]) -> list[list[Point]]:
    """Return the points in groups whose labels would cover each other, from left to right."""
    columns: list[list[Point]] = []
    for point in sorted(points, key=attrgetter("x", "y", "system")):
        if columns and point.x - columns[-1][-1].x <= COLUMN and _is_left(point) == _is_left(columns[-1][0]):
            columns[-1].append(point)
        else:
            columns.append([point])
    return columns


def _is_left(point: Point) -> bool:
    return point.x + GAP + LETTER * len(_short(point.system)) > 100 + GAP and point.x > 50


def _labelled(column: Sequence[Point]) -> list[Point]:
    """Return the points of a group with labels one below the other, near their points."""
    is_left = _is_left(column[0])
    x = min(one.x for one in column) - GAP if is_left else max(one.x for one in column) + GAP
    points = sorted(column, key=attrgetter("y", "x", "system"))
    places = _apart([one.y for one in points])
    return [
        point._replace(label=_short(point.system), label_x=round(x, 1), label_y=y, is_left=is_left)
        for point, y in zip(points, places, strict=True)
    ]


def _apart(wanted: Sequence[float]) -> list[float]:
    """Return ascending positions at least `LINE` apart and within the plot, near the wanted ones."""
    places: list[float] = []
    for y in wanted:
        places.append(max(y, places[-1] + LINE) if places else y)
    # Centre each run of labels on its points, rather than pushing all of them down.
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or places[end] - places[end - 1] > LINE:
            shift = (places[end - 1] - wanted[end - 1]) / 2
            floor = places[start - 1] + LINE if start else TOP
            shift = min(shift, max(places[start] - floor, 0))
            places[start:end] = [round(y - shift, 1) for y in places[start:end]]
            start = end
    limit = float(TOP + HEIGHT)
    for at in reversed(range(len(places))):
        places[at] = min(places[at], limit)
        limit = places[at] - LINE
    return places


def _short(system: str) -> str:
    name = name_of(system)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
