"""Scores of a prediction and a reference whose condensed tokens, 64 at most, have a bit each in one machine word.

A *bit row* is such a word: its lowest bit stands for the first token of the reference, and `places` has for each kind
the row of the places where it stands. `rows` are those of the prediction's steps: whatever is counted of a text is a
few operations on machine words for each of its tokens. `wide` does the same for a longer reference.
"""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.room import ALL, NONE, ONE, Room, Rows, count_ones, inlined, leading_zeros

NARROW = 64
"""Tokens of the reference, condensed, that a row has bits for."""
ALL_BUT_TOP = np.uint64(0x7FFFFFFFFFFFFFFF)


@inlined
def count_narrow(
    size: int, steps: int, kinds: int, sentences: int, expected_sentences: int, grams: int, lcs: bool, lsum: bool, room: Room
) -> None:  # fmt: skip
    """Fill `hits`: at n the shared n-grams, n from 1 to `grams`, and behind them the hits of ROUGE-L and ROUGE-Lsum."""
    places, rows, runs = room.places, room.rows, room.runs
    for kind in range(kinds + 1):
        places[kind] = NONE
    for at in range(size):
        places[room.expected[at]] |= ONE << np.uint64(at)
    places[kinds] = NONE  # a gap has no place
    for step in range(steps):
        rows[step] = places[room.steps[step]]
    room.hits[1] = _serve(rows, steps, ALL)
    if grams > 1:
        for step in range(steps):
            runs[step] = rows[step]
        for n in range(2, grams + 1):
            _lengthen(runs, rows, steps)
            room.hits[n] = _serve(runs, steps, ALL)
    if lcs:
        room.hits[grams + 1] = _lcs_length(rows, steps)
    if lsum:
        room.hits[grams + 1 + lcs] = _serve(rows, steps, _lcs_union(sentences, expected_sentences, room))


@inlined
def _serve(rows: Rows, steps: int, free: int) -> int:
    """How many steps find one of their places free, when each takes the first of them.

    Each n-gram is so found as often as both texts have it, in whatever order: no two different ones share a place.
    """
    hits = 0
    for step in range(steps):
        found = rows[step] & free
        free ^= found & (~found + ONE)
        hits += found != NONE
    return hits


@inlined
def _lengthen(runs: Rows, rows: Rows, steps: int) -> None:
    """From the places where the n-gram that ends at each step ends in the reference to those of the one longer by one.

    They are those of the step before, moved up by one, where this step's token stands too.
    """
    for step in range(steps - 1, 0, -1):
        runs[step] = runs[step - 1] << ONE & rows[step]
    runs[0] = NONE


@inlined
def _lcs_length(rows: Rows, steps: int) -> int:
    """The recurrence of Hyyrö (2004), for all places at once.

    A bit of `flat` is 0 where the LCS up to this place, with the steps so far, is longer than that up to the place
    before (a *rise*). The addition moves each rise down to the lowest match above the rise below it.
    """
    flat = ALL
    for step in range(steps):
        flat = (flat + (flat & rows[step])) | (flat & ~rows[step])
    return np.int64(count_ones(~flat))


@inlined
def _lcs_union(sentences: int, expected_sentences: int, room: Room) -> int:
    """The places in an LCS of a sentence of the prediction and one of the reference.

    All sentences of the reference lie in one row. What the addition carries stays in a sentence because the last bit of
    each is left out of it (`open_ended`).
    """
    rows, rises = room.rows, room.rises
    open_ended, union = ALL, NONE
    for other in range(expected_sentences):
        open_ended ^= ONE << np.uint64(room.expected_ends[other] - 1)
    first = 0
    for sentence in range(sentences):
        end = np.int64(room.step_ends[sentence])
        flat = ALL
        for step in range(first, end):
            start = flat & open_ended
            flat = (start + (start & rows[step])) | (flat & ~rows[step])
            rises[step] = ~flat
        bottom = 0
        for other in range(expected_sentences):
            top = np.int64(room.expected_ends[other])
            union |= _walk_back(rows, rises, first, end, bottom, top)
            bottom = top
        first = end
    return union


@inlined
def _walk_back(rows: Rows, rises: Rows, first: int, end: int, bottom: int, top: int) -> int:
    """One LCS of the steps `first` to `end` and the places `bottom` to `top`, read off the rises backwards.

    Which of several equally long ones is `rouge_score`'s choice. It walks from the last cell of its table: a match is
    taken; without one the reference's token is given up, unless that would shorten the LCS. So at each step the place
    falls to the highest match or rise that is `left`. At a match both texts step back, and what is left is below it; at
    a rise the prediction alone does, and its place remains. Without a branch: neither can be foreseen.
    """
    sentence = ALL >> np.uint64(64 - top) & ALL << np.uint64(bottom)
    left, taken = sentence, NONE
    for step in range(end - 1, first - 1, -1):
        stops = (rows[step] | rises[step]) & left
        below = ALL_BUT_TOP >> leading_zeros(stops | ONE)
        taken |= stops & rows[step] & ~below
        left = (below | stops & ~rows[step]) & sentence
    return taken
