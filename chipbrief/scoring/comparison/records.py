"""What a comparison says, as records."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, get_args

from chipbrief.metrics.bootstrap import Estimate

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
