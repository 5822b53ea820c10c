"""What a document has to show for the names of a summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chipbrief.language.aliases import groups
from chipbrief.language.lexicon import is_word
from chipbrief.language.states import CODES, TOWNS
from chipbrief.language.tokens import key, tokens
from chipbrief.language.words import GIVEN, LINKS, TITLES, Word, plain_text, words_of

LONGEST = 5
"""Tokens of the longest run that is looked up as a whole; a longer name is supported part by part."""
_SHORTEST_ROOT = 4
_SUFFIXES = (
    "",
    *(
        "s es ies y ed d e ing er ers r an ans ian ians n ns ish ese ite ites ism ist ists ic ly al ional ion ions ia "
        "ment ary or ors ance ant ity ial a i"
    ).split(),
)
_MOST_INITIALS = 6
_VARIANTS = "sabcdefgh"
"""Letters behind the number of a thing that may be left out: *F-35B* is an F-35."""
_CODE = re.compile(r"\(([A-Z][A-Za-z]{1,2})\)")
_NAMES_OF_ONE = 3
"""How far before a surname a first name may stand: behind it come middle names."""


def roots(key: str) -> Iterator[str]:
    """What is left of a word without its endings: two words with a root in common are forms of one."""
    for suffix in _SUFFIXES:
        root = key[: len(key) - len(suffix)]
        if key.endswith(suffix) and len(root) >= _SHORTEST_ROOT:
            yield root


class Evidence:
    """The tokens, runs, capitals, aliases and acronyms of a document, each to be asked in constant time."""

    def __init__(self, text: str) -> None:
        found = words_of(text)
        keys = [word.key for word in found]
        self.keys = frozenset(keys)
        self.grams = {
            tuple(keys[at : at + length]) for length in range(2, LONGEST + 1) for at in range(len(keys) - length + 1)
        }
        self.small = {word.key for word in found if not word.capital}
        self.capitals = {word.key for word in found if word.capital}
        self.inside = {word.key for word in found if word.capital and not word.opens} | set(_openers(found))
        self.cased = len(self.inside) > 0
        self._joined = {one + other for one, other in pairwise(keys)}
        self.numbered = set(_numbered(text, found))
        self._roots = {root for one in self.keys if not one.isdigit() for root in roots(one)}
        self._groups = {group for _, _, group in groups()[0].find(tokens(text))} | set(_codes(text))
        self._nations = {groups()[0].owner[key(state)] for town, state in TOWNS.items() if town in self.keys}
        self._shouted = {word.key.casefold() for word in found if word.shouted}
        self._initials: set[str] = set()
        self.before: dict[str, set[str]] = {}
        self.after: dict[str, set[str]] = {}
        for run in _runs(found):
            self._learn(run)

    def _learn(self, run: Sequence[Word]) -> None:
        """A run of capitalised words: its initials, and which of its words follow which."""
        for at, other in enumerate(run):
            for one in reversed(run[max(0, at - _NAMES_OF_ONE) : at]):
                if one.key == "and":
                    break  # John Brown and Anna Clark
                if one.capital and other.capital and one.key not in TITLES and other.key not in TITLES:
                    self.before.setdefault(other.key, set()).add(one.key)
                    self.after.setdefault(one.key, set()).add(other.key)
        for letters in _initials(run):
            for start in range(len(letters)):
                ends = range(start + 2, min(start + _MOST_INITIALS, len(letters)) + 1)
                self._initials.update(letters[start:end] for end in ends)

    def has(self, part: Sequence[Word]) -> bool:
        """Whether the document has a name, in these words, in another form of them, under another name, or by its initials."""
        keys = tuple(word.key for word in part)
        if len(keys) == 1 and self._has_word(keys[0]):
            return True
        if keys in self.grams or self._has_alias(keys):
            return True
        if len(keys) > 1:
            return any(len(letters) > 1 and letters in self._shouted for letters in _initials(part))
        return keys[0].casefold() in self._initials and not is_word(keys[0])

    def implies(self, run: Sequence[Word]) -> bool:
        """Whether a run is a nation, or its people, of which the document names a town: *Welsh* by Swansea; not *North Wales*."""
        return groups()[0].owner.get(tuple(word.key for word in run)) in self._nations

    def _has_alias(self, keys: tuple[str, ...]) -> bool:
        owner = groups()[0].owner
        group = owner.get(keys) or owner.get((*keys[:-1], keys[-1].removesuffix("s")))
        return group in self._groups

    def _has_word(self, key: str) -> bool:
        if key.isdigit():
            return key in self.keys
        if key == "US" and not self.cased:
            return "us" in self.keys
        return (
            key in self._joined
            or self._has_number(key)
            or any(spelling in self.keys for spelling in _spellings(key))
            or any(root in self._roots for root in roots(key))
        )

    def _has_number(self, key: str) -> bool:
        """Whether the document has *under21* as *Under-21s*, *f16s* as *F-16*, *f16* as *F-16C*."""
        bare = key.removesuffix("s")
        if not bare[-1:].isdigit() or bare.isdigit():
            return False
        return any(one in self._joined or one in self.keys for one in (bare, *(bare + letter for letter in _VARIANTS)))

    def has_only_as_word(self, word: Word) -> bool:
        """Whether the document has a capitalised word in small letters alone, where it is an ordinary word (*hill*)."""
        return self.cased and word.key in self.small and word.key not in self.capitals and is_word(word.key)

    def belongs_to_another(self, first: str, second: str) -> bool:
        """Whether the document gives this surname to others and this first name to others: *John Smith* of two people."""
        names = self.before.get(second, set()), self.after.get(first, set())
        return bool(names[0]) and bool(names[1]) and first not in names[0]


def _numbered(text: str, found: Sequence[Word]) -> Iterator[str]:
    """Words that stand before a number and a hyphen: *f* of “F-16”."""
    for one, other in pairwise(found):
        if other.key[0].isdigit() and one.key.isalpha() and text[one.end : other.start] == "-":
            yield one.key


def _codes(text: str) -> Iterator[str]:
    """The groups of the states whose codes stand in brackets: *T Beckwith (Eng)*."""
    for match in _CODE.finditer(text):
        if (state := CODES.get(match[1].casefold())) is not None:
            yield groups()[0].owner[key(state)]


def _spellings(key: str) -> set[str]:
    """A word as it stands and as the other side of the Atlantic writes it."""
    pairs = (
        ("our", "or"),
        ("or", "our"),
        ("s", "z"),
        ("z", "s"),
        ("tre", "ter"),
        ("ter", "tre"),
        ("ence", "ense"),
        ("ense", "ence"),
    )
    return {key, *(key.replace(one, other) for one, other in pairs)}


def _openers(found: Sequence[Word]) -> Iterator[str]:
    """Words that open a sentence and are names: no English words, or first names with another capital behind them."""
    for one, other in pairwise(found):
        if (
            one.capital
            and one.opens
            and (not is_word(one.key) or (one.key in GIVEN and other.capital and other.joined))
        ):
            yield one.key


def _initials(run: Iterable[Word]) -> set[str]:
    """The initials of a name with and without its small words: *BoE* and *BE* of “Bank of England”."""
    words = list(run)
    return {
        "".join(word.key[0] for word in words).casefold(),
        "".join(word.key[0] for word in words if word.key not in LINKS and word.key not in ("and", "the")).casefold(),
    }


def _runs(found: Sequence[Word]) -> Iterator[list[Word]]:
    """Runs of capitalised words with the small words that stand between them."""
    run: list[Word] = []
    pending: list[Word] = []
    for word in found:
        if run and not word.joined:
            yield run
            run, pending = [], []
        if word.capital:
            run += [*pending, word]
            pending = []
        elif run and word.key in LINKS | {"and", "the"} and len(pending) < 2:
            pending.append(word)
        elif run:
            yield run
            run, pending = [], []
    if run:
        yield run


@lru_cache(maxsize=64)
def evidence_of(document: str) -> Evidence:
    """Kept, since a document is asked again for every system and every reference."""
    return Evidence(plain_text(document).text)
