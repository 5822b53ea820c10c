"""Plan an evaluation: how many stories, and how many references of each, it takes to find a difference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from math import ceil, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from chipbrief.metrics import significance
from chipbrief.metrics.bootstrap import SEED
from chipbrief.problems import InputError, Problem
from chipbrief.scoring.system import Scores

ALPHA, POWER = significance.ALPHA, significance.POWER
RESAMPLES = 2000
"""Number of resamples of a pilot's paired differences."""
FEWEST = 5
"""Number of stories below which a pilot says nothing about the spread."""
REFERENCES = (1, 2, 3, 4, 5)
"""Numbers of references for which a plan is made."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviation of the paired differences of one measure, in its unit, with a range (low to high).

    From a pilot, the range is the 90 % interval over resamples of its stories. From published values, it is that between
    pairs of systems (10th and 90th percentile). `stories` are those that it was measured on. `references` is the share of the
    variance that is due to the choice of one reference, or None if it is not known.
    """

    measure: str
    deviation: float
    low: float
    high: float
    stories: int
    references: float | None = None

    def with_references(self, number: int) -> float:
        """Return the deviation with the mean over `number` references a story, given the deviation with one."""
        share = self.references or 0.0
        return self.deviation * sqrt(1 - share + share / number)


@dataclass(frozen=True, slots=True)
class Need:
    """Number of stories that find `difference` (in the unit of the measure) with the wished power, for both ends of the spread."""

    measure: str
    difference: float
    stories: int
    low: int
    high: int

    def as_dict(self) -> dict[str, Any]:
        """Return values that JSON can represent."""
        return asdict(self)


def stories_needed(deviation: float, difference: float, power: float = POWER, alpha: float = ALPHA) -> int:
    """Return the number of stories at which a two-sided paired test finds `difference` with probability `power`.

    n = ((z[1 - alpha/2] + z[power]) deviation / difference)^2 + z[1 - alpha/2]^2 / 2, rounded up: the normal approximation with
    Guenther's (1981) correction, as in `significance.articles_needed`. At least `significance.MIN_ARTICLES`.
    """
    tail = NormalDist().inv_cdf(1 - alpha / 2)
    needed = ((tail + NormalDist().inv_cdf(power)) * deviation / difference) ** 2 + tail**2 / 2
    return max(significance.MIN_ARTICLES, ceil(needed))


def needs(spreads: Sequence[Spread], differences: Mapping[str, Sequence[float]], power: float = POWER) -> list[Need]:
    """Return the number of stories for each measure and each of its `differences`."""
    return [
        Need(one.measure, each, *(stories_needed(value, each, power) for value in (one.deviation, one.low, one.high)))
        for one in spreads
        for each in differences[one.measure]
    ]


def of_pilot(first: Scores, second: Scores, measures: Sequence[str], seed: int = SEED) -> list[Spread]:
    """Return the spread of the paired differences of two systems. Raise `InputError` if a measure has too few stories.

    Stories of one cluster are resampled together; the deviation is that of single stories.
    """
    by_id = {one.id: one.measures for one in second.articles}
    spreads, problems = [], []
    for name in measures:
        row = significance.paired_differences(
            [one.measures[name] for one in first.articles], [by_id.get(one.id, {}).get(name) for one in first.articles]
        )
        known = row[~np.isnan(row)]
        if len(known) < FEWEST:
            what = f"has a value of both systems for {len(known)} stories"
            problems.append(Problem(f"measure {name}", what, f"use a pilot of {FEWEST} stories or more"))
            continue
        draws = np.random.default_rng(seed).integers(0, len(known), (RESAMPLES, len(known)))
        low, high = np.quantile(known[draws].std(axis=1, ddof=1), [0.05, 0.95])
        spreads.append(Spread(name, float(known.std(ddof=1)), float(low), float(high), len(known)))
    if problems:
        raise InputError(problems)
    return spreads


def published() -> tuple[list[Spread], dict[str, Any]]:
    """Return the spreads measured on summaries by people, and the facts about the corpora (`scripts/measure_variances.py`)."""
    found = json.loads((files("chipbrief.scoring") / "variances.json").read_text(encoding="utf-8"))
    shares = found["references"]["share"]
    spreads = [
        Spread(name, middle, low, high, found["spread"]["stories"], shares.get(name.removesuffix("_fmeasure")))
        for name, (low, middle, high) in found["spread"]["deviation"].items()
    ]
    return spreads, found


def price_of_reference(spread: Spread, number: int) -> float:
    """Return how much reference `number` of a story may cost, as a share of a story with one reference less, to be worth it.

    With one reference more, fewer stories are enough. Both ways cost the same if the reference costs this share.
    """
    return (spread.with_references(number - 1) / spread.with_references(number)) ** 2 - 1
