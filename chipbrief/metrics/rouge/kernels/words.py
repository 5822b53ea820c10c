"""From the bytes of many texts to the numbers of their stems: tokenizer, stemmer and vocabulary.

Each step goes over all texts of a chunk before the next begins, so that its loop has nothing in it that a processor
cannot foresee.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernels.compiled import count_ones, inlined, kernel, trailing_zeros
from chipbrief.metrics.rouge.kernels.room import BLOCK, Bytes, Integers, Tokens
from chipbrief.metrics.rouge.kernels.stems import stem
from chipbrief.metrics.rouge.texts import SHORTEST_STEMMED

Keys = NDArray[np.uint64]

IN_REGISTERS = 16
"""Letters of the longest word that is its own key; a longer one has a hash for its key, and its letters are compared."""
LONG = np.uint64(1 << 63)
ENTRY = 4
"""Numbers in an entry of a table: the two halves of the key, the stem's number with, above it, where in `long_words` a
long word stands, and one that is not used, so that no entry lies on two lines of the cache."""
ZERO, ONE, EIGHT, TOP, HALF, LOW_HALF = (np.uint64(number) for number in (0, 1, 8, 63, 32, 0xFFFFFFFF))
SMALL_LETTERS = np.uint64(0x2020202020202020)
LOW_LETTERS, HIGH_LETTERS = (
    np.array([(1 << 8 * min(max(size - before, 0), 8)) - 1 for size in range(IN_REGISTERS + 1)], dtype=np.uint64)
    for before in (0, 8)
)
"""By a word's size, the bits of its first eight letters, and of the eight behind them."""
SMALL, DIGIT, A = np.uint8(0x20), np.uint8(ord("0")), np.uint8(ord("a"))
LINE_END, TEXT_END = np.uint8(ord("\n")), np.uint8(0)
LETTER, BREAK = ZERO, ONE
"""The bits of a class: the byte is a letter or a digit; it ends a line or a text."""
LOWEST_BITS, GATHER = np.uint64(0x0101010101010101), np.uint64(0x0102040810204080)
MOST_EDGES = 24
"""Edges of tokens that a block seldom has more of."""


class Vocabulary(NamedTuple):
    """Words and stems seen so far: two hash tables with open addressing, of equal size, at most half full.

    A word of up to 16 letters is found by the letters themselves, in two machine words. `secrets` are two random odd
    multipliers, so that nobody can write a text whose words collide, and the shift that makes a place in a table of the
    product's highest bits. `used`: words, stems, and letters of `long_words`.
    """

    words: Keys
    stems: Keys
    long_words: Bytes
    scratch: Bytes
    secrets: Keys
    used: Integers


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
    before = ZERO
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
        while breaks != ZERO:
            below = breaks ^ (breaks - ONE)
            lines[line] = (found + np.int64(count_ones(turns & below))) >> 1
            line += 1
            texts[text] = line
            text += data[start + trailing_zeros(breaks)] == TEXT_END
            breaks &= breaks - ONE
        found += number
    return found >> 1, text


@inlined
def _bits(eights: Keys, block: int, which: int) -> int:
    """One bit of the class of each of 64 bytes, gathered: the multiplication moves the lowest bits of 8 bytes side by side."""
    bits = ZERO
    for eight in range(8):
        lowest = eights[block * 8 + eight] >> which & LOWEST_BITS
        bits |= (lowest * GATHER >> np.uint64(56)) << np.uint64(8 * eight)
    return bits


@kernel
def number_stems(data: Bytes, count: int, tokens: Tokens, stemming: bool, vocabulary: Vocabulary) -> None:
    """Set the `ids` of the tokens, which are to have room in `vocabulary` even if each of them is new."""
    words, secrets, edges = vocabulary.words, vocabulary.secrets, tokens.edges
    for token in range(count):
        start = np.uint64(edges[2 * token])
        size = np.uint64(edges[2 * token + 1]) - start
        if size <= IN_REGISTERS:
            low, high = _short_key(data, start, size)
        else:
            low, high = _long_key(data, start, size, vocabulary)
        place = _place(words, low, high, secrets, vocabulary)
        if words[place] == ZERO:
            _add(place, low, high, data, start, size, stemming, vocabulary)
        tokens.ids[token] = words[place + np.uint64(2)]


@inlined
def _eight(letters: Bytes, at: int) -> int:
    """Eight bytes from `at` as one number, the first lowest: LLVM makes one load of it."""
    return (
        np.uint64(letters[at])
        | np.uint64(letters[at + np.uint64(1)]) << np.uint64(8)
        | np.uint64(letters[at + np.uint64(2)]) << np.uint64(16)
        | np.uint64(letters[at + np.uint64(3)]) << np.uint64(24)
        | np.uint64(letters[at + np.uint64(4)]) << np.uint64(32)
        | np.uint64(letters[at + np.uint64(5)]) << np.uint64(40)
        | np.uint64(letters[at + np.uint64(6)]) << np.uint64(48)
        | np.uint64(letters[at + np.uint64(7)]) << np.uint64(56)
    )


@inlined
def _short_key(letters: Bytes, start: int, size: int) -> tuple[int, int]:
    """The small letters of a word of up to 16 letters in two numbers, with zeros behind them.

    The bit that makes a letter small is set in every digit, too.
    """
    low, high = _eight(letters, start) | SMALL_LETTERS, _eight(letters, start + EIGHT) | SMALL_LETTERS
    return low & LOW_LETTERS[size], high & HIGH_LETTERS[size]


@kernel
def _long_key(letters: Bytes, start: int, size: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """A hash of a longer word, and its size with the highest bit set, which no letter has. Copies it to `scratch`."""
    code = ZERO
    for at in range(size):
        letter = letters[start + np.uint64(at)] | SMALL
        vocabulary.scratch[at] = letter
        code = (code ^ np.uint64(letter)) * vocabulary.secrets[0]
        code ^= code >> HALF
    return code | ONE, LONG | size


@inlined
def _place(table: Keys, low: int, high: int, secrets: Keys, vocabulary: Vocabulary) -> int:
    """Where in `table` the word with this key is, or the empty place for it. Of a long word `scratch` has the letters."""
    last = (ONE << (np.uint64(64) - secrets[2])) - ONE
    slot = (low * secrets[0] + high * secrets[1]) >> secrets[2]
    while True:
        place = slot * np.uint64(ENTRY)
        if table[place] == low and table[place + np.uint64(1)] == high:
            begin = np.int64(table[place + np.uint64(2)] >> HALF)
            if high < LONG or _is_long_word(begin, np.int64(high ^ LONG), vocabulary):
                return place
        elif table[place] == ZERO:
            return place
        slot = (slot + ONE) & last


@kernel
def _add(
    place: int, low: int, high: int, letters: Bytes, start: int, size: int, stemming: bool, vocabulary: Vocabulary
) -> None:
    """Enter a new word at `place`, and its stem if that is new too."""
    used, words, stems, scratch = vocabulary.used, vocabulary.words, vocabulary.stems, vocabulary.scratch
    for at in range(size):
        scratch[at] = letters[start + np.uint64(at)] | SMALL
    words[place], words[place + np.uint64(1)], value = low, high, _keep(high, vocabulary)
    used[0] += 1
    length = np.int64(size)
    if stemming and length >= SHORTEST_STEMMED:
        length = stem(scratch, length)
    if length <= IN_REGISTERS:
        low, high = _short_key(scratch, ZERO, np.uint64(length))
    else:
        low, high = _long_key(scratch, ZERO, np.uint64(length), vocabulary)
    at = _place(stems, low, high, vocabulary.secrets, vocabulary)
    if stems[at] == ZERO:
        stems[at], stems[at + np.uint64(1)] = low, high
        stems[at + np.uint64(2)] = _keep(high, vocabulary) | np.uint64(used[1])
        used[1] += 1
    words[place + np.uint64(2)] = value | stems[at + np.uint64(2)] & LOW_HALF


@kernel
def _keep(high: int, vocabulary: Vocabulary) -> int:
    """Copy the letters of a long word from `scratch` to `long_words`; returns where they begin, in the upper half."""
    begin = vocabulary.used[2]
    if high >= LONG:
        for at in range(np.int64(high ^ LONG)):
            vocabulary.long_words[begin + at] = vocabulary.scratch[at]
        vocabulary.used[2] += np.int64(high ^ LONG)
    return np.uint64(begin) << HALF


@kernel
def _is_long_word(begin: int, length: int, vocabulary: Vocabulary) -> bool:
    """Whether the letters in `long_words` from `begin` are those in `scratch`."""
    for at in range(length):
        if vocabulary.long_words[begin + at] != vocabulary.scratch[at]:
            return False
    return True
