"""Schema of layers: the labels of one annotator before adjudication, and how they came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chipbrief.records import AuthorKind, EntityType


@dataclass(frozen=True, slots=True)
class SpanLabel:
    """A marked span: offsets in code points (end exclusive) of the title, a blank line and the article, and its text."""

    start: int
    end: int
    type: EntityType
    text: str


@dataclass(frozen=True, slots=True)
class Work:
    """How an imported layer came about. `text` is the SHA-256 of what the annotator saw, `seconds` the measured time.

    `started_from` is the annotator whose labels were shown. `adjudicates` names the layers that a review has compared.
    """

    annotator: str
    author_kind: AuthorKind
    tool: str
    text: str
    date: str | None = None
    seconds: int | None = None
    started_from: str | None = None
    accepted_unchanged: Literal["yes"] | None = None
    adjudicates: tuple[str, ...] = ()
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class FactMatch:
    """A rater's answer for one fact: the annotators whose abstract states it."""

    fact: str
    stated_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchLayer:
    """Content of `annotations/raw/<layer>/<story>.yaml`: the answers of one rater before adjudication."""

    story: str
    matches: tuple[FactMatch, ...]
    work: Work | None = None
