"""Load all annotation files and check that they fit together (ids, values, forms)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from chipbrief.annotations.judged import Judgements, load_judgements
from chipbrief.annotations.schema import (
    AllowedText,
    Annotator,
    AnnotatorsFile,
    ClusterFile,
    ClusterReference,
    EntitiesFile,
    EntityLabel,
    ExceptionsFile,
    FactLabel,
    ReferenceSet,
    SharedEntity,
    StoryFile,
)
from chipbrief.files import is_file_name
from chipbrief.language.mentions import parse_form
from chipbrief.problems import InputError, Problem
from chipbrief.records import VALUE_TYPES, EntityType
from chipbrief.yaml_files import decode, load_yaml

T = TypeVar("T")
ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Pattern of the ids of stories and entities."""
_DATE = (
    r"(?:(?:\d{4}|XXXX)(?:-(?:\d\d|W\d\d|WXX|SP|SU|FA|WI|Q[1-4]|H[12])(?:-(?:\d\d?|WE))?)?|\d{3}X|\d\dXX"
    r"|P(?:\d+(?:\.\d+)?|X)(?:Y\d+M|[YMWDE]))"
)
_NUMBER = r"\d+(?:\.\d+)?(?:/\d+)?"
_RANGE = rf"{_NUMBER}(?:\.\.{_NUMBER})?"
VALUE_SHAPES: dict[EntityType, re.Pattern[str]] = {
    "DATE": re.compile(rf"{_DATE}(?:(?:/|\.\.){_DATE})?"),
    "TIME": re.compile(r"T\d\d(?::\d\d)?|PT(?:\d+|X)[HMS]|T(?:MO|AF|EV|NI)"),
    "PERCENT": re.compile(rf"{_RANGE} (?:%|points)"),
    "MONEY": re.compile(rf"[A-Z]{{3}} {_RANGE}"),
    "QUANTITY": re.compile(rf"{_RANGE} \S+"),
    "ORDINAL": re.compile(r"\d+"),
    "CARDINAL": re.compile(_RANGE),
}
"""Pattern of the values of each type (guidelines, section 3). Two dots separate the ends of a range, a slash those of a date interval."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Content of an annotation folder. Stories are sorted by id; entities and annotators are keyed by id."""

    stories: tuple[StoryFile, ...]
    shared: dict[str, SharedEntity]
    annotators: dict[str, Annotator]
    clusters: tuple[ClusterFile, ...] = ()
    exceptions: tuple[AllowedText, ...] = ()
    judgements: Judgements = field(default_factory=Judgements)

    def allowed(self, check: str, story: str) -> set[str]:
        """Return the texts that the check named `check` accepts in `story`."""
        return {one.text for one in self.exceptions if one.check == check and one.story in (None, story)}

    def entity(self, label: EntityLabel) -> tuple[str, EntityType, tuple[str, ...]]:
        """Return name, type and all forms of a story's entity, including those from `entities.yaml`."""
        shared = self.shared.get(label.id)
        name = label.name or (shared.name if shared else None)
        kind = label.type or (shared.type if shared else None)
        assert name is not None, "checked when the annotations were loaded"
        assert kind is not None, "checked when the annotations were loaded"
        return name, kind, tuple(dict.fromkeys((*(shared.forms if shared else ()), *label.forms, *label.source_forms)))


def load_annotations(folder: Path) -> Annotations:
    """Load all files in `folder`. Raise `InputError` with the problems of all files if any file has a problem."""
    problems: list[Problem] = []
    shared = _load(folder / "entities.yaml", EntitiesFile, problems)
    annotators = _load(folder / "annotators.yaml", AnnotatorsFile, problems)
    paths = sorted((folder / "stories").glob("*.yaml"))
    loaded = [(path, _load(path, StoryFile, problems)) for path in paths]
    if not paths:
        problems.append(Problem(str(folder / "stories"), "contains no stories", "pass the folder `annotations`"))
    groups = [(path, _load(path, ClusterFile, problems)) for path in sorted((folder / "clusters").glob("*.yaml"))]
    exceptions = _load(folder / "exceptions.yaml", ExceptionsFile, problems)
    judgements = load_judgements(folder, problems)
    if shared is None or annotators is None or exceptions is None:
        raise InputError(problems)
    annotations = Annotations(
        tuple(story for _, story in loaded if story is not None),
        {entity.id: entity for entity in shared.entities},
        {annotator.id: annotator for annotator in annotators.annotators},
        tuple(cluster for _, cluster in groups if cluster is not None),
        exceptions.exceptions,
        judgements,
    )
    problems += _shared_problems(annotations, shared, annotators, folder)
    for path, story in loaded:
        faults = _story_problems(story, path.stem, annotations) if story else ()
        problems += (Problem(str(path), *fault) for fault in faults)
    for path, cluster in groups:
        faults = _cluster_problems(cluster, path.stem, annotations) if cluster else ()
        problems += (Problem(str(path), *fault) for fault in faults)
    if problems:
        raise InputError(problems)
    return annotations


def _load(path: Path, schema: type[T], problems: list[Problem]) -> T | None:
    try:
        return decode(load_yaml(path), schema, str(path))
    except InputError as error:
        problems.extend(error.problems)
        return None


Fault = tuple[str, str]
"""What is wrong, and the remedy."""


def _duplicates(names: Iterable[str], what: str) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{what} {name!r} occurs {count} times", "keep one"


def _shared_problems(
    annotations: Annotations, shared: EntitiesFile, annotators: AnnotatorsFile, folder: Path
) -> Iterator[Problem]:
    where = str(folder / "entities.yaml")
    yield from (Problem(where, *fault) for fault in _duplicates((one.id for one in shared.entities), "entity"))
    for fault in _duplicates((one.id for one in annotators.annotators), "annotator"):
        yield Problem(str(folder / "annotators.yaml"), *fault)
    for at, entity in enumerate(shared.entities):
        place = f"entities[{at}]"
        if not ID_PATTERN.fullmatch(entity.id):
            yield Problem(where, f"{place}.id: {entity.id!r} is not an id", "use lowercase letters, digits and hyphens")
        if entity.demonym_of is not None and entity.demonym_of not in annotations.shared:
            what = f"{place}.demonym_of: unknown entity {entity.demonym_of!r}"
            yield Problem(where, what, "add it, or correct the id")
        for fault in _form_problems(entity.forms, f"{place}.forms"):
            yield Problem(where, *fault)


def _form_problems(forms: Iterable[str], place: str) -> Iterator[Fault]:
    for at, form in enumerate(forms):
        try:
            parse_form(form)
        except InputError as error:
            yield f"{place}[{at}]: {form!r} {error.problems[0].what}", error.problems[0].remedy


def _story_problems(story: StoryFile, stem: str, annotations: Annotations) -> Iterator[Fault]:
    if story.id != stem:
        yield f"id: {story.id!r} is not the name of the file", "rename the file, or correct the id"
    if not ID_PATTERN.fullmatch(story.id):
        yield f"id: {story.id!r} is not an id", "use lowercase letters, digits and hyphens"
    yield from _source_problems(story)
    labels = story.title or story.references or story.facts or story.entities or story.suggestions
    if labels and story.article is None:
        yield "has a title, references, entities or facts, but no article", "add the article, or remove the labels"
    if story.cluster is not None and story.cluster not in {cluster.id for cluster in annotations.clusters}:
        yield f"cluster: unknown cluster {story.cluster!r}", "add clusters/<id>.yaml, or correct the id"
    yield from _duplicates((reference.annotator for reference in story.references), "reference set of")
    yield from _duplicates((label.id for label in story.entities), "entity")
    yield from _unknown_writers(story.references, annotations)
    for at, reference in enumerate(story.references):
        if not (reference.headline or reference.brief or reference.abstract):
            yield f"references[{at}]: has no text", "write a headline, a brief or an abstract"
    for at, label in enumerate(story.entities):
        yield from _entity_problems(label, f"entities[{at}]", annotations)
    yield from _fact_problems(story.facts, story.entities, story.references)


def _unknown_writers(
    references: Sequence[ReferenceSet | ClusterReference], annotations: Annotations
) -> Iterator[Fault]:
    for at, one in enumerate(references):
        if one.annotator not in annotations.annotators:
            yield f"references[{at}].annotator: unknown annotator {one.annotator!r}", "use an id of annotators.yaml"


def _cluster_problems(cluster: ClusterFile, stem: str, annotations: Annotations) -> Iterator[Fault]:
    members = {story.id for story in annotations.stories if story.cluster == cluster.id}
    if cluster.id != stem:
        yield f"id: {cluster.id!r} is not the name of the file", "rename the file, or correct the id"
    yield from _duplicates(cluster.stories, "story")
    if set(cluster.stories) != members:
        yield "stories: not the stories with this cluster id", f"list {', '.join(sorted(members)) or 'none'}"
    yield from _duplicates((reference.annotator for reference in cluster.references), "reference set of")
    yield from _unknown_writers(cluster.references, annotations)
    labels = (label for story in annotations.stories if story.id in members for label in story.entities)
    yield from _fact_problems(cluster.facts, labels, cluster.references)
    for at, event in enumerate(cluster.timeline):
        if not VALUE_SHAPES["DATE"].fullmatch(event.date):
            yield f"timeline[{at}].date: {event.date!r} is not a date", "follow the guidelines, section 3"
        if not event.stories or not set(event.stories) <= members:
            yield f"timeline[{at}].stories: empty or not of this cluster", "list the stories that report the event"


def _source_problems(story: StoryFile) -> Iterator[Fault]:
    if story.source is None:
        return
    if not is_file_name(story.source.page):
        yield f"source.page: {story.source.page!r} is not a file name", "write the name without a folder"
    for place, digest in [
        ("source", story.source.sha256),
        *((f"source.edits[{at}]", edit.sha256) for at, edit in enumerate(story.source.edits)),
    ]:
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            yield f"{place}.sha256: {digest!r} is not a SHA-256", "write 64 lowercase hexadecimal digits"


def _fact_problems(
    facts: Sequence[FactLabel], labels: Iterable[EntityLabel], references: Iterable[ReferenceSet | ClusterReference]
) -> Iterator[Fault]:
    known = {label.id for label in labels}
    writers = {reference.annotator for reference in references}
    yield from _duplicates((fact.id for fact in facts), "fact")
    for at, fact in enumerate(facts):
        yield from _duplicates(fact.stated_by, f"facts[{at}].stated_by:")
        for number, entity in enumerate(fact.entities):
            if entity not in known:
                yield f"facts[{at}].entities[{number}]: unknown entity {entity!r}", "add it under entities"
        for number, annotator in enumerate(fact.stated_by):
            if annotator not in writers:
                yield f"facts[{at}].stated_by[{number}]: {annotator!r} wrote no reference here", "correct the id"


def _entity_problems(label: EntityLabel, place: str, annotations: Annotations) -> Iterator[Fault]:
    shared = annotations.shared.get(label.id)
    if not ID_PATTERN.fullmatch(label.id):
        yield f"{place}.id: {label.id!r} is not an id", "use lowercase letters, digits and hyphens"
    if shared is None and (label.name is None or label.type is None):
        yield f"{place}: {label.id!r} has no name or type and is not in entities.yaml", "add both, or correct the id"
        return
    if shared is not None and (label.name is not None or label.type is not None):
        yield f"{place}: {label.id!r} has its name and type in entities.yaml", "remove them here"
    yield from _form_problems((*label.forms, *label.source_forms), f"{place}.forms")
    kind = shared.type if shared else label.type
    if kind not in VALUE_TYPES and label.value is not None:
        yield f"{place}.value: a {kind} must not have a value", "write null"
    if kind in VALUE_TYPES and label.value is None and kind != "DATE":
        yield f"{place}.value: a {kind} needs a value", "follow the guidelines, section 3"
    if kind in VALUE_TYPES and label.value is not None and not VALUE_SHAPES[kind].fullmatch(label.value):
        yield f"{place}.value: {label.value!r} is not a valid {kind} value", "follow the guidelines, section 3"
