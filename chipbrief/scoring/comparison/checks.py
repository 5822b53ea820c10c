"""Whether systems can be compared at all: every reason why not, at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chipbrief.problems import InputError, Problem
from chipbrief.scoring.comparison.records import FAMILIES, Family
from chipbrief.scoring.system import Scores

HIGHER_IS_BETTER = ("rouge", "entity_", "fact_")
"""How the names of the measures begin that have a better end; all of them are shares. The others are described, not ranked."""


def ranked(measure: str) -> bool:
    """Whether more of it is better, so that systems can be ranked by it."""
    return measure.startswith(HIGHER_IS_BETTER)


def check(results: Sequence[Scores], measures: Sequence[str], family: Family, against: str | None) -> None:
    """Raise `InputError` where `compare` cannot do what it is asked for."""
    problems = [
        *_of_systems(results),
        *_of_measures(results, measures),
        *_of_family(results, measures, family, against),
    ]
    if problems:
        raise InputError(problems)


def _of_systems(results: Sequence[Scores]) -> Iterator[Problem]:
    if len(results) < 2:
        yield Problem("comparison", f"of {len(results)} systems", "give two or more")
    names = [result.system for result in results]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"system {name!r}", "stands twice", "give each its own name")
    stories = {article.id for result in results[:1] for article in result.articles}
    for result in results[1:]:
        if len(result.articles) != len(stories) or {article.id for article in result.articles} != stories:
            yield Problem(f"system {result.system!r}", "is scored on other stories", "score all on the same")
        elif result.signature != results[0].signature:
            yield Problem(f"system {result.system!r}", "is scored in another way", "score all under one setting")


def _of_measures(results: Sequence[Scores], measures: Sequence[str]) -> Iterator[Problem]:
    if not measures:
        yield Problem("comparison", "of no measure", "name one")
    known = list(results[0].articles[0].measures) if results and results[0].articles else []
    for name in measures:
        if not all(name in article.measures for result in results for article in result.articles):
            yield Problem(f"measure {name!r}", "is unknown", f"one of {', '.join(known)}")


def _of_family(
    results: Sequence[Scores], measures: Sequence[str], family: Family, against: str | None
) -> Iterator[Problem]:
    if family not in FAMILIES:
        yield Problem(f"family {family!r}", "is unknown", f"one of {', '.join(FAMILIES)}")
    if against is not None and family != "best":
        yield Problem(f"family {family!r}", f"is not that of tests against {against!r}", "choose 'best', or name none")
    systems = [result.system for result in results]
    if against is not None and against not in systems:
        yield Problem(f"system {against!r}", "is not compared", f"one of {', '.join(systems)}")
    for name in measures:
        if family == "best" and against is None and not ranked(name):
            yield Problem(f"measure {name!r}", "has no better end, so no system is best", "name one to test against")
