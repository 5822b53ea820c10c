"""Find where tokens, lines and texts end in the bytes of many texts."""

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
"""Bits of a byte's class. `LETTER`: the byte is a letter or a digit. `BREAK`: it ends a line or a text."""
LOWEST_BITS, GATHER = np.uint64(0x0101010101010101), np.uint64(0x0102040810204080)
USUAL_EDGES = 24
"""Number of token edges that a block rarely exceeds."""


@kernel
def classify(data: Bytes, size: int, classes: Bytes) -> None:
    """Set the class of each byte, in a loop that LLVM turns into vector instructions.

    Bytes of non-ASCII characters are never letters. `numba_engine` has already replaced the non-ASCII characters whose lower
    case contains an ASCII letter.
    """
    for at in range(size):
        byte = data[at]
        letter = np.uint8((byte | SMALL) - A) < np.uint8(26) or np.uint8(byte - DIGIT) < np.uint8(10)
        classes[at] = np.uint8(letter) | np.uint8((byte == LINE_END) | (byte == TEXT_END)) << np.uint8(1)


@kernel
def find_tokens(data: Bytes, size: int, tokens: Tokens) -> tuple[int, int]:
    """Fill `edges`, `lines` and `texts`. Return the numbers of tokens and texts.

    A bit of `turns` is set where a token begins or ends. The processor cannot predict how many edges a block has. Therefore
    `USUAL_EDGES` edges are written for every block without a branch, and the next block overwrites those that are too many.
    """
    edges, lines, texts = tokens.edges, tokens.lines, tokens.texts
    found = line = text = 0
    before = NONE
    for block in range(size // BLOCK):
        start = np.uint64(block * BLOCK)
        letters, breaks = bits(tokens.eights, block, LETTER), bits(tokens.eights, block, BREAK)
        turns = letters ^ (letters << ONE | before)
        before = letters >> TOP
        number = np.int64(count_ones(turns))
        rest = turns
        for at in range(USUAL_EDGES):
            edges[found + at] = start + trailing_zeros(rest)
            rest &= rest - ONE
        for at in range(USUAL_EDGES, number):
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
def bits(eights: Rows, block: int, which: int) -> int:
    """Gather one bit of the class of each of 64 bytes. The multiplication moves the lowest bits of 8 bytes side by side."""
    bits = NONE
    for eight in range(8):
        lowest = eights[block * 8 + eight] >> which & LOWEST_BITS
        bits |= (lowest * GATHER >> np.uint64(56)) << np.uint64(8 * eight)
    return bits
