"""Hash table of questions to the sentence splitter, and of its answers.

The kernels write the questions, and `sentences` writes the answers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chipbrief.metrics.rouge.kernels.room import ONE, Bytes, Integers, Numbers, Rows, inlined, kernel

UNSURE, ENDS, GOES_ON, UNKNOWN = np.uint8(0), np.uint8(1), np.uint8(2), np.uint8(3)
"""Answers of the splitter about a full stop. `UNKNOWN`: it has not been asked yet."""
CAPITAL, SMALL, FIGURE, PAIR, WHOLE = np.uint8(1), np.uint8(2), np.uint8(3), np.uint8(4), np.uint8(5)
"""Questions: does a sentence end between a word, a full stop, a blank and any capital letter, a small letter, a digit, or the
next word as it is? Or does one end inside a word?"""
LONGEST_QUESTION = 30
"""Maximum number of bytes that the splitter is asked about. It looks 30 characters ahead."""
IS_HALF = np.array([chr(code) in '"()\x82\x83' for code in range(256)])
"""Signs that come in pairs. The splitter is not asked about a word with half of a pair."""


class Answers(NamedTuple):
    """Hash table from questions to answers. Questions have numbers from 1.

    `starts[n]` and `starts[n + 1]` are the bounds of question n in `letters`, `kinds` has its kind, and `known` its answer.
    `slots` is indexed by hash and holds numbers, or 0. `used` has the number of questions, and whether one did not fit.
    `secret` is a random odd multiplier: nobody can write a text whose words collide.
    """

    slots: Numbers
    starts: Numbers
    kinds: Bytes
    known: Bytes
    letters: Bytes
    used: Integers
    secret: Rows


@kernel
def ask(data: Bytes, start: int, end: int, kind: int, answers: Answers) -> int:
    """Return the answer to a question, the bytes from `start` to `end`. Add the question if it is new."""
    if end - start > LONGEST_QUESTION or start == end:
        return UNSURE
    code = np.uint64(kind)
    for at in range(start, end):
        if IS_HALF[data[at]] and end - start > 1:
            return UNSURE
        code = (code ^ np.uint64(data[at])) * answers.secret[0]
        code ^= code >> np.uint64(29)
    last = np.uint64(len(answers.slots) - 1)
    slot = code & last
    while answers.slots[slot]:
        number = np.int64(answers.slots[slot])
        if answers.kinds[number] == kind and _is_same(data, start, end, number, answers):
            return answers.known[number]
        slot = (slot + ONE) & last
    number = answers.used[0] + 1
    begin = np.int64(answers.starts[number])
    if number + 1 >= len(answers.known) or begin + end - start > len(answers.letters):
        answers.used[1] = 1
        return UNSURE
    for at in range(start, end):
        answers.letters[begin + at - start] = data[at]
    answers.slots[slot], answers.kinds[number], answers.known[number] = number, kind, UNKNOWN
    answers.starts[number + 1] = begin + end - start
    answers.used[0] = number
    return UNKNOWN


@inlined
def _is_same(data: Bytes, start: int, end: int, number: int, answers: Answers) -> bool:
    begin = np.int64(answers.starts[number])
    if np.int64(answers.starts[number + 1]) - begin != end - start:
        return False
    for at in range(end - start):
        if answers.letters[begin + at] != data[start + at]:
            return False
    return True
