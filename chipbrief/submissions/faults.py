"""A submission as a record, its limits, and the faults of one file: the first are kept to be printed, the rest are counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chipbrief.problems import PRINTED_AT_MOST, Problem

FILE_LIMIT = 256 << 20
"""Bytes of a file, and of what it unpacks to."""
LINE_LIMIT = 4 << 20
"""Bytes of one line, or of one row of CSV."""
ROW_LIMIT = 2_000_000
"""Lines of a file, or rows of a table: a file of line ends alone costs as much as one of summaries."""
SUMMARY_LIMIT = 100_000
"""Characters of one summary: more than any article has."""
WORD_LIMIT = 10_000
"""Words of one summary: few enough for ROUGE-L, whose time grows with the product of both lengths. They are counted as
they are scored, by blanks or as runs of letters and digits, whichever is more: `1%1%1%` is three of them."""


class Columns(NamedTuple):
    """The keys or columns that hold the story's id and its summary."""

    id: str = "id"
    summary: str = "summary"

    @property
    def example(self) -> str:
        """A line as it should be, for messages."""
        return f'{{"{self.id}": "...", "{self.summary}": "..."}}'


class Summaries(Mapping[str, str]):
    """Summaries by story id, kept as UTF-8.

    As `str` a text takes four bytes for each of its characters as soon as one of them is an emoji.
    """

    def __init__(self, places: Mapping[str, int], texts: list[bytes]) -> None:
        self._places, self._texts = places, texts

    def __getitem__(self, story: str) -> str:
        return self._texts[self._places[story]].decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(slots=True)
class Submission:
    """A valid submission: `summaries` by story id, in the split's order, and what the reader was told besides."""

    name: str
    summaries: Mapping[str, str] = field(default_factory=dict)
    system: dict[str, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


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
