"""The rows of every table, by family."""

from __future__ import annotations

from collections.abc import Collection

from chipbrief.baselines.ceiling import NAME as ANNOTATORS
from chipbrief.baselines.systems import FAMILIES, SYSTEMS, Family


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
