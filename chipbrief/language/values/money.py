"""Read money behind a sign or code, alone and as a range."""

from __future__ import annotations

from decimal import Decimal

from chipbrief.language.values.currencies import Currency, currency_before, currency_behind, fits_code
from chipbrief.language.values.lexer import Number, Reading, Tokens, plain, read
from chipbrief.language.values.numbers import number
from chipbrief.language.values.ranges import behind_from, minus_before, second_number
from chipbrief.language.values.units import unit_behind

__all__ = ["money", "reached_back"]

_CODES_BEHIND = frozenset(("usd", "aud", "cad", "hkd", "nzd", "sgd", "twd"))


def money(t: Tokens, at: int) -> list[Reading] | None:
    """Read an amount behind a sign or code: `$4 trillion`, `EUR 5m`, `$20-30 million`, `Rs. 5,00,000`."""
    currency = currency_before(t, at)
    if currency is None or t.gaps[currency.end] > 1:
        return None
    low = number(t, currency.end, money=True)
    if low is None or (t.words[currency.end] in ("a", "one", "half") and t.gaps[currency.end]):
        return None
    if t.words[currency.first].upper() == currency.code and not fits_code(currency.code, low.amount):
        return None
    ranged = _money_range(t, currency, low)
    if ranged is not None:
        return ranged
    end = low.end
    if currency.code == "GBP" and t.words[end] == "p" and not t.gaps[end]:
        end += 1  # £1.20p
    if not t.ends_word(end) or (
        t.words[end] == "," and not t.gaps[end] and t.words[end + 1][:1].isdecimal() and not t.gaps[end + 1]
    ):
        return None
    code = currency.code
    if t.words[end] in _CODES_BEHIND and t.raw(end).isupper() and t.gaps[end] <= 1:
        code, end = t.raw(end), end + 1
    elif (
        (behind := currency_behind(t, end, low.amount)) is not None
        and t.gaps[end] == 1
        and not behind.cents
        and _dollars(code, behind.code)
    ):
        code, end = behind.code, behind.end
    first, sign = minus_before(t, currency.first)
    return [read(t, first, end, "MONEY", f"{code} {sign}{plain(low.amount)}", "sign or code and amount")]


def _dollars(code: str, named: str) -> bool:
    """Whether *Canadian dollars* behind `$5` says whose dollars they are."""
    return code == "USD" and named in ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD")


def _money_range(t: Tokens, currency: Currency, low: Number) -> list[Reading] | None:
    place, joined = second_number(t, currency.first, low)
    if not place:
        return None
    sign = currency_before(t, place)
    if sign is None and t.words[place] == t.words[currency.first] and t.raw(place).isupper():
        sign = currency._replace(first=place, end=place + 1)  # EUR10m-EUR15m
    start = sign.end if sign else place
    high = number(t, start, money=True)
    if high is None or not t.closes(high.end) or (sign and sign.code != currency.code):
        return None
    if sign is None and (unit := unit_behind(t, high)) is not None and unit.type != "MONEY":
        return None
    one = reached_back(low, high, joined)
    rule = "range of money"
    if joined == "from" or (joined == "to" and behind_from(t, currency.first)):
        first = read(t, currency.first, low.end, "MONEY", f"{currency.code} {plain(one)}", rule)
        second = read(t, place, high.end, "MONEY", f"{currency.code} {plain(high.amount)}", rule)
        return [first, second]
    ends = sorted((one, high.amount))
    return [read(t, currency.first, high.end, "MONEY", f"{currency.code} {'..'.join(map(plain, ends))}", rule)]


_ALIKE = 10
"""How many times as much the first number of “to 30 from 20 million” may be, to share the scale: not in “to $50 from $1.5 million”."""


def reached_back(low: Number, high: Number, joined: str) -> Decimal:
    """Return the first number of a range with the scale of the second one: “20 to 30 million” begins at 20 million."""
    most = high.amount * (_ALIKE if joined == "from" else 1)
    if high.scale > 1 and low.scale == 1 and low.amount * high.scale <= most:
        return low.amount * high.scale
    return low.amount
