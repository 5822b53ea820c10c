"""Write a comparison of systems as text, Markdown, LaTeX, CSV or JSON, with notes on how to read its tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from textwrap import wrap

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.metrics.significance import EXACT_UP_TO
from chipbrief.problems import printable, printable_json
from chipbrief.reports import formats
from chipbrief.reports.table import factor, heading, name_of
from chipbrief.scoring.comparison import Comparison, Pair, Standing, ranked


def label(measure: str) -> str:
    """Return the table heading of a measure."""
    return heading(measure)


def format_interval(estimate: Estimate, measure: str, sign: str = "") -> str:
    """Return the mean with its interval (`40.9 [37.2, 44.8]`), or a dash if there is no value."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "–"
    mean, low, high = (format_value(value, measure, sign) for value in (estimate.mean, estimate.low, estimate.high))
    return f"{mean} [{low}, {high}]"


def format_value(value: float, measure: str, sign: str = "") -> str:
    """Format a share as a percentage with one decimal, any other value with two decimals."""
    times = factor(measure)
    places = 2 if times == 1 else 1
    return f"{round(value * times, places) + 0.0:{sign}.{places}f}"


def format_p(value: float | None) -> str:
    """Format a p value with four decimals, a value below 0.0001 as `<0.0001`, and None as a dash."""
    if value is None:
        return "–"
    return f"{value:.4f}" if value >= 0.0001 else "<0.0001"


def notes(comparison: Comparison, limit: int | None = None) -> list[str]:
    """Return notes that explain the tables: the cells, the test, the family of tests, and what is left out.

    `limit` is the number of pairs per measure that the table shows; None means all.
    """
    systems = "each cell shows the mean and its 95 % bootstrap interval"
    if any(map(ranked, comparison.measures)):
        systems += ", then the rank range. A rank range lists all ranks that are compatible with the paired tests"
    found = [
        f"{comparison.articles} stories. Systems: {systems}.",
        "Pairs: the difference is the mean of first - second over the stories in which both have a value, with a paired 95 % "
        f"bootstrap interval; * marks a Holm-corrected p of at most {comparison.alpha:g}. d_z is the mean difference divided by "
        'the standard deviation of the differences. "stories needed" is the number of stories with which a single test '
        "would find this difference with 80 % power, before any correction; read it as an order of magnitude.",
        _test(comparison),
        _family(comparison),
    ]
    for name in comparison.measures:
        if name in comparison.undefined:
            found.append(f"{label(name)} is undefined for all systems: {comparison.undefined[name]}.")
            continue
        pairs = [pair for pair in comparison.pairs if pair.measure == name]
        if len(pairs) > 1:
            hidden = len(pairs) - limit if limit and limit < len(pairs) else 0
            more = f"; {hidden} pairs are not shown (use --format csv or json to see all)" if hidden else ""
            significant = sum(pair.significant for pair in pairs)
            found.append(f"{label(name)}: {significant} of {len(pairs)} pairs differ significantly{more}.")
        left = [pair.left_out for pair in pairs if pair.left_out]
        if left:
            found.append(
                f"{label(name)}: {len(left)} of {len(pairs)} pairs leave out up to {max(left)} of {comparison.articles} "
                "stories, because one of the two systems has no value there."
            )
    if comparison.empty:
        counts = ", ".join(f"{name_of(system)} {count}" for system, count in comparison.empty.items())
        found.append(f"Empty summaries (their ROUGE and recall are 0), out of {comparison.articles}: {counts}.")
    return found


def _test(comparison: Comparison) -> str:
    exact = {pair.exact for pair in comparison.pairs}
    every = "the p value is the share of all 2^n sign patterns (the observed one included) that reach the observed |mean difference|"
    drawn = (
        f"{comparison.flips:,} random sign patterns are drawn: p = (1 + count) / (1 + {comparison.flips:,}), where count is "
        "the number of drawn patterns that reach the observed |mean difference|"
    )
    how = f"Up to {EXACT_UP_TO} stories, {every}. For more stories, {drawn}"
    if len(exact) == 1:
        how = every if True in exact else drawn
    return f"Test: two-sided paired randomization test over stories. {how[0].upper()}{how[1:]}."


def _family(comparison: Comparison) -> str:
    tests = [pair for pair in comparison.pairs if pair.p is not None]
    if comparison.family == "measures":
        size, what = len(tests), "all pairs of systems on all measures shown"
    else:
        size = max((sum(pair.measure == name for pair in tests) for name in comparison.measures), default=0)
        names = [f"{name_of(one)} on {label(measure)}" for measure, one in comparison.against.items()]
        if len(opponents := set(comparison.against.values())) == 1:
            names = list(map(name_of, opponents))
        what = f"every other system against {', '.join(names)}" if names else "all pairs of systems"
        what += ", for each measure separately"
    family = f"Family: Holm correction over {size} {'test' if size == 1 else 'tests'}: {what}."
    least = min(
        (2.0 ** (1 - pair.difference.n) if pair.exact else 1 / (1 + comparison.flips) for pair in tests), default=1
    )
    if least * size > comparison.alpha:
        family += f" With so few stories and so many tests nothing can be significant, because p is never below {format_p(least)}."
        family += " Compare fewer systems, or test all against one system (--against)."
    return family


PAIRS_SHOWN = 15
"""Maximum number of pairs per measure in `text`; the other formats show all pairs."""
NOTE_WIDTH = 120
"""Maximum length of a line of the notes in `text`, in characters."""
PAIR_HEADING = (
    "measure", "first", "second", "difference [95 % interval]", "d_z", "p", "p (Holm)", "stories needed",
)  # fmt: skip
CSV_HEADING = (
    "row", "measure", "system", "against", "n", "mean", "low", "high", "left_out", "rank_low", "rank_high",
    "system_mean", "against_mean", "d_z", "p", "exact", "p_holm", "significant", "articles_needed", "signature",
)  # fmt: skip


def as_text(comparison: Comparison) -> str:
    """Return aligned tables for a terminal: systems, pairs, the stories that differ most, and the notes."""
    lines = formats.text(standing_rows(comparison))
    heading, *rows = pair_rows(comparison, PAIRS_SHOWN)
    aligned = formats.text([heading, *rows], labels=3)
    lines += ["", *aligned[:2]]
    for at, (_, group) in enumerate(groupby(zip(rows, aligned[2:], strict=True), lambda one: one[0][0])):
        lines += [""] * bool(at) + [line for _, line in group]
    stories = [f"{name}: {told}" for name, told in story_lines(comparison)]
    if stories:
        lines += ["", _story_heading(comparison), *stories]
    told = [line for note in notes(comparison, PAIRS_SHOWN) for line in wrap(note, NOTE_WIDTH, subsequent_indent="  ")]
    return "\n".join([*lines, "", *told, comparison.signature])


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
    comments = [f"% {printable(note)}" for note in (*notes(comparison), comparison.signature)]
    tables = formats.latex(standing_rows(comparison)), "", formats.latex(pair_rows(comparison), labels=3)
    return "\n".join(["% \\usepackage{booktabs}", *comments, *tables])


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
    """Return the heading and one row per system, with mean, interval and rank range on each measure."""
    cells = {(one.system, one.measure): _standing_cell(one) for one in comparison.standings}
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
    difference = " - ".join(map(name_of, comparison.systems[:2]))
    return f"Stories in which the systems differ most ({difference}, with both values in brackets):"


def _by_significance(pair: Pair) -> tuple[float, float, float]:
    def known(value: float | None) -> float:
        return 2 if value is None else value

    return known(pair.p_holm), known(pair.p), -abs(pair.difference.mean or 0)


def _standing_cell(one: Standing) -> str:
    ranks = "" if one.rank_low is None else f" {one.rank_low}"
    if one.rank_high != one.rank_low:
        ranks += f"–{one.rank_high}"
    return f"{format_interval(one.estimate, one.measure)}{ranks}"


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
