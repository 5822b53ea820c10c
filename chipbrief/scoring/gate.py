"""Decide whether a new system may replace an old one: for each measure, not worse by more than a margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import isnan
from typing import Any

import numpy as np

from chipbrief.metrics import significance
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.metrics.noninferiority import FEWEST, articles_to_decide, bounds, describe, p_not_worse, p_worse
from chipbrief.problems import InputError, Problem, fail
from chipbrief.scoring.comparison import ranked
from chipbrief.scoring.measures import measure_of
from chipbrief.scoring.system import Scores

ALPHA = 0.05
"""Highest probability that any measure is called worse that is not, and that a system passes that is worse on some measure."""
DEFAULT_MARGIN = 0.02
"""Margin of a share if none is given: two points."""
DEFAULT_MEASURES = ("rouge2_fmeasure", "entity_recall", "entity_precision_source", "fact_recall")
"""Measures that are tested if none is given; those that the stories leave undefined are left out."""


class Verdict(StrEnum):
    """What the articles show of one measure, or of all together."""

    NOT_WORSE = "not worse"
    WORSE = "worse"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Check:
    """One measure: the difference new - old over `n` articles (or groups of articles), in the unit of the measure.

    `low` and `high` are one-sided bounds of the difference at 95 % each. `p_worse` is corrected for the number of measures (Holm).
    `p_not_worse` needs no correction: a system passes only if every measure is shown not to be worse (Berger 1982).
    `needed` is the number of articles with which the test would decide in 80 % of all samples, if the observed difference and
    spread hold (None: no number would help, or it is decided). `left_out` counts the articles on which one of the two has no
    value.
    """

    measure: str
    margin: float
    new_mean: float
    old_mean: float
    difference: float
    low: float
    high: float
    n: int
    left_out: int
    p_not_worse: float
    p_worse: float
    verdict: Verdict
    needed: int | None


@dataclass(frozen=True, slots=True)
class Floor:
    """One measure that must reach a least mean."""

    measure: str
    least: float
    mean: float | None

    @property
    def verdict(self) -> Verdict:
        """`not worse` if the mean reaches the floor."""
        return Verdict.NOT_WORSE if self.mean is not None and self.mean >= self.least else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Gate:
    """The checks of a new system against an old one (None: floors only), and the floors of the new one."""

    new: str
    old: str | None
    checks: tuple[Check, ...]
    floors: tuple[Floor, ...]
    signature: str
    undefined: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """`worse` if one measure is, `not worse` if all are, otherwise `undecided`."""
        found = {one.verdict for one in self.checks} | {one.verdict for one in self.floors}
        if Verdict.WORSE in found:
            return Verdict.WORSE
        return Verdict.UNDECIDED if Verdict.UNDECIDED in found else Verdict.NOT_WORSE

    def as_dict(self) -> dict[str, Any]:
        """Return values that JSON can represent. An infinite bound is None."""
        checks = [
            {key: None if isinstance(value, float) and abs(value) == float("inf") else value for key, value in asdict(one).items()}
            for one in self.checks
        ]  # fmt: skip
        floors = [{**asdict(one), "verdict": one.verdict} for one in self.floors]
        return {
            "verdict": self.verdict, "new": self.new, "old": self.old, "checks": checks, "floors": floors,
            "undefined": list(self.undefined), "signature": self.signature,
        }  # fmt: skip


def gate(
    new: Scores, old: Scores | None, margins: Mapping[str, float], floors: Mapping[str, float], *, alpha: float = ALPHA
) -> Gate:
    """Test each measure of `margins` and `floors`, which map columns to values in the unit of the measure (shares: 0 to 1).

    The verdict of a measure is `worse` if its difference is shown to be below -margin, `not worse` if it is shown to be above,
    and otherwise `undecided`. The tests for worse are corrected for their number (Holm). The other tests need no correction, since all of
    them must succeed for the system to pass. Both wrong outcomes then have a probability of at most `alpha`, up to what
    docs/gate_simulation.md measures. Fewer than `FEWEST` articles decide nothing.

    Raise `InputError` if a measure is unknown, has no direction, or has no value in either system.
    """
    _check(new, old, margins, floors)
    defined = {
        name: margin for name, margin in margins.items() if old is None or (~np.isnan(_both(new, old, name))).any()
    }
    rows = {name: _both(new, old, name) for name in defined} if old else {}
    described = {name: describe(row, new.clusters) for name, row in rows.items()}
    names = list(described)
    good = [p_not_worse(described[name], defined[name]) for name in names]
    bad = significance.holm([p_worse(described[name], defined[name]) for name in names])
    checks = []
    for at, name in enumerate(names):
        found, margin = described[name], defined[name]
        verdict = Verdict.WORSE if bad[at] <= alpha else Verdict.NOT_WORSE if good[at] <= alpha else Verdict.UNDECIDED
        assert old is not None
        low, high = bounds(found)
        level = alpha if found.mean > -margin else alpha / len(names)
        needed = articles_to_decide(found, margin, level) if verdict is Verdict.UNDECIDED else None
        means = _mean(new.estimates[name]), _mean(old.estimates[name])
        left_out = sum(isnan(value) for value in rows[name])
        checks.append(
            Check(
                name, margin, *means, found.mean, low, high, found.n, left_out, float(good[at]), float(bad[at]), verdict, needed
            )
        )  # fmt: skip
    told = tuple(Floor(name, least, new.estimates[name].mean) for name, least in floors.items())
    lost = tuple(name for name in margins if old is not None and name not in defined)
    return Gate(new.system, old.system if old else None, tuple(checks), told, _signature(new, defined, old), lost)


def usual_margins(results: Sequence[Scores]) -> dict[str, float]:
    """Return the margins that hold if none is given: `DEFAULT_MARGIN` for each of `DEFAULT_MEASURES` that is defined."""
    return {
        name: DEFAULT_MARGIN
        for name in DEFAULT_MEASURES
        if all(name in one.estimates and one.estimates[name].n for one in results)
    }


def _mean(estimate: Estimate) -> float:
    return float("nan") if estimate.mean is None else estimate.mean


def _both(new: Scores, old: Scores | None, name: str) -> significance.FloatArray:
    """Return new - old of each article, NaN where one has no value."""
    assert old is not None
    by_id = {one.id: one.measures[name] for one in old.articles}
    return significance.paired_differences(
        [one.measures[name] for one in new.articles], [by_id.get(one.id) for one in new.articles]
    )


def _check(new: Scores, old: Scores | None, margins: Mapping[str, float], floors: Mapping[str, float]) -> None:
    problems = []
    if not margins and not floors:
        problems.append(Problem("gate", "has nothing to test", "add --not-worse MEASURE:MARGIN or --floors FILE"))
    if old is not None and {one.id for one in new.articles} != {one.id for one in old.articles}:
        problems.append(Problem(new.system, f"is scored on other stories than {old.system}", "use the same stories"))
    for name in dict.fromkeys((*margins, *floors)):
        known = name in new.estimates and (old is None or name in old.estimates)
        if not known:
            problems.append(Problem(f"measure {name}", "is not scored", f"choose from {', '.join(new.estimates)}"))
        elif measure_of(name) is not None and not ranked(name):
            problems.append(
                Problem(f"measure {name}", "has no better end, so that nothing is worse", "choose another measure")
            )
        elif not new.estimates[name].n:
            problems.append(Problem(f"measure {name}", f"has no value in {new.system}", "choose another measure"))
    if problems:
        raise InputError(problems)
    if old is not None and old.signature != new.signature:
        raise fail(new.system, f"is scored under another setting than {old.system}", "score both under one setting")


def _signature(new: Scores, margins: Mapping[str, float], old: Scores | None) -> str:
    if old is None:
        return new.signature
    stated = ",".join(f"{name}:{margin:g}" for name, margin in margins.items()).replace("|", "")
    return f"{new.signature}|gate:johnson-t,{ALPHA},holm,least-{FEWEST}|margins:{stated}"
