"""Read parts of one: fractions, *half*, *a quarter of an hour*, *two in three*, *a year and a half*."""

from __future__ import annotations

from decimal import Decimal

from chipbrief.language.values.dates import is_year
from chipbrief.language.values.digits import fraction_sign
from chipbrief.language.values.lexer import Number, Reading, Tokens, nothing, plain, read
from chipbrief.language.values.units import percent_behind, unit_behind
from chipbrief.language.values.words import (
    ALL_FRACTIONS,
    DURATIONS,
    ILLIONS,
    NUMBER_WORDS,
    ONES,
    PLURAL_FRACTIONS,
    SIGNS,
    TEENS,
    UNITS,
)
from chipbrief.records import EntityType

__all__ = ["MEASURES", "a_half_more", "fraction", "half", "in_every", "part_of_unit", "slashed"]

_COUNTS = {**ONES, **TEENS}
_MANY_QUARTERS = frozenset(("quarters", "fourths"))
_HALVED: dict[str, tuple[EntityType, str]] = {
    "century": ("DATE", "P50Y"),
    "decade": ("DATE", "P5Y"),
    "year": ("DATE", "P6M"),
    "day": ("DATE", "P0.5D"),
    "minute": ("TIME", "PT30S"),
}
"""What *half a* makes of a unit of time."""
_SERIES = frozenset(("first", "last", "next", "past", "final"))
_PERIODS = frozenset("in year years month months day days game games week weeks".split())
_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25")}
_OF_A_PERCENT = frozenset(("percent", "percentage", "per", "%"))
_DIVISIBLE = 1000
"""Its divisors make decimals that end: nine tenths, not two thirds."""
_MOVES = frozenset("cut hike rise increase reduction move fall drop gain".split())
_BEHIND_FRACTION = frozenset(
    ", . ; in to from since and over this last by on as for compared less more smaller larger lower".split()
)
_BEFORE_FRACTION = frozenset(
    "to than about around nearly almost over under roughly only least just has have had".split()
)
_LIKELY = frozenset((3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000))
MEASURES = frozenset(
    "mile kilometre kilometer km tonne ton acre hectare kilo kilogram litre liter inch metre meter barrel ounce".split()
)


def fraction(t: Tokens, at: int) -> list[Reading] | None:
    """Read *two-thirds*, *one third of*, *a quarter of*, *three quarters*. Two quarters are no half, nor the last three 3/4."""
    word, words = t.words[at], t.words
    count = 1 if word == "a" else _COUNTS.get(word, 0)
    hyphen = t.hyphen(at + 1)
    place = at + 1 + hyphen
    under = ALL_FRACTIONS.get(words[place], 0)
    if not count or not under or t.gaps[at + 1] > 1 or not t.ends_word(place + 1) or not t.opens(at):
        return None
    of = words[place + 1] == "of"
    of_scale = of and words[place + 2] == "a" and words[place + 3] in ILLIONS
    plural = words[place] in PLURAL_FRACTIONS
    if of and words[place + 2] in ("a", "one") and _DIVISIBLE % under == 0:
        number = Number(place + 3, Decimal(count) / under)
        behind = words[place + 3]
        unit = percent_behind(t, number) if behind in _OF_A_PERCENT else None
        if behind == "second" or behind in MEASURES:
            unit = unit_behind(t, number)
        elif behind == "century" and under == 4 and t.ends_word(place + 4):
            return [read(t, at, place + 4, "DATE", f"P{25 * count}Y", "part of a century")]
        if unit is not None:
            return [read(t, at, unit.end, *unit.value(Decimal(count) / under), "part of a unit")]
    if of:
        known = not of_scale and not (hyphen and word == "a")
    elif word == "a":
        known = (words[at - 1] == "by" and words[place + 1] != "-") or (
            words[at - 1] in _BEFORE_FRACTION and words[place + 1] in _BEHIND_FRACTION
        )
    elif hyphen:
        known = True
    elif words[place] in _MANY_QUARTERS:
        known = word == "three" and words[at - 1] not in _SERIES
    else:
        known = (plural and words[place] != "halves") or (word == "one" and words[place + 1] in _BEHIND_FRACTION)
    return [read(t, at, place + 1, "CARDINAL", f"{count}/{under}", "fraction")] if known else None


def in_every(t: Tokens, at: int) -> list[Reading] | None:
    """Read *two in three*, *1 in 5*, *one out of ten* as fractions."""
    word, words = t.words[at], t.words
    count = _COUNTS.get(word, 0) or (int(word) if word.isdecimal() and len(word) == 1 else 0)
    place = at + 2 if words[at + 1] == "in" else at + 3 if words[at + 1 : at + 3] == ["out", "of"] else 0
    if words[at + 1 : at + 4] == ["-", "in", "-"] and t.hyphen(at + 1) and t.hyphen(at + 3):
        place = at + 4  # a one-in-ten chance
    if not count or not place or not t.opens(at):
        return None
    every = _COUNTS.get(words[place], 0) or (
        int(words[place]) if words[place].isdecimal() and len(words[place]) <= 4 else 0
    )
    behind = words[place + 1]
    if (
        not every
        or t.hyphen(place + 1)
        or is_year(words[place])
        or not t.ends_word(place + 1)
        or (behind in (".", ",") and not t.gaps[place + 1] and not (count == 1 and every in _LIKELY))
        or behind in _PERIODS
    ):
        return None
    return [read(t, at, place + 1, "CARDINAL", f"{count}/{every}", "one in several")]


def slashed(t: Tokens, at: int) -> list[Reading] | None:
    """Read `1/2`, `2/3` and `½`; other digits around a slash (`24/7`, `9/11`) are no number."""
    word, words, gaps = t.words[at], t.words, t.gaps
    if word in SIGNS:
        sign = fraction_sign(word)
        return (
            [read(t, at, at + 1, "CARDINAL", sign, "fraction")]
            if sign and t.opens(at) and t.ends_word(at + 1)
            else None
        )
    under = words[at + 2]
    if words[at + 1] != "/" or gaps[at + 1] or gaps[at + 2] or not under.isdecimal() or not word.isdecimal():
        return None
    if not t.opens(at):
        return None
    behind = at + 3
    fits = len(word) == len(under) == 1 and 0 < int(word) < int(under) and not (gaps[at] and words[at - 1].isdecimal())
    joined = t.hyphen(behind) and words[behind + 1][:1].isdecimal()
    if not fits or joined or not t.closes(behind) or (words[behind] == "/" and not gaps[behind]):
        return nothing(t, at, behind, "numbers with a slash")
    return [read(t, at, behind, "CARDINAL", f"{word}/{under}", "fraction")]


def part_of_unit(t: Tokens, at: int) -> list[Reading] | None:
    """Read a part of an hour, a per cent, a point or a measure: *half an hour*, *a quarter point*, *half of one per cent*."""
    words = t.words
    place = at
    count = {"a": 1, "one": 1, "three": 3}.get(words[at], 0)
    if count:
        place += 1 + t.hyphen(at + 1)
    part = _PARTS.get(words[place])
    if part is None or (count == 3 and words[place] == "half") or not _free(t, at) or not t.ends_word(place + 1):
        return None
    first = at if words[at] != "a" or words[place] != "half" else place
    whole = part * (count or 1)
    for behind in _whole_behind(t, place + 1):
        found = _of_whole(t, first, place, behind, whole)
        if found is not None:
            return [found]
    return None


def _free(t: Tokens, at: int) -> bool:
    """Whether nothing is glued to the front of a word."""
    return t.gaps[at] > 0 or not (t.words[at - 1][-1:].isalnum() or t.words[at - 1] in ("-", "_"))


def _whole_behind(t: Tokens, at: int) -> list[int]:
    """Return where the unit of a part may stand: behind *a*, *of a*, *of one*, a blank or a hyphen."""
    words = t.words
    hyphen = t.hyphen(at)
    place = at + hyphen
    if words[place] in ("a", "an"):
        return [place + 1 + t.hyphen(place + 1)]
    if words[place] == "of" and words[place + 1] in ("a", "an", "one", "1"):
        return [place + 2]
    return [place] if t.gaps[at] <= 1 else []


def _of_whole(t: Tokens, first: int, place: int, at: int, whole: Decimal) -> Reading | None:
    word = t.words[at]
    plain_unit = at == place + 1 + t.hyphen(place + 1)
    if word in _HALVED and words_before_a(t, at) and t.words[place] == "half":
        return read(t, first, at + 1, *_HALVED[word], "half a unit of time") if t.ends_word(at + 1) else None
    if word == "hour" and t.ends_word(at + 1) and (not plain_unit or t.words[place] in ("half", "quarter")):
        return read(t, first, at + 1, "TIME", f"PT{plain(whole * 60)}M", "part of an hour")
    if (
        word in ("point", "points")
        and t.words[place] == "half"
        and (not plain_unit or t.words[at + 1 + t.hyphen(at + 1)] not in _MOVES)
    ):
        return None
    n = Number(at, whole)
    unit = (
        percent_behind(t, n) if word in ("percent", "per", "pct", "pc", "%", "percentage", "point", "points") else None
    )
    if unit is None and word in MEASURES and not plain_unit:
        unit = unit_behind(t, n)
    if unit is None or not t.ends_word(unit.end):
        return None
    return read(t, first, unit.end, *unit.value(whole), "part of a unit")


def words_before_a(t: Tokens, at: int) -> bool:
    """Whether *a* stands before token `at`: *half a century*."""
    return t.words[at - 1] == "a" and t.gaps[at] == 1 and not t.hyphen(at + 1)


def half(t: Tokens, at: int) -> list[Reading] | None:
    """Read a bare *half*."""
    words = t.words
    if not _free(t, at) or not t.ends_word(at + 1) or (words[at + 1] == "-" and not t.gaps[at + 1]):
        return None
    following = words[at + 2] if words[at + 1] == "a" else words[at + 1]
    if following in ILLIONS or following == "dozen":
        return None
    return [read(t, at, at + 1, "CARDINAL", "1/2", "half")]


_LONG = {"decade": "P10Y", "century": "P100Y"}
_SINCE = frozenset(("old", "later", "earlier", "before"))
_SPAN = frozenset("for in than nearly almost over within after about under".split())


def a_half_more(t: Tokens, at: int) -> list[Reading] | None:
    """Read *a year and a half*, *an hour and a half*, *a fortnight*, *a score of*."""
    words = t.words
    word = words[at + 1]
    if word == "fortnight" and words[at] == "a" and t.ends_word(at + 2):
        return [read(t, at, at + 2, "DATE", "P2W", "a fortnight")]
    if (
        word == "score"
        and words[at + 2] == "of"
        and not words[at + 3][:1].isdecimal()
        and words[at + 3] not in NUMBER_WORDS
    ):
        return [read(t, at, at + 2, "CARDINAL", "20", "a score of")]
    long = word in _LONG and (words[at + 2] in _SINCE or words[at - 1] in _SPAN or word == "decade")
    if long and t.ends_word(at + 2) and words[at + 2] != "and":
        return [read(t, at, at + 2, "DATE", _LONG[word], "a decade or century")]
    if word in MEASURES and words[at + 2 : at + 5] == ["and", "a", "half"] and t.ends_word(at + 5):
        return [read(t, at, at + 5, "QUANTITY", f"1.5 {UNITS[word]}", "and a half")] if word in UNITS else None
    if word not in DURATIONS or words[at + 2 : at + 5] != ["and", "a", "half"] or not t.ends_word(at + 5):
        return None
    form, factor = DURATIONS[word]
    value = "P1Y6M" if form == "P{}Y" and factor == 1 else form.format(plain(Decimal("1.5") * factor))
    return [read(t, at, at + 5, "TIME" if form.startswith("PT") else "DATE", value, "and a half")]
