"""Entity coverage in both directions. Neither measure says whether a summary is true, and neither is read alone.

`recall`: of what the references name, what does the summary name? A summary that copies everything reaches 1.
`support`: of what the summary names, what does the article name? A summary that says nothing has nothing unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from chipbrief.entities import find_mentions, parse_form
from chipbrief.names import Contents, NameIndex, key, tokens
from chipbrief.records import VALUE_TYPES, Entity, EntityType
from chipbrief.values import Value, find_values, same_value

_RUN = re.compile(r"(?<!\w)(?:[A-Z]\.){2,}|(?<!\w)[^\W\d_a-z][\w&]*(?:[-.][\w&]+)*(?:'(?!s\b)\w+)?")
_INSIDE = re.compile(r"(?<=[a-z,] )[^\W\d_]\w*")
_SMALL_LETTERS = re.compile(r"(?<!\w)[a-z]+(?!\w)")
_SPEAKS = re.compile(
    r"(?:'s)? (?:said|says|told|has|had|will|would|is|was|plans|announced|agreed|denied|rejected|warned|argued|called|wants|expects)\b"
)
_OPENERS = frozenset(
    "A About According After All Although Among An And Another Any As At Because Before Both But By Despite During "
    "Each Earlier Even Every For From Further He Her Here His How However If In Instead It Its Just Last Later Like "
    "Many Meanwhile More Most Much My Neither Next No Nobody None Nor Nothing Now Of On One Only Or Other Our Over "
    "People Rather She Since So Some Someone Still Such That The Their Then There These They This Those Though "
    "Through Thus To Today Tomorrow Under Until We What When Where Whether Which While Who Why With Without "
    "Yesterday Yet You".split()
)
_LINKS = frozenset(("of", "for", "of the", "on", "de", "al", "bin", "van", "von", "da", "di"))
_TITLES = (
    "President Prime Foreign Defense Defence Finance Commerce Treasury Vice Chief Executive Minister Secretary Senator Sen. Sens. Rep. "
    "Reps. Governor Gov. Mayor Judge General Gen. Professor Prof. Dr Dr. Mr Mr. Mrs Mrs. Ms Ms. CEO King Queen Pope"
).split()
_NO_NAMES = frozenset((*_TITLES, *_LINKS, "the", "and"))
_LOOK_BACK = 12
"""Characters before a word that tell whether it opens a sentence: blanks and quotation marks are fewer."""


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
    capitalised word that opens a sentence `_is_name` says whether it is one; an invented name there can go unseen.
    """
    entities = list(gold or ())
    contents = Contents(document)
    in_document = named(document, entities)
    # A demonym is supported where its state is named, and a state where its demonym is.
    aliases = {key(alias) for entity in entities if entity.id in in_document for alias in entity.aliases}
    types = {entity.id: entity.type for entity in entities}
    found = _Mentions(summary)
    for start, end, owner in _name_mentions(summary, entities):
        found.add(start, end, types[owner], owner in in_document)
    source_values = find_values(document)
    for value in find_values(summary):
        supported = _is_value_supported(value, source_values, entities, in_document)
        found.add(value.start, value.end, value.type, supported)
    for run in _capitalised_runs(summary, document):
        for start, end in found.rest_of(run):
            name = key(summary[start:end])
            found.add(start, end, None, name in contents or name in aliases)
    return sorted(found.mentions)


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
        words = [match.span() for match in re.compile(r"\S+").finditer(self.text, *run)]
        group: list[tuple[int, int]] = []
        for word in [*words, None]:
            if word is not None and not any(self.taken[slice(*word)]):
                group.append(word)
                continue
            while group and self.text[slice(*group[0])] in _NO_NAMES:
                del group[0]
            while group and self.text[slice(*group[-1])] in _NO_NAMES:
                del group[-1]
            if group:
                yield group[0][0], group[-1][1]
            group = []


def _is_value_supported(value: Value, source: Iterable[Value], gold: Iterable[Entity], named_there: set[str]) -> bool:
    known = [(entity.type, entity.value) for entity in gold if entity.value is not None and entity.id in named_there]
    known += [(other.type, other.value) for other in source]
    # “2000” may be read as a year where the article writes “2,000”.
    kinds = {value.type, *(("DATE", "CARDINAL") if value.value.isdigit() and len(value.value) == 4 else ())}
    return any(kind in kinds and same_value(value.value, other) for kind, other in known)


def _capitalised_runs(summary: str, document: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, joined over “of” and the like; a first word that only opens a sentence is left out."""
    inside, plain = set(_INSIDE.findall(document)), set(_SMALL_LETTERS.findall(document))
    runs: list[tuple[int, int]] = []
    for start, end in (match.span() for match in _RUN.finditer(summary) if match[0][0].isupper()):
        between = summary[runs[-1][1] : start] if runs else "\n"
        if runs and "\n" not in between and (not between.strip() or between.strip() in _LINKS):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    for start, end in runs:
        if _opens(summary, start):
            first, _, more = summary[start:end].partition(" ")
            if not _is_name(first, bool(more) or _SPEAKS.match(summary, end) is not None, inside, plain):
                start += len(first)
        if start < end:
            yield start, end


def _is_name(first: str, acts: bool, inside: set[str], plain: set[str]) -> bool:
    """Whether the capitalised word that opens a sentence is a name.

    It is if it holds another capital or a digit, or if the document has it with its capital `inside` a sentence.
    Otherwise only if it `acts` (another name follows, or a verb of saying or being), opens no sentences by its kind, is
    no plural, and the document does not have it in small letters, as `plain` words have.
    """
    if len(first) > 1 and not first[1:].islower():
        return True
    if first in inside:
        return True
    return acts and first not in _OPENERS and not first.endswith("s") and first.lower() not in plain


def _opens(text: str, start: int) -> bool:
    """Whether a sentence or a line begins at `start`."""
    before = text[max(0, start - _LOOK_BACK) : start]
    stripped = before.rstrip(" \"'“‘(")
    return (not stripped and start <= _LOOK_BACK) or stripped.endswith((".", "?", "!", ":", "\n"))


def precision_source(mentions: Sequence[Mention]) -> float | None:
    """`entity_precision_source`: the supported share of the mentions; null where the summary names nothing."""
    return sum(mention.supported for mention in mentions) / len(mentions) if mentions else None
