"""Numbers and names as the cells of a table show them."""

from __future__ import annotations

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.reports.table import COLUMNS, factor

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
