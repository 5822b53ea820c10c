"""Find the runs of words that a summary shares with a document, for the measures of copying.

Words are counted with small integers: tuples of words would keep the garbage collector busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, count, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chipbrief.language.once import once
from chipbrief.language.reading import Reading

__all__ = ["SharedWords", "shared_words"]

REACH = 4
"""Length in words up to which shared runs are measured at each word of a summary: that of the longest n-grams of a measure."""
_SHIFT = 32
"""Number of bits of a word's number. The key of several words in a row has all their numbers."""

_NOWHERE: tuple[int, ...] = ()


class _Found(NamedTuple):
    """For each word of a summary, whether the document has it, and where the document has it and the next word in a row."""

    known: Sequence[bool]
    places: list[Sequence[int]]


class _Document:
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
    """The words of a document with numbers of their own, and all two words in a row in the order of their keys."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._numbers = dict(zip(words, count()))
        pairs = _pairs(np.fromiter(map(self._numbers.__getitem__, words), np.int64, len(words)))
        order = pairs.argsort(kind="stable")
        self._pairs, self._places = pairs[order], order.tolist()

    def find(self, summary: tuple[str, ...]) -> _Found:
        """Return the same as `_scan`."""
        own = list(map(self._numbers.get, summary, repeat(-1)))
        pairs = _pairs(np.array(own, dtype=np.int64))
        bounds = self._pairs.searchsorted(np.concatenate((pairs, pairs + 1))).tolist()
        places = self._places
        ranges = zip(bounds[: len(pairs)], bounds[len(pairs) :], strict=True)
        found = [places[start:end] if start < end else _NOWHERE for start, end in ranges]
        return _Found([number >= 0 for number in own], found)


def _pairs(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys of all two words in a row. A key is negative if one of the numbers is."""
    return numbers[:-1] << _SHIFT | numbers[1:]


class SharedWords:
    """What a summary has from a document."""

    def __init__(self, document: _Document, words: tuple[str, ...]) -> None:
        self.words = words
        self._document = document.words
        self._distinct = dict(zip(words, count()))
        self._numbers = list(map(self._distinct.__getitem__, words))
        self._keys: list[list[int] | None] = [self._numbers]
        """The keys of all n-grams, n from 1, up to the first n for which all differ."""
        self._known, self._places = document.find(words, self._distinct)

    def novel_grams(self, n: int) -> float | None:
        """Return the share of the distinct n-grams that the document lacks. Null for fewer than `n` words."""
        if len(self.words) < n:
            return None
        shared = (
            self._known if n == 1 else [length >= n for length in (self._reach if n <= REACH else self._reaches(n))]
        )
        grams = self._grams(n)
        if grams is None:
            number = len(self.words) - n + 1
            return (number - sum(shared)) / number
        own = len(set(grams))
        return (own - len(set(compress(grams, shared)))) / own

    def _grams(self, n: int) -> list[int] | None:
        """Return the keys of all n-grams, or None if all differ."""
        while len(self._keys) < n:
            shorter = self._keys[-1]
            if shorter is None:  # all longer ones differ as well
                return None
            following = self._numbers[len(self._keys) :]
            keys = [first << _SHIFT | last for first, last in zip(shorter, following, strict=False)]
            self._keys.append(keys if len(set(keys)) < len(keys) else None)
        return self._keys[n - 1]

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
                length = max([self._length(place, at) for place in places]) if places else 0
            found.append(length)
        return found

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
        longest = behind = 0
        for start in places:
            if start >= behind:
                length = self._length(start, at)
                longest, behind = max(longest, length), start + length
        return longest


@lru_cache(maxsize=16)
def _document(document: Reading) -> _Document:
    return _Document(document.folded)


@lru_cache(maxsize=1)
def shared_words(document: Reading, summary: Reading) -> SharedWords:
    """Return what a summary has from a document. The measures ask for the same two texts one after the other."""
    return SharedWords(_document(document), summary.folded)
