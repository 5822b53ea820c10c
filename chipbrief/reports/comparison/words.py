"""What must be known to read the tables of a comparison, in words."""

from __future__ import annotations

from chipbrief.metrics.significance import EXACT_UP_TO
from chipbrief.reports.comparison.cells import label, p_of
from chipbrief.reports.table import name_of
from chipbrief.scoring.comparison import Comparison, ranked


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
