"""ROUGE in pure Python, by bit operations on integers of any length.

A *bit row* has one bit for each token of the reference. The lowest bit stands for the first token. `places[token]` is the
row of the places where a token occurs in the reference.

The longest common subsequence (LCS) is found by the bit-parallel recurrence of Hyyrö (2004). It takes one step per token
of the prediction and updates all places at once. A bit of the row `flat` is 0 if the LCS of the prediction so far and the
reference up to this place is longer than the LCS up to the place before. Such a place is a *rise*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from chipbrief.metrics.rouge.settings import Score, score_of

Sentence = list[str]

MAX_ROW_BITS = 1 << 33
"""Maximum number of bits (a gigabyte) in the rows for the distinct tokens of a prediction, or for one of its sentences.
`rouge_score` would need hours for texts of this size."""


class Pair(NamedTuple):
    """A prediction and a reference, and what all types of ROUGE need to know about them.

    `expected` is the number of tokens of the reference. `rows` has the bit row of each token of the prediction, and
    `shared` is the union of these rows. `surplus` covers the tokens that the reference has more often than the prediction:
    the row of each, and how often the prediction has it.
    """

    prediction: Sequence[Sentence]
    reference: Sequence[Sentence]
    expected: int
    rows: list[int]
    shared: int
    surplus: list[tuple[int, int]]


def too_long_error() -> ValueError:
    """Return the error for a pair whose rows would take more than `MAX_ROW_BITS` bits."""
    return ValueError(
        "prediction and reference: too long to score (shorten them; for ROUGE-Lsum, split the prediction into sentences)"
    )


def score(prediction: Sequence[Sentence], reference: Sequence[Sentence], types: Iterable[str]) -> dict[str, Score]:
    """Return the scores of one prediction against one reference. Both are given as lists of tokens, one per sentence.

    Raise `ValueError` if the texts are too long (see `MAX_ROW_BITS`).
    """
    pair = _pair(prediction, reference)
    return {kind: _score(pair, kind) for kind in types}


def union_hits(prediction: Sequence[Sentence], reference: Sequence[Sentence]) -> int:
    """Return the number of hits of ROUGE-Lsum: the tokens in the union LCS.

    Each distinct token counts at most as often as the prediction contains it. Raise `ValueError` if the texts are too long.
    """
    pair = _pair(prediction, reference)
    return _clipped(pair, _union_of_lcs(pair))


def _pair(prediction: Sequence[Sentence], reference: Sequence[Sentence]) -> Pair:
    predicted = list(chain.from_iterable(prediction))
    places = dict.fromkeys(predicted, 0)
    bit = 1
    if len(places) * sum(map(len, reference)) > MAX_ROW_BITS:
        raise too_long_error()
    for sentence in reference:
        for token in sentence:
            if token in places:
                places[token] |= bit
            bit <<= 1
    expected = bit.bit_length() - 1
    rows = [places[token] for token in predicted]
    shared, surplus = 0, []
    for row in filter(None, places.values()):
        shared |= row
        if row & row - 1 and row.bit_count() > (count := rows.count(row)):
            surplus.append((row, count))
    return Pair(prediction, reference, expected, rows, shared, surplus)


def _score(pair: Pair, kind: str) -> Score:
    predicted, expected = len(pair.rows), pair.expected
    if kind == "rougeL":
        return score_of(_lcs_length(pair), predicted, expected)
    if kind == "rougeLsum":
        return score_of(_clipped(pair, _union_of_lcs(pair)), predicted, expected)
    n = int(kind.removeprefix("rouge"))
    hits = _clipped(pair, pair.shared) if n == 1 else _shared_ngrams(pair, n)
    return score_of(hits, max(predicted - n + 1, 0), max(expected - n + 1, 0))


def _clipped(pair: Pair, found: int) -> int:
    """Count the places in `found`. Each distinct token counts at most as often as the prediction contains it."""
    return found.bit_count() - sum(max(0, (found & row).bit_count() - count) for row, count in pair.surplus)


def _shared_ngrams(pair: Pair, n: int) -> int:
    """Count the shared n-grams. Each n-gram counts as often as both texts contain it.

    There is one row of `runs` per token of the prediction: the places where the n-gram that ends at this token ends in the
    reference. It follows from the row of the (n-1)-gram before, shifted by one place. Each place is counted once.
    """
    rows = runs = pair.rows
    for size in range(1, n):
        runs = [before and row and (before << 1 & row) for before, row in zip(runs, rows[size:], strict=False)]
    free, hits = -1, 0
    for run in filter(None, runs):
        if found := run & free:
            free ^= found & -found
            hits += 1
    return hits


def _lcs_length(pair: Pair) -> int:
    full = flat = (1 << pair.expected) - 1
    for match in filter(None, pair.rows):
        new = flat & match
        flat = (flat + new) | (flat ^ new)
    return (~flat & full).bit_count()


def _union_of_lcs(pair: Pair) -> int:
    """Return the places that belong to the LCS of their own sentence with some sentence of the prediction.

    One row holds all sentences of the reference. Only the addition carries from bit to bit; the other operations do not. It does not
    carry into the next sentence, because the last bit of each sentence is left out of it (`inner`).
    """
    if pair.expected * max(map(len, pair.prediction), default=0) > MAX_ROW_BITS:
        raise too_long_error()
    full = (1 << pair.expected) - 1
    sizes = list(filter(None, map(len, pair.reference)))
    inner = int("".join("0" + "1" * (size - 1) for size in reversed(sizes)) or "0", 2)
    steps = _steps(inner, max(sizes)) if len(sizes) > 1 else None
    union = first = 0
    for sentence in pair.prediction:
        matches = pair.rows[first : first + len(sentence)]
        first += len(sentence)
        flat, rises = full, 0
        rows: list[tuple[int, int]] = []
        for match in matches:
            if match:
                if new := flat & match:
                    flat = ((flat & inner) + (new & inner)) | (flat ^ new)
                    rises = full ^ flat
            elif rows and not rows[-1][0]:
                # Of consecutive tokens without a match, only the first changes what `_walk_back` finds.
                continue
            rows.append((match, match | rises))
        if flat != full:  # a token in common
            union |= _walk_back(rows, full, inner, steps)
    return union


def _steps(inner: int, longest: int) -> list[tuple[int, int]]:
    """Return the distances 1, 2, 4, … and for each the places that have a place of the same sentence so far above them.

    `inner` is this row for the distance 1. The distances add up to `longest - 1` or more: `longest` is the size of the longest
    sentence.
    """
    steps, distance, same = [], 1, inner
    while distance < longest:
        steps.append((distance, same))
        same &= same >> distance
        distance *= 2
    return steps


def _walk_back(rows: list[tuple[int, int]], left: int, inner: int, steps: list[tuple[int, int]] | None) -> int:
    """Return the places of one LCS with each sentence of the reference, read from the last row back.

    `left` holds the places still to be read, of all sentences at once. The time does therefore not depend on the number of
    sentences. `steps` are those of `_steps`, or null if the reference is one sentence.

    Of several subsequences of equal length, this is the one that `rouge_score` finds. `rouge_score` walks through its table
    from the last cell. It takes a match. Without a match, it drops the reference's token unless that would shorten the LCS.
    Therefore all places of a sentence above its next match or rise are dropped at once. At a match, both texts step back; at
    a rise, only the prediction does.
    """
    taken = 0
    tops = left & ~(left >> 1 & inner)  # the highest place left of each sentence
    for match, stops in reversed(rows):
        if tops & stops != tops:
            left &= stops
            if not left:
                break
            if steps is None:  # fill each sentence below its highest match or rise
                left = (1 << left.bit_length()) - 1
            else:
                for distance, same in steps:
                    left |= left >> distance & same
            tops = left & ~(left >> 1 & inner)
        if hits := tops & match:
            taken |= hits
            left ^= hits
            tops = left & ~(left >> 1 & inner)
    return taken
