"""Read amounts: money, percentages, durations, quantities and plain numbers, alone and as ranges."""

from __future__ import annotations

from decimal import Decimal

from chipbrief.language.values.contexts import behind_between, behind_from, minus_before
from chipbrief.language.values.currencies import Currency, currency_before, currency_behind
from chipbrief.language.values.dates import is_year, year_or_season
from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.numbers import Number, number, plain
from chipbrief.language.values.ranges import bare_range, second_number
from chipbrief.language.values.reading import Reading, nothing, read
from chipbrief.language.values.times import time
from chipbrief.language.values.units import Unit, percent_behind, unit_behind
from chipbrief.language.values.words import DURATIONS, SIGNS

__all__ = ["amount", "money"]

_CODES_BEHIND = frozenset(("usd", "aud", "cad", "hkd", "nzd", "sgd", "twd"))
_COUNTED = frozenset(
    "people men women children jobs workers employees troops soldiers students homes houses votes voters migrants refugees residents "
    "passengers households families cases deaths patients euros".split()
)
"""What shows that `1 200` is one number."""
_YEAR_CONTEXT = frozenset(("in", "since", "until", "till", "by", "of", "during", "after", "before"))


def money(t: Tokens, at: int) -> list[Reading] | None:
    """Read an amount behind a sign or code: `$4 trillion`, `EUR 5m`, `$20-30 million`, `Rs. 5,00,000`."""
    currency = currency_before(t, at)
    if currency is None or t.gaps[currency.end] > 1:
        return None
    low = number(t, currency.end, money=True)
    if low is None or (t.words[currency.end] in ("a", "one", "half") and t.gaps[currency.end]):
        return None
    ranged = _money_range(t, currency, low)
    if ranged is not None:
        return ranged
    end = low.end
    if not t.ends_word(end) or (t.words[end] == "," and not t.gaps[end] and t.words[end + 1][:1].isdigit() and not t.gaps[end + 1]):
        return None
    code = currency.code
    if t.words[end] in _CODES_BEHIND and t.raw(end).isupper() and t.gaps[end] <= 1:
        code, end = t.raw(end), end + 1
    elif (behind := currency_behind(t, end, low.amount)) is not None and t.gaps[end] == 1 and not behind.cents and _dollars(code, behind.code):
        code, end = behind.code, behind.end
    first, sign = minus_before(t, currency.first)
    return [read(t, first, end, "MONEY", f"{code} {sign}{plain(low.amount)}", "sign or code and amount")]


def _dollars(code: str, named: str) -> bool:
    """Whether *Canadian dollars* behind `$5` says whose dollars they are."""
    return code == "USD" and named in ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD")


def _money_range(t: Tokens, currency: Currency, low: Number) -> list[Reading] | None:
    at = currency.end
    place, joined = second_number(t, currency.first, low)
    if not place:
        return None
    sign = currency_before(t, place)
    start = sign.end if sign else place
    high = number(t, start, money=True)
    if high is None or not t.closes(high.end) or (sign and sign.code != currency.code):
        return None
    if sign is None and (unit := unit_behind(t, high)) is not None and unit.type != "MONEY":
        return None
    one = reached_back(low, high)
    rule = "range of money"
    if joined == "to" and behind_from(t, currency.first):
        first = read(t, currency.first, low.end, "MONEY", f"{currency.code} {plain(one)}", rule)
        second = read(t, place, high.end, "MONEY", f"{currency.code} {plain(high.amount)}", rule)
        return [first, second]
    ends = sorted((one, high.amount))
    del at
    return [read(t, currency.first, high.end, "MONEY", f"{currency.code} {'..'.join(map(plain, ends))}", rule)]


def reached_back(low: Number, high: Number) -> Decimal:
    """Return the lower end of a range with the scale of the upper one: “20 to 30 million” begins at 20 million."""
    if high.scale > 1 and low.scale == 1 and low.amount * high.scale <= high.amount:
        return low.amount * high.scale
    return low.amount


def amount(t: Tokens, at: int) -> list[Reading] | None:
    """Read a number with what stands behind it."""
    found = number(t, at)
    if found is None:
        return None
    if behind_between(t, at) and t.words[found.end] != "and":
        found = number(t, at, join=False) or found
    opens = t.opens(at)
    if not opens and not _may_be_percent(t, at):
        return None
    ranged = _ranged(t, at, found, opens=opens)
    if ranged is not None:
        return ranged
    if (unit := unit_behind(t, found)) is not None and _fits(t, at, found, unit):
        return [_measured(t, at, found, unit)] if opens or unit.type == "PERCENT" else None
    if not opens or t.words[at] == ".":
        return year_or_season(t, at) if _is_mid_year(t, at) else None
    if t.words[at] in SIGNS or (t.words[at + 1] == "/" and not t.gaps[at + 1] and found.end == at + 3):
        return None  # a fraction, unless a unit follows
    if found.needs_unit and t.words[found.end] not in _COUNTED:
        if not t.words[at].isdigit():
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
    if kind == "MONEY":
        return _with_cents(t, at, n, unit)
    first, sign = minus_before(t, at)
    if kind == "PERCENT" and t.words[first] == "-":
        first, sign = at, ""  # a hyphen before a percentage stands for a fall, which a sentence says in words
    if kind not in ("DATE", "TIME"):
        return read(t, first, unit.end, kind, f"{sign}{value}", "number and unit")
    return read(t, at, unit.end, kind, value, "number and unit of time")


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


def _ranged(t: Tokens, at: int, low: Number, *, opens: bool) -> list[Reading] | None:
    """Read a range with a unit behind its second number, or without: *20-30%*, *between five and ten dollars*, *3-1*."""
    percent = percent_behind(t, low) if t.words[low.end] in ("%", "percent", "per") else None
    place, joined = second_number(t, at, low, end=percent.end if percent else low.end)
    if not place or (low.bare and is_year(t.words[at]) and t.words[at - 1] in _YEAR_CONTEXT):
        return None
    high = number(t, place)
    if high is None or (joined == "and" and high.end < 0):
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


def _with_unit(t: Tokens, at: int, low: Number, place: int, high: Number, unit: Unit, joined: str) -> list[Reading] | None:
    rule = "range with a unit"
    one = reached_back(low, high)
    if joined == "from" or (joined == "to" and behind_from(t, at)):
        if low.bare and is_year(t.words[at]):
            return None
        if t.words[low.end] in ("%", "percent", "per"):
            return None
        first = read(t, at, low.end, *unit.value(one), rule)
        return [first, read(t, place, unit.end, *unit.value(high.amount), rule)]
    return [read(t, at, unit.end, *unit.between(one, high.amount), rule)]


def _bare_or_scaled(t: Tokens, at: int, low: Number, place: int, high: Number, joined: str) -> list[Reading] | None:
    if joined == "from":
        return None
    if joined != "to" or not behind_from(t, at):
        return bare_range(t, at, low, high, joined, reached_back(low, high))
    if high.scale == 1 or low.scale > 1 or not t.closes(high.end):
        return None
    pairs = ((at, low.end, reached_back(low, high)), (place, high.end, high.amount))
    return [read(t, first, end, "CARDINAL", plain(number), "from a number to a number") for first, end, number in pairs]


def _bare(t: Tokens, at: int, n: Number) -> list[Reading] | None:
    """Read a year, an age behind *aged*, or a plain number."""
    if t.words[at - 1] == "aged" and t.gaps[at] == 1 and not n.half and n.scale == 1 and t.ends_word(n.end) and t.words[n.end] != "-":
        return [read(t, at, n.end, "DATE", f"P{plain(n.amount)}Y", "age behind aged")]
    if n.bare and is_year(t.words[at]) and (year := year_or_season(t, at)) is not None:
        return year
    if not t.closes(n.end) or (t.hyphen(n.end) and t.words[n.end + 1][:1].isdigit()):
        return None
    if t.words[at] in ("one", "zero") and n.end == at + 1:
        return None
    first, sign = minus_before(t, at)
    return [read(t, first, n.end, "CARDINAL", f"{sign}{plain(n.amount)}", "number")]
