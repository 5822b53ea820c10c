"""What the splitter does at a mark of an end, by the words around it."""

from __future__ import annotations

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
from chipbrief.metrics.rouge.kernels.room import Bytes, inlined, kernel
from chipbrief.metrics.rouge.kernels.tokens import TEXT_END

OPENING, CLOSING = np.uint8(0x82), np.uint8(0x83)
"""Bytes that stand for curly quotation marks."""
BLANK, MARK, APOSTROPHE, QUOTE = np.uint8(32), np.uint8(ord(".")), np.uint8(ord("'")), np.uint8(ord('"'))
LEFT, RIGHT = np.uint8(ord("(")), np.uint8(ord(")"))
IS_INK = np.array([code > ord(" ") and chr(code) not in "\x7f\xa0" for code in range(256)])
"""Signs that are no blank: U+00A0 is one, and 0x7F may stand for others."""
IS_MARK = np.array([chr(code) in ".!?" for code in range(256)])
IS_DIGIT = np.array([chr(code) in "0123456789" for code in range(256)])
IS_SMALL, IS_CAPITAL = (np.array([start <= code < start + 26 for code in range(256)]) for start in (ord("a"), ord("A")))
IS_LETTER = IS_SMALL | IS_CAPITAL | np.array([code >= 0xC0 and chr(code) not in "×÷" for code in range(256)])
IS_OPENING = np.array([chr(code) in '"(\x82' for code in range(256)])
IS_NUMERAL = np.array([chr(code) in "ivxlcdmIVXLCDM" for code in range(256)])


@kernel
def answer_at_mark(data: Bytes, start: int, at: int, end: int, answers: Answers) -> int:
    """Return what the mark at `at` does, outside quotation marks. Its text goes from `start` to `end`."""
    byte, behind = data[at], data[at + 1]
    if at + 1 == end or (behind == BLANK and at + 2 == end):
        return GOES_ON  # nothing follows that could be a sentence
    word, following = _word_start(data, start, at), data[at + 2]
    is_cut = (word > start and IS_OPENING[data[word - 1]]) or (at > start and data[at - 1] == RIGHT)
    if behind != BLANK:
        return _answer_inside_word(data, word, at, end, is_cut, answers)
    if IS_CAPITAL[following] or following in (QUOTE, OPENING):
        answer = _end_or_unsure(ask(data, word, at, CAPITAL, answers))
        if answer != UNSURE or byte != MARK or is_cut or not IS_CAPITAL[following]:
            return answer
        # The splitter knows some words that open sentences, so its answer may differ for this one.
        return ask(data, word, _word_end(data, at + 2, end), PAIR, answers)
    if byte != MARK or not (IS_SMALL[following] or IS_DIGIT[following]):
        return UNSURE
    answer = ask(data, word, at, SMALL if IS_SMALL[following] else FIGURE, answers)
    return _end_or_unsure(answer) if is_cut else answer


@inlined
def _end_or_unsure(answer: int) -> int:
    """Return the answer about a part of a word: if a sentence ends behind it, one ends behind the whole word as well."""
    return answer if answer in (ENDS, UNKNOWN) else UNSURE


@inlined
def _answer_inside_word(data: Bytes, word: int, at: int, end: int, is_cut: bool, answers: Answers) -> int:
    """Return whether a mark with a word from `word` before it and no blank behind it ends a sentence."""
    if data[at] != MARK:
        return UNSURE
    before, behind = data[at - 1], data[at + 1]
    if at > word and before < np.uint8(128) and is_at_word(before) and (IS_SMALL[behind] or IS_DIGIT[behind]):
        return GOES_ON
    return UNSURE if is_cut else ask(data, word, _word_end(data, at, end), WHOLE, answers)


@inlined
def is_at_word(byte: int) -> bool:
    """Return whether a byte is a letter or a digit."""
    return IS_LETTER[byte] or IS_DIGIT[byte]


@kernel
def answer_in_quotes(data: Bytes, start: int, at: int, end: int, opened: int, answers: Answers) -> int:
    """Return what a mark inside quotation marks does: only the last one may end a sentence, behind the closing sign."""
    close = at + 1
    while data[close] == BLANK:
        close += 1
    if data[close] != opened:
        return GOES_ON
    if close > at + 1:
        return UNSURE
    following = data[at + 3] if data[at + 2] == BLANK else TEXT_END
    if at + 2 == end or IS_SMALL[following] or IS_DIGIT[following]:
        return GOES_ON
    if data[at] != MARK or not IS_CAPITAL[following]:
        return UNSURE  # *“Why?” Roe said*
    return _end_or_unsure(ask(data, _word_start(data, start, at), at, CAPITAL, answers))


@inlined
def _word_start(data: Bytes, start: int, at: int) -> int:
    """Return where the word before `at` starts. A blank between the word and its mark belongs to the word.

    Of a word behind a quotation mark or a bracket, only what follows the sign counts, and of one in brackets only the closing
    bracket. The word has then been cut.
    """
    if at > start and data[at - 1] == RIGHT:
        return at - 1
    begin = at - 1 if at > start and data[at - 1] == BLANK else at
    while (
        begin > start and data[begin - 1] > BLANK and not IS_OPENING[data[begin - 1]] and at - begin <= LONGEST_QUESTION
    ):
        begin -= 1
    return begin


@inlined
def _word_end(data: Bytes, at: int, end: int) -> int:
    """Return where the word that `at` is inside of ends, without a full stop at its end."""
    close = at
    while close < end and data[close] > BLANK and close - at <= LONGEST_QUESTION:
        close += 1
    return close
