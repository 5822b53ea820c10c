"""Values in a text: dates, amounts of money, percentages, quantities, ordinals and plain numbers, in one normal form each.

The normal form is that of the annotation (guidelines, section 3): TIMEX3 for dates and durations, `31 %`,
`USD 4000000000000`, `5 km`, `20`; a range has two dots, and so has a score (`3-1` is `1..3`, whoever won).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from chipbrief.records import EntityType
from chipbrief.values.patterns import PATTERNS
from chipbrief.values.tables import (
    CURRENCIES,
    DOLLARS,
    DURATIONS,
    FRACTIONS,
    MONTHS,
    NOON_AND_MIDNIGHT,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    PENNIES,
    SCALES,
    SQUARE,
    SYMBOLS,
    UNITS,
    WEEKDAYS,
)

__all__ = ["Value", "find_values", "plain", "same_value"]

_SMALLEST_WON = 100
"""Fewer *won* than this is a verb: nobody reports a price of three Korean won, and many teams won three."""
_KEPT = 1500
"""Characters of a text whose values are kept: facts and references are read again for every system."""
_BY_SYMBOL = {name.casefold(): code for name, code in SYMBOLS.items()}

Parts = dict[str, str | None]


class Value(NamedTuple):
    """`text[start:end]` is a value of `type`, equal to another one if `type` and `value` are."""

    start: int
    end: int
    type: EntityType
    value: str


def find_values(text: str) -> list[Value]:
    """The values of `text` in order. A longer reading wins over a shorter one: `$5` is money and no number beside it.

    The bare word *one* is not counted: it is a pronoun more often than a number. *May* and *March* count in small letters
    only beside a day, a year or *in*; other months do always.
    """
    return list(_kept_values(text)) if len(text) <= _KEPT else _find_values(text)


_LOOK_BACK = 20
_FROM = re.compile(
    r"\bfrom (?:(?:at least|at most|about|around|nearly|almost|roughly|some|over|under|(?:more|less|fewer) than|up to) )?\Z",
    re.I,
)


@lru_cache(maxsize=1024)
def _kept_values(text: str) -> tuple[Value, ...]:
    return tuple(_find_values(text))


def _find_values(text: str) -> list[Value]:
    taken = bytearray(len(text))
    found = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if " to " in match[0] and _FROM.search(text, max(0, start - _LOOK_BACK), start):
                continue  # from (at least) 20 to 30: two numbers, no range
            if not any(taken[start:end]) and (read := _read(kind, match)) is not None:
                taken[start:end] = b"\x01" * (end - start)
                found.append(Value(start, end, *read))
    return sorted(found)


def _read(kind: EntityType, match: re.Match[str]) -> tuple[EntityType, str] | None:
    try:
        value = _value(kind, match.groupdict(), match[0])
    except KeyError:
        return None  # without regard to case a pattern takes the dotless ı for an i and the long ſ for an s
    if value is None:
        return None
    return "TIME" if value.startswith("PT") else kind, value


def _value(kind: EntityType, parts: Parts, text: str) -> str | None:
    if kind == "DATE":
        return _duration(parts, text) if parts.get("span") or parts.get("age") else _date(parts)
    if kind == "TIME":
        return _time(parts)
    if kind == "ORDINAL":
        return parts["digits"] or str(ORDINAL_WORDS[(parts["word"] or "").lower()])
    if parts.get("half"):
        return "1/2"
    if over := parts.get("over"):
        return _fraction(over, parts)
    if parts.get("low"):
        low, high = _ends(parts)
        code = _currency(parts) if kind == "MONEY" else ""
        return f"{code} {low}..{high}".strip() + (" %" if kind == "PERCENT" else "")
    amount = _amount(parts["number"], parts["scale"])
    if kind == "MONEY":
        return _money(amount, parts)
    if kind == "PERCENT":
        return f"{plain(amount)} %"
    if kind == "QUANTITY":
        unit = UNITS[(parts["unit"] or "").casefold()]
        return f"{plain(amount)} {SQUARE[unit] if parts['square'] else unit}"
    return None if text.lower() in ("one", "zero") else plain(amount)


def _fraction(over: str, parts: Parts) -> str:
    count = _amount(over if over.lower() != "a" else "one", None)
    every = parts.get("every")
    return f"{plain(count)}/{plain(_amount(every, None)) if every else FRACTIONS[(parts['under'] or '').lower()]}"


def _money(amount: Decimal, parts: Parts) -> str | None:
    if penny := parts.get("penny"):
        return f"{PENNIES[penny.lower().removesuffix('s')]} {plain(amount / 100)}"
    if (parts.get("currency") or "").lower() == "won" and amount < _SMALLEST_WON:
        return None
    return f"{_currency(parts)} {plain(amount)}"


def _currency(parts: Parts) -> str:
    if symbol := parts.get("symbol"):
        return _BY_SYMBOL[symbol.casefold()]
    dollars = parts.get("dollars")
    return DOLLARS[dollars.lower()] if dollars else CURRENCIES[(parts["currency"] or "").lower()]


def _ends(parts: Parts) -> tuple[str, str]:
    """Both ends of a range, the lower one first; “20 to 30 million” begins at 20 million."""
    high = _amount(parts["high"], parts.get("high_scale"))
    low = _amount(parts["low"], parts.get("low_scale"))
    if parts.get("high_scale") and not parts.get("low_scale"):
        scaled = _amount(parts["low"], parts.get("high_scale"))
        low = scaled if scaled <= high else low
    return plain(min(low, high)), plain(max(low, high))


def _amount(number: str | None, scale: str | None) -> Decimal:
    written = (number or "").lower().replace(",", "")
    whole = written.removesuffix(" and a half")
    amount = Decimal(whole) if whole[:1].isdigit() else _spelled(whole)
    amount += Decimal("0.5") if len(whole) < len(written) else 0
    for factor in re.findall(r"[a-z]+", (scale or "").lower()):
        amount *= SCALES[factor]
    return amount


def _spelled(words: str) -> Decimal:
    """`two hundred and fifty` as 250; a bare *a* counts one, and *half a* one half of what follows."""
    total = current = Decimal(0)
    if "quarter" in words:
        return Decimal("0.75" if words.startswith("three") else "0.25")
    for word in words.replace("-", " ").split():
        if word == "half":
            return Decimal("0.5")
        if word in ("hundred", "thousand"):
            current = (current or Decimal(1)) * SCALES[word]
            if word == "thousand":
                total, current = total + current, Decimal(0)
        elif word not in ("and", "a"):
            current += NUMBER_WORDS[word]
    return total + current if total or current or "zero" in words else Decimal(1)


def plain(amount: Decimal) -> str:
    """A number without exponent or trailing zeros: `5500000000`, `0.4`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _duration(parts: Parts, text: str) -> str | None:
    if age := parts.get("age"):
        return f"P{int(age)}Y"
    form = DURATIONS[(parts["span"] or "").lower()]
    if parts.get("low"):
        low, high = _ends(parts)
        return f"{form.format(low)}..{form.format(high)}"
    if (parts.get("number") or "").lower() == "one" and parts.get("more") is None and "one-" not in text.lower():
        return None  # one day, one year: seldom a measure, unlike a one-year ban
    amount = _amount(parts["number"], parts.get("scale"))
    if parts.get("more") is not None:
        if form.endswith("Y"):
            return f"P{plain(amount)}Y6M" if form == "P{}Y" else f"P{plain(amount)}5Y"  # two and a half decades
        return form.format(plain(amount + Decimal("0.5")))
    return form.format(plain(amount))


def _time(parts: Parts) -> str | None:
    if name := parts.get("name"):
        return NOON_AND_MIDNIGHT[name.lower()]
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if hour > (12 if half else 23):
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return f"T{hour:02}:{parts.get('minute') or '00'}"


def _date(parts: Parts) -> str | None:
    if weekday := parts.get("weekday"):
        return f"XXXX-WXX-{WEEKDAYS[weekday.lower()]}"
    if nth := parts.get("nth") or parts.get("ordinal"):
        century = int(nth) if nth.isdigit() else ORDINAL_WORDS[nth.lower()]
        return f"{century - 1:02}XX" if century else None
    if decade := parts.get("decade"):
        return f"{decade.rjust(4, 'X')[:-1]}X"
    if season := parts.get("season"):
        return f"{season}/{season[:2]}{parts['until']}"
    year = parts.get("year") or "XXXX"
    month = MONTHS[name.lower()] if (name := parts.get("name")) else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    if month > 12 or day > 31 or (parts.get("month") and not month) or (parts.get("day") and not day):
        return None
    return year + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def same_value(claimed: str, known: str) -> bool:
    """Whether a claimed value is the known one, or leaves open (`X`) what is known.

    “July 15” claims no more than 15 July 2025; the year in “July 15, 1987” is not what a known “July 15” says.
    """
    if claimed == known:
        return True
    return len(claimed) == len(known) and all(a in (b, "X") for a, b in zip(claimed, known, strict=True))
