"""A prediction and a reference with what matters for their scores alone.

The distinct tokens of a prediction are numbered from 0: its *kinds*. A token that the other text lacks counts for
nothing, but it parts what stands around it: each run of such tokens leaves one *gap*, of a kind of its own.
"""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.room import Numbers, Room, inlined


@inlined
def number_kinds(ids: Numbers, begin: int, end: int, base: int, room: Room) -> int:
    """Number the distinct tokens from `begin` to `end` in order; returns how many there are.

    `kind_of` has a stem's kind and `base` added to it. What it has less than `base` is of groups before, so that
    nothing need be cleared.
    """
    kinds = 0
    for at in range(begin, end):  # without a branch: whether a token is new cannot be foreseen
        stem = ids[at]
        known = np.int64(room.kind_of[stem]) - base
        kind = kinds if known < 0 else known
        kinds += known < 0
        room.kind_of[stem] = base + kind
        room.tokens[at - begin] = kind
    return kinds


@inlined
def condense_reference(ids: Numbers, begin: int, end: int, base: int, kinds: int, room: Room) -> int:
    """Write to `expected` the tokens that the prediction has, and a gap, of kind `kinds`, for each run of others.

    No n-gram spans a gap; a subsequence does not notice it. `needed` says whether a kind is there, `upto` the condensed
    tokens up to each token. Returns how many there are.
    """
    for kind in range(kinds + 1):
        room.needed[kind] = 0
    size = 0
    missing = True
    room.upto[0] = 0
    for at in range(begin, end):
        known = np.int64(room.kind_of[ids[at]]) - base
        lacks = known < 0
        kind = kinds if lacks else known
        room.expected[size] = kind
        room.needed[kind] = 1
        size += not (lacks and missing)
        missing = lacks
        room.upto[at - begin + 1] = size
    return size


@inlined
def condense_prediction(count: int, kinds: int, room: Room) -> int:
    """Write to `steps` the prediction with one gap, of kind `kinds`, for each run of tokens that the reference lacks.

    A gap breaks n-grams, and it turns the way back through a table of LCS just as the run would. It may go on over the
    end of a sentence: the first step of a sentence turns nothing.
    """
    size = 0
    missing = False
    room.upto[0] = 0
    for at in range(count):
        kind = np.int64(room.tokens[at])
        lacks = room.needed[kind] == 0
        room.steps[size] = kinds if lacks else kind
        size += not (lacks and missing)
        missing = lacks
        room.upto[at + 1] = size
    return size


@inlined
def end_sentences(lines: Numbers, first: int, last: int, begin: int, upto: Numbers, ends: Numbers) -> int:
    """Set `ends` to the condensed tokens up to the end of each sentence that has any left; returns their number."""
    sentences, before = 0, 0
    for line in range(first, last):
        end = np.int64(upto[np.int64(lines[line]) - begin])
        ends[sentences] = end
        sentences += end > before
        before = end
    return sentences
