"""The records that the rules hand on: a number, and the reading of a value."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from chipbrief.language.values.lexer import Tokens
from chipbrief.records import EntityType

__all__ = ["Number", "Reading", "nothing", "plain", "read"]


class Reading(NamedTuple):
    """A value in `text[start:end]`, read by `rule`; reading goes on at token `behind`.

    An empty `value` is none: the tokens are something else, and no part of them is a value (`2025-00-15`).
    """

    start: int
    end: int
    type: EntityType
    value: str
    rule: str
    behind: int


def read(t: Tokens, first: int, behind: int, kind: EntityType, value: str, rule: str) -> Reading:
    """Return a reading of the tokens from `first` to before `behind`."""
    return Reading(t.starts[first], t.ends[behind - 1], kind, value, rule, behind)


def nothing(t: Tokens, first: int, behind: int, rule: str) -> list[Reading]:
    """Return that the tokens hold no value."""
    return [read(t, first, behind, "CARDINAL", "", rule)]


class Number(NamedTuple):
    """A number that ends before token `end`.

    `digits`: written in digits. `bare`: one token of digits alone, which may be a year, a day or an hour. `scale`: the product
    of its scale words, 1 if there are none. `half`: it ends in “and a half” or the like. `needs_unit`: with a decimal comma or groups of
    three digits between blanks, it is a number only beside a unit.
    """

    end: int
    amount: Decimal
    digits: bool = False
    bare: bool = False
    scale: int = 1
    half: bool = False
    needs_unit: bool = False


def plain(amount: Decimal) -> str:
    """Return a number without exponent or trailing zeros: `5500000000`, `0.4`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
