"""Build the configuration `multi`: one row per cluster of related stories, from the rows of the open edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chipbrief.annotations import Annotations
from chipbrief.annotations.build import OPEN_LICENSE, Rows, abstracts_of, facts_of, in_order, reference_of, saliences
from chipbrief.annotations.schema import ClusterFile
from chipbrief.language.tokens import paragraphs
from chipbrief.records import Entity, Event, Mention, Part, Reference, ReferenceKind, Split, Story

DIVIDER = "\n\n* * *\n\n"
"""Separator between two articles in the document of a cluster."""


def build_multi(annotations: Annotations, open_rows: Rows) -> Rows:
    """Return one row per cluster, by split. The split of a cluster is that of its first story; a check ensures that all agree."""
    by_id: dict[str, tuple[Split, Story]] = {
        story.id: (split, story) for split, stories in open_rows.items() for story in stories
    }
    rows: Rows = {}
    for cluster in annotations.clusters:
        members = [by_id[story] for story in cluster.stories if story in by_id]
        if members:
            rows.setdefault(members[0][0], []).append(_row(cluster, [story for _, story in members], annotations))
    return in_order(rows)


def _row(cluster: ClusterFile, stories: Sequence[Story], annotations: Annotations) -> Story:
    parts: list[Part] = []
    for story in stories:
        start = parts[-1].end + len(DIVIDER) if parts else 0
        parts.append(Part(story.id, start, start + len(story.document)))
    references = tuple(_references(cluster, annotations))
    abstracts = abstracts_of(references)
    return Story(
        id=cluster.id,
        cluster=cluster.id,
        title=None,
        publisher=None,
        published=None,
        language=stories[0].language,
        document=DIVIDER.join(story.document for story in stories),
        parts=tuple(parts),
        summary=abstracts[0] if abstracts else None,
        references=references,
        entities=tuple(_with_salience(_merged(stories, parts), abstracts)),
        facts=tuple(facts_of(cluster)),
        timeline=tuple(Event(event.date, event.text, event.stories) for event in cluster.timeline),
        source=None,
        license=OPEN_LICENSE,
    )


def _references(cluster: ClusterFile, annotations: Annotations) -> Iterable[Reference]:
    for one in cluster.references:
        texts: tuple[tuple[ReferenceKind, str], ...] = (
            ("headline", one.headline),
            ("abstract", "\n".join(paragraphs(one.abstract))),
        )
        for kind, text in texts:
            yield reference_of(cluster.id, annotations.annotators[one.annotator], kind, text)


def _merged(stories: Sequence[Story], parts: Sequence[Part]) -> list[Entity]:
    """Return the entities of all stories, merged if they have the same id, type and value.

    Mention offsets are moved to the cluster's document. Relative dates without a value (“last week”) are not merged,
    because they mean a different date in each story. A date without a year takes the year that another story gives for it.
    """
    dates = {(one.id, one.value) for story in stories for one in story.entities if one.type == "DATE" and one.value}
    merged: dict[tuple[str, ...], Entity] = {}
    taken: set[str] = set()
    for story, part in zip(stories, parts, strict=True):
        for entity in story.entities:
            moved = tuple(Mention(one.start + part.start, one.end + part.start) for one in entity.mentions)
            apart = (story.id,) if entity.type == "DATE" and entity.value is None else ()
            value = _with_year(entity, dates)
            same = (entity.id, entity.type, value or "", *apart)
            if known := merged.get(same):
                forms = tuple(dict.fromkeys((*known.forms, *entity.forms)))
                merged[same] = replace(known, forms=forms, mentions=(*known.mentions, *moved))
            else:
                name = f"{entity.id}-{story.id}" if entity.id in taken else entity.id
                taken.add(name)
                merged[same] = replace(entity, id=name, value=value, mentions=moved)
    return list(merged.values())


def _with_year(entity: Entity, dates: Iterable[tuple[str, str]]) -> str | None:
    """Return the value of `entity`, with the year if it is the only one that `dates` has for the same id, month and day."""
    if entity.type != "DATE" or entity.value is None or not entity.value.startswith("XXXX-"):
        return entity.value
    rest = entity.value[4:]
    found = {value for name, value in dates if name == entity.id and value[:4].isdecimal() and value[4:] == rest}
    return found.pop() if len(found) == 1 else entity.value


def _with_salience(entities: Sequence[Entity], abstracts: Sequence[str]) -> Iterable[Entity]:
    salience = saliences(abstracts, {entity.id: entity.forms for entity in entities})
    return (replace(entity, salience=salience[entity.id]) for entity in entities)
