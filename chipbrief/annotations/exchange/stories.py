"""Annotation files of stories that no annotation folder has yet: those of a table, or of the shipped dataset. Entities of spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chipbrief.annotations.load import ID_PATTERN, VALUE_SHAPES
from chipbrief.annotations.schema import Annotator, EntityLabel, FactLabel, ReferenceSet, SpanLabel, StoryFile
from chipbrief.annotations.suggestions import free_id, slug
from chipbrief.language.mentions import parse_form
from chipbrief.language.values import find_values
from chipbrief.problems import InputError
from chipbrief.records import VALUE_TYPES, Entity, Story

CARRIED = ("headline", "brief", "abstract")
"""Kinds of references that an annotation file holds."""


def story_file(story: Story) -> StoryFile:
    """Return a story with its references, entities and facts as an annotation file. It has no raw page.

    Entities whose id or value the annotation files do not allow are left out.
    """
    texts: dict[str, dict[str, str]] = {}
    for one in story.references:
        if one.kind in CARRIED and ID_PATTERN.fullmatch(one.annotator) and one.text.strip():
            end = "\n" if one.kind == "abstract" else ""
            texts.setdefault(one.annotator, {}).setdefault(one.kind, f"{one.text.strip()}{end}")
    labels = tuple(
        EntityLabel(one.id, one.name, one.type, one.value, one.forms) for one in story.entities if _is_usable(one)
    )
    known = {label.id for label in labels}
    return StoryFile(
        id=story.id,
        cluster=None,
        split="test",
        language=story.language,
        published=story.published,
        anchor=None,
        source=None,
        title=story.title,
        publisher=story.publisher,
        article=f"{story.document}\n",
        references=tuple(ReferenceSet(writer, **found) for writer, found in texts.items()),
        entities=labels,
        facts=tuple(
            FactLabel(
                fact.id, fact.text, tuple(one for one in fact.entities if one in known),
                tuple(one for one in fact.stated_by if one in texts),
            )
            for fact in story.facts
        ),
    )  # fmt: skip


def _is_usable(entity: Entity) -> bool:
    if not ID_PATTERN.fullmatch(entity.id) or not entity.forms:
        return False
    if entity.type not in VALUE_TYPES:
        return entity.value is None
    return entity.type == "DATE" if entity.value is None else bool(VALUE_SHAPES[entity.type].fullmatch(entity.value))


def writers_of(stories: Iterable[Story], corpus: str) -> dict[str, Annotator]:
    """Return the annotators of the references that `story_file` takes over, by id."""
    return {
        one.annotator: Annotator(one.annotator, f"references of {corpus}", one.author_kind, "none", one.reviewed_by)
        for story in stories
        for one in story.references
        if one.kind in CARRIED and ID_PATTERN.fullmatch(one.annotator)
    }


def entities_of(spans: Sequence[SpanLabel]) -> tuple[EntityLabel, ...]:
    """Return one entity per text and type of the spans. Which texts mean one thing is not known.

    A text with square brackets or a line end cannot be a form. It remains a span only. Blanks at the ends are left out.
    """
    taken: set[str] = set()
    found = []
    for text, kind in dict.fromkeys((span.text.strip(), span.type) for span in spans):
        try:
            parse_form(text)
        except InputError:
            continue
        values = [one.value for one in find_values(text) if one.type == kind and one.end - one.start == len(text)]
        value = values[0] if values and kind in VALUE_TYPES else None
        found.append(EntityLabel(free_id(slug(text) or kind.lower(), taken), text, kind, value, (text,)))
    return tuple(found)
