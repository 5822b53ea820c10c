"""Write scores as a table for a terminal, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chipbrief.language import dressing
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import printable, printable_json
from chipbrief.reports import terminal
from chipbrief.reports.terminal import Screen
from chipbrief.scoring.measures import NEEDS, TABLE, measure_of
from chipbrief.scoring.system import Scores

COLUMNS = tuple(
    (column.name, column.heading, one.factor)
    for one in TABLE
    if one.default
    for column in one.columns
    if column.heading
)
"""Measure, heading and factor of each column of the default table. Shares are printed as percentages; ROUGE is the F score."""
NAME_WIDTH = 60
"""Maximum length of a system's name in a table or note, in characters."""


def name_of(system: str) -> str:
    """Shorten a system's name to `NAME_WIDTH`, cutting the middle: files of one system often differ at the end of the name."""
    clean = printable(system)
    half = NAME_WIDTH // 2
    return clean if len(clean) <= NAME_WIDTH else f"{clean[: half - 1]}…{clean[-half:]}"


def factor(measure: str) -> int:
    """Return the factor for printing a measure: 100 for shares (percentages), otherwise 1, also for scores of other tools."""
    found = measure_of(measure)
    return 1 if found is None else found.factor


def heading(measure: str) -> str:
    """Return the heading of a measure in tables."""
    return next(
        (column.heading for one in TABLE for column in one.columns if column.name == measure and column.heading),
        measure,
    )


def columns(result: Scores, chosen: Sequence[str] = ()) -> tuple[tuple[str, str, int], ...]:
    """Return measure, heading and factor of the columns to show: the `chosen` ones, or all computed ones with a heading."""
    headed = {column.name for one in TABLE for column in one.columns if column.heading}
    return tuple(
        (name, heading(name), factor(name)) for name in chosen or [name for name in result.estimates if name in headed]
    )


def cell(estimate: Estimate, factor: int) -> str:
    """Return the mean with its interval (`40.9 [37.2, 44.8]`), without one for very few stories, or a dash if there is no value."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "–"
    if not estimate.has_interval:
        return f"{estimate.mean * factor:.1f}"
    return f"{estimate.mean * factor:.1f} [{estimate.low * factor:.1f}, {estimate.high * factor:.1f}]"


def number(value: float | None, factor: int) -> str:
    """Format a value with one decimal, and None as a dash."""
    return "–" if value is None else f"{value * factor:.1f}"


def rows(results: Sequence[Scores], chosen: Sequence[str] = ()) -> list[list[str]]:
    """Return the heading and one row per system, with the `chosen` measures or the default ones."""
    shown = columns(results[0], chosen)
    body = [
        [name_of(result.system), *(cell(result.estimates[key], factor) for key, _, factor in shown)]
        for result in results
    ]
    return [["system", *(name for _, name, _ in shown)], *body]


def all_rows(results: Sequence[Scores]) -> list[list[str]]:
    """Return one row per measure and one column per system, then micro averages and recall by entity type."""
    names = list(results[0].estimates)
    body = [[name, *(cell(result.estimates[name], factor(name)) for result in results)] for name in names]
    body += [[f"{name} (micro)", *(cell(result.micro[name], 100) for result in results)] for name in results[0].micro]
    for kind in results[0].by_type:
        shares = (result.by_type[kind] for result in results)
        body.append([f"entity_recall of {kind}", *(f"{named / weight * 100:.1f}" for named, weight in shares)])
    return [["measure", *(name_of(result.system) for result in results)], *body]


def text_table(
    results: Sequence[Scores], screen: Screen | None = None, everything: bool = False, chosen: Sequence[str] = ()
) -> str:
    """Return the table for a terminal, then the notes and the signature.

    The table has the `chosen` measures, or the default ones, and fits the `screen` if there is one: the measures that are
    tested by default stay longest. `everything` shows all that were computed.
    """
    lines = terminal.table(
        all_rows(results) if everything else rows(results, chosen),
        1,
        screen,
        () if everything else _order(results, chosen),
    )
    told = terminal.paragraphs(all_notes(results, everything, chosen), screen)
    return "\n".join([*lines, "", *told, results[0].signature])


def shown_measures(results: Sequence[Scores], everything: bool, chosen: Sequence[str]) -> list[str]:
    """Return the names of the measures in the table of `results`."""
    return list(results[0].estimates) if everything else [key for key, _, _ in columns(results[0], chosen)]


def all_notes(results: Sequence[Scores], everything: bool = False, chosen: Sequence[str] = ()) -> list[str]:
    """Return the notes on the stories, once, and then those on each system."""
    shown = shown_measures(results, everything, chosen)
    remarks = dict.fromkeys(note for result in results for note in corpus_notes(result, shown))
    return [*remarks, *(note for result in results for note in system_notes(result, shown))]


def _order(results: Sequence[Scores], chosen: Sequence[str]) -> list[int]:
    """Return the numbers of the columns that stay longest on a narrow terminal: those that are tested by default."""
    tested = {column.name for one in TABLE for column in one.columns if column.tested}
    return [at for at, (name, _, _) in enumerate(columns(results[0], chosen), 1) if name in tested]


def notes(result: Scores) -> list[str]:
    """Return all notes on one system that belong below the default table."""
    shown = [key for key, _, _ in columns(result)]
    return [*corpus_notes(result, shown), *system_notes(result, shown)]


def corpus_notes(result: Scores, shown: Sequence[str]) -> Iterator[str]:
    """Yield what the stories lack and which of the `shown` measures that concerns. It is the same for all systems."""
    articles = result.given
    told: set[str] = set()
    for need, count in result.lacking.items():
        concerned = [name for name in shown if (one := measure_of(name)) and need in one.needs and name not in told]
        if concerned and count == articles:
            told.update(concerned)
            yield f"no story has {NEEDS[need][1]}: {_listed(concerned)} undefined"
        elif concerned:
            means = f"the means of {', '.join(map(heading, concerned))} leave these stories out"
            yield f"{count} of {articles} stories lack {NEEDS[need][1]}: {means}"
    if result.unlabelled and "entity_recall" in shown and result.estimates["entity_recall"].n:
        yield (
            "no story has labelled entities: entity_recall counts the names and values that rules find in the references"
        )


def _listed(measures: Sequence[str]) -> str:
    return f"{', '.join(map(heading, measures))} {'is' if len(measures) == 1 else 'are'}"


def system_notes(result: Scores, shown: Sequence[str]) -> list[str]:
    """Return notes on one system: empty summaries, refusals, dressing, unusual length, undefined measures, unsupported names."""
    found = []
    articles, system = result.given, name_of(result.system)
    if result.absent:
        found.append(f"{system}: has summaries of {articles} of {len(result.articles)} stories, and is scored on these")
    if result.answers is not None:
        what = f"{result.answers} answers to {articles} stories: the value of a story is the mean over its answers"
        found.append(f"{system}: {what}; names and facts are those of the first answer")
    stories, articles = articles, result.answers or articles
    if result.empty:
        found.append(f"{system}: {result.empty} of {articles} summaries are empty (their ROUGE and recall are 0)")
        if result.empty == articles:  # all further notes would only follow from this one
            return found
    if result.refused:
        found.append(f"{system}: {result.refused} of {articles} summaries look like refusals of a language model")
    if result.dressed:
        found.append(f"{system}: {dressing.note(result.dressed, articles, result.dressing)}")
    articles = stories
    if result.has_unusual_length and result.reference_length:
        low, high = result.reference_length
        found.append(
            f"{system}: the mean length of {result.estimates['length'].mean:.1f} words is outside the references' range of {low} "
            f"to {high} words; longer summaries tend to have higher recall and lower precision"
        )
    found += (f"{system}: {note}" for note in undefined_notes(result, shown))
    unsupported = [f"{name} ({article.id})" for article in result.articles for name in article.unsupported]
    if unsupported:
        more = f", … and {len(unsupported) - 8} more (use --json to see all)" if len(unsupported) > 8 else ""
        found.append(
            f"{system}: names and values not found in the article: {', '.join(printable(name)[:80] for name in unsupported[:8])}{more}"
        )
    return found


def undefined_notes(result: Scores, shown: Sequence[str]) -> Iterator[str]:
    """Yield a note for the measures that have no value for more stories than those that lack what the measure needs."""
    articles = result.given
    by_number: dict[int, dict[str, str]] = {}
    for name in shown:
        one = measure_of(name)
        lacking = max((result.lacking.get(need, 0) for need in one.needs), default=0) if one else 0
        if (number := result.estimates[name].n) < articles - lacking:
            by_number.setdefault(number, {})[name] = one.undefined if one else ""
    for number, reasons in by_number.items():
        (reason, *others) = dict.fromkeys(reasons.values())
        why = f" ({reason})" if reason and not others else ""
        if number:
            means = "the mean leaves" if len(reasons) == 1 else "the means leave"
            yield f"{_listed([*reasons])} defined for {number} of {articles} stories; {means} out the others{why}"
        else:
            yield f"{_listed([*reasons])} undefined for all {articles} stories{why}"


def as_json(results: Sequence[Scores], more: Sequence[Mapping[str, Any]] | None = None) -> str:
    """Return every number as JSON. `more` has further entries for each result."""
    return printable_json(
        [{**result.as_dict(), **extra} for result, extra in zip(results, more or [{}] * len(results), strict=True)]
    )
