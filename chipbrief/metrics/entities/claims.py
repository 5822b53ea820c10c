"""What a value says besides itself: a day its month and year, a range its ends, a fraction its percentage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from chipbrief.language.values import plain
from chipbrief.metrics.entities.rounding import length
from chipbrief.records import EntityType

_DAY = re.compile(r"(\d{4}|XXXX)-(\d\d)(?:-(\d\d))?")
_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})")
_SEASON = re.compile(r"(\d{4})(-(?:SP|SU|FA|WI))")
_PART_OF_REFERENCE_DAY = re.compile(r"(REF[-+]P\d+D)T[A-Z]{2}")
"""*Yesterday morning* says *yesterday*, and *last night* too."""
_AGE = re.compile(r"P\d\dY")
_PART_OF_YEAR = re.compile(r"XXXX-[QH]([1-4])")
_EARLY = re.compile(r"1[0-8]\d\d")
"""A year that is read as a number."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_RANGE = re.compile(r"(\D*)(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(\D*)")
_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD")
"""A country's own papers write a bare dollar sign for these."""
_AMERICAN = re.compile(r"us|u\.s|america", re.I)
MEANT, ASKED = ("~", "$"), ("$", "~")
"""A document's C$4 is asked for as $4, and its $4 as C$4."""
Claim = tuple[EntityType, str]


@lru_cache(maxsize=1 << 12)
def claims_of(kind: EntityType, value: str) -> tuple[Claim, ...]:
    """A value first, then what it says besides: 15 July 2014 is a day in July, in 2014, a Tuesday, the 15th."""
    if value[0] == "R" and (match := _PART_OF_REFERENCE_DAY.fullmatch(value)):
        return (kind, value), ("DATE", match[1])
    if (span := length(value)) is not None:
        return (kind, value), ("QUANTITY", span)
    if value[0] == "P":
        return (kind, value), *(claim for end in ends_of(value) for claim in claims_of(kind, end))
    return (kind, value), *(_said_by_date(value) if kind == "DATE" else _said_by_number(kind, value))


def decade_of_life(value: str) -> Iterator[Claim]:
    """Yield the decade of an age: who is 58 is in her 50s."""
    if _AGE.fullmatch(value):
        yield "DATE", f"P{value[1]}XY"


def _said_by_date(value: str) -> Iterator[Claim]:
    if match := _DAY.fullmatch(value):
        yield from (("DATE", part) for part in _parts_of_day(*match.groups()))
    elif value.isdigit():
        yield "CARDINAL", value
        yield from (("DATE", part) for part in (f"{value[:3]}X", f"XX{value[2]}X", f"{value[:2]}XX"))
    elif value.endswith("-XX-XX"):
        yield "DATE", value[:4]
    elif "/" in value:
        for end in value.split("/"):
            yield "DATE", end
            if match := _DAY.fullmatch(end):
                yield from (("DATE", part) for part in _parts_of_day(*match.groups()))
    elif value.endswith("X"):
        yield from (("DATE", part) for part in (f"XX{value[2]}X", f"{value[:2]}XX"))
    elif match := _SEASON.fullmatch(value):
        yield from (("DATE", part) for part in (f"XXXX{match[2]}", match[1], f"{match[1][:3]}X", f"{match[1][:2]}XX"))
    elif match := _PART_OF_YEAR.fullmatch(value):
        yield "ORDINAL", match[1]


def _said_by_number(kind: EntityType, value: str) -> Iterator[Claim]:
    if (share := percent(value)) is not None:
        yield "PERCENT", f"{share} %"
    elif kind == "CARDINAL":
        if _EARLY.fullmatch(value):
            yield "DATE", f"{value[:2]}XX"
    elif ".." in value:
        yield from ((kind, end) for end in ends_of(value))
    elif kind == "PERCENT":
        yield from (("CARDINAL", part) for part, share in _PARTS.items() if f"{share} %" == value)


def dollars(value: str, written: str, kinds: tuple[str, str]) -> Iterator[Claim]:
    """What a bare dollar sign and a dollar of one country may have to do with each other; nothing for US$ and C$.

    `kinds` names the dollars of one country and the bare ones.
    """
    if value[:3] in _DOLLARS:
        yield "MONEY", f"{kinds[0]}{value[3:]}"
    elif value.startswith("USD ") and not _AMERICAN.search(written):
        yield "MONEY", f"{kinds[1]}{value[3:]}"


def _parts_of_day(year: str, month: str, day: str | None) -> Iterator[str]:
    yield from (f"XXXX-{month}", f"{year}-{month}", year, f"{year[:3]}X", f"{year[:2]}XX")
    if day:
        yield f"{year}-XX-XX"
        yield f"XXXX-{month}-{day}"
        yield from _weekday(year, month, day)


def ends_of(value: str) -> list[str]:
    """Both ends of a range, each with the unit of the whole: `20 %` and `30 %` of `20..30 %`, `P2Y` and `P3Y` of `P2Y..P3Y`."""
    if ".." not in value and "/" not in value:
        return []
    if value[0] == "P" or "/" in value:
        parts = re.split(r"\.\.|/", value)
        return parts if len(parts) > 1 else []
    match = _RANGE.fullmatch(value)
    return [f"{match[1]}{end}{match[4]}" for end in (match[2], match[3])] if match else []


def _weekday(year: str, month: str, day: str) -> Iterator[str]:
    try:
        yield f"XXXX-WXX-{date(int(year), int(month), int(day)).isoweekday()}"
    except ValueError:
        return  # no year is stated, or no such day


def percent(value: str) -> str | None:
    """A fraction as a percentage: that of halves, quarters and tenths as it is, that of thirds to the whole number."""
    match = _FRACTION.fullmatch(value) if "/" in value else None
    if match is None or not int(match[2]):
        return None
    share = Decimal(100 * int(match[1])) / int(match[2])
    return plain(share if share * 10 % 1 == 0 else share.quantize(Decimal(1)))


@lru_cache(maxsize=1 << 12)
def numbers_in(kind: EntityType, value: str) -> tuple[str, ...]:
    """The numbers in a value that a bare number may repeat; the day of a date is none."""
    if kind in ("DATE", "TIME") and not value.startswith("P"):
        year = (value[:4],) if value[:4].isdigit() else ()
        match = _DAY.fullmatch(value)
        return (*year, f"day {match[3].lstrip('0')}") if match and match[3] else year
    return tuple(_NUMBER.findall(value)) if "/" not in value else (value,)


_PARTS = {f"{over}/{under}": percent(f"{over}/{under}") for under in range(2, 11) for over in range(1, under)}
