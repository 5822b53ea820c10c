"""The one kernel that Python calls: from the bytes of many groups of texts to their scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernels.compiled import entry, inlined
from chipbrief.metrics.rouge.kernels.kinds import forget_kinds, number_kinds
from chipbrief.metrics.rouge.kernels.room import Bytes, Integers, Room
from chipbrief.metrics.rouge.kernels.scores import count_hits
from chipbrief.metrics.rouge.kernels.words import ENTRY, Vocabulary, read, scan

COMPILED_FROM = "e7300447920b44a9"
"""Digest of the other modules that are compiled into this kernel; a test compares it.

numba recompiles what it has on disk when this file changes, and does not look at the others.
"""
Reals = NDArray[np.float64]
GROUP, AT, PLACES, HISTORY = range(4)
"""Where `state` has the next group, where its first byte is, and the room for rows that it needs."""


@inlined
def has_room(vocabulary: Vocabulary, longest: int) -> bool:
    """Whether all words of a group of `longest` characters could be new without the tables being more than half full."""
    words = vocabulary.used[0] + longest <= len(vocabulary.words) // ENTRY // 2
    return words and vocabulary.used[2] + 2 * longest <= len(vocabulary.long_words)


@entry
def score_groups(
    data: Bytes,
    sizes: Integers,
    grams: int,
    lcs: bool,
    lsum: bool,
    stemming: bool,
    mean: bool,
    longest: int,
    vocabulary: Vocabulary,
    room: Room,
    state: Integers,
    out: Reals,
) -> None:
    """Score each group: a prediction and `sizes[group]` references, each text ended by a NUL byte.

    `out[group, column]` gets precision, recall and F, the columns being those of `hits` in `count_hits`. `longest` is
    the most characters that a group has. Where there may be too little room for a group, the kernel stops before it and
    says in `state` how far it came.
    """
    columns = grams + lcs + lsum
    scan(data, room.small, room.letters, room.breaks)
    while state[GROUP] < len(sizes) and has_room(vocabulary, longest):
        group = state[GROUP]
        tokens, sentences, at = read(state[AT], data, room, stemming, vocabulary, room.tokens, room.ends)
        sentence = 0  # tokens of the longest
        for one in range(sentences):
            sentence = max(sentence, room.ends[one] - (room.ends[one - 1] if one else 0))
        kinds = number_kinds(tokens, room)
        fits = True
        for reference in range(sizes[group]):
            expected, others, at = read(at, data, room, stemming, vocabulary, room.expected, room.expected_ends)
            width = (expected + 63) >> 6
            state[PLACES], state[HISTORY] = (kinds + 1) * width, (sentence + 1) * width if lsum else width
            fits = state[PLACES] <= len(room.places) and state[HISTORY] <= len(room.history)
            if not fits:
                break
            count_hits(sentences, kinds, others, grams, lcs, lsum, room)
            for column in range(columns):
                less = column if column < grams else 0  # a text of k tokens has k - n + 1 n-grams
                hits = room.hits[column + 1]
                _enter(out, group, column, hits, tokens - less, expected - less, mean, reference == 0)
        forget_kinds(kinds, room)
        if not fits:
            return
        if mean:
            for column in range(columns):
                for part in range(3):
                    out[group, column, part] /= sizes[group]
        state[GROUP], state[AT] = group + 1, at


@inlined
def _enter(
    out: Reals, group: int, column: int, hits: int, predicted: int, expected: int, mean: bool, first: bool
) -> None:
    """Add a reference's score to what is there, or replace what is there if its F is higher."""
    precision, recall = hits / max(predicted, 1), hits / max(expected, 1)
    fmeasure = 2 * precision * recall / (precision + recall) if hits else 0.0
    if first or (not mean and fmeasure > out[group, column, 2]):
        out[group, column, 0], out[group, column, 1], out[group, column, 2] = precision, recall, fmeasure
    elif mean:
        out[group, column, 0] += precision
        out[group, column, 1] += recall
        out[group, column, 2] += fmeasure
