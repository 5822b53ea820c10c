"""What values look like: a table of patterns, the longer reading before the shorter one.

No pattern has a repetition inside a repetition, and every number of digits is bounded: a text costs time in proportion to its length.
"""

from __future__ import annotations

import re

from chipbrief.records import EntityType
from chipbrief.values.tables import (
    CURRENCIES,
    DOLLARS,
    DURATIONS,
    FRACTIONS,
    MONTHS,
    ONES,
    ORDINAL_WORDS,
    PLAIN_MONTHS,
    SYMBOLS,
    TEENS,
    TENS,
    UNITS,
    WEEKDAYS,
)


def _any(words: object) -> str:
    """The words as alternatives, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))  # type: ignore[call-overload]


_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,18})(?:\.\d{1,9})?"
_HUNDRED = rf"(?:(?:{_any(TENS)})(?:[- ](?:{_any(ONES)})(?!\w))?|{_any([*TEENS, *ONES, 'zero'])})(?!\w)"
_THOUSAND = rf"(?:(?:{_HUNDRED}|\ba) hundred(?:(?: and)? {_HUNDRED})?|{_HUNDRED})"
_ILLIONS = r"(?:million|billion|trillion)(?!\w)"
_WORDS = (
    rf"\bhalf[- ]a[- ](?=(?:{_ILLIONS}|dozen(?!\w)))|\ba (?=(?:{_ILLIONS}|dozen(?!\w)))"
    rf"|\b(?:a |three[- ])?quarters? of a (?={_ILLIONS})|\b(?:quarter|half)(?=[- ]{_ILLIONS})"
    rf"|(?:{_any([*ONES, *TEENS])}) and a half(?= {_ILLIONS})"
    rf"|(?:{_THOUSAND}|\ba)[- ]thousand(?!\w)(?:,?(?: and)? {_THOUSAND})?|{_THOUSAND}"
)
_NUMBER = rf"(?:\d and a half(?= {_ILLIONS})|{_DIGITS}|{_WORDS})"
_SCALE = (
    r"(?:(?:(?<=half a )|(?<=half-a-)|(?<=\ba )|[ -])(?:dozen|hundred|thousand|million|billion|trillion)(?!s?\w)"
    r"|(?<=\d)(?:million|billion|trillion)(?!\w)|(?<=\d)(?: ?(?:mn|bn|tn)|[kmbt])(?!\w))"
)
_SCALED = rf"{_SCALE}(?: (?:thousand|million|billion|trillion)(?!\w))?"
AMOUNT = rf"(?P<number>{_NUMBER})(?P<scale>{_SCALED})?"
LOW = rf"(?P<low>{_NUMBER})(?P<low_scale>{_SCALED})?"
HIGH = rf"(?P<high>{_NUMBER})(?P<high_scale>{_SCALED})?"
# A number stands alone: not in a word or behind its hyphen (F-35), not a part of a longer number or date.
# The first letters of number words spare the rest of the text a trial of all of them.
_LEFT, _RIGHT = r"(?=[\dabefhnoqstz])(?<![\w.,:])(?<!\w[-/])", r"(?!\w)(?![.,:]\d)"
_TO = r"(?:(?:(?<=[\d%])|(?<=\d[kmbt])|(?<=\d[bmt]n)) ?[-–] ?| to | and (?=\S))"
_SYMBOL = _any(SYMBOLS)
_CURRENCY = (
    rf"(?P<dollars>{_any(DOLLARS)})[ -]dollars?|(?P<currency>{_any(CURRENCIES)})s?(?: sterling)?"
    r"|(?P<penny>(?<=[ -])cents?|(?<=[ -])pence|(?<=\d)p)"
)
_PERCENT = r"(?: ?%|[ -](?:per[ -]?cent|percent|percentage|pct|pc)(?!\w)(?: points?(?!\w))?)"
_YEAR = r"(?:19|20)\d\d"
_MONTH = rf"(?i:{_any([*PLAIN_MONTHS, 'sept'])})|{_any([name.capitalize() for name in MONTHS])}"
_DATED_MONTH = rf"(?i:{_any(MONTHS)})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_UNIT = rf"(?P<square>(?:square|sq\.?)[ -])?(?P<unit>{_any(UNITS)})"
_SPAN = rf"(?P<span>{_any(DURATIONS)})"

PATTERNS: tuple[tuple[EntityType, re.Pattern[str]], ...] = (
    ("MONEY", re.compile(rf"(?<!\w)(?P<symbol>{_SYMBOL})(?= ?\w) ?{LOW}{_TO}(?:{_SYMBOL})? ?{HIGH}{_RIGHT}", re.I)),
    ("MONEY", re.compile(rf"{_LEFT}{LOW}{_TO}{HIGH}[ -](?P<currency>{_any(CURRENCIES)})s?(?!\w)", re.I)),
    ("MONEY", re.compile(rf"(?<!\w)(?P<symbol>{_SYMBOL})(?=\s?\w)\s?{AMOUNT}(?!\w)(?!,\d)", re.I)),
    ("MONEY", re.compile(rf"{_LEFT}{AMOUNT}[ -]?(?:{_CURRENCY})(?!\w)", re.I)),
    ("PERCENT", re.compile(rf"{_LEFT}{LOW}(?:{_PERCENT})?{_TO}{HIGH}{_PERCENT}", re.I)),
    ("PERCENT", re.compile(rf"{_LEFT}{AMOUNT}{_PERCENT}", re.I)),
    ("PERCENT", re.compile(rf"(?=[\dabefhnoqstz])(?<![\w.,:]){AMOUNT}{_PERCENT}", re.I)),
    ("DATE", re.compile(rf"(?<!\w)(?P<year>{_YEAR})-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_DATED_MONTH})\.? {_DAY}(?:,? (?P<year>{_YEAR}))?{_RIGHT}(?! ?[%-])")),
    ("DATE", re.compile(rf"{_LEFT}{_DAY}(?: of)? (?P<name>{_DATED_MONTH})(?:\.?,? (?P<year>{_YEAR}))?(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_DATED_MONTH})\.?,? (?:of )?(?P<year>{_YEAR})(?!\w)")),
    ("DATE", re.compile(r"(?<=\b(?:in|by) )(?P<name>may|march)(?=[.,;]| (?:and|when|after|this|last|next|but|the)\b|$)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<name>{_MONTH})(?!\w)")),
    ("DATE", re.compile(rf"(?<!\w)(?P<weekday>{_any(WEEKDAYS)})(?=s?(?!\w))", re.I)),
    ("DATE", re.compile(r"(?<![\w.,])(?:mid-|['’])?(?P<decade>(?:18|19|20)?\d0)s(?!\w)")),
    ("DATE", re.compile(rf"{_LEFT}(?P<season>{_YEAR})[-/–](?P<until>\d\d)(?![\w-])(?!,\d)")),
    ("DATE", re.compile(rf"(?:(?<=\bmid-)|{_LEFT})(?P<year>{_YEAR}){_RIGHT}(?! ?%)(?!-\d)(?![ -](?:{_any(UNITS)}|years?)\b)")),
    ("DATE", re.compile(rf"{_LEFT}{LOW}{_TO}{HIGH}[ -]{_SPAN}s?(?!\w)", re.I)),
    ("DATE", re.compile(rf"{_LEFT}(?P<number>{_NUMBER}) and a half {_SPAN}s?(?P<more>)(?!\w)", re.I)),
    ("DATE", re.compile(rf"{_LEFT}{AMOUNT}[ -]?{_SPAN}(?:s|s'|'s)?(?!\w)(?:[- ]olds?(?!\w))?", re.I)),
    ("DATE", re.compile(rf"(?<!\w)(?:(?P<nth>\d\d?)(?:st|nd|rd|th)|(?P<ordinal>{_any(ORDINAL_WORDS)}))[- ]century(?!\w)", re.I)),
    ("DATE", re.compile(r"(?<=\baged )(?P<age>\d{1,3})(?![\w-])", re.I)),
    ("QUANTITY", re.compile(rf"{_LEFT}{AMOUNT}[ -]?{_UNIT}(?!\w)", re.I)),
    ("TIME", re.compile(rf"{_LEFT}(?P<hour>[012]?\d)(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.? ?m\b\.?", re.I)),
    ("TIME", re.compile(r"(?<![\w.,:])(?P<hour>[012]?\d):(?P<minute>[0-5]\d)(?![\w:])")),
    ("TIME", re.compile(r"(?<!\w)(?P<name>midday|noon|midnight)(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>{_any([*ONES, *TEENS])}|a(?= ))[- ](?P<under>{_any(FRACTIONS)})(?= of\b)(?! of a {_ILLIONS})", re.I)),
    ("CARDINAL", re.compile(rf"(?<=\bby )(?P<over>a) (?P<under>{_any(FRACTIONS)})(?![\w-])", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>{_any([*ONES, *TEENS])})-(?P<under>{_any(FRACTIONS)})(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<over>{_any([*ONES, *TEENS])}|\d) (?:in|out of) (?P<every>{_any([*ONES, *TEENS])}|\d{{1,4}})(?![\w.,])(?! (?:in|years?|months?|days?|games?|weeks?)\b)", re.I)),
    ("CARDINAL", re.compile(rf"(?<![\w-])(?P<half>half)(?![\w-])(?! (?:a )?(?:{_ILLIONS}|dozen))", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}(?P<low>\d{{1,3}}(?:,\d{{3}}){{0,3}})[-–](?P<high>\d{{1,3}}(?:,\d{{3}}){{0,3}})(?![\w.,]\d|\w|[-–]\w)")),
    ("CARDINAL", re.compile(rf"(?<=\bbetween )(?P<low>{_NUMBER})(?P<low_scale>{_SCALED})? and {HIGH}{_RIGHT}", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}{LOW} to {HIGH}{_RIGHT}(?!-\d)", re.I)),
    ("ORDINAL", re.compile(rf"(?<!\w)(?:(?P<digits>\d{{1,4}})(?:st|nd|rd|th)|(?P<word>{_any(ORDINAL_WORDS)}))(?!\w)", re.I)),
    ("CARDINAL", re.compile(rf"{_LEFT}{AMOUNT}{_RIGHT}(?!-\d)", re.I)),
    ("CARDINAL", re.compile(rf"(?=[\dabefhnoqstz])(?<![\w.,:-]){AMOUNT}(?=-[a-z])", re.I)),
)  # fmt: skip
