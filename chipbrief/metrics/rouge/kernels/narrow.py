"""Count the hits of a prediction and a reference of at most 64 condensed tokens, with one bit per token in a machine word.

The package's docstring explains *kind*, *gap*, *step*, *place*, *row* and *rise*. Here a row is one machine word. `places` has
one row per kind: the places of the kind. `rows` has one row per step: the places of the step's kind. Counting takes a few
operations on machine words per step. `wide` counts the hits of longer references.
"""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.room import ALL, NONE, ONE, Room, Rows, count_ones, inlined, leading_zeros

NARROW = 64
"""Maximum number of condensed tokens of a reference in this module."""
ALL_BUT_TOP = np.uint64(0x7FFFFFFFFFFFFFFF)


@inlined
def count_narrow(
    size: int, steps: int, kinds: int, sentences: int, expected_sentences: int, grams: int, lcs: bool, lsum: bool, room: Room
) -> None:  # fmt: skip
    """Fill `hits`: shared n-grams at index n (1 to `grams`), then the hits of ROUGE-L and of ROUGE-Lsum if asked for."""
    places, rows, runs = room.places, room.rows, room.runs
    for kind in range(kinds + 1):
        places[kind] = NONE
    for at in range(size):
        places[room.expected[at]] |= ONE << np.uint64(at)
    places[kinds] = NONE  # a gap never matches
    for step in range(steps):
        rows[step] = places[room.steps[step]]
    room.hits[1] = _count_matches(rows, steps, ALL)
    if grams > 1:
        for step in range(steps):
            runs[step] = rows[step]
        for n in range(2, grams + 1):
            _extend_ngrams(runs, rows, steps)
            room.hits[n] = _count_matches(runs, steps, ALL)
    if lcs:
        room.hits[grams + 1] = _lcs_length(rows, steps)
    if lsum:
        room.hits[grams + 1 + lcs] = _count_matches(rows, steps, _lcs_union(sentences, expected_sentences, room))


@inlined
def _count_matches(rows: Rows, steps: int, free: int) -> int:
    """Count the steps that find a free place in their row, if each step takes the lowest free one.

    This counts each n-gram as often as both texts have it. The order does not matter, because different n-grams never share
    a place.
    """
    hits = 0
    for step in range(steps):
        found = rows[step] & free
        free ^= found & (~found + ONE)
        hits += found != NONE
    return hits


@inlined
def _extend_ngrams(runs: Rows, rows: Rows, steps: int) -> None:
    """Update `runs` from n-grams to (n+1)-grams. A run is the set of places where the n-gram of a step ends in the reference.

    The new places of a step are the places of the step before, shifted up by one, where the step's token occurs as well.
    """
    for step in range(steps - 1, 0, -1):
        runs[step] = runs[step - 1] << ONE & rows[step]
    runs[0] = NONE


@inlined
def _lcs_length(rows: Rows, steps: int) -> int:
    """Return the length of the LCS by the recurrence of Hyyrö (2004), which updates all places at once.

    A bit of `flat` is 0 if its place is a rise. The addition moves each rise down to the lowest match above the rise below it.
    """
    flat = ALL
    for step in range(steps):
        flat = (flat + (flat & rows[step])) | (flat & ~rows[step])
    return np.int64(count_ones(~flat))


@inlined
def _lcs_union(sentences: int, expected_sentences: int, room: Room) -> int:
    """Return the places that belong to an LCS of a sentence of the prediction and a sentence of the reference.

    One row holds all sentences of the reference. The addition does not carry from one sentence into the next, because the
    last bit of each sentence is left out of it (`open_ended`).
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
    """Return the places of one LCS of the steps `first` to `end` and the places `bottom` to `top`, read from the end.

    Of several subsequences of equal length, this is the one that `rouge_score` finds. `rouge_score` walks through its table
    from the last cell. It takes a match. Without a match, it drops the reference's token unless that would shorten the LCS.
    Therefore each step goes to the highest match or rise among the places in `left`. At a match, both texts step back, and
    only the places below stay in `left`. At a rise, only the prediction steps back, and the place itself stays as well. The
    loop has no branch, because the processor could not predict which case comes next.
    """
    sentence = ALL >> np.uint64(64 - top) & ALL << np.uint64(bottom)
    left, taken = sentence, NONE
    for step in range(end - 1, first - 1, -1):
        stops = (rows[step] | rises[step]) & left
        below = ALL_BUT_TOP >> leading_zeros(stops | ONE)
        taken |= stops & rows[step] & ~below
        left = (below | stops & ~rows[step]) & sentence
    return taken
