"""The kernels that Python calls. Five turn the bytes of many groups of texts into scores, and two measure copying.

A *group* is a prediction and its references.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernels.answers import Answers
from chipbrief.metrics.rouge.kernels.copied import Numbered as Numbered
from chipbrief.metrics.rouge.kernels.copied import count_grams, fill_slots, find_fragments
from chipbrief.metrics.rouge.kernels.ends import Judged, mark_ends
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
from chipbrief.metrics.rouge.python_engine import MAX_ROW_BITS

Reals = NDArray[np.float64]
GROUP, TEXT, BASE, PLACES, HISTORY, TOO_LONG, STATE = range(7)
"""Indices into `state`, and its length. `state` holds the next group, its first text, and the base of its kinds (see
`number_kinds`). It also holds the words needed for `places` and for `history`, and whether a pair of texts is too long."""


@entry
def classify_bytes(data: Bytes, size: int, tokens: Tokens) -> None:
    """Set the classes of the first `size` bytes."""
    classify(data, size, tokens.classes)


@entry
def mark_sentences(data: Bytes, size: int, tokens: Tokens, answers: Answers, judged: Judged) -> int:
    """End a line behind each sentence whose end is certain. Return the number of texts (see `ends`)."""
    return mark_ends(data, size, tokens, answers, judged)


@entry
def find_words(data: Bytes, size: int, tokens: Tokens) -> tuple[int, int]:
    """Find the tokens, lines and texts by the classes of the bytes. Return the numbers of tokens and texts."""
    return find_tokens(data, size, tokens)


@entry
def number_words(data: Bytes, count: int, tokens: Tokens, stemming: bool, vocabulary: Vocabulary) -> None:
    """Set the `ids` of the tokens: the numbers of their stems, or of the words themselves without `stemming`."""
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

    `out[column, before + group]` gets precision, recall and F. The columns are in the order of `hits` in `count_narrow`. If
    the arrays are too small for a group, the kernel stops before the group and writes the needed sizes to `state`.
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
            if (end - begin) * (close - opening) > MAX_ROW_BITS and is_too_long(
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
                less = column if column < grams else 0  # n - 1, because a text of k tokens has k - n + 1 n-grams
                hits, predicted, expected = room.hits[column + 1], end - begin - less, close - opening - less
                _record_score(out, before + group, column, hits, predicted, expected, mean, reference == 0)
        if mean:
            for column in range(columns):
                for part in range(3):
                    out[column, before + group, part] /= sizes[group]
        state[GROUP], state[TEXT] = group + 1, text + 1


@entry
def number_pairs(text: Numbered) -> None:
    """Fill the hash table of a text's pairs of words (see `copied`)."""
    fill_slots(text)


@entry
def measure_copying(
    own: Numbered, copy: Integers, document: Numbered, counts: Integers, ends: Integers, limit: int
) -> int:
    """Set `counts` to the numbers of n-grams, and `ends` to the fragments (see `copied`). Return the number of fragments, or -1.

    It is -1 if more places must be looked at than `limit`.
    """
    limit = count_grams(own, copy, document, counts, limit)
    return find_fragments(copy, document, ends, limit) if limit > 0 else -1


ENTRIES = classify_bytes, mark_sentences, find_words, number_words, score_groups, number_pairs, measure_copying


@inlined
def _bounds(lines: Numbers, texts: Numbers, text: int) -> tuple[int, int, int, int]:
    """Return the first line of a text, the line after its last, its first token, and the token after its last."""
    first, last = np.int64(texts[text - 1]) if text else 0, np.int64(texts[text])
    return first, last, np.int64(lines[first - 1]) if first else 0, np.int64(lines[last - 1])


@kernel
def is_too_long(lines: Numbers, first: int, last: int, kinds: int, expected: int, lsum: bool) -> bool:
    """Return whether `python_engine` would reject this pair.

    The prediction has the lines `first` to `last` and `kinds` distinct tokens, and the reference has `expected` tokens.
    """
    longest = kinds
    for line in range(first, last if lsum else first):
        longest = max(longest, np.int64(lines[line]) - (np.int64(lines[line - 1]) if line else 0))
    return longest * expected > MAX_ROW_BITS


@inlined
def _record_score(
    out: Reals, group: int, column: int, hits: int, predicted: int, expected: int, mean: bool, first: bool
) -> None:
    """Add the score against one reference to the group's score, or, for `max`, replace the group's score if F is higher."""
    precision, recall = hits / max(predicted, 1), hits / max(expected, 1)
    fmeasure = 2 * precision * recall / (precision + recall) if hits else 0.0
    if first or (not mean and fmeasure > out[column, group, 2]):
        out[column, group, 0], out[column, group, 1], out[column, group, 2] = precision, recall, fmeasure
    elif mean:
        out[column, group, 0] += precision
        out[column, group, 1] += recall
        out[column, group, 2] += fmeasure
