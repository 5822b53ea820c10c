"""The parts of a date with a month in words: day, month, year, and what joins two of them."""

from __future__ import annotations

import re

from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.words import MONTHS, ORDINALS, PLAIN_MONTHS, SUFFIXES, TENS, UNIT_ORDINALS
from chipbrief.language.words import GIVEN, TITLES

_YEAR = re.compile(r"(?:19|20)[0-9][0-9]")
_ANY_YEAR = re.compile(r"(?:1[0-9]|20)[0-9][0-9]")
DAY = re.compile(r"[0-3]?[0-9]")
MONTHS_IN_A_YEAR = 12
_DASHES = frozenset(("-", "–", "—"))
_BEHIND_MAY = frozenset("and when after this last next but the".split())
_STOPS = frozenset((".", ",", ";"))
Day = tuple[int, int]
"""The token behind a day, and the day."""


def is_year(word: str) -> bool:
    """Whether a token may be a year of 1900 to 2099."""
    return len(word) == 4 and _YEAR.fullmatch(word) is not None


def written(year: str, month: int, day: int = 0) -> str | None:
    """Return a date in TIMEX3, or null if there is no such day."""
    if not 0 < month <= MONTHS_IN_A_YEAR or day > 31:
        return None
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")


def day_of_month(t: Tokens, at: int) -> Day | None:
    """Read a day of a month in digits, with or without `th`."""
    word = t.words[at]
    if not word.isdecimal() or not DAY.fullmatch(word):
        return None
    suffix = t.words[at + 1] in SUFFIXES and not t.gaps[at + 1]
    end = at + 1 + suffix
    return (end, int(word)) if t.ends_word(end) else None


def year_behind(t: Tokens, at: int, *, day: bool) -> tuple[int, str]:
    """Return the year behind a date and its end, or `XXXX`: `, 1776`, ` 2025`, `, 2025`."""
    comma = t.words[at] == "," and not t.gaps[at]
    place = at + comma
    word = t.words[place]
    if t.gaps[place] != 1 or not _ANY_YEAR.fullmatch(word) or not (comma or day or is_year(word)):
        return at, "XXXX"
    if day and not comma and not is_year(word):
        return at, "XXXX"
    if not t.closes(place + 1) or t.words[place + 1] == "%":
        return at, "XXXX"
    return place + 1, word


def behind_dot(t: Tokens, at: int) -> int:
    """Return the token behind the full stop of an abbreviated month, if there is one."""
    short = len(t.words[at - 1]) <= 4
    return at + (short and t.words[at] == "." and not t.gaps[at] and t.gaps[at + 1] <= 1)


def joins(t: Tokens, at: int) -> tuple[int, bool]:
    """Return the token behind what joins two ends of a range of dates, and whether it is a dash; 0 if there is none."""
    word = t.words[at]
    if word in _DASHES and t.gaps[at] <= 1 and t.gaps[at + 1] <= 1:
        return at + 1, True
    joined = word in ("to", "through", "until", "and") and t.gaps[at] == t.gaps[at + 1] == 1
    return (at + 1, False) if joined else (0, False)


def is_month_name(t: Tokens, at: int) -> bool:
    """Whether a month is written as one: with a capital, or a word that means nothing else."""
    return t.words[at] in PLAIN_MONTHS or (t.raw(at) == t.raw(at).capitalize() and not _is_surname(t, at))


def _is_surname(t: Tokens, at: int) -> bool:
    """Whether a month stands behind a first name or a title: *Theresa May*, *Mrs May*."""
    before, raw = t.words[at - 1], t.raw(at - 1)
    if t.gaps[at] != 1 or not raw[:1].isupper():
        return False
    return before in GIVEN or before in TITLES or (is_name(before) and not is_word(before))


def is_small_may(t: Tokens, at: int) -> bool:
    """Whether *may* or *march* in small letters is a month: behind *in* or *by*, at the end of a clause."""
    if t.raw(at) not in ("may", "march") or t.words[at - 1] not in ("in", "by") or t.gaps[at] != 1:
        return False
    following = t.words[at + 1]
    return not following or (following in _STOPS and not t.gaps[at + 1]) or following in _BEHIND_MAY


def day_in_words(t: Tokens, at: int) -> Day | None:
    """Read *the fourth* of “the fourth of July”."""
    found = ordinal_number(t, at)
    return found if found and t.words[found[0]] == "of" and found[1] <= 31 else None


def month_behind(t: Tokens, at: int, *, spelled: bool = False) -> tuple[int, int]:
    """Return the month behind a day and the token behind it, or 0."""
    place = at + (t.words[at] == "of")
    hyphen = t.hyphen(at)
    place += hyphen
    month = MONTHS.get(t.words[place], 0)
    if not month or (t.gaps[place] != 1 and not hyphen) or t.gaps[at] > 1 or not t.ends_word(place + 1):
        return 0, at
    if spelled and not is_month_name(t, place):
        return 0, at
    return month, place + 1


def year_after_month(t: Tokens, at: int) -> tuple[int, str]:
    """Return the year behind *15 July*, and its end."""
    dot = t.words[at] == "." and not t.gaps[at]
    place = at + dot
    comma = t.words[place] == "," and not t.gaps[place]
    place += comma
    word = t.words[place]
    if t.gaps[place] == 1 and _ANY_YEAR.fullmatch(word) and t.ends_word(place + 1) and (not comma or is_year(word)):
        return place + 1, word
    return at, "XXXX"


def is_suffix(number: str, suffix: str) -> bool:
    """Whether `suffix` may stand behind the digits of an ordinal: *st* behind 21 and not behind 10, which is ten stone."""
    if suffix == "st":
        return number[-1] == "1" and number[-2:] != "11"
    return suffix in SUFFIXES


def ordinal_number(t: Tokens, at: int) -> Day | None:
    """Return the end and the number of an ordinal: *third*, *twenty-first*, `14th`."""
    word, words = t.words[at], t.words
    if word in ORDINALS:
        return (at + 1, ORDINALS[word]) if t.ends_word(at + 1) else None
    if word in TENS and words[at + 2] in UNIT_ORDINALS and t.hyphen(at + 1) and t.ends_word(at + 3):
        return at + 3, TENS[word] + ORDINALS[words[at + 2]]
    if (
        word.isdecimal()
        and len(word) <= 4
        and is_suffix(word, words[at + 1])
        and not t.gaps[at + 1]
        and t.ends_word(at + 2)
    ):
        return at + 2, int(word)
    return None
