"""Records of a comparison, and the checks whether systems can be compared at all, with every reason why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, get_args

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.problems import InputError, Problem
from chipbrief.scoring.system import Scores

Family = Literal["all", "best", "measures"]
FAMILIES: tuple[Family, ...] = get_args(Family)
"""Which tests are corrected together: all pairs within a measure, all against one system, all pairs of all measures."""


class Story(NamedTuple):
    """One story under two systems."""

    id: str
    first: float
    second: float
    difference: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One system on one measure: its mean, and the best and worst rank that the tests allow (null where not ranked)."""

    system: str
    measure: str
    estimate: Estimate
    rank_low: int | None
    rank_high: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems on one measure, over the `difference.n` articles where both have it; `left_out` is the number of the others.

    `difference` is first minus second with its paired interval, `effect` Cohen's d_z, `p` that of the randomization
    test, `exact` whether all sign patterns were counted, `p_holm` p corrected for the family, `articles_needed` for 80 %
    power before any correction. Null is what cannot be said: `significance` decides each case.
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
    """Some systems under one setting. `against` has the system that the others are tested against, by measure.

    `stories` has, for two systems, those where they differ most, by measure.
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
    stories: dict[str, tuple[Story, ...]]

    def as_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        found = asdict(self)
        for rows, key in ((found["standings"], "estimate"), (found["pairs"], "difference")):
            for row in rows:
                row[key] = row[key]._asdict()
        found["stories"] = {name: [story._asdict() for story in rows] for name, rows in self.stories.items()}
        return found


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
