"""Align each sentence of a summary with a sentence of its article, by the runs of consecutive words that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.tokens import sentence_spans, straighten_quotes, word_matches

RUN_WORDS = 3
"""Number of consecutive words that count as copied. Pairs of words recur in any two texts about one event."""
LONG_WORD = 4
"""Minimum length of a long word, in characters."""
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
    length of both texts, except for words that most sentences of the article contain.
    """
    runs, long_words = _article(document)
    return [_align(summary, start, end, runs, long_words) for start, end in sentence_spans(summary)]


@lru_cache(maxsize=32)
def _article(document: str) -> tuple[Mapping[tuple[str, ...], set[int]], Mapping[str, set[int]]]:
    """Map each run, and each long word, to the numbers of the article's sentences that contain it."""
    runs: dict[tuple[str, ...], set[int]] = defaultdict(set)
    long_words: dict[str, set[int]] = defaultdict(set)
    for number, (start, end) in enumerate(sentence_spans(document)):
        words = _words(document, start, end)
        for run in _runs(words):
            runs[run].add(number)
        for word in words:
            if len(word.key) >= LONG_WORD:
                long_words[word.key].add(number)
    return dict(runs), dict(long_words)


def _align(
    summary: str,
    start: int,
    end: int,
    runs: Mapping[tuple[str, ...], set[int]],
    long_words: Mapping[str, set[int]],
) -> Aligned:
    words = _words(summary, start, end)
    by_run: Counter[int] = Counter()
    inside = [False] * len(words)
    for at, run in enumerate(_runs(words)):
        if run in runs:
            by_run.update(runs[run])
            inside[at : at + RUN_WORDS] = [True] * RUN_WORDS
    by_word: Counter[int] = Counter()
    for key in {word.key for word in words} & long_words.keys():
        by_word.update(long_words[key])
    best = max(by_word | by_run, key=lambda number: (by_run[number], by_word[number], -number), default=None)
    if best is not None and not by_run[best] and by_word[best] < MIN_SHARED:
        best = None
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
