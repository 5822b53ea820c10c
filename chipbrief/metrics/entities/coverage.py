"""Entity recall: the share of the references' entities that a summary names, by article, by type and over articles.

An article whose references name no entity has a recall of null. It is left out of all means and sums, and counted. An empty
summary of any other article has a recall of 0.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import compress, count
from math import fsum
from typing import NamedTuple

from chipbrief.language.index import NameIndex
from chipbrief.language.reading import Reading, read
from chipbrief.language.surnames import is_surname
from chipbrief.language.values import Value, same_value
from chipbrief.metrics.entities.gold import Gold, Values, gold_of
from chipbrief.records import VALUE_TYPES, Entity, EntityType

_WEEK = 7
_KEPT = 1500
"""Characters of a text whose entities are kept: references are asked again for every system."""


class Coverage(NamedTuple):
    """Sum of the weights of the entities that a summary names, and of all entities that the references name."""

    named: float
    total: float


def name_mentions(text: Reading, gold: Gold) -> list[tuple[int, int, str]]:
    """Return every name of an entity in a text as (start, end, entity id), in order; offsets are in `text.plain`.

    Forms are first matched as written, with their context. The remaining text is matched by normalised tokens. There, a form
    that needs a context also counts without it, unless another entity of the story has the bare form. A surname alone counts
    if the story has one person of that surname (see `surnames`).
    """
    return list(_name_mentions(text, gold)) if gold.entities else []


@lru_cache(maxsize=64)
def _name_mentions(text: Reading, gold: Gold) -> tuple[tuple[int, int, str], ...]:
    # Kept, since `support` and `named` ask for the same summary.
    _, keys, starts, ends, _ = text.cut
    exact = gold.exact.find_in(text.evidence)
    left = bytearray(b"\x01") * len(keys)
    if exact:
        starts, ends = list(starts), list(ends)
        at = 0
        for start, end, _ in exact:
            at = bisect_right(ends, start, at)
            while at < len(keys) and starts[at] < end:
                left[at] = 0
                at += 1
        keys = list(compress(keys, left))
    names = gold.index.find_keys(keys)
    if not names:
        return tuple(exact)
    places = list(compress(count(), left))
    found = [
        (starts[places[first]], ends[places[last - 1]], owner)
        for first, last, owner in names
        if last - first > 1
        or keys[first] not in gold.surnames.owners
        or is_surname(text.plain.text, starts[places[first]], keys[first], gold.surnames)
    ]
    return tuple(sorted([*exact, *found]))


def named(text: str | Reading, entities: Sequence[Entity], published: str | None = None) -> set[str]:
    """Return the ids of the entities that `text` names, under any form or alias or by an equal value.

    Aliases are demonyms of states and states of demonyms. `published` is the story's date (ISO 8601). If it is given, a weekday
    means one of the seven days up to it: in a story of 17 July 2025, “Tuesday” names 15 July, and “15 July” names “Tuesday”.
    """
    if not entities:
        return set()
    bare, gold = read(text).bare, gold_of(entities)
    return set(_kept_named(bare.given, gold, published) if len(bare.given) <= _KEPT else _named(bare, gold, published))


@lru_cache(maxsize=1024)
def _kept_named(text: str, gold: Gold, published: str | None) -> frozenset[str]:
    return frozenset(_named(read(text), gold, published))


def _named(text: Reading, gold: Gold, published: str | None) -> set[str]:
    found = {owner for _, _, owner in name_mentions(text, gold)}
    words, run_of_text = text.evidence.keys, text.run
    found.update(entity for entity, word, run in gold.alias_runs if word in words and run in run_of_text)
    values = _with_dates(text.values, published)
    found.update(_stated(gold.values, text, values))
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


def _stated(known: Values, text: Reading, values: Iterable[Value]) -> Iterator[str]:
    """Yield the ids of the entities whose value, or one of whose forms, a text has. `values` are those of the text.

    Two entities of a story with the same type and value (20 experts, 20 days) are told apart by nobody who reads values
    alone, so either earns credit for both.
    """
    for one in {(value.type, value.value) for value in values}:
        yield from known.owners.get(one, ())
        if "X" in one[1]:  # it leaves open a part of a date
            alike = known.alike.get((one[0], len(one[1])), ())
            yield from (owner for value, owner in alike if same_value(one[1], value))
    words, run_of_text = text.evidence.keys, text.run
    for word in words.intersection(known.runs):
        yield from (owner for run, owner in known.runs[word] if run in run_of_text)
    yield from (owner for owner, forms in known.in_context if forms.find_in(text.evidence))


def weights_of(
    references: Sequence[str | Reading], entities: Sequence[Entity], published: str | None = None
) -> dict[str, float]:
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
    summary: str | Reading,
    references: Sequence[str | Reading],
    entities: Sequence[Entity],
    published: str | None = None,
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


def mentions_of(text: str | Reading, entities: Sequence[Entity]) -> list[tuple[int, int, str]]:
    """Return every mention of an entity in `text` as (start, end, entity id), in order and without overlaps.

    The mentions show what `named` counts: names, equal values, and forms of values and aliases in the remaining text.
    """
    reading = read(text)
    bare = reading.bare
    found = name_mentions(bare, gold_of(entities))
    valued = [entity for entity in entities if entity.type in VALUE_TYPES and entity.value is not None]
    for value in bare.values:
        owners = (one.id for one in valued if one.type == value.type and same_value(value.value, one.value or ""))
        found += ((value.start, value.end, owner) for owner in (next(owners, None),) if owner is not None)
    _, keys, starts, ends, _ = bare.cut
    plain = [(form, one.id) for one in entities if one.type in VALUE_TYPES for form in one.forms if "[" not in form]
    others = [*plain, *((alias, one.id) for one in entities for alias in one.aliases)]
    found += ((starts[first], ends[last - 1], owner) for first, last, owner in NameIndex(others).find_keys(keys))
    places = ((bare.plain.origin(start, end), owner) for start, end, owner in _apart(found, len(bare.plain.text)))
    return [(*reading.undressed.origin(*place), owner) for place, owner in places]


def _apart(found: Sequence[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    """What was found first stays where two overlap."""
    taken = bytearray(length)
    kept = []
    for start, end, owner in found:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end, owner))
    return sorted(kept)
