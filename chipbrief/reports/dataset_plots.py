"""The plots of a configuration's statistics: what they show as plain numbers, and drawing those as SVG."""

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
"""Decimals of the numbers: more than any plot shows, fewer than may differ between processors."""

BLUE, ORANGE, GREEN, PURPLE, INK, GREY = "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#222222", "#8A8A8A"
"""Four colours that the colour-blind tell apart (Okabe & Ito 2008), the colour of text, and one for comparisons."""

STYLE: dict[str, Any] = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"], "font.size": 11,
    "axes.titlesize": 13, "axes.titlelocation": "left", "axes.titlepad": 10, "axes.spines.top": False,
    "axes.spines.right": False, "axes.axisbelow": True, "axes.edgecolor": INK, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": INK, "ytick.color": INK, "grid.color": "#DDDDDD", "legend.frameon": False,
    "figure.facecolor": "white", "axes.facecolor": "white", "svg.fonttype": "none", "svg.hashsalt": "chipbrief",
}  # fmt: skip
"""Text stays text, and the ids inside an SVG are the same at every run."""

Numbers = Mapping[str, Any]


def plotted(found: Statistics) -> dict[str, dict[str, Any]]:
    """The numbers of every plot, by the plot's name."""
    lead = found.lead
    types = sorted(found.types.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "lengths": {
            "document": sorted(found.documents),
            **{kind: sorted(one.lengths) for kind, one in found.kinds.items()},
        },
        "entity_types": dict(types),
        "salience": {"entities": _shares(found.named_by), "facts": _shares(found.stated_by)},
        "novel_ngrams": {kind: _rounded(one.novel) for kind, one in found.kinds.items()},
        "lead_bias": {
            name: _rounded(getattr(lead, name)) for name in ("sentences", "facts", "even", "entities", "all_entities")
        },
    }


def _shares(counts: Sequence[int]) -> list[float | None]:
    return _rounded(count / sum(counts) for count in counts)


def _rounded(values: Iterable[float | None]) -> list[float | None]:
    return [None if value is None else round(value, PLACES) for value in values]


def draw(name: str, numbers: Numbers) -> bytes:
    """The plot `name` of `numbers` as SVG, with a title and a description for who cannot see it.

    Needs matplotlib, which is imported here and nowhere else.
    """
    from matplotlib import style
    from matplotlib.figure import Figure

    title, description, height, paint = PLOTS[name]
    with style.context(["default", STYLE]):
        figure = Figure(figsize=(8, height), layout="constrained")
        paint(figure, numbers)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    return accessible(buffer.getvalue(), title, description).encode()


def accessible(svg: str, title: str, description: str) -> str:
    """The SVG as an image with a name and a description."""
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
    _bars(axes, rows, range(count), (BLUE, ORANGE))
    axes.set(title="How many of a story's abstracts agree on its entities and facts")
    axes.set(xlabel="abstracts of the story that name the entity or state the fact", ylabel="share (%)")


def _novel_ngrams(figure: Figure, numbers: Numbers) -> None:
    axes = figure.subplots()
    _bars(axes, {f"{kind}s": shares for kind, shares in numbers.items()}, ORDERS, (BLUE, ORANGE, GREEN, PURPLE))
    axes.set(title="Novel n-grams: what references do not copy", ylabel="share that the document lacks (%)")
    axes.set(xlabel="n, the words of the n-gram")


def _bars(
    axes: Axes, rows: Mapping[str, Sequence[float | None]], groups: Iterable[object], colours: Sequence[str]
) -> None:
    """Groups of labelled bars, a colour for each of `rows`, shares as percentages."""
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
    _legend(axes, len(rows))


def _legend(axes: Axes, columns: int) -> None:
    """Below the axes, where it hides nothing."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=columns)


def _lead_bias(figure: Figure, numbers: Numbers) -> None:
    left, right = figure.subplots(1, 2, sharey=True)
    _lines(left, numbers, {"sentences": (BLUE, "o", "-", "sentences of abstracts"),
                           "facts": (ORANGE, "s", "-", "facts that they state"),
                           "even": (GREY, "", "--", "all sentences, evenly")})  # fmt: skip
    _lines(right, numbers, {"entities": (GREEN, "D", "-", "entities in abstracts"),
                            "all_entities": (GREY, "", "--", "all entities")})  # fmt: skip
    left.set_title("by best matching sentence", fontsize=11)
    right.set_title("by first mention", fontsize=11)
    left.set_ylabel("share (%)")
    left.set_ylim(bottom=0)
    figure.suptitle("Where in the article the abstracts' content comes from", fontsize=13, x=0.01, ha="left")
    figure.supxlabel("tenth of the article (1: its start, 10: its end)", fontsize=11)


def _lines(axes: Axes, numbers: Numbers, styles: Mapping[str, tuple[str, str, str, str]]) -> None:
    for name, (colour, marker, line, label) in styles.items():
        values = [100 * share for share in numbers[name]]
        axes.plot(range(1, len(values) + 1), values, color=colour, marker=marker, linestyle=line, label=label)
    axes.set_xticks(range(1, DECILES + 1))
    axes.grid(axis="y")
    axes.legend(loc="upper right", frameon=True, framealpha=1, edgecolor="white")


PLOTS: dict[str, tuple[str, str, float, Callable[[Figure, Numbers], None]]] = {
    "lengths": (
        "Lengths of documents and references",
        "Box plots of words per document and per reference of each kind, on a logarithmic scale. The box spans the "
        "middle half, the thick line is the median, the whiskers reach the extremes, each tick below is one text.",
        3.8,
        _lengths,
    ),
    "entity_types": ("Entities by type", "Bars: the number of entities of each OntoNotes type.", 5.2, _entity_types),
    "salience": (
        "How many of a story's abstracts agree on its entities and facts",
        "Bars: the share of entities named, and of facts stated, by none, one, two … of the story's abstracts.",
        4.2,
        _salience,
    ),
    "novel_ngrams": (
        "Novel n-grams: what references do not copy",
        "Bars: for each kind of reference the mean share of its distinct 1- to 4-grams that its document lacks.",
        4.2,
        _novel_ngrams,
    ),
    "lead_bias": (
        "Where in the article the abstracts' content comes from",
        "Lines over the ten tenths of the article. Left: the sentences of abstracts and the facts that they state, by "
        "the best matching sentence, against an even spread. Right: the entities that abstracts name, by first "
        "mention, against all entities.",
        4.2,
        _lead_bias,
    ),
}
"""Title, description, height in inches and painter of every plot; all are eight inches wide."""
