"""The pinned scores as tables for a README, a family of systems after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.baselines.pins import estimates
from chipbrief.baselines.systems import FAMILIES, OF_YOUR_CHOICE, SYSTEMS, about
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.reports import formats
from chipbrief.reports.baselines.families import in_order
from chipbrief.reports.baselines.standings import OWN, RANKED, TESTED
from chipbrief.reports.table import COLUMNS, cell

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
