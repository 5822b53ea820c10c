"""Dates, durations and times of day in the normal form of TIMEX3."""

from __future__ import annotations

from decimal import Decimal

from chipbrief.language.values.numbers import (
    DURATIONS,
    MONTHS,
    NOON_AND_MIDNIGHT,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    WEEKDAYS,
    Parts,
    amount_of,
    ends,
    plain,
)

__all__ = ["read_date", "read_time"]


def read_date(parts: Parts, text: str) -> str | None:
    """A date or a duration, in the first form that the pattern has a part of."""
    for name, read in _FORMS.items():
        if parts.get(name):
            return read(parts, text)
    return _day(parts)


def _age(parts: Parts, _: str) -> str:
    return f"P{plain(amount_of(parts['age']))}Y"


def _half_hour(_: Parts, __: str) -> str:
    return "PT30M"


def _duration(parts: Parts, text: str) -> str | None:
    form = DURATIONS[(parts["span"] or "").lower()]
    if parts.get("low"):
        low, high = ends(parts)
        return f"{form.format(low)}..{form.format(high)}"
    if (parts.get("number") or "").lower() == "one" and parts.get("more") is None and "one-" not in text.lower():
        return None  # one day, one year: seldom a measure, unlike a one-year ban
    amount = amount_of(parts["number"], parts.get("scale"))
    if parts.get("more") is None:
        return form.format(plain(amount))
    if form.endswith("Y"):
        return f"P{plain(amount)}Y6M" if form == "P{}Y" else f"P{plain(amount)}5Y"  # two and a half decades
    return form.format(plain(amount + Decimal("0.5")))


def _weekday(parts: Parts, _: str) -> str:
    return f"XXXX-WXX-{WEEKDAYS[(parts['weekday'] or '').lower()]}"


def _century(parts: Parts, _: str) -> str | None:
    nth = parts["nth"] or parts["ordinal"] or ""
    century = int(nth) if nth.isdigit() else ORDINAL_WORDS[nth.lower()]
    return f"{century - 1:02}XX" if century else None


def _decade(parts: Parts, _: str) -> str:
    return f"{(parts['decade'] or '').rjust(4, 'X')[:-1]}X"


def _season(parts: Parts, _: str) -> str | None:
    """`2024-25` and `2024-2025` as `2024/2025`; what runs backwards in full (`2025-2024`) is none."""
    first, last = parts["season"] or "", parts["until"] or ""
    if len(last) == len(first):
        return f"{first}/{last}" if first < last else None
    turn = first.endswith("99") and last == "00"
    return f"{first}/{int(first[:2]) + turn}{last}"


def _day(parts: Parts) -> str | None:
    year = parts.get("year") or "XXXX"
    month = MONTHS[name.lower()] if (name := parts.get("name")) else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    if month > 12 or day > 31 or (parts.get("month") and not month) or (parts.get("day") and not day):
        return None
    return year + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


_FORMS = {
    "span": _duration,
    "half_hour": _half_hour,
    "age": _age,
    "weekday": _weekday,
    "nth": _century,
    "ordinal": _century,
    "decade": _decade,
    "season": _season,
}


def read_time(parts: Parts, _: str) -> str | None:
    """A time of day."""
    if name := parts.get("name"):
        return NOON_AND_MIDNIGHT[name.lower()]
    written, half = (parts["hour"] or "").lower(), (parts.get("half") or "").lower()
    hour = int(written) if written.isdigit() else NUMBER_WORDS[written]
    if hour > (12 if half else 23):
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return f"T{hour:02}:{parts.get('minute') or '00'}"
