"""From the bytes of a text to the numbers of its stems: tokenizer, stemmer and vocabulary in one pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernels.compiled import inlined, kernel, trailing_zeros
from chipbrief.metrics.rouge.kernels.room import Bytes, Integers, Room
from chipbrief.metrics.rouge.kernels.stems import stem
from chipbrief.metrics.rouge.texts import SHORTEST_STEMMED

Keys = NDArray[np.uint64]

IN_REGISTERS = 16
"""Letters of the longest word that is its own key; a longer one has a hash for its key, and its letters are compared."""
LONG = np.uint64(1 << 63)
ENTRY = 3
"""Numbers in an entry of a table: the two halves of the key, and the stem's number with, above it, where in `long_words` a
long word stands."""
BLOCK = 64
ZERO, ONE, SIX, EIGHT, TOP, HALF = (np.uint64(number) for number in (0, 1, 6, 8, 63, 32))
ALL, LOW_HALF = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0xFFFFFFFF)
LOW_LETTERS, HIGH_LETTERS = (
    np.array([(1 << 8 * min(max(size - before, 0), 8)) - 1 for size in range(IN_REGISTERS + 1)], dtype=np.uint64)
    for before in (0, 8)
)
"""By a word's size, the bits of its first eight letters, and of the eight behind them."""
SMALL, DIGIT, A = np.uint8(0x20), np.uint8(ord("0")), np.uint8(ord("a"))
LINE_END, TEXT_END = np.uint8(ord("\n")), np.uint8(0)


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
def scan(data: Bytes, small: Bytes, letters: Keys, breaks: Keys) -> None:
    """Note what each byte is, for all texts at once, in blocks of 64 bytes: a loop that LLVM makes into vectors.

    A bit of `letters` says that a byte is a letter or a digit, one of `breaks` that it ends a line or a text. `small` has
    letters and digits in small letters, and elsewhere what nobody reads. No byte of a character beyond ASCII is a
    letter; of such characters, those that have an ASCII small letter have been replaced before (`numba_engine`).
    """
    for block in range(len(data) // BLOCK):
        letter, end = ZERO, ZERO
        for bit in range(BLOCK):
            byte = data[block * BLOCK + bit]
            lower = byte | SMALL
            small[block * BLOCK + bit] = lower
            is_letter = (np.uint8(lower - A) < np.uint8(26)) | (np.uint8(byte - DIGIT) < np.uint8(10))
            letter |= np.uint64(is_letter) << np.uint64(bit)
            end |= np.uint64((byte == LINE_END) | (byte == TEXT_END)) << np.uint64(bit)
        letters[block], breaks[block] = letter, end


@inlined
def read(
    at: int, data: Bytes, room: Room, stemming: bool, vocabulary: Vocabulary, ids: Integers, ends: Integers
) -> tuple[int, int, int]:
    """Read the text that begins at `at`: `ids` gets its tokens, `ends` the number of tokens up to each line's end.

    A line without a token is no sentence. Returns the numbers of tokens and sentences, and where the next text begins.
    The loop goes from one edge of a word, or end of a line, to the next, and looks at no byte between.
    """
    tokens = sentences = last = 0
    words, secrets, small = vocabulary.words, vocabulary.secrets, room.small
    start = ZERO
    block = np.uint64(at) >> SIX
    unread = ALL << (np.uint64(at) & TOP)
    before = ZERO  # whether the byte before the block is a letter; before a text there is none
    while True:
        letters, breaks = room.letters[block], room.breaks[block] & unread
        edges = (letters ^ (letters << ONE | before)) & unread
        before, unread = letters >> TOP, ALL
        stops = edges | breaks
        while stops != ZERO:
            bit = trailing_zeros(stops)
            stops &= stops - ONE
            place = block << SIX | bit
            if edges >> bit & ONE:
                if letters >> bit & ONE:
                    start = place
                    continue
                size = place - start
                if size <= IN_REGISTERS:
                    low, high = _short_key(small, start, size)
                else:
                    low, high = _long_key(small, start, size, vocabulary)
                found = _place(words, low, high, secrets, vocabulary)
                if words[found] == ZERO:
                    _add(found, low, high, small, start, size, stemming, vocabulary)
                ids[tokens] = np.int64(words[found + np.uint64(2)] & LOW_HALF)
                tokens += 1
            if breaks >> bit & ONE:
                if tokens > last:
                    ends[sentences] = last = tokens
                    sentences += 1
                if data[place] == TEXT_END:
                    return tokens, sentences, np.int64(place) + 1
        block += ONE


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
    """The letters of a word of up to 16 letters in two numbers, with zeros behind them."""
    return _eight(letters, start) & LOW_LETTERS[size], _eight(letters, start + EIGHT) & HIGH_LETTERS[size]


@kernel
def _long_key(letters: Bytes, start: int, size: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """A hash of a longer word, and its size with the highest bit set, which no letter has. Copies it to `scratch`."""
    code = ZERO
    for at in range(size):
        letter = letters[start + np.uint64(at)]
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
        scratch[at] = letters[start + np.uint64(at)]
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
