"""Numbers as they are written, in digits or in words, with a scale and with halves and quarters: one exact decimal each."""

from __future__ import annotations

import re
from decimal import Decimal

from chipbrief.language.values.tables import FRACTIONS, NUMBER_WORDS, SCALES, SIGNS

__all__ = ["Parts", "amount_of", "ends", "fraction", "plain"]

Parts = dict[str, str | None]

_HALF = Decimal("0.5")
_BROKEN = re.compile(r"(.*?)[ -]?(½|¼|¾|1/2|1/4|3/4|and[ -]a[ -]half)")
"""A number that ends in a part of one: `2½`, `2 1/2`, `two and a half`, and the part alone."""
_THOUSAND = 1000


def plain(amount: Decimal) -> str:
    """A number without exponent or trailing zeros: `5500000000`, `0.4`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount_of(number: str | None, scale: str | None = None) -> Decimal:
    """The number as a pattern has found it, times its scale; “a million and a half” has the half in the scale."""
    amount = _number((number or "").lower().replace(",", ""))
    scales = (scale or "").lower()
    factors = scales.removesuffix(" and a half")
    amount += _HALF if len(factors) < len(scales) else 0
    for factor in re.findall(r"[a-z]+", factors):
        amount *= SCALES[factor]
    return amount


def _number(written: str) -> Decimal:
    match = _BROKEN.fullmatch(written)
    if match is None:
        return _whole(written)
    return (_whole(match[1]) if match[1] else Decimal(0)) + _part(match[2])


def _part(written: str) -> Decimal:
    """A half or quarter."""
    over, slash, under = SIGNS.get(written, written).partition("/")
    return Decimal(over) / Decimal(under) if slash else _HALF


def _whole(written: str) -> Decimal:
    return Decimal(written) if written[:1].isdigit() or written[:1] == "." else _spelled(written)


def _spelled(words: str) -> Decimal:
    """`two hundred and fifty` as 250; a bare *a* counts one, and *half a* one half of what follows."""
    if "quarter" in words:
        return Decimal("0.75" if words.startswith("three") else "0.25")
    if words.startswith("half"):
        return _HALF
    total = current = Decimal(0)
    for word in words.replace("-", " ").split():
        factor = SCALES.get(word)
        if factor is not None:
            current = (current or Decimal(1)) * factor
        elif word not in ("and", "a"):
            current += NUMBER_WORDS[word]
        if factor is not None and factor >= _THOUSAND:
            total, current = total + current, Decimal(0)
    return total + current if total or current or "zero" in words else Decimal(1)


def ends(parts: Parts) -> tuple[str, str]:
    """Both ends of a range, the lower one first; “20 to 30 million” begins at 20 million."""
    high = amount_of(parts["high"], parts.get("high_scale"))
    low = amount_of(parts["low"], parts.get("low_scale"))
    if parts.get("high_scale") and not parts.get("low_scale"):
        scaled = amount_of(parts["low"], parts.get("high_scale"))
        low = scaled if scaled <= high else low
    return plain(min(low, high)), plain(max(low, high))


def fraction(over: str, parts: Parts) -> str:
    """`two thirds` and `two in three` as `2/3`."""
    count = amount_of(over if over.lower() != "a" else "one")
    every = parts.get("every")
    return f"{plain(count)}/{plain(amount_of(every)) if every else FRACTIONS[(parts['under'] or '').lower()]}"
