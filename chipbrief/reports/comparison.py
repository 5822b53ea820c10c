"""A comparison for people (text, Markdown, LaTeX) and for programs (CSV, JSON), with notes on how to read its tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from textwrap import wrap

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.metrics.significance import EXACT_UP_TO
from chipbrief.problems import printable, printable_json
from chipbrief.reports import formats
from chipbrief.reports.table import COLUMNS, factor, name_of
from chipbrief.scoring.comparison import Comparison, Pair, Standing, ranked

HEADINGS = {measure: heading for measure, heading, _ in COLUMNS}


def label(measure: str) -> str:
    """How tables call a measure."""
    return HEADINGS.get(measure, measure)


def interval(estimate: Estimate, measure: str, sign: str = "") -> str:
    """`40.9 [37.2, 44.8]`, a dash where nothing could be measured."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "–"
    mean, low, high = (value_of(value, measure, sign) for value in (estimate.mean, estimate.low, estimate.high))
    return f"{mean} [{low}, {high}]"


def value_of(value: float, measure: str, sign: str = "") -> str:
    """Shares as percentages with one place, other numbers with two."""
    times = factor(measure)
    places = 2 if times == 1 else 1
    return f"{round(value * times, places) + 0.0:{sign}.{places}f}"


def p_of(value: float | None) -> str:
    """Four places; what would be 0 in them is below .0001."""
    if value is None:
        return "–"
    return f"{value:.4f}" if value >= 0.0001 else "<0.0001"


def notes(comparison: Comparison, limit: int | None = None) -> list[str]:
    """What must be known to read the tables: the test and the family in words, and what is missing."""
    marks = "mean [95 % interval] best–worst rank" if any(map(ranked, comparison.measures)) else "mean [95 % interval]"
    found = [
        f"{comparison.articles} articles. Systems: {marks}; the ranks are those that the significant differences leave open.",
        "Pairs: mean of first - second over the articles where both have the measure, with a paired bootstrap interval; "
        f"* = Holm p <= {comparison.alpha:g}; d_z = mean / standard deviation of the differences; n for 80 % = articles "
        "that would show such a difference with 80 % power, uncorrected: an order of magnitude.",
        _test(comparison),
        _family(comparison),
    ]
    for name in comparison.measures:
        pairs = [pair for pair in comparison.pairs if pair.measure == name]
        if len(pairs) > 1:
            hidden = len(pairs) - limit if limit and limit < len(pairs) else 0
            more = f"; {hidden} not shown (--format csv and json have all)" if hidden else ""
            found.append(
                f"{label(name)}: {sum(pair.significant for pair in pairs)} of {len(pairs)} pairs differ{more}."
            )
        left = [pair.left_out for pair in pairs if pair.left_out]
        if left:
            found.append(
                f"{label(name)}: up to {max(left)} of {comparison.articles} articles, where one of the two has no "
                f"value, are left out of {len(left)} of {len(pairs)} pairs."
            )
    if comparison.empty:
        counts = ", ".join(f"{name_of(system)} {count}" for system, count in comparison.empty.items())
        found.append(f"Empty summaries, which score 0, of {comparison.articles}: {counts}.")
    return found


def _test(comparison: Comparison) -> str:
    exact = {pair.exact for pair in comparison.pairs}
    every, drawn = "all 2^n sign patterns are counted, the observed one included", f"{comparison.flips:,} are drawn"
    drawn += f", p = (1 + count) / (1 + {comparison.flips:,})"
    how = f"{every}, up to {EXACT_UP_TO} articles; above, {drawn}"
    if len(exact) == 1:
        how = every if True in exact else f"of the sign patterns {drawn}"
    return f"Test: paired randomization over articles, two-sided, statistic |mean difference|: {how}."


def _family(comparison: Comparison) -> str:
    tests = [pair for pair in comparison.pairs if pair.p is not None]
    if comparison.family == "measures":
        size, what = len(tests), "all pairs on all measures shown, together"
    else:
        size = max((sum(pair.measure == name for pair in tests) for name in comparison.measures), default=0)
        names = ", ".join(
            sorted({name_of(one) for one in comparison.against.values()})
            if len(set(comparison.against.values())) == 1
            else [f"{name_of(one)} on {label(measure)}" for measure, one in comparison.against.items()]
        )
        what = f"within each measure, all against {names}" if comparison.against else "all pairs within each measure"
    family = f"Family: Holm over {size} {'test' if size == 1 else 'tests'}: {what}."
    least = min(
        (2.0 ** (1 - pair.difference.n) if pair.exact else 1 / (1 + comparison.flips) for pair in tests), default=1
    )
    if least * size > comparison.alpha:
        family += f" So few articles for so many tests can show nothing, since p is never below {p_of(least)}: "
        family += "compare fewer systems, or all against one (--against)."
    return family


PAIRS_SHOWN = 15
"""Pairs of one measure in the text for a terminal; the other formats have all."""
WIDTH = 120
"""Characters in a line of the notes for a terminal."""
PAIR_HEADING = ("measure", "first", "second", "difference [95 % interval]", "d_z", "p", "p (Holm)", "n for 80 %")
CSV_HEADING = (
    "row", "measure", "system", "against", "n", "mean", "low", "high", "left_out", "rank_low", "rank_high",
    "system_mean", "against_mean", "d_z", "p", "exact", "p_holm", "significant", "articles_needed", "signature",
)  # fmt: skip


def as_text(comparison: Comparison) -> str:
    """Tables for a terminal: each system's standing, the pairs, the stories that differ most, and how to read them."""
    lines = formats.text(standing_rows(comparison))
    heading, *rows = pair_rows(comparison, PAIRS_SHOWN)
    aligned = formats.text([heading, *rows], labels=3)
    lines += ["", *aligned[:2]]
    for at, (_, group) in enumerate(groupby(zip(rows, aligned[2:], strict=True), lambda one: one[0][0])):
        lines += [""] * bool(at) + [line for _, line in group]
    stories = [f"{name}: {told}" for name, told in story_lines(comparison)]
    if stories:
        lines += ["", f"Where they differ most, {_first_minus_second(comparison)}:", *stories]
    told = [line for note in notes(comparison, PAIRS_SHOWN) for line in wrap(note, WIDTH, subsequent_indent="  ")]
    return "\n".join([*lines, "", *told, comparison.signature])


def as_markdown(comparison: Comparison) -> str:
    """The same for a page."""
    parts = [formats.markdown(standing_rows(comparison)), formats.markdown(pair_rows(comparison), labels=3)]
    stories = [f"- {formats.markdown_text(f'{name}: {told}')}" for name, told in story_lines(comparison)]
    if stories:
        title = formats.markdown_text(f"Where they differ most, {_first_minus_second(comparison)}:")
        parts.append("\n".join([title, "", *stories]))
    parts.append("\n".join(f"- {formats.markdown_text(note)}" for note in notes(comparison)))
    return "\n\n".join([*parts, f"`{printable(comparison.signature)}`"])


def as_latex(comparison: Comparison) -> str:
    """The same for a paper: two tables, and what their captions have to say as comments."""
    comments = [f"% {printable(note)}" for note in (*notes(comparison), comparison.signature)]
    return "\n".join(
        [
            "% \\usepackage{booktabs}",
            *comments,
            formats.latex(standing_rows(comparison)),
            "",
            formats.latex(pair_rows(comparison), labels=3),
        ]
    )


def as_csv(comparison: Comparison) -> str:
    """Every number in one table: rows `system` (`mean` is the mean) and `difference` (`mean` is system minus against)."""
    rows: list[Sequence[formats.Value]] = [CSV_HEADING]
    for one in comparison.standings:
        ranks = (one.rank_low, one.rank_high)
        left_out = comparison.articles - one.estimate.n
        rows.append(("system", one.measure, one.system, None, *_cells(one.estimate), left_out, *ranks, *[None] * 8))
    for pair in comparison.pairs:
        tested = (pair.effect, pair.p, pair.exact, pair.p_holm, pair.significant, pair.articles_needed)
        means = (pair.first_mean, pair.second_mean)
        found = (*_cells(pair.difference), pair.left_out, None, None, *means, *tested)
        rows.append(("difference", pair.measure, pair.first, pair.second, *found))
    rows = [rows[0], *((*row, comparison.signature) for row in rows[1:])]
    return formats.comma_separated(rows).rstrip("\n")


def _cells(estimate: Estimate) -> tuple[formats.Value, ...]:
    return estimate.n, estimate.mean, estimate.low, estimate.high


def as_json(comparison: Comparison) -> str:
    """Every number, for programs."""
    return printable_json(comparison.as_dict())


FORMATS: dict[str, Callable[[Comparison], str]] = {
    "text": as_text, "markdown": as_markdown, "latex": as_latex, "csv": as_csv, "json": as_json,
}  # fmt: skip


def standing_rows(comparison: Comparison) -> list[list[str]]:
    """Heading and one row a system: on each measure mean, interval and range of ranks."""
    cells = {(one.system, one.measure): _standing(one) for one in comparison.standings}
    heading = ["system", *(label(name) for name in comparison.measures)]
    return [
        heading,
        *([name_of(one), *(cells[one, name] for name in comparison.measures)] for one in comparison.systems),
    ]


def pair_rows(comparison: Comparison, limit: int | None = None) -> list[list[str]]:
    """Heading and one row a pair, measure by measure, the surest differences first; at most `limit` a measure."""
    rows = [list(PAIR_HEADING)]
    for _, group in groupby(comparison.pairs, lambda pair: pair.measure):
        rows += map(_pair, sorted(group, key=_sureness)[:limit])
    return rows


def story_lines(comparison: Comparison) -> list[tuple[str, str]]:
    """For two systems the stories that differ most: a measure, and its stories with difference and both values."""
    found = []
    for name, stories in comparison.stories.items():
        told = [
            f"{printable(one.id)} {value_of(one.difference, name, '+')} ({value_of(one.first, name)}, {value_of(one.second, name)})"
            for one in stories
        ]
        found.append((label(name), "; ".join(told) or "no story differs"))
    return found


def _first_minus_second(comparison: Comparison) -> str:
    return " - ".join(map(name_of, comparison.systems[:2]))


def _sureness(pair: Pair) -> tuple[float, float, float]:
    def known(value: float | None) -> float:
        return 2 if value is None else value

    return known(pair.p_holm), known(pair.p), -abs(pair.difference.mean or 0)


def _standing(one: Standing) -> str:
    ranks = "" if one.rank_low is None else f" {one.rank_low}"
    if one.rank_high != one.rank_low:
        ranks += f"–{one.rank_high}"
    return f"{interval(one.estimate, one.measure)}{ranks}"


def _pair(pair: Pair) -> list[str]:
    return [
        label(pair.measure),
        name_of(pair.first),
        name_of(pair.second),
        interval(pair.difference, pair.measure, "+") + (" *" if pair.significant else "  "),
        "–" if pair.effect is None else f"{pair.effect:+.2f}",
        p_of(pair.p),
        p_of(pair.p_holm),
        "–" if pair.articles_needed is None else f"{pair.articles_needed:,}",
    ]
