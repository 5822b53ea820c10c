"""What of the references' entities a summary names: `recall`, and the parts that scoring puts together.

Edge cases, decided here and nowhere else: an article whose references name no entity has no recall (null), is left out of every mean
and every sum, and is counted; a type that no reference names is absent from `by_type`; an empty summary of an article with named
entities has a recall of 0; where no article has any, `micro` and `macro` are null.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import fsum
from typing import NamedTuple

from chipbrief.language.mentions import find_mentions, parse_form
from chipbrief.language.tokens import Contents, NameIndex, key, tokens
from chipbrief.language.values import Value, find_values, same_value
from chipbrief.language.words import plain_text
from chipbrief.metrics.entities.surnames import Surnames, is_surname, surnames_of
from chipbrief.records import VALUE_TYPES, Entity, EntityType

_WEEK = 7
_KEPT = 1500
"""Characters of a text whose entities are kept: references are asked again for every system."""


class Coverage(NamedTuple):
    """The weight of the entities that a summary names, and of all that the references name."""

    named: float
    total: float


def name_mentions(text: str, entities: Sequence[Entity]) -> list[tuple[int, int, str]]:
    """Every name of an entity in `text` as (start, end, entity): first as the forms are written, with their context,
    then, in what is left, by normalised tokens. A form in context does not count outside its context there, unless no
    entity of the story has the bare form. A surname alone (`surnames`) counts where the story has one person of that name.
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
    """The ids of the entities that `text` names, under any form or by an equal value.

    A state counts as named by its demonym and the other way round (`aliases`). With `published` (the story's date, ISO 8601) a weekday
    is that of the seven days up to it: “Tuesday” names 15 July in a story of 17 July 2025, and 15 July names its “Tuesday”.
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
    text = plain_text(text).text
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
    """The share of the references that name each entity, by id, in the order of `entities`; without those that none names."""
    found = [named(reference, entities, published) for reference in references]
    shares = ((entity.id, sum(entity.id in one for one in found) / len(found)) for entity in entities if found)
    return {entity: share for entity, share in shares if share}


def unweighted(weights: Mapping[str, float]) -> dict[str, float]:
    """The same entities with a weight of 1 each: recall without regard to how many references name them."""
    return dict.fromkeys(weights, 1.0)


def recall(
    summary: str, references: Sequence[str], entities: Sequence[Entity], published: str | None = None
) -> float | None:
    """`entity_recall`: the weighted share of the entities named by the references that `summary` names.

    An entity weighs the share of the references that name it. Null where the references name none.
    """
    return share_named(weights_of(references, entities, published), named(summary, entities, published))


def coverage(weights: Mapping[str, float], inside: set[str]) -> Coverage:
    """The weight `inside`, and all of it."""
    return Coverage(fsum(weights[entity] for entity in weights if entity in inside), fsum(weights.values()))


def share_named(weights: Mapping[str, float], inside: set[str]) -> float | None:
    """The part of all weight that lies on the entities `inside`; null where there is none."""
    return macro([coverage(weights, inside)])


def by_type(weights: Mapping[str, float], inside: set[str], entities: Sequence[Entity]) -> dict[EntityType, Coverage]:
    """`coverage` of the entities of each type that the references name, in the order of `entities`."""
    types = {entity.id: entity.type for entity in entities}
    kinds = dict.fromkeys(types[entity] for entity in types if entity in weights)
    return {
        kind: coverage({entity: weight for entity, weight in weights.items() if types[entity] == kind}, inside)
        for kind in kinds
    }


def micro(articles: Iterable[Coverage]) -> float | None:
    """The ratio of sums over articles: one with many entities counts for more. (Nan et al. 2021 print it as *macro*.)"""
    found = list(articles)
    total = fsum(one.total for one in found)
    return fsum(one.named for one in found) / total if total else None


def macro(articles: Iterable[Coverage]) -> float | None:
    """The mean of the articles' ratios: every article with an entity counts the same."""
    ratios = [one.named / one.total for one in articles if one.total]
    return fsum(ratios) / len(ratios) if ratios else None


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
