"""Read dates with a month in words, and ranges of days and months, in the normal form of TIMEX3."""

from __future__ import annotations

from chipbrief.language.values.contexts import is_modal_before_day, is_modal_behind_day
from chipbrief.language.values.dates import (
    Day,
    behind_dot,
    day_in_words,
    day_of_month,
    is_month_name,
    is_small_may,
    is_year,
    joins,
    month_behind,
    ordinal_number,
    written,
    year_after_month,
    year_behind,
)
from chipbrief.language.values.lexer import Reading, Tokens, nothing, read
from chipbrief.language.values.ranges import behind_between, behind_from
from chipbrief.language.values.words import MONTHS, SUFFIXES

__all__ = ["day_and_month", "month_first"]


def month_first(t: Tokens, at: int) -> list[Reading] | None:
    """Read a date that begins with a month: `July 15, 2025`, `July 4-6`, `July 30-Aug. 2`, `January 2023`, `May`."""
    if not t.gaps[at] and (t.words[at - 1][-1:].isalnum() or t.words[at - 1] == "_"):
        return None
    if not t.ends_word(at + 1):
        return None
    return _month_and_day(t, at) or _months(t, at) or _month_and_year(t, at) or _month(t, at)


def _month_and_day(t: Tokens, at: int) -> list[Reading] | None:
    month = MONTHS[t.words[at]]
    place = behind_dot(t, at + 1)
    if (spelled := _day_in_words(t, at, place)) is not None:
        return spelled
    with_the = t.words[place] == "the"
    if t.gaps[place] != 1 or (with_the and (t.words[place + 2] not in SUFFIXES or t.gaps[place + 2])):
        return None
    first = day_of_month(t, place + with_the)
    if first is None or not first[1]:
        return nothing(t, at, place + 1, "no such day") if first and not first[1] else None
    end, day = first
    if is_modal_before_day(t, at, end):
        return None
    if (ranged := _range_behind(t, at, end, month, day) or _days_listed(t, at, end, month, day)) is not None:
        return ranged
    behind, year = year_behind(t, end, day=True)
    value = written(year, month, day)
    if not t.closes(behind) or t.words[behind] == "%" or (t.words[behind] == "-" and t.gaps[behind] <= 1):
        if behind == end or t.words[end] in ("%", "-"):
            return None
        behind, value = end, written("XXXX", month, day)
    return [read(t, at, behind, "DATE", value, "month and day")] if value else None


def _days_listed(t: Tokens, at: int, end: int, month: int, day: int) -> list[Reading] | None:
    """Read the days of *June 3, 4 and 5*, at the end of a clause or before a year."""
    days = [(at, end, day)]
    while t.words[days[-1][1]] in (",", "and") and len(days) < _LAST_DAY:
        joined, place = t.words[days[-1][1]], days[-1][1] + 1
        found = day_of_month(t, place) if t.gaps[place] == 1 else None
        if found is None or found[1] <= days[-1][2]:
            return None
        days.append((place, found[0], found[1]))
        if joined == "and":
            break
    behind, year = year_behind(t, days[-1][1], day=True)
    if (
        len(days) < 3
        or t.words[days[-1][0] - 1] != "and"
        or (behind == days[-1][1] and t.words[behind] not in _CLAUSE_ENDS)
    ):
        return None
    values = [written(year, month, one) for _, _, one in days]
    if not all(values):
        return None
    return [
        read(t, first, behind if first == days[-1][0] else last, "DATE", str(value), "days of a month")
        for (first, last, _), value in zip(days, values, strict=True)
    ]


def _day_in_words(t: Tokens, at: int, place: int) -> list[Reading] | None:
    """Read *July fourth*, where a clause or a year ends it: *in March third parties* has no day."""
    found = ordinal_number(t, place) if t.words[place][:1].isalpha() and t.gaps[place] == 1 else None
    if found is None or found[1] > _LAST_DAY or not is_month_name(t, at):
        return None
    behind, year = year_behind(t, found[0], day=True)
    value = written(year, MONTHS[t.words[at]], found[1])
    known = behind > found[0] or t.words[found[0]] in _CLAUSE_ENDS
    return [read(t, at, behind, "DATE", value, "month and day")] if known and value else None


def _range_behind(t: Tokens, at: int, end: int, month: int, day: int) -> list[Reading] | None:
    """Read the second day of `July 4-6`, `July 4 to 6`, `July 30-Aug. 2` and the year behind it."""
    start, dashed = joins(t, end)
    if not start:
        return None
    joining = t.words[start - 1]
    other, place = month, start
    if t.words[start] in MONTHS:
        other, place = MONTHS[t.words[start]], behind_dot(t, start + 1)
        if not dashed:
            return None
    elif joining == "and" and not behind_between(t, at) and t.words[place + 1] not in _CLAUSE_ENDS:
        return None
    last = day_of_month(t, place)
    if last is None or not last[1] or (other == month and last[1] <= day) or not t.closes(last[0]):
        return None
    if t.words[last[0]] in ("%", "-", "percent", "million", "billion", "points") or (
        other == month and not _ends_there(t, last[0])
    ):
        return None
    behind, year = year_behind(t, last[0], day=True)
    one, two = written(year, month, day), written(year, other, last[1])
    if one is None or two is None:
        return None
    if not dashed and (behind_from(t, at) or (joining == "and" and not behind_between(t, at))):
        return [read(t, at, end, "DATE", one, "range of days"), read(t, place, behind, "DATE", two, "range of days")]
    return [read(t, at, behind, "DATE", f"{one}/{two}", "range of days")]


_LAST_DAY = 31
_CLAUSE_ENDS = frozenset((".", ",", ";", ")", ""))
_COUNTED_BEHIND = frozenset(
    "people per years year months days hours minutes miles km dollars euros pounds men women".split()
)


def _ends_there(t: Tokens, at: int) -> bool:
    """Whether a day ends a range: nothing that it may count follows."""
    return t.words[at] not in _COUNTED_BEHIND


def _months(t: Tokens, at: int) -> list[Reading] | None:
    """Read `July-September 2025`, `July to September 2025`: the year reaches back."""
    end = behind_dot(t, at + 1)
    start, dashed = joins(t, end)
    if (
        not start
        or t.words[start] not in MONTHS
        or not (is_month_name(t, at) or t.raw(at).isupper())
        or not (is_month_name(t, start) or t.raw(start).isupper())
        or not t.ends_word(start + 1)
    ):
        return None
    place = behind_dot(t, start + 1)
    if day_of_month(t, place) is not None and t.gaps[place] == 1:
        return None
    behind, year = year_behind(t, place, day=False)
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
    if t.words[place] in ("'", "’") and t.gaps[place] == 1 and _is_short_year(t, place + 1) and is_month_name(t, at):
        return [
            read(t, at, place + 2, "DATE", f"20{t.words[place + 1]}-{MONTHS[t.words[at]]:02}", "month and short year")
        ]
    hyphen = t.hyphen(place)
    place += hyphen
    if (t.gaps[place] != 1 and not hyphen) or not is_year(t.words[place]) or not t.ends_word(place + 1):
        return None
    if hyphen and not is_month_name(t, at):
        return None
    return [read(t, at, place + 1, "DATE", f"{t.words[place]}-{MONTHS[t.words[at]]:02}", "month and year")]


def _is_short_year(t: Tokens, at: int) -> bool:
    """Whether two glued digits stand here: the `24` of `'24`."""
    return len(t.words[at]) == 2 and t.words[at].isdecimal() and not t.gaps[at] and t.closes(at + 1)


def _month(t: Tokens, at: int) -> list[Reading] | None:
    if not is_month_name(t, at) and not is_small_may(t, at):
        return None
    return [read(t, at, at + 1, "DATE", f"XXXX-{MONTHS[t.words[at]]:02}", "month")]


def day_and_month(t: Tokens, at: int) -> list[Reading] | None:
    """Read a date that begins with a day: `15 July 2025`, `the 15th of July`, `4-6 July`, `from 4 to 6 July`."""
    first = day_of_month(t, at) if t.words[at][0].isdecimal() else day_in_words(t, at)
    if first is None:
        return None
    end, day = first
    start, dashed = joins(t, end)
    last = day_of_month(t, start) if start else None
    if last is not None and (found := _two_days(t, at, first, last, start, dashed=dashed)):
        return found
    month, behind = month_behind(t, end, spelled=not t.words[at][0].isdecimal())
    if not month or is_modal_behind_day(t, behind - 1, at):
        return None
    if (ranged := _two_months(t, at, day, month, behind)) is not None:
        return ranged
    behind, year = year_after_month(t, behind)
    value = written(year, month, day)
    if not day or value is None or not t.ends_word(behind):
        return nothing(t, at, behind, "no such day")
    return [read(t, at, behind, "DATE", value, "day and month")]


def _two_months(t: Tokens, at: int, day: int, month: int, behind: int) -> list[Reading] | None:
    """Read `30 June-2 July 2024`."""
    start, dashed = joins(t, behind)
    last = day_of_month(t, start) if dashed else None
    other, end = month_behind(t, last[0]) if last else (0, 0)
    if last is None or not other or (other, last[1]) == (month, day):
        return None
    end, year = year_after_month(t, end)
    one, two = written(year, month, day), written(year, other, last[1])
    return [read(t, at, end, "DATE", f"{one}/{two}", "range of days")] if one and two and day and last[1] else None


def _two_days(t: Tokens, at: int, first: Day, last: Day, start: int, *, dashed: bool) -> list[Reading] | None:
    month, behind = month_behind(t, last[0])
    if not month or not first[1] or first[1] >= last[1]:
        return None
    behind, year = year_after_month(t, behind)
    one, two = written(year, month, first[1]), written(year, month, last[1])
    if one is None or two is None:
        return None
    if (t.words[start - 1] == "and" and not behind_between(t, at)) or (behind_from(t, at) and not dashed):
        return [read(t, at, first[0], "DATE", one, "two days"), read(t, start, behind, "DATE", two, "two days")]
    return [read(t, at, behind, "DATE", f"{one}/{two}", "range of days")]
