"""Tables of the baselines by family: pinned scores, ranks, and paired tests of this project's own system (Holm-corrected)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.baselines.pins import estimates
from chipbrief.baselines.systems import FAMILIES, OF_YOUR_CHOICE, SYSTEMS, Family, about
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.reports import formats
from chipbrief.reports.table import COLUMNS, cell
from chipbrief.scoring.comparison import compare
from chipbrief.scoring.system import Scores


def family_of(name: str) -> Family:
    """The family of a row. What is neither this project's nor a ceiling is others' outputs."""
    return SYSTEMS[name].family if name in SYSTEMS else "ceiling" if name == ANNOTATORS else "llm"


def in_order(names: Collection[str]) -> dict[Family, list[str]]:
    """The names by family, both in the order of the tables; no family without a name."""
    known = [*SYSTEMS, *sorted(set(names) - SYSTEMS.keys(), key=str.casefold)]
    groups: dict[Family, list[str]] = {
        family: [name for name in known if name in names and family_of(name) == family] for family in FAMILIES
    }
    return {family: members for family, members in groups.items() if members}


OWN = "entity_aware"
RANKED = ("rouge2_fmeasure", "entity_recall")
"""Measures of which the tables show ranks: one of wording, one of content."""
TESTED = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure", "entity_recall")
PLACES = 6


def is_ranked(name: str) -> bool:
    """Whether a row has a rank: no ceiling has one, nor a control that does not keep to the budget."""
    return family_of(name) != "ceiling" and (name not in SYSTEMS or SYSTEMS[name].equal)


def standings(results: Sequence[Scores]) -> dict[str, dict[str, dict[str, list[Any]]]]:
    """By system: `ranks`, the best and worst rank that the tests of all pairs leave open, and `own_minus_this`, the
    difference of the own system's mean with its interval and the p of the tests against it alone.
    """
    ranked = [result for result in results if is_ranked(result.system)]
    found: dict[str, dict[str, dict[str, list[Any]]]] = {result.system: {} for result in ranked}
    if len(ranked) < 2:
        return {}
    for standing in compare(ranked, RANKED).standings:
        ranks = found[standing.system].setdefault("ranks", {})
        ranks[standing.measure] = [standing.rank_low, standing.rank_high]
    if OWN in found:
        for pair in compare(ranked, TESTED, "best", OWN).pairs:
            sign = 1 if pair.first == OWN else -1
            mean, *ends, _ = pair.difference
            low, high = ends[::sign]
            numbers = [None if value is None else round(sign * value, PLACES) for value in (mean, low, high)]
            other = pair.second if pair.first == OWN else pair.first
            p = None if pair.p_holm is None else round(pair.p_holm, PLACES)
            found[other].setdefault("own_minus_this", {})[pair.measure] = [*numbers, p]
    return found


ANNOTATORS_NOTE = (
    "annotators: each reference scored as if it were a system's, against the story's others, and the mean of that. It sees one "
    "reference fewer than the systems do, which lowers it where the best of several references counts."
)
RANKS_NOTE = (
    "Ranks are ranges: what paired tests of all pairs, corrected after Holm, leave open at 5 %. Ceilings and controls of "
    "another length have none."
)
UNKNOWN = Estimate(None, None, None, 0)
"""Of a measure that came after a configuration was last run."""
HEADINGS = {key: heading for key, heading, _ in COLUMNS}


def table(pin: Mapping[str, Any]) -> str:
    """One setting's pin as a Markdown table, with notes and the signature below."""
    heading = ["system", *HEADINGS.values(), *(f"rank by {HEADINGS[key]}" for key in RANKED)]
    rows = [heading]
    for family, names in in_order(pin["systems"]).items():
        rows.append([f"{family}: {FAMILIES[family]}", *[""] * (len(heading) - 1)])
        rows += (["  " + name, *_cells(pin["systems"][name])] for name in names)
    notes = [RANKS_NOTE, *([ANNOTATORS_NOTE] if ANNOTATORS in pin["systems"] else [])]
    return "\n\n".join([formats.markdown(rows), *notes, f"`{pin['signature']}`"])


def _cells(system: Mapping[str, Any]) -> Iterator[str]:
    found = estimates(system)
    yield from (cell(found.get(key, UNKNOWN), factor) for key, _, factor in COLUMNS)
    for key in RANKED:
        low, high = system.get("ranks", {}).get(key, (None, None))
        yield "–" if low is None else f"{low}" if low == high else f"{low}–{high}"


def differences(pin: Mapping[str, Any]) -> str:
    """The own system's mean less each other one's, in points, with paired interval and corrected p."""
    rows = [[f"{OWN} less", *(f"{HEADINGS[key]}" for key in TESTED)]]
    tested = {name: one["own_minus_this"] for name, one in pin["systems"].items() if "own_minus_this" in one}
    for names in in_order(tested).values():
        rows += ([name, *(_difference(*tested[name][key]) for key in TESTED)] for name in names)
    return formats.markdown(rows) if len(rows) > 1 else ""


def _difference(mean: float | None, low: float | None, high: float | None, p: float | None) -> str:
    if mean is None or low is None or high is None or p is None:
        return "–"
    return f"{100 * mean:+.1f} [{100 * low:+.1f}, {100 * high:+.1f}], {'p < .001' if p < 0.001 else f'p = {p:.3f}'}"


def summary(pin: Mapping[str, Any]) -> str:
    """What the tests say of the own system, in a few sentences made of the numbers."""
    others = {name: one["own_minus_this"] for name, one in pin["systems"].items() if "own_minus_this" in one}
    count = len(others)
    said = []
    for key in ("entity_recall", "rouge1_fmeasure", "rouge2_fmeasure"):
        best = max(others, key=lambda name: estimates(pin["systems"][name])[key].mean or 0.0)
        above = sum(tests[key][0] > 0 for tests in others.values())
        sure = sum(tests[key][0] > 0 and tests[key][3] <= 0.05 for tests in others.values())
        said.append(
            f"- {HEADINGS[key]}: higher than {above} of {count} systems, significantly than {sure}; "
            f"less {best}, the best of the others: {_difference(*others[best][key])}"
        )
    tests = "paired randomization tests, corrected after Holm within each measure"
    return "\n".join([f"`{OWN}` against the {count} others that have ranks ({tests}):", "", *said])


def all_tables(pins: Mapping[str, Any], order: Sequence[str]) -> str:
    """A table for every pinned setting in `order`, under its name; below those of abstracts, the own system's tests."""
    parts = []
    for setting in (setting for setting in order if setting in pins):
        parts += [f"### {setting}", table(pins[setting])]
        if setting.endswith("/abstract") and (tests := differences(pins[setting])):
            parts += [summary(pins[setting]), tests]
    return "\n\n".join(parts)


def systems() -> str:
    """The list of the baselines, from their own files."""
    rows = [["file", "family", "needs", "what it is"]]
    for name, system in SYSTEMS.items():
        needs = f"extra {system.extra}" if system.extra else ""
        rows.append([f"{name}.py", system.family, needs, about(name)])
    rows += ([f"{name}.py", family, "a model that you name", about(name)] for name, family in OF_YOUR_CHOICE.items())
    return formats.markdown(rows, labels=4)
