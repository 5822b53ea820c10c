"""Read a number in digits: with separators, groups, parts of one, or a decimal comma."""

from __future__ import annotations

import re
from decimal import Decimal

from chipbrief.language.values.lexer import Number, Tokens
from chipbrief.language.values.words import SIGNS

__all__ = ["GOES_ON", "decimals", "fraction_sign", "in_digits", "may_go_on", "sign_part"]

_HALF = Decimal("0.5")
_PLAIN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}|[0-9]{1,18})(?:\.[0-9]{1,9})?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2}){1,5},[0-9]{3}(?:\.[0-9]{1,9})?")
_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,5}(?:,[0-9]{1,2})?|[0-9]{1,3}\.[0-9]{3},[0-9]{1,2}")
"""Points as thousands marks, as in most of Europe: *1.200.000*, *1.200,50*."""
_COMMA = re.compile(r"[0-9]{1,4},[0-9]{1,2}")
"""A decimal comma: three digits behind it would be thousands."""
_LAST_GROUP = re.compile(r"[0-9]{3}[.,][0-9]{1,2}")
"""The last group of *1 234,56*."""
GOES_ON = frozenset(("'", "’", "/", "-", *SIGNS))
"""What stands behind the first digits of a number, if no other digits do."""
_LONGEST_GROUPS = 5
_LARGEST_GROUP = 3
_SLASHED_UNDER = (2, 3, 4, 8)


def decimals(t: Tokens, at: int) -> Number | None:
    """Read `.5`."""
    if t.gaps[at + 1] or not re.fullmatch(r"[0-9]{1,9}", t.words[at + 1]):
        return None
    return Number(at + 2, Decimal(f".{t.words[at + 1]}"), digits=True)


def in_digits(t: Tokens, at: int, *, money: bool) -> Number | None:
    """Return the number in digits that begins at token `at`. `money`: a currency stands before it."""
    written = t.words[at]
    if not written.isdecimal():
        return _marked(at, written)
    if len(written) > 18:
        return None
    if len(written) <= _LARGEST_GROUP and may_go_on(t, at + 1):
        if (grouped := _grouped(t, at, money=money)) is not None:
            return grouped
        if (broken := _broken(t, at, int(written))) is not None:
            return broken
        if (part := _slashedsign_part(t, at)) is not None:
            return Number(at + 3, part, digits=True, half=part == _HALF)
    return Number(at + 1, Decimal(written), digits=True, bare=True)


def may_go_on(t: Tokens, at: int) -> bool:
    """Whether the token behind the first digits may be a part of their number."""
    following = t.words[at]
    if following[:1].isdecimal():
        return len(following) >= _LARGEST_GROUP or t.words[at + 1] == "/"
    return following in GOES_ON


def _marked(at: int, written: str) -> Number | None:
    """Read digits with commas or points between them."""
    if _PLAIN.fullmatch(written) or _INDIAN.fullmatch(written):
        return Number(at + 1, Decimal(written.replace(",", "")), digits=True)
    if _POINTS.fullmatch(written):
        return Number(at + 1, Decimal(written.replace(".", "").replace(",", ".")), digits=True)
    if _COMMA.fullmatch(written):
        return Number(at + 1, Decimal(written.replace(",", ".")), digits=True, needs_unit=True)
    return None


def _grouped(t: Tokens, at: int, *, money: bool) -> Number | None:
    """Read groups of three digits between blanks or apostrophes: `10 000`, `1 200 000`, `1'200'000`."""
    words, gaps = t.words, t.gaps
    digits, end, quoted = words[at], at + 1, False
    for _ in range(_LONGEST_GROUPS):
        mark = words[end] in ("'", "’") and not gaps[end] and not gaps[end + 1]
        group = words[end + mark]
        if not mark and (gaps[end] != 1 or quoted or "\n" in t.text[t.end(end - 1) : t.start(end)]):
            break
        if _LAST_GROUP.fullmatch(group):
            digits, end = f"{digits}{group.replace(',', '.')}", end + mark + 1
            break
        if len(group) != _LARGEST_GROUP or not "/" < group < ":" or not group.isdecimal():
            break
        digits, end, quoted = digits + group, end + mark + 1, mark
    if end == at + 1 or digits[0] == "0" or not t.closes(end) or (words[end] == "-" and not gaps[end]):
        return None
    certain = money or quoted or len(digits) > 2 * _LARGEST_GROUP or words[at + 1][0] == "0"
    return Number(end, Decimal(digits), digits=True, needs_unit=not certain)


def _broken(t: Tokens, at: int, whole: int) -> Number | None:
    """Read a whole number in digits with a part of one behind it: `2½`, `2 1/2`, `2-1/2`, `2 and a half`."""
    words, gaps = t.words, t.gaps
    if words[at + 1] in SIGNS and gaps[at + 1] <= 1:
        return Number(at + 2, whole + sign_part(SIGNS[words[at + 1]]), digits=True, half=words[at + 1] == "½")
    behind = at + 2 if t.hyphen(at + 1) else at + 1
    if (gaps[behind] == 1 or behind > at + 1) and (slashed := _slashedsign_part(t, behind)) is not None:
        return Number(behind + 3, whole + slashed, digits=True, half=slashed == _HALF)
    return None


def _slashedsign_part(t: Tokens, at: int) -> Decimal | None:
    """Read `1/2`, `3/4`, `5/8`: a part of one behind a whole number."""
    over, slash, under = t.words[at : at + 3]
    if slash != "/" or t.gaps[at + 1] or t.gaps[at + 2] or not (over.isdecimal() and under.isdecimal()):
        return None
    if len(over + under) > 2 or int(under) not in _SLASHED_UNDER or not 0 < int(over) < int(under):
        return None
    if not t.gaps[at + 3] and (t.words[at + 3] == "/" or t.words[at + 3].isalnum()):
        return None
    return Decimal(int(over)) / int(under)


def sign_part(sign: tuple[int, int]) -> Decimal:
    """Return 0.5 for the numerator and denominator of `½`."""
    return Decimal(sign[0]) / sign[1]


def fraction_sign(word: str) -> str | None:
    """Return `1/2` for `½`."""
    return f"{SIGNS[word][0]}/{SIGNS[word][1]}" if word in SIGNS else None
