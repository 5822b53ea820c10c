"""Values in a text: dates, amounts of money, percentages, ordinals and plain numbers, in one normal form each.

The normal form is that of the annotation (guidelines, section 3): TIMEX3 for dates, `31 %`, `USD 4000000000000`, `20`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from chipbrief.records import EntityType


class Value(NamedTuple):
    """`text[start:end]` is a value of `type`, equal to another one if `type` and `value` are."""

    start: int
    end: int
    type: EntityType
    value: str


_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
NUMBER_WORDS = {word: at for at, word in enumerate(_UNITS)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
          "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}  # fmt: skip
ORDINAL_WORDS = {word: at for at, word in enumerate(_ORDINALS, 1)}
MONTHS = {
    name: at
    for at, names in enumerate(
        ("January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul", "August Aug",
         "September Sept Sep", "October Oct", "November Nov", "December Dec"), 1
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: at
    for at, name in enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], 1)
}
SYMBOLS = {"US$": "USD", "HK$": "HKD", "S$": "SGD", "A$": "AUD", "C$": "CAD", "NT$": "TWD", "$": "USD", "€": "EUR",
           "£": "GBP", "¥": "JPY", "₹": "INR", "Rs": "INR", "RMB": "CNY", "₩": "KRW"}  # fmt: skip
CURRENCIES = {"dollar": "USD", "euro": "EUR", "pound": "GBP", "yuan": "CNY", "renminbi": "CNY", "yen": "JPY",
              "rupee": "INR", "won": "KRW"}  # fmt: skip

_SMALL = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,18}})(?:\.\d{{1,9}})?|(?:{_SMALL})(?:-(?:{_SMALL}))?"
_SCALE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion)|(?<=\d)(?: ?(?:mn|bn|tn)|[mk])(?!\w))"
_AMOUNT = rf"(?P<number>{_NUMBER})(?P<scale>{_SCALE}(?: (?:thousand|million|billion|trillion))?)?"
_SYMBOL = "|".join(map(re.escape, sorted(SYMBOLS, key=len, reverse=True)))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_LEFT, _RIGHT = r"(?<![\w.,-])(?<!\d[-/])", r"(?![\w]|[.,]\d)"
_YEAR = r"(?:19|20)\d\d"

_PATTERNS: tuple[tuple[EntityType, re.Pattern[str]], ...] = (
    ("MONEY", re.compile(rf"(?<!\w)(?P<symbol>{_SYMBOL})\s?{_AMOUNT}(?!\w)", re.I)),
    ("MONEY", re.compile(rf"{_LEFT}{_AMOUNT}[ -](?:US |U\.S\. )?(?P<currency>{'|'.join(CURRENCIES)})s?(?!\w)", re.I)),
    ("PERCENT", re.compile(rf"{_LEFT}{_AMOUNT}(?: ?%|[ -](?:per ?cent|percent|pct)(?!\w))", re.I)),
    ("DATE", re.compile(rf"(?<!\w)(?P<year>{_YEAR})-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_MONTH})\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,? (?P<year>{_YEAR}))?{_RIGHT}")),
    ("DATE", re.compile(rf"{_LEFT}(?P<day>[0-3]?\d)(?:st|nd|rd|th)? (?P<name>{_MONTH})\.?(?:,? (?P<year>{_YEAR}))?(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_MONTH})\.?(?:,? (?:of )?(?P<year>{_YEAR}))?(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<weekday>{'|'.join(WEEKDAYS)})(?!\w)", re.I)),
    ("DATE", re.compile(rf"{_LEFT}(?P<year>{_YEAR}){_RIGHT}(?! ?%)")),
    ("ORDINAL", re.compile(rf"(?<!\w)(?:(?P<digits>\d{{1,4}})(?:st|nd|rd|th)|(?P<word>{'|'.join(ORDINAL_WORDS)}))(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}{_AMOUNT}{_RIGHT}", re.I)),
)  # fmt: skip


def find_values(text: str) -> list[Value]:
    """The values of `text` in order. A longer reading wins over a shorter one: `$5` is money and no number beside it.

    The bare word *one* is not counted: it is a pronoun more often than a number. Months count with a capital only.
    """
    taken = bytearray(len(text))
    found = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]) and (value := _value(kind, match)) is not None:
                taken[start:end] = b"\x01" * (end - start)
                found.append(Value(start, end, kind, value))
    return sorted(found)


def _value(kind: EntityType, match: re.Match[str]) -> str | None:
    if kind == "DATE":
        return _date(match.groupdict())
    if kind == "ORDINAL":
        return match["digits"] or str(ORDINAL_WORDS[match["word"].lower()])
    amount = _amount(match)
    if kind == "MONEY":
        symbol = match.groupdict().get("symbol")
        by_symbol = {name.casefold(): code for name, code in SYMBOLS.items()}
        code = by_symbol[symbol.casefold()] if symbol else CURRENCIES[match["currency"].lower()]
        return f"{code} {amount}"
    if kind == "PERCENT":
        return f"{amount} %"
    return None if match[0].lower() in ("one", "zero") else amount


def _amount(match: re.Match[str]) -> str:
    number = match["number"].lower().replace(",", "")
    amount = Decimal(number if number[0].isdigit() else sum(NUMBER_WORDS[part] for part in number.split("-")))
    for scale in re.findall(r"[a-z]+", (match["scale"] or "").lower()):
        amount *= SCALES[scale]
    return plain(amount)


def plain(amount: Decimal) -> str:
    """A number without exponent or trailing zeros: `5500000000`, `0.4`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(parts: dict[str, str | None]) -> str | None:
    if weekday := parts.get("weekday"):
        return f"XXXX-WXX-{WEEKDAYS[weekday.capitalize()]}"
    year = parts.get("year") or "XXXX"
    month = MONTHS[name] if (name := parts.get("name")) else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    if month > 12 or day > 31:
        return None
    return year + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def same_value(one: str, other: str) -> bool:
    """Whether two normal forms are equal; an `X` leaves its digit open (`XXXX-07-15` is `2025-07-15`)."""
    if one == other:
        return True
    if "X" not in one + other or len(one) != len(other):
        return False
    return all(a == b or "X" in (a, b) for a, b in zip(one, other, strict=True))
