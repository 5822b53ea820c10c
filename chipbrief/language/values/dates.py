"""Read dates in digits, with a month's name, and ranges of them, in the normal form of TIMEX3."""

from __future__ import annotations

import re

from chipbrief.language.values.contexts import behind_between, behind_from
from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.reading import Reading, nothing, read
from chipbrief.language.values.words import MONTHS, ORDINALS, PLAIN_MONTHS, SUFFIXES, TENS, UNIT_ORDINALS

__all__ = ["day_and_month", "is_year", "month_first", "numeric_date", "ordinal_number", "year_or_season"]

_YEAR = re.compile(r"(?:19|20)[0-9][0-9]")
_ANY_YEAR = re.compile(r"(?:1[0-9]|20)[0-9][0-9]")
_DAY = re.compile(r"[0-3]?[0-9]")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.((?:19|20)[0-9]{2})")
_DOTTED_YEAR = re.compile(r"((?:19|20)[0-9]{2})\.([0-9]{1,2})\.([0-9]{1,2})")
_MONTHS_IN_A_YEAR = 12
_DASHES = frozenset(("-", "–", "—"))
_BEHIND_MAY = frozenset("and when after this last next but the".split())
_STOPS = frozenset((".", ",", ";"))
Day = tuple[int, int]
"""The token behind a day, and the day."""


def is_year(word: str) -> bool:
    """Whether a token may be a year of 1900 to 2099."""
    return _YEAR.fullmatch(word) is not None


def _written(year: str, month: int, day: int = 0) -> str | None:
    """Return a date in TIMEX3, or null if there is no such day."""
    if not 0 < month <= _MONTHS_IN_A_YEAR or day > 31:
        return None
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")


def _by_numbers(one: int, other: int, year: str) -> str | None:
    """Return a date whose day and month stand in the order that its numbers leave open: `03/04/2025` is `2025-XX-XX`."""
    if one > _MONTHS_IN_A_YEAR >= other > 0:
        return _written(year, other, one)
    if other > _MONTHS_IN_A_YEAR >= one > 0:
        return _written(year, one, other)
    if one == other:
        return _written(year, one, one)
    return f"{year}-XX-XX" if 0 < one <= _MONTHS_IN_A_YEAR and 0 < other <= _MONTHS_IN_A_YEAR else None


def numeric_date(t: Tokens, at: int) -> list[Reading] | None:
    """Read `2025-07-15`, `30/09/2025`, `30.09.2025`, `30-Sep-2025`, `2025-09`, `11/2024`, `2025年9月30日`."""
    word, words = t.words[at], t.words
    if match := _DOTTED.fullmatch(word):
        value = _by_numbers(int(match[1]), int(match[2]), match[3])
        return _dated(t, at, at + 1, value)
    if match := _DOTTED_YEAR.fullmatch(word):
        return _dated(t, at, at + 1, _written(match[1], int(match[2]), int(match[3])) if int(match[3]) else None)
    mark = words[at + 1]
    if t.gaps[at + 1] or t.gaps[at + 2]:
        return None
    if mark == "年":
        return _chinese(t, at)
    if mark not in ("-", "/", ".") or not word.isdigit() or len(word) not in (1, 2, 4):
        return None
    if words[at + 3] == mark and not t.gaps[at + 3] and not t.gaps[at + 4] and words[at + 4].isdigit():
        return _three_parts(t, at, mark)
    return _two_parts(t, at, mark)


def _dated(t: Tokens, at: int, behind: int, value: str | None) -> list[Reading]:
    return [read(t, at, behind, "DATE", value, "date in digits")] if value else nothing(t, at, behind, "no such date")


def _three_parts(t: Tokens, at: int, mark: str) -> list[Reading] | None:
    first, second, third = t.words[at], t.words[at + 2], t.words[at + 4]
    if mark == "-" and second in MONTHS and is_year(third) and _DAY.fullmatch(first):
        return _dated(t, at, at + 5, _written(third, MONTHS[second], int(first)) if int(first) else None)
    if not second.isdigit() or len(second) > 2:
        return None
    if is_year(first) and len(third) <= 2:
        if not t.ends_word(at + 5) and t.words[at + 5] != "t":
            return None
        return _dated(t, at, at + 5, _written(first, int(second), int(third)) if int(third) else None)
    if is_year(third) and len(first) <= 2 and t.ends_word(at + 5):
        return _dated(t, at, at + 5, _by_numbers(int(first), int(second), third))
    return nothing(t, at, at + 5, "numbers with marks") if mark == "/" else None


def _two_parts(t: Tokens, at: int, mark: str) -> list[Reading] | None:
    first, second = t.words[at], t.words[at + 2]
    if not second.isdigit() or not t.closes(at + 3) or (t.words[at + 3] in ("-", "/") and not t.gaps[at + 3]):
        return None
    if mark == "-" and is_year(first) and len(second) == 2:
        follows = int(second) == (int(first) + 1) % 100
        month = _written(first, int(second))
        return None if follows or month is None else _dated(t, at, at + 3, month)
    if mark == "/" and is_year(second) and len(first) <= 2:
        return _dated(t, at, at + 3, _written(second, int(first)))
    return None


def _chinese(t: Tokens, at: int) -> list[Reading] | None:
    month, sign, day, last = t.words[at + 2 : at + 6]
    if sign != "月" or not month.isdigit():
        return None
    if day.isdigit() and last == "日" and len(day) <= 2:
        return _dated(t, at, at + 6, _written(t.words[at], int(month), int(day)))
    return _dated(t, at, at + 4, _written(t.words[at], int(month)))


def _day(t: Tokens, at: int) -> Day | None:
    """Read a day of a month in digits, with or without `th`."""
    word = t.words[at]
    if not word.isdigit() or not _DAY.fullmatch(word):
        return None
    suffix = t.words[at + 1] in SUFFIXES and not t.gaps[at + 1]
    end = at + 1 + suffix
    return (end, int(word)) if t.ends_word(end) else None


def _year_behind(t: Tokens, at: int, *, day: bool) -> tuple[int, str]:
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


def _dot(t: Tokens, at: int) -> int:
    """Return the token behind the full stop of an abbreviated month, if there is one."""
    short = len(t.words[at - 1]) <= 4
    return at + (short and t.words[at] == "." and not t.gaps[at] and t.gaps[at + 1] <= 1)


def month_first(t: Tokens, at: int) -> list[Reading] | None:
    """Read a date that begins with a month: `July 15, 2025`, `July 4-6`, `July 30-Aug. 2`, `January 2023`, `May`."""
    if not t.gaps[at] and (t.words[at - 1][-1:].isalnum() or t.words[at - 1] == "_"):
        return None
    if not t.ends_word(at + 1):
        return None
    return _month_and_day(t, at) or _months(t, at) or _month_and_year(t, at) or _month(t, at)


def _month_and_day(t: Tokens, at: int) -> list[Reading] | None:
    month = MONTHS[t.words[at]]
    place = _dot(t, at + 1)
    with_the = t.words[place] == "the"
    if t.gaps[place] != 1 or (with_the and (t.words[place + 2] not in SUFFIXES or t.gaps[place + 2])):
        return None
    first = _day(t, place + with_the)
    if first is None or not first[1]:
        return nothing(t, at, place + 1, "no such day") if first and not first[1] else None
    end, day = first
    if (ranged := _range_behind(t, at, end, month, day)) is not None:
        return ranged
    behind, year = _year_behind(t, end, day=True)
    value = _written(year, month, day)
    if not t.closes(behind) or t.words[behind] == "%" or (t.words[behind] == "-" and t.gaps[behind] <= 1):
        if behind == end or t.words[end] in ("%", "-"):
            return None
        behind, value = end, _written("XXXX", month, day)
    return [read(t, at, behind, "DATE", value, "month and day")] if value else None


def _to(t: Tokens, at: int) -> tuple[int, bool]:
    """Return the token behind what joins two ends of a range of dates, and whether it is a dash; 0 if there is none."""
    word = t.words[at]
    if word in _DASHES and t.gaps[at] <= 1 and t.gaps[at + 1] <= 1:
        return at + 1, True
    joined = word in ("to", "through", "until", "and") and t.gaps[at] == t.gaps[at + 1] == 1
    return (at + 1, False) if joined else (0, False)


def _range_behind(t: Tokens, at: int, end: int, month: int, day: int) -> list[Reading] | None:
    """Read the second day of `July 4-6`, `July 4 to 6`, `July 30-Aug. 2` and the year behind it."""
    start, dashed = _to(t, end)
    if not start:
        return None
    joining = t.words[start - 1]
    other, place = month, start
    if t.words[start] in MONTHS:
        other, place = MONTHS[t.words[start]], _dot(t, start + 1)
        if not dashed:
            return None
    elif joining == "and" and not behind_between(t, at):
        return None
    last = _day(t, place)
    if last is None or not last[1] or (other == month and last[1] <= day) or not t.closes(last[0]):
        return None
    if t.words[last[0]] in ("%", "-", "percent", "million", "billion", "points") or (other == month and not _ends_there(t, last[0])):
        return None
    behind, year = _year_behind(t, last[0], day=True)
    one, two = _written(year, month, day), _written(year, other, last[1])
    if one is None or two is None:
        return None
    if behind_from(t, at) and not dashed:
        return [read(t, at, end, "DATE", one, "range of days"), read(t, place, behind, "DATE", two, "range of days")]
    return [read(t, at, behind, "DATE", f"{one}/{two}", "range of days")]


_COUNTED_BEHIND = frozenset("people per years year months days hours minutes miles km dollars euros pounds men women".split())


def _ends_there(t: Tokens, at: int) -> bool:
    """Whether a day ends a range: nothing that it may count follows."""
    return t.words[at] not in _COUNTED_BEHIND


def _months(t: Tokens, at: int) -> list[Reading] | None:
    """Read `July-September 2025`, `July to September 2025`: the year reaches back."""
    end = _dot(t, at + 1)
    start, dashed = _to(t, end)
    if not start or t.words[start] not in MONTHS or not _is_name(t, at) or not _is_name(t, start) or not t.ends_word(start + 1):
        return None
    place = _dot(t, start + 1)
    if _day(t, place) is not None and t.gaps[place] == 1:
        return None
    behind, year = _year_behind(t, place, day=False)
    if behind == place:
        behind, year = start + 1, "XXXX"
        if not dashed:
            return None
    elif t.words[start - 1] == "and" and not behind_between(t, at):
        return None
    one, two = f"{year}-{MONTHS[t.words[at]]:02}", f"{year}-{MONTHS[t.words[start]]:02}"
    if dashed:
        return [read(t, at, behind, "DATE", f"{one}/{two}", "range of months")]
    return [read(t, at, at + 1, "DATE", one, "range of months"), read(t, start, behind, "DATE", two, "range of months")]


def _month_and_year(t: Tokens, at: int) -> list[Reading] | None:
    place = at + 1 + (t.words[at + 1] == "." and not t.gaps[at + 1])
    place += t.words[place] == "," and not t.gaps[place]
    place += t.words[place] == "of" and t.gaps[place] == 1
    if t.gaps[place] != 1 or not is_year(t.words[place]) or not t.ends_word(place + 1):
        return None
    return [read(t, at, place + 1, "DATE", f"{t.words[place]}-{MONTHS[t.words[at]]:02}", "month and year")]


def _is_name(t: Tokens, at: int) -> bool:
    """Whether a month is written as one: with a capital, or a word that means nothing else."""
    return t.words[at] in PLAIN_MONTHS or t.raw(at) == t.raw(at).capitalize()


def _month(t: Tokens, at: int) -> list[Reading] | None:
    if not _is_name(t, at) and not _is_small_may(t, at):
        return None
    return [read(t, at, at + 1, "DATE", f"XXXX-{MONTHS[t.words[at]]:02}", "month")]


def _is_small_may(t: Tokens, at: int) -> bool:
    """Whether *may* or *march* in small letters is a month: behind *in* or *by*, at the end of a clause."""
    if t.raw(at) not in ("may", "march") or t.words[at - 1] not in ("in", "by") or t.gaps[at] != 1:
        return False
    following = t.words[at + 1]
    return not following or (following in _STOPS and not t.gaps[at + 1]) or following in _BEHIND_MAY


def day_and_month(t: Tokens, at: int) -> list[Reading] | None:
    """Read a date that begins with a day: `15 July 2025`, `the 15th of July`, `4-6 July`, `from 4 to 6 July`."""
    first = _day(t, at) if t.words[at][0].isdigit() else _day_in_words(t, at)
    if first is None:
        return None
    end, day = first
    start, dashed = _to(t, end)
    last = _day(t, start) if start else None
    if last is not None and (found := _two_days(t, at, first, last, start, dashed=dashed)):
        return found
    month, behind = _month_behind(t, end, spelled=not t.words[at][0].isdigit())
    if not month:
        return None
    behind, year = _year_of(t, behind)
    value = _written(year, month, day)
    if not day or value is None or not t.ends_word(behind):
        return nothing(t, at, behind, "no such day")
    return [read(t, at, behind, "DATE", value, "day and month")]


def _two_days(t: Tokens, at: int, first: Day, last: Day, start: int, *, dashed: bool) -> list[Reading] | None:
    month, behind = _month_behind(t, last[0])
    if not month or not first[1] or first[1] >= last[1]:
        return None
    behind, year = _year_of(t, behind)
    one, two = _written(year, month, first[1]), _written(year, month, last[1])
    if one is None or two is None:
        return None
    if (t.words[start - 1] == "and" and not behind_between(t, at)) or (behind_from(t, at) and not dashed):
        return [read(t, at, first[0], "DATE", one, "two days"), read(t, start, behind, "DATE", two, "two days")]
    return [read(t, at, behind, "DATE", f"{one}/{two}", "range of days")]


def _day_in_words(t: Tokens, at: int) -> Day | None:
    """Read *the fourth* of “the fourth of July”."""
    found = ordinal_number(t, at)
    return found if found and t.words[found[0]] == "of" and found[1] <= 31 else None


def _month_behind(t: Tokens, at: int, *, spelled: bool = False) -> tuple[int, int]:
    """Return the month behind a day and the token behind it, or 0."""
    place = at + (t.words[at] == "of")
    hyphen = t.hyphen(at)
    place += hyphen
    month = MONTHS.get(t.words[place], 0)
    if not month or (t.gaps[place] != 1 and not hyphen) or t.gaps[at] > 1 or not t.ends_word(place + 1):
        return 0, at
    if spelled and not _is_name(t, place):
        return 0, at
    return month, place + 1


def _year_of(t: Tokens, at: int) -> tuple[int, str]:
    """Return the year behind *15 July*, and its end."""
    dot = t.words[at] == "." and not t.gaps[at]
    place = at + dot
    comma = t.words[place] == "," and not t.gaps[place]
    place += comma
    word = t.words[place]
    if t.gaps[place] == 1 and _ANY_YEAR.fullmatch(word) and t.ends_word(place + 1) and (not comma or is_year(word)):
        return place + 1, word
    return at, "XXXX"


def ordinal_number(t: Tokens, at: int) -> Day | None:
    """Return the end and the number of an ordinal: *third*, *twenty-first*, `14th`."""
    word, words = t.words[at], t.words
    if word in ORDINALS:
        return (at + 1, ORDINALS[word]) if t.ends_word(at + 1) else None
    if word in TENS and words[at + 2] in UNIT_ORDINALS and t.hyphen(at + 1) and t.ends_word(at + 3):
        return at + 3, TENS[word] + ORDINALS[words[at + 2]]
    if word.isdigit() and len(word) <= 4 and words[at + 1] in SUFFIXES and not t.gaps[at + 1] and t.ends_word(at + 2):
        return at + 2, int(word)
    return None


def year_or_season(t: Tokens, at: int) -> list[Reading] | None:
    """Read `2025`, `2024-25` as `2024/2025`, `2020-2024`; what runs backwards in full (`2025-2024`) is none."""
    year, words = t.words[at], t.words
    behind = at + 1
    if words[behind] in ("-", "/", "–") and not t.gaps[behind] and not t.gaps[behind + 1] and words[behind + 1].isdigit():
        last = words[behind + 1]
        ended = t.closes(behind + 2) and not (words[behind + 2] == "-" and not t.gaps[behind + 2])
        if ended and (len(last) == 2 or is_year(last)):
            value = _season(year, last)
            return [read(t, at, at + 3, "DATE", value, "season or range of years")] if value else nothing(t, at, at + 3, "years backwards")
        if words[behind] == "-":
            return None
    if not t.closes(behind) or words[behind] == "%":
        return None
    return [read(t, at, behind, "DATE", year, "year")]


def _season(first: str, last: str) -> str | None:
    if len(last) == len(first):
        return f"{first}/{last}" if first < last else None
    turn = first.endswith("99") and last == "00"
    return f"{first}/{int(first[:2]) + turn}{last}"
