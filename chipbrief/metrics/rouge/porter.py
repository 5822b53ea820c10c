"""The Porter stemmer (1980) with NLTK's extensions, as `rouge_score` uses it, for words of the letters a-z and digits.

The vowels are a, e, i, o, u, and a y that follows a consonant. All other letters and the digits are consonants. The
*measure* of a stem is the number of times that a consonant follows a vowel in it. Each step looks at the first rule whose
suffix the word ends in. If the condition of this rule fails, the step leaves the word as it is. The compiled stemmer
(`kernels.stems`) uses the same tables of rules.
"""

from __future__ import annotations

from typing import NamedTuple

IRREGULAR = {
    "sky": "sky", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "news": "news",
    "inning": "inning", "innings": "inning", "outing": "outing", "outings": "outing",
    "canning": "canning", "cannings": "canning",
    "howe": "howe", "proceed": "proceed", "exceed": "exceed", "succeed": "succeed",
}  # fmt: skip
"""Stems of irregular words, which skip all rules."""


class Rule(NamedTuple):
    """Replace `suffix` by `replacement` if the measure of the stem before it is greater than `above`.

    The first `in_stem` letters of the suffix count as letters of the stem.
    """

    suffix: str
    replacement: str
    above: int
    in_stem: int = 0


def _rules(text: str, above: int) -> tuple[Rule, ...]:
    """Parse rules written as `suffix:replacement`. A bar in the suffix follows the letters that count as letters of the stem."""
    pairs = (pair.split(":") for pair in text.split())
    return tuple(Rule(suffix.replace("|", ""), new, above, max(0, suffix.find("|"))) for suffix, new in pairs)


PLURALS = _rules("sses:ss ies:i ss:ss s:", -1)
ALLI = _rules("alli:al", 0)
"""A rule of step 2 that NLTK applies before the others, so that they see *nationally* as *national*."""
STEP_2 = _rules(
    "ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble entli:ent eli:e ousli:ous ization:ize ation:ate "
    "ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble fulli:ful l|ogi:log",
    0,
)
STEP_3 = _rules("icate:ic ative: alize:al iciti:ic ical:ic ful: ness:", 0)
STEP_4 = _rules(
    "al: ance: ence: er: ic: able: ible: ant: ement: ment: ent: s|ion:s t|ion:t ou: ism: ate: iti: ous: ive: ize:", 1
)
DOUBLE_L = _rules("l|l:l", 1)
KEPT_DOUBLE = "lsz"
"""Consonants that stay doubled after -ed or -ing is removed."""
NOT_SHORT = "wxy"
"""Consonants that cannot end a short syllable."""

_SHAPE = {ord(letter): "v" if letter in "aeiou" else "c" for letter in "abcdefghijklmnopqrstuvwxz0123456789"}


def stem(word: str) -> str:
    """Return the stem of a lower-case ASCII `word`, equal to that of `nltk.stem.porter.PorterStemmer().stem`."""
    if len(word) <= 2 or word in IRREGULAR:
        return IRREGULAR.get(word, word)
    if word[-1] == "s":
        word = word[:-1] if len(word) == 4 and word.endswith("ies") else _apply(PLURALS, word)
    word = _cut_past_and_ing(word)
    if word[-1] == "y" and len(word) > 2 and _shape(word)[-2] == "c":
        word = word[:-1] + "i"
    for last, rules in _STEPS:
        if word[-1] in last:
            word = _apply(rules, word)
    if word[-1] == "e":
        shape = _shape(word[:-1])
        measure = shape.count("vc")
        if measure > 1 or (measure == 1 and not _is_short(word[:-1], shape)):
            word = word[:-1]
    return _apply(DOUBLE_L, word) if word.endswith("ll") else word


def _apply(rules: tuple[Rule, ...], word: str) -> str:
    for suffix, replacement, above, in_stem in rules:
        if word.endswith(suffix):
            at = len(word) - len(suffix)
            return word[:at] + replacement if _shape(word[: at + in_stem]).count("vc") > above else word
    return word


def _cut_past_and_ing(word: str) -> str:
    """Apply step 1b: remove -eed, -ed and -ing, and repair the rest (*hoping* → *hope*, *hopping* → *hop*)."""
    if word.endswith("ied"):
        return word[:-1] if len(word) == 4 else word[:-2]
    if word.endswith("eed"):
        return word[:-1] if "vc" in _shape(word[:-3]) else word
    rest = word[:-2] if word.endswith("ed") else word[:-3] if word.endswith("ing") else ""
    shape = _shape(rest)
    if "v" not in shape:
        return word
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if len(rest) > 1 and rest[-1] == rest[-2] and shape[-1] == "c":
        return rest if rest[-1] in KEPT_DOUBLE else rest[:-1]
    return rest + "e" if shape.count("vc") == 1 and _is_short(rest, shape) else rest


def _shape(text: str) -> str:
    """Return `text` with v for each vowel and c for each consonant."""
    shape = text.translate(_SHAPE)
    if "y" not in shape:
        return shape
    found = list(shape)
    for at, letter in enumerate(shape):
        if letter == "y":
            found[at] = "v" if at and found[at - 1] == "c" else "c"
    return "".join(found)


def _is_short(text: str, shape: str) -> bool:
    """Return whether `text` ends in consonant, vowel, consonant (not w, x or y), or is a vowel and a consonant."""
    return (shape.endswith("cvc") and text[-1] not in NOT_SHORT) or shape == "vc"


_STEPS = tuple((frozenset(rule.suffix[-1] for rule in rules), rules) for rules in (ALLI, STEP_2, STEP_3, STEP_4))
"""Rules of each step, with the last letters of their suffixes: a word that ends in none of these can skip the step."""
