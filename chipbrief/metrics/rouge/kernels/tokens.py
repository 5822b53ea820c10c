"""From the bytes of many texts to where their tokens, lines and texts end."""

from __future__ import annotations

import numpy as np

from chipbrief.metrics.rouge.kernels.room import (
    BLOCK,
    NONE,
    ONE,
    Bytes,
    Rows,
    Tokens,
    count_ones,
    inlined,
    kernel,
    trailing_zeros,
)

SMALL, DIGIT, A = np.uint8(0x20), np.uint8(ord("0")), np.uint8(ord("a"))
LINE_END, TEXT_END = np.uint8(ord("\n")), np.uint8(0)
TOP = np.uint64(63)
LETTER, BREAK = NONE, ONE
"""The bits of a class: the byte is a letter or a digit; it ends a line or a text."""
LOWEST_BITS, GATHER = np.uint64(0x0101010101010101), np.uint64(0x0102040810204080)
MOST_EDGES = 24
"""Edges of tokens that a block seldom has more of."""


@kernel
def classify(data: Bytes, size: int, classes: Bytes) -> None:
    """Note what each byte is: a loop that LLVM makes into vectors.

    No byte of a character beyond ASCII is a letter; of such characters, those that have an ASCII small letter have been
    replaced before (`numba_engine`).
    """
    for at in range(size):
        byte = data[at]
        letter = np.uint8((byte | SMALL) - A) < np.uint8(26) or np.uint8(byte - DIGIT) < np.uint8(10)
        classes[at] = np.uint8(letter) | np.uint8((byte == LINE_END) | (byte == TEXT_END)) << np.uint8(1)


@kernel
def find_tokens(data: Bytes, size: int, tokens: Tokens) -> tuple[int, int]:
    """Fill `edges`, `lines` and `texts`; returns the numbers of tokens and texts.

    A bit of `turns` says that a token begins or ends here. Whether there is one more in a block cannot be foreseen, so
    as many as a block may well have are written at once, and those that are too many written over by the next block's.
    """
    edges, lines, texts = tokens.edges, tokens.lines, tokens.texts
    found = line = text = 0
    before = NONE
    for block in range(size // BLOCK):
        start = np.uint64(block * BLOCK)
        letters, breaks = _bits(tokens.eights, block, LETTER), _bits(tokens.eights, block, BREAK)
        turns = letters ^ (letters << ONE | before)
        before = letters >> TOP
        number = np.int64(count_ones(turns))
        rest = turns
        for at in range(MOST_EDGES):
            edges[found + at] = start + trailing_zeros(rest)
            rest &= rest - ONE
        for at in range(MOST_EDGES, number):
            edges[found + at] = start + trailing_zeros(rest)
            rest &= rest - ONE
        while breaks != NONE:
            below = breaks ^ (breaks - ONE)
            lines[line] = (found + np.int64(count_ones(turns & below))) >> 1
            line += 1
            texts[text] = line
            text += data[start + trailing_zeros(breaks)] == TEXT_END
            breaks &= breaks - ONE
        found += number
    return found >> 1, text


@inlined
def _bits(eights: Rows, block: int, which: int) -> int:
    """One bit of the class of each of 64 bytes, gathered: the multiplication moves the lowest bits of 8 bytes side by side."""
    bits = NONE
    for eight in range(8):
        lowest = eights[block * 8 + eight] >> which & LOWEST_BITS
        bits |= (lowest * GATHER >> np.uint64(56)) << np.uint64(8 * eight)
    return bits
