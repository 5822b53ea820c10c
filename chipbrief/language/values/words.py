"""Words that values are made of: numbers, scales, fractions, months, weekdays and units, all in small letters."""

from __future__ import annotations

from decimal import Decimal

ONES = {word: at for at, word in enumerate("one two three four five six seven eight nine".split(), 1)}
TEENS = {
    word: at
    for at, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 10
    )
}
TENS = {word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)} | {
    "fourty": 40
}
NUMBER_WORDS = {"zero": 0, **ONES, **TEENS, **TENS}
SMALL_NUMBERS = {word: str(number) for word, number in (ONES | TEENS).items() if word != "one"}
"""Numbers that nothing but a scale or a unit behind them changes, in digits."""
CENTURIES = {"eighteen": 18, "nineteen": 19, "twenty": 20}
"""How a year in words begins: *nineteen eighty-four*."""

THOUSAND = 1000
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15,
          "lakh": 10**5, "crore": 10**7}  # fmt: skip
"""Scales that end a group of a number in words."""
ILLIONS = frozenset(("million", "billion", "trillion", "lakh", "crore"))
ALL_SCALES = {**SCALES, "dozen": 12, "hundred": 100, "lakhs": 10**5, "crores": 10**7}
SECOND_SCALES = frozenset(("thousand", "crore", "million", "billion", "trillion"))
"""What may stand behind another scale: *lakh crore*, *hundred thousand*."""
GLUED_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
"""Letters that mean a scale only right behind a digit: *5m*, and not *5 m*."""
ABBREVIATED = {"mn": 10**6, "mln": 10**6, "mio": 10**6, "mil": 10**6, "mill": 10**6, "bn": 10**9, "bln": 10**9, "bil": 10**9,
               "mrd": 10**9, "tn": 10**12, "trn": 10**12, "trln": 10**12, "tln": 10**12, "cr": 10**7, "crs": 10**7,
               "lac": 10**5, "lacs": 10**5, "lk": 10**5}  # fmt: skip
"""Abbreviated scales behind digits, with or without a blank."""
MONEY_SCALES = {"mm": 10**6, "tr": 10**12, "m": 10**6, "b": 10**9, "t": 10**12, "k": 10**3, "l": 10**5}
"""Abbreviations that mean a scale only beside a currency: *$1MM*; elsewhere they are millimetres."""

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
ORDINALS = (
    {word: at for at, word in enumerate(_ORDINALS, 1)}
    | {f"{ten[:-1]}ieth": number for ten, number in TENS.items()}
    | {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}
)
UNIT_ORDINALS = frozenset(_ORDINALS[:9])
"""What may end a compound ordinal: *twenty-first*."""
SUFFIXES = frozenset(("st", "nd", "rd", "th"))

FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
             "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000}  # fmt: skip
PLURAL_FRACTIONS = {f"{name}s": under for name, under in FRACTIONS.items() if name != "half"} | {"halves": 2}
ALL_FRACTIONS = FRACTIONS | PLURAL_FRACTIONS | {"halfs": 2}
SIGNS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
         "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}  # fmt: skip

MONTHS = {
    name: at
    for at, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
PLAIN_MONTHS = frozenset("january february april june july august september sept october november december".split())
"""Months that count in small letters too: *may*, *march* and *mar* are other words."""
WEEKDAYS = {
    name: at
    for at, names in enumerate(
        ("monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs", "friday fri", "saturday sat",
         "sunday sun"), 1
    )
    for name in names.split()
}  # fmt: skip
DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
"""Seasons as TIMEX3 writes them."""
NOON_AND_MIDNIGHT = {"midday": "T12:00", "noon": "T12:00", "midnight": "T00:00"}
ZONES = frozenset("gmt utc bst cet cest est edt et pst pdt pt ist z".split())

DURATIONS: dict[str, tuple[str, Decimal]] = {
    word: (form, Decimal(factor))
    for words, form, factor in (
        ("year years yr yrs", "P{}Y", 1), ("month months", "P{}M", 1), ("week weeks", "P{}W", 1), ("day days", "P{}D", 1),
        ("fortnight fortnights", "P{}W", 2), ("decade decades", "P{}Y", 10), ("century centuries", "P{}Y", 100),
        ("hour hours hr hrs", "PT{}H", 1),
        ("minute minutes min mins", "PT{}M", 1), ("second seconds sec secs", "PT{}S", 1),
    )
    for word in words.split()
}  # fmt: skip
"""The form of a duration in TIMEX3 for each word, and how many of its unit the word means."""

_UNITS = (
    "km kilometre kilometres kilometer kilometers kms; mi mile miles; m metre metres meter meters; cm centimetre centimetres "
    "centimeter centimeters; mm millimetre millimetres millimeter millimeters; ft foot feet; in inch inches; yd yard yards; kg "
    "kilogram kilograms kilo kilos kgs kilogramme kilogrammes; mg milligram milligrams; g gram grams gramme grammes; t tonne tonnes "
    "ton tons; lb lbs; oz ounce ounces; l litre litres liter liters; ml millilitre millilitres milliliter milliliters; gal gallon "
    "gallons; acre acres; ha hectare hectares; mph; km/h kph kmh; degree degrees; kW kilowatt kilowatts; MW megawatt megawatts; GW "
    "gigawatt gigawatts; kWh; MWh; GWh; barrel barrels bbl; knot knots; sqft; sqm m2 m²; sqmi; sqkm km2 km²; sqyd; C °C; F °F; GB "
    "gigabyte gigabytes; MB megabyte megabytes; TB terabyte terabytes; ly light-year; "
    "stone; V volt volts; W watt watts; dB decibel decibels; nm nanometre nanometres nanometer nanometers; Mt megaton megatons "
    "megatonne megatonnes; kt kiloton kilotons; Hz hertz; kHz; MHz megahertz; GHz gigahertz; kcal; carat carats; mAh; hp horsepower; "
    "furlong furlongs; nautical-mile; TWh; kWp; mm²; BTU; mpg"
)
_TOO_SHORT = frozenset(
    (
        "m",
        "t",
        "g",
        "l",
        "in",
        "mi",
        "gal",
        "oz",
        "yd",
        "c",
        "f",
        "mg",
        "ml",
        "v",
        "w",
        "nm",
        "mt",
        "kt",
        "ly",
        "hp",
        "carat",
    )
)
UNITS = {
    word.casefold(): group.split()[0]
    for group in _UNITS.split("; ")
    for word in group.split()
    if word.casefold() not in _TOO_SHORT
}
UNITS |= {"celsius": "C", "fahrenheit": "F", "centigrade": "C"}
"""Units by their spellings, without letters that mean a magnitude (*5m*) or a word (*in*)."""
GLUED_UNITS = {
    "mg": "mg",
    "ml": "ml",
    "oz": "oz",
    "yd": "yd",
    "in": "in",
    "st": "stone",
    "hp": "hp",
    "mt": "Mt",
    "nm": "nm",
    "w": "W",
}
"""Units that count right behind digits; *mg*, *ml*, *oz* and *hp* also behind a blank."""
SPACED_UNITS = frozenset(("mg", "ml", "oz", "hp"))
CUBIC = {"m": "m3", "ft": "cuft", "km": "km3", "yd": "cuyd", "cm": "cm3"}
SQUARE = {"ft": "sqft", "m": "sqm", "mi": "sqmi", "km": "sqkm", "yd": "sqyd"}
SPEEDS = {"mi": "mph", "km": "km/h"}
TEMPERATURES = {"c": "C", "celsius": "C", "centigrade": "C", "f": "F", "fahrenheit": "F"}
DIGITS_ONLY = frozenset(("gb", "mb", "tb"))
"""Units that count in digits alone: *two TB cases* and *four GB athletes* are of no bytes."""
