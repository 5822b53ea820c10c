"""Find the ends of sentences that are certain, in the bytes of many texts.

A text is *plain* if it has a single line and if nothing but the words around its full stops decides where its sentences end.
`sentences` asks the sentence splitter about these words. This module reads its answers; it knows no abbreviation itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chipbrief.metrics.rouge.kernels.answers import ENDS, GOES_ON, UNKNOWN, UNSURE, Answers
from chipbrief.metrics.rouge.kernels.marks import (
    APOSTROPHE,
    BLANK,
    CLOSING,
    IS_CAPITAL,
    IS_INK,
    IS_MARK,
    IS_NUMERAL,
    IS_SMALL,
    LEFT,
    OPENING,
    QUOTE,
    RIGHT,
    answer_at_mark,
    answer_in_quotes,
    is_at_word,
)
from chipbrief.metrics.rouge.kernels.room import (
    BLOCK,
    NONE,
    ONE,
    Bytes,
    Integers,
    Numbers,
    Tokens,
    inlined,
    kernel,
    trailing_zeros,
)
from chipbrief.metrics.rouge.kernels.tokens import BREAK, LINE_END, TEXT_END, bits

UNDECIDED, CERTAIN, DOUBTFUL = np.uint8(0), np.uint8(1), np.uint8(2)
"""Verdicts on a text: the splitter has to be asked about its words, all ends are found, or the splitter has to split it."""
NOT_PLAIN, SOME_UNKNOWN = -1, -2
"""What `_find_ends` returns instead of a number."""
LONGEST_TEXT = 8000
"""Maximum number of bytes of a plain text. In texts of more than about 10,000 characters, the splitter loses ends."""
STOP = np.uint64(2)
"""Bit of a byte's class: the byte may affect where a sentence ends, even far away."""


class Judged(NamedTuple):
    """The verdict on each text, the byte behind its last one, the stops of all texts and their number, and the ends in a text.

    The number is 0 until the stops are found.
    """

    verdicts: Bytes
    places: Numbers
    stops: Numbers
    number: Integers
    ends: Numbers


@kernel
def mark_ends(data: Bytes, size: int, tokens: Tokens, answers: Answers, judged: Judged) -> int:
    """Set the bit `BREAK` of the blank behind each certain end, in the texts without a verdict. Return the number of texts.

    A text stays without a verdict if it needs an answer that is not known yet. Its question is then in `answers`.
    """
    stops = judged.stops
    if judged.number[0] == 0:
        judged.number[0] = _find_stops(data, size, tokens, stops)
    text = first = start = 0
    for last in range(judged.number[0]):
        end = np.int64(stops[last])
        if data[end] == TEXT_END:
            if text < len(judged.verdicts):
                judged.places[text] = end
                if judged.verdicts[text] == UNDECIDED:
                    judged.verdicts[text] = _judge(data, start, end, first, last, tokens.classes, answers, judged)
            text, first, start = text + 1, last + 1, end + 1
    return text


@kernel
def _find_stops(data: Bytes, size: int, tokens: Tokens, stops: Numbers) -> int:
    """List the positions of all stops, and return their number."""
    classes = tokens.classes
    for at in range(size):
        byte = data[at]
        stop = (
            (byte < np.uint8(0x20)) | (byte == np.uint8(0x21)) | (byte == np.uint8(0x22))
            | (np.uint8(byte - np.uint8(0x27)) < np.uint8(3)) | (byte == np.uint8(0x2E)) | (byte == np.uint8(0x3C))
            | (np.uint8(byte - np.uint8(0x3E)) < np.uint8(3)) | (byte == np.uint8(0x5B)) | (byte == np.uint8(0x5D))
            | (byte == np.uint8(0x60)) | (byte == np.uint8(0x7B)) | (byte == np.uint8(0x7D)) | (byte == np.uint8(0x7F))
            | ((np.uint8(byte - np.uint8(0x80)) < np.uint8(0x40)) & (byte != np.uint8(0xA3)))
            | (byte == np.uint8(0xD7)) | (byte == np.uint8(0xF7))
        )  # fmt: skip
        classes[at] = (classes[at] & np.uint8(3)) | np.uint8(stop) << np.uint8(2)
    found = 0
    for block in range(size // BLOCK):
        rest = bits(tokens.eights, block, STOP)
        while rest != NONE:
            stops[found] = np.uint64(block * BLOCK) + trailing_zeros(rest)
            found += 1
            rest &= rest - ONE
    return found


@kernel
def _judge(
    data: Bytes, start: int, end: int, first: int, last: int, classes: Bytes, answers: Answers, judged: Judged
) -> int:
    """Return the verdict on the text from `start` to `end`, whose stops have the numbers `first` to `last`."""
    verdict = _judge_lines(data, start, end, first, last, judged)
    if verdict != UNDECIDED:
        return verdict
    found = _find_ends(data, start, end, first, last, answers, judged)
    for number in range(found):
        classes[judged.ends[number]] |= np.uint8(1) << np.uint8(BREAK)
    return CERTAIN if found >= 0 else UNDECIDED if found == SOME_UNKNOWN else DOUBTFUL


@kernel
def _judge_lines(data: Bytes, start: int, end: int, first: int, last: int, judged: Judged) -> int:
    """Return the verdict on a text by its lines: certain if it has several, undecided if it has one."""
    verdict = UNDECIDED if end - start <= LONGEST_TEXT else DOUBTFUL
    for number in range(first, last):
        at = np.int64(judged.stops[number])
        if data[at] == LINE_END:
            if at > start and IS_INK[data[at - 1]] and IS_INK[data[at + 1]]:
                verdict = CERTAIN
            elif verdict == UNDECIDED:
                verdict = DOUBTFUL
        elif data[at] < BLANK:
            return DOUBTFUL  # perhaps another separator of lines
    return verdict


@kernel
def _find_ends(data: Bytes, start: int, end: int, first: int, last: int, answers: Answers, judged: Judged) -> int:
    """Write the places of the blanks behind the ends of sentences to `ends`. Return their number.

    Return `NOT_PLAIN` if an end is not certain, or `SOME_UNKNOWN` if an answer is not known yet.
    """
    found = 0
    opened = TEXT_END
    is_known = True
    for number in range(first, last):
        at = np.int64(judged.stops[number])
        byte, answer = data[at], GOES_ON
        if IS_MARK[byte] and opened != RIGHT:
            is_quoted = opened != TEXT_END
            answer = (
                answer_in_quotes(data, start, at, end, opened, answers)
                if is_quoted
                else answer_at_mark(data, start, at, end, answers)
            )
            judged.ends[found] = at + 1 + is_quoted
        elif byte == APOSTROPHE and opened != RIGHT:
            answer = _answer_at_apostrophe(data, start, at)
        elif opened != TEXT_END:
            answer = _answer_at_close(data, at, opened)
            opened = TEXT_END
        else:
            opened = _opened_by(data, start, at)
            answer = UNSURE if opened == TEXT_END else GOES_ON
        if answer == UNSURE:
            return NOT_PLAIN
        is_known = is_known and answer != UNKNOWN
        found += answer == ENDS
    if opened != TEXT_END:
        return NOT_PLAIN
    return found if is_known else SOME_UNKNOWN


@inlined
def _answer_at_apostrophe(data: Bytes, start: int, at: int) -> int:
    """Return whether an apostrophe is part of a word: *Roe's*, *leaders' talks*."""
    is_part = at > start and is_at_word(data[at - 1]) and (is_at_word(data[at + 1]) or data[at + 1] == BLANK)
    return GOES_ON if is_part else UNSURE


@inlined
def _answer_at_close(data: Bytes, at: int, opened: int) -> int:
    """Return whether the sign at `at` closes what is open, and is not part of something else."""
    if data[at] != opened:
        return UNSURE
    is_plain = _is_no_number(data, at) if opened == RIGHT else not IS_MARK[data[at + 1]]
    return GOES_ON if is_plain else UNSURE


@inlined
def _opened_by(data: Bytes, start: int, at: int) -> int:
    """Return the byte that closes what the byte at `at` opens, or `TEXT_END` if it opens nothing inside a sentence."""
    byte = data[at]
    if byte == QUOTE:
        return QUOTE
    if byte == OPENING:
        return CLOSING
    is_inside = at > start + 1 and data[at - 1] == BLANK and data[at - 2] > BLANK
    return RIGHT if byte == LEFT and is_inside else TEXT_END


@kernel
def _is_no_number(data: Bytes, at: int) -> bool:
    """Return whether a bracket at `at` cannot end the number of a list item: *a)*, *12)*, *(iv)*.

    A blank and a sign other than a small letter follow such a number. The word in the bracket must not look like one then.
    """
    if data[at + 1] != BLANK or IS_SMALL[data[at + 2]]:
        return True
    letters = (IS_SMALL[data[at - 1]] or IS_CAPITAL[data[at - 1]]) and (
        IS_SMALL[data[at - 2]] or IS_CAPITAL[data[at - 2]]
    )
    if letters and not IS_NUMERAL[data[at - 1]]:
        return True
    is_other = False
    begin = at - 1
    while data[begin] != LEFT and data[begin] != BLANK:
        is_other = is_other or ((IS_SMALL[data[begin]] or IS_CAPITAL[data[begin]]) and not IS_NUMERAL[data[begin]])
        begin -= 1
    return letters and is_other and data[begin] == LEFT
