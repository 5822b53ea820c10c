"""The faults of one file: the first ones are kept to be printed, the rest are counted."""

from __future__ import annotations

from typing import Any

from chipbrief.problems import PRINTED_AT_MOST, Problem


class Faults:
    """Faults in the order in which they are found. A million of them cost no more memory than fifty."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.kept: list[Problem] = []
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether the next fault will be counted only, so that its message need not be made."""
        return self.count >= PRINTED_AT_MOST

    def add(self, line: int | None, what: str, remedy: str) -> None:
        """One more."""
        if not self.full:
            self.kept.append(Problem(self.where, what, remedy, line))
        self.count += 1

    def add_unsaid(self, count: int) -> None:
        """So many more, of which none will be printed: for where `full` holds and saying them would take time."""
        self.count += count


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null", str: "text"}
    return kinds.get(type(value), "a number")


def quote(text: str) -> str:
    """A stranger's text for a message: short, and without characters that a terminal would act on."""
    return ascii(text if len(text) <= 80 else text[:80] + "…")
