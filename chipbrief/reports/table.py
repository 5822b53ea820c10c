"""Write scores as a table for a terminal, or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chipbrief.language import dressing
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import printable, printable_json
from chipbrief.reports import formats
from chipbrief.scoring.system import MEASURES, Scores

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
"""Measure, heading and factor of each column of the default table. Shares are printed as percentages; ROUGE is the F score."""
ABSOLUTE = frozenset(("length", "sentences", "compression", "density", "longest_copy"))
"""Measures that are not shares, so they are not printed as percentages."""
NAME_WIDTH = 60
"""Maximum length of a system's name in a table or note, in characters."""


def name_of(system: str) -> str:
    """Shorten a system's name to `NAME_WIDTH`, cutting the middle: files of one system often differ at the end of the name."""
    clean = printable(system)
    half = NAME_WIDTH // 2
    return clean if len(clean) <= NAME_WIDTH else f"{clean[: half - 1]}…{clean[-half:]}"


def factor(measure: str) -> int:
    """Return the factor for printing a measure: 100 for shares (percentages), otherwise 1."""
    return 1 if measure in ABSOLUTE else 100


def cell(estimate: Estimate, factor: int) -> str:
    """Return the mean with its interval (`40.9 [37.2, 44.8]`), or a dash if there is no value."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.mean * factor:.1f} [{estimate.low * factor:.1f}, {estimate.high * factor:.1f}]"


def number(value: float | None, factor: int) -> str:
    """Format a value with one decimal, and None as a dash."""
    return "–" if value is None else f"{value * factor:.1f}"


def rows(results: Sequence[Scores]) -> list[list[str]]:
    """Return the heading and one row per system."""
    heading = ["system", *(name for _, name, _ in COLUMNS)]
    body = [
        [name_of(result.system), *(cell(result.estimates[key], factor) for key, _, factor in COLUMNS)]
        for result in results
    ]
    return [heading, *body]


def all_rows(results: Sequence[Scores]) -> list[list[str]]:
    """Return one row per measure and one column per system, then micro averages and recall by entity type."""
    body = [[name, *(cell(result.estimates[name], factor(name)) for result in results)] for name in MEASURES]
    body += [[f"{name} (micro)", *(cell(result.micro[name], 100) for result in results)] for name in results[0].micro]
    for kind in results[0].by_type:
        shares = (result.by_type[kind] for result in results)
        body.append([f"entity_recall of {kind}", *(f"{named / weight * 100:.1f}" for named, weight in shares)])
    return [["measure", *(name_of(result.system) for result in results)], *body]


def text_table(results: Sequence[Scores], bold: bool = False, everything: bool = False) -> str:
    """Return the table for a terminal, then the notes and the signature. `everything` shows all measures."""
    heading, *lines = formats.text(all_rows(results) if everything else rows(results))
    if bold:
        heading = f"\x1b[1m{heading}\x1b[0m"
    remarks = [note for result in results for note in notes(result)]
    return "\n".join([heading, *lines, "", *remarks, results[0].signature])


UNDEFINED = {
    "entity_recall": ", whose references name no labelled entity",
    "entity_precision_source": ", whose summaries name nothing",
    "fact_recall": ", which have no facts",
}
"""Reason why a measure can be undefined, as the end of a note."""


def notes(result: Scores) -> list[str]:
    """Return warnings about one system: empty summaries, refusals, dressing, unusual length, undefined measures, unsupported names."""
    found = []
    articles, system = result.estimates["length"].n, name_of(result.system)  # length is defined for every summary
    if articles < len(result.articles):
        found.append(f"{system}: has summaries of {articles} of {len(result.articles)} stories, and is scored on these")
    if result.empty:
        found.append(f"{system}: {result.empty} of {articles} summaries are empty (their ROUGE and recall are 0)")
    if result.refused:
        found.append(f"{system}: {result.refused} of {articles} summaries look like refusals of a language model")
    if result.dressed:
        found.append(f"{system}: {dressing.note(result.dressed, articles, result.dressing)}")
    if result.has_unusual_length:
        low, high = result.reference_length
        found.append(
            f"{system}: the mean length of {result.estimates['length'].mean:.1f} words is outside the references' range of {low} "
            f"to {high} words; longer summaries tend to have higher recall and lower precision"
        )
    for key, name, _ in COLUMNS:
        if result.estimates[key].n < articles:
            found.append(
                f"{system}: {name} is defined for {result.estimates[key].n} of {articles} stories; the mean leaves out the others"
                f"{UNDEFINED.get(key, '')}"
            )
    unsupported = [f"{name} ({article.id})" for article in result.articles for name in article.unsupported]
    if unsupported:
        more = f", … and {len(unsupported) - 8} more (use --json to see all)" if len(unsupported) > 8 else ""
        found.append(
            f"{system}: names and values not found in the article: {', '.join(printable(name)[:80] for name in unsupported[:8])}{more}"
        )
    return found


def as_json(results: Sequence[Scores], more: Sequence[Mapping[str, Any]] | None = None) -> str:
    """Return every number as JSON. `more` has further entries for each result."""
    return printable_json(
        [{**result.as_dict(), **extra} for result, extra in zip(results, more or [{}] * len(results), strict=True)]
    )
