"""The pinned scores as tables, a family of systems after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chipbrief.baseline.ceiling import NAME as ANNOTATORS
from chipbrief.baseline.pins import estimates
from chipbrief.baseline.systems import FAMILIES, SYSTEMS, Family
from chipbrief.problems import printable
from chipbrief.report import COLUMNS, cell

LABELS = {name: name for name in SYSTEMS} | {ANNOTATORS: f"{ANNOTATORS} ¹"}
NOTE = (
    "¹ Each reference scored as if it were a system's, against the story's others, and the mean of that: it sees one reference "
    "fewer than the systems do, which lowers it where the best of several references counts."
)


def family_of(name: str) -> Family:
    """The family of a row. What is neither this project's nor a ceiling is others' outputs."""
    return SYSTEMS[name].family if name in SYSTEMS else "ceiling" if name == ANNOTATORS else "llm"


def in_order(names: Sequence[str]) -> dict[Family, list[str]]:
    """The names by family, both in the order of the tables; no family without a name."""
    known = [*SYSTEMS, *sorted(set(names) - SYSTEMS.keys(), key=str.casefold)]
    groups: dict[Family, list[str]] = {
        family: [name for name in known if name in names and family_of(name) == family] for family in FAMILIES
    }
    return {family: members for family, members in groups.items() if members}


def table(pin: Mapping[str, Any]) -> str:
    """One setting's pin as a Markdown table with the signature below."""
    heading = ["system", *(name for _, name, _ in COLUMNS)]
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)]]
    for family, names in in_order(list(pin["systems"])).items():
        lines.append([f"**{family}**: {FAMILIES[family]}", *[""] * (len(heading) - 1)])
        for name in names:
            found = estimates(pin["systems"][name])
            lines.append([LABELS.get(name, printable(name)), *(cell(found[key], factor) for key, _, factor in COLUMNS)])
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    note = f"\n\n{NOTE}" if ANNOTATORS in pin["systems"] else ""
    return f"{rows}{note}\n\n`{pin['signature']}`"


def all_tables(pins: Mapping[str, Any], order: Sequence[str]) -> str:
    """A table for every pinned setting in `order`, under its name."""
    return "\n\n".join(f"### {setting}\n\n{table(pins[setting])}" for setting in order if setting in pins)
