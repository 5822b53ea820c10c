"""What the cleaner gives: one article of a page, and what was taken out of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Removed:
    """Raw characters `start` to `end` (exclusive, code points of the decoded file) that `rule` took out."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `index` 0 is the page's main article, n its nth related one; what the page does not say is null.

    `age` is the age or date as the page gives it (“2 days ago”, “12-03-2025”); `text` has its paragraphs parted by a
    blank line. `standfirst` is the publisher's own summary, kept out of `text`.
    """

    page: str
    index: int
    title: str | None
    publisher: str | None
    age: str | None
    dateline: str | None
    standfirst: str | None
    text: str
    removed: tuple[Removed, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain types for JSON, keys in the order above."""
        return {**asdict(self), "removed": [asdict(span) for span in self.removed]}
