"""What values look like: a table of patterns, the longer reading before the shorter one.

No pattern has a repetition inside a repetition, and every number of digits is bounded: a text costs time in proportion to its length.
"""

from __future__ import annotations

import re

from chipbrief.language.values.numbers import (
    CODES,
    CODES_AS_WORDS,
    CURRENCIES,
    DIGITS_ONLY,
    DOLLARS,
    DURATIONS,
    FRACTIONS,
    MONTHS,
    ONES,
    ORDINAL_WORDS,
    PLAIN_MONTHS,
    SIGNS,
    SYMBOLS,
    TEENS,
    TENS,
    UNITS,
    WEEKDAYS,
)
from chipbrief.records import EntityType


def _any(words: object) -> str:
    """The words as alternatives, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))  # type: ignore[call-overload]


_DIGITS = r"(?:(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,18})(?:\.\d{1,9})?|\.\d{1,9})"
_SMALL = _any([*ONES, *TEENS])
_HUNDRED = rf"(?:(?:{_any(TENS)})(?:[- ](?:{_any(ONES)})(?!\w))?|{_any([*TEENS, *ONES, 'zero'])})(?!\w)"
_THOUSAND = rf"(?:(?:{_HUNDRED}|\ba) hundred(?:(?: and)? {_HUNDRED})?|{_HUNDRED})"
_ILLIONS = r"(?:million|billion|trillion|lakh|crore)(?!\w)"
# What follows a million in words. “Two million and five hundred” may be two numbers, “two million five hundred” is one.
_REST = (
    rf" (?:{_THOUSAND} (?:thousand|million|billion)(?!\w)(?:(?: and)? {_THOUSAND})?|{_HUNDRED} hundred(?:(?: and)? {_HUNDRED})?|and {_HUNDRED})"
    r"(?! (?:hundred|thousand|million|billion|trillion)(?!s?\w))"
)
_AND_A_HALF = r"[ -]and[ -]a[ -]half(?!\w)"
_WORDS = (
    rf"\bhalf[- ]a[- ](?=(?:{_ILLIONS}|dozen(?!\w)))|\ba (?=(?:{_ILLIONS}|dozen(?!\w)))"
    rf"|\b(?:a |three[- ])?quarters? of a (?={_ILLIONS})|\b(?:quarter|half)(?=[- ]{_ILLIONS})"
    rf"|(?:{_SMALL}){_AND_A_HALF}"
    rf"|(?:{_THOUSAND}|\ba)[- ]thousand(?!\w)(?:,?(?: and)? {_THOUSAND})?|{_THOUSAND}(?: (?:million|billion|trillion){_REST})?"
)
_SLASHED = r"(?:1/2|[13]/4)(?![\w/])"
_BROKEN = rf"\d{{1,3}}(?: ?[½¼¾]| {_SLASHED}|{_AND_A_HALF})|[½¼¾]|{_SLASHED}"
_NUMBER = rf"(?:{_BROKEN}|{_DIGITS}|{_WORDS})"
_SCALE = (
    r"(?:(?:(?<=half a )|(?<=half-a-)|(?<=\ba )|[ -])(?:dozen|hundred|thousand|lakhs?|crores?|million|billion|trillion)(?!s?\w)"
    r"|(?<=[\d½¼¾])(?:million|billion|trillion|lakh|crore)(?!\w)|(?<=[\d½¼¾])(?: ?(?:mn|bn|tn)|[kmbt])(?!\w))"
)
_SCALED = rf"{_SCALE}(?: (?:thousand|crore|million|billion|trillion)(?!\w))?(?: and a half(?!\w)(?! of\b))?"
AMOUNT = rf"(?P<number>{_NUMBER})(?P<scale>{_SCALED})?"
LOW = rf"(?P<low>{_NUMBER})(?P<low_scale>{_SCALED})?"
HIGH = rf"(?P<high>{_NUMBER})(?P<high_scale>{_SCALED})?"
# A number stands alone: not in a word or behind its hyphen (F-35), not a part of a longer number or date.
# The first letters of number words spare the rest of the text a trial of all of them.
_FIRST = rf"[\d{''.join(SIGNS)}abefhnoqstz]"
_LEFT, _RIGHT = rf"(?={_FIRST})(?<![\w.,:])(?<!\w[-/])", r"(?!\w)(?![.,:]\d)"
# `.5` is a number only with a unit: else it is a rifle's bore or a batter's average.
_LEFT_OF_UNIT = rf"(?={_FIRST}|\.\d)(?<![\w.,:])(?<!\w[-/])"
_TO = r"(?:(?:(?<=[\d%½¼¾])|(?<=\d[kmbt])|(?<=\d[bmt]n)) ?[-–] ?| to | and (?=\S))"
_PLAIN_CODES = [code for code in CODES if code not in CODES_AS_WORDS]
_SYMBOL = rf"(?:{_any(SYMBOLS)}|(?-i:{_any(CODES)})|(?:{_any(_PLAIN_CODES)})(?= ?\d))"
_CURRENCY = (
    rf"(?P<dollars>{_any(DOLLARS)})[ -]dollars?|(?P<currency>{_any(CURRENCIES)})s?(?: sterling)?"
    r"|(?P<penny>(?<=[ -])cents?|(?<=[ -])pence|(?<=\d)p)"
)
_PERCENT = r"(?: ?%|[ -](?:per[ -]?cent|percent|percentage|pct|pc)(?!\w)|(?<=[\d½¼¾])(?:pct|pc)(?!\w))"
# “20 per cent points to”, “… at” and “… out” have a verb.
_POINTS = r"[ -]percentage[ -]points?(?!\w)|(?: ?%|[ -]per[ -]?cent) points(?!\w)(?! (?:to|at|out|up)\b)"
_SHARE = rf"(?:(?P<points>{_POINTS})|{_PERCENT})"
_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = r"(?:1\d|20)\d\d"
_MONTH = rf"(?i:{_any([*PLAIN_MONTHS, 'sept'])})|{_any([name.capitalize() for name in MONTHS])}"
_DATED_MONTH = rf"(?i:{_any(MONTHS)})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_LONG_UNITS = [unit for unit in UNITS if unit not in DIGITS_ONLY]
_UNIT = (
    rf"(?P<square>(?:square|sq\.?)[ -])?(?P<unit>{_any(_LONG_UNITS)}|(?:(?<=\d)|(?<=\d[ -]))(?:{_any(DIGITS_ONLY)}))"
)
_SPAN = rf"(?P<span>{_any(DURATIONS)})"
_HOUR = rf"[012]?\d|{_any([*ONES[1:], *TEENS[:3]])}|one(?! ?am\b)"  # “I for one am glad”
# Behind “and a” it is often a part of the number before it.
_HALF = rf"(?P<half>half)(?![\w-])(?! (?:a )?(?:{_ILLIONS}|dozen))"
# Two quarters are no half, nor the last three 3/4: of a match or a financial year.
_MANY_PARTS = [name for name in FRACTIONS if name.endswith("s")]

PATTERNS: tuple[tuple[EntityType, re.Pattern[str]], ...] = (
    ("MONEY", re.compile(rf"(?<!\w)(?P<symbol>{_SYMBOL})(?= ?\w) ?{LOW}{_TO}(?:{_SYMBOL})? ?{HIGH}{_RIGHT}", re.I)),
    ("MONEY", re.compile(rf"{_LEFT}{LOW}{_TO}{HIGH}[ -](?P<currency>{_any(CURRENCIES)})s?(?!\w)", re.I)),
    ("MONEY", re.compile(rf"(?<!\w)(?P<symbol>{_SYMBOL})(?=\s?[\w.])\s?{AMOUNT}(?!\w)(?!,\d)", re.I)),
    ("MONEY", re.compile(rf"{_LEFT_OF_UNIT}{AMOUNT}[ -]?(?:{_CURRENCY})(?!\w)", re.I)),
    ("PERCENT", re.compile(rf"(?<![\w-])(?P<number>half|(?:a |three[- ])?quarters?)[ -](?:an?|of (?:an?|one|1)){_SHARE}", re.I)),
    ("PERCENT", re.compile(rf"{_LEFT_OF_UNIT}{LOW}(?:{_PERCENT})?{_TO}{HIGH}{_SHARE}", re.I)),
    ("PERCENT", re.compile(rf"{_LEFT_OF_UNIT}{AMOUNT}{_SHARE}", re.I)),
    ("PERCENT", re.compile(rf"(?={_FIRST}|\.\d)(?<![\w.,:]){AMOUNT}{_SHARE}", re.I)),
    ("DATE", re.compile(rf"(?<!\w)(?P<year>{_YEAR})(?P<mark>[-/])(?P<month>[01]\d)(?P=mark)(?P<day>[0-3]\d)(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_DATED_MONTH})\.? (?:the (?=\d\d?(?:st|nd|rd|th)))?{_DAY}(?:(?:,? (?=19|20)|, )(?P<year>{_ANY_YEAR}))?{_RIGHT}(?! ?[%-])")),
    ("DATE", re.compile(rf"{_LEFT}{_DAY}(?: of)? (?P<name>{_DATED_MONTH})(?:\.?(?:,? (?=19|20)| )(?P<year>{_ANY_YEAR}))?(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_DATED_MONTH})\.?,? (?:of )?(?P<year>{_YEAR})(?!\w)")),
    ("DATE", re.compile(r"(?<=\b(?:in|by) )(?P<name>may|march)(?=[.,;]| (?:and|when|after|this|last|next|but|the)\b|$)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_MONTH})(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<weekday>{_any(WEEKDAYS)})(?=s?(?!\w))", re.I)),
    ("DATE", re.compile(r"(?<![\w.,])(?:mid-|['’])?(?P<decade>(?:18|19|20)?\d0)s(?!\w)")),
    ("DATE", re.compile(rf"{_LEFT}(?P<season>{_YEAR})[-/–](?P<until>(?:19|20)?\d\d)(?![\w-])(?!,\d)")),
    ("DATE", re.compile(rf"(?:(?<=\bmid-)|{_LEFT})(?P<year>{_YEAR}){_RIGHT}(?! ?%)(?!-\d)(?![ -](?:{_any(_LONG_UNITS)}|years?)\b)")),
    ("DATE", re.compile(rf"{_LEFT}{LOW}{_TO}{HIGH}[ -]{_SPAN}s?(?!\w)", re.I)),
    ("DATE", re.compile(rf"{_LEFT}(?P<number>{_NUMBER})(?P<more>{_AND_A_HALF}| ?½| 1/2)[ -]{_SPAN}s?(?!\w)(?:[- ]olds?(?!\w))?", re.I)),
    ("DATE", re.compile(r"(?<![\w-])(?P<half_hour>half[ -](?:an[ -])?hour)(?!\w)", re.I)),
    ("DATE", re.compile(rf"{_LEFT}{AMOUNT}[ -]?{_SPAN}(?:s|s'|'s)?(?!\w)(?:[- ]olds?(?!\w))?", re.I)),
    ("DATE", re.compile(rf"(?<!\w)(?:(?P<nth>\d\d?)(?:st|nd|rd|th)|(?P<ordinal>{_any(ORDINAL_WORDS)}))[- ]century(?!\w)", re.I)),
    ("DATE", re.compile(rf"(?<=\baged )(?P<age>\d{{1,3}}|{_HUNDRED})(?![\w-])", re.I)),
    ("QUANTITY", re.compile(rf"{_LEFT_OF_UNIT}{AMOUNT}[ -]?{_UNIT}(?!\w)", re.I)),
    ("TIME", re.compile(rf"{_LEFT}(?P<hour>{_HOUR})(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.? ?m\b\.?", re.I)),
    ("TIME", re.compile(r"(?<![\w.,:])(?P<hour>[012]?\d):(?P<minute>[0-5]\d)(?![\w:])")),
    ("TIME", re.compile(rf"{_LEFT}(?:12|twelve) (?P<name>midday|noon|midnight)(?!\w)", re.I)),
    ("TIME", re.compile(r"(?<!\w)(?P<name>midday|noon|midnight)(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>{_SMALL}|a(?= ))[- ](?P<under>{_any(FRACTIONS)})(?= of\b)(?! of a {_ILLIONS})", re.I)),
    ("CARDINAL", re.compile(rf"(?<=\bby )(?P<over>a) (?P<under>{_any(FRACTIONS)})(?![\w-])", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>{_SMALL})-(?P<under>{_any(FRACTIONS)})(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>(?<!first )(?<!last )(?<!next )(?<!past )three(?= (?:quarters|fourths))|(?:{_SMALL})(?! (?:halves|quarters|fourths))) (?P<under>{_any(_MANY_PARTS)})(?!\w)(?! of a {_ILLIONS})", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?<!\d )(?P<slashed>[1-8]/[2-9](?![\w/]|-\d)(?![.,:]\d)|[{''.join(SIGNS)}](?!\w))")),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>{_SMALL}|\d) (?:in|out of) (?P<every>{_SMALL}|\d{{1,4}})(?![\w.,])(?! (?:in|years?|months?|days?|games?|weeks?)\b)", re.I)),
    ("CARDINAL", re.compile(rf"(?<![\w-])(?<!\band a ){_HALF}", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<low>\d{{1,3}}(?:,\d{{3}}){{0,3}})[-–](?P<high>\d{{1,3}}(?:,\d{{3}}){{0,3}})(?![\w.,]\d|\w|[-–]\w)")),
    ("CARDINAL", re.compile(rf"(?<=\bbetween )(?P<low>{_NUMBER})(?P<low_scale>{_SCALED})? and {HIGH}{_RIGHT}", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}{LOW} to {HIGH}{_RIGHT}(?!-\d)", re.I)),
    ("ORDINAL", re.compile(rf"(?<!\w)(?:(?P<digits>\d{{1,4}})(?:st|nd|rd|th)|(?P<word>{_any(ORDINAL_WORDS)}))(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}{AMOUNT}{_RIGHT}(?!-\d)", re.I)),
    ("CARDINAL", re.compile(rf"(?={_FIRST})(?<![\w.,:-]){AMOUNT}(?=-[a-z])", re.I)),
    ("CARDINAL", re.compile(rf"(?<![\w-]){_HALF}", re.I)),
)  # fmt: skip
