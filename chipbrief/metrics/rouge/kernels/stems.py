"""The Porter stemmer on letters in an array: the tables and steps of `porter`, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chipbrief.metrics.rouge import porter
from chipbrief.metrics.rouge.kernels.compiled import kernel

Letters = NDArray[np.uint8]
Rules = NDArray[np.uint64]


def pack(text: str) -> int:
    """Up to eight ASCII letters in one number, the last one lowest."""
    return int.from_bytes(text.encode("ascii"), "big")


def _table(rules: tuple[porter.Rule, ...]) -> Rules:
    """A row a rule: suffix, a mask for its letters, their number; replacement, its number of letters; above, lent."""
    rows = [
        (pack(rule.suffix), (1 << 8 * len(rule.suffix)) - 1, len(rule.suffix),
         pack(rule.replacement), len(rule.replacement), rule.above + 1, rule.lent)
        for rule in rules
    ]  # fmt: skip
    return np.array(rows, dtype=np.uint64)


PLURALS, ALLI, STEP_2, STEP_3, STEP_4, DOUBLE_L = map(
    _table, (porter.PLURALS, porter.ALLI, porter.STEP_2, porter.STEP_3, porter.STEP_4, porter.DOUBLE_L)
)
IRREGULAR = np.array([(pack(word), pack(to), len(to)) for word, to in porter.IRREGULAR.items()], dtype=np.uint64)
LONGEST_IRREGULAR = max(map(len, porter.IRREGULAR))
LAST_OF_2, LAST_OF_3, LAST_OF_4 = (
    np.array([any(rule.suffix[-1] == chr(byte) for rule in rules) for byte in range(256)])
    for rules in (porter.STEP_2, porter.STEP_3, porter.STEP_4)
)
"""Whether a letter ends a suffix of the step: most words need no look at its rules."""
VOWELS = np.array([chr(byte) in "aeiou" for byte in range(256)])
UNDOUBLED = np.array([chr(byte) in porter.UNDOUBLED for byte in range(256)])
NOT_SHORT = np.array([chr(byte) in porter.NOT_SHORT for byte in range(256)])
A, B, D, E, G, I_, L, N, S, T, Y, Z = (np.uint8(ord(letter)) for letter in "abdegilnstyz")
BYTE = np.uint64(8)


@kernel
def stem(word: Letters, length: int) -> int:
    """Replace the first `length` letters of `word` by their stem, which is never longer; returns its length."""
    if length <= 2:
        return length
    if length <= LONGEST_IRREGULAR:
        whole = _tail(word, length)
        for row in range(len(IRREGULAR)):
            if IRREGULAR[row, 0] == whole:
                return _write(word, 0, IRREGULAR[row, 1], IRREGULAR[row, 2])
    if word[length - 1] == S:
        if length == 4 and _ends(word, length, I_, E, S):
            length -= 1
        else:
            length = _apply(PLURALS, word, length)
    length = _cut_past_and_ing(word, length)
    if length > 2 and word[length - 1] == Y and not _is_vowel(word, length - 2):
        word[length - 1] = I_
    length = _derivations(word, length)
    if word[length - 1] == E:
        measure = _measure(word, length - 1)
        if measure > 1 or (measure == 1 and not _is_short(word, length - 1)):
            length -= 1
    return _apply(DOUBLE_L, word, length) if word[length - 1] == L else length


@kernel
def _derivations(word: Letters, length: int) -> int:
    """Steps 2 to 4, for the few words that end in the last letter of a suffix."""
    if LAST_OF_2[word[length - 1]]:
        length = _apply(ALLI, word, length)
        length = _apply(STEP_2, word, length)
    if LAST_OF_3[word[length - 1]]:
        length = _apply(STEP_3, word, length)
    if LAST_OF_4[word[length - 1]]:
        length = _apply(STEP_4, word, length)
    return length


@kernel
def _tail(word: Letters, length: int) -> int:
    """The last eight letters, packed."""
    tail = np.uint64(0)
    for at in range(max(0, length - 8), length):
        tail = tail << BYTE | np.uint64(word[at])
    return tail


@kernel
def _write(word: Letters, at: int, packed: int, size: int) -> int:
    """Write `size` packed letters from `at` on; returns where they end."""
    end = at + np.int64(size)
    for place in range(end - 1, at - 1, -1):
        word[place] = np.uint8(packed & np.uint64(255))
        packed >>= BYTE
    return end


@kernel
def _apply(rules: Rules, word: Letters, length: int) -> int:
    tail = _tail(word, length)
    for row in range(len(rules)):
        if tail & rules[row, 1] == rules[row, 0]:
            at = length - np.int64(rules[row, 2])
            if _measure(word, at + np.int64(rules[row, 6])) >= np.int64(rules[row, 5]):
                return _write(word, at, rules[row, 3], rules[row, 4])
            return length
    return length


@kernel
def _cut_past_and_ing(word: Letters, length: int) -> int:
    if _ends(word, length, I_, E, D):
        return length - 1 if length == 4 else length - 2
    if _ends(word, length, E, E, D):
        return length - 1 if _measure(word, length - 3) > 0 else length
    if length > 2 and word[length - 2] == E and word[length - 1] == D:
        rest = length - 2
    elif _ends(word, length, I_, N, G):
        rest = length - 3
    else:
        return length
    if not _has_vowel(word, rest):
        return length
    last = word[rest - 1]
    if rest > 1:
        before = word[rest - 2]
        if (before == A and last == T) or (before == B and last == L) or (before == I_ and last == Z):
            word[rest] = E
            return rest + 1
        if before == last and not _is_vowel(word, rest - 1):
            return rest if UNDOUBLED[last] else rest - 1
    if _measure(word, rest) == 1 and _is_short(word, rest):
        word[rest] = E
        return rest + 1
    return rest


@kernel
def _ends(word: Letters, length: int, first: int, second: int, third: int) -> bool:
    return length > 2 and word[length - 3] == first and word[length - 2] == second and word[length - 1] == third


@kernel
def _measure(word: Letters, length: int) -> int:
    """How often a consonant follows a vowel in the first `length` letters."""
    measure, vowel = 0, False
    for at in range(length):
        now = VOWELS[word[at]] or (word[at] == Y and at > 0 and not vowel)
        measure += vowel and not now
        vowel = now
    return measure


@kernel
def _is_vowel(word: Letters, place: int) -> bool:
    vowel = False
    for at in range(place + 1):
        vowel = VOWELS[word[at]] or (word[at] == Y and at > 0 and not vowel)
    return vowel


@kernel
def _has_vowel(word: Letters, length: int) -> bool:
    for at in range(length):
        if VOWELS[word[at]] or (word[at] == Y and at > 0):  # a y behind no vowel is one, and behind one there is one
            return True
    return False


@kernel
def _is_short(word: Letters, length: int) -> bool:
    """Whether the letters end consonant, vowel, consonant (not w, x or y), or are a vowel and a consonant."""
    if length < 2 or _is_vowel(word, length - 1) or not _is_vowel(word, length - 2):
        return False
    return length == 2 or (not _is_vowel(word, length - 3) and not NOT_SHORT[word[length - 1]])
