"""Read times of day: in digits, in words, with *o'clock* or a time zone."""

from __future__ import annotations

import re

from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.reading import Reading, read
from chipbrief.language.values.words import NOON_AND_MIDNIGHT, NUMBER_WORDS, ONES, ZONES

__all__ = ["noon", "past_the_hour", "time"]

_HOUR = re.compile(r"[012]?[0-9]")
_DOTTED = re.compile(r"([012]?[0-9])\.([0-5][0-9])")
_MILITARY = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
_HOURS = {**{word: hour for word, hour in ONES.items() if word}, "ten": 10, "eleven": 11, "twelve": 12}
_LAST_HOUR, _NOON = 23, 12
_MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}


def time(t: Tokens, at: int) -> list[Reading] | None:
    """Read `10:50 a.m.`, `3pm`, `10.50 a.m.`, `15:30`, `1530 GMT`, *eight p.m.*, `5 o'clock`, *12 noon*."""
    word, words = t.words[at], t.words
    end, minute = at + 1, "00"
    if word in _HOURS:
        hour = _HOURS[word]
    elif _HOUR.fullmatch(word):
        hour = int(word)
        if words[end] == ":" and not t.gaps[end] and not t.gaps[end + 1] and re.fullmatch(r"[0-5][0-9]", words[end + 1]):
            minute, end = words[end + 1], end + 2
    elif match := _DOTTED.fullmatch(word):
        hour, minute = int(match[1]), match[2]
    elif _MILITARY.fullmatch(word) and words[end] in ZONES and t.gaps[end] <= 1 and t.ends_word(end + 1):
        return [read(t, at, end, "TIME", f"T{word[:2]}:{word[2:]}", "time before a zone")]
    else:
        return None
    return _with_half(t, at, end, hour, minute) or _other(t, at, end, hour, minute)


def _with_half(t: Tokens, at: int, end: int, hour: int, minute: str) -> list[Reading] | None:
    """Read the *a.m.* or *p.m.* of a time."""
    word, words, gaps = t.words[end], t.words, t.gaps
    if gaps[end] > 1 or not t.opens(at):
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
    behind += words[behind] == "." and not gaps[behind]
    hour = hour % _NOON + _NOON * (word[0] == "p")
    return [read(t, at, behind, "TIME", f"T{hour:02}:{minute}", "time with a.m. or p.m.")]


def _other(t: Tokens, at: int, end: int, hour: int, minute: str) -> list[Reading] | None:
    words, gaps = t.words, t.gaps
    if hour > _LAST_HOUR:
        return None
    if words[end] == "o" and words[end + 1] in ("'", "’") and words[end + 2] == "clock" and t.opens(at):
        return [read(t, at, end + 3, "TIME", f"T{hour:02}:{minute}", "o'clock")]
    if hour == _NOON and words[end] in NOON_AND_MIDNIGHT and gaps[end] == 1 and t.opens(at) and t.ends_word(end + 1):
        return [read(t, at, end + 1, "TIME", NOON_AND_MIDNIGHT[words[end]], "noon or midnight")]
    before = t.words[at - 1] if not gaps[at] else ""
    if end == at + 3 and not (before[-1:].isalnum() or before in (".", ",", ":", "_")):
        if t.ends_word(end) and not (words[end] == ":" and not gaps[end]):
            return [read(t, at, end, "TIME", f"T{hour:02}:{minute}", "time")]
    return None


def noon(t: Tokens, at: int) -> list[Reading] | None:
    """Read *midday*, *noon* and *midnight*."""
    if not t.ends_word(at + 1) or (not t.gaps[at] and t.words[at - 1][-1:].isalnum()):
        return None
    return [read(t, at, at + 1, "TIME", NOON_AND_MIDNIGHT[t.words[at]], "noon or midnight")]


def past_the_hour(t: Tokens, at: int) -> list[Reading] | None:
    """Read *half past five*, *quarter to six*, *ten past nine*."""
    words = t.words
    side = words[at + 1]
    if side not in ("past", "to") or (side == "to" and words[at] != "quarter"):
        return None
    hour = _HOURS.get(words[at + 2]) or (int(words[at + 2]) if re.fullmatch(r"[0-9]|1[0-2]", words[at + 2]) else 0)
    if not hour or not t.closes(at + 3) or words[at + 3] in ("-", "%"):
        return None
    minutes = _MINUTES[words[at]] if side == "past" else 60 - _MINUTES[words[at]]
    return [read(t, at, at + 3, "TIME", f"T{hour - (side == 'to') or _NOON:02}:{minutes:02}", "past the hour")]


_ = NUMBER_WORDS
