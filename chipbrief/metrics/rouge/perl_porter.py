"""The stemmer of the ROUGE-1.5.5 Perl script: WordNet's irregular forms first, then its own edition of Porter's rules.

The rules are Porter's (1980) with the two that Martin Porter put into later editions, *-bli* to *-ble* (1980: *-abli* to
*-able*) and *-logi* to *-log*, and with a fourth step that looks four times, each time at what the time before left: at
most of the suffixes (the longest first), at *-ment*, at *-ent*, at *-sion* and *-tion*. So *incidentate* loses *-ate* and
then *-ent*. None of NLTK's extensions hold. A y at the beginning of a word is a consonant, elsewhere a y is a vowel
behind a consonant; digits are consonants.
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
"""The whole of a stem that wants its e back: *hop* of *hoping*; a stem that begins with a vowel is none."""
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
    """Finds the longest of `suffixes` that a word ends in: a search from the left meets it first."""
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
    """The base of each irregular form: the exception lists of WordNet 2.0 as ROUGE-1.5.5 merges them.

    Read from `irregular_forms.tsv` when first asked for; `WORDNET-LICENSE` beside it holds. Forms with a hyphen or an
    underscore stand in it as they do in WordNet's lists; no token of the script's equals them. The lists differ on three
    words of more than three letters: the script's values show that *best* is not the adverb's *well*, so *best* and
    *better* have the adjective's *good*; that *testes* has the verb's base, itself, no value shows or denies.
    """
    text = resources.files(__package__).joinpath("irregular_forms.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return dict(rows)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a lower-case `word` of ASCII letters and digits; words of three letters and less stay as they are.

    The base of an irregular form is not stemmed in turn: *analyses* becomes *analysis*, and *analysis* itself *analysi*.
    """
    if len(word) <= 3:
        return word
    return irregular_forms().get(word) or porter_stem(word)


def porter_stem(word: str) -> str:
    """`word` without its regular endings, by the script's edition of Porter's rules alone."""
    if len(word) < 3:
        return word
    starts_with_y = word[0] == "y"
    if starts_with_y:
        word = "Y" + word[1:]  # a capital is in none of the classes of vowels
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
    """Step 1a: *caresses* → *caress*, *ponies* → *poni*, *cats* → *cat*."""
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _cut_past_and_ing(word: str) -> str:
    """Step 1b: -eed, -ed and -ing, and what the rest then needs: *hoping* → *hope*, *hopping* → *hop*."""
    if word.endswith("eed"):
        return word[:-1] if _MEASURE_OVER_0.match(word[:-3]) else word
    rest = word[:-2] if word.endswith("ed") else word[:-3] if word.endswith("ing") else ""
    if not _HAS_VOWEL.match(rest):
        return word
    if rest.endswith(("at", "bl", "iz")) or _SHORT.fullmatch(rest):
        return rest + "e"
    return rest[:-1] if _DOUBLED.search(rest) else rest


def _replace(word: str, ends: re.Pattern[str], replacements: dict[str, str]) -> str:
    """Steps 2 and 3: a suffix behind a stem with a measure over 0 is replaced."""
    found = ends.search(word)
    if found and _MEASURE_OVER_0.match(word[: found.start()]):
        return word[: found.start()] + replacements[found[0]]
    return word


def _cut_derived(word: str) -> str:
    """Step 4: suffixes behind a stem with a measure over 1 go; of *-sion* and *-tion* the s or t stays."""
    for ends, kept in _STEP_4:
        if (found := ends.search(word)) and _MEASURE_OVER_1.match(rest := word[: found.start() + kept]):
            word = rest
    return word


def _cut_last_e(word: str) -> str:
    """Step 5a: a last e goes behind a measure over 1, and behind a measure of 1 that is not short."""
    if not word.endswith("e"):
        return word
    rest = word[:-1]
    if _MEASURE_OVER_1.match(rest) or (_MEASURE_1.fullmatch(rest) and not _SHORT.fullmatch(rest)):
        return rest
    return word
