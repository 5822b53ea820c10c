"""Scores as a table that a person reads, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import printable
from chipbrief.scoring import MEASURES, Scores

COLUMNS = (
    ("rouge1_fmeasure", "ROUGE-1", 100),
    ("rouge2_fmeasure", "ROUGE-2", 100),
    ("rougeL_fmeasure", "ROUGE-L", 100),
    ("rougeLsum_fmeasure", "ROUGE-Lsum", 100),
    ("entity_recall", "entity_recall", 100),
    ("entity_precision_source", "entity_precision_source", 100),
    ("fact_recall", "fact_recall", 100),
    ("length", "length", 1),
)
"""Measure, heading and factor: shares are printed as percentages, ROUGE is F."""
ABSOLUTE = frozenset(("length", "sentences", "compression", "density", "longest_copy"))
"""Measures that are no shares, and so are printed as they are."""


def cell(estimate: Estimate, factor: int) -> str:
    """`40.9 [37.2, 44.8]`, a dash where nothing could be measured."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.mean * factor:.1f} [{estimate.low * factor:.1f}, {estimate.high * factor:.1f}]"


def number(value: float | None, factor: int) -> str:
    """One decimal, a dash for null."""
    return "–" if value is None else f"{value * factor:.1f}"


def rows(results: Sequence[Scores]) -> list[list[str]]:
    """Heading and one row a system."""
    heading = ["system", *(name for _, name, _ in COLUMNS)]
    body = [
        [printable(result.system)[:60], *(cell(result.estimates[key], factor) for key, _, factor in COLUMNS)]
        for result in results
    ]
    return [heading, *body]


def all_rows(results: Sequence[Scores]) -> list[list[str]]:
    """Every measure in a row of its own, a column a system; then micro averages, and recall by entity type."""
    body = [
        [name, *(cell(result.estimates[name], 1 if name in ABSOLUTE else 100) for result in results)]
        for name in MEASURES
    ]
    body += [[f"{name} (micro)", *(cell(result.micro[name], 100) for result in results)] for name in results[0].micro]
    for kind in results[0].by_type:
        shares = (result.by_type[kind] for result in results)
        body.append([f"entity_recall of {kind}", *(f"{named / weight * 100:.1f}" for named, weight in shares)])
    return [["measure", *(printable(result.system)[:60] for result in results)], *body]


def text_table(results: Sequence[Scores], bold: bool = False, everything: bool = False) -> str:
    """The table for a terminal, with the signature and what must be known to read it."""
    table = all_rows(results) if everything else rows(results)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ["  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip() for row in table]
    heading = f"\x1b[1m{lines[0]}\x1b[0m" if bold else lines[0]
    remarks = [note for result in results for note in notes(result)]
    return "\n".join(
        [heading, "  ".join("-" * width for width in widths), *lines[1:], "", *remarks, results[0].signature]
    )


def notes(result: Scores) -> list[str]:
    """What must be known to read a system's row."""
    found = []
    articles = len(result.articles)
    if result.empty:
        found.append(f"{result.system}: {result.empty} of {articles} summaries are empty and score 0")
    if result.refused:
        found.append(f"{result.system}: {result.refused} of {articles} summaries read as a refusal")
    if result.has_unusual_length:
        low, high = result.reference_length
        found.append(
            f"{result.system}: mean length {result.estimates['length'].mean:.1f} lies outside the references' {low} to {high} "
            "words: recall grows with length, precision falls"
        )
    for key, name, _ in COLUMNS:
        if result.estimates[key].n < articles:
            found.append(f"{result.system}: {name} is defined for {result.estimates[key].n} of {articles} articles")
    unsupported = [f"{name} ({article.id})" for article in result.articles for name in article.unsupported]
    if unsupported:
        more = f", … and {len(unsupported) - 8} more (--json has all)" if len(unsupported) > 8 else ""
        found.append(
            f"{result.system}: not in the article: {', '.join(printable(name)[:80] for name in unsupported[:8])}{more}"
        )
    return found


def markdown_table(results: Sequence[Scores]) -> str:
    """The table for a README."""
    heading, *body = rows(results)
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)], *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def as_json(results: Sequence[Scores]) -> str:
    """Every number, for programs."""
    return json.dumps([result.as_dict() for result in results], ensure_ascii=False, indent=2, allow_nan=False)
