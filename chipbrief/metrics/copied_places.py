"""Compare a run of words with very many places of a document at once: the ordinary scan looks at one place after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["MANY", "ManyPlaces"]

MANY = 50
"""Number of places from which on arrays are faster than a scan."""
_LONGEST = 16
"""Length in words of a run that the scan follows: few places of a document have so long a run, or the scan leaps over them."""
_END, _UNKNOWN = -1, -2
"""Numbers that stand for the end of a document and for any word that it lacks."""


class ManyPlaces:
    """The words of a document and of a summary as numbers."""

    def __init__(self, document: Sequence[str], summary: Sequence[str]) -> None:
        numbers = {word: number for number, word in enumerate(dict.fromkeys(document))}
        self._document = np.array([*map(numbers.__getitem__, document), _END], dtype=np.int64)
        self._summary = [numbers.get(word, _UNKNOWN) for word in summary]
        self._kept: dict[int, tuple[Sequence[int], NDArray[np.int64]]] = {}

    def longest(self, at: int, places: Sequence[int]) -> int | None:
        """Return the length of the longest run from word `at` of the summary that the published scan finds.

        `places`, in order, are those in the document of the first two words of the run, at least one. Null if a run is so
        long that the scan itself has to follow it.
        """
        starts = self._array(places)
        lengths = np.full(len(starts), 2, dtype=np.int64)
        left = np.arange(len(starts))
        for length in range(2, min(_LONGEST, len(self._summary) - at)):
            left = left[self._document[starts[left] + length] == self._summary[at + length]]
            if not left.size:
                break
            lengths[left] = length + 1
        if len(left) and len(self._summary) - at > _LONGEST:
            return None
        if bool((lengths[:-1] <= np.diff(starts)).all()):
            return int(lengths.max())
        longest = behind = 0
        for start, length in zip(places, lengths.tolist(), strict=True):
            if start >= behind:  # the scan leaps over the words of each run that it finds
                longest, behind = max(longest, length), start + length
        return longest

    def _array(self, places: Sequence[int]) -> NDArray[np.int64]:
        """Return places as an array. It is kept with them, since a pair of words is asked for again wherever it stands."""
        found = self._kept.get(id(places))
        if found is None:
            found = self._kept[id(places)] = places, np.array(places, dtype=np.int64)
        return found[1]
