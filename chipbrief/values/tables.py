"""The words of values: numbers, scales, currencies, months, units."""

from __future__ import annotations

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
SYMBOLS = {"US$": "USD", "HK$": "HKD", "S$": "SGD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "NT$": "TWD",
           "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "Rs": "INR", "RMB": "CNY", "₩": "KRW"}  # fmt: skip
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
NOON_AND_MIDNIGHT = {"midday": "T12:00", "noon": "T12:00", "midnight": "T00:00"}
DURATIONS = {"year": "P{}Y", "month": "P{}M", "week": "P{}W", "day": "P{}D", "hour": "PT{}H", "hr": "PT{}H", "minute": "PT{}M",
             "min": "PT{}M", "decade": "P{}0Y", "second": "PT{}S", "sec": "PT{}S"}  # fmt: skip
_UNITS = (
    "km kilometre kilometres kilometer kilometers kms; mi mile miles; m metre metres meter meters; cm centimetre centimetres "
    "centimeter centimeters; mm millimetre millimetres; ft foot feet; in inch inches; yd yard yards; kg kilogram kilograms kilo "
    "kilos kgs; g gram grams gramme grammes; t tonne tonnes ton tons; lb lbs; oz ounce ounces; l litre litres liter liters; gal "
    "gallon gallons; acre acres; ha hectare hectares; mph; km/h kph kmh; degree degrees; kW kilowatt kilowatts; MW megawatt "
    "megawatts; GW gigawatt gigawatts; barrel barrels; sqft; sqm; sqmi; sqkm; sqyd"
)
_TOO_SHORT = frozenset(("m", "t", "g", "l", "in", "mi", "ha", "gal", "oz", "yd"))
UNITS = {
    word.casefold(): group.split()[0]
    for group in _UNITS.split("; ")
    for word in group.split()
    if word not in _TOO_SHORT
}  # fmt: skip
UNITS |= {f"{unit} {per} hour": f"{short}" for unit, short in (("miles", "mph"), ("kilometres", "km/h"), ("kilometers", "km/h"), ("km", "km/h"))
          for per in ("per", "an")}  # fmt: skip
"""Units by their spellings. Without letters that mean a magnitude (*5m*) or a word (*in*)."""
SQUARE = {"ft": "sqft", "m": "sqm", "mi": "sqmi", "km": "sqkm", "yd": "sqyd"}
