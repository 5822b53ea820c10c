"""Find the ends of sentences that are certain, in the bytes of many texts.

A text is *plain* if it has a single line and if nothing but the words around its full stops decides where its sentences end.
`sentences` asks the sentence splitter about these words. This module reads its answers; it knows no abbreviation itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chipbrief.metrics.rouge.kernels.answers import (
    CAPITAL,
    ENDS,
    FIGURE,
    GOES_ON,
    LONGEST_QUESTION,
    PAIR,
    SMALL,
    UNKNOWN,
    UNSURE,
    WHOLE,
    Answers,
    ask,
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
OPENING, CLOSING = np.uint8(0x82), np.uint8(0x83)
"""Bytes that stand for curly quotation marks."""
BLANK, MARK, APOSTROPHE, QUOTE = np.uint8(32), np.uint8(ord(".")), np.uint8(ord("'")), np.uint8(ord('"'))
LEFT, RIGHT = np.uint8(ord("(")), np.uint8(ord(")"))
STOP = np.uint64(2)
"""Bit of a byte's class: the byte may affect where a sentence ends, even far away."""
IS_INK = np.array([code > ord(" ") and chr(code) not in "\x7f\xa0" for code in range(256)])
"""Signs that are no blank: U+00A0 is one, and 0x7F may stand for others."""
IS_MARK = np.array([chr(code) in ".!?" for code in range(256)])
IS_DIGIT = np.array([chr(code) in "0123456789" for code in range(256)])
IS_SMALL, IS_CAPITAL = (np.array([start <= code < start + 26 for code in range(256)]) for start in (ord("a"), ord("A")))
IS_LETTER = IS_SMALL | IS_CAPITAL | np.array([code >= 0xC0 and chr(code) not in "×÷" for code in range(256)])
IS_NUMERAL = np.array([chr(code) in "ivxlcdmIVXLCDM" for code in range(256)])


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
        byte = data[at]
        if byte == APOSTROPHE and opened != RIGHT:
            is_plain = at > start and _is_at_word(data[at - 1]) and (_is_at_word(data[at + 1]) or data[at + 1] == BLANK)
        elif opened != TEXT_END:
            is_plain = byte == opened and not IS_MARK[data[at + 1]] and (byte != RIGHT or _is_no_number(data, at))
            opened = TEXT_END
        elif IS_MARK[byte]:
            answer = _answer_about(data, start, at, end, answers)
            is_plain, is_known = answer != UNSURE, is_known and answer != UNKNOWN
            judged.ends[found] = at + 1
            found += answer == ENDS
        else:
            opened = _opened_by(data, start, at)
            is_plain = opened != TEXT_END
        if not is_plain:
            return NOT_PLAIN
    if opened != TEXT_END:
        return NOT_PLAIN
    return found if is_known else SOME_UNKNOWN


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


@inlined
def _is_at_word(byte: int) -> bool:
    return IS_LETTER[byte] or IS_DIGIT[byte]


@kernel
def _is_no_number(data: Bytes, at: int) -> bool:
    """Return whether a bracket at `at` cannot end the number of a list item: *a)*, *12)*, *(iv)*.

    A small letter behind it shows that it does not. Otherwise the word in the bracket must not look like such a number.
    """
    if data[at + 1] == BLANK and IS_SMALL[data[at + 2]]:
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


@kernel
def _answer_about(data: Bytes, start: int, at: int, end: int, answers: Answers) -> int:
    """Return what the mark at `at` does. Its text goes from `start` to `end`."""
    byte, behind = data[at], data[at + 1]
    if at + 1 == end or (behind == BLANK and at + 2 == end):
        return GOES_ON  # nothing follows that could be a sentence
    before = data[at - 1] if at > start else BLANK
    if behind != BLANK:
        if byte != MARK:
            return UNSURE
        if (
            before < np.uint8(128)
            and (IS_LETTER[before] or IS_DIGIT[before])
            and (IS_SMALL[behind] or IS_DIGIT[behind])
        ):
            return GOES_ON
        return ask(data, _word_start(data, start, at), _word_end(data, at, end), WHOLE, answers)
    word, following = _word_start(data, start, at), data[at + 2]
    if IS_CAPITAL[following]:
        answer = ask(data, word, at, CAPITAL, answers)
        if answer in (ENDS, UNKNOWN):
            return answer
        # The splitter knows some words that open sentences, so its answer may differ for this one.
        return ask(data, word, _word_end(data, at + 2, end), PAIR, answers) if byte == MARK else UNSURE
    if byte != MARK:
        return UNSURE
    if IS_SMALL[following]:
        return ask(data, word, at, SMALL, answers)
    return ask(data, word, at, FIGURE, answers) if IS_DIGIT[following] else UNSURE


@inlined
def _word_start(data: Bytes, start: int, at: int) -> int:
    """Return where the word before `at` starts. A blank between the word and its mark belongs to the word."""
    begin = at - 1 if at > start and data[at - 1] == BLANK else at
    while begin > start and data[begin - 1] > BLANK and at - begin <= LONGEST_QUESTION:
        begin -= 1
    return begin


@inlined
def _word_end(data: Bytes, at: int, end: int) -> int:
    """Return where the word that `at` is inside of ends, without a full stop at its end."""
    close = at
    while close < end and data[close] > BLANK and close - at <= LONGEST_QUESTION:
        close += 1
    return close
