"""What of the references' entities a summary names: `recall`, and the parts that scoring puts together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chipbrief.entities import find_mentions, parse_form
from chipbrief.names import Contents, NameIndex, key, tokens
from chipbrief.records import VALUE_TYPES, Entity
from chipbrief.values import Value, find_values, same_value


def name_mentions(text: str, entities: Sequence[Entity]) -> list[tuple[int, int, str]]:
    """Every name of an entity in `text` as (start, end, entity): first as the forms are written, with their context,
    then, in what is left, by normalised tokens. A form in context does not count outside its context there, unless no
    entity of the story has the bare form.
    """
    names = [entity for entity in entities if entity.type not in VALUE_TYPES]
    exact = find_mentions(text, {entity.id: entity.forms for entity in names})
    rest = list(text)
    for start, end, _ in exact:
        rest[start:end] = " " * (end - start)
    plain = [(form, entity.id) for entity in names for form in (entity.name, *entity.forms) if "[" not in form]
    in_context = [(parse_form(form).mention, entity.id) for entity in names for form in entity.forms if "[" in form]
    left = tokens("".join(rest))
    found = [
        (left[first].start, left[last - 1].end, owner)
        for first, last, owner in NameIndex([*plain, *in_context]).find(left)
    ]
    return sorted([*((one.start, one.end, one.entity) for one in exact), *found])


def named(text: str, entities: Sequence[Entity]) -> set[str]:
    """The ids of the entities that `text` names, under any form or by an equal value.

    A state counts as named by its demonym and the other way round (`aliases`).
    """
    contents = Contents(text)
    found = {owner for _, _, owner in name_mentions(text, entities)}
    values = find_values(text)
    for entity in entities:
        by_alias = any(key(alias) in contents for alias in entity.aliases)
        if by_alias or (entity.type in VALUE_TYPES and _has_value(entity, text, values, contents)):
            found.add(entity.id)
    return found


def _has_value(entity: Entity, text: str, values: Iterable[Value], contents: Contents) -> bool:
    """Whether a text has an entity's value, or one of its forms.

    Two entities of a story with the same type and value (20 experts, 20 days) are told apart by nobody who reads values
    alone, so either earns credit for both.
    """
    if entity.value is not None and any(
        value.type == entity.type and same_value(value.value, entity.value) for value in values
    ):
        return True
    # What no pattern reads (last week, one million square feet) counts by its own words.
    return bool(find_mentions(text, {entity.id: [form for form in entity.forms if "[" in form]})) or any(
        key(form) in contents for form in entity.forms if "[" not in form and not form.isdigit()
    )


def recall(summary: str, references: Sequence[str], entities: Sequence[Entity]) -> float | None:
    """`entity_recall`: the weighted share of the entities named by the references that `summary` names.

    An entity weighs the share of the references that name it. Null where the references name none: the article is then
    left out of the mean, and counted.
    """
    return share_named(weights_of(references, entities), named(summary, entities))


def share_named(weights: Mapping[str, float], inside: set[str]) -> float | None:
    """The part of all weight that lies on the entities `inside`; null where there is none."""
    return sum(weights[entity] for entity in weights if entity in inside) / sum(weights.values()) if weights else None


def weights_of(references: Sequence[str], entities: Sequence[Entity]) -> dict[str, float]:
    """The share of the references that name each entity, by id, in the order of `entities`; without those that none names."""
    found = [named(reference, entities) for reference in references]
    shares = ((entity.id, sum(entity.id in one for one in found) / len(found)) for entity in entities if found)
    return {entity: share for entity, share in shares if share}
