"""Plots of a configuration's statistics: compute the plotted numbers, and draw them as SVG."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from chipbrief.reports.dataset_statistics import DECILES, ORDERS, Statistics

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PLACES = 6
"""Decimals of the plotted numbers: more than a plot can show, but few enough to be equal on every processor."""

BLUE, ORANGE, GREEN, PURPLE, INK, GREY = "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#222222", "#8A8A8A"
"""Four colours that colour-blind readers can distinguish (Okabe & Ito 2008), the text colour, and grey for comparisons."""

STYLE: dict[str, Any] = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"], "font.size": 11,
    "axes.titlesize": 13, "axes.titlelocation": "left", "axes.titlepad": 10, "axes.spines.top": False,
    "axes.spines.right": False, "axes.axisbelow": True, "axes.edgecolor": INK, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": INK, "ytick.color": INK, "grid.color": "#DDDDDD", "legend.frameon": False,
    "figure.facecolor": "white", "axes.facecolor": "white", "svg.fonttype": "none", "svg.hashsalt": "chipbrief",
}  # fmt: skip
"""Settings of matplotlib. In the SVG, text is stored as text, and ids are the same in every run."""

Numbers = Mapping[str, Any]


def plotted(found: Statistics) -> dict[str, dict[str, Any]]:
    """Return the numbers of every plot, by the plot's name."""
    lead = found.lead
    types = sorted(found.types.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "lengths": {
            "document": sorted(found.documents),
            **{kind: sorted(one.lengths) for kind, one in found.kinds.items()},
        },
        "entity_types": dict(types),
        "salience": {"entities": _shares_of_counts(found.named_by), "facts": _shares_of_counts(found.stated_by)},
        "novel_ngrams": {kind: _rounded(one.novel) for kind, one in found.kinds.items()},
        "lead_bias": {
            name: _rounded(getattr(lead, name)) for name in ("sentences", "facts", "even", "entities", "all_entities")
        },
    }


def _shares_of_counts(counts: Sequence[int]) -> list[float | None]:
    return _rounded(count / sum(counts) for count in counts)


def _rounded(values: Iterable[float | None]) -> list[float | None]:
    return [None if value is None else round(value, PLACES) for value in values]


def draw(name: str, numbers: Numbers) -> bytes:
    """Draw the plot `name` of `numbers` as SVG, with a title and a description for screen readers.

    Needs matplotlib, which is imported only here.
    """
    from matplotlib import style
    from matplotlib.figure import Figure

    title, description, height, draw_axes = PLOTS[name]
    with style.context(["default", STYLE]):
        figure = Figure(figsize=(8, height), layout="constrained")
        draw_axes(figure, numbers)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    return accessible(buffer.getvalue(), title, description).encode()


def accessible(svg: str, title: str, description: str) -> str:
    """Return the SVG marked as an image, with a title and a description for screen readers."""
    plain = f"<title>{escape(title)}</title>"
    named = f'<title id="title">{escape(title)}</title>\n <desc id="desc">{escape(description)}</desc>'
    role = '<svg role="img" aria-labelledby="title desc" '
    lines = svg.replace("<svg ", role, 1).replace(plain, named, 1).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _lengths(figure: Figure, numbers: Numbers) -> None:
    axes = figure.subplots()
    names = list(numbers)[::-1]
    for row, name in enumerate(names):
        values = numbers[name]
        axes.boxplot(
            [values], positions=[row], orientation="horizontal", widths=0.3, whis=(0, 100), manage_ticks=False,
            medianprops={"color": ORANGE, "linewidth": 2.5}, boxprops={"color": BLUE}, whiskerprops={"color": BLUE},
            capprops={"color": BLUE},
        )  # fmt: skip
        axes.plot(values, [row - 0.32] * len(values), linestyle="", marker="|", markersize=7, color=GREY)
    axes.set_xscale("log")
    ticks = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
    low, high = min(map(min, numbers.values())) / 1.2, max(map(max, numbers.values())) * 1.2
    axes.set_xlim(low, high)
    axes.set_xticks([tick for tick in ticks if low <= tick <= high])
    axes.set_xticks([], minor=True)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
    axes.set_yticks(range(len(names)), [f"{name}s\n(n = {len(numbers[name])})" for name in names])
    axes.grid(axis="x")
    axes.set(title="Lengths of documents and references", xlabel="words (logarithmic scale)")


def _entity_types(figure: Figure, numbers: Numbers) -> None:
    axes = figure.subplots()
    bars = axes.barh(list(numbers), list(numbers.values()), color=BLUE)
    axes.bar_label(bars, padding=3)
    axes.invert_yaxis()
    axes.margins(x=0.08, y=0.02)
    axes.grid(axis="x")
    axes.set(title="Entities by type", xlabel="entities (each counted once in each story)", ylabel="OntoNotes type")


def _salience(figure: Figure, numbers: Numbers) -> None:
    axes = figure.subplots()
    rows = {"entities named": numbers["entities"], "facts stated": numbers["facts"]}
    count = max(map(len, rows.values()))
    _grouped_bars(axes, rows, range(count), (BLUE, ORANGE))
    axes.set(title="How many abstracts of a story name each entity and state each fact")
    axes.set(xlabel="number of abstracts that name the entity or state the fact", ylabel="share (%)")


def _novel_ngrams(figure: Figure, numbers: Numbers) -> None:
    axes = figure.subplots()
    _grouped_bars(axes, {f"{kind}s": shares for kind, shares in numbers.items()}, ORDERS, (BLUE, ORANGE, GREEN, PURPLE))
    axes.set(title="Novel n-grams in the references", ylabel="share not found in the document (%)")
    axes.set(xlabel="n (words per n-gram)")


def _grouped_bars(
    axes: Axes, rows: Mapping[str, Sequence[float | None]], groups: Iterable[object], colours: Sequence[str]
) -> None:
    """Draw groups of labelled bars, one colour per row of `rows`. Shares are shown as percentages."""
    labels = list(map(str, groups))
    width = 0.84 / max(len(rows), 1)
    for number, ((name, shares), colour) in enumerate(zip(rows.items(), colours, strict=False)):
        places = [at + (number - (len(rows) - 1) / 2) * width for at in range(len(shares))]
        bars = axes.bar(places, [100 * (share or 0) for share in shares], width * 0.94, label=name, color=colour)
        axes.bar_label(bars, ["–" if share is None else f"{100 * share:.0f}" for share in shares], padding=2)
    axes.set_xticks(range(len(labels)), labels)
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="y")
    axes.margins(y=0.1)
    _legend_below(axes, len(rows))


def _legend_below(axes: Axes, columns: int) -> None:
    """Place the legend below the axes, so that it hides no data."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=columns)


def _lead_bias(figure: Figure, numbers: Numbers) -> None:
    left, right = figure.subplots(1, 2, sharey=True)
    _share_lines(left, numbers, {"sentences": (BLUE, "o", "-", "sentences of abstracts"),
                           "facts": (ORANGE, "s", "-", "facts stated by abstracts"),
                           "even": (GREY, "", "--", "even spread over sentences")})  # fmt: skip
    _share_lines(right, numbers, {"entities": (GREEN, "D", "-", "entities named by abstracts"),
                            "all_entities": (GREY, "", "--", "all entities")})  # fmt: skip
    left.set_title("position of the best matching sentence", fontsize=11)
    right.set_title("position of the first mention", fontsize=11)
    left.set_ylabel("share (%)")
    left.set_ylim(bottom=0)
    figure.suptitle("Where in the article the abstracts' content comes from", fontsize=13, x=0.01, ha="left")
    figure.supxlabel("tenth of the article (1 = start, 10 = end)", fontsize=11)


def _share_lines(axes: Axes, numbers: Numbers, styles: Mapping[str, tuple[str, str, str, str]]) -> None:
    for name, (colour, marker, line, label) in styles.items():
        values = [100 * share for share in numbers[name]]
        axes.plot(range(1, len(values) + 1), values, color=colour, marker=marker, linestyle=line, label=label)
    axes.set_xticks(range(1, DECILES + 1))
    axes.grid(axis="y")
    axes.legend(loc="upper right", frameon=True, framealpha=1, edgecolor="white")


PLOTS: dict[str, tuple[str, str, float, Callable[[Figure, Numbers], None]]] = {
    "lengths": (
        "Lengths of documents and references",
        "Box plots of words per document and words per reference, for each kind of reference, on a logarithmic scale. A box "
        "spans the middle half, its thick line is the median, the whiskers reach the extremes. Each tick below is one text.",
        3.8,
        _lengths,
    ),
    "entity_types": (
        "Entities by type",
        "Bar chart of the number of entities of each OntoNotes type.",
        5.2,
        _entity_types,
    ),
    "salience": (
        "How many abstracts of a story name each entity and state each fact",
        "Bar chart of the share of entities named, and of facts stated, by 0, 1, 2 … abstracts of the story.",
        4.2,
        _salience,
    ),
    "novel_ngrams": (
        "Novel n-grams in the references",
        "Bar chart of the mean share of a reference's distinct 1- to 4-grams that do not occur in its document, for each kind "
        "of reference.",
        4.2,
        _novel_ngrams,
    ),
    "lead_bias": (
        "Where in the article the abstracts' content comes from",
        "Line charts over the ten tenths of the article. Left: sentences of abstracts and facts stated by abstracts, at the "
        "position of the best matching article sentence, compared with an even spread. Right: entities named by abstracts, at "
        "the position of their first mention, compared with all entities.",
        4.2,
        _lead_bias,
    ),
}
"""Title, description, height in inches and drawing function of every plot. All plots are eight inches wide."""
