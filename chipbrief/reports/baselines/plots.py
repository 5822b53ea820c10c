"""Plots of the baselines' scores: compute the plotted numbers, and draw them as SVG."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chipbrief.baselines.pins import estimates
from chipbrief.reports.baselines.tables import family_of, in_order
from chipbrief.reports.dataset_plots import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, STYLE, accessible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation

FAMILY_STYLES = {
    "control": (GREY, "s"), "extractive": (BLUE, "o"), "embedding": (GREEN, "^"), "entity-aware": ("#D55E00", "*"),
    "neural": (PURPLE, "P"), "llm": (PURPLE, "X"), "ceiling": (ORANGE, "D"),
}  # fmt: skip
"""Colour and marker of each family. Only `neural` and `llm` share a colour; no two share a marker."""

PLOTS = {
    "recall_against_rouge2": (
        "entity_recall and ROUGE-2 of the baselines",
        "Scatter plot with one point per system, marked by family: ROUGE-2 F (x) and entity_recall (y), with 95 % intervals.",
        "rouge2_fmeasure",
        "ROUGE-2 F (%)",
    ),
    "recall_against_length": (
        "entity_recall and summary length of the baselines",
        "Scatter plot with one point per system, marked by family: words per summary (x, logarithmic) and entity_recall (y), with "
        "95 % intervals.",
        "length",
        "words per summary (logarithmic scale)",
    ),
}
"""Title, description, measure on the x axis and its axis label. The y axis always shows entity_recall."""


def plotted(pin: Mapping[str, Any], name: str) -> dict[str, list[float]]:
    """Return [x, x low, x high, y, y low, y high] of every system in the plot `name`: means and interval ends."""
    across = PLOTS[name][2]
    factor = 1 if across == "length" else 100
    found = {}
    for members in in_order(pin["systems"]).values():
        for system in members:
            scores = estimates(pin["systems"][system])
            x, y = scores[across], scores["entity_recall"]
            # Length 0 cannot be shown on the logarithmic scale, so a system of empty summaries is left out.
            if x.mean and None not in (x.low, x.high, y.mean, y.low, y.high):
                values = [*(factor * (value or 0.0) for value in x[:3]), *(100 * (value or 0.0) for value in y[:3])]
                found[system] = [round(value, 4) for value in values]
    return found


def draw(name: str, numbers: Mapping[str, list[float]]) -> bytes:
    """Draw the plot `name` of `numbers` as SVG. Needs matplotlib, which is imported only for drawing."""
    from matplotlib import style
    from matplotlib.figure import Figure

    title, description, _, label = PLOTS[name]
    with style.context(["default", STYLE]):
        figure = Figure(figsize=(9, 7), dpi=72, layout="constrained")
        axes = figure.subplots()
        if name == "recall_against_length":
            axes.set_xscale("log")
            axes.set_xticks([10, 20, 50, 100, 200, 500, 1000])
            axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
            axes.minorticks_off()
        _draw_points(axes, numbers)
        axes.set(title=title, xlabel=label, ylabel="entity_recall (%)")
        axes.grid(axis="both")
        axes.legend(loc="lower right", frameon=True, framealpha=1, edgecolor="white")
        _draw_labels(figure, axes, numbers)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    return accessible(buffer.getvalue(), title, description).encode()


def _draw_points(axes: Axes, numbers: Mapping[str, list[float]]) -> None:
    for family, members in in_order(numbers).items():
        colour, marker = FAMILY_STYLES[family]
        rows = [numbers[name] for name in members]
        for x, low, high, y, bottom, top in rows:
            axes.plot([low, high], [y, y], color=colour, alpha=0.25, linewidth=1)
            axes.plot([x, x], [bottom, top], color=colour, alpha=0.25, linewidth=1)
        size = 13 if marker == "*" else 7
        axes.plot(
            [row[0] for row in rows], [row[3] for row in rows], linestyle="", marker=marker, color=colour, label=family,
            markersize=size, markeredgecolor="white", zorder=3,
        )  # fmt: skip


def _draw_labels(figure: Figure, axes: Axes, numbers: Mapping[str, list[float]]) -> None:
    """Write each system's name near its point, at the nearest place where it covers no other name and no point."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.transforms import Bbox

    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    figure.draw_without_rendering()
    centres = {name: axes.transData.transform((row[0], row[3])) for name, row in numbers.items()}
    points = {name: Bbox.from_bounds(x - 5, y - 5, 10, 10) for name, (x, y) in centres.items()}
    legend = axes.get_legend()
    assert legend is not None
    texts: list[Any] = [legend.get_window_extent(renderer)]
    frame = axes.get_window_extent(renderer)
    for name, row in numbers.items():
        label = axes.annotate(
            name, (row[0], row[3]), (0, 0), textcoords="offset points", fontsize=9, va="center", zorder=4,
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3},
            color=FAMILY_STYLES[family_of(name)][0] if family_of(name) == "entity-aware" else INK,
        )  # fmt: skip
        others = [box for other, box in points.items() if other != name]
        texts.append(_place_label(label, renderer, frame, texts, others, centres[name]))


def _place_label(
    label: Annotation, renderer: Any, frame: Any, texts: list[Any], points: list[Any], own_point: Any
) -> Any:
    """Move a label to its best place and return its bounding box there.

    The best place is near the label's own point and inside the frame. The label should overlap no other label and no other
    point, and its line to its own point should cross none of them.
    """
    from math import cos, radians, sin

    from matplotlib.path import Path
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    size = Text.get_window_extent(label, renderer)
    best: tuple[float, float, float, Any] | None = None
    for distance in range(9, 150, 6):
        for angle in (0, 180, *range(15, 180, 15), *range(195, 360, 15)):
            across, up = round(distance * cos(radians(angle)), 3), round(distance * sin(radians(angle)), 3)
            left = own_point[0] + across - (0.0 if across > 0 else size.width if across < 0 else size.width / 2)
            box = Bbox.from_bounds(left, own_point[1] + up - size.height / 2, size.width, size.height).padded(2)
            line = Path([own_point, (min(max(own_point[0], box.x0), box.x1), own_point[1] + up)])
            touched = sum(box.overlaps(other) for other in (*texts, *points))
            crossed = sum(line.intersects_bbox(other, filled=False) for other in (*texts, *points))
            outside = not (frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1)
            cost = 1000 * (touched + outside) + 100 * crossed + distance
            if best is None or cost < best[0]:
                best = (cost, across, up, box)
    assert best is not None
    label.set_horizontalalignment("left" if best[1] > 0 else "right" if best[1] < 0 else "center")
    label.set_position(best[1:3])
    return best[3]
