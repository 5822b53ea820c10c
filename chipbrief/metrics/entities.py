"""Entity coverage in both directions. Neither measure says whether a summary is true, and neither is read alone.

`recall`: of what the references name, what does the summary name? A summary that copies everything reaches 1.
`support`: of what the summary names, what does the article name? A summary that says nothing has nothing unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chipbrief.entities import find_mentions, parse_form
from chipbrief.metrics.detection import NO_NAMES, Words, capitalised_runs, words_of
from chipbrief.names import Contents, NameIndex, key, tokens
from chipbrief.records import VALUE_TYPES, Entity, EntityType
from chipbrief.values import Value, find_values, same_value

_WORD = re.compile(r"\S+")


class Mention(NamedTuple):
    """`text` stands in the summary from `start` to `end`; `type` is null for a name whose type nothing states."""

    start: int
    end: int
    text: str
    type: EntityType | None
    supported: bool


def _name_mentions(text: str, entities: Sequence[Entity]) -> list[tuple[int, int, str]]:
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
    found = {owner for _, _, owner in _name_mentions(text, entities)}
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


def support(document: str, summary: str, gold: Sequence[Entity] | None = None) -> list[Mention]:
    """Every name and value found in `summary`, each tested against `document`.

    Names are capitalised runs and, with `gold`, every form of the story's entities; values are what `find_values`
    reads. A name is supported if its tokens stand in the document as an unbroken run, or if it is a form of an entity
    that the document names; a value if the document has an equal one. Titles of office are no part of a name. Of a
    capitalised word that opens a sentence `chipbrief.metrics.detection` says whether it is one; an invented name there can go unseen.
    """
    entities = tuple(gold or ())
    source = _evidence(document, entities)
    types = {entity.id: entity.type for entity in entities}
    found = _Mentions(summary)
    for start, end, owner in _name_mentions(summary, entities):
        found.add(start, end, types[owner], owner in source.entities)
    for value in find_values(summary):
        found.add(value.start, value.end, value.type, _is_value_supported(value, source.values))
    for run in capitalised_runs(summary, source.words):
        for start, end in found.rest_of(run):
            name = key(summary[start:end])
            found.add(start, end, None, name in source.contents or name in source.aliases)
    return sorted(found.mentions)


class _Evidence(NamedTuple):
    """What a document has to show for the mentions of a summary.

    `values` are those that stand in it and those of its gold entities. `aliases`: a demonym is supported where its state
    is named, and a state where its demonym is.
    """

    contents: Contents
    entities: set[str]
    aliases: set[tuple[str, ...]]
    values: list[tuple[EntityType, str]]
    words: Words


@lru_cache(maxsize=64)
def _evidence(document: str, gold: tuple[Entity, ...]) -> _Evidence:
    """Kept, since a document is asked again for every system and every reference."""
    there = named(document, gold)
    known = [entity for entity in gold if entity.id in there]
    return _Evidence(
        Contents(document),
        there,
        {key(alias) for entity in known for alias in entity.aliases},
        [
            *((one.type, one.value) for one in known if one.value is not None),
            *((one.type, one.value) for one in find_values(document)),
        ],
        words_of(document),
    )


class _Mentions:
    """Mentions that do not overlap: what was added first stays."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.taken = bytearray(len(text))
        self.mentions: list[Mention] = []

    def add(self, start: int, end: int, kind: EntityType | None, supported: bool) -> None:
        if not any(self.taken[start:end]):
            self.taken[start:end] = b"\x01" * (end - start)
            self.mentions.append(Mention(start, end, self.text[start:end], kind, supported))

    def rest_of(self, run: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """The words of a run that no mention has, less titles and links at either end: *Bob* of “President Bob Huang”."""
        words = [match.span() for match in _WORD.finditer(self.text, *run)]
        group: list[tuple[int, int]] = []
        for word in [*words, None]:
            if word is not None and not any(self.taken[slice(*word)]):
                group.append(word)
                continue
            while group and self.text[slice(*group[0])] in NO_NAMES:
                del group[0]
            while group and self.text[slice(*group[-1])] in NO_NAMES:
                del group[-1]
            if group:
                yield group[0][0], group[-1][1]
            group = []


def _is_value_supported(value: Value, known: Iterable[tuple[EntityType, str]]) -> bool:
    # “2000” may be read as a year where the article writes “2,000”.
    kinds = {value.type, *(("DATE", "CARDINAL") if value.value.isdigit() and len(value.value) == 4 else ())}
    return any(kind in kinds and same_value(value.value, other) for kind, other in known)


def precision_source(mentions: Sequence[Mention]) -> float | None:
    """`entity_precision_source`: the supported share of the mentions; null where the summary names nothing."""
    return sum(mention.supported for mention in mentions) / len(mentions) if mentions else None
