"""What a document must have before it can support a name: a quick test that spares most names of a short text the full one.

The test may only err on one side. A document that has none of a name's lookalikes supports no part of the name (`is_foreign`); one
that has some may still not support it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.aliases import groups, towns_of
from chipbrief.language.evidence import Evidence
from chipbrief.language.forms import SHORTEST_ROOT, initials, spellings
from chipbrief.language.lexicon import is_word
from chipbrief.language.surnames import short_forms

_BEGINNING = SHORTEST_ROOT
"""Letters that two forms of a word, or two spellings of its end, have in common."""
_MOST_INITIALS = 6
_MOST_WORDS, _MOST_LETTERS = 8, 60
"""Words and letters of the longest name that is tested: the number of its parts grows with the square of either."""


class Lookalikes(NamedTuple):
    """What may stand for a name, or for a part of it, in a document.

    `words` are words of the document: those of the name, their spellings, and what else stands for one of them. `beginnings` are the
    first letters of words. `heads` and `tails` are the two parts of words that may be written apart. `groups` are the groups of
    names that mean one thing. `acronyms` are initials of the name, and `letters` are words of it that may be initials.
    """

    words: frozenset[str]
    beginnings: frozenset[str]
    heads: frozenset[str]
    tails: frozenset[str]
    groups: frozenset[str]
    acronyms: frozenset[str]
    letters: tuple[str, ...]


@lru_cache(maxsize=1 << 12)
def lookalikes(keys: tuple[str, ...]) -> Lookalikes | None:
    """Return the lookalikes of a name by its keys, or None if it has too many: if it is long or has a word with a number (*f16*)."""
    if len(keys) > _MOST_WORDS or not all(
        len(key) <= _MOST_LETTERS and (key.isalpha() or key.isdigit()) for key in keys
    ):
        return None
    parts = list(_parts(keys))
    words = {*keys, *map("".join, parts), *(key.casefold() for key in keys)}
    for key in keys:
        words |= spellings(key) | short_forms(key)
    for part in parts:
        words.update(towns_of().get(part, ()))
    owner = groups()[0].owner
    found = (owner.get(name) for part in parts for name in (part, (*part[:-1], part[-1].removesuffix("s"))))
    return Lookalikes(
        words=frozenset(words),
        beginnings=frozenset(key[:_BEGINNING] for key in keys if len(key) >= _BEGINNING),
        heads=frozenset(key[:at] for key in keys for at in range(1, len(key))),
        tails=frozenset(key[at:] for key in keys for at in range(1, len(key))),
        groups=frozenset(group for group in found if group is not None),
        acronyms=frozenset(one for part in parts if len(part) > 1 for one in initials(part)),
        letters=tuple(key.casefold() for key in keys if 1 < len(key) <= _MOST_INITIALS and not is_word(key)),
    )


def _parts(keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the name and every part of it."""
    for first in range(len(keys)):
        for last in range(first + 1, len(keys) + 1):
            yield tuple(keys[first:last])


# What follows reads what `Evidence` has found of other names of things: it belongs to that class, and stands here for its length.


def is_foreign(name: Lookalikes, document: Evidence) -> bool:
    """Return whether the document has nothing that could stand for a name or a part of it."""
    return (
        name.words.isdisjoint(document.keys)
        and name.beginnings.isdisjoint(_beginnings(document))
        and (name.heads.isdisjoint(document.keys) or name.tails.isdisjoint(document.keys))
        and name.groups.isdisjoint(document._groups)
        and has_none_in_capitals(name.acronyms, document)
        and not any(letters in document._initials for letters in name.letters)
    )


def has_none_in_capitals(acronyms: Set[str], document: Evidence) -> bool:
    """Return whether none of these words stands in capitals in the document."""
    return document._shouted.isdisjoint(acronyms)


@lru_cache(maxsize=64)
def _beginnings(document: Evidence) -> frozenset[str]:
    return frozenset(key[:_BEGINNING] for key in document.keys)
