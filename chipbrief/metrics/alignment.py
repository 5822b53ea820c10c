"""Where a summary comes from: for each of its sentences the sentence of the article that it has most in common with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.tokens import sentence_spans, straighten_quotes, word_matches

RUN = 3
"""Words in a row that count as copied: pairs recur in any two texts about one event."""
LEAST_SHARED = 2
"""Words of four letters or more that two sentences must share before one is said to come from the other."""


class Aligned(NamedTuple):
    """`summary[start:end]` is a sentence. `source` is the number of the article's sentence (from 0), null for none.

    `copied` are the stretches of it, as (start, end) in the summary, whose runs of three words or more stand in the
    article, and `share` is the part of its words that lies in them.
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


def align(document: str, summary: str) -> list[Aligned]:
    """The summary's sentences in order. Sentences are compared by shared runs first, then by shared long words.

    Time is linear in both texts, but for words that most sentences of the article have.
    """
    runs, long_words = _article(document)
    return [_align(summary, start, end, runs, long_words) for start, end in sentence_spans(summary)]


@lru_cache(maxsize=32)
def _article(document: str) -> tuple[Mapping[tuple[str, ...], set[int]], Mapping[str, set[int]]]:
    """The numbers of the sentences that have a run, and a long word. Kept, since many summaries are of one article."""
    runs: dict[tuple[str, ...], set[int]] = defaultdict(set)
    long_words: dict[str, set[int]] = defaultdict(set)
    for number, (start, end) in enumerate(sentence_spans(document)):
        words = _words(document, start, end)
        for run in _runs(words):
            runs[run].add(number)
        for word in words:
            if len(word.key) > LEAST_SHARED + 1:
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
            inside[at : at + RUN] = [True] * RUN
    by_word: Counter[int] = Counter()
    for key in {word.key for word in words} & long_words.keys():
        by_word.update(long_words[key])
    best = max(by_word | by_run, key=lambda number: (by_run[number], by_word[number], -number), default=None)
    if best is not None and not by_run[best] and by_word[best] < LEAST_SHARED:
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
    return (tuple(keys[at : at + RUN]) for at in range(len(keys) - RUN + 1))
