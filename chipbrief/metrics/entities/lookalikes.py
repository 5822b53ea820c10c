"""What a document must have before it can support a name: a quick test that spares most names of a short text the full one.

The test may only err on one side. A document that has none of a name's lookalikes supports no part of the name; one that has some
may still not support it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.aliases import groups, towns_of
from chipbrief.language.evidence import Evidence
from chipbrief.language.forms import (
    SHORTEST_ROOT,
    initials,
    letters_of_names,
    may_be_initials,
    numbered_forms,
    spellings,
)
from chipbrief.language.lexicon import is_word
from chipbrief.language.states import CODES
from chipbrief.language.surnames import short_forms
from chipbrief.language.tokens import key as key_of
from chipbrief.language.words import LINKS
from chipbrief.metrics.entities.judging import MAY_BE_LEFT_OUT

_BEGINNING = SHORTEST_ROOT
"""Letters that two forms of a word, or two spellings of its end, have in common."""
_INSIDE = LINKS | {"the"}
_MOST_WORDS, _MOST_LETTERS = 8, 60
"""Words and letters of the longest name that is tested: the number of its parts grows with the square of either."""


class Lookalikes(NamedTuple):
    """What may stand for a name, or for a part of it, in a document.

    `words` are words of the document: those of the name, their spellings, initials in capitals, and words of the other names of the
    same thing. `beginnings` are the first letters of words behind a blank. `whole` are words that may be written apart, and `heads`
    their first parts. `letters` are words of the name that may be the initials of another name.
    """

    words: frozenset[str]
    beginnings: frozenset[str]
    whole: tuple[str, ...]
    heads: frozenset[str]
    letters: tuple[str, ...]


def lookalikes(keys: tuple[str, ...]) -> Lookalikes | None:
    """Return the lookalikes of a name by the keys of `name_in` it, or None if it is so long that it has too many."""
    return None if len(keys) > _MOST_WORDS or any(len(key) > _MOST_LETTERS for key in keys) else _lookalikes(keys)


@lru_cache(maxsize=1 << 12)
def _lookalikes(keys: tuple[str, ...]) -> Lookalikes:
    alone = _words_alone(keys)
    words = {*alone, *map(str.casefold, alone)}
    for key in alone:
        words.update(spellings(key), short_forms(key), numbered_forms(key))
    for first in range(len(keys)):
        for last in range(first + 1, len(keys) + 1):
            part = keys[first:last]
            words.update(towns_of().get(part, ()), *words_of_others(part))
            if last - first > 1:
                words.add("".join(part))
                words.update(in_either_case(initials(part)))
    whole = tuple(form for key in alone if not key.isdigit() for form in (key, *numbered_forms(key)))
    return Lookalikes(
        words=frozenset(words),
        beginnings=frozenset(f" {key[:_BEGINNING]}" for key in alone if len(key) >= _BEGINNING and not key.isdigit()),
        whole=whole,
        heads=frozenset([one[:at] for one in whole for at in range(1, len(one))]),
        letters=tuple(key.casefold() for key in alone if may_be_initials(key)),
    )


def _words_alone(keys: tuple[str, ...]) -> list[str]:
    """Return the words of a name that may be supported alone. An *of* inside it is none, unless the word behind it may be left out."""
    last = len(keys) - 1
    return [
        key for at, key in enumerate(keys) if not 0 < at < last or key not in _INSIDE or keys[at + 1] in MAY_BE_LEFT_OUT
    ]


def in_either_case(acronyms: Iterable[str]) -> list[str]:
    """Return the keys that words in capitals may have."""
    return [key for one in acronyms for key in (one, one.upper())]


def words_of_others(name: tuple[str, ...]) -> list[Set[str]]:
    """Return one word of each other name of the same thing, by the tables: a document that has the name has the word."""
    owner = groups()[0].owner
    found = {owner.get(name), owner.get((*name[:-1], name[-1][:-1])) if name[-1].endswith("s") else None} - {None}
    return [_words_of_groups()[group] for group in found if group is not None]


@lru_cache(maxsize=1)
def _words_of_groups() -> dict[str, set[str]]:
    """Return one word, the rarest, of each name of a group; and the codes of states, which stand for them in brackets."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    owner = groups()[0].owner
    for name, group in owner.items():
        found[group].add(max(name, key=lambda word: (not is_word(word), len(word))))
    for code, state in CODES.items():
        found[owner[key_of(state)]].update(in_either_case([code]))
    return found


class Nearby:
    """The lookalikes of several names together, to be looked for in many documents."""

    def __init__(self, names: Sequence[Lookalikes | None]) -> None:
        """`names`: None for a name of which nothing is known, so that it is near every document."""
        self._any = frozenset(at for at, name in enumerate(names) if name is None)
        self._known = [(at, name) for at, name in enumerate(names) if name is not None]
        self._words = frozenset[str]().union(*(part for _, name in self._known for part in (name.words, name.heads)))
        self._by_word: dict[str, tuple[list[int], list[tuple[str, int]]]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        for at, name in self._known:
            for letters in name.beginnings:
                self._by_beginning.setdefault(letters, []).append(at)
        self._letters = [(letters, at) for at, name in self._known for letters in name.letters]

    def places(self, document: Evidence) -> set[int]:
        """Return the places of the names that a document may have a part of. It has no part of any other name."""
        found, run = set(self._any), document.run
        for word in self._words & document.keys:
            places, apart = self._by_word.get(word) or self._with_word(word)
            found.update(places)
            if apart:
                found.update([at for words, at in apart if words in run])
        for beginning, places in self._by_beginning.items():
            if beginning in run:
                found.update(places)
        left = [one for one in self._letters if one[1] not in found]
        if left:
            known = letters_of_names(document.cut.keys, document.cut.capitals)
            found.update([at for letters, at in left if letters in known and document.has_initials(letters)])
        return found

    def _with_word(self, word: str) -> tuple[list[int], list[tuple[str, int]]]:
        """Return the places of the names that have a lookalike in this word, and the words that it begins, written apart."""
        places = [at for at, name in self._known if word in name.words]
        known = [(at, name) for at, name in self._known if word in name.heads]
        apart = [
            (f" {word} {one[len(word) :]} ", at)
            for at, name in known
            for one in name.whole
            if len(one) > len(word) and one.startswith(word)
        ]
        found = self._by_word[word] = places, apart
        return found
