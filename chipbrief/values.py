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
          "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12, "tn": 10**12}  # fmt: skip
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

FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
NOON_AND_MIDNIGHT = {"midday": "T12:00", "noon": "T12:00", "midnight": "T00:00"}

_SMALL = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,9})?"
_NUMBER = rf"{_DIGITS}|(?:{'|'.join(_TENS)})-(?:{'|'.join(_UNITS[1:10])})(?!\w)|(?:{_SMALL})"
_SCALE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion)|(?<=\d)(?: ?(?:mn|bn|tn)|[kmbt])(?!\w))"
_AMOUNT = rf"(?P<number>{_NUMBER})(?P<scale>{_SCALE}(?: (?:thousand|million|billion|trillion))?)?"
_SYMBOL = "|".join(map(re.escape, sorted(SYMBOLS, key=len, reverse=True)))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# A number stands alone: not in a word or behind its hyphen (F-35), not a part of a longer number or date.
_LEFT, _RIGHT = r"(?<![\w.,:])(?<!\w[-/])", r"(?![\w]|[.,:]\d)"
_YEAR = r"(?:19|20)\d\d"

_PATTERNS: tuple[tuple[EntityType, re.Pattern[str]], ...] = (
    ("MONEY", re.compile(rf"(?<!\w)(?P<symbol>{_SYMBOL})\s?{_AMOUNT}{_RIGHT}", re.I)),
    ("MONEY", re.compile(rf"{_LEFT}{_AMOUNT}[ -](?:US |U\.S\. )?(?P<currency>{'|'.join(CURRENCIES)})s?(?!\w)", re.I)),
    ("PERCENT", re.compile(rf"{_LEFT}(?P<low>{_DIGITS})(?: ?%)?(?:-|–| to )(?P<high>{_DIGITS})(?: ?%|[ -](?:per ?cent|percent|pct)(?!\w))", re.I)),
    ("PERCENT", re.compile(rf"{_LEFT}{_AMOUNT}(?: ?%|[ -](?:per ?cent|percent|pct)(?!\w))", re.I)),
    ("DATE", re.compile(rf"(?<!\w)(?P<year>{_YEAR})-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_MONTH})\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,? (?P<year>{_YEAR}))?{_RIGHT}")),
    ("DATE", re.compile(rf"{_LEFT}(?P<day>[0-3]?\d)(?:st|nd|rd|th)? (?P<name>{_MONTH})\.?(?:,? (?P<year>{_YEAR}))?(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_MONTH})\.?(?:,? (?:of )?(?P<year>{_YEAR}))?(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<weekday>{'|'.join(WEEKDAYS)})(?!\w)", re.I)),
    ("DATE", re.compile(rf"(?:(?<=\bmid-)|{_LEFT})(?P<year>{_YEAR}){_RIGHT}(?! ?%)(?!-\d)")),
    ("TIME", re.compile(rf"{_LEFT}(?P<hour>[012]?\d)(?::(?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?", re.I)),
    ("TIME", re.compile(r"(?<![\w.,:])(?P<hour>[012]?\d):(?P<minute>[0-5]\d)(?![\w:])")),
    ("TIME", re.compile(r"(?<!\w)(?P<name>midday|noon|midnight)(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>{_SMALL})-(?P<under>{'|'.join(FRACTIONS)})s?(?!\w)|(?<![\w-])(?P<half>half)(?![\w-])", re.I)),
    ("ORDINAL", re.compile(rf"(?<!\w)(?:(?P<digits>\d{{1,4}})(?:st|nd|rd|th)|(?P<word>{'|'.join(ORDINAL_WORDS)}))(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}{_AMOUNT}{_RIGHT}(?!-\d)", re.I)),
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
            if not any(taken[start:end]) and (value := _read(kind, match)) is not None:
                taken[start:end] = b"\x01" * (end - start)
                found.append(Value(start, end, kind, value))
    return sorted(found)


def _read(kind: EntityType, match: re.Match[str]) -> str | None:
    try:
        return _value(kind, match)
    except KeyError:
        return None  # without regard to case a pattern takes the dotless ı for an i and the long ſ for an s


def _value(kind: EntityType, match: re.Match[str]) -> str | None:
    if kind == "DATE":
        return _date(match.groupdict())
    if kind == "TIME":
        return _time(match.groupdict())
    if kind == "ORDINAL":
        return match["digits"] or str(ORDINAL_WORDS[match["word"].lower()])
    parts = match.groupdict()
    if parts.get("half"):
        return "1/2"
    if over := parts.get("over"):
        return f"{NUMBER_WORDS[over.lower()]}/{FRACTIONS[match['under'].lower()]}"
    if low := parts.get("low"):
        return f"{plain(Decimal(low.replace(',', '')))}..{plain(Decimal(match['high'].replace(',', '')))} %"
    amount = _amount(match)
    if kind == "MONEY":
        symbol = parts.get("symbol")
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


def _time(parts: dict[str, str | None]) -> str | None:
    if name := parts.get("name"):
        return NOON_AND_MIDNIGHT[name.lower()]
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if hour > (12 if half else 23):
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return f"T{hour:02}:{parts.get('minute') or '00'}"


def _date(parts: dict[str, str | None]) -> str | None:
    if weekday := parts.get("weekday"):
        return f"XXXX-WXX-{WEEKDAYS[weekday.capitalize()]}"
    year = parts.get("year") or "XXXX"
    month = MONTHS[name] if (name := parts.get("name")) else int(parts.get("month") or 0)
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
