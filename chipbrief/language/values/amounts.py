"""Read amounts that begin with a number: percentages, money, durations, quantities and plain numbers, alone and as ranges."""

from __future__ import annotations

from decimal import Decimal

from chipbrief.language.values.currencies import currency_behind
from chipbrief.language.values.dates import is_year
from chipbrief.language.values.digits import GOES_ON, in_digits, may_go_on
from chipbrief.language.values.lexer import Number, Reading, Tokens, nothing, plain, read
from chipbrief.language.values.money import reached_back
from chipbrief.language.values.numbers import SCALE_WORDS, number
from chipbrief.language.values.numeric import year_or_season
from chipbrief.language.values.ranges import (
    JOINING,
    bare_range,
    behind_between,
    behind_from,
    minus_before,
    second_number,
)
from chipbrief.language.values.times import time
from chipbrief.language.values.units import FIRST_WORDS, Unit, percent_behind, unit_behind
from chipbrief.language.values.words import DURATIONS, SIGNS, SMALL_NUMBERS

__all__ = ["age", "amount"]

_COUNTED = frozenset(
    "people men women children jobs workers employees troops soldiers students homes houses votes voters migrants refugees residents "
    "passengers households families cases deaths patients euros".split()
)
"""What shows that `1 200` is one number."""
_BELOW_ZERO = frozenset(("{} degree", "{} C", "{} F", "{} %"))
"""Units of which *negative 5* is an amount: people test negative five times."""
_OLDEST = 130
_NOT_ALONE = GOES_ON | SCALE_WORDS | JOINING | FIRST_WORDS | {"half", "quarter", "quarters"}
"""The tokens behind a number that may say more of it. Behind most numbers in digits there is none."""
_CHANGING = frozenset(("aged", "minus", "-", "–"))  # they make another value of the number behind them
_YEAR_CONTEXT = frozenset(("in", "since", "until", "till", "by", "of", "during", "after", "before"))


def amount(t: Tokens, at: int) -> list[Reading] | None:
    """Read a number with what stands behind it."""
    if count := _count(t, at):
        return [read(t, at, at + 1, "CARDINAL", count, "number")]
    alone = _number_alone(t, at)
    return _in_context(t, at) if alone is None else _bare(t, at, alone)


def _count(t: Tokens, at: int) -> str | None:
    """Return a whole number below a thousand, or null if the words around it may say more of it."""
    word, behind = t.words[at], t.words[at + 1]
    if not t.gaps[at] or t.words[at - 1] in _CHANGING or behind in _NOT_ALONE or not t.closes(at + 1):
        return None
    if "/" < word < ":":
        return str(int(word)) if len(word) <= 3 and word.isdecimal() and not may_go_on(t, at + 1) else None
    return SMALL_NUMBERS.get(word)


def _number_alone(t: Tokens, at: int) -> Number | None:
    """Return a number in digits of which the words around it say no more, or null if it may be another one."""
    if not "/" < t.words[at] < ":" or not t.gaps[at] or t.words[at + 1] in _NOT_ALONE:
        return None
    found = in_digits(t, at, money=False)
    return None if found is None or found.needs_unit or found.end > at + 1 else found


def _in_context(t: Tokens, at: int) -> list[Reading] | None:
    """Read a number that may go on, or have a unit or a second number behind it."""
    found = number(t, at)
    if found is None:
        return None
    if behind_between(t, at) and t.words[found.end] != "and":
        found = number(t, at, join=False) or found
    opens = t.opens(at)
    if not opens and not _may_be_percent(t, at):
        return None
    unit = unit_behind(t, found)
    ranged = _ranged(t, at, found, unit, opens=opens)
    if ranged is not None:
        return ranged
    if unit is not None and _fits(t, at, found, unit):
        return [_measured(t, at, found, unit)] if opens or unit.type == "PERCENT" else None
    if not opens or t.words[at] == ".":
        return year_or_season(t, at) if _is_mid_year(t, at) else None
    if t.words[at] in SIGNS or (t.words[at + 1] == "/" and not t.gaps[at + 1] and t.words[at + 2][:1].isdecimal()):
        return year_or_season(t, at) if is_year(t.words[at]) else None  # a fraction, unless a unit follows
    if found.needs_unit and t.words[found.end] not in _COUNTED:
        if not t.words[at].isdecimal():
            return nothing(t, at, at + 1, "decimal comma without a unit")
        found = Number(at + 1, Decimal(t.words[at]), digits=True, bare=True)
    return _bare(t, at, found)


def _is_mid_year(t: Tokens, at: int) -> bool:
    """Whether `mid-` stands before a year."""
    return is_year(t.words[at]) and t.words[at - 1] == "-" and t.words[at - 2] == "mid"


def _may_be_percent(t: Tokens, at: int) -> bool:
    """Whether a number that is joined to a word by a hyphen may be a percentage: *sub-5%*."""
    return t.words[at - 1] in ("-", "/")


def _fits(t: Tokens, at: int, n: Number, unit: Unit) -> bool:
    """Whether a unit belongs to the number before it."""
    word = t.words[n.end + t.hyphen(n.end)]
    if word in DURATIONS:
        if n.bare and is_year(t.words[at]) and word not in ("year", "years"):
            return False
        if t.words[at] == "one" and n.end == at + 1 and not t.hyphen(n.end):
            return False  # one day, one year: seldom a measure, unlike a one-year ban
    return t.ends_word(unit.end) or t.words[n.end] == "%"


def _measured(t: Tokens, at: int, n: Number, unit: Unit) -> Reading:
    kind, value = unit.value(n.amount)
    if n.half and unit.form == "P{}Y" and unit.factor == 1:
        value = f"P{plain(n.amount - Decimal('0.5'))}Y6M"
    elif kind in ("DATE", "TIME") and _half_follows(t, unit.end):
        whole = unit.value(n.amount + Decimal("0.5"))[1]
        value = f"P{plain(n.amount)}Y6M" if unit.form == "P{}Y" and unit.factor == 1 else whole
        unit = unit._replace(end=unit.end + 3)
    if kind == "MONEY":
        return _with_cents(t, at, n, unit)
    first, sign = minus_before(t, at)
    if t.words[at - 1] == "negative" and t.gaps[at] == 1 and unit.form in _BELOW_ZERO:
        first, sign = at - 1, "-"
    if kind == "PERCENT" and t.words[first] == "-":
        first, sign = at, ""  # a hyphen before a percentage stands for a fall, which a sentence says in words
    if kind not in ("DATE", "TIME"):
        return read(t, first, unit.end, kind, f"{sign}{value}", "number and unit")
    return read(t, at, unit.end, kind, value, "number and unit of time")


def _half_follows(t: Tokens, at: int) -> bool:
    """Whether a duration goes on with “and a half”: *two hours and a half*."""
    return t.words[at : at + 3] == ["and", "a", "half"] and t.words[at + 3] != "of"


def _with_cents(t: Tokens, at: int, n: Number, unit: Unit) -> Reading:
    """Read money, and the cents behind dollars: *3 dollars 50 cents*, *thirteen dollars and forty-five cents*."""
    total, end = n.amount * unit.factor, unit.end
    place = end + (t.words[end] in ("and", ","))
    if unit.factor == 1 and t.gaps[place] == 1 and (small := number(t, place)) is not None and small.amount < 100:
        cents = currency_behind(t, small.end, digits=small.digits)
        if cents is not None and cents.cents and t.gaps[small.end] <= 1:
            total, end = total + small.amount / 100, cents.end
    first, sign = minus_before(t, at)
    return read(t, first, end, "MONEY", f"{unit.form[:3]} {sign}{plain(total)}", "number and currency")


def _ranged(t: Tokens, at: int, low: Number, one: Unit | None, *, opens: bool) -> list[Reading] | None:
    """Read a range with a unit behind its second number, or without: *20-30%*, *3-1*. `one` is the unit behind the first one."""
    percent = (one or percent_behind(t, low)) if t.words[low.end] in ("%", "percent", "per") else None
    same = one is not None and percent is None and t.gaps[low.end] <= 1 and _same_unit(t, at, low, one)
    if same:
        return same if opens else None
    place, joined = second_number(t, at, low, end=percent.end if percent else low.end)
    if not place or (low.bare and is_year(t.words[at]) and t.words[at - 1] in _YEAR_CONTEXT):
        return None
    high = number(t, place)
    if high is None or minus_before(t, at)[1]:
        return None
    clock = time(t, place)
    if clock and clock[0].rule == "time with a.m. or p.m.":
        return None
    unit = unit_behind(t, high)
    if unit is not None and _fits(t, place, high, unit) and (percent is None or unit.type == "PERCENT"):
        return _with_unit(t, at, low, place, high, unit, joined) if opens or unit.type == "PERCENT" else None
    if percent is not None or not opens or low.needs_unit or high.needs_unit:
        return None
    if low.bare and is_year(t.words[at]) and year_or_season(t, at):
        return None
    return _bare_or_scaled(t, at, low, place, high, joined)


def _same_unit(t: Tokens, at: int, low: Number, one: Unit) -> list[Reading] | None:
    """Read a range whose ends have the same unit each: *between 5kg and 7kg*, *5 km to 10 km*, *between 5€ and 10€*."""
    if not low.digits or one.type not in ("QUANTITY", "MONEY") or t.words[low.end] in ("-", "to", "and", ",", "."):
        return None
    place, joined = second_number(t, at, low, end=one.end)
    high = number(t, place) if place and not (joined == "to" and behind_from(t, at)) and joined != "from" else None
    two = unit_behind(t, high) if high is not None else None
    if high is None or two is None or (two.form, two.factor) != (one.form, one.factor) or high.amount <= low.amount:
        return None
    return [read(t, at, two.end, *one.between(low.amount, high.amount), "range with two units")]


def _with_unit(
    t: Tokens, at: int, low: Number, place: int, high: Number, unit: Unit, joined: str
) -> list[Reading] | None:
    rule = "range with a unit"
    one = reached_back(low, high, joined)
    if joined == "from" or (joined == "to" and behind_from(t, at)):
        if low.bare and is_year(t.words[at]):
            return None
        if t.words[low.end] in ("%", "percent", "per"):
            return None
        first = read(t, at, low.end, *unit.value(one), rule)
        return [first, read(t, place, unit.end, *unit.value(high.amount), rule)]
    return [read(t, at, unit.end, *unit.between(one, high.amount), rule)]


def _bare_or_scaled(t: Tokens, at: int, low: Number, place: int, high: Number, joined: str) -> list[Reading] | None:
    if joined == "from" and (high.scale == 1 or low.scale > 1):
        return None
    if joined != "from" and (joined != "to" or not behind_from(t, at)):
        return bare_range(t, at, low, high, joined, reached_back(low, high, joined))
    if high.scale == 1 or low.scale > 1 or not t.closes(high.end):
        return None
    pairs = ((at, low.end, reached_back(low, high, joined)), (place, high.end, high.amount))
    return [read(t, first, end, "CARDINAL", plain(value), "from a number to a number") for first, end, value in pairs]


def age(t: Tokens, at: int) -> list[Reading] | None:
    """Read the age behind *age* and *the age of*: *at age 58*, *from the age of 16*; *age 18 to 24* is a range."""
    place = at + 1 + (t.words[at + 1] == "of")
    if t.gaps[at + 1] != 1 or t.gaps[place] != 1 or not t.opens(at):
        return None
    found = number(t, place)
    if found is None or found.scale > 1 or found.amount > _OLDEST or not t.ends_word(found.end):
        return None
    if t.words[found.end] in ("%", "-", "percent", "per", "to", "and", "years", "months", "or") or t.hyphen(found.end):
        return None
    return [read(t, place, found.end, "DATE", f"P{plain(found.amount)}Y", "age")]


def _is_year_in_words(t: Tokens, at: int, n: Number) -> bool:
    """Whether *two thousand and eight* is a year: behind *in*, at the end of a clause."""
    return t.words[at - 1] in ("in", "since") and t.words[n.end] in (".", ",", ";", ")", "", "and", "when")


def _bare(t: Tokens, at: int, n: Number) -> list[Reading] | None:
    """Read a year, an age behind *aged*, or a plain number."""
    aged = t.words[at - 1] == "aged" and t.gaps[at] == 1
    if aged and not n.half and n.scale == 1 and t.ends_word(n.end) and t.words[n.end] != "-":
        return [read(t, at, n.end, "DATE", f"P{plain(n.amount)}Y", "age behind aged")]
    if n.bare and is_year(t.words[at]) and (year := year_or_season(t, at)) is not None:
        return year
    if not t.closes(n.end) or (t.hyphen(n.end) and t.words[n.end + 1][:1].isdecimal()):
        return None
    if t.words[at] in ("one", "zero") and n.end == at + 1:
        return None
    if t.words[at] == "two" and not n.digits and is_year(plain(n.amount)) and _is_year_in_words(t, at, n):
        return [read(t, at, n.end, "DATE", plain(n.amount), "year in words")]
    first, sign = minus_before(t, at)
    return [read(t, first, n.end, "CARDINAL", f"{sign}{plain(n.amount)}", "number")]
