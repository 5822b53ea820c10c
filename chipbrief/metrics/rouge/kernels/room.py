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
    integers = [np.empty(tokens, dtype=np.int64) for _ in range(6)]
    kinds = [np.empty(tokens, dtype=np.int64) for _ in range(3)]
    return Room(
        *integers,
        np.empty(1, dtype=np.int64),
        np.full(stems, OUTSIDE, dtype=np.int64),
        *kinds,
        np.zeros(MOST_GRAMS + 3, dtype=np.int64),
        np.empty(places, dtype=np.uint64),
        np.empty(history, dtype=np.uint64),
        *(np.empty(width, dtype=np.uint64) for _ in range(2)),
        *(np.empty(width * (MOST_GRAMS + 1), dtype=np.uint64) for _ in range(2)),
        np.zeros(size + 16, dtype=np.uint8),
        *(np.empty(size // 64, dtype=np.uint64) for _ in range(2)),
    )
