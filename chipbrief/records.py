"""The record: one row of the dataset. Offsets count Unicode code points of `document`; ends are exclusive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

AuthorKind = Literal["person", "publisher", "model"]
ReferenceKind = Literal["headline", "brief", "abstract", "standfirst"]
Split = Literal["test", "validation"]
EntityType = Literal[
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
    "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
]  # fmt: skip
"""The eighteen types of OntoNotes 5."""

AUTHOR_KINDS: tuple[AuthorKind, ...] = get_args(AuthorKind)
REFERENCE_KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)
SPLITS: tuple[Split, ...] = get_args(Split)
ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
VALUE_TYPES: frozenset[EntityType] = frozenset(("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"))
"""Types that carry a `value`; the others are names."""

CANARY = "ChipBrief evaluation data, to be kept out of training corpora: canary eaa0f0e0-2cf6-4718-8f01-68808868cd1f"
"""In every row and in the card: who finds it in a corpus, or can make a model write it, has found a leak."""

WORD_BUDGET: dict[ReferenceKind, int] = {"headline": 12, "brief": 35, "abstract": 110, "standfirst": 60}
"""The budget in words of every baseline for a kind; for the first three also the most that a reference may have."""

CLUSTER_BUDGET: dict[ReferenceKind, int] = {**WORD_BUDGET, "abstract": 160}
"""The same for the configuration `multi`, whose abstracts tell several stories."""


@dataclass(frozen=True, slots=True)
class Mention:
    """`document[start:end]` names the entity."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing with every name that the story gives it.

    `value` is null for names (TIMEX3, a number with its unit, a currency with its amount for values). `forms` are the
    surface forms that name it in this story (a mention in square brackets where only its context tells it apart).
    `aliases` name something else that earns the same credit in scoring: a state's demonym, a demonym's state.
    `salience` is the share of the record's abstracts that name it.
    """

    id: str
    name: str
    type: EntityType
    value: str | None
    forms: tuple[str, ...]
    aliases: tuple[str, ...]
    salience: float
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim of the article. `weight` is the share of the story's abstracts that state it."""

    id: str
    text: str
    entities: tuple[str, ...]
    stated_by: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference summary and who wrote it; `reviewed_by` is null until a person has signed it."""

    id: str
    kind: ReferenceKind
    text: str
    annotator: str
    author_kind: AuthorKind
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """The raw page behind a record: its file name, its SHA-256, and the article's number on it (0 the main one)."""

    page: str
    sha256: str
    article: int


@dataclass(frozen=True, slots=True)
class Part:
    """`document[start:end]` is the article of the story `id`: all of a document, or one of a cluster's articles."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a cluster, its date in TIMEX3 (`X` for what no article states), and the stories that report it."""

    date: str
    text: str
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One row. `document`: paragraphs parted by a blank line, NFC, LF. `summary`: the first abstract, or null.

    A row of the configuration `multi` is a cluster: its document is the articles one after the other, `parts` says which
    is which, and `timeline` holds its dated events. Elsewhere there is one part, and no timeline.
    """

    id: str
    cluster: str | None
    title: str | None
    publisher: str | None
    published: str | None
    language: str
    document: str
    parts: tuple[Part, ...]
    summary: str | None
    references: tuple[Reference, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    timeline: tuple[Event, ...]
    source: Source | None
    license: str
    canary: str = CANARY
