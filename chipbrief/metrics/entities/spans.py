"""Where a text names the entities of its story: for pages that show it."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.language.tokens import NameIndex, tokens
from chipbrief.language.values import find_values, same_value
from chipbrief.metrics.entities.coverage import name_mentions
from chipbrief.records import VALUE_TYPES, Entity


def mentions_of(text: str, entities: Sequence[Entity]) -> list[tuple[int, int, str]]:
    """Every mention of an entity in `text` as (start, end, entity), in order and not overlapping.

    It shows what `named` counts: forms, equal values, and aliases where nothing else stands.
    """
    found = name_mentions(text, entities)
    valued = [entity for entity in entities if entity.type in VALUE_TYPES and entity.value is not None]
    for value in find_values(text):
        owners = (one.id for one in valued if one.type == value.type and same_value(value.value, one.value or ""))
        found += ((value.start, value.end, owner) for owner in (next(owners, None),) if owner is not None)
    words = tokens(text)
    plain = [(form, one.id) for one in entities if one.type in VALUE_TYPES for form in one.forms if "[" not in form]
    others = [*plain, *((alias, one.id) for one in entities for alias in one.aliases)]
    for first, last, owner in NameIndex(others).find(words):
        found.append((words[first].start, words[last - 1].end, owner))
    return _apart(found, len(text))


def _apart(found: Sequence[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    """What was found first stays where two overlap."""
    taken = bytearray(length)
    kept = []
    for start, end, owner in found:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end, owner))
    return sorted(kept)
