"""The work space of the kernels, made once for many groups of texts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]
Rows = NDArray[np.uint64]
ALL, NONE, ONE = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0), np.uint64(1)
OUTSIDE = -1
MOST_GRAMS = 9


class Room(NamedTuple):
    """What is said of the prediction, of a reference, and the rows.

    `tokens` and `ends` (of sentences) are of the prediction, `steps` and `step_ends` the same condensed, `expected` and
    `expected_ends` of the reference. `kind_of` has the kind of each stem number, or `OUTSIDE`; `stems`, `counts` and
    `needed` are by kind: its stem number, how often the prediction has it and how often the reference. The rest is
    explained where it is used.
    """

    tokens: Integers
    ends: Integers
    steps: Integers
    step_ends: Integers
    expected: Integers
    expected_ends: Integers
    whole: Integers
    kind_of: Integers
    stems: Integers
    counts: Integers
    needed: Integers
    hits: Integers
    places: Rows
    history: Rows
    open_ended: Rows
    union: Rows
    runs: Rows
    free: Rows
    small: Bytes
    letters: Rows
    breaks: Rows


def make_room(longest: int, stems: int, places: int, history: int, size: int) -> Room:
    """Room for texts of up to `longest` characters, `stems` different stems, rows of so many words, and `size` bytes at a time."""
    tokens = longest + 2
    width = (tokens >> 6) + 1

    def integers(count: int) -> Integers:
        return np.zeros(count, dtype=np.int64)

    def rows(count: int) -> Rows:
        return np.empty(count, dtype=np.uint64)

    return Room(
        tokens=integers(tokens),
        ends=integers(tokens),
        steps=integers(tokens),
        step_ends=integers(tokens),
        expected=integers(tokens),
        expected_ends=integers(tokens),
        whole=integers(1),
        kind_of=np.full(stems, OUTSIDE, dtype=np.int64),
        stems=integers(tokens),
        counts=integers(tokens),
        needed=integers(tokens),
        hits=integers(MOST_GRAMS + 3),
        places=rows(places),
        history=rows(history),
        open_ended=rows(width),
        union=rows(width),
        runs=rows(width * (MOST_GRAMS + 1)),
        free=rows(width * (MOST_GRAMS + 1)),
        small=np.zeros(size + 16, dtype=np.uint8),
        letters=rows(size // 64),
        breaks=rows(size // 64),
    )
