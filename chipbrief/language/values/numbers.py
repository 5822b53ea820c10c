"""Words of values (numbers, scales, currencies, months, units), and numbers in digits or words as exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {
    "zero": 0,
    **{word: at for at, word in enumerate(ONES, 1)},
    **{word: at for at, word in enumerate(TEENS, 10)},
    **{word: 10 * at for at, word in enumerate(TENS, 2)},
}
SCALES = {"dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
          "lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7,
          "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12, "tn": 10**12}  # fmt: skip
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
ORDINAL_WORDS = {
    **{word: at for at, word in enumerate(_ORDINALS, 1)},
    **{f"{word[:-1]}ieth": 10 * at for at, word in enumerate(TENS, 2)},
    **{f"{ten}-{word}": 10 * at + one for at, ten in enumerate(TENS, 2) for one, word in enumerate(_ORDINALS[:9], 1)},
}
MONTHS = {
    name: at
    for at, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
PLAIN_MONTHS = "january february april june july august september october november december".split()
"""The months that count in small letters too: *may* and *march* are other words."""
WEEKDAYS = {
    name: at
    for at, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split(), 1)
}  # fmt: skip
SYMBOLS = {"US$": "USD", "HK$": "HKD", "$US": "USD", "S$": "SGD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "NT$": "TWD",
           "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "Rs": "INR", "Rs.": "INR", "RMB": "CNY",
           "₩": "KRW", "R$": "BRL"}  # fmt: skip
CODES = "USD EUR GBP JPY CNY INR KRW HKD SGD AUD CAD NZD TWD CHF".split()
CODES_AS_WORDS = ("CAD",)
"""Codes that are words in small letters."""
CURRENCIES = {"dollar": "USD", "euro": "EUR", "pound": "GBP", "yuan": "CNY", "renminbi": "CNY", "yen": "JPY", "rupee": "INR", "won": "KRW",
              "rouble": "RUB", "ruble": "RUB", "rand": "ZAR", "franc": "CHF", "lira": "TRY", "naira": "NGN", "peso": "MXN",
              "shekel": "ILS", "baht": "THB", "ringgit": "MYR", "dirham": "AED", "riyal": "SAR", "krona": "SEK", "kronor": "SEK"}  # fmt: skip
DOLLARS = {"us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "hong kong": "HKD", "singapore": "SGD",
           "new zealand": "NZD", "taiwan": "TWD"}  # fmt: skip
PENNIES = {"cent": "USD", "pence": "GBP", "p": "GBP"}
FRACTIONS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
FRACTIONS |= {f"{name}s": under for name, under in FRACTIONS.items()} | {"halves": 2}
SIGNS = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
}
NOON_AND_MIDNIGHT = {"midday": "T12:00", "noon": "T12:00", "midnight": "T00:00"}
DURATIONS = {"year": "P{}Y", "month": "P{}M", "week": "P{}W", "day": "P{}D", "hour": "PT{}H", "hr": "PT{}H", "minute": "PT{}M",
             "min": "PT{}M", "decade": "P{}0Y", "second": "PT{}S", "sec": "PT{}S"}  # fmt: skip
_UNITS = (
    "km kilometre kilometres kilometer kilometers kms; mi mile miles; m metre metres meter meters; cm centimetre centimetres "
    "centimeter centimeters; mm millimetre millimetres millimeter millimeters; ft foot feet; in inch inches; yd yard yards; kg kilogram kilograms kilo "
    "kilos kgs kilogramme kilogrammes; g gram grams gramme grammes; t tonne tonnes ton tons; lb lbs; oz ounce ounces; l litre litres liter liters; gal "
    "gallon gallons; acre acres; ha hectare hectares; mph; km/h kph kmh; degree degrees; kW kilowatt kilowatts; MW megawatt "
    "megawatts; GW gigawatt gigawatts; barrel barrels; knot knots; sqft; sqm m2 m²; sqmi; sqkm km2 "
    "km²; sqyd; C °C; F °F; GB gigabyte gigabytes; MB megabyte megabytes; TB terabyte terabytes"
)
_TOO_SHORT = frozenset(("m", "t", "g", "l", "in", "mi", "gal", "oz", "yd", "c", "f"))
UNITS = {
    word.casefold(): group.split()[0]
    for group in _UNITS.split("; ")
    for word in group.split()
    if word.casefold() not in _TOO_SHORT
}  # fmt: skip
UNITS |= {f"{unit} {per} hour": f"{short}" for unit, short in (("miles", "mph"), ("kilometres", "km/h"), ("kilometers", "km/h"), ("km", "km/h"))
          for per in ("per", "an")}  # fmt: skip
UNITS |= {f"metric {word}": "t" for word in ("ton", "tons", "tonne", "tonnes")}
UNITS |= {f"{square} {short}": f"sq{short}" for square in ("sq", "sq.", "square") for short in ("m", "mi")}
UNITS |= {
    f"{degree} {scale}": scale[0].upper()
    for degree in ("degree", "degrees")
    for scale in ("c", "celsius", "centigrade", "f", "fahrenheit")
}
"""Units by their spellings. Without letters that mean a magnitude (*5m*) or a word (*in*)."""
SQUARE = {"ft": "sqft", "m": "sqm", "mi": "sqmi", "km": "sqkm", "yd": "sqyd"}
DIGITS_ONLY = ("gb", "mb", "tb")
"""Units that count in digits alone: *two TB cases* and *four GB athletes* are of no bytes."""


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
