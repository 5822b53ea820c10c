"""Read weekdays, decades, centuries, quarters of a year and years in words."""

from __future__ import annotations

from chipbrief.language.values.contexts import is_model
from chipbrief.language.values.dates import ordinal_number
from chipbrief.language.values.lexer import Reading, Tokens, read
from chipbrief.language.values.spelled import small
from chipbrief.language.values.words import CENTURIES, DECADES, MONTHS, SUFFIXES, TEENS, TENS, WEEKDAYS

__all__ = ["decade", "decade_in_words", "ordinal", "quarter", "quarter_in_digits", "weekday", "year_in_words"]

_FULL_WEEKDAY = 6
"""The shortest name of a weekday that is no abbreviation."""
_QUARTERS, _HALVES = "1234", "12"
_PARTS_OF_DECADE = frozenset(("early", "late", "mid", "swinging", "roaring", "-"))
_WHOSE = frozenset(("his", "her", "their", "my", "your", "our"))
_FULL_YEAR = 4
_LAST_DIGIT = 9
_APOSTROPHES = frozenset(("'", "’", "‘"))
_CENTURIES_OF_DECADES = frozenset(("18", "19", "20"))
_FIRST_CERTAIN, _FIRST_LIKELY, _NONE = 30, 50, 100
"""The first decade that is one of the 20th century: `'30s`, but *the 30s* and *the thirties* may be a number of seats."""


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
    start = t.start(at)
    return [Reading(start, start + len(name), "DATE", f"XXXX-WXX-{WEEKDAYS[name]}", "weekday", at + 1)]


def _dates_follow(t: Tokens, at: int) -> bool:
    """Whether a short weekday with a capital stands before a date: *Tue, July 15*, *Sat 5 July*."""
    if not t.raw(at)[0].isupper() or (t.gaps[at] == 1 and t.raw(at - 1)[:1].isupper()):
        return False  # a newspaper: Edmonton Sun, August 16
    place = at + 1
    while t.words[place] in (".", ",") and place < at + 3:
        place += 1
    if t.words[place] in MONTHS and t.words[place + 1 + (t.words[place + 1] == ".")][:1].isdecimal():
        return True
    suffix = t.words[place + 1] in SUFFIXES
    return t.words[place].isdecimal() and t.words[place + 1 + suffix] in MONTHS


def decade(t: Tokens, at: int) -> list[Reading] | None:
    """Read `1990s`, *the* `1990's`, `'90s`, `mid-2000s`, `90s`."""
    word = t.words[at]
    if word[-1] != "0" or len(word) not in (2, _FULL_YEAR):
        return None
    before = "" if t.gaps[at] else t.words[at - 1]
    if before[-1:].isalnum() or before in (".", ",", "_"):
        return None
    marked = before in _APOSTROPHES
    mid = before == "-" and t.words[at - 2] == "mid" and not t.gaps[at - 1]
    first = at - 1 if marked else at - 2 if mid else at
    named = (
        mid or t.words[first - 1] == "the" or (t.words[first - 2] == "the" and t.words[first - 1] in _PARTS_OF_DECADE)
    )
    end = _plural_end(t, at + 1, possessive=named and len(word) == _FULL_YEAR)
    if not end:
        return None
    if len(word) == 2 and not marked and _is_age(t, first):
        return [read(t, first, end, "DATE", f"P{word[0]}XY", "age in a decade")]
    if len(word) == _FULL_YEAR:
        return [read(t, first, end, "DATE", f"{word[:3]}X", "decade")] if word[:2] in _CENTURIES_OF_DECADES else None
    earliest = _FIRST_CERTAIN if marked else _FIRST_LIKELY if named else _NONE
    return [read(t, first, end, "DATE", f"{'19' if int(word) >= earliest else 'XX'}{word[0]}X", "decade")]


def _is_age(t: Tokens, first: int) -> bool:
    """Whether a decade is one of a life: *in her 50s*, *in his late 60s*."""
    place = first - 1
    while t.words[place] in _PARTS_OF_DECADE and place > first - 3:
        place -= 1
    return t.words[place] in _WHOSE


def _plural_end(t: Tokens, at: int, *, possessive: bool) -> int:
    """Return the token behind the *s* or *'s* of a decade, or 0."""
    place = at + (possessive and t.words[at] in _APOSTROPHES and not t.gaps[at])
    return place + 1 if t.words[place] == "s" and not t.gaps[place] and t.ends_word(place + 1) else 0


def decade_in_words(t: Tokens, at: int) -> list[Reading] | None:
    """Read *the nineties*, *the late eighties*; *her nineties* are an age."""
    place = at - 1
    while t.words[place] in _PARTS_OF_DECADE and place > at - 4:
        place -= 1
    ten = DECADES[t.words[at]]
    if t.words[place] in _WHOSE:
        return [read(t, at, at + 1, "DATE", f"P{ten // 10}XY", "age in a decade")]
    if t.words[place] != "the" and t.words[place] not in CENTURIES:
        return None
    if t.words[place] in CENTURIES and (t.words[place] != "nineteen" or place < at - 2):
        return None
    return [read(t, at, at + 1, "DATE", f"{'19' if ten >= _FIRST_LIKELY else 'XX'}{ten // 10}X", "decade in words")]


def year_in_words(t: Tokens, at: int) -> list[Reading] | None:
    """Read *nineteen eighty-four*, *twenty twenty-five*, *nineteen oh nine*."""
    words = t.words
    decade = at + 1 + t.hyphen(at + 1)
    if words[decade] in DECADES and t.gaps[at + 1] <= 1 and t.ends_word(decade + 1):
        value = f"{CENTURIES[words[at]]}{DECADES[words[decade]] // 10}X"
        return [read(t, at, decade + 1, "DATE", value, "decade in words")]
    if t.gaps[at + 1] != 1 or words[at - 1] == "-":
        return None
    zero = words[at + 1] == "oh"
    found = small(t, at + 1 + zero) if zero or words[at + 1] in TENS or words[at + 1] in TEENS else None
    if found is None or (zero and found[1] > _LAST_DIGIT):
        return None
    end, two = found
    if (
        not t.closes(end)
        or words[end] in ("-", "percent", "per", "hundred", "thousand", "million", "billion")
        or words[end] in _COUNTS
    ):
        return None
    return [read(t, at, end, "DATE", f"{CENTURIES[words[at]]}{two:02}", "year in words")]


_COUNTS = frozenset(
    "years year months days hours minutes seconds weeks dollars pounds euros people men women points".split()
)


def ordinal(t: Tokens, at: int) -> list[Reading] | None:
    """Read *third*, `14th`, *19th century*, *third quarter*, *second half*."""
    found = ordinal_number(t, at)
    if found is None or (not t.gaps[at] and (t.words[at - 1][-1:].isalnum() or t.words[at - 1] == "_")):
        return None
    end, number = found
    place = end + t.hyphen(end)
    following = t.words[place] if t.gaps[end] <= 1 and t.ends_word(place + 1) else ""
    if 0 < number < _NONE and _century_follows(t, end):
        return [read(t, at, end, "DATE", f"{number - 1:02}XX", "century")]
    if following in ("century", "centuries") and 0 < number < 100:
        return [read(t, at, place + 1, "DATE", f"{number - 1:02}XX", "century")]
    if (
        following == "quarter"
        and 0 < number <= 4
        and t.words[place + 1 + t.hyphen(place + 1)] not in ("final", "finals")
    ):
        return [read(t, at, place + 1, "DATE", f"XXXX-Q{number}", "quarter")]
    if following == "half" and 0 < number <= 2 and not t.hyphen(place + 1):
        return [read(t, at, place + 1, "DATE", f"XXXX-H{number}", "half of a year or match")]
    return [read(t, at, end, "ORDINAL", str(number), "ordinal")]


def _century_follows(t: Tokens, at: int) -> bool:
    """Whether a second century ends what begins here: *17th and 18th centuries*."""
    if t.words[at] not in ("and", "to", "or", "-") or t.gaps[at] > 1:
        return False
    second = ordinal_number(t, at + 1)
    return second is not None and t.words[second[0]] in ("century", "centuries")


def quarter(t: Tokens, at: int) -> list[Reading] | None:
    """Read `Q3`, `H1`, `FY25`, and the year that is glued to it: `Q3'24`."""
    word, words = t.words[at], t.words
    if not t.opens(at) or not t.raw(at).isupper():
        return None
    glued = not t.gaps[at + 1]
    place = at + 1 + (words[at + 1] in ("'", "’"))
    if word == "fy":
        return _fiscal_year(t, at, place) if glued or len(words[place]) == _FULL_YEAR else None
    if not glued or words[at + 1] not in (_QUARTERS if word == "q" else _HALVES) or is_model(t, at):
        return None
    if not t.ends_word(at + 2):
        return _fiscal_behind(t, at)
    found = read(t, at, at + 2, "DATE", f"XXXX-{word.upper()}{words[at + 1]}", "quarter")
    return [found, *_short_year(t, at + 2)]


def _fiscal_year(t: Tokens, at: int, place: int) -> list[Reading] | None:
    """Read the year of `FY25`, and both of `FY2024-25`; it stands at token `place`."""
    year = _year(t.words[place])
    if t.gaps[at + 1] > 1 or not year or not t.ends_word(place + 1):
        return None
    last = t.words[place + 2] if t.hyphen(place + 1) or (t.words[place + 1] == "/" and not t.gaps[place + 2]) else ""
    if len(last) == 2 and last.isdecimal() and t.closes(place + 3) and int(last) == (int(year) + 1) % 100:
        return [read(t, at, place + 3, "DATE", f"{year}/{int(year) + 1}", "fiscal year")]
    return [read(t, at, place + 1, "DATE", year, "fiscal year")]


def _fiscal_behind(t: Tokens, at: int) -> list[Reading] | None:
    """Read `Q1FY25`."""
    year = _fiscal_year(t, at + 2, at + 3) if t.words[at + 2] == "fy" and not t.gaps[at + 3] else None
    name = f"XXXX-{t.words[at].upper()}{t.words[at + 1]}"
    return [read(t, at, at + 2, "DATE", name, "quarter"), *year] if year else None


def _year(word: str) -> str:
    """Return `2025` of `25` and `2025`."""
    if not word.isdecimal():
        return ""
    return f"20{word}" if len(word) == 2 else word if len(word) == _FULL_YEAR else ""


def _short_year(t: Tokens, at: int) -> list[Reading]:
    """Read `'24` behind a quarter."""
    if t.words[at] in ("'", "’") and not t.gaps[at + 1] and len(t.words[at + 1]) == 2 and t.words[at + 1].isdecimal():
        return [read(t, at + 1, at + 2, "DATE", f"20{t.words[at + 1]}", "short year")]
    return []


def quarter_in_digits(t: Tokens, at: int) -> list[Reading] | None:
    """Read `3Q24`, `1H 2025`, `2024Q3`, `2024-Q3`."""
    word, words, gaps = t.words[at], t.words, t.gaps
    if len(word) == _FULL_YEAR:
        place = at + 1 + t.hyphen(at + 1)
        sign = words[place]
        if (
            sign not in ("q", "h")
            or gaps[place]
            or gaps[place + 1]
            or words[place + 1] not in (_QUARTERS if sign == "q" else _HALVES)
        ):
            return None
        if not t.ends_word(place + 2):
            return None
        quarter = read(t, place, place + 2, "DATE", f"XXXX-{sign.upper()}{words[place + 1]}", "quarter")
        return [read(t, at, at + 1, "DATE", word, "year"), quarter]
    sign = words[at + 1]
    if (
        sign not in ("q", "h")
        or gaps[at + 1]
        or not t.raw(at + 1).isupper()
        or word not in (_QUARTERS if sign == "q" else _HALVES)
    ):
        return None
    found = read(t, at, at + 2, "DATE", f"XXXX-{sign.upper()}{word}", "quarter")
    if t.ends_word(at + 2):
        return [found, *_short_year(t, at + 2)]
    year = _year(words[at + 2])
    return [found, read(t, at + 2, at + 3, "DATE", year, "short year")] if year and t.ends_word(at + 3) else None
