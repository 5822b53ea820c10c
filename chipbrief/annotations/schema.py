"""What the annotation files hold. People edit these; everything under `dataset/` is made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chipbrief.records import AuthorKind, EntityType, Split


@dataclass(frozen=True, slots=True)
class PageEdit:
    """Raw characters of the page that no rule can know: see `chipbrief.pages.Edit`."""

    start: int
    end: int
    sha256: str
    role: Literal["remove", "standfirst"]
    reason: str


@dataclass(frozen=True, slots=True)
class PageSource:
    """Which article of which page: `article` 0 is the page's main one. `sha256` is that of the page's bytes."""

    page: str
    sha256: str
    article: int
    edits: tuple[PageEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """One annotator's three summaries; `abstract` has a sentence a line."""

    annotator: str
    headline: str
    brief: str
    abstract: str


@dataclass(frozen=True, slots=True)
class EntityLabel:
    """An entity of one story. With an id of `entities.yaml` it takes name, type and forms from there and adds its own.

    `forms` occur in the open article or in a reference, `source_forms` in the source edition alone.
    """

    id: str
    name: str | None = None
    type: EntityType | None = None
    value: str | None = None
    forms: tuple[str, ...] = ()
    source_forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactLabel:
    """One claim, the entities that it names, and the annotators whose abstract states it."""

    id: str
    text: str
    entities: tuple[str, ...]
    stated_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryFile:
    """`annotations/stories/<id>.yaml`. `anchor`: the date that the page states and relative dates are reckoned from."""

    id: str
    cluster: str | None
    split: Split
    language: str
    published: str | None
    anchor: str | None
    source: PageSource
    title: str | None = None
    article: str | None = None
    references: tuple[ReferenceSet, ...] = ()
    entities: tuple[EntityLabel, ...] = ()
    facts: tuple[FactLabel, ...] = ()

    @property
    def labelled(self) -> bool:
        """Whether the story has an open edition; without one it is in the source edition alone."""
        return self.article is not None


@dataclass(frozen=True, slots=True)
class ClusterReference:
    """One annotator's summaries of a cluster; `abstract` has a sentence a line and needs more than one story."""

    annotator: str
    headline: str
    abstract: str


@dataclass(frozen=True, slots=True)
class EventLabel:
    """A dated event of a cluster: TIMEX3 date, one sentence, and the stories that report it."""

    date: str
    text: str
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClusterFile:
    """`annotations/clusters/<id>.yaml`. The stories' articles follow each other in this order; the split is theirs."""

    id: str
    stories: tuple[str, ...]
    references: tuple[ClusterReference, ...]
    timeline: tuple[EventLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityLayer:
    """`annotations/raw/<annotator>/<story>.yaml`: one annotator's entities before adjudication."""

    story: str
    entities: tuple[EntityLabel, ...]


@dataclass(frozen=True, slots=True)
class FactMatch:
    """The annotators whose abstract states the fact, as one rater saw it."""

    fact: str
    stated_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchLayer:
    """`annotations/raw/<annotator>/<story>.yaml`: one rater's answers before adjudication."""

    story: str
    matches: tuple[FactMatch, ...]


@dataclass(frozen=True, slots=True)
class TextLabel:
    """A text about a story that is no reference abstract, and the facts of the story that it states.

    `kind`: `output` (of the baseline `origin`), `headline` or `brief` (by the annotator `origin`), or a probe made for
    this: `paraphrase` (the facts in words as far from theirs as can be), `distorted` (their words, other claims).
    """

    story: str
    kind: Literal["output", "headline", "brief", "paraphrase", "distorted"]
    origin: str
    text: str
    stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactLabelsFile:
    """`annotations/fact_labels.yaml`: labels that test how well a matcher does on texts that it was not fitted to."""

    annotator: str
    author_kind: AuthorKind
    guidelines: str
    reviewed_by: str | None
    texts: tuple[TextLabel, ...]


@dataclass(frozen=True, slots=True)
class TextAnswers:
    """The facts of a story that a text states, by the answers of a language model.

    `kind` and `origin` are those of a `TextLabel`, or `abstract` and the annotator of a reference. `questions` is a digest
    of what was asked, so that no answer outlives its question.
    """

    story: str
    kind: Literal["abstract", "output", "headline", "brief", "paraphrase", "distorted"]
    origin: str
    questions: str
    stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactAnswersFile:
    """`annotations/fact_answers.yaml`: answers to the questions of the matcher `llm`, and how they were got."""

    model: str
    author_kind: AuthorKind
    asked: str
    texts: tuple[TextAnswers, ...]


@dataclass(frozen=True, slots=True)
class SharedEntity:
    """An entity that several stories name, with the forms that hold in all of them.

    `demonym_of`: for a NORP, the state whose name earns the same credit in scoring.
    """

    id: str
    name: str
    type: EntityType
    forms: tuple[str, ...]
    demonym_of: str | None = None


@dataclass(frozen=True, slots=True)
class EntitiesFile:
    """`annotations/entities.yaml`."""

    entities: tuple[SharedEntity, ...]


@dataclass(frozen=True, slots=True)
class Annotator:
    """Who wrote references or labels. `name` says who or what it is; `guidelines` the version that it worked under."""

    id: str
    name: str
    author_kind: AuthorKind
    guidelines: str
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class AllowedText:
    """A text that a check lets pass, in one story or in all (`story: null`), and why."""

    check: str
    text: str
    story: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ExceptionsFile:
    """`annotations/exceptions.yaml`."""

    exceptions: tuple[AllowedText, ...]


@dataclass(frozen=True, slots=True)
class AnnotatorsFile:
    """`annotations/annotators.yaml`."""

    annotators: tuple[Annotator, ...]
