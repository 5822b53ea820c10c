"""What a summary has from a document, for the measures of copying: by compiled kernels, or by `copied_runs` in Python.

The kernels are compiled and loaded together with those of ROUGE (`chipbrief.metrics.rouge.engines`). They find the same about ten
times as fast, and are taken once they are loaded: a long run loads them for ROUGE.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import count, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from chipbrief.language.once import once
from chipbrief.language.reading import Reading
from chipbrief.metrics.copied_runs import REACH, Document, SharedWords
from chipbrief.metrics.rouge.engines import loaded_kernels

if TYPE_CHECKING:
    from chipbrief.metrics.rouge.kernels.copied import Numbered

__all__ = ["Copying", "NumberedDocument", "copying"]

PLACES_PER_WORD = 50
"""Number of places that the kernels look at, per word of both texts. Texts that repeat themselves more often are left to Python,
which finds a way around most of these places."""


class _Counted(NamedTuple):
    """The numbers of distinct n-grams and of those that the document has, for n from 1, and the fragments by start and end."""

    grams: list[int]
    shared: list[int]
    fragments: list[tuple[int, int]]


class NumberedDocument:
    """The words of a document as numbers, to be compared by kernels with many summaries."""

    def __init__(self, words: tuple[str, ...]) -> None:
        from chipbrief.metrics.rouge.kernels import groups

        self._kernels = groups
        self._numbers = dict(zip(words, count()))
        self._text = self._numbered(map(self._numbers.__getitem__, words), len(words))
        groups.number_pairs(self._text)

    def counted(self, words: tuple[str, ...]) -> _Counted | None:
        """Return what a summary of these words has from the document, or None if too many places must be looked at."""
        length = len(words)
        numbers = dict(zip(words, count()))
        own = self._numbered(map(numbers.__getitem__, words), length)
        copy = np.fromiter(map(self._numbers.get, words, repeat(-1)), np.int64, length)
        counts, ends = np.zeros(2 * REACH, np.int64), np.empty(2 * length, np.int64)
        limit = PLACES_PER_WORD * (1 + length + len(self._text.words))
        found = self._kernels.measure_copying(own, copy, self._text, counts, ends, limit)
        if found < 0:
            return None
        each, edges = counts.tolist(), ends[: 2 * found].tolist()
        return _Counted(each[:REACH], each[REACH:], list(zip(edges[::2], edges[1::2], strict=True)))

    def _numbered(self, words: Iterable[int], length: int) -> Numbered:
        """Return a text of `length` words with an empty hash table."""
        heads = np.zeros(1 << length.bit_length() + 1, np.int64)
        return self._kernels.Numbered(np.fromiter(words, np.int64, length), heads, np.empty(length, np.int64))


class Copying:
    """What a summary has from a document. Its words are those of the reading without dressing."""

    def __init__(self, document: _Document, summary: Reading) -> None:
        self.words = summary.folded
        self._length = summary.length
        self._document = document
        self._counted = document.numbered.counted(self.words) if document.numbered else None

    @once
    def _runs(self) -> SharedWords:
        return SharedWords(self._document.runs, self.words)

    def novel_grams(self, n: int) -> float | None:
        """Return the share of the distinct n-grams that the document lacks. Null for fewer than `n` words."""
        if self._counted is None or n > REACH or n > len(self.words):
            return self._runs.novel_grams(n)
        own = self._counted.grams[n - 1]
        return (own - self._counted.shared[n - 1]) / own

    @property
    def fragments(self) -> list[tuple[int, int]]:
        """The (start, end) in the summary of each extractive fragment (see `SharedWords`)."""
        return self._runs.fragments if self._counted is None else self._counted.fragments

    @once
    def _lengths(self) -> list[int]:
        return [end - start for start, end in self.fragments]

    def coverage(self) -> float | None:
        """Return the share of the words in a fragment. Null for a summary without words."""
        return sum(self._lengths) / self._length if self._length else None

    def density(self) -> float | None:
        """Return the mean length of the fragment of each word, 0 for a word outside any. Null for a summary without words."""
        return sum(length**2 for length in self._lengths) / self._length if self._length else None

    def longest(self) -> int:
        """Return the length of the longest fragment in words."""
        return max(self._lengths, default=0)


class _Document:
    """The words of a document for both ways."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.runs = Document(words)

    @once
    def numbered(self) -> NumberedDocument | None:
        return NumberedDocument(self.runs.words) if loaded_kernels() else None


@lru_cache(maxsize=16)
def _document(document: Reading) -> _Document:
    return _Document(document.folded)


@lru_cache(maxsize=1)
def copying(document: Reading, summary: Reading) -> Copying:
    """Return what a summary has from a document. Measures ask for the same two texts one after the other."""
    return Copying(_document(document), summary.bare)
