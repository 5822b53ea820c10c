"""Scores as a table that a person reads, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import printable
from chipbrief.scoring import Scores

COLUMNS = (
    ("rouge1_fmeasure", "ROUGE-1", 100),
    ("rouge2_fmeasure", "ROUGE-2", 100),
    ("rougeL_fmeasure", "ROUGE-L", 100),
    ("rougeLsum_fmeasure", "ROUGE-Lsum", 100),
    ("entity_recall", "entity_recall", 100),
    ("entity_precision_source", "entity_precision_source", 100),
    ("length", "length", 1),
)
"""Measure, heading and factor: shares are printed as percentages, ROUGE is F."""


def cell(estimate: Estimate, factor: int) -> str:
    """`40.9 [37.2, 44.8]`, a dash where nothing could be measured."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.mean * factor:.1f} [{estimate.low * factor:.1f}, {estimate.high * factor:.1f}]"


def rows(results: Sequence[Scores]) -> list[list[str]]:
    """Heading and one row a system."""
    heading = ["system", *(name for _, name, _ in COLUMNS)]
    body = [
        [printable(result.system)[:60], *(cell(result.estimates[key], factor) for key, _, factor in COLUMNS)]
        for result in results
    ]
    return [heading, *body]


def text_table(results: Sequence[Scores], bold: bool = False) -> str:
    """The table for a terminal, with the signature and what must be known to read it."""
    table = rows(results)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ["  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip() for row in table]
    heading = f"\x1b[1m{lines[0]}\x1b[0m" if bold else lines[0]
    notes = [note for result in results for note in _notes(result)]
    return "\n".join(
        [heading, "  ".join("-" * width for width in widths), *lines[1:], "", *notes, results[0].signature]
    )


def _notes(result: Scores) -> list[str]:
    notes = []
    articles = len(result.articles)
    if result.empty:
        notes.append(f"{result.system}: {result.empty} of {articles} summaries are empty and score 0")
    for key, name, _ in COLUMNS:
        if result.estimates[key].n < articles:
            notes.append(f"{result.system}: {name} is defined for {result.estimates[key].n} of {articles} articles")
    unsupported = [f"{name} ({article.id})" for article in result.articles for name in article.unsupported]
    if unsupported:
        more = f", … and {len(unsupported) - 8} more (--json has all)" if len(unsupported) > 8 else ""
        notes.append(
            f"{result.system}: not in the article: {', '.join(printable(name)[:80] for name in unsupported[:8])}{more}"
        )
    return notes


def markdown_table(results: Sequence[Scores]) -> str:
    """The table for a README."""
    heading, *body = rows(results)
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)], *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def as_json(results: Sequence[Scores]) -> str:
    """Every number, for programs."""
    return json.dumps([result.as_dict() for result in results], ensure_ascii=False, indent=2, allow_nan=False)
