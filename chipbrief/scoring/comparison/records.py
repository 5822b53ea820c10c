"""Records of a comparison, and the check whether systems can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import InputError, Problem
from chipbrief.scoring.measures import measure_of
from chipbrief.scoring.system import Scores

Family = Literal["all", "best", "measures"]
FAMILIES: tuple[Family, ...] = get_args(Family)
"""Families of tests that are corrected together.

`all`: all pairs on one measure. `best`: all systems against one, on one measure. `measures`: all pairs on all measures.
"""


class StoryDifference(NamedTuple):
    """Values of one measure on one story for the first and the second system of the pair. `difference` is first minus second."""

    id: str
    first: float
    second: float
    difference: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Mean of one system on one measure, with the best and worst rank that its own tests allow (`row_ranks`; None if it has no rank)."""

    system: str
    measure: str
    estimate: Estimate
    rank_low: int | None
    rank_high: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Test of two systems on one measure, over the `difference.n` articles for which both have a value.

    `left_out` is the number of the other articles. `difference` is first minus second with its paired interval. `effect`
    is Cohen's d_z. `p` comes from the randomization test, `exact` tells whether it counts all sign patterns, and `p_holm`
    is corrected for the family. `articles_needed` is the number of articles for 80 % power without a correction.
    Undefined values are None; `metrics.significance` documents each case.
    """

    measure: str
    first: str
    second: str
    first_mean: float | None
    second_mean: float | None
    difference: Estimate
    left_out: int
    effect: float | None
    p: float | None
    exact: bool
    p_holm: float | None
    significant: bool
    articles_needed: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Comparison of systems under one setting.

    `articles` is their number. `against` maps each measure to the system that the others are tested against (family
    `best` only). `empty` maps systems to their number of empty summaries, if they have any. `undefined` maps each measure
    that no system has to the reason. `stories` maps each measure to the stories on which two systems differ most; it is
    empty for more than two systems.
    """

    systems: tuple[str, ...]
    measures: tuple[str, ...]
    articles: int
    family: Family
    against: dict[str, str]
    alpha: float
    flips: int
    resamples: int
    signature: str
    empty: dict[str, int]
    standings: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    stories: dict[str, tuple[StoryDifference, ...]]
    undefined: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as a dictionary of values that JSON can represent."""
        found = asdict(self)
        for rows, key in ((found["standings"], "estimate"), (found["pairs"], "difference")):
            for row in rows:
                row[key] = row[key]._asdict()
        found["stories"] = {name: [story._asdict() for story in rows] for name, rows in self.stories.items()}
        return found


def ranked(measure: str) -> bool:
    """Return whether higher is better on `measure`, so that systems can be ranked by it."""
    found = measure_of(measure)
    return found is not None and found.better == "higher"


def check(results: Sequence[Scores], measures: Sequence[str], family: Family, against: str | None) -> None:
    """Raise `InputError` with all reasons if `compare` cannot compare these systems."""
    problems = [
        *_system_problems(results),
        *_measure_problems(results, measures),
        *_family_problems(results, measures, family, against),
    ]
    if problems:
        raise InputError(problems)


def _system_problems(results: Sequence[Scores]) -> Iterator[Problem]:
    if len(results) < 2:
        yield Problem("comparison", f"needs two systems or more, but got {len(results)}", "give more systems")
    names = [result.system for result in results]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"system {name!r}", "occurs twice", "give each system its own name")
    stories = {article.id for result in results[:1] for article in result.articles}
    for result in results[1:]:
        if len(result.articles) != len(stories) or {article.id for article in result.articles} != stories:
            yield Problem(
                f"system {result.system!r}", "is scored on different stories", "score all systems on the same stories"
            )
        elif result.signature != results[0].signature:
            yield Problem(
                f"system {result.system!r}", "is scored under another setting", "score all systems under one setting"
            )


def _measure_problems(results: Sequence[Scores], measures: Sequence[str]) -> Iterator[Problem]:
    if not measures:
        yield Problem("comparison", "needs a measure", "name one or more")
    known = list(results[0].articles[0].measures) if results and results[0].articles else []
    for name in measures:
        if not all(name in article.measures for result in results for article in result.articles):
            yield Problem(f"measure {name!r}", "is unknown", f"choose one of {', '.join(known)}")


def _family_problems(
    results: Sequence[Scores], measures: Sequence[str], family: Family, against: str | None
) -> Iterator[Problem]:
    if family not in FAMILIES:
        yield Problem(f"family {family!r}", "is unknown", f"choose one of {', '.join(FAMILIES)}")
    if against is not None and family != "best":
        what = f"cannot be combined with tests against {against!r}"
        yield Problem(f"family {family!r}", what, "choose the family 'best', or name no system")
    systems = [result.system for result in results]
    if against is not None and against not in systems:
        yield Problem(f"system {against!r}", "is not among the compared systems", f"choose one of {', '.join(systems)}")
    for name in measures:
        if family == "best" and against is None and not ranked(name):
            yield Problem(
                f"measure {name!r}", "has no best system, since higher is not better", "name a system to test against"
            )
