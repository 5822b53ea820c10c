"""Align each sentence of a summary with a sentence of its article, by the runs of consecutive words that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chipbrief.language.tokens import sentence_spans, straighten_quotes, word_matches

RUN_WORDS = 3
"""Number of consecutive words that count as copied. Pairs of words recur in any two texts about one event."""
LONG_WORD = 4
"""Minimum length of a long word, in characters."""
COMMON = 32
"""Number of sentences from which a run or word is common in an article. Common ones are counted in arrays, for speed only."""
CACHED = 64
"""Maximum number of arrays that are kept per article."""
RUN_WEIGHT = 1 << 40
"""Weight of a run in the score of a sentence. A long word weighs 1, so a run outweighs all words of any sentence."""
MIN_SHARED = 2
"""Minimum number of long words that two sentences without a common run must share to be aligned."""


class Aligned(NamedTuple):
    """A sentence of a summary, `summary[start:end]`, and the article sentence that it is aligned with.

    `source` is the number of the article's sentence, from 0, or None if no sentence shares a run of words or two long
    words. A word is copied if it lies in a run of three words that a sentence of the article contains. `copied` has the
    (start, end) character offsets of the copied stretches in the summary. `share` (0 to 1) is the share of copied words.
    """

    start: int
    end: int
    source: int | None
    copied: tuple[tuple[int, int], ...]
    share: float


class _Word(NamedTuple):
    key: str
    start: int
    end: int


def align(*, document: str, summary: str) -> list[Aligned]:
    """Return one `Aligned` per sentence of `summary`, in order.

    A sentence is aligned with the article sentence with which it shares the most runs of `RUN_WORDS` words. Of several such
    sentences, the one that shares the most long words is taken, then the earliest in the article. Time is linear in the
    length of both texts if few runs recur. If all sentences share runs, it grows with the product of the numbers of
    sentences, at some nanoseconds for each pair.
    """
    article = _article(document)
    return [_align(summary, start, end, article) for start, end in sentence_spans(summary)]


Key = tuple[str, ...] | str
"""A run of words, or a long word."""
Scores = NDArray[np.int64]


class _Article:
    """Index of an article: the numbers of the sentences that contain each run and each long word."""

    def __init__(self, document: str) -> None:
        places: dict[Key, list[int]] = defaultdict(list)
        self.sentences = 0
        for number, (start, end) in enumerate(sentence_spans(document)):
            self.sentences = number + 1
            words = _words(document, start, end)
            keys: set[Key] = set(_runs(words))
            for key in keys.union(word.key for word in words if len(word.key) >= LONG_WORD):
                places[key].append(number)
        self.rare = {key: numbers for key, numbers in places.items() if len(numbers) < COMMON}
        self.common = {key: np.array(numbers) for key, numbers in places.items() if len(numbers) >= COMMON}
        self._cache: dict[frozenset[tuple[Key, int]], tuple[Scores, int]] = {}

    def has(self, key: Key) -> bool:
        """Return whether a sentence contains the run or word."""
        return key in self.rare or key in self.common

    def best(self, weights: Mapping[Key, int]) -> tuple[int, int]:
        """Return the score and the number of the sentence with the highest sum of weights, the earliest of several."""
        shared = frozenset((key, weight) for key, weight in weights.items() if key in self.common)
        rest: Counter[int] = Counter()
        for key, weight in weights.items():
            for number in self.rare.get(key, ()):
                rest[number] += weight
        if not shared:
            return max(((score, -number) for number, score in rest.items()), default=(0, 0))
        scores, best = self._scores(shared)
        return max((int(scores[number]) + rest[number], -number) for number in (best, *rest))

    def _scores(self, shared: frozenset[tuple[Key, int]]) -> tuple[Scores, int]:
        """Return the sums over common runs and words for all sentences, and the number of the first highest one."""
        if shared not in self._cache:
            if len(self._cache) >= CACHED:
                del self._cache[next(iter(self._cache))]
            scores = np.zeros(self.sentences, np.int64)
            for key, weight in shared:
                scores[self.common[key]] += weight  # the numbers of one key are distinct
            self._cache[shared] = scores, int(scores.argmax())
        return self._cache[shared]


@lru_cache(maxsize=32)
def _article(document: str) -> _Article:
    return _Article(document)


def _align(summary: str, start: int, end: int, article: _Article) -> Aligned:
    words = _words(summary, start, end)
    weights: Counter[Key] = Counter()
    inside = [False] * len(words)
    for at, run in enumerate(_runs(words)):
        if article.has(run):
            weights[run] += RUN_WEIGHT
            inside[at : at + RUN_WORDS] = [True] * RUN_WORDS
    weights.update({word.key for word in words if len(word.key) >= LONG_WORD and article.has(word.key)})
    score, place = article.best(weights)
    best = -place if score >= MIN_SHARED else None
    share = sum(inside) / len(words) if words else 0.0
    return Aligned(start, end, best, tuple(_stretches(words, inside)), share)


def _stretches(words: Sequence[_Word], inside: Sequence[bool]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(words):
        begin = at
        while at < len(words) and inside[at]:
            at += 1
        if at > begin:
            yield words[begin].start, words[at - 1].end
        at += 1


def _words(text: str, start: int, end: int) -> list[_Word]:
    matches = word_matches(text, start, end)
    return [_Word(straighten_quotes(match[0]).casefold(), match.start(), match.end()) for match in matches]


def _runs(words: Sequence[_Word]) -> Iterator[tuple[str, ...]]:
    keys = [word.key for word in words]
    return (tuple(keys[at : at + RUN_WORDS]) for at in range(len(keys) - RUN_WORDS + 1))
