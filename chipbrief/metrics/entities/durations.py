"""Lengths of time in one unit, so that two weeks are fourteen days, and two hours and 14 minutes are 134 minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from chipbrief.language.values import Value, plain

_NUMBER = r"(\d{1,9}(?:\.\d{1,9})?)"
_DURATION = re.compile(
    rf"P(?=.)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_MONTHS, _SECONDS = (12, 1), (7 * 86_400, 86_400, 3_600, 60, 1)
_BETWEEN = frozenset((" ", ", ", " and ", ", and "))


def length(value: str) -> str | None:
    """A duration of TIMEX3 (`P7Y6M`) in months or in seconds (`90 months`); null for any other value."""
    match = _DURATION.fullmatch(value)
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
    for one, other in pairwise(values):
        first, second = length(one.value), length(other.value)
        if first is None or second is None or text[one.end : other.start] not in _BETWEEN:
            continue
        (number, unit), (more, same) = first.split(), second.split()
        if unit == same and Decimal(more) < Decimal(number):
            yield f"{plain(Decimal(number) + Decimal(more))} {unit}"
