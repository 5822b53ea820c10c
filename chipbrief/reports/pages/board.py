"""The page of a board: tables of systems under one setting each, with a sentence that answers, leaders, and a plot in each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from chipbrief.leaderboard.manifest import Manifest
from chipbrief.metrics.bootstrap import FEWEST_ARTICLES, Estimate
from chipbrief.reports.pages import verdict
from chipbrief.reports.pages.plane import across, plane, up
from chipbrief.reports.pages.render import Link, Nav, TooLarge, page
from chipbrief.reports.table import factor, number
from chipbrief.scoring.comparison import Comparison
from chipbrief.scoring.comparison.ranks import MEANING
from chipbrief.scoring.system import Scores

Group = Literal["ceiling", "ranked", "reference"]
"""Part of the table that a row stands in: above the ranked systems, among them, or below them."""
MEASURES: dict[str, tuple[str, str]] = {
    "entity_recall": ("entity recall, %", "names"),
    "fact_recall": ("fact recall, %", "facts"),
    "rouge1_fmeasure": ("ROUGE-1, %", "R-1"),
    "rouge2_fmeasure": ("ROUGE-2, %", "R-2"),
    "rougeLsum_fmeasure": ("ROUGE-Lsum, %", "R-Lsum"),
}
"""Measures by which a table can be ordered and plotted, with their long and short headings. The first one with a value is chosen."""
MORE = {
    "compression": "compression",
    "coverage": "copied words, %",
    "longest_copy": "longest copy, words",
    "entity_precision_source": "names supported by the article, %",
}
"""Further columns, in a second table."""
MEANINGS = {
    "names": "entity recall: share of the references' names and values that the summary has, weighted by how many references have them",
    "facts": "fact recall: share of the facts that the summary states, weighted by how many abstracts state them",
    "R-1, R-2, R-Lsum": "ROUGE F score against the best matching reference: shared words, word pairs, word sequences",
    "rank": MEANING,
    "words": "words per summary; longer summaries tend to have higher recall",
    "new pairs": "share of the summary's distinct word pairs that are not in the article; near 0, the summary is copied sentences",
    "compression": "words in the article per word in the summary",
    "copied words": "share of the summary's words that belong to a run copied from the article (a run may be a single word)",
    "longest copy": "length of the longest run copied from the article, in words",
    "names supported": "share of the summary's names and values that the article supports",
    "answered": "share of stories with a summary that is neither empty nor a refusal",
}  # fmt: skip
ABOUT = {
    "entity_recall": "names", "fact_recall": "facts", "rank": "rank", "words": "words", "new": "new pairs",
    **dict.fromkeys(("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure"), "R-1, R-2, R-Lsum"),
}  # fmt: skip
"""Key in `MEANINGS` of the explanation that a column's heading opens."""
CELLS = 20
"""Maximum number of ranked systems whose rank bar has one cell a place. Above it, the bar is a line."""
LONG = 40
"""Number of ranked rows from which rows are lower, and those after it are shown on demand."""
LEFT, WIDTH = 2.0, 96.0
"""Position of 0 in a plot, and the width of the scale from 0 to 1, in per cent of the plot's width. `board.js` has the same numbers."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One system of a table.

    `values` has, by measure, the value of each story, if they are too few for an interval. `file` is the address of its page.
    """

    system: str
    kind: str
    group: Group
    estimates: Mapping[str, Estimate]
    ranks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    values: Mapping[str, Sequence[float]] = field(default_factory=dict)
    file: str | None = None
    answered: float | None = None
    manifest: Manifest | None = None
    is_earlier: bool = False
    note: str = ""

    def mean(self, measure: str) -> float | None:
        """Return the mean of a measure, or None if it has none."""
        found = self.estimates.get(measure)
        return None if found is None else found.mean


@dataclass(frozen=True, slots=True)
class BoardTable:
    """The systems under one setting. `key` is the table's name in addresses, `title` its tab, `unit` what `count` counts.

    `comparison` has the tests of the ranked systems. `pairs` is the address of the page that shows them.
    """

    key: str
    title: str
    about: str
    unit: str
    count: int
    rows: Sequence[BoardRow]
    signature: str
    comparison: Comparison | None = None
    pairs: str | None = None
    remark: str = ""
    open_to_submissions: bool = False
    left_out: int = 0
    """Number of ranked systems that the page leaves out to keep its size."""

    @property
    def ranked(self) -> list[BoardRow]:
        """The ranked rows, the highest mean on the chosen measure first."""
        return [row for row in self.rows if row.group == "ranked"]

    @property
    def measures(self) -> list[str]:
        """The measures that some row has."""
        return [name for name in MEASURES if any(row.mean(name) is not None for row in self.rows)]

    @property
    def chosen(self) -> str:
        """The measure that the table is first ordered and plotted by."""
        return next(iter(self.measures), "rouge1_fmeasure")

    @property
    def has_new_pairs(self) -> bool:
        """Whether the share of new word pairs is known of any row. Pinned scores of some corpora lack it."""
        return any(row.mean("novel_2grams") is not None for row in self.rows)

    def line(self, system: str, measure: str) -> float | None:
        """Return the mean of a system that is drawn as a line through all rows."""
        return next((row.mean(measure) for row in self.rows if row.system == system), None)


def few_values(scores: Scores) -> dict[str, list[float]]:
    """Return the values of all stories by measure, if they are too few for an interval."""
    if len(scores.articles) >= FEWEST_ARTICLES:
        return {}
    return {
        name: [value for one in scores.articles if (value := one.measures.get(name)) is not None] for name in MEASURES
    }


def at(share: float) -> str:
    """Return the position of a share in a plot, in per cent of the plot's width."""
    return f"{LEFT + WIDTH * min(max(share, 0), 1):.1f}"


def board_page(
    tables: Sequence[BoardTable], nav: Nav, heading: str, submit: Link | None = None, foot: str = ""
) -> bytes:
    """Return the page as bytes. If it would be too large, each table keeps its highest ranked systems only, and says so."""
    ordered = [replace(table, rows=_ordered(table)) for table in tables]
    most = max((len(table.ranked) for table in ordered), default=0)
    while True:
        try:
            return _draw([_shortened(table, most) for table in ordered], nav, heading, submit, foot)
        except TooLarge:
            if not most:
                raise
            most //= 2


def _ordered(table: BoardTable) -> list[BoardRow]:
    chosen = table.chosen

    def place(row: BoardRow) -> tuple[float, str]:
        mean = row.mean(chosen)
        return (1.0 if mean is None else -mean), row.system

    return sorted(table.rows, key=place)


def _shortened(table: BoardTable, most: int) -> BoardTable:
    left_out = {row.system for row in table.ranked[most:]}
    return replace(table, rows=[row for row in table.rows if row.system not in left_out], left_out=len(left_out))


def _draw(tables: Sequence[BoardTable], nav: Nav, heading: str, submit: Link | None, foot: str) -> bytes:
    return page(
        "board.html",
        nav,
        heading=heading,
        tables=tables,
        submit=submit,
        foot=foot,
        measures=MEASURES,
        more=MORE,
        meanings=MEANINGS,
        groups=("ceiling", "ranked", "reference"),
        verdict=verdict,
        plane=plane,
        across=across,
        up=up,
        about=ABOUT,
        at=at,
        data=_data,
        bar=_bar,
        number=number,
        factor=factor,
        cells=CELLS,
        long=LONG,
    )


def _data(row: BoardRow, measures: Sequence[str]) -> dict[str, list[object]]:
    """Return what the script needs to draw a row by another measure: mean, interval, rank, and the values of single stories."""
    found: dict[str, list[object]] = {}
    for name in measures:
        one = row.estimates.get(name)
        if one is None or one.mean is None:
            continue
        interval = [_short(one.low), _short(one.high)] if one.has_interval else [None, None]
        numbers: list[object] = [_short(one.mean), *interval, *row.ranks.get(name, (None, None))]
        if name in row.values:
            numbers.append([_short(value) for value in row.values[name]])
        found[name] = numbers
    return found


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


BAR_WIDTH = 98
"""Width of a rank bar in pixels."""


def _bar(low: int, high: int, count: int) -> str:
    """Return the path of the places from `low` to `high` of `count` in a rank bar."""
    return f"M{(low - 1) * BAR_WIDTH / count:.1f} 4H{high * BAR_WIDTH / count:.1f}"
