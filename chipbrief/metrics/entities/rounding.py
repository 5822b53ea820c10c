"""Whether a document has a number that a summary has rounded: “more than 51%” of 51.6%, “£1.3m” of £1,340,000.

A hedge admits what it says, within bounds; without one, only an amount of money, a percentage, a quantity or a number of millions is
taken for rounded, and only if the document's number is that number at the digits written, a half up or down. Dates and ordinals are
never rounded.

Durations are compared in one unit: two weeks are fourteen days, and two hours and 14 minutes are 134 minutes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from chipbrief.language.around import LESS, MORE
from chipbrief.language.once import once
from chipbrief.language.values import Value, plain
from chipbrief.records import EntityType

_FAR, _NEAR = Decimal("0.2"), Decimal("0.05")
"""How far the document's number may lie above *more than* (below *nearly*), and from *about*."""
_LEAST = 10
_MILLION = 10**6
_NUMBER = re.compile(r"(?:([A-Z]{3}) )?(\d{1,18}(?:\.\d{1,9})?)(?: (\S+))?")
ROUNDED = ("MONEY", "PERCENT", "QUANTITY", "CARDINAL")
"""Types of values that may be rounded."""

Unit = tuple[EntityType, str]


class Rounded:
    """A document's numbers by type and unit, in order."""

    def __init__(self, claims: Collection[tuple[EntityType, str]]) -> None:
        self._claims = claims

    @once
    def _numbers(self) -> dict[Unit, list[Decimal]]:
        found: dict[Unit, list[Decimal]] = {}
        for kind, value in self._claims:
            if (read := _read(kind, value)) is not None:
                found.setdefault(read[0], []).append(read[1])
        for numbers in found.values():
            numbers.sort()
        return found

    @once
    def _all(self) -> list[Decimal]:
        return sorted(number for numbers in self._numbers.values() for number in numbers)

    def has(self, kind: EntityType, value: str, hedge: str | None) -> bool:
        """Whether a number of the document, in the same unit, is this one before it was rounded.

        A bare number behind a hedge claims no unit: “more than 100” of “112 yards”.
        """
        read = _read(kind, value)
        if read is None or (read[1] < _LEAST and kind == "CARDINAL"):
            return False
        unit, number = read
        if kind == "CARDINAL" and hedge is None and number < _MILLION:
            return False
        numbers = self._all if kind == "CARDINAL" and hedge is not None else self._numbers.get(unit, [])
        if not numbers:
            return False
        low, high = _bounds(number, hedge)
        near = numbers[bisect_left(numbers, low) : bisect_right(numbers, high)]
        if hedge is not None:
            return bool(near)
        return any(abs(one - number) <= _tolerance(kind, number) for one in near)


@lru_cache(maxsize=1 << 12)
def _read(kind: EntityType, value: str) -> tuple[Unit, Decimal] | None:
    match = _NUMBER.fullmatch(value) if kind in ROUNDED else None
    return None if match is None else ((kind, f"{match[1]} {match[3]}"), Decimal(match[2]))


def _bounds(number: Decimal, hedge: str | None) -> tuple[Decimal, Decimal]:
    if hedge in MORE:
        return number, number * (1 + _FAR)
    if hedge in LESS:
        return number * (1 - _FAR), number
    return number * (1 - _NEAR), number * (1 + _NEAR)


def _tolerance(kind: EntityType, number: Decimal) -> Decimal:
    """Half of the last digit written. How far the zeros of *50 km* and *$4bn* were meant nobody knows: they get a hundredth."""
    written = number.normalize()
    digits = len(written.as_tuple().digits)
    exponent = written.adjusted() - digits + 1
    if kind == "PERCENT":
        exponent = min(exponent, 0)
    elif digits == 1:
        return number / 100
    return Decimal(5).scaleb(exponent - 1)


_PART = r"(\d{1,9}(?:\.\d{1,9})?)"
_DURATION = re.compile(
    rf"P(?=.)(?:{_PART}Y)?(?:{_PART}M)?(?:{_PART}W)?(?:{_PART}D)?(?:T(?:{_PART}H)?(?:{_PART}M)?(?:{_PART}S)?)?"
)
_MONTHS, _SECONDS = (12, 1), (7 * 86_400, 86_400, 3_600, 60, 1)
_BETWEEN = frozenset((" ", ", ", " and ", ", and "))


@lru_cache(maxsize=1 << 12)
def length(value: str) -> str | None:
    """A duration of TIMEX3 (`P7Y6M`) in months or in seconds (`90 months`); null for any other value."""
    match = _DURATION.fullmatch(value) if value[0] == "P" else None
    if match is None:
        return None
    parts = [Decimal(part or 0) for part in match.groups()]
    months = sum(part * each for part, each in zip(parts[:2], _MONTHS, strict=True))
    seconds = sum(part * each for part, each in zip(parts[2:], _SECONDS, strict=True))
    if months and seconds:
        return None
    return f"{plain(Decimal(months))} months" if months else f"{plain(Decimal(seconds))} seconds"


def together(text: str, values: Sequence[Value]) -> Iterator[str]:
    """The lengths of two durations that stand side by side: 90 months of “seven years and six months”."""
    lengths = [length(one.value) for one in values]
    if len(lengths) - lengths.count(None) < 2:
        return
    for (one, first), (other, second) in pairwise(zip(values, lengths, strict=True)):
        if first is None or second is None or text[one.end : other.start] not in _BETWEEN:
            continue
        (number, unit), (more, same) = first.split(), second.split()
        if unit == same and Decimal(more) < Decimal(number):
            yield f"{plain(Decimal(number) + Decimal(more))} {unit}"


_SUMMAND = re.compile(r"((?:[A-Z]{3} )?)(\d{1,15}(?:\.\d{1,6})?)((?: [a-z]\S*)?)")
_LONGEST_AND = 100
"""Characters that `_AND` matches at most."""
_AND = re.compile(r"(?: [\w'’-]{1,20}){0,4} and(?: [a-z]{1,10})? ")


def sums(text: str, values: Sequence[Value]) -> Iterator[tuple[EntityType, str]]:
    """What two parts make together: 193 of “179 passengers and 14 crew”."""
    for one, other in pairwise(values):
        if (
            one.type != other.type
            or other.start - one.end > _LONGEST_AND
            or text.find(" and", one.end, other.start) < 0
            or not _AND.fullmatch(text, one.end, other.start)
        ):
            continue
        first, second = _SUMMAND.fullmatch(one.value), _SUMMAND.fullmatch(other.value)
        if not (first and second):
            continue
        if (first[1], first[3]) == (second[1], second[3]):
            yield one.type, f"{first[1]}{plain(Decimal(first[2]) + Decimal(second[2]))}{first[3]}"
