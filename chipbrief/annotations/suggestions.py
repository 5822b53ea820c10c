"""Suggest entities of a text by the rules that find names and values, as a start for a person who labels them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chipbrief.annotations.load import VALUE_SHAPES
from chipbrief.annotations.schema import EntityLabel
from chipbrief.language.mentions import find_mentions
from chipbrief.language.values import find_values
from chipbrief.language.words import LEGAL_FORMS, LINKS
from chipbrief.metrics import entities
from chipbrief.metrics.entities.mention import Mention
from chipbrief.problems import InputError
from chipbrief.records import VALUE_TYPES, EntityType

ID_WORDS, ID_LENGTH = 6, 60
"""Maximum number of words and of characters of an id that is made from a text."""


@dataclass(slots=True)
class _Suggestion:
    """Forms of one thing. The first one is its name."""

    type: EntityType | None
    value: str | None
    forms: dict[str, None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return next(iter(self.forms))


def suggest(title: str | None, article: str) -> tuple[EntityLabel, ...]:
    """Return the names and values that rules find in the title and the article, in the order of their first mention.

    A name of one word is a form of the only longer one that ends with it (a surname). A name has a type only if a table or the words
    around it state it. Each form occurs in the text as it is written. Nothing tells whether two names mean one thing, or whether a
    name means two things: a person has to correct the list.
    """
    found: dict[tuple[str, str], _Suggestion] = {}
    for text in filter(None, (title, article)):
        _add_found(found, text)
    texts = f"{title or ''}\n\n{article}"
    merged = list(_merged([one for one in found.values() if _occurring(one, texts)]))
    taken: set[str] = set()
    return tuple(_label(one, taken) for one in merged)


def _add_found(found: dict[tuple[str, str], _Suggestion], text: str) -> None:
    """Add the names and values of one text, each value under its normal form."""
    values = {(value.start, value.type): value.value for value in find_values(text)}
    for mention in entities.support(document=text, summary=text):
        value: str | None = None
        place = ("", mention.text.casefold() if len(mention.text) > 3 else mention.text)
        if mention.type in VALUE_TYPES:
            value = values.get((mention.start, mention.type))
            if value is None or not VALUE_SHAPES[mention.type].fullmatch(value):
                continue
            place = (str(mention.type), value)
        one = found.setdefault(place, _Suggestion(mention.type, value))
        one.type = one.type or mention.type
        one.forms.setdefault(_form(mention))


def _form(mention: Mention) -> str:
    return re.sub(r"['’]s$", "", mention.text)


def _occurring(one: _Suggestion, text: str) -> bool:
    """Keep the forms that the build would find in the text. Return whether one is left."""
    for form in list(one.forms):
        try:
            found = bool(find_mentions(text, {"": [form]}))
        except InputError:  # brackets have a meaning in forms
            found = False
        if not found:
            del one.forms[form]
    return bool(one.forms)


def _merged(found: Sequence[_Suggestion]) -> Iterator[_Suggestion]:
    """Yield the suggestions, with a name made a form of the only longer one that it may stand for."""
    names = [one for one in found if one.value is None]
    longer = {
        one.name: [other for other in names if other is not one and _extends(other.name.split(), one.name.split())]
        for one in names
    }
    for one in names:
        if len(longer[one.name]) == 1 and one.type in (None, longer[one.name][0].type):
            longer[one.name][0].forms.update(one.forms)
    for one in found:
        if one.value is not None or len(longer[one.name]) != 1 or one.type not in (None, longer[one.name][0].type):
            yield one


def _extends(longer: list[str], shorter: list[str]) -> bool:
    """Return whether a name of one word may stand for a longer name: as a surname, or as a company without its legal form."""
    if len(shorter) != 1 or len(longer) < 2 or any(word in LINKS for word in longer):
        return False
    company = longer[-1].rstrip(".").casefold() in LEGAL_FORMS
    return shorter[0] == (longer[0] if company else longer[-1])


def _label(one: _Suggestion, taken: set[str]) -> EntityLabel:
    prefix = f"{one.type.lower().replace('_', '-')}-" if one.value is not None and one.type else ""
    name = free_id(f"{prefix}{slug(one.name) or 'name'}", taken)
    return EntityLabel(name, one.name, one.type, one.value, tuple(one.forms))


def slug(text: str) -> str:
    """Return an id that is made from the first words of a text, or an empty text if it has no letters without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain))[:ID_WORDS]
    return "-".join(words)[:ID_LENGTH].strip("-")


def free_id(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, with a number behind it if it is taken, and add it to `taken`."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name
