"""Read weekdays, decades, centuries, quarters of a year and years in words."""

from __future__ import annotations

from chipbrief.language.values.dates import ordinal_number
from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.numbers import small
from chipbrief.language.values.reading import Reading, read
from chipbrief.language.values.words import CENTURIES, DECADES, MONTHS, SUFFIXES, TEENS, TENS, WEEKDAYS

__all__ = ["decade", "decade_in_words", "ordinal", "quarter", "quarter_in_digits", "weekday", "year_in_words"]

_FULL_WEEKDAY = 6
"""The shortest name of a weekday that is no abbreviation."""
_QUARTERS, _HALVES = "1234", "12"
_PARTS_OF_DECADE = frozenset(("early", "late", "mid", "swinging", "roaring", "-"))
_FULL_YEAR = 4


def weekday(t: Tokens, at: int) -> list[Reading] | None:
    """Read *Tuesday*, *Tuesdays*, and *Tue* where a date follows."""
    if not t.gaps[at] and (t.words[at - 1][-1:].isalnum() or t.words[at - 1] == "_"):
        return None
    word = t.words[at]
    name = word.removesuffix("s") if word not in WEEKDAYS else word
    if len(name) < _FULL_WEEKDAY and not _dates_follow(t, at):
        return None
    if not t.ends_word(at + 1):
        return None
    start = t.starts[at]
    return [Reading(start, start + len(name), "DATE", f"XXXX-WXX-{WEEKDAYS[name]}", "weekday", at + 1)]


def _dates_follow(t: Tokens, at: int) -> bool:
    """Whether a short weekday with a capital stands before a date: *Tue, July 15*, *Sat 5 July*."""
    if not t.raw(at)[0].isupper():
        return False
    place = at + 1
    while t.words[place] in (".", ",") and place < at + 3:
        place += 1
    if t.words[place] in MONTHS and t.words[place + 1 + (t.words[place + 1] == ".")][:1].isdigit():
        return True
    suffix = t.words[place + 1] in SUFFIXES
    return t.words[place].isdigit() and t.words[place + 1 + suffix] in MONTHS


def decade(t: Tokens, at: int) -> list[Reading] | None:
    """Read `1990s`, `'90s`, `mid-2000s`, `90s`."""
    word, words = t.words[at], t.words
    if words[at + 1] != "s" or t.gaps[at + 1] or word[-1] != "0" or not t.ends_word(at + 2):
        return None
    before = words[at - 1] if not t.gaps[at] else ""
    if before[-1:].isalnum() or before in (".", ",", "_"):
        return None
    first = at
    if before in ("'", "’", "‘"):
        first = at - 1
    elif before == "-" and words[at - 2] == "mid" and not t.gaps[at - 1]:
        first = at - 2
    if len(word) == _FULL_YEAR and word[:2] in ("18", "19", "20"):
        return [read(t, first, at + 2, "DATE", f"{word[:3]}X", "decade")]
    if len(word) != 2:
        return None
    certain = before in ("'", "’", "‘") or words[first - 1] == "the"
    century = "19" if certain and int(word) >= 30 else "XX"
    return [read(t, first, at + 2, "DATE", f"{century}{word[0]}X", "decade")]


def decade_in_words(t: Tokens, at: int) -> list[Reading] | None:
    """Read *the nineties*, *the late eighties*; *her nineties* are an age."""
    place = at - 1
    while t.words[place] in _PARTS_OF_DECADE and place > at - 4:
        place -= 1
    if t.words[place] != "the" and t.words[place : place + 2] != ["nineteen", t.words[at]]:
        return None
    ten = DECADES[t.words[at]]
    return [read(t, at, at + 1, "DATE", f"{'19' if ten >= 30 else 'XX'}{ten // 10}X", "decade in words")]


def year_in_words(t: Tokens, at: int) -> list[Reading] | None:
    """Read *nineteen eighty-four*, *twenty twenty-five*, *nineteen oh nine*."""
    words = t.words
    if t.gaps[at + 1] != 1 or words[at - 1] == "-":
        return None
    if words[at + 1] in ("oh", "hundred") and not (words[at + 1] == "oh" and (rest := small(t, at + 2)) and rest[1] < 10):
        return None
    if words[at + 1] == "oh":
        end, two = at + 3, NUMBER(t, at + 2)
    elif words[at + 1] in TENS or words[at + 1] in TEENS:
        found = small(t, at + 1)
        if found is None:
            return None
        end, two = found
    else:
        return None
    if not t.closes(end) or words[end] in ("-", "percent", "per", "hundred", "thousand", "million", "billion") or words[end] in _COUNTS:
        return None
    return [read(t, at, end, "DATE", f"{CENTURIES[words[at]]}{two:02}", "year in words")]


_COUNTS = frozenset("years year months days hours minutes seconds weeks dollars pounds euros people men women points".split())


def NUMBER(t: Tokens, at: int) -> int:  # noqa: N802
    found = small(t, at)
    return found[1] if found else 0


def ordinal(t: Tokens, at: int) -> list[Reading] | None:
    """Read *third*, `14th`, *19th century*, *third quarter*, *second half*."""
    found = ordinal_number(t, at)
    if found is None or (not t.gaps[at] and (t.words[at - 1][-1:].isalnum() or t.words[at - 1] == "_")):
        return None
    end, number = found
    place = end + t.hyphen(end)
    following = t.words[place] if t.gaps[end] <= 1 and t.ends_word(place + 1) else ""
    if following == "century" and 0 < number < 100:
        return [read(t, at, place + 1, "DATE", f"{number - 1:02}XX", "century")]
    if following == "quarter" and 0 < number <= 4 and t.words[place + 1] not in ("final", "finals"):
        return [read(t, at, place + 1, "DATE", f"XXXX-Q{number}", "quarter")]
    if following == "half" and 0 < number <= 2 and not t.hyphen(place + 1):
        return [read(t, at, place + 1, "DATE", f"XXXX-H{number}", "half of a year or match")]
    return [read(t, at, end, "ORDINAL", str(number), "ordinal")]


def quarter(t: Tokens, at: int) -> list[Reading] | None:
    """Read `Q3`, `H1`, `FY25`, and the year that is glued to it: `Q3'24`."""
    word, words = t.words[at], t.words
    if not t.opens(at) or not t.raw(at).isupper():
        return None
    glued = not t.gaps[at + 1]
    place = at + 1 + (words[at + 1] in ("'", "’"))
    if word == "fy":
        year = _year(words[place])
        if t.gaps[at + 1] > 1 or not year or not t.ends_word(place + 1) or (not glued and len(words[place]) != _FULL_YEAR):
            return None
        return [read(t, at, place + 1, "DATE", year, "fiscal year")]
    if not glued or words[at + 1] not in (_QUARTERS if word == "q" else _HALVES) or not t.ends_word(at + 2):
        return None
    found = read(t, at, at + 2, "DATE", f"XXXX-{word.upper()}{words[at + 1]}", "quarter")
    return [found, *_short_year(t, at + 2)]


def _year(word: str) -> str:
    """Return `2025` of `25` and `2025`."""
    if not word.isdigit():
        return ""
    return f"20{word}" if len(word) == 2 else word if len(word) == _FULL_YEAR else ""


def _short_year(t: Tokens, at: int) -> list[Reading]:
    """Read `'24` behind a quarter."""
    if t.words[at] in ("'", "’") and not t.gaps[at + 1] and len(t.words[at + 1]) == 2 and t.words[at + 1].isdigit():
        return [read(t, at + 1, at + 2, "DATE", f"20{t.words[at + 1]}", "short year")]
    return []


def quarter_in_digits(t: Tokens, at: int) -> list[Reading] | None:
    """Read `3Q24`, `1H 2025`, `2024Q3`, `2024-Q3`."""
    word, words, gaps = t.words[at], t.words, t.gaps
    if len(word) == _FULL_YEAR:
        place = at + 1 + t.hyphen(at + 1)
        sign = words[place]
        if sign not in ("q", "h") or gaps[place] or gaps[place + 1] or words[place + 1] not in (_QUARTERS if sign == "q" else _HALVES):
            return None
        if not t.ends_word(place + 2):
            return None
        quarter = read(t, place, place + 2, "DATE", f"XXXX-{sign.upper()}{words[place + 1]}", "quarter")
        return [read(t, at, at + 1, "DATE", word, "year"), quarter]
    sign = words[at + 1]
    if sign not in ("q", "h") or gaps[at + 1] or not t.raw(at + 1).isupper() or word not in (_QUARTERS if sign == "q" else _HALVES):
        return None
    found = read(t, at, at + 2, "DATE", f"XXXX-{sign.upper()}{word}", "quarter")
    if t.ends_word(at + 2):
        return [found, *_short_year(t, at + 2)]
    year = _year(words[at + 2])
    return [found, read(t, at + 2, at + 3, "DATE", year, "short year")] if year and t.ends_word(at + 3) else None
