"""The stemmer of the ROUGE-1.5.5 Perl script: WordNet's irregular forms, then the script's version of Porter's rules.

The rules are Porter's (1980) with two that he later added: *-bli* to *-ble* (instead of *-abli* to *-able*) and *-logi* to
*-log*. Step 4 has four parts, each applied to the result of the one before: most of the suffixes (the longest first),
*-ment*, *-ent*, and *-sion* or *-tion*. For example, *incidentate* loses *-ate* and then *-ent*. NLTK's extensions do not
apply. A y is a vowel if it follows a consonant, and a consonant elsewhere and at the beginning of a word. Digits are
consonants.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

_CONSONANTS = "[^aeiou][^aeiouy]*"
_VOWELS = "[aeiouy][aeiou]*"
_HAS_VOWEL = re.compile(f"(?:{_CONSONANTS})?[aeiouy]")
_MEASURE_OVER_0 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}")
_MEASURE_OVER_1 = re.compile(f"(?:{_CONSONANTS})?(?:{_VOWELS}{_CONSONANTS}){{2}}")
_MEASURE_1 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}(?:{_VOWELS})?")
_SHORT = re.compile(f"{_CONSONANTS}[aeiouy][^aeiouwxy]")
"""A complete stem that gets its e back, such as *hop* of *hoping*. It cannot begin with a vowel."""
_DOUBLED = re.compile(r"([^aeiouylsz])\1$")

_STEP_2 = dict(
    pair.split(":")
    for pair in (
        "ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous ization:ize "
        "ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble logi:log"
    ).split()
)
_STEP_3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}


def _ending(suffixes: list[str]) -> re.Pattern[str]:
    """Return a pattern whose search finds the longest of `suffixes` that a word ends in, because it begins leftmost."""
    return re.compile(f"(?:{'|'.join(suffixes)})$")


_ENDS_2, _ENDS_3 = _ending(list(_STEP_2)), _ending(list(_STEP_3))
_STEP_4 = (
    (_ending("ement ance ence able ible ant ism ate iti ous ive ize al er ic ou".split()), 0),
    (_ending(["ment"]), 0),
    (_ending(["ent"]), 0),
    (_ending(["sion", "tion"]), 1),
)


@lru_cache(maxsize=1)
def irregular_forms() -> dict[str, str]:
    """Return the base of each irregular form: the exception lists of WordNet 2.0, merged as in ROUGE-1.5.5.

    They are read from `irregular_forms.tsv` on the first call and are under `WORDNET-LICENSE`. Forms with a hyphen or an
    underscore are kept as in WordNet, although no token of the script can equal them. WordNet's lists disagree on three
    words of more than three letters. The values that the script printed show that *best* is not the adverb's *well*, so
    *best* and *better* get the adjective's *good*. *testes* gets the verb's base, *testes*; no printed value shows whether
    this is right.
    """
    text = resources.files(__package__).joinpath("irregular_forms.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return dict(rows)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a lower-case `word` of ASCII letters and digits. Words of up to three letters are left unchanged.

    The base of an irregular form is not stemmed again: *analyses* becomes *analysis*, whereas *analysis* becomes *analysi*.
    """
    if len(word) <= 3:
        return word
    return irregular_forms().get(word) or porter_stem(word)


def porter_stem(word: str) -> str:
    """Return the stem of `word` by the script's version of Porter's rules, without the irregular forms."""
    if len(word) < 3:
        return word
    starts_with_y = word[0] == "y"
    if starts_with_y:
        word = "Y" + word[1:]  # the patterns treat a capital as a consonant
    word = _cut_past_and_ing(_cut_plural(word))
    if word.endswith("y") and _HAS_VOWEL.match(word[:-1]):
        word = word[:-1] + "i"
    word = _replace(word, _ENDS_2, _STEP_2)
    word = _replace(word, _ENDS_3, _STEP_3)
    word = _cut_last_e(_cut_derived(word))
    if word.endswith("ll") and _MEASURE_OVER_1.match(word):
        word = word[:-1]
    return "y" + word[1:] if starts_with_y else word


def _cut_plural(word: str) -> str:
    """Apply step 1a: *caresses* → *caress*, *ponies* → *poni*, *cats* → *cat*."""
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _cut_past_and_ing(word: str) -> str:
    """Apply step 1b: remove -eed, -ed and -ing, and repair the rest (*hoping* → *hope*, *hopping* → *hop*)."""
    if word.endswith("eed"):
        return word[:-1] if _MEASURE_OVER_0.match(word[:-3]) else word
    rest = word[:-2] if word.endswith("ed") else word[:-3] if word.endswith("ing") else ""
    if not _HAS_VOWEL.match(rest):
        return word
    if rest.endswith(("at", "bl", "iz")) or _SHORT.fullmatch(rest):
        return rest + "e"
    return rest[:-1] if _DOUBLED.search(rest) else rest


def _replace(word: str, ends: re.Pattern[str], replacements: dict[str, str]) -> str:
    """Apply step 2 or 3: replace a suffix if the stem before it has a measure above 0."""
    found = ends.search(word)
    if found and _MEASURE_OVER_0.match(word[: found.start()]):
        return word[: found.start()] + replacements[found[0]]
    return word


def _cut_derived(word: str) -> str:
    """Apply step 4: remove suffixes after a stem with a measure above 1, and keep the s or t of *-sion* and *-tion*."""
    for ends, kept in _STEP_4:
        if (found := ends.search(word)) and _MEASURE_OVER_1.match(rest := word[: found.start() + kept]):
            word = rest
    return word


def _cut_last_e(word: str) -> str:
    """Apply step 5a: remove a final e if the measure is above 1, or if it is 1 and the stem is not short (see `_SHORT`)."""
    if not word.endswith("e"):
        return word
    rest = word[:-1]
    if _MEASURE_OVER_1.match(rest) or (_MEASURE_1.fullmatch(rest) and not _SHORT.fullmatch(rest)):
        return rest
    return word
