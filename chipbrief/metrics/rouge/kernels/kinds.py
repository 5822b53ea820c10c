"""Condense a prediction and a reference to the tokens that matter for their scores.

The distinct tokens of a prediction are numbered from 0; the numbers are its *kinds*. A token that the other text lacks never
matches, but it separates the tokens around it. Therefore each run of such tokens is replaced by one *gap*, a special kind.
"""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.room import Numbers, Room, inlined


@inlined
def number_kinds(ids: Numbers, begin: int, end: int, base: int, room: Room) -> int:
    """Number the distinct tokens from `begin` to `end` in order. Return how many there are.

    `kind_of` holds `base` plus the kind of each stem. Entries below `base` are from earlier groups, so it never has to be
    cleared.
    """
    kinds = 0
    for at in range(begin, end):  # no branch: the processor cannot predict whether a token is new
        stem = ids[at]
        known = np.int64(room.kind_of[stem]) - base
        kind = kinds if known < 0 else known
        kinds += known < 0
        room.kind_of[stem] = base + kind
        room.tokens[at - begin] = kind
    return kinds


@inlined
def condense_reference(ids: Numbers, begin: int, end: int, base: int, kinds: int, room: Room) -> int:
    """Write the condensed reference to `expected`: the tokens that the prediction has, and one gap per run of other tokens.

    A gap has the number `kinds`. It breaks n-grams and does not affect subsequences. `needed` gets 1 for each kind that the
    reference has, and `upto` the number of condensed tokens before each token. Return the number of condensed tokens.
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
    """Write the condensed prediction to `steps`: the tokens that the reference has, and one gap per run of other tokens.

    A gap has the number `kinds`. It breaks n-grams, and it affects the way back through an LCS table just as the whole run
    would. A gap may cross the end of a sentence, because the first step of a sentence does not affect the way back. Return
    the number of condensed tokens.
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
    """Set `ends` to the number of condensed tokens up to the end of each sentence. Return the number of sentences.

    Sentences without condensed tokens are left out.
    """
    sentences, before = 0, 0
    for line in range(first, last):
        end = np.int64(upto[np.int64(lines[line]) - begin])
        ends[sentences] = end
        sentences += end > before
        before = end
    return sentences
