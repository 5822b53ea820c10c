"""Read dates, years and seasons in digits alone."""

from __future__ import annotations

import re

from chipbrief.language.values.dates import DAY, MONTHS_IN_A_YEAR, is_year, written
from chipbrief.language.values.lexer import Reading, Tokens, nothing, read
from chipbrief.language.values.words import MONTHS

__all__ = ["numeric_date", "year_or_season"]

_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.((?:19|20)[0-9]{2})")
_TWO_YEARS = re.compile(r"((?:19|20)[0-9]{2})\.((?:19|20)[0-9]{2})")
"""Where a sentence ends in a year, the next begins with one, and the blank is lost: *in 2002.2009 was …*."""
_DOTTED_YEAR = re.compile(r"((?:19|20)[0-9]{2})\.([0-9]{1,2})\.([0-9]{1,2})")


def _by_numbers(one: int, other: int, year: str) -> str | None:
    """Return a date whose day and month stand in the order that its numbers leave open: `03/04/2025` is `2025-XX-XX`."""
    if one > MONTHS_IN_A_YEAR >= other > 0:
        return written(year, other, one)
    if other > MONTHS_IN_A_YEAR >= one > 0:
        return written(year, one, other)
    if one == other:
        return written(year, one, one)
    return f"{year}-XX-XX" if 0 < one <= MONTHS_IN_A_YEAR and 0 < other <= MONTHS_IN_A_YEAR else None


def numeric_date(t: Tokens, at: int) -> list[Reading] | None:
    """Read `2025-07-15`, `30/09/2025`, `30.09.2025`, `30-Sep-2025`, `2025-09`, `11/2024`, `2025年9月30日`."""
    word, words = t.words[at], t.words
    if match := _DOTTED.fullmatch(word):
        day_first = written(match[3], int(match[2]), int(match[1])) if int(match[1]) else None
        value = day_first or _by_numbers(int(match[1]), int(match[2]), match[3])
        return _dated(t, at, at + 1, value)
    if match := _DOTTED_YEAR.fullmatch(word):
        return _dated(t, at, at + 1, written(match[1], int(match[2]), int(match[3])) if int(match[3]) else None)
    if match := _TWO_YEARS.fullmatch(word):
        start = t.start(at)
        return [
            Reading(start + first, start + first + 4, "DATE", year, "year", at + 1)
            for first, year in ((0, match[1]), (5, match[2]))
        ]
    mark = words[at + 1]
    if t.gaps[at + 1] or t.gaps[at + 2]:
        return None
    if mark == "年":
        return _chinese(t, at)
    if mark not in ("-", "/", ".") or not word.isdecimal() or len(word) not in (1, 2, 4):
        return None
    if words[at + 3] == mark and not t.gaps[at + 3] and not t.gaps[at + 4] and words[at + 4].isdecimal():
        return _three_parts(t, at, mark)
    return _two_parts(t, at, mark)


def _dated(t: Tokens, at: int, behind: int, value: str | None) -> list[Reading]:
    return [read(t, at, behind, "DATE", value, "date in digits")] if value else nothing(t, at, behind, "no such date")


_LAST_OF_THIS_CENTURY = 50
"""Two digits from here on are a year of the 20th century: `30-Sep-78`."""


def _three_parts(t: Tokens, at: int, mark: str) -> list[Reading] | None:
    first, second, third = t.words[at], t.words[at + 2], t.words[at + 4]
    if mark == "-" and second in MONTHS and len(third) == 2 and third.isdecimal() and t.ends_word(at + 5):
        third = f"{'20' if int(third) < _LAST_OF_THIS_CENTURY else '19'}{third}"
    if mark == "-" and second in MONTHS and is_year(third) and DAY.fullmatch(first):
        return _dated(t, at, at + 5, written(third, MONTHS[second], int(first)) if int(first) else None)
    if not second.isdecimal() or len(second) > 2:
        return None
    if is_year(first) and len(third) <= 2:
        if not t.ends_word(at + 5) and t.words[at + 5] != "t":
            return None
        return _dated(t, at, at + 5, written(first, int(second), int(third)) if int(third) else None)
    if mark == "/" and len(third) == 2 and len(first) <= 2 and len(first + second) > 2 and t.closes(at + 5):
        third = f"{'20' if int(third) < _LAST_OF_THIS_CENTURY else '19'}{third}"  # 14/02/23
    if is_year(third) and len(first) <= 2 and t.ends_word(at + 5):
        return _dated(t, at, at + 5, _by_numbers(int(first), int(second), third))
    return nothing(t, at, at + 5, "numbers with marks") if mark == "/" else None


def _two_parts(t: Tokens, at: int, mark: str) -> list[Reading] | None:
    first, second = t.words[at], t.words[at + 2]
    if not second.isdecimal() or not t.closes(at + 3) or (t.words[at + 3] in ("-", "/") and not t.gaps[at + 3]):
        return None
    if mark == "-" and is_year(first) and len(second) == 2:
        follows = int(second) > int(first[2:]) or first[2:] + second == "9900"
        month = written(first, int(second))
        return None if follows or month is None else _dated(t, at, at + 3, month)
    if mark == "/" and is_year(second) and len(first) <= 2:
        return _dated(t, at, at + 3, written(second, int(first)))
    return None


def _chinese(t: Tokens, at: int) -> list[Reading] | None:
    month, sign, day, last = t.words[at + 2 : at + 6]
    if sign != "月" or not is_year(t.words[at]) or not month.isdecimal() or len(month) > 2:
        return None
    if day.isdecimal() and last == "日" and len(day) <= 2:
        return _dated(t, at, at + 6, written(t.words[at], int(month), int(day)))
    return _dated(t, at, at + 4, written(t.words[at], int(month)))


def year_or_season(t: Tokens, at: int) -> list[Reading] | None:
    """Read `2025`, `2024-25` as `2024/2025`, `2020-2024`; what runs backwards in full (`2025-2024`) is none."""
    year, words = t.words[at], t.words
    behind = at + 1
    if (
        words[behind] in ("-", "/", "–")
        and not t.gaps[behind]
        and not t.gaps[behind + 1]
        and words[behind + 1].isdecimal()
    ):
        last = words[behind + 1]
        ended = t.closes(behind + 2) and not (words[behind + 2] == "-" and not t.gaps[behind + 2])
        if ended and (len(last) == 2 or is_year(last)):
            value = _season(year, last)
            return (
                [read(t, at, at + 3, "DATE", value, "season or range of years")]
                if value
                else nothing(t, at, at + 3, "years backwards")
            )
        if words[behind] == "-":
            return None
    if (
        words[behind : behind + 2] == ["-", "-"]
        and t.gaps[behind]
        and not t.gaps[behind + 1]
        and t.gaps[behind + 2] == 1
    ):
        last = words[behind + 2]  # 2007 -- 08, as tokenizers write a dash
        if last.isdecimal() and len(last) in (2, len(year)) and t.closes(behind + 3) and (value := _season(year, last)):
            return [read(t, at, behind + 3, "DATE", value, "season or range of years")]
    if not t.closes(behind) or words[behind] == "%":
        return None
    return [read(t, at, behind, "DATE", year, "year")]


def _season(first: str, last: str) -> str | None:
    if len(last) == len(first):
        return f"{first}/{last}" if first < last else None
    turn = first.endswith("99") and last == "00"
    return f"{first}/{int(first[:2]) + turn}{last}"
