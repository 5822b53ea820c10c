"""Write a comparison of systems as text, Markdown, LaTeX, CSV or JSON, with notes on how to read its tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import printable, printable_json
from chipbrief.reports import formats, terminal
from chipbrief.reports.comparison_notes import format_p, label, notes, told_apart
from chipbrief.reports.table import factor, name_of
from chipbrief.reports.terminal import Screen
from chipbrief.scoring.comparison import Comparison, Pair, Standing
from chipbrief.scoring.measures import measure_of


def format_interval(estimate: Estimate, measure: str, sign: str = "") -> str:
    """Return the mean with its interval (`40.9 [37.2, 44.8]`), without one for very few stories, or a dash if there is no value."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "–"
    if not estimate.has_interval:
        return format_value(estimate.mean, measure, sign)
    mean, low, high = (format_value(value, measure, sign) for value in (estimate.mean, estimate.low, estimate.high))
    return f"{mean} [{low}, {high}]"


def format_value(value: float, measure: str, sign: str = "") -> str:
    """Format a share as a percentage with one decimal, any other value with two decimals, and a score of another tool with four."""
    times = factor(measure)
    places = 4 if measure_of(measure) is None else 2 if times == 1 else 1
    return f"{round(value * times, places) + 0.0:{sign}.{places}f}"


PAIRS_SHOWN = 15
"""Maximum number of pairs per measure in `text`; the other formats show all pairs."""
NOTE_WIDTH = 120
"""Maximum length of a line of the notes in `text`, in characters."""
PAIR_HEADING = (
    "measure", "first", "second", "difference [95 % interval]", "d_z", "p", "p (Holm)", "stories needed",
)  # fmt: skip
PAIR_ORDER = (3, 6, 7, 5)
"""Columns of the table of pairs that stay longest on a narrow terminal, by number: difference, corrected p, stories needed, p."""
CSV_HEADING = (
    "row", "measure", "system", "against", "n", "mean", "low", "high", "left_out", "rank_low", "rank_high",
    "system_mean", "against_mean", "d_z", "p", "exact", "p_holm", "significant", "articles_needed", "signature",
)  # fmt: skip


def as_text(comparison: Comparison, screen: Screen | None = None) -> str:
    """Return aligned tables: systems, pairs, the stories that differ most, and the notes. The tables fit the `screen`, if given."""
    lines = [*terminal.table(standing_rows(comparison), 1, screen), ""]
    heading, *rows = pair_rows(comparison, PAIRS_SHOWN)
    if screen:
        lines += terminal.table([heading, *rows], 3, screen, PAIR_ORDER)
    else:
        lines += _pair_lines(heading, rows)
    stories = [f"{name}: {told}" for name, told in story_lines(comparison)]
    if stories:
        lines += ["", *terminal.paragraphs([_story_heading(comparison), *stories], screen, indent="  ")]
    told = terminal.paragraphs(notes(comparison, PAIRS_SHOWN), screen, NOTE_WIDTH, "  ")
    return "\n".join([*lines, "", *told, comparison.signature])


def _pair_lines(heading: list[str], rows: list[list[str]]) -> list[str]:
    """Return the table of pairs with an empty line between two measures."""
    aligned = formats.text([heading, *rows], labels=3)
    lines = aligned[:2]
    for at, (_, group) in enumerate(groupby(zip(rows, aligned[2:], strict=True), lambda one: one[0][0])):
        lines += [""] * bool(at) + [line for _, line in group]
    return lines


def as_markdown(comparison: Comparison) -> str:
    """Return the same content as Markdown, with all pairs."""
    parts = [formats.markdown(standing_rows(comparison)), formats.markdown(pair_rows(comparison), labels=3)]
    stories = [f"- {formats.markdown_text(f'{name}: {told}')}" for name, told in story_lines(comparison)]
    if stories:
        title = formats.markdown_text(_story_heading(comparison))
        parts.append("\n".join([title, "", *stories]))
    parts.append("\n".join(f"- {formats.markdown_text(note)}" for note in notes(comparison)))
    return "\n\n".join([*parts, f"`{printable(comparison.signature)}`"])


def as_latex(comparison: Comparison) -> str:
    """Return two LaTeX tables for a paper, with the notes and the signature as comments above them."""
    tables = standing_rows(comparison), pair_rows(comparison)
    return formats.latex_document(tables, (1, 3), notes(comparison), comparison.signature)


def as_csv(comparison: Comparison) -> str:
    """Return every number as CSV. In rows `system`, `mean` is the mean; in rows `difference`, it is `system` - `against`."""
    rows: list[Sequence[formats.Value]] = [CSV_HEADING]
    for one in comparison.standings:
        ranks = (one.rank_low, one.rank_high)
        left_out = comparison.articles - one.estimate.n
        rows.append(("system", one.measure, one.system, None, *_numbers(one.estimate), left_out, *ranks, *[None] * 8))
    for pair in comparison.pairs:
        tested = (pair.effect, pair.p, pair.exact, pair.p_holm, pair.significant, pair.articles_needed)
        means = (pair.first_mean, pair.second_mean)
        found = (*_numbers(pair.difference), pair.left_out, None, None, *means, *tested)
        rows.append(("difference", pair.measure, pair.first, pair.second, *found))
    rows = [rows[0], *((*row, comparison.signature) for row in rows[1:])]
    return formats.comma_separated(rows).rstrip("\n")


def _numbers(estimate: Estimate) -> tuple[formats.Value, ...]:
    return estimate.n, estimate.mean, estimate.low, estimate.high


def as_json(comparison: Comparison) -> str:
    """Return every number as JSON."""
    return printable_json(comparison.as_dict())


FORMATS: dict[str, Callable[[Comparison], str]] = {
    "text": as_text, "markdown": as_markdown, "latex": as_latex, "csv": as_csv, "json": as_json,
}  # fmt: skip


def standing_rows(comparison: Comparison) -> list[list[str]]:
    """Return the heading and one row per system, with mean, interval and rank on each measure."""
    cells = {(one.system, one.measure): _standing_cell(comparison, one) for one in comparison.standings}
    heading = ["system", *(label(name) for name in comparison.measures)]
    rows = ([name_of(one), *(cells[one, name] for name in comparison.measures)] for one in comparison.systems)
    return [heading, *rows]


def pair_rows(comparison: Comparison, limit: int | None = None) -> list[list[str]]:
    """Return the heading and one row per pair, by measure and then by p; at most `limit` pairs per measure."""
    rows = [list(PAIR_HEADING)]
    for _, group in groupby(comparison.pairs, lambda pair: pair.measure):
        rows += map(_pair_row, sorted(group, key=_by_significance)[:limit])
    return rows


def story_lines(comparison: Comparison) -> list[tuple[str, str]]:
    """Return (measure, text) for a comparison of two systems: the stories that differ most, with both values."""
    found = []
    for name, stories in comparison.stories.items():
        told = []
        for one in stories:
            difference, first = format_value(one.difference, name, "+"), format_value(one.first, name)
            told.append(f"{printable(one.id)} {difference} ({first}, {format_value(one.second, name)})")
        found.append((label(name), "; ".join(told) or "no story differs"))
    return found


def _story_heading(comparison: Comparison) -> str:
    pairs = {(pair.first, pair.second) for pair in comparison.pairs}
    difference = " - ".join(map(name_of, pairs.pop())) if len(pairs) == 1 else "first - second of each measure above"
    return f"Stories in which the systems differ most ({difference}, with both values in brackets):"


def _by_significance(pair: Pair) -> tuple[float, float, float]:
    def known(value: float | None) -> float:
        return 2 if value is None else value

    return known(pair.p_holm), known(pair.p), -abs(pair.difference.mean or 0)


def _standing_cell(comparison: Comparison, one: Standing) -> str:
    place = told_apart(comparison, one.system, one.measure) if comparison.against else rank_text(one)
    return f"{format_interval(one.estimate, one.measure)} {place}".rstrip()


def rank_text(one: Standing) -> str:
    """Return the rank as `2` or `1–3`, or nothing if the system has none."""
    if one.rank_low is None:
        return ""
    return f"{one.rank_low}" if one.rank_high == one.rank_low else f"{one.rank_low}–{one.rank_high}"


def _pair_row(pair: Pair) -> list[str]:
    return [
        label(pair.measure),
        name_of(pair.first),
        name_of(pair.second),
        format_interval(pair.difference, pair.measure, "+") + (" *" if pair.significant else "  "),
        "–" if pair.effect is None else f"{pair.effect:+.2f}",
        format_p(pair.p),
        format_p(pair.p_holm),
        "–" if pair.articles_needed is None else f"{pair.articles_needed:,}",
    ]
