"""ROUGE in pure Python: bit rows in integers of any length.

A *bit row* has a bit for each token of the reference, the first token lowest. `places[token]` is the row of the places
at which a token stands. The longest common subsequence (LCS) is found for all places at once, one step a token of the
prediction, by the bit-parallel recurrence of Hyyrö (2004): a bit of the row `flat` is 0 where the LCS of the reference
up to this place, with the prediction so far, is longer than that up to the place before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from chipbrief.metrics.rouge.settings import Score, score_of

Sentence = list[str]

MOST_CELLS = 1 << 33
"""Bits of the rows that are kept at a time, for the different tokens of a prediction or for one of its sentences: a
gigabyte. `rouge_score` would need hours for it."""


class Pair(NamedTuple):
    """A prediction and a reference, the length of the reference, and for each token of the prediction its places.

    `shared` has the places of all those tokens, and `surplus` is of the tokens that the reference has more often than
    the prediction: their places, and how often the prediction has them.
    """

    prediction: Sequence[Sentence]
    reference: Sequence[Sentence]
    expected: int
    rows: list[int]
    shared: int
    surplus: list[tuple[int, int]]


def too_long() -> ValueError:
    """What is wrong with a pair whose rows would take more than `MOST_CELLS` bits."""
    return ValueError("a summary and a reference are too long to score; for ROUGE-Lsum, cut the summary into sentences")


def score(prediction: Sequence[Sentence], reference: Sequence[Sentence], types: Iterable[str]) -> dict[str, Score]:
    """The scores of one prediction against one reference, each given as the tokens of its sentences."""
    pair = _pair(prediction, reference)
    return {kind: _score(pair, kind) for kind in types}


def union_hits(prediction: Sequence[Sentence], reference: Sequence[Sentence]) -> int:
    """Tokens of the reference that ROUGE-Lsum counts as found: those of the union LCS, each clipped to the prediction."""
    pair = _pair(prediction, reference)
    return _clipped(pair, _union_of_lcs(pair))


def _pair(prediction: Sequence[Sentence], reference: Sequence[Sentence]) -> Pair:
    predicted = list(chain.from_iterable(prediction))
    places = dict.fromkeys(predicted, 0)
    bit = 1
    if len(places) * sum(map(len, reference)) > MOST_CELLS:
        raise too_long()
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
    """How many of these places find a token of the prediction, where each token serves once."""
    return found.bit_count() - sum(max(0, (found & row).bit_count() - count) for row, count in pair.surplus)


def _shared_ngrams(pair: Pair, n: int) -> int:
    """The n-grams that both texts have, as often as both have them.

    A row of `runs` has the places where the n-gram that ends at this step ends in the reference. The shorter one before
    ends one place below; and each place serves once.
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
        flat = (flat + (flat & match)) | (flat & ~match)
    return (~flat & full).bit_count()


def _union_of_lcs(pair: Pair) -> int:
    """The places that belong to the LCS of their own sentence with some sentence of the prediction.

    All sentences of the reference lie in one row. Only the addition carries from bit to bit, and it does not carry out
    of a sentence because the last bit of each is left out of it (`open_ended`).
    """
    if pair.expected * max(map(len, pair.prediction), default=0) > MOST_CELLS:
        raise too_long()
    full = (1 << pair.expected) - 1
    spans, open_ended, at = [], full, 0
    for size in filter(None, map(len, pair.reference)):
        spans.append((1 << at + size) - (1 << at))
        at += size
        open_ended ^= 1 << at - 1
    union = first = 0
    for sentence in pair.prediction:
        matches = pair.rows[first : first + len(sentence)]
        first += len(sentence)
        flat = full
        rows: list[tuple[int, int]] = []
        for match in matches:
            if match:
                start = flat & open_ended
                flat = (start + (start & match)) | (flat & ~match)
            elif rows and not rows[-1][0]:
                continue  # a second token without a match changes nothing, a first one does: see `_walk_back`
            rows.append((match, match | full ^ flat))
        rows.reverse()
        for span in spans:
            if not span & ~flat:
                continue  # no token in common
            union |= _walk_back(rows, span)
    return union


def _walk_back(rows: list[tuple[int, int]], left: int) -> int:
    """The places of one LCS, read off the rows from the last; `left` holds the bits of the sentence still to be read.

    Where several subsequences are equally long, this is the one that `rouge_score` takes. Its table is walked from the
    last cell: a match is taken, and otherwise the reference's token is given up unless that would shorten the LCS. So in
    each row all bits down to the next match or rise are given up at one go; at a match both texts step back, at a rise
    the prediction alone.
    """
    taken = 0
    for match, stops in rows:
        stops &= left
        if not stops:
            break
        bit = 1 << stops.bit_length() - 1
        if match & bit:
            taken |= bit
            left &= bit - 1
        else:
            left &= (bit << 1) - 1
    return taken
