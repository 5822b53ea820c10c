"""Read times of day: in digits, in words, with *o'clock* or a time zone."""

from __future__ import annotations

import re

from chipbrief.language.values.lexer import Reading, Tokens, read
from chipbrief.language.values.words import NOON_AND_MIDNIGHT, ONES, ZONES

__all__ = ["noon", "past_the_hour", "time"]

_HOUR = re.compile(r"[012]?[0-9]")
_DOTTED = re.compile(r"([012]?[0-9])\.([0-5][0-9])")
_MILITARY = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
_HOURS = {**{word: hour for word, hour in ONES.items() if word}, "ten": 10, "eleven": 11, "twelve": 12}
_LAST_HOUR, _NOON = 23, 12
_SPOKEN = {"fifteen": "15", "thirty": "30", "forty-five": "45"}
_AT = frozenset(("at", "around", "about", "by", "until", "till", "before", "after", "from", "to", "between", "clock"))
_HALVES_OF_DAY = {"morning": 0, "afternoon": 12, "evening": 12}
_MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}


def time(t: Tokens, at: int, *, joined: bool = False) -> list[Reading] | None:
    """Read `10:50 a.m.`, `3pm`, `10.50 a.m.`, `15:30`, `1530 GMT`, *eight p.m.*, `5 o'clock`, *12 noon*."""
    word, words = t.words[at], t.words
    end, minute = at + 1, "00"
    if word in _HOURS:
        hour = _HOURS[word]
        if t.hyphen(end) and (spoken := _spoken(t, at, hour)) is not None:
            return spoken
    elif _HOUR.fullmatch(word):
        hour = int(word)
        if (
            words[end] == ":"
            and not t.gaps[end]
            and not t.gaps[end + 1]
            and re.fullmatch(r"[0-5][0-9]", words[end + 1])
        ):
            minute, end = words[end + 1], end + 2
    elif match := _DOTTED.fullmatch(word):
        hour, minute = int(match[1]), match[2]
        if words[end] in ZONES and t.gaps[end] == 1 and hour <= _LAST_HOUR and t.opens(at):
            return [read(t, at, end, "TIME", f"T{hour:02}:{minute}", "time before a zone")]
    elif (
        _MILITARY.fullmatch(word)
        and (words[end] in ZONES or (words[end] == "hours" and words[at - 1] == "at") or _is_hrs(t, end))
        and t.gaps[end] <= 1
        and t.ends_word(end + 1)
    ):
        return [read(t, at, end, "TIME", f"T{word[:2]}:{word[2:]}", "time before a zone")]
    else:
        return None
    if not joined and not t.opens(at):
        return _clock(t, at, end, hour, minute)
    if not joined and (both := _two_hours(t, at, end, hour, minute)) is not None:
        return both
    return _with_half(t, at, end, hour, minute, joined=joined) or _other(t, at, end, hour, minute)


def _spoken(t: Tokens, at: int, hour: int) -> list[Reading] | None:
    """Read *at eight-thirty*."""
    minutes = t.words[at + 2 : at + 5]
    end = at + 5 if minutes == ["forty", "-", "five"] else at + 3
    minute = _SPOKEN.get("".join(t.words[at + 2 : end]))
    if minute is None or t.words[at - 1] not in _AT or t.hyphen(end) or not t.ends_word(end):
        return None
    found = _with_half(t, at, end, hour, minute, joined=True)
    return found or [read(t, at, end, "TIME", f"T{hour:02}:{minute}", "time in words")]


def _is_hrs(t: Tokens, at: int) -> bool:
    """Whether *hrs* says that four digits are a time of day: *1130 hrs*, not *1200 hrs of work*."""
    return t.words[at] == "hrs" and t.words[at + 1] not in ("of", "per", "a")


def _two_hours(t: Tokens, at: int, end: int, hour: int, minute: str) -> list[Reading] | None:
    """Read *10 to 11 a.m.*, *between 3 and 4 p.m.* and *10-11 a.m.*: the first hour takes the half of the day of the second."""
    words, gaps = t.words, t.gaps
    link = words[end]
    spaced = gaps[end] == 1 and gaps[end + 1] == 1
    known = (spaced and link in ("to", "until", "and") and (link != "and" or words[at - 1] == "between")) or (
        link in ("-", "–") and gaps[end] == gaps[end + 1] and gaps[end] <= 1
    )
    if not known or not 0 < hour <= _NOON or not (words[end + 1][:1].isdecimal() or words[end + 1] in _HOURS):
        return None
    second = time(t, end + 1, joined=True)
    if not second or second[0].rule != "time with a.m. or p.m.":
        return None
    last = second[0].value[1:]
    first = f"{hour % _NOON + _NOON * (last >= '12'):02}:{minute}"
    if first > last:
        first = f"{hour % _NOON:02}:{minute}"
    return [read(t, at, end, "TIME", f"T{first}", "time with a.m. or p.m."), *second]


def _with_half(t: Tokens, at: int, end: int, hour: int, minute: str, *, joined: bool) -> list[Reading] | None:
    """Read the *a.m.* or *p.m.* of a time."""
    word, words, gaps = t.words[end], t.words, t.gaps
    if gaps[end] > 1:
        return None
    if word in ("am", "pm"):
        behind = end + 1
    elif word in ("a", "p"):
        behind = end + 1 + (words[end + 1] == "." and not gaps[end + 1])
        if words[behind] != "m" or gaps[behind] > (behind == end + 2):
            return None
        behind += 1
    else:
        return None
    if not t.ends_word(behind) or hour > _NOON or (t.words[at] == "one" and word == "am"):
        return None  # “I for one am glad”
    behind += word in ("a", "p") and words[behind] == "." and not gaps[behind]
    hour = hour % _NOON + _NOON * (word[0] == "p")
    found = [read(t, at, behind, "TIME", f"T{hour:02}:{minute}", "time with a.m. or p.m.")]
    if not joined and words[behind] in ("-", "–") and not gaps[behind] and not gaps[behind + 1]:
        found += time(t, behind + 1, joined=True) or []  # 9am-5pm
    return found


def _other(t: Tokens, at: int, end: int, hour: int, minute: str) -> list[Reading] | None:
    words, gaps = t.words, t.gaps
    if hour > _LAST_HOUR:
        return None
    clock = words[end] == "o" and words[end + 1] in ("'", "’") and words[end + 2] == "clock"
    if (
        (half := _half_in_words(t, end + 3 * clock))
        and hour <= _NOON
        and (clock or end > at + 1 or words[at - 1] in _AT)
    ):
        midnight = hour == _NOON and words[half[0] - 1] == "night"
        return [
            read(
                t,
                at,
                half[0],
                "TIME",
                f"T{0 if midnight else hour % _NOON + half[1]:02}:{minute}",
                "time with its part of the day",
            )
        ]
    if clock:
        return [read(t, at, end + 3, "TIME", f"T{hour:02}:{minute}", "o'clock")]
    if hour == _NOON and words[end] in NOON_AND_MIDNIGHT and gaps[end] == 1 and t.ends_word(end + 1):
        return [read(t, at, end + 1, "TIME", NOON_AND_MIDNIGHT[words[end]], "noon or midnight")]
    return _clock(t, at, end, hour, minute)


def _half_in_words(t: Tokens, at: int) -> tuple[int, int] | None:
    """Return the end and the hours of *in the evening* or *at night*: 0 or 12."""
    words = t.words
    if words[at : at + 2] == ["in", "the"] and words[at + 2] in _HALVES_OF_DAY and t.gaps[at] == 1:
        return at + 3, _HALVES_OF_DAY[words[at + 2]]
    return (at + 2, _NOON) if words[at : at + 2] == ["at", "night"] and t.gaps[at] == 1 else None


def _clock(t: Tokens, at: int, end: int, hour: int, minute: str) -> list[Reading] | None:
    """Read `15:30`, also behind a hyphen."""
    words, gaps = t.words, t.gaps
    if hour > _LAST_HOUR:
        return None
    before = t.words[at - 1] if not gaps[at] else ""
    if end != at + 3 or before[-1:].isalnum() or before in (".", ",", ":", "_"):
        return None
    if not t.ends_word(end) or (words[end] == ":" and not gaps[end]):
        return None
    return [read(t, at, end, "TIME", f"T{hour:02}:{minute}", "time")]


def noon(t: Tokens, at: int) -> list[Reading] | None:
    """Read *midday*, *noon* and *midnight*."""
    if not t.ends_word(at + 1) or (not t.gaps[at] and t.words[at - 1][-1:].isalnum()):
        return None
    return [read(t, at, at + 1, "TIME", NOON_AND_MIDNIGHT[t.words[at]], "noon or midnight")]


def past_the_hour(t: Tokens, at: int) -> list[Reading] | None:
    """Read *half past five*, *quarter to six*, *ten past nine*."""
    words = t.words
    side = words[at + 1]
    if side not in ("past", "to") or (side == "to" and words[at] != "quarter" and words[at - 1] != "at"):
        return None
    hour = _HOURS.get(words[at + 2]) or (int(words[at + 2]) if re.fullmatch(r"[0-9]|1[0-2]", words[at + 2]) else 0)
    if not hour or not t.closes(at + 3) or words[at + 3] in ("-", "%"):
        return None
    if side == "to" and words[at] != "quarter" and words[at + 3] not in (".", ",", "", "on", "and", ";"):
        return None  # from five to ten people
    minutes = _MINUTES[words[at]] if side == "past" else 60 - _MINUTES[words[at]]
    return [read(t, at, at + 3, "TIME", f"T{hour - (side == 'to') or _NOON:02}:{minutes:02}", "past the hour")]
