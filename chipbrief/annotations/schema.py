"""Schema of the annotation files. People edit these files; everything under `dataset/` is built from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from chipbrief.annotations.work import FactMatch as FactMatch
from chipbrief.annotations.work import MatchLayer as MatchLayer
from chipbrief.annotations.work import SpanLabel as SpanLabel
from chipbrief.annotations.work import Work as Work
from chipbrief.records import AuthorKind, EntityType, Split


@dataclass(frozen=True, slots=True)
class PageEdit:
    """Span of the raw page that a person removed or marked as standfirst, as in `chipbrief.pages.Edit`."""

    start: int
    end: int
    sha256: str
    role: Literal["remove", "standfirst"]
    reason: str


@dataclass(frozen=True, slots=True)
class PageSource:
    """Raw page of a story, its digest, and the number of the article on it: 0 is the main one, n the nth related one."""

    page: str
    sha256: str
    article: int
    edits: tuple[PageEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """Summaries of a story by one annotator: at least one of the three. `abstract` has one sentence per line.

    `reviewed_by` is the annotator who has reviewed this set, `written` the date on which it was written.
    """

    annotator: str
    headline: str | None = None
    brief: str | None = None
    abstract: str | None = None
    reviewed_by: str | None = None
    written: str | None = None


@dataclass(frozen=True, slots=True)
class EntityLabel:
    """An entity of one story.

    If `entities.yaml` has the id, name, type and shared forms come from there and `forms` adds further ones. `forms` occur
    in the open article or in a reference, `source_forms` only in the source edition.
    """

    id: str
    name: str | None = None
    type: EntityType | None = None
    value: str | None = None
    forms: tuple[str, ...] = ()
    source_forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactLabel:
    """One claim, the ids of the entities that it names, and the annotators whose abstract states it."""

    id: str
    text: str
    entities: tuple[str, ...] = field(default_factory=tuple)  # a factory, so that `dump` writes an empty list
    stated_by: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class StoryFile:
    """Content of `annotations/stories/<id>.yaml`. `anchor`: a date on the page from which relative dates are calculated.

    Without `article`, the story is only in the source edition. `source` is None without a raw page; `publisher` and `standfirst`
    belong to articles that are a page's own text. `suggestions` are found by rules, are no labels, and are not built.
    """

    id: str
    cluster: str | None
    split: Split
    language: str
    published: str | None
    anchor: str | None
    source: PageSource | None
    title: str | None = None
    publisher: str | None = None
    standfirst: str | None = None
    article: str | None = None
    references: tuple[ReferenceSet, ...] = ()
    entities: tuple[EntityLabel, ...] = ()
    facts: tuple[FactLabel, ...] = ()
    suggestions: tuple[EntityLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterReference:
    """Two summaries of a cluster by one annotator. `abstract` has one sentence per line and uses more than one story."""

    annotator: str
    headline: str
    abstract: str


@dataclass(frozen=True, slots=True)
class EventLabel:
    """A dated event of a cluster: a TIMEX3 date, one sentence, and the ids of the stories that report it."""

    date: str
    text: str
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClusterFile:
    """Content of `annotations/clusters/<id>.yaml`. If two stories have different entities with one id, a fact names the first."""

    id: str
    stories: tuple[str, ...]
    references: tuple[ClusterReference, ...]
    timeline: tuple[EventLabel, ...] = ()
    facts: tuple[FactLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityLayer:
    """Content of `annotations/raw/<layer>/<story>.yaml`: the entities of one annotator before adjudication.

    A layer that was imported from an annotation tool has the exact `spans`, and `entities` that were made from them.
    """

    story: str
    entities: tuple[EntityLabel, ...]
    spans: tuple[SpanLabel, ...] = ()
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class TextLabel:
    """A text about a story, other than a reference abstract, and the ids of the facts that it states.

    `kind` is `output` (by the baseline `origin`), `headline` or `brief` (by the annotator `origin`), or one of two test
    texts: `paraphrase` states facts in words as different as possible, `distorted` uses their words for other claims.
    """

    story: str
    kind: Literal["output", "headline", "brief", "paraphrase", "distorted"]
    origin: str
    text: str
    stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactLabelsFile:
    """Content of `annotations/fact_labels.yaml`: labels to test a fact matcher on texts that it was not fitted to."""

    annotator: str
    author_kind: AuthorKind
    guidelines: str
    reviewed_by: str | None
    texts: tuple[TextLabel, ...]


@dataclass(frozen=True, slots=True)
class TextAnswers:
    """Ids of the facts that a text states, according to a language model.

    `kind` and `origin` are those of a `TextLabel`, or `abstract` and the annotator of a reference. `questions` is a digest
    of the questions. It shows whether the answers still belong to the current questions.
    """

    story: str
    kind: Literal["abstract", "output", "headline", "brief", "paraphrase", "distorted"]
    origin: str
    questions: str
    stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactAnswersFile:
    """Content of `annotations/fact_answers.yaml`: answers to the questions of the `llm` matcher, and how they were obtained."""

    model: str
    author_kind: AuthorKind
    asked: str
    texts: tuple[TextAnswers, ...]


@dataclass(frozen=True, slots=True)
class SharedEntity:
    """An entity of several stories, with the forms that are valid in all of them.

    `demonym_of` is set for a demonym (a NORP entity). It is the id of the state; in scoring, either name earns credit for the other.
    """

    id: str
    name: str
    type: EntityType
    forms: tuple[str, ...]
    demonym_of: str | None = None


@dataclass(frozen=True, slots=True)
class EntitiesFile:
    """Content of `annotations/entities.yaml`."""

    entities: tuple[SharedEntity, ...]


@dataclass(frozen=True, slots=True)
class Annotator:
    """Author of references or labels. `name` describes the author; `guidelines` is the version of the guidelines they used."""

    id: str
    name: str
    author_kind: AuthorKind
    guidelines: str
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class AllowedText:
    """A text that a check accepts in one story, or in all stories if `story` is None, and the reason."""

    check: str
    text: str
    story: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ExceptionsFile:
    """Content of `annotations/exceptions.yaml`."""

    exceptions: tuple[AllowedText, ...]


@dataclass(frozen=True, slots=True)
class AnnotatorsFile:
    """Content of `annotations/annotators.yaml`."""

    annotators: tuple[Annotator, ...]
