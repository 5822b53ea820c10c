"""Records of the dataset: a row is one `Story`, which holds the records of its references, entities and facts.

Offsets count Unicode code points of `document` from 0, and `end` is exclusive: a span is `document[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

AuthorKind = Literal["person", "publisher", "model", "unknown"]
"""Who wrote a reference: a person, the publisher of the article, or a language model. `unknown` is only for corpora of one's own."""
ReferenceKind = Literal["headline", "brief", "abstract", "standfirst", "closed-book"]
"""Kinds of summaries. A brief has one or two sentences and an abstract several. Only publishers write standfirsts.

Only `gum` has closed-book summaries: briefs that people wrote from memory, without the text before them.
"""
Split = Literal["test", "validation"]
EntityType = Literal[
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
    "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
]  # fmt: skip
"""The eighteen entity types of OntoNotes 5."""

AUTHOR_KINDS: tuple[AuthorKind, ...] = get_args(AuthorKind)
REFERENCE_KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)
SPLITS: tuple[Split, ...] = get_args(Split)
ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
VALUE_TYPES: frozenset[EntityType] = frozenset(("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"))
"""Types of values (dates, times and numbers). Entities of all other types are names."""

CANARY = "ChipBrief evaluation data, to be kept out of training corpora: canary eaa0f0e0-2cf6-4718-8f01-68808868cd1f"
"""Text in every row and in the dataset card. A training corpus or a model's output that contains it shows a leak."""

WORD_BUDGET: dict[ReferenceKind, int] = {"headline": 12, "brief": 35, "abstract": 110, "standfirst": 60}
"""Word budget of the baselines, by kind. For headline, brief and abstract it also limits annotators' references.

Nobody writes closed-book summaries on request, so they have no budget.
"""

CLUSTER_BUDGET: dict[ReferenceKind, int] = {**WORD_BUDGET, "abstract": 160}
"""Word budget for the configuration `multi`, whose abstracts summarize several stories."""

CONFIG_BUDGET: dict[str, dict[ReferenceKind, int]] = {
    "gum": {"brief": 48},
    "squality": {"abstract": 225},
    "freelance": {"brief": 48},
}
"""Word budgets of imported corpora. Each is about the mean length of the summaries that people wrote."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the document that names an entity."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A name or value of a story, with all its forms and mentions."""

    id: str
    """Id, unique within the row."""
    name: str
    """Name to display."""
    type: EntityType
    value: str | None
    """Normalized value: TIMEX3 for dates and times, number and unit (`31 %`) or currency and amount (`USD 50`) otherwise.

    It is None for names, for dates that the story does not fix (“last week”), and for every entity of `gum`.
    """
    forms: tuple[str, ...]
    """Surface forms that name this entity in this story. Some of them may not occur in the document.

    If a form also means something else in the story, context identifies it: in `in [Beijing]` the mention is in brackets.
    """
    aliases: tuple[str, ...]
    """Forms of another entity that earn the same credit in scoring: the demonym of a state, or the state of a demonym."""
    salience: float
    """Share of the row's abstracts that contain one of `forms`, from 0 to 1.

    In `gum` it is the corpus' grade divided by the number of summaries: the share of all summaries, by people and systems,
    that mention the entity under a name or not. Closed-book summaries do not count.
    """
    mentions: tuple[Mention, ...]
    """Mentions in the document, in order. Empty if only a reference names the entity."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim of the article, with the annotators whose abstract states it.

    It is used to check which facts a summary states.
    """

    id: str
    """Id, unique within the row."""
    text: str
    """The claim as one sentence."""
    entities: tuple[str, ...]
    """Ids of the entities that the claim names."""
    stated_by: tuple[str, ...]
    """Annotators whose abstract states the claim."""
    weight: float
    """Share of the annotators' abstracts that state the claim, from 0 to 1. In a corpus of one's own, any weight from 0."""
    alternatives: tuple[str, ...] = ()
    """Other sentences that count as stating the claim. Empty in all configurations that ship."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference summary and its author."""

    id: str
    """`<row id>/<annotator>/<kind>`."""
    kind: ReferenceKind
    text: str
    annotator: str
    """Author of the text: an id of `annotators.yaml`, `publisher`, or an imported corpus' name for a person (`human1`)."""
    author_kind: AuthorKind
    reviewed_by: str | None
    """Person who has reviewed the text, or None if nobody has."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a record was made from."""

    page: str
    """Name of the file: a raw page, or a file of an imported corpus."""
    sha256: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    article: int
    """Number of the article on the page: 0 for the main article, n for the nth related one. 0 in imported corpora."""


@dataclass(frozen=True, slots=True)
class Part:
    """The span of the document that is the article of one story."""

    id: str
    """Id of the story."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event of a cluster."""

    date: str
    """TIMEX3 date, with `X` for each digit that no article states."""
    text: str
    """The event as one sentence."""
    stories: tuple[str, ...]
    """Ids of the stories that report the event."""


@dataclass(frozen=True, slots=True)
class Story:
    """One row of the dataset: an article with its labels, or in the configuration `multi` a cluster of related stories."""

    id: str
    """Id of the story or cluster, unique within the configuration."""
    cluster: str | None
    """Id of the cluster of related stories, or None if the story is in none. In `multi` it is equal to `id`.

    In `squality` it is the id of the short story: several questions about one story are several rows.
    """
    title: str | None
    """Headline of the article as this configuration has it, or None. In `squality` it is the question to be answered."""
    publisher: str | None
    """Publisher named on the page (only in `source` and `gum`), or None."""
    published: str | None
    """ISO 8601 date of publication if the source states it, otherwise None."""
    language: str
    """BCP 47 language tag."""
    document: str
    """Text of the article, in NFC. A blank line separates paragraphs, and lines end with LF.

    In `multi` it is the articles of the cluster one after the other, separated by a line with three asterisks.
    """
    parts: tuple[Part, ...]
    """Spans of the articles in the document: several in `multi`, otherwise one that covers the whole document."""
    summary: str | None
    """Text of the first abstract in `references`, or else of the first brief, or None if there is neither."""
    references: tuple[Reference, ...]
    entities: tuple[Entity, ...]
    """Entities that the document or a reference names."""
    facts: tuple[Fact, ...]
    """Claims of the article. Empty in imported corpora."""
    timeline: tuple[Event, ...]
    """Dated events of the cluster. Empty in all configurations except `multi`, and for some of its clusters."""
    source: Source | None
    """Origin of the record, or None in `multi`."""
    license: str
    """Licence of the row, or the statement that the publisher reserves all rights."""
    genre: str | None = None
    """Kind of text (`news`, `academic`, …) in corpora that have several, otherwise None."""
    canary: str = CANARY
    """The same text in every row: see `CANARY`."""
