"""Turn the letters of tokens into the numbers of their stems, with a hash table of words and one of stems.

Each step goes over all tokens before the next step begins. Its loop therefore has few branches that the processor cannot
predict.
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
"""Maximum length, in letters, of a word whose key is the word itself. The key of a longer word is a hash, so its letters are
compared as well."""
LONG = np.uint64(1 << 63)
"""Bit in the second half of a key that marks a word longer than `IN_REGISTERS`. No letter has this bit."""
TWO, THREE, EIGHT, SEVENTY_ONE, HALF, LOW_HALF = (np.uint64(number) for number in (2, 3, 8, 71, 32, 0xFFFFFFFF))
SMALL_LETTER, SMALL_LETTERS = np.uint8(0x20), np.uint64(0x2020202020202020)
SIZES = [*range(int(IN_REGISTERS) + 1), 0]
LOW_LETTERS, HIGH_LETTERS = (
    np.array([(1 << 8 * min(max(size - before, 0), 8)) - 1 for size in SIZES], dtype=np.uint64) for before in (0, 8)
)
"""Masks of the first eight letters of a word, and of the next eight, indexed by the word's size. The last entry is zero, for
longer words."""


class Table(NamedTuple):
    """Hash table with open addressing, at most half full, that numbers words from 1 in order of appearance.

    `slots` is indexed by hash and holds the number of a word, or 0. `keys` is indexed by number and holds two machine words
    each. Frequent words tend to appear early, so the keys that are read most often lie together in memory.

    The key of a word of up to 16 letters is its letters. The key of a longer word is a hash of its letters, then its size
    and the position of its letters in `long_words`, with the bit `LONG` set.
    """

    slots: Numbers
    keys: Rows


class Vocabulary(NamedTuple):
    """The words and stems seen so far. `stem_of` maps the number of a word to the number of its stem.

    `secrets` holds two random odd multipliers, and the shift that turns the highest bits of the hash into a slot. Nobody can
    write a text whose words collide, because the multipliers are random. `used` holds the numbers of words, of stems, and of
    letters in `long_words`. `scratch` holds the letters of the current word, and `eights` is the same memory as numbers of
    eight letters.
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
    """Set the `ids` of the tokens. `vocabulary` must have room for all of them, because each may be new."""
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
    """Set the `ids` of the tokens whose word is in the first slot of its hash.

    List the other tokens in `missed`, and return their number. Long words (see `IN_REGISTERS`) are always listed. The `ids` of
    listed tokens are not valid yet. The loop treats all tokens alike, because a branch would have to wait for the memory
    that it depends on.
    """
    slots, keys = vocabulary.words
    stem_of, ids, missed = vocabulary.stem_of, tokens.ids, tokens.missed
    factor, other, shift = (
        vocabulary.secrets[0],
        vocabulary.secrets[1],
        vocabulary.secrets[2],
    )  # read once, not for each token
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
    """Return the position and the size of a token, in bytes."""
    start = np.uint64(edges[2 * token])
    return start, np.uint64(edges[2 * token + 1]) - start


@inlined
def _short_key(letters: Bytes, start: int, size: int) -> tuple[int, int]:
    """Return the lower-case letters of a word of up to 16 letters as two numbers of eight letters, padded with zeros.

    Both numbers are 0 if the word is longer. `size` is the number of letters, and at most 17.
    Setting the lower-case bit does not change digits, because it is set in every digit.
    """
    low, high = eight_bytes(letters, start) | SMALL_LETTERS, eight_bytes(letters, start + EIGHT) | SMALL_LETTERS
    return low & LOW_LETTERS[size], high & HIGH_LETTERS[size]


@inlined
def _home(low: int, high: int, factor: int, other: int, shift: int) -> int:
    """Return the slot where the search for a key begins. The last three arguments are the `secrets`."""
    return (low * factor + high * other) >> shift


@inlined
def _number(data: Bytes, start: int, size: int, vocabulary: Vocabulary) -> int:
    """Return the number of a word, and add the word if it is new."""
    if size <= IN_REGISTERS:
        low, high = _short_key(data, start, size)
    else:
        for at in range(size):
            vocabulary.scratch[at] = data[start + at] | SMALL_LETTER
        low, high = _long_key(size, vocabulary)
    return _find_or_add(vocabulary.words, 0, low, high, vocabulary)


@inlined
def _number_stem(word: int, stemming: bool, vocabulary: Vocabulary) -> int:
    """Return the number of a word's stem, and add the stem if it is new."""
    low, high = vocabulary.words.keys[TWO * word], vocabulary.words.keys[TWO * word + ONE]
    size = np.int64(_copy_to_scratch(low, high, vocabulary))
    if stemming and size >= SHORTEST_STEMMED:
        size = stem(vocabulary.scratch, size)
    if size <= np.int64(IN_REGISTERS):
        low, high = _short_key(vocabulary.scratch, NONE, np.uint64(size))
    else:
        low, high = _long_key(np.uint64(size), vocabulary)
    return _find_or_add(vocabulary.stems, 1, low, high, vocabulary)


@inlined
def _long_key(size: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """Return the key of the long word in `scratch`, without the position of its letters."""
    code = NONE
    for at in range(size):
        code = (code ^ np.uint64(vocabulary.scratch[at])) * vocabulary.secrets[0]
        code ^= code >> HALF
    return code | ONE, LONG | size << HALF


@inlined
def _copy_to_scratch(low: int, high: int, vocabulary: Vocabulary) -> int:
    """Copy the letters of the word whose key is (`low`, `high`) to `scratch`. Return the number of letters."""
    if high < LONG:
        vocabulary.eights[0], vocabulary.eights[1] = low, high
        # The number of used bytes: those up to the highest byte that is not zero.
        return (EIGHT if high else NONE) + ((SEVENTY_ONE - leading_zeros(high if high else low)) >> THREE)
    size, begin = (high ^ LONG) >> HALF, high & LOW_HALF
    for at in range(size):
        vocabulary.scratch[at] = vocabulary.long_words[begin + at]
    return size


@inlined
def _find_or_add(table: Table, which: int, low: int, high: int, vocabulary: Vocabulary) -> int:
    """Return the number of the word with this key. A new word gets the next number after `used[which]`.

    If the word is long, `scratch` must hold its letters.
    """
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
        keys[TWO * number + ONE] = high | _store_long_word((high ^ LONG) >> HALF, vocabulary)
    return number


@inlined
def _is_same(kept: int, high: int, vocabulary: Vocabulary) -> bool:
    """Return whether the second half of a stored key belongs to the current word."""
    if high < LONG:
        return kept == high
    return kept >> HALF == high >> HALF and _is_long_word(kept & LOW_HALF, (high ^ LONG) >> HALF, vocabulary)


@kernel
def _store_long_word(size: int, vocabulary: Vocabulary) -> int:
    """Copy a long word from `scratch` to `long_words`. Return its position there."""
    begin = np.uint64(vocabulary.used[2])
    for at in range(size):
        vocabulary.long_words[begin + at] = vocabulary.scratch[at]
    vocabulary.used[2] += np.int64(size)
    return begin


@kernel
def _is_long_word(begin: int, size: int, vocabulary: Vocabulary) -> bool:
    """Return whether the letters in `long_words` from `begin` are equal to those in `scratch`."""
    for at in range(size):
        if vocabulary.long_words[begin + at] != vocabulary.scratch[at]:
            return False
    return True
