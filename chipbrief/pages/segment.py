"""The lines of one article of a page, before anything is cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chipbrief.pages.ages import AGE_LINE
from chipbrief.pages.traced import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it, and where it stands."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Start and end."""
        return self.start, self.end


@dataclass(slots=True)
class Segment:
    """The lines of one article: its header fields, the spans that its body has, and the rest by rule."""

    index: int
    title: Line | None = None
    publisher: Span | None = None
    age: Span | None = None
    body: list[Line] = field(default_factory=list)
    removed: list[tuple[str, Span]] = field(default_factory=list)
    aggregated: bool = False

    def remove(self, rule: str, lines: Sequence[Line]) -> None:
        """Count `lines` as removed by `rule`."""
        self.removed.extend((rule, line.span) for line in lines)

    def take_age(self, line: Line) -> None:
        """The age of a line that matches `AGE_LINE`, without the word that the icon before it left behind."""
        match = AGE_LINE.fullmatch(line.text)
        assert match is not None, "headers are built on lines that match"
        start = line.start + match.start("age")
        self.age = start, line.end
        if start > line.start:
            self.removed.append(("age_label", (line.start, start)))
