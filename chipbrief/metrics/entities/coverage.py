"""Entity recall: the share of the references' entities that a summary names, by article, by type and over articles.

An article whose references name no entity has a recall of null. It is left out of all means and sums, and counted. An empty
summary of any other article has a recall of 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import fsum
from typing import NamedTuple

from chipbrief.language.dressing import bare, undress
from chipbrief.language.index import NameIndex
from chipbrief.language.mentions import find_mentions, parse_form
from chipbrief.language.tokens import Contents, key, tokens
from chipbrief.language.values import Value, find_values, same_value
from chipbrief.language.words import plain_text
from chipbrief.metrics.entities.surnames import Surnames, is_surname, surnames_of
from chipbrief.records import VALUE_TYPES, Entity, EntityType

_WEEK = 7
_KEPT = 1500
"""Characters of a text whose entities are kept: references are asked again for every system."""


class Coverage(NamedTuple):
    """Sum of the weights of the entities that a summary names, and of all entities that the references name."""

    named: float
    total: float


def name_mentions(text: str, entities: Sequence[Entity]) -> list[tuple[int, int, str]]:
    """Return every name of an entity in `text` as (start, end, entity id), in order; offsets are in characters.

    Forms are first matched as written, with their context. The remaining text is matched by normalised tokens. There, a form
    that needs a context also counts without it, unless another entity of the story has the bare form. A surname alone counts
    if the story has one person of that surname (see `surnames`).
    """
    forms, surnames, index = _forms(tuple(entities))
    exact = find_mentions(text, forms)
    rest = list(text)
    for start, end, _ in exact:
        rest[start:end] = " " * (end - start)
    left = tokens("".join(rest))
    found = [
        (left[first].start, left[last - 1].end, owner)
        for first, last, owner in index.find(left)
        if last - first > 1
        or left[first].key not in surnames.owners
        or is_surname(text, left[first].start, left[first].key, surnames)
    ]
    return sorted([*((one.start, one.end, one.entity) for one in exact), *found])


@lru_cache(maxsize=64)
def _forms(entities: tuple[Entity, ...]) -> tuple[dict[str, list[str]], Surnames, NameIndex]:
    """Of a story's names: the forms to be found as they are written, the surnames, and all of it by normalised tokens."""
    names = [entity for entity in entities if entity.type not in VALUE_TYPES]
    listed = [(form, one.id) for one in names for form in one.forms if "[" not in form]
    taken = {key(form) for form, _ in listed}
    # An entity's name that is listed as a form of another one is that other's: the one has it in context alone.
    called = [(one.name, one.id) for one in names if key(one.name) not in taken]
    plain = list(_unambiguous([*listed, *called]))
    own = set(plain)
    forms = {one.id: [form for form in one.forms if "[" in form or (form, one.id) in own] for one in names}
    in_context = [(parse_form(form).mention, entity.id) for entity in names for form in entity.forms if "[" in form]
    surnames = surnames_of(names)
    return forms, surnames, NameIndex([*plain, *in_context, *surnames.owners.items()])


def _unambiguous(forms: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The forms that name one entity: a bare *Smith* that two people of a story are given names neither."""
    owners = Counter(keys for keys, _ in {(key(form), owner) for form, owner in forms})
    return ((form, owner) for form, owner in forms if owners[key(form)] == 1)


def named(text: str, entities: Sequence[Entity], published: str | None = None) -> set[str]:
    """Return the ids of the entities that `text` names, under any form or alias or by an equal value.

    Aliases are demonyms of states and states of demonyms. `published` is the story's date (ISO 8601). If it is given, a weekday
    means one of the seven days up to it: in a story of 17 July 2025, “Tuesday” names 15 July, and “15 July” names “Tuesday”.
    """
    if not entities:
        return set()
    if len(text) <= _KEPT:
        return set(_kept_named(text, tuple(entities), published))
    return _named(text, entities, published)


@lru_cache(maxsize=1024)
def _kept_named(text: str, entities: tuple[Entity, ...], published: str | None) -> frozenset[str]:
    return frozenset(_named(text, entities, published))


def _named(text: str, entities: Sequence[Entity], published: str | None) -> set[str]:
    text = plain_text(bare(text)).text
    contents = Contents(text)
    found = {owner for _, _, owner in name_mentions(text, entities)}
    values = find_values(text)
    dated = _with_dates(values, published)
    for entity in entities:
        by_alias = any(key(alias) in contents for alias in entity.aliases)
        if by_alias or (entity.type in VALUE_TYPES and _has_value(entity, text, dated, contents)):
            found.add(entity.id)
    return found


def _with_dates(values: Sequence[Value], published: str | None) -> list[Value]:
    """The values, and behind each weekday its day, behind each day of the last week its weekday."""
    found = list(values)
    try:
        last = date.fromisoformat((published or "")[:10])
    except ValueError:
        return found
    week = [last - timedelta(days=back) for back in range(_WEEK)]
    for value in values:
        if value.type == "DATE":
            for day in week:
                weekday = f"XXXX-WXX-{day.isoweekday()}"
                if value.value == weekday:
                    found += [value._replace(value=day.isoformat()), value._replace(value=f"XXXX-{day:%m-%d}")]
                elif value.value in (day.isoformat(), f"XXXX-{day:%m-%d}"):
                    found.append(value._replace(value=weekday))
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
    if find_mentions(text, {entity.id: [form for form in entity.forms if "[" in form]}):
        return True
    return any(_has_form(form, values, contents) for form in entity.forms if "[" not in form and not form.isdigit())


def _has_form(form: str, values: Iterable[Value], contents: Contents) -> bool:
    """A form that is a value counts by it, so that `31%` is not named by 31; any other (*last week*) by its words."""
    read = _form_value(form)
    if read is None:
        return key(form) in contents
    return any(value.type == read.type and same_value(value.value, read.value) for value in values)


@lru_cache(maxsize=4096)
def _form_value(form: str) -> Value | None:
    found = find_values(form)
    return found[0] if found and (found[0].start, found[0].end) == (0, len(form)) else None


def weights_of(references: Sequence[str], entities: Sequence[Entity], published: str | None = None) -> dict[str, float]:
    """Return the weight of each entity by id: the share (above 0, at most 1) of the references that name it.

    The order is that of `entities`. Entities that no reference names are left out. `published` is as in `named`.
    """
    found = [named(one, entities, published) for one in ([references] if isinstance(references, str) else references)]
    shares = ((entity.id, sum(entity.id in one for one in found) / len(found)) for entity in entities if found)
    return {entity: share for entity, share in shares if share}


def unweighted(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the same entities with a weight of 1 each, for a recall that ignores how many references name an entity."""
    return dict.fromkeys(weights, 1.0)


def recall(
    summary: str, references: Sequence[str], entities: Sequence[Entity], published: str | None = None
) -> float | None:
    """Return `entity_recall`: the weighted share (0 to 1) of the references' entities that `summary` names.

    The weight of an entity is the share of the references that name it. Null if the references name no entity. `published`
    is as in `named`.
    """
    return share_named(weights_of(references, entities, published), named(summary, entities, published))


def coverage(weights: Mapping[str, float], inside: set[str]) -> Coverage:
    """Return the weight of the entities with ids in `inside`, and the weight of all entities."""
    return Coverage(fsum(weights[entity] for entity in weights if entity in inside), fsum(weights.values()))


def share_named(weights: Mapping[str, float], inside: set[str]) -> float | None:
    """Return the weight of the entities in `inside` divided by the weight of all entities (0 to 1), or null without entities."""
    return macro([coverage(weights, inside)])


def by_type(weights: Mapping[str, float], inside: set[str], entities: Sequence[Entity]) -> dict[EntityType, Coverage]:
    """Return `coverage` for each type of the entities in `weights`, in the order of `entities`. Other types are left out."""
    types = {entity.id: entity.type for entity in entities}
    kinds = dict.fromkeys(types[entity] for entity in types if entity in weights)
    return {
        kind: coverage({entity: weight for entity, weight in weights.items() if types[entity] == kind}, inside)
        for kind in kinds
    }


def micro(articles: Iterable[Coverage]) -> float | None:
    """Return the micro average (0 to 1): the ratio of the sums over articles. Articles with more entities count more.

    Null if no article has an entity. Nan et al. (2021) report this value as *macro*.
    """
    found = list(articles)
    total = fsum(one.total for one in found)
    return fsum(one.named for one in found) / total if total else None


def macro(articles: Iterable[Coverage]) -> float | None:
    """Return the macro average (0 to 1): the mean of the ratios of the articles with an entity, or null if there are none."""
    ratios = [one.named / one.total for one in articles if one.total]
    return fsum(ratios) / len(ratios) if ratios else None


def mentions_of(text: str, entities: Sequence[Entity]) -> list[tuple[int, int, str]]:
    """Return every mention of an entity in `text` as (start, end, entity id), in order and without overlaps.

    The mentions show what `named` counts: names, equal values, and forms of values and aliases in the remaining text.
    """
    text = (undressed := undress(text)).text
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
    return [(*undressed.origin(start, end), owner) for start, end, owner in _apart(found, len(text))]


def _apart(found: Sequence[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    """What was found first stays where two overlap."""
    taken = bytearray(length)
    kept = []
    for start, end, owner in found:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end, owner))
    return sorted(kept)
