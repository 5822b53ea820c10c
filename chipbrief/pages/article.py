"""The records of the cleaner: an article, what was removed from it, and edits by people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Removed:
    """Span of the raw page that `rule` removed: offsets in code points of the decoded file, end exclusive."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subheading:
    """Heading that was taken out of the text. `at` is the offset in `text` of what it stood before."""

    text: str
    at: int
    start: int
    end: int
    """Raw offsets, end exclusive."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page. Fields that the page does not state are `None`.

    `index` is 0 for the main article and n for the nth related one. `age` is the age or date as the page gives it
    (“2 days ago”, “12-03-2025”), and `date` is a stated date as YYYY-MM-DD. `byline` names the authors and `agency` the
    news agency. `text` has paragraphs separated by blank lines. `standfirst` is the publisher's own summary, which is not
    in `text`, and neither are the `subheadings`. `warnings` say what a person should look at.
    """

    page: str
    index: int
    title: str | None
    publisher: str | None
    age: str | None
    date: str | None
    byline: str | None
    agency: str | None
    dateline: str | None
    standfirst: str | None
    text: str
    subheadings: tuple[Subheading, ...]
    removed: tuple[Removed, ...]
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the article as plain types for JSON, with the keys in the order of the fields."""
        found = asdict(self)
        return {**found, **{name: list(found[name]) for name in ("subheadings", "removed", "warnings")}}


@dataclass(frozen=True, slots=True)
class Edit:
    """Manual correction for text that no rule can recognise.

    The raw characters from `start` to `end` (exclusive) are removed, or become the standfirst, depending on `role`.
    `sha256` is the digest of the raw text between the offsets, so that an edit is never applied to another text.
    """

    start: int
    end: int
    sha256: str
    reason: str
    role: str = "remove"
