"""Make stories of rows that hold an article, its references and its labels themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from chipbrief.problems import kind_of
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS, Entity, Fact, Mention, Part, Reference, Story
from chipbrief.scoring.setting import Setting


def story_of(row: Mapping[str, Any], setting: Setting) -> Story:
    """Return the story of a row, whose columns are those of the dataset's schema, as far as it has them.

    References and facts may be texts or lists of texts. A reference that is a text has the kind and author kind that `setting`
    asks for. Raise `ValueError` if a value has another type.
    """
    name = str(row["id"]) if row.get("id") is not None else ""
    document = _text(row, "document")
    listed = row.get("references")
    if listed is None:
        listed = row.get("reference")
    references = tuple(_reference(one, at, name, setting) for at, one in enumerate(_listed(listed, "references"), 1))
    return Story(
        id=name,
        cluster=_text(row, "cluster") or None,
        title=_text(row, "title") or None,
        publisher=None,
        published=_text(row, "published") or None,
        language=_text(row, "language") or "en",
        document=document,
        parts=(Part(name, 0, len(document)),),
        summary=None,
        references=references,
        entities=tuple(_entity(one) for one in _listed(row.get("entities"), "entities")),
        facts=tuple(_fact(one, at) for at, one in enumerate(_listed(row.get("facts"), "facts"), 1)),
        timeline=(),
        source=None,
        license="",
        genre=None,
        canary="",
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name!r} is {kind_of(value)}")
    return value or ""


def _listed(value: Any, name: str) -> list[Any]:
    """Return the elements of a list, or a text as a list of one. A null is an empty list."""
    values = [value] if isinstance(value, str) else value or []
    if not isinstance(values, list) or not all(isinstance(one, str | dict) for one in values):
        raise ValueError(f"{name!r} has an element that is neither text nor a record")
    return values


def _reference(value: str | Mapping[str, Any], number: int, story: str, setting: Setting) -> Reference:
    if isinstance(value, str):
        who = setting.author_kind or "unknown"
        return Reference(f"{story}/{number}", setting.kind, value, f"reference-{number}", who, None)
    kind: Any = value.get("kind") or setting.kind
    author: Any = value.get("author_kind") or "unknown"
    if kind not in REFERENCE_KINDS or author not in AUTHOR_KINDS:
        raise ValueError(f"'references' has the kind {str(kind)[:80]!a} by {str(author)[:80]!a}")
    by, checked_by = _text(value, "annotator"), _text(value, "reviewed_by") or None
    return Reference(f"{story}/{number}", kind, _text(value, "text"), by, author, checked_by)


def _entity(value: str | Mapping[str, Any]) -> Entity:
    if isinstance(value, str):
        raise ValueError("'entities' has a text instead of a record")
    if not isinstance(value.get("id"), str) or not isinstance(value.get("type"), str):
        raise ValueError("'entities' has a record without an id or a type")
    return Entity(
        id=value["id"],
        name=_text(value, "name") or value["id"],
        type=cast("Any", value["type"]),
        value=_text(value, "value") or None,
        forms=tuple(_listed(value.get("forms"), "forms")),
        aliases=tuple(_listed(value.get("aliases"), "aliases")),
        salience=float(value.get("salience") or 0.0),
        mentions=tuple(Mention(one["start"], one["end"]) for one in _listed(value.get("mentions"), "mentions")),
    )


def _fact(value: str | Mapping[str, Any], number: int) -> Fact:
    if isinstance(value, str):
        return Fact(f"f{number}", value, (), (), 1.0)
    weight = value.get("weight")
    return Fact(
        id=_text(value, "id") or f"f{number}",
        text=_text(value, "text"),
        entities=tuple(_listed(value.get("entities"), "entities")),
        stated_by=tuple(_listed(value.get("stated_by"), "stated_by")),
        weight=1.0 if weight is None else float(weight),
        alternatives=tuple(_listed(value.get("alternatives"), "alternatives")),
    )
