"""The profile of a run: one row per measure, with the other systems, and recall by type of entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from statistics import median
from typing import NamedTuple

from chipbrief.baselines.ceiling import NAME as CEILING
from chipbrief.baselines.systems import SYSTEMS
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.records import EntityType
from chipbrief.reports.table import columns, factor, heading
from chipbrief.scoring.measures import measure_of
from chipbrief.scoring.system import Scores

MAX_DOTS = 400
"""Maximum number of stories in a plot with one dot per story."""
FEWEST_OF_TYPE = 3
"""Weight from which a type of entity has a row of its own."""
MEANINGS = {
    "entity_recall": ("entity recall", "of the names and values in the references"),
    "fact_recall": ("fact recall", "of the references’ facts"),
    "rouge1_fmeasure": ("ROUGE-1", "words in common"),
    "rouge2_fmeasure": ("ROUGE-2", "pairs of words in common"),
    "rougeLsum_fmeasure": ("ROUGE-Lsum", "longest common order of words"),
    "entity_precision_source": ("supported", "its names and values that the article has"),
}
"""Name and meaning of the measures of a profile, in its order. Others follow in the order of the table."""
TYPE_NAMES: dict[EntityType, str] = {
    "PERSON": "people", "NORP": "nationalities and groups", "FAC": "buildings", "ORG": "organisations", "GPE": "countries and towns",
    "LOC": "other places", "PRODUCT": "products", "EVENT": "events", "WORK_OF_ART": "works", "LAW": "laws", "LANGUAGE": "languages",
    "DATE": "dates", "TIME": "times", "PERCENT": "percentages", "MONEY": "amounts of money", "QUANTITY": "quantities",
    "ORDINAL": "places in an order", "CARDINAL": "numbers",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One system on the page of a run: the run itself, a baseline, the annotators, or another run.

    `family` is its kind. `href` is the path of its page, or None. `scores` is None for a system of which only pinned estimates
    are known. `ranks` has the range of ranks on each measure that was tested.
    """

    system: str
    family: str
    estimates: Mapping[str, Estimate]
    ranks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    href: str | None = None
    scores: Scores | None = None

    @property
    def kind(self) -> str:
        """Kind of system in words, or an empty string for a run of which nothing is known."""
        if self.family in ("this run", "scored with it"):
            return ""
        return self.family if self.family in (*OWN_FAMILIES, "ceiling", "llm") else f"{self.family} baseline"

    @property
    def competes(self) -> bool:
        """Whether it is a system of about the same length as the others that does not see the references."""
        if self.family == "ceiling":
            return False
        return self.family in OWN_FAMILIES or self.system not in SYSTEMS or SYSTEMS[self.system].equal


OWN_FAMILIES = ("this run", "scored with it", "submitted")
"""Families of systems that are never a baseline, whatever their name."""


class ProfileRow(NamedTuple):
    """One measure of a run. Positions are in per cent of the plot's width; those of other systems are `ticks`."""

    key: str
    label: str
    meaning: str
    estimate: Estimate
    factor: int
    ranks: tuple[int, int] | None
    ticks: list[float]
    ceiling: float | None
    dots: list[float]
    place: str


class PairedRow(NamedTuple):
    """One measure of two systems: both means, their paired difference, and on how many stories the first is better, equal, worse."""

    label: str
    factor: int
    first: float
    second: float
    difference: float
    better: int
    equal: int
    worse: int


class TypeRow(NamedTuple):
    """Recall of one type of entity, with its weight and the median of the other systems."""

    name: str
    weight: float
    share: float
    median: float | None


def shares(result: Scores) -> list[str]:
    """Return the measures of a profile: those of which more is better, in the order of `MEANINGS`."""
    known = [
        key for key, _, factor_ in columns(result) if factor_ == 100 and _is_ranked(key) and result.estimates[key].n
    ]
    places = {key: place for place, key in enumerate(MEANINGS)}
    found = sorted(known, key=lambda key: places.get(key, len(places)))
    support = "entity_precision_source"
    if found == [support] or (support in found and result.estimates[support].mean != 1):
        return found
    return [key for key in found if key != support]


def _is_ranked(key: str) -> bool:
    """Return whether systems are compared by a measure: more is better, and it is tested by default or was switched on."""
    one = measure_of(key)
    return (
        one is not None
        and bool(one.better)
        and (not one.default or any(c.tested for c in one.columns if c.name == key))
    )


def profile(this: SystemRow, result: Scores, others: Sequence[SystemRow]) -> list[ProfileRow]:
    """Return one row per measure, with the other systems that compete and the annotators."""
    rivals = [one for one in others if one.competes]
    ceiling = next((one for one in others if one.system == CEILING), None)
    sample = result.articles[:: -(-len(result.articles) // MAX_DOTS)]
    found = []
    for key in shares(result):
        label, meaning = named(key)
        values = [value for one in rivals if (value := mean_of(one, key)) is not None]
        estimate = result.estimates[key]
        top = mean_of(ceiling, key) if ceiling else None
        dots = [100 * value for article in sample if (value := article.measures[key]) is not None]
        all_named = f"{len(values) + 1} systems"
        if this.family == "submitted" and rivals_noun(this, others) == "baseline":
            all_named = f"{len(values) + 1} (this run and {len(values)} baseline{'' if len(values) == 1 else 's'})"
        place = _place(estimate.mean or 0, values, all_named) if this.competes else ""
        ranks = this.ranks.get(key) if estimate.has_interval else None
        found.append(
            ProfileRow(
                key, label, meaning, estimate, factor(key), ranks, [100 * value for value in values],
                None if top is None else 100 * top, dots, place,
            )
        )  # fmt: skip
    return found


def rivals_noun(this: SystemRow, others: Sequence[SystemRow]) -> str:
    """Return what the competing systems in `others` are: `baseline`, `other baseline`, or `other system` if not all are baselines."""
    if any(not one.kind.endswith("baseline") for one in others if one.competes):
        return "other system"
    return "other baseline" if this.kind.endswith("baseline") else "baseline"


def named(key: str) -> tuple[str, str]:
    """Return the name and the meaning of a measure."""
    return MEANINGS.get(key, (heading(key).replace("_", " "), ""))


def mean_of(row: SystemRow, key: str) -> float | None:
    """Return the mean of a measure, or None if it is not known."""
    found = row.estimates.get(key)
    return None if found is None else found.mean


OPPONENT = "lead"
"""Name of the system that each run is compared with: the first sentences of the article."""


def against(result: Scores, others: Sequence[SystemRow]) -> list[PairedRow]:
    """Return a row per measure that compares a run with `OPPONENT` story by story, or an empty list if that has no scores."""
    other = next((one.scores for one in others if one.system == OPPONENT and one.scores), None)
    if other is None or result.system == OPPONENT:
        return []
    rows = []
    for key in shares(result):
        found = [
            (one.measures.get(key), two.measures.get(key))
            for one, two in zip(result.articles, other.articles, strict=True)
        ]
        pairs = [(a, b) for a, b in found if a is not None and b is not None]
        if not pairs:
            continue
        first, second = (fsum(values) / len(pairs) for values in zip(*pairs, strict=True))
        signs = [(a > b) - (a < b) for a, b in pairs]
        rows.append(
            PairedRow(
                named(key)[0], factor(key), first, second, fsum(a - b for a, b in pairs) / len(pairs),
                signs.count(1), signs.count(0), signs.count(-1),
            )
        )  # fmt: skip
    return rows


def _place(mean: float, others: Sequence[float], all_named: str) -> str:
    """Return the place of a mean among those of other systems, in words. `all_named` says how many systems there are."""
    if not others:
        return ""
    above, below = sum(one > mean for one in others), sum(one < mean for one in others)
    if not above:
        return f"the highest of {all_named}" if below == len(others) else f"the highest of {all_named}, with others"
    if not below:
        return f"the lowest of {all_named}"
    return f"place {above + 1} of {all_named.removesuffix(' systems')} by the mean"


def by_type(result: Scores, others: Sequence[SystemRow]) -> list[TypeRow]:
    """Return recall by type of entity, the heaviest type first. Types with little weight are one row at the end."""
    rivals = [one.scores for one in others if one.competes and one.scores]
    large = {kind: one for kind, one in result.by_type.items() if one[1] >= FEWEST_OF_TYPE}
    rows = []
    for kind, (inside, weight) in sorted(large.items(), key=lambda item: -item[1][1]):
        values = [one.by_type[kind][0] / one.by_type[kind][1] for one in rivals if kind in one.by_type]
        rows.append(TypeRow(TYPE_NAMES[kind], weight, inside / weight, median(values) if values else None))
    small = [one for kind, one in result.by_type.items() if kind not in large]
    if small and rows:
        weight = fsum(one[1] for one in small)
        inside = fsum(one[0] for one in small)
        rows.append(TypeRow("all others", weight, inside / weight, None))
    return rows
