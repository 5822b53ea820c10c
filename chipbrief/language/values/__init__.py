"""Values in a text: dates, amounts of money, percentages, quantities, ordinals and plain numbers, in one normal form each.

The normal form is that of the annotation (guidelines, section 3): TIMEX3 for dates and durations, `31 %`,
`2 points` (of a percentage), `USD 4000000000000`, `5 km`, `20`; a range has two dots, and so has a score (`3-1` is `1..3`, whoever won).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.values.dates import read_date, read_time
from chipbrief.language.values.numbers import (
    CODES,
    CURRENCIES,
    DOLLARS,
    ORDINAL_WORDS,
    PENNIES,
    SIGNS,
    SQUARE,
    SYMBOLS,
    UNITS,
    Parts,
    amount_of,
    ends,
    fraction,
    plain,
)
from chipbrief.language.values.patterns import PATTERNS
from chipbrief.records import EntityType

__all__ = ["Value", "find_values", "plain", "same_value"]

_SMALLEST_WON = 100
"""Fewer *won* than this is a verb: nobody reports a price of three Korean won, and many teams won three."""
_KEPT = 1500
"""Characters of a text whose values are kept: facts and references are read again for every system."""
_BY_SYMBOL = {name.casefold(): code for name, code in SYMBOLS.items()} | {code.casefold(): code for code in CODES}


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
    return list((_kept_values if len(text) <= _KEPT else _last_values)(text))


_LOOK_BACK = 20
_FROM = re.compile(
    r"\bfrom (?:(?:at least|at most|about|around|nearly|almost|roughly|some|over|under|(?:more|less|fewer) than|up to) )?\Z",
    re.I,
)


@lru_cache(maxsize=1024)
def _kept_values(text: str) -> tuple[Value, ...]:
    return tuple(_find_values(text))


@lru_cache(maxsize=4)
def _last_values(text: str) -> tuple[Value, ...]:
    """Of a long text for as long as it is being scored: several measures ask one after the other, and it takes time."""
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
        value = _READERS[kind](match.groupdict(), match[0])
    except KeyError:
        return None  # without regard to case a pattern takes the dotless ı for an i and the long ſ for an s
    if value is None:
        return None
    return "TIME" if value.startswith("PT") else kind, value


def _money(parts: Parts, _: str) -> str | None:
    if parts.get("low"):
        return f"{_currency(parts)} {'..'.join(ends(parts))}"
    amount = amount_of(parts["number"], parts["scale"])
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


def _percent(parts: Parts, _: str) -> str:
    """A share, or the difference of two: from 20 % to 30 % it is 10 points, and no 10 %."""
    unit = "points" if parts.get("points") else "%"
    if parts.get("low"):
        return f"{'..'.join(ends(parts))} {unit}"
    return f"{plain(amount_of(parts['number'], parts.get('scale')))} {unit}"


def _quantity(parts: Parts, _: str) -> str:
    unit = UNITS[(parts["unit"] or "").casefold()]
    return f"{plain(amount_of(parts['number'], parts['scale']))} {SQUARE[unit] if parts['square'] else unit}"


def _ordinal(parts: Parts, _: str) -> str:
    return parts["digits"] or str(ORDINAL_WORDS[(parts["word"] or "").lower()])


def _cardinal(parts: Parts, text: str) -> str | None:
    if parts.get("half"):
        return "1/2"
    if slashed := parts.get("slashed"):
        return _slashed(SIGNS.get(slashed, slashed))
    if over := parts.get("over"):
        return fraction(over, parts)
    if parts.get("low"):
        return "..".join(ends(parts))
    return None if text.lower() in ("one", "zero") else plain(amount_of(parts["number"], parts["scale"]))


def _slashed(written: str) -> str | None:
    over, under = map(int, written.split("/"))
    return f"{over}/{under}" if over < under else None


_READERS: dict[EntityType, Callable[[Parts, str], str | None]] = {
    "DATE": read_date,
    "TIME": read_time,
    "MONEY": _money,
    "PERCENT": _percent,
    "QUANTITY": _quantity,
    "ORDINAL": _ordinal,
    "CARDINAL": _cardinal,
}


def same_value(claimed: str, known: str) -> bool:
    """Whether a claimed value is the known one, or leaves open (`X`) what is known.

    “July 15” claims no more than 15 July 2025; the year in “July 15, 1987” is not what a known “July 15” says.
    """
    if claimed == known:
        return True
    return len(claimed) == len(known) and all(a in (b, "X") for a, b in zip(claimed, known, strict=True))
