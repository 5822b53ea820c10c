"""Find the runs of words that a summary shares with a document, for `copying`.

The words of a document are small integers here: tuples of all its words would keep the garbage collector busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress, count, pairwise, repeat
from operator import ne
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chipbrief.language.once import once
from chipbrief.metrics.copied_places import MANY, ManyPlaces

__all__ = ["REACH", "Document", "SharedWords"]

REACH = 4
"""Length in words up to which runs are measured once for all n-grams: that of the longest n-grams of a measure."""
PLACES_PER_WORD = 4
"""Maximum number of places that are looked at one by one, per word of both texts."""
_SHIFT = 32
"""Number of bits of a word's number. The key of two words in a row has both numbers."""

_NOWHERE: tuple[int, ...] = ()


class _Found(NamedTuple):
    """For each word of a summary, whether the document has it, and where the document has it and the next word in a row."""

    known: Sequence[bool]
    places: list[Sequence[int]]


class Document:
    """The words of a document. An index of them is made when a second summary of the document is compared with it."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self._is_asked = False

    def find(self, summary: tuple[str, ...], numbers: dict[str, int]) -> _Found:
        """Return where the document has the words of a summary, which have `numbers`."""
        if self._is_asked:
            return self._index.find(summary)
        self._is_asked = True
        return _scan(self.words, summary, numbers)

    @once
    def _index(self) -> _Index:
        return _Index(self.words)


def _scan(words: tuple[str, ...], summary: tuple[str, ...], numbers: dict[str, int]) -> _Found:
    """Find the words of a summary by going through the whole document. This takes half as long as making an index."""
    text = np.fromiter(map(numbers.get, words, repeat(-1)), np.int64, len(words))
    is_known = np.zeros(len(summary) + 1, dtype=np.bool_)
    is_known[text] = True  # the last one stands for all other words
    pairs = _pairs(text)
    at = (pairs >= 0).nonzero()[0]
    places: dict[int, list[int]] = {}
    for place, pair in zip(at.tolist(), pairs[at].tolist(), strict=True):
        places.setdefault(pair, []).append(place)
    own = np.array(list(map(numbers.__getitem__, summary)), dtype=np.int64)
    return _Found(is_known[own].tolist(), [places.get(pair, _NOWHERE) for pair in _pairs(own).tolist()])


class _Index:
    """The words of a document with numbers of their own, the last place of each two words in a row, and the earlier ones."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._numbers = dict(zip(words, count()))
        keys: list[int] = _pairs(np.fromiter(map(self._numbers.__getitem__, words), np.int64, len(words))).tolist()
        self._last = dict(zip(keys, count()))
        self._earlier: dict[int, list[int]] = {}
        for at in compress(count(), map(ne, map(self._last.__getitem__, keys), count())):
            self._earlier.setdefault(keys[at], []).append(at)

    def find(self, summary: tuple[str, ...]) -> _Found:
        """Return the same as `_scan`."""
        own = list(map(self._numbers.get, summary, repeat(-1)))
        last, earlier = self._last, self._earlier
        found: dict[int, Sequence[int]] = {}
        places = []
        for first, second in pairwise(own):
            key = first << _SHIFT | second  # negative if one of both is
            if key not in found:
                found[key] = (*earlier.get(key, ()), last[key]) if key in last else _NOWHERE
            places.append(found[key])
        return _Found([number >= 0 for number in own], places)


def _pairs(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys of all two words in a row. A key is negative if one of the numbers is."""
    return numbers[:-1] << _SHIFT | numbers[1:]


class SharedWords:
    """What a summary has from a document."""

    def __init__(self, document: Document, words: tuple[str, ...]) -> None:
        self.words = words
        self._document = document.words
        self._distinct = dict(zip(words, count()))
        self._known, self._places = document.find(words, self._distinct)

    def novel_grams(self, n: int) -> float | None:
        """Return the share of the distinct n-grams that the document lacks. Null for fewer than `n` words."""
        if len(self.words) < n:
            return None
        if n == 1:
            own, shared = len(self._distinct), len(set(compress(self.words, self._known)))
        elif n == 2:
            pairs = list(pairwise(self.words))
            own, shared = len(set(pairs)), len(set(compress(pairs, self._places)))
        else:
            own = self._number_of_grams(n)
            shared = self._number_of_shared(n, all_differ=own == len(self.words) - n + 1)
        return (own - shared) / own

    def _number_of_grams(self, n: int) -> int:
        """Return the number of distinct n-grams. If all trigrams differ, all longer ones do as well."""
        number = len(self.words) - n + 1
        return number if n > 3 and len(self._grams(3)) == len(self.words) - 2 else len(self._grams(n))

    def _number_of_shared(self, n: int, *, all_differ: bool) -> int:
        """Return the number of distinct n-grams that the document has as well, n from 3."""
        if sum(map(len, self._places)) > PLACES_PER_WORD * (len(self.words) + len(self._document)):
            return len({self._document[at : at + n] for at in self._places_of(n)})
        reach = self._reach if n <= REACH else self._reaches(n)
        shared = [length >= n for length in reach]
        if all_differ:
            return sum(shared)
        return len({self.words[at : at + n] for at in compress(count(), shared)})

    @once
    def _reach(self) -> list[int]:
        return self._reaches(REACH)

    def _reaches(self, most: int) -> list[int]:
        """Return for each word the length of a run of at least `most` words from it that the document has, or of the longest.

        The length is 0 if the document lacks the word and the next one in a row.
        """
        found = []
        length = 0
        for at, places in enumerate(self._places):
            if length > most:
                length -= 1
            else:
                length = 0
                for place in places:
                    length = max(length, self._length(place, at))
                    if length >= most:  # the run spares looking at the words inside it
                        break
            found.append(length)
        return found

    def _grams(self, n: int) -> set[tuple[str, ...]]:
        """Return the distinct n-grams."""
        found = self._kept.get(n)
        if found is None:
            found = self._kept[n] = set(zip(*(self.words[at:] for at in range(n)), strict=False))
        return found

    @once
    def _kept(self) -> dict[int, set[tuple[str, ...]]]:
        return {}

    @once
    def _levels(self) -> list[list[int]]:
        """Where the document has an n-gram of the summary, in order, from n = 2 on."""
        by_pair = dict(zip(pairwise(self.words), self._places, strict=True))
        return [sorted(chain.from_iterable(by_pair.values()))]

    def _places_of(self, n: int) -> list[int]:
        """Return where the document has an n-gram of the summary: where it has two shorter ones behind each other.

        This takes linear time, however often two words in a row recur in both texts. Else `_reaches` is faster.
        """
        levels, document = self._levels, self._document
        while len(levels) < n - 1:
            length = len(levels) + 2
            own = self._grams(length)
            pairs = pairwise(levels[-1])
            levels.append([at for at, behind in pairs if behind == at + 1 and document[at : at + length] in own])
        return levels[n - 2]

    def _length(self, start: int, at: int) -> int:
        """Return how many words from `start` in the document are those from `at` in the summary. The first two are known to be."""
        source, copy = self._document, self.words
        end, stop = len(source), len(copy)
        length = 2
        while start + length < end and at + length < stop and copy[at + length] == source[start + length]:
            length += 1
        return length

    @once
    def fragments(self) -> list[tuple[int, int]]:
        """The (start, end) in the summary of each extractive fragment."""
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(self.words):
            if not self._known[at]:
                at += 1
                continue
            places = self._places[at] if at < len(self._places) else _NOWHERE
            longest = self._longest_match(at, places) if places else 1
            found.append((at, at + longest))
            at += longest
        return found

    def _longest_match(self, at: int, places: Sequence[int]) -> int:
        """Return the length of the longest run of words from `at` that the published scan finds in the document.

        `places` are those of the run's first two words, at least one. A place of the first word alone matches one word and
        does not move the scan, so it need not be looked at.
        """
        if len(places) >= MANY and (found := self._many.longest(at, places)) is not None:
            return found
        longest = behind = 0
        for start in places:
            if start >= behind:
                length = self._length(start, at)
                longest, behind = max(longest, length), start + length
        return longest

    @once
    def _many(self) -> ManyPlaces:
        return ManyPlaces(self._document, self.words)
