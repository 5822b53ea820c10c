"""Read the unit behind a number: per cent, points, currencies, durations and measures."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from chipbrief.language.values.contexts import is_metres, is_weight
from chipbrief.language.values.currencies import FIRST_BEHIND, currency_behind, is_verb
from chipbrief.language.values.dates import is_suffix
from chipbrief.language.values.lexer import Number, Tokens, plain
from chipbrief.language.values.words import (
    CUBIC,
    DIGITS_ONLY,
    DURATIONS,
    GLUED_UNITS,
    SPACED_UNITS,
    SPEEDS,
    SQUARE,
    TEMPERATURES,
    UNITS,
)
from chipbrief.records import EntityType

__all__ = ["FIRST_WORDS", "Unit", "percent_behind", "unit_behind"]

_ONE = Decimal(1)
_HUNDREDTH = Decimal("0.01")
_PERCENT_WORDS = frozenset(("percent", "pct", "pc", "percentage"))
_POINTS_SHORT = frozenset(("pp", "ppt", "ppts", "pps"))
_VERBS_BEHIND = frozenset(("to", "at", "out", "up"))
"""“20 per cent points to”, “… at” and “… out” have a verb."""
_BEHIND_CENTURIES = frozenset(("ago", "old", "later", "earlier", "before", "of", "-"))
_LEAST_DEGREES = 10
_NUMBERED = frozenset(
    "seat flight row room gate unit bus route section line number no apartment flat page type".split()
)
_PARTS_OF_A_POINT = frozenset((Decimal("0.25"), Decimal("0.5"), Decimal("0.75")))


class Unit(NamedTuple):
    """A unit that ends before token `end`. `form` holds `{}` for the amount in its normal form; `factor` converts to that form."""

    end: int
    type: EntityType
    form: str
    factor: Decimal = _ONE

    def value(self, amount: Decimal) -> tuple[EntityType, str]:
        """Return the type and the normal form of an amount in this unit."""
        exact = amount if self.factor is _ONE else amount * self.factor
        return self.type, self.form.replace("{}", plain(exact), 1)

    def between(self, low: Decimal, high: Decimal) -> tuple[EntityType, str]:
        """Return the type and the normal form of a range in this unit."""
        ends = sorted((low, high))
        if self.form[0] == "P":
            return self.type, "..".join(self.value(end)[1] for end in ends)
        return self.type, self.form.format("..".join(plain(end * self.factor) for end in ends))


def unit_behind(t: Tokens, n: Number) -> Unit | None:
    """Return the unit behind a number, glued to it, behind a blank or behind a hyphen."""
    at = n.end
    if t.gaps[at] > 1:
        return None
    place = at + t.hyphen(at)
    word = t.words[place]
    if word not in FIRST_WORDS:
        return None
    if word == "%" or word in _PERCENT_STARTS:
        return percent_behind(t, n)
    if (currency := currency_behind(t, place, n.amount, digits=n.digits)) is not None:
        if is_verb(currency, t, n.amount) or not t.ends_word(currency.end):
            return None
        if currency.code == "GBP" and is_weight(t, place, float(n.amount)):
            return Unit(place + 1, "QUANTITY", "{} lb")
        return Unit(currency.end, "MONEY", f"{currency.code} {{}}", _HUNDREDTH if currency.cents else _ONE)
    if n.digits and word in _MILLIONS:
        raw = t.raw(place)
        return Unit(place + 1, "MONEY", f"{raw[1:]} {{}}", Decimal(10**6)) if raw == raw.upper() else None
    return _duration(t, n, place) or _measure(t, n, place)


_PERCENT_STARTS = _PERCENT_WORDS | _POINTS_SHORT | frozenset(("per", "basis", "bp", "bps", "point", "points"))
_MILLIONS = frozenset(("musd", "meur", "mgbp", "mnok", "msek", "mdkk", "mchf"))
"""A million and a code in one word, as company reports write it."""


def percent_behind(t: Tokens, n: Number) -> Unit | None:
    """Return per cent, percentage points or basis points behind a number."""
    words, gaps = t.words, t.gaps
    place = n.end + t.hyphen(n.end)
    word = words[place]
    if word in ("bps", "bp") and t.ends_word(place + 1):
        return Unit(place + 1, "PERCENT", "{} points", _HUNDREDTH)
    if word in _POINTS_SHORT:
        return Unit(place + 1, "PERCENT", "{} points") if n.digits and t.ends_word(place + 1) else None
    if word == "basis":
        behind = place + 1 + t.hyphen(place + 1)
        return Unit(behind + 1, "PERCENT", "{} points", _HUNDREDTH) if words[behind] in ("point", "points") else None
    if word in ("point", "points"):
        return _part_of_a_point(t, n, place)
    end = _percent_end(t, place)
    if end is None:
        return None
    behind = end + t.hyphen(end)
    if words[behind] in ("point", "points") and gaps[end] <= 1 and t.ends_word(behind + 1):
        named = word == "percentage"
        if named or (words[behind] == "points" and words[behind + 1] not in _VERBS_BEHIND):
            return Unit(behind + 1, "PERCENT", "{} points")
    return Unit(end, "PERCENT", "{} %") if word == "%" or t.ends_word(end) else None


def _percent_end(t: Tokens, at: int) -> int | None:
    """Return the token behind `%`, *percent* or *per cent*."""
    if t.words[at] == "per":
        behind = at + 1 + t.hyphen(at + 1)
        return behind + 1 if t.words[behind] in ("cent", "centage") and t.gaps[at + 1] <= 1 and t.gaps[at] else None
    return at + 1


def _part_of_a_point(t: Tokens, n: Number, at: int) -> Unit | None:
    """Read *a quarter point*: of a percentage, unlike *20 points*, which may be a score."""
    if n.digits or n.amount not in _PARTS_OF_A_POINT or not t.ends_word(at + 1):
        return None
    return Unit(at + 1, "PERCENT", "{} points")


def _duration(t: Tokens, n: Number, at: int) -> Unit | None:
    known = DURATIONS.get(t.words[at])
    if known is None or not t.ends_word(at + 1):
        return None
    if t.words[at][:6] == "centur" and t.words[at + 1] not in _BEHIND_CENTURIES:
        return None  # a batsman's
    if n.bare and n.amount.adjusted() == 3 and t.words[at] in ("second", "min", "sec"):
        return None
    form, factor = known
    end = at + 1
    if t.words[end] in ("'", "’") and t.words[end + 1] == "s" and not t.gaps[end] and not t.gaps[end + 1]:
        end += 2
    behind = end + t.hyphen(end)
    if t.words[behind] in ("old", "olds") and t.gaps[end] <= 1 and t.ends_word(behind + 1):
        end = behind + 1
    return Unit(end, "TIME" if form.startswith("PT") else "DATE", form, factor)


def _measure(t: Tokens, n: Number, at: int) -> Unit | None:
    """Read a measure: *km*, *square miles*, *degrees Celsius*, *miles per hour*."""
    words, gaps = t.words, t.gaps
    word, end = words[at], at + 1
    if word in _MEASURES_OF_THEIR_OWN:
        return _own_measure(t, at)
    glued = not gaps[at] and at == n.end
    if word in ("c", "f") and _is_temperature(t, n, at, glued=glued):
        return Unit(end, "QUANTITY", f"{{}} {word.upper()}")
    if word == "m" and n.digits and is_metres(t, at):
        return Unit(end, "QUANTITY", "{} m") if t.ends_word(end) else None
    if word == "st" and is_suffix(t.words[at - 1], word):
        return None  # 21st
    unit = UNITS.get(word) or (GLUED_UNITS.get(word) if n.digits and (glued or word in SPACED_UNITS) else None)
    if unit is None:
        return None
    if word in ("km", "m") and words[end] == "2" and not gaps[end] and t.ends_word(end + 1):
        return Unit(end + 1, "QUANTITY", f"{{}} {SQUARE[word]}")
    if not t.ends_word(end) or (word in DIGITS_ONLY and (not n.digits or (n.bare and _is_year(n)))):
        return None
    return Unit(*_extended(t, end, unit))


_MEASURES_OF_THEIR_OWN = frozenset(("metric", "cubic", "square", "sq", "°", "light"))


FIRST_WORDS = frozenset(
    (
        "%",
        "m",
        "c",
        "f",
        *_PERCENT_STARTS,
        *FIRST_BEHIND,
        *_MILLIONS,
        *DURATIONS,
        *UNITS,
        *GLUED_UNITS,
        *_MEASURES_OF_THEIR_OWN,
    )
)
"""All tokens at which a unit may begin: most words behind a number are none of them."""


def _own_measure(t: Tokens, at: int) -> Unit | None:
    """Read a measure of more words than one: *metric tons*, *cubic feet*, *square miles*, *light-years*, `°C`."""
    words, gaps = t.words, t.gaps
    word, end = words[at], at + 1
    if word == "metric":
        known = words[end] in ("ton", "tons", "tonne", "tonnes")
        return Unit(end + 1, "QUANTITY", "{} t") if known else None
    if word == "light":
        end += t.hyphen(end)
        return Unit(end + 1, "QUANTITY", "{} ly") if words[end] in ("year", "years") else None
    if word == "cubic":
        unit = CUBIC.get(UNITS.get(words[end], words[end]))
        return Unit(end + 1, "QUANTITY", f"{{}} {unit}") if unit and t.ends_word(end + 1) else None
    if word in ("square", "sq"):
        end += words[end] == "." and not gaps[end]
        end += t.hyphen(end)
        unit = SQUARE.get(UNITS.get(words[end], words[end]))
        return Unit(end + 1, "QUANTITY", f"{{}} {unit}") if unit and t.ends_word(end + 1) else None
    scale = TEMPERATURES.get(words[end]) if gaps[end] <= 1 and t.ends_word(end + 1) else None
    return Unit(end + 1, "QUANTITY", f"{{}} {scale}") if scale else Unit(end, "QUANTITY", "{} degree")


def _is_temperature(t: Tokens, n: Number, at: int, *, glued: bool) -> bool:
    """Whether a *C* or *F* behind digits is a temperature: *1.5 C*, *35C*, *-40F*; no *iPhone 5C* and *seat 21C*."""
    raw = t.raw(at - 1)
    before = t.raw(at - 2)
    if not t.raw(at).isupper() or not n.digits or n.scale > 1 or not t.ends_word(at + 1):
        return False
    signed = before == "-" and not t.gaps[at - 1]
    return (
        signed or "." in raw or (glued and n.amount >= _LEAST_DEGREES and before.islower() and before not in _NUMBERED)
    )


def _extended(t: Tokens, end: int, unit: str) -> tuple[int, EntityType, str]:
    """Return the end and the form of a measure with what follows it: *per hour*, *Celsius*, *²*."""
    words, gaps = t.words, t.gaps
    if unit in SPEEDS:
        if words[end] in ("per", "an") and words[end + 1] == "hour":
            return end + 2, "QUANTITY", f"{{}} {SPEEDS[unit]}"
        if words[end : end + 4] == ["-", "per", "-", "hour"] and t.hyphen(end):
            return end + 4, "QUANTITY", f"{{}} {SPEEDS[unit]}"
        if words[end] == "/" and not gaps[end] and words[end + 1] in ("h", "hr"):
            return end + 2, "QUANTITY", f"{{}} {SPEEDS[unit]}"
    if unit == "degree" and gaps[end] == 1 and words[end] in TEMPERATURES and t.ends_word(end + 1):
        return end + 1, "QUANTITY", f"{{}} {TEMPERATURES[words[end]]}"
    return end, "QUANTITY", f"{{}} {unit}"


def _is_year(n: Number) -> bool:
    return 1900 <= n.amount < 2100
