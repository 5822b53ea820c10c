"""The Porter stemmer, compiled: the tables and steps of `porter`, applied to the letters of a word in an array.

The measure of a stem, and which of its letters are vowels, are read from bit rows with one bit per letter. The bit rows are
made once per word.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge import porter
from chipbrief.metrics.rouge.kernels.room import NONE, ONE, count_ones, eight_bytes, inlined, kernel

Letters = NDArray[np.uint8]
Rules = NDArray[np.uint64]

BITS, LOWEST, TWO, BYTE = 64, np.uint64(15), np.uint64(2), np.uint64(8)


class Shape(NamedTuple):
    """Bit rows for the last 64 letters of a word. The lowest bit stands for the first of them.

    A bit of `vowels` is set for a vowel, and a bit of `ends` for a consonant that follows a vowel. `skipped` is the number of
    letters before the last 64. Vowels and ends among the skipped letters are merged into the four lowest bits. This is
    enough, because for the first letters the steps only ask whether there is a vowel, and whether the measure is 0, 1 or more.

    The rows stay valid until the last step, because a replacement has its vowels where its suffix had them. The only
    exception is *ble* for *biliti*. It makes no difference: the old rows give the same measure as the new letters would, and
    neither end in a short syllable.
    """

    vowels: int
    ends: int
    skipped: int


def pack(text: str) -> int:
    """Return up to eight ASCII letters as one number, the first letter in the lowest byte."""
    return int.from_bytes(text.encode("ascii"), "little")


def pack_tail(text: str) -> int:
    """Return up to eight ASCII letters as one number, the last letter in the highest byte, like the result of `_tail`."""
    return pack(text) << 8 * (8 - len(text))


def _table(rules: tuple[porter.Rule, ...]) -> Rules:
    """Return one row per rule: suffix, mask of its letters, length; replacement, length; minimum measure, `in_stem`."""
    rows = [
        (pack_tail(rule.suffix), pack_tail("\x7f" * len(rule.suffix)), len(rule.suffix),
         pack(rule.replacement), len(rule.replacement), rule.above + 1, rule.in_stem)
        for rule in rules
    ]  # fmt: skip
    return np.array(rows, dtype=np.uint64)


PLURALS, ALLI, STEP_2, STEP_3, STEP_4, DOUBLE_L = map(
    _table, (porter.PLURALS, porter.ALLI, porter.STEP_2, porter.STEP_3, porter.STEP_4, porter.DOUBLE_L)
)
IRREGULAR = np.array([(pack_tail(word), pack(to), len(to)) for word, to in porter.IRREGULAR.items()], dtype=np.uint64)
LONGEST_IRREGULAR = max(map(len, porter.IRREGULAR))
LAST_OF_2, LAST_OF_3, LAST_OF_4 = (
    np.array([any(rule.suffix[-1] == chr(byte) for rule in rules) for byte in range(256)])
    for rules in (porter.STEP_2, porter.STEP_3, porter.STEP_4)
)
"""Whether a letter is the last of a suffix of step 2, 3 or 4. Most words end in other letters and can skip the rules."""
VOWELS = np.array([chr(byte) in "aeiou" for byte in range(256)])
KEPT_DOUBLE = np.array([chr(byte) in porter.KEPT_DOUBLE for byte in range(256)])
NOT_SHORT = np.array([chr(byte) in porter.NOT_SHORT for byte in range(256)])
A, B, D, E, G, I_, L, N, S, T, Y, Z = (np.uint8(ord(letter)) for letter in "abdegilnstyz")


@kernel
def stem(word: Letters, length: int) -> int:
    """Replace the first `length` letters of `word` by their stem. Return the length of the stem, which is never longer.

    `word` must have at least eight elements.
    """
    if length <= 2:
        return length
    if length <= LONGEST_IRREGULAR:
        whole = _tail(word, length)
        for row in range(len(IRREGULAR)):
            if IRREGULAR[row, 0] == whole:
                return _write(word, 0, IRREGULAR[row, 1], IRREGULAR[row, 2])
    shape = _shape(word, length)
    if word[length - 1] == S:
        if length == 4 and _ends(word, length, I_, E, S):
            length -= 1
        else:
            length = _apply(PLURALS, word, length, shape)
    length = _cut_past_and_ing(word, length, shape)
    if length > 2 and word[length - 1] == Y and not _is_vowel(shape, length - 2):
        word[length - 1] = I_
    length = _cut_final_e(word, _cut_derived(word, length, shape), shape)
    return _apply(DOUBLE_L, word, length, shape) if word[length - 1] == L else length


@kernel
def _cut_derived(word: Letters, length: int, shape: Shape) -> int:
    """Apply steps 2 to 4. Most words end in a letter that no suffix ends in, and skip them."""
    if LAST_OF_2[word[length - 1]]:
        length = _apply(ALLI, word, length, shape)
        length = _apply(STEP_2, word, length, shape)
    if LAST_OF_3[word[length - 1]]:
        length = _apply(STEP_3, word, length, shape)
    if LAST_OF_4[word[length - 1]]:
        length = _apply(STEP_4, word, length, shape)
    return length


@kernel
def _cut_final_e(word: Letters, length: int, shape: Shape) -> int:
    if word[length - 1] == E:
        measure = _measure(shape, length - 1)
        if measure > 1 or (measure == 1 and not _is_short(word, length - 1, shape)):
            return length - 1
    return length


@inlined
def _tail(word: Letters, length: int) -> int:
    """Return the last eight letters as one number, the last letter in the highest byte. A shorter word is padded with zeros below."""
    if length >= 8:
        return eight_bytes(word, np.uint64(length - 8))
    return eight_bytes(word, NONE) << np.uint64(8 * (8 - length))


@kernel
def _write(word: Letters, at: int, packed: int, size: int) -> int:
    """Write `size` packed letters to `word` from `at`. Return the position after them."""
    end = at + np.int64(size)
    for place in range(at, end):
        word[place] = np.uint8(packed & np.uint64(255))
        packed >>= BYTE
    return end


@kernel
def _apply(rules: Rules, word: Letters, length: int, shape: Shape) -> int:
    tail = _tail(word, length)
    for row in range(len(rules)):
        if tail & rules[row, 1] == rules[row, 0]:
            at = length - np.int64(rules[row, 2])
            if _measure(shape, at + np.int64(rules[row, 6])) >= np.int64(rules[row, 5]):
                return _write(word, at, rules[row, 3], rules[row, 4])
            return length
    return length


@kernel
def _cut_past_and_ing(word: Letters, length: int, shape: Shape) -> int:
    if _ends(word, length, I_, E, D):
        return length - 1 if length == 4 else length - 2
    if _ends(word, length, E, E, D):
        return length - 1 if _measure(shape, length - 3) > 0 else length
    if length > 2 and word[length - 2] == E and word[length - 1] == D:
        rest = length - 2
    elif _ends(word, length, I_, N, G):
        rest = length - 3
    else:
        return length
    if not _has_vowel(shape, rest):
        return length
    last = word[rest - 1]
    if rest > 1:
        before = word[rest - 2]
        if (before == A and last == T) or (before == B and last == L) or (before == I_ and last == Z):
            word[rest] = E
            return rest + 1
        if before == last and not _is_vowel(shape, rest - 1):
            return rest if KEPT_DOUBLE[last] else rest - 1
    if _measure(shape, rest) == 1 and _is_short(word, rest, shape):
        word[rest] = E
        return rest + 1
    return rest


@kernel
def _ends(word: Letters, length: int, first: int, second: int, third: int) -> bool:
    return length > 2 and word[length - 3] == first and word[length - 2] == second and word[length - 1] == third


@kernel
def _shape(word: Letters, length: int) -> Shape:
    skipped = max(0, length - BITS)
    vowel, vowels, ends, early_vowels, early_ends = False, NONE, NONE, NONE, NONE
    for at in range(skipped):
        now = VOWELS[word[at]] or (word[at] == Y and at > 0 and not vowel)
        early_vowels |= np.uint64(now)
        early_ends = min(early_ends + np.uint64(vowel and not now), TWO)
        vowel = now
    for at in range(skipped, length):
        now = VOWELS[word[at]] or (word[at] == Y and at > 0 and not vowel)
        place = np.uint64(at - skipped)
        vowels |= np.uint64(now) << place
        ends |= np.uint64(vowel and not now) << place
        vowel = now
    if skipped:
        early_ends += np.uint64(count_ones(ends & LOWEST))
        ends = ends & ~LOWEST | ((ONE << early_ends) - ONE)
    return Shape(vowels | early_vowels, ends, skipped)


@inlined
def _measure(shape: Shape, length: int) -> int:
    """Return how often a consonant follows a vowel in the first `length` letters (fewer than the word has)."""
    return np.int64(count_ones(shape.ends & ((ONE << np.uint64(length - shape.skipped)) - ONE)))


@inlined
def _is_vowel(shape: Shape, place: int) -> bool:
    return shape.vowels >> np.uint64(place - shape.skipped) & ONE != NONE


@inlined
def _has_vowel(shape: Shape, length: int) -> bool:
    """Return whether there is a vowel in the first `length` letters (fewer than the word has)."""
    return shape.vowels & ((ONE << np.uint64(length - shape.skipped)) - ONE) != NONE


@kernel
def _is_short(word: Letters, length: int, shape: Shape) -> bool:
    """Return whether the letters end in consonant, vowel, consonant (not w, x or y), or are a vowel and a consonant."""
    if length < 2 or _is_vowel(shape, length - 1) or not _is_vowel(shape, length - 2):
        return False
    return length == 2 or (not _is_vowel(shape, length - 3) and not NOT_SHORT[word[length - 1]])
