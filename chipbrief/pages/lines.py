"""The lines of a page, and those of each article before cleaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from chipbrief.pages.segment import Span


class Line(NamedTuple):
    """A line without surrounding spaces, and its offsets in the text of the page."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Start and end offsets."""
        return self.start, self.end


@dataclass(slots=True)
class Segment:
    """The lines of one article: header fields, lines of the body, and removed spans with the rule that removed them."""

    index: int
    title: Line | None = None
    publisher: Span | None = None
    age: Span | None = None
    byline: Span | None = None
    date: str | None = None
    body: list[Line] = field(default_factory=list)
    removed: list[tuple[str, Span]] = field(default_factory=list)
    aggregated: bool = False
    warnings: list[str] = field(default_factory=list)

    def remove(self, rule: str, lines: Sequence[Line]) -> None:
        """Record `lines` as removed by `rule`."""
        if lines:
            self.removed += [(rule, (line.start, line.end)) for line in lines]


def lines_in(text: str) -> Iterator[Line]:
    """Yield the lines of a text that are not blank."""
    start = 0
    for raw in text.split("\n"):
        if stripped := raw.strip():
            begin = start if len(stripped) == len(raw) else start + len(raw) - len(raw.lstrip())
            yield Line(begin, begin + len(stripped), stripped)
        start += len(raw) + 1
