"""Notes on how to read a comparison: the test, the family of tests, what it can settle, and what is left out."""

from __future__ import annotations

from chipbrief.metrics.significance import EXACT_UP_TO
from chipbrief.reports.table import heading, name_of
from chipbrief.scoring.comparison import Comparison
from chipbrief.scoring.comparison.ranks import MEANING, jointly_decidable, least_p


def label(measure: str) -> str:
    """Return the table heading of a measure."""
    return heading(measure)


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
    if any(one.rank_low for one in comparison.standings):
        systems += f", then the rank (this row alone): {MEANING}"
    if opponents := ", ".join(dict.fromkeys(map(name_of, comparison.against.values()))):
        systems += f", then whether it is above or below {opponents}, or not told apart from it"
    found = [
        *([f"{hopeless} {MORE_POWER}"] if (hopeless := undecidable(comparison)) else []),
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


MORE_POWER = "Use --against, fewer systems, or more stories."


def undecidable(comparison: Comparison) -> str:
    """Return a sentence if no pair of systems could differ significantly on any measure, whatever the summaries, else nothing."""
    if any(jointly_decidable(comparison, measure) for measure in comparison.measures):
        return ""
    tests = [pair for pair in comparison.pairs if pair.p is not None]
    if not tests:
        return ""
    least = min(least_p(pair, comparison.flips) for pair in tests)
    return (
        f"{comparison.articles} {'story' if comparison.articles == 1 else 'stories'} cannot separate any two of the "
        f"{len(comparison.systems)} systems under this correction: p is never below {format_p(least)} before it."
    )


def told_apart(comparison: Comparison, system: str, measure: str) -> str:
    """Return whether a system is above, below, or not told apart from the one that the others are tested against."""
    opponent = comparison.against.get(measure)
    for pair in comparison.pairs:
        if pair.measure == measure and {pair.first, pair.second} == {system, opponent}:
            ahead = ((pair.difference.mean or 0) > 0) == (pair.first == system)
            return "not told apart" if not pair.significant else "above" if ahead else "below"
    return ""


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
    return f"Family: Holm correction over {size} {'test' if size == 1 else 'tests'}: {what}."
