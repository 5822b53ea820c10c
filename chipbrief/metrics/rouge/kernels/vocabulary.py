"""From the letters of tokens to the numbers of their stems: a hash table of the words seen so far, and one of their stems.

Each step goes over all tokens before the next begins, so that its loop has little in it that a processor cannot foresee.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chipbrief.metrics.rouge.kernels.room import (
    ALL,
    NONE,
    ONE,
    Bytes,
    Integers,
    Numbers,
    Rows,
    Tokens,
    eight_bytes,
    inlined,
    kernel,
    leading_zeros,
)
from chipbrief.metrics.rouge.kernels.stems import stem
from chipbrief.metrics.rouge.texts import SHORTEST_STEMMED

IN_REGISTERS = np.uint64(16)
"""Letters of the longest word that is its own key; a longer one has a hash for its key, and its letters are compared."""
LONG = np.uint64(1 << 63)
TWO, THREE, EIGHT, SEVENTY_ONE, HALF, LOW_HALF = (np.uint64(number) for number in (2, 3, 8, 71, 32, 0xFFFFFFFF))
SMALL_LETTER, SMALL_LETTERS = np.uint8(0x20), np.uint64(0x2020202020202020)
SIZES = [*range(int(IN_REGISTERS) + 1), 0]
LOW_LETTERS, HIGH_LETTERS = (
    np.array([(1 << 8 * min(max(size - before, 0), 8)) - 1 for size in SIZES], dtype=np.uint64) for before in (0, 8)
)
"""By a word's size, the bits of its first eight letters, and of the eight behind them; a longer word's are not asked for."""


class Table(NamedTuple):
    """Words numbered from 1 on as they come: a hash table with open addressing, at most half full.

    `slots` has by the hash of a word its number, or 0, and `keys` two machine words by its number. Words that come early
    come often, so what is often read of `keys` lies together.

    The key of a word of up to 16 letters is these letters. That of a longer one is a hash of them, and its size and
    where its letters begin in `long_words`, with the highest bit set, which no letter has.
    """

    slots: Numbers
    keys: Rows


class Vocabulary(NamedTuple):
    """Words and stems seen so far. `stem_of` has by a word's number its stem's.

    `secrets` are two random odd multipliers, so that nobody can write a text whose words collide, and the shift that makes
    a place in a table of the product's highest bits. `used`: words, stems, and letters of `long_words`. `scratch` has the
    letters of the word in hand, and `eights` is the same memory, eight letters a number.
    """

    words: Table
    stems: Table
    stem_of: Numbers
    long_words: Bytes
    scratch: Bytes
    eights: Rows
    secrets: Rows
    used: Integers


@kernel
def number_stems(data: Bytes, count: int, tokens: Tokens, stemming: bool, vocabulary: Vocabulary) -> None:
    """Set the `ids` of the tokens, which are to have room in `vocabulary` even if each of them is new."""
    misses = _look_up(data, count, tokens, vocabulary)
    known = vocabulary.used[0]
    for miss in range(misses):
        token = tokens.missed[miss]
        start, size = _bounds(tokens.edges, token)
        tokens.ids[token] = _number(data, start, size, vocabulary)
    for word in range(known + 1, vocabulary.used[0] + 1):
        vocabulary.stem_of[word] = _number_stem(np.uint64(word), stemming, vocabulary)
    for miss in range(misses):
        token = tokens.missed[miss]
        tokens.ids[token] = vocabulary.stem_of[tokens.ids[token]]


@inlined
def _look_up(data: Bytes, count: int, tokens: Tokens, vocabulary: Vocabulary) -> int:
    """Set the `ids` of those tokens that are where their hash says; the others are `missed`. Returns how many.

    Most are, and nothing is done differently for those that are not: a branch would wait for the memory it asks about.
    """
    slots, keys = vocabulary.words
    stem_of, ids, missed = vocabulary.stem_of, tokens.ids, tokens.missed
    factor, other, shift = (
        vocabulary.secrets[0],
        vocabulary.secrets[1],
        vocabulary.secrets[2],
    )  # not read for each token
    misses = 0
    for token in range(count):
        start, size = _bounds(tokens.edges, token)
        low, high = _short_key(data, start, min(size, IN_REGISTERS + ONE))
        word = np.uint64(slots[_home(low, high, factor, other, shift)])
        ids[token] = stem_of[word]
        missed[misses] = token
        misses += (keys[TWO * word] != low) | (keys[TWO * word + ONE] != high)
    return misses


@inlined
def _bounds(edges: Numbers, token: int) -> tuple[int, int]:
    """Where a token starts, and its size."""
    start = np.uint64(edges[2 * token])
    return start, np.uint64(edges[2 * token + 1]) - start


@inlined
def _short_key(letters: Bytes, start: int, size: int) -> tuple[int, int]:
    """The small letters of a word of up to 16 letters in two numbers, with zeros behind them; none of a longer one.

    The bit that makes a letter small is set in every digit, too.
    """
    low, high = eight_bytes(letters, start) | SMALL_LETTERS, eight_bytes(letters, start + EIGHT) | SMALL_LETTERS
    return low & LOW_LETTERS[size], high & HIGH_LETTERS[size]


@inlined
def _home(low: int, high: int, factor: int, other: int, shift: int) -> int:
    """The slot where the search for a key begins, from the `secrets`."""
    return (low * factor + high * other) >> shift


@inlined
def _number(data: Bytes, start: int, size: int, vocabulary: Vocabulary) -> int:
    """The number of a word, which is entered if it is new."""
    if size <= IN_REGISTERS:
        low, high = _short_key(data, start, size)
    else:
        for at in range(size):
            vocabulary.scratch[at] = data[start + at] | SMALL_LETTER
        low, high = _long_key(size, vocabulary)
    return _find_or_enter(vocabulary.words, 0, low, high, vocabulary)


@inlined
def _number_stem(word: int, stemming: bool, vocabulary: Vocabulary) -> int:
    """The number of a word's stem, which is entered if it is new."""
    low, high = vocabulary.words.keys[TWO * word], vocabulary.words.keys[TWO * word + ONE]
    size = np.int64(_read(low, high, vocabulary))
    if stemming and size >= SHORTEST_STEMMED:
        size = stem(vocabulary.scratch, size)
    if size <= np.int64(IN_REGISTERS):
        low, high = _short_key(vocabulary.scratch, NONE, np.uint64(size))
    else:
        low, high = _long_key(np.uint64(size), vocabulary)
    return _find_or_enter(vocabulary.stems, 1, low, high, vocabulary)


@inlined
def _long_key(size: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """The key of the long word in `scratch`, but for where its letters begin."""
    code = NONE
    for at in range(size):
        code = (code ^ np.uint64(vocabulary.scratch[at])) * vocabulary.secrets[0]
        code ^= code >> HALF
    return code | ONE, LONG | size << HALF


@inlined
def _read(low: int, high: int, vocabulary: Vocabulary) -> int:
    """Copy the letters of the word with this key to `scratch`; returns its size."""
    if high < LONG:
        vocabulary.eights[0], vocabulary.eights[1] = low, high
        return (EIGHT if high else NONE) + ((SEVENTY_ONE - leading_zeros(high if high else low)) >> THREE)
    size, begin = (high ^ LONG) >> HALF, high & LOW_HALF
    for at in range(size):
        vocabulary.scratch[at] = vocabulary.long_words[begin + at]
    return size


@inlined
def _find_or_enter(table: Table, which: int, low: int, high: int, vocabulary: Vocabulary) -> int:
    """The number of the word with this key; it gets the next of `used[which]` if it has none. `scratch` has a long one."""
    slots, keys = table
    secrets = vocabulary.secrets
    slot, last = _home(low, high, secrets[0], secrets[1], secrets[2]), ALL >> secrets[2]
    while True:
        number = np.uint64(slots[slot])
        if number == NONE:
            break
        if keys[TWO * number] == low and _is_same(keys[TWO * number + ONE], high, vocabulary):
            return number
        slot = (slot + ONE) & last
    vocabulary.used[which] += 1
    number = np.uint64(vocabulary.used[which])
    slots[slot], keys[TWO * number], keys[TWO * number + ONE] = number, low, high
    if high >= LONG:
        keys[TWO * number + ONE] = high | _keep((high ^ LONG) >> HALF, vocabulary)
    return number


@inlined
def _is_same(kept: int, high: int, vocabulary: Vocabulary) -> bool:
    """Whether the second half of a key in a table is that of the word in hand."""
    if high < LONG:
        return kept == high
    return kept >> HALF == high >> HALF and _is_long_word(kept & LOW_HALF, (high ^ LONG) >> HALF, vocabulary)


@kernel
def _keep(size: int, vocabulary: Vocabulary) -> int:
    """Copy a long word from `scratch` to `long_words`; returns where it begins."""
    begin = np.uint64(vocabulary.used[2])
    for at in range(size):
        vocabulary.long_words[begin + at] = vocabulary.scratch[at]
    vocabulary.used[2] += np.int64(size)
    return begin


@kernel
def _is_long_word(begin: int, size: int, vocabulary: Vocabulary) -> bool:
    """Whether the letters in `long_words` from `begin` are those in `scratch`."""
    for at in range(size):
        if vocabulary.long_words[begin + at] != vocabulary.scratch[at]:
            return False
    return True
