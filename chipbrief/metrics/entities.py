"""Entity coverage in both directions. Neither measure says whether a summary is true, and neither is read alone.

`recall`: of what the references name, what does the summary name? A summary that copies everything reaches 1.
`support`: of what the summary names, what does the article name? A summary that says nothing has nothing unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chipbrief.entities import find_mentions, parse_form
from chipbrief.names import NameIndex, Token, contains, tokens
from chipbrief.records import VALUE_TYPES, Entity, EntityType
from chipbrief.values import Value, find_values, same_value

_RUN = re.compile(r"(?<!\w)(?:[A-Z]\.){2,}|(?<!\w)[^\W\d_a-z][\w&]*(?:[-.][\w&]+)*(?:'(?!s\b)\w+)?")
_TITLES = re.compile(
    r"(?:(?:President|Prime|Foreign|Defen[cs]e|Finance|Commerce|Treasury|Vice|Chief|Executive|Minister|Secretary|Senator|Sen\."
    r"|Sens\.|Rep\.|Governor|Gov\.|Mayor|Judge|General|Gen\.|Professor|Prof\.|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|CEO|King|Queen|Pope) )+(?=[A-Z])"
)
_LINKS = frozenset(("of", "for", "of the", "on", "de", "al", "bin", "van", "von", "da", "di"))


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
    spans = tokens(text)
    found = {owner for _, _, owner in _name_mentions(text, entities)}
    values = find_values(text)
    for entity in entities:
        by_alias = any(contains(spans, _keys(alias)) for alias in entity.aliases)
        if by_alias or (entity.type in VALUE_TYPES and _has_value(entity, text, values, spans)):
            found.add(entity.id)
    return found


def _keys(name: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens(name))


def _has_value(entity: Entity, text: str, values: Iterable[Value], spans: Sequence[Token]) -> bool:
    if entity.value is not None and any(
        value.type == entity.type and same_value(value.value, entity.value) for value in values
    ):
        return True
    # What no pattern reads (last week, half, one million square feet) counts by its own words. A bare digit does not:
    # the 20 of “20 days” is not the 20 of “20 experts”, and a value in context was told from others on purpose.
    return bool(find_mentions(text, {entity.id: [form for form in entity.forms if "[" in form]})) or any(
        contains(spans, _keys(form)) for form in entity.forms if "[" not in form and not form.isdigit()
    )


def recall(summary: str, references: Sequence[str], entities: Sequence[Entity]) -> float | None:
    """`entity_recall`: the weighted share of the entities named by the references that `summary` names.

    An entity weighs the share of the references that name it. Null where the references name none: the article is then
    left out of the mean, and counted.
    """
    weights = dict.fromkeys((entity.id for entity in entities), 0.0)
    for reference in references:
        for entity in named(reference, entities):
            weights[entity] += 1 / len(references)
    total = sum(weights.values())
    if not total:
        return None
    inside = named(summary, entities)
    return sum(weight for entity, weight in weights.items() if entity in inside) / total


def support(document: str, summary: str, gold: Sequence[Entity] | None = None) -> list[Mention]:
    """Every name and value found in `summary`, each tested against `document`.

    Names are capitalised runs and, with `gold`, every form of the story's entities; values are what `find_values`
    reads. A name is supported if its tokens stand in the document as an unbroken run, or if it is a form of an entity
    that the document names; a value if the document has an equal one. A capitalised word that opens a sentence counts
    only where the document has it with a capital inside a sentence.
    """
    entities = list(gold or ())
    source = tokens(document)
    in_document = named(document, entities)
    types = {entity.id: entity.type for entity in entities}
    mentions: list[Mention] = []
    taken = bytearray(len(summary))

    def add(start: int, end: int, kind: EntityType | None, supported: bool) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            mentions.append(Mention(start, end, summary[start:end], kind, supported))

    # A demonym is supported where its state is named, and a state where its demonym is.
    aliases = {_keys(alias) for entity in entities if entity.id in in_document for alias in entity.aliases}
    source_values = find_values(document)
    for start, end, owner in _name_mentions(summary, entities):
        add(start, end, types[owner], owner in in_document)
    for value in find_values(summary):
        add(value.start, value.end, value.type, _is_value_supported(value, source_values, entities, in_document))
    for start, end in _capitalised_runs(summary, document):
        start += _title(summary[start:end])
        name = _keys(summary[start:end])
        add(start, end, None, contains(source, name) or name in aliases)
    return sorted(mentions)


def _is_value_supported(value: Value, source: Iterable[Value], gold: Iterable[Entity], named_there: set[str]) -> bool:
    known = [(entity.type, entity.value) for entity in gold if entity.value is not None and entity.id in named_there]
    known += [(other.type, other.value) for other in source]
    return any(kind == value.type and same_value(value.value, other) for kind, other in known)


def _capitalised_runs(summary: str, document: str) -> Iterable[tuple[int, int]]:
    """Runs of capitalised words, joined over “of”, “for” and the like."""
    words = [(match.start(), match.end()) for match in _RUN.finditer(summary)]
    runs: list[tuple[int, int]] = []
    for start, end in words:
        between = summary[runs[-1][1] : start].strip() if runs else "."
        if runs and (not between or between in _LINKS) and "\n" not in summary[runs[-1][1] : start]:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    for start, end in runs:
        before = summary[:start].rstrip(" \"'“‘(")
        opens = not before or before[-1] in ".?!:\n" or "\n" in summary[len(before) : start]
        if opens and " " not in summary[start:end]:
            if not _is_name_inside(summary[start:end], document):
                continue
        elif opens and not _is_name_inside(first := summary[start:end].split()[0], document):
            start += len(first) + 1
        yield start, end


def _title(run: str) -> int:
    """The length of the titles of office before a name: the article may have the name without them."""
    match = _TITLES.match(run)
    return match.end() if match else 0


def _is_name_inside(word: str, document: str) -> bool:
    """Whether `document` has `word` with its capital behind a small letter or comma, so not only at a sentence's start."""
    if len(word) > 1 and not word[1:].islower():
        return True  # an acronym, or a name with a capital or a digit inside
    return re.search(rf"[a-z,] {re.escape(word)}(?!\w)", document) is not None


def precision_source(mentions: Sequence[Mention]) -> float | None:
    """`entity_precision_source`: the supported share of the mentions; null where the summary names nothing."""
    return sum(mention.supported for mention in mentions) / len(mentions) if mentions else None
