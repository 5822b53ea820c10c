"""Condense a prediction and a reference to the tokens that matter for their scores.

A token that the other text does not contain never matches, but it separates the tokens around it. Therefore each run of such
tokens is replaced by one *gap*. The package's docstring explains *kind*, *gap* and *step*.
"""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.room import Numbers, Room, inlined


@inlined
def number_kinds(ids: Numbers, begin: int, end: int, base: int, room: Room) -> int:
    """Number the distinct stems of the prediction, in the order of their first tokens. Return the number of kinds.

    `ids[begin:end]` has the stems of the prediction's tokens. `tokens` gets the kind of each token. `kind_of` gets `base` plus
    the kind of each stem. Its entries below `base` are from earlier groups, so it never has to be cleared.
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
    """Write the condensed reference to `expected`, and return its number of tokens. Call `number_kinds` first.

    `ids[begin:end]` has the stems of the reference's tokens. A token is kept if the prediction contains its stem. Each run of
    other tokens becomes one gap; a run at the start of the text is left out. A gap breaks n-grams and does not affect
    subsequences. `needed` gets 1 for each kind that the reference has and 0 for all others. `upto[i]` gets the number of
    condensed tokens for the first i tokens.
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
    """Write the condensed prediction to `steps`, and return the number of steps. Call `condense_reference` first.

    The prediction has `count` tokens. A token is kept if the reference contains its kind. Each run of other tokens becomes one
    gap. A gap breaks n-grams, and it affects the way back through an LCS table just as the whole run would. It may cross the
    end of a sentence, because the first step of a sentence does not affect the way back. `upto[i]` gets the number of steps
    for the first i tokens.
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
