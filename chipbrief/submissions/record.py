"""What a submission is once it is read, and how large it may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from chipbrief.problems import Problem

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
