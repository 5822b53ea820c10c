"""The three kernels that Python calls: from the bytes of many groups of texts to their scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernels.kinds import (
    condense_prediction,
    condense_reference,
    end_sentences,
    number_kinds,
)
from chipbrief.metrics.rouge.kernels.narrow import NARROW, count_narrow
from chipbrief.metrics.rouge.kernels.room import Bytes, Integers, Numbers, Room, Tokens, entry, inlined, kernel
from chipbrief.metrics.rouge.kernels.tokens import classify, find_tokens
from chipbrief.metrics.rouge.kernels.vocabulary import Vocabulary, number_stems
from chipbrief.metrics.rouge.kernels.wide import count_wide, needed_rows
from chipbrief.metrics.rouge.python_engine import MOST_CELLS

COMPILED_FROM = "4beee2031efad5d4"
"""Digest of the other modules that are compiled into these kernels; a test compares it.

numba recompiles what it has on disk when this file changes, and does not look at the others.
"""
Reals = NDArray[np.float64]
GROUP, TEXT, BASE, PLACES, HISTORY, TOO_LONG, STATE = range(7)
"""Where `state` has the next group, its first text, the base of its kinds (see `number_kinds`), the room for rows that
it needs, and whether that is too much; and the length of `state`."""


@entry
def find_words(data: Bytes, size: int, tokens: Tokens) -> tuple[int, int]:
    """Find the tokens, lines and texts in the first `size` bytes; returns the numbers of tokens and texts."""
    classify(data, size, tokens.classes)
    return find_tokens(data, size, tokens)


@entry
def number_words(data: Bytes, count: int, tokens: Tokens, stemming: bool, vocabulary: Vocabulary) -> None:
    """Set the `ids` of the tokens."""
    number_stems(data, count, tokens, stemming, vocabulary)


@entry
def score_groups(
    tokens: Tokens,
    sizes: Integers,
    grams: int,
    lcs: bool,
    lsum: bool,
    mean: bool,
    room: Room,
    state: Integers,
    before: int,
    out: Reals,
) -> None:
    """Score each group: a prediction and `sizes[group]` references.

    `out[column, before + group]` gets precision, recall and F, the columns being those of `hits` in `count_narrow`.
    Where the rows of a group have too little room, the kernel stops before it and says in `state` how much it needs.
    """
    columns = grams + lcs + lsum
    lines, texts = tokens.lines, tokens.texts
    while state[GROUP] < len(sizes):
        group, text, base = state[GROUP], state[TEXT], state[BASE]
        first, last, begin, end = _bounds(lines, texts, text)
        kinds = number_kinds(tokens.ids, begin, end, base, room)
        state[BASE] += kinds
        for reference in range(sizes[group]):
            text += 1
            above, below, opening, close = _bounds(lines, texts, text)
            size = condense_reference(tokens.ids, opening, close, base, kinds, room)
            others = end_sentences(lines, above, below, opening, room.upto, room.expected_ends)
            steps = condense_prediction(end - begin, kinds, room)
            sentences = end_sentences(lines, first, last, begin, room.upto, room.step_ends)
            if (end - begin) * (close - opening) > MOST_CELLS and is_too_long(
                lines, first, last, kinds, close - opening, lsum
            ):
                state[TOO_LONG] = 1
                return
            if size <= NARROW:
                count_narrow(size, steps, kinds, sentences, others, grams, lcs, lsum, room)
            else:
                state[PLACES], state[HISTORY] = needed_rows(size, kinds, sentences, room)
                if state[PLACES] > len(room.places) or state[HISTORY] > len(room.history):
                    return
                count_wide(size, steps, kinds, sentences, others, grams, lcs, lsum, room)
            for column in range(columns):
                less = column if column < grams else 0  # a text of k tokens has k - n + 1 n-grams
                hits, predicted, expected = room.hits[column + 1], end - begin - less, close - opening - less
                _enter(out, before + group, column, hits, predicted, expected, mean, reference == 0)
        if mean:
            for column in range(columns):
                for part in range(3):
                    out[column, before + group, part] /= sizes[group]
        state[GROUP], state[TEXT] = group + 1, text + 1


ENTRIES = find_words, number_words, score_groups


@inlined
def _bounds(lines: Numbers, texts: Numbers, text: int) -> tuple[int, int, int, int]:
    """The first line of a text, the one behind its last, its first token and the one behind its last."""
    first, last = np.int64(texts[text - 1]) if text else 0, np.int64(texts[text])
    return first, last, np.int64(lines[first - 1]) if first else 0, np.int64(lines[last - 1])


@kernel
def is_too_long(lines: Numbers, first: int, last: int, kinds: int, expected: int, lsum: bool) -> bool:
    """Whether `python_engine` would refuse a prediction with these lines and so many kinds, with a reference so long."""
    longest = kinds
    for line in range(first, last if lsum else first):
        longest = max(longest, np.int64(lines[line]) - (np.int64(lines[line - 1]) if line else 0))
    return longest * expected > MOST_CELLS


@inlined
def _enter(
    out: Reals, group: int, column: int, hits: int, predicted: int, expected: int, mean: bool, first: bool
) -> None:
    """Add a reference's score to what is there, or replace what is there if its F is higher."""
    precision, recall = hits / max(predicted, 1), hits / max(expected, 1)
    fmeasure = 2 * precision * recall / (precision + recall) if hits else 0.0
    if first or (not mean and fmeasure > out[column, group, 2]):
        out[column, group, 0], out[column, group, 1], out[column, group, 2] = precision, recall, fmeasure
    elif mean:
        out[column, group, 0] += precision
        out[column, group, 1] += recall
        out[column, group, 2] += fmeasure
