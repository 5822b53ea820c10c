"""From the bytes of a text to the numbers of its stems: tokenizer, stemmer and vocabulary in one pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from chipbrief.metrics.rouge.kernels.room import Bytes, Integers
from chipbrief.metrics.rouge.kernels.stems import stem
from chipbrief.metrics.rouge.texts import SHORTEST_STEMMED

Keys = NDArray[np.uint64]

GAP, LINE_END, TEXT_END = 0, 1, 2
LETTERS = np.zeros(256, dtype=np.uint64)
"""What a byte stands for: itself where it is 0-9 or a-z, the small letter of A-Z, else one of the three above.

Every byte of a character beyond ASCII is a gap. The two such characters that have an ASCII small letter have been
replaced before (`numba_engine`), and so has NUL, which ends each text.
"""
for _byte in range(256):
    LETTERS[_byte] = ord(chr(_byte).lower()) if chr(_byte).isascii() and chr(_byte).isalnum() else GAP
LETTERS[ord("\n")] = LINE_END
LETTERS[0] = TEXT_END

IN_REGISTERS = 16
"""Letters of the longest word that is its own key; a longer one has a hash for its key, and its letters are compared."""
LONG = np.uint64(1 << 63)
ENTRY = 3
"""Numbers in an entry of a table: the two halves of the key, and the stem's number with, above it, where in `long_words` a
long word stands."""
FIRST_LETTER, TOP_BYTE, HALF = np.uint64(ord("0")), np.uint64(56), np.uint64(32)
BYTE, ONE, EMPTY = np.uint64(8), np.uint64(1), np.uint64(0)


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


@njit
def read(data: Bytes, at: int, stemming: bool, vocabulary: Vocabulary, ids: Integers, ends: Integers) -> tuple[int, int, int]:
    """Read one text from `data[at]` on: `ids` gets its tokens, `ends` the number of tokens up to each line's end.

    A line without a token is no sentence. Returns the numbers of tokens and sentences, and where the next text begins.
    """
    tokens = sentences = last = 0
    words, secrets = vocabulary.words, vocabulary.secrets
    while True:
        low = high = EMPTY
        start = at
        letter = LETTERS[data[at]]
        while letter >= FIRST_LETTER:
            high = high << BYTE | low >> TOP_BYTE
            low = low << BYTE | letter
            at += 1
            letter = LETTERS[data[at]]
        if at > start:
            if at - start > IN_REGISTERS:
                low, high = _lower(data, start, at, vocabulary)
            place = _place(words, low, high, secrets, vocabulary)
            if words[place] == EMPTY:
                _add(place, low, high, data, start, at, stemming, vocabulary)
            ids[tokens] = np.int64(words[place + 2] & np.uint64(0xFFFFFFFF))
            tokens += 1
        if letter != GAP:
            if tokens > last:
                ends[sentences] = last = tokens
                sentences += 1
            if letter == TEXT_END:
                return tokens, sentences, at + 1
        at += 1


@njit
def _place(table: Keys, low: int, high: int, secrets: Keys, vocabulary: Vocabulary) -> int:
    """Where in `table` the word with this key is, or the empty place for it. Of a long word `scratch` has the letters."""
    slots = len(table) // ENTRY
    slot = np.int64((low * secrets[0] + high * secrets[1]) >> secrets[2])
    while True:
        place = slot * ENTRY
        if table[place] == low and table[place + 1] == high:
            if high < LONG or _is_long_word(np.int64(table[place + 2] >> HALF), np.int64(high ^ LONG), vocabulary):
                return place
        elif table[place] == EMPTY:
            return place
        slot = (slot + 1) & (slots - 1)


@njit
def _add(place: int, low: int, high: int, data: Bytes, start: int, end: int, stemming: bool, vocabulary: Vocabulary) -> None:
    """Enter a new word at `place`, and its stem if that is new too."""
    used, stems, scratch = vocabulary.used, vocabulary.stems, vocabulary.scratch
    _lower(data, start, end, vocabulary)
    words = vocabulary.words
    words[place], words[place + 1], words[place + 2] = low, high, _keep(high, vocabulary) << HALF
    used[0] += 1
    length = end - start
    if stemming and length >= SHORTEST_STEMMED:
        length = stem(scratch, length)
    low, high = _key(scratch, length, vocabulary.secrets)
    at = _place(stems, low, high, vocabulary.secrets, vocabulary)
    if stems[at] == EMPTY:
        stems[at], stems[at + 1], stems[at + 2] = low, high, _keep(high, vocabulary) << HALF | np.uint64(used[1])
        used[1] += 1
    words[place + 2] |= stems[at + 2] & np.uint64(0xFFFFFFFF)


@njit
def _lower(data: Bytes, start: int, end: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """Copy a word to `scratch` in small letters; returns its key."""
    for at in range(start, end):
        vocabulary.scratch[at - start] = np.uint8(LETTERS[data[at]])
    return _key(vocabulary.scratch, end - start, vocabulary.secrets)


@njit
def _key(letters: Bytes, length: int, secrets: Keys) -> tuple[int, int]:
    low = high = EMPTY
    if length <= IN_REGISTERS:
        for at in range(length):
            high = high << BYTE | low >> TOP_BYTE
            low = low << BYTE | np.uint64(letters[at])
        return low, high
    for at in range(length):
        low = (low ^ np.uint64(letters[at])) * secrets[0]
        low ^= low >> HALF
    return low | ONE, LONG | np.uint64(length)


@njit
def _keep(high: int, vocabulary: Vocabulary) -> int:
    """Copy the letters of a long word from `scratch` to `long_words`; returns where they begin."""
    begin = vocabulary.used[2]
    if high >= LONG:
        length = np.int64(high ^ LONG)
        for at in range(length):
            vocabulary.long_words[begin + at] = vocabulary.scratch[at]
        vocabulary.used[2] += length
    return np.uint64(begin)


@njit
def _is_long_word(begin: int, length: int, vocabulary: Vocabulary) -> bool:
    """Whether the letters in `long_words` from `begin` are those in `scratch`."""
    for at in range(length):
        if vocabulary.long_words[begin + at] != vocabulary.scratch[at]:
            return False
    return True
