"""Scores by genre: means over the documents of each genre, so that a system's strengths in one are not lost in a total."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from chipbrief.metrics import bootstrap
from chipbrief.metrics.bootstrap import NO_ESTIMATE, Estimate
from chipbrief.problems import fail
from chipbrief.records import Story
from chipbrief.reports import formats, terminal
from chipbrief.reports.table import cell, factor, heading, name_of
from chipbrief.reports.terminal import Screen
from chipbrief.scoring.intervals import clusters_of
from chipbrief.scoring.measures import TABLE, measure_of
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores

LEAST_SHARE = Fraction(2, 3)
"""Smallest share of a genre's summaries for which a measure must be defined, for its means to be given.

People's summaries of how-to guides, poems and proofs seldom name anything. A mean of entity recall over the few that do
would say little about the genre. The share is taken over all systems, so that a mean is given for all of them or for none.
"""
NO_GENRE = "(none)"
"""Name of the group of stories without a genre."""


class GenreScores(NamedTuple):
    """The means of one system over the documents of one genre that it has summarized.

    `estimates` is `NO_ESTIMATE` for a measure that is defined for too few summaries (see `LEAST_SHARE`). `defined` has the
    number of documents for which it is defined.
    """

    genre: str
    system: str
    documents: int
    estimates: Mapping[str, Estimate]
    defined: Mapping[str, int]


def by_genre(results: Sequence[Scores], stories: Sequence[Story], setting: Setting) -> list[GenreScores]:
    """Return the scores of each genre, in the order of their names, and of each system in the order of `results`.

    Raise `InputError` if no story has a genre.
    """
    groups: dict[str, list[Story]] = {}
    for story in stories:
        groups.setdefault(story.genre or NO_GENRE, []).append(story)
    if set(groups) <= {NO_GENRE}:
        raise fail("--by genre", "no story of this corpus has a genre", "leave it out")
    return [one for genre in sorted(groups) for one in _of_genre(genre, results, groups[genre], setting)]


def _of_genre(genre: str, results: Sequence[Scores], stories: Sequence[Story], setting: Setting) -> list[GenreScores]:
    measures = [{article.id: article.measures for article in result.articles} for result in results]
    given = [[story for story in stories if story.id not in result.absent] for result in results]
    total = sum(map(len, given))
    values = [
        {name: [one[story.id][name] for story in some] for name in results[0].estimates}
        for one, some in zip(measures, given, strict=True)
    ]
    defined = [{name: _number(found) for name, found in row.items()} for row in values]
    numbers = {name: sum(one[name] for one in defined) for name in results[0].estimates}
    shown = {name for name, number in numbers.items() if number and number >= LEAST_SHARE * total}
    return [
        GenreScores(genre, result.system, len(some), _estimates(row, shown, some, setting), number)
        for result, some, row, number in zip(results, given, values, defined, strict=True)
    ]


def _number(values: Sequence[float | None]) -> int:
    return sum(value is not None for value in values)


def _estimates(
    values: Mapping[str, Sequence[float | None]], shown: Collection[str], stories: Sequence[Story], setting: Setting
) -> dict[str, Estimate]:
    groups = clusters_of(stories)
    return {
        name: bootstrap.estimate(row, setting.resamples, setting.seed, groups=groups) if name in shown else NO_ESTIMATE
        for name, row in values.items()
    }


def table(scores: Sequence[GenreScores], chosen: Sequence[str] = (), screen: Screen | None = None) -> str:
    """Return a table with one row per genre and system, and notes on the measures without a mean. It fits the `screen`, if given.

    It has the `chosen` measures, or those of the default table that have a value.
    """
    found, columns = rows(scores, chosen), _shown(scores, chosen)
    tested = {column.name for one in TABLE for column in one.columns if column.tested}
    order = [at for at, name in enumerate(columns, 3) if name in tested]
    lines = terminal.table(found, 2, screen, order)
    return "\n".join([*lines, *terminal.paragraphs(notes(scores, columns), screen)])


def _shown(scores: Sequence[GenreScores], chosen: Sequence[str]) -> list[str]:
    defaults = [column.name for one in TABLE if one.default for column in one.columns if column.heading]
    found = scores[0].estimates
    return list(chosen) or [name for name in defaults if name in found and any(one.defined[name] for one in scores)]


def rows(scores: Sequence[GenreScores], chosen: Sequence[str] = ()) -> formats.Rows:
    """Return the heading and one row per genre and system, with the `chosen` measures, or all that have a value."""
    columns = _shown(scores, chosen)
    body = [["genre", "system", "documents", *map(heading, columns)]]
    for one in scores:
        cells = [cell(one.estimates[name], factor(name)) for name in columns]
        body.append([one.genre, name_of(one.system), str(one.documents), *cells])
    return body


def notes(scores: Sequence[GenreScores], columns: Sequence[str]) -> list[str]:
    """Return notes on the measures without a mean, after an empty line, or nothing."""
    told: list[str] = []
    for name in columns:
        lacking = {one.genre for one in scores if one.documents and one.estimates[name].mean is None}
        if lacking:
            measure = measure_of(name)
            why = f" ({measure.undefined})" if measure and measure.undefined else ""
            told.append(
                f"{heading(name)}: no mean for {', '.join(sorted(lacking))}, because it is undefined for more than a third of "
                f"the documents{why}"
            )
    return ["", *told] if told else []


def as_dict(scores: Sequence[GenreScores], system: str) -> dict[str, Any]:
    """Return the scores of one system by genre, as plain types for JSON."""
    return {
        one.genre: {
            "documents": one.documents,
            "measures": {
                name: found._asdict() | {"n": one.defined[name]} for name, found in one.estimates.items()
            },
        }
        for one in scores
        if one.system == system
    }  # fmt: skip
