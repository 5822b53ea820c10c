"""Read a number in digits, words or both, as an exact decimal."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.words import (
    ABBREVIATED,
    ALL_SCALES,
    GLUED_SCALES,
    ILLIONS,
    MONEY_SCALES,
    NUMBER_WORDS,
    ONES,
    SCALES,
    SECOND_SCALES,
    SIGNS,
    TENS,
    THOUSAND,
)

__all__ = ["Number", "fraction_sign", "number", "number_in_words", "plain", "small", "under_thousand"]

_PLAIN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}|[0-9]{1,18})(?:\.[0-9]{1,9})?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2}){1,5},[0-9]{3}(?:\.[0-9]{1,9})?")
_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,5}(?:,[0-9]{1,2})?|[0-9]{1,3}\.[0-9]{3},[0-9]{1,2}")
"""Points as thousands marks, as in most of Europe: *1.200.000*, *1.200,50*."""
_COMMA = re.compile(r"[0-9]{1,4},[0-9]{1,2}")
"""A decimal comma: three digits behind it would be thousands."""
_LONGEST_GROUPS = 5
_LARGEST_GROUP = 3
_HALF = Decimal("0.5")
_MOST_GROUPS = 6
"""Groups of a number in words: trillions, billions, millions, thousands, hundreds, and one to spare."""
_SLASHED_UNDER = (2, 3, 4, 8)


class Number(NamedTuple):
    """A number that ends before token `end`.

    `digits`: written in digits. `bare`: one token of digits alone, which may be a year, a day or an hour. `scale`: the product
    of its scale words, 1 if there are none. `half`: it ends in “and a half” or the like. `needs_unit`: with a decimal comma or groups of
    three digits between blanks, it is a number only beside a unit.
    """

    end: int
    amount: Decimal
    digits: bool = False
    bare: bool = False
    scale: int = 1
    half: bool = False
    needs_unit: bool = False


def plain(amount: Decimal) -> str:
    """Return a number without exponent or trailing zeros: `5500000000`, `0.4`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(t: Tokens, at: int, *, money: bool = False, join: bool = True) -> Number | None:
    """Return the longest number that begins at token `at`, with its scale, or null.

    `money`: a currency stands before it, so that *M* and *MM* are millions. `join`: *and* may join its parts.
    """
    word = t.words[at]
    if "/" < word < ":":
        found = _in_digits(t, at, money=money)
    elif word == ".":
        found = _decimals(t, at)
    elif word in SIGNS:
        found = Number(at + 1, _part(SIGNS[word]), digits=True)
    else:
        found = _in_words(t, at, join=join)
    if found is None:
        return None
    return _and_a_half(t, _scaled(t, found, money=money))


def _decimals(t: Tokens, at: int) -> Number | None:
    """Read `.5`."""
    if t.gaps[at + 1] or not re.fullmatch(r"[0-9]{1,9}", t.words[at + 1]):
        return None
    return Number(at + 2, Decimal(f".{t.words[at + 1]}"), digits=True)


def _in_digits(t: Tokens, at: int, *, money: bool) -> Number | None:
    written = t.words[at]
    if not written.isdigit():
        return _marked(t, at, written)
    if len(written) > 18:
        return None
    if len(written) <= _LARGEST_GROUP:
        if (grouped := _grouped(t, at, money=money)) is not None:
            return grouped
        if (broken := _broken(t, at, int(written))) is not None:
            return broken
        if (part := _slashed_part(t, at)) is not None:
            return Number(at + 3, part, digits=True, half=part == _HALF)
    return Number(at + 1, Decimal(written), digits=True, bare=True)


def _marked(t: Tokens, at: int, written: str) -> Number | None:
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
        if not mark and (gaps[end] != 1 or quoted or "\n" in t.text[t.ends[end - 1] : t.starts[end]]):
            break
        if len(group) != _LARGEST_GROUP or not "/" < group < ":" or not group.isdigit():
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
        return Number(at + 2, whole + _part(SIGNS[words[at + 1]]), digits=True, half=words[at + 1] == "½")
    behind = at + 2 if t.hyphen(at + 1) else at + 1
    if (gaps[behind] == 1 or behind > at + 1) and (slashed := _slashed_part(t, behind)) is not None:
        return Number(behind + 3, whole + slashed, digits=True, half=slashed == _HALF)
    return None


def _slashed_part(t: Tokens, at: int) -> Decimal | None:
    """Read `1/2`, `3/4`, `5/8`: a part of one behind a whole number."""
    over, slash, under = t.words[at : at + 3]
    if slash != "/" or t.gaps[at + 1] or t.gaps[at + 2] or not (over.isdigit() and under.isdigit()):
        return None
    if len(over + under) > 2 or int(under) not in _SLASHED_UNDER or not 0 < int(over) < int(under):
        return None
    if not t.gaps[at + 3] and (t.words[at + 3] == "/" or t.words[at + 3].isalnum()):
        return None
    return Decimal(int(over)) / int(under)


def _part(sign: tuple[int, int]) -> Decimal:
    return Decimal(sign[0]) / sign[1]


def fraction_sign(word: str) -> str | None:
    """Return `1/2` for `½`."""
    return f"{SIGNS[word][0]}/{SIGNS[word][1]}" if word in SIGNS else None


def _in_words(t: Tokens, at: int, *, join: bool) -> Number | None:
    word, words = t.words[at], t.words
    if word in ("half", "quarter", "quarters", "three", "a") and (part := _part_of_scale(t, at)) is not None:
        return part
    if word == "a":
        if words[at + 1] not in ALL_SCALES or t.gaps[at + 1] != 1:
            return None
        if words[at + 1] not in ("hundred", "thousand"):
            return Number(at + 1, Decimal(1))
    return number_in_words(t, at, join=join)


def _part_of_scale(t: Tokens, at: int) -> Number | None:
    """Read the part before a scale: *half a million*, *half-million*, *a quarter of a million*."""
    words = t.words
    end = at + (words[at] in ("a", "three"))
    if end > at and words[end] == "-":
        end += 1
    if words[end] not in ("half", "quarter", "quarters") or t.gaps[end] > 1 and end > at:
        return None
    part = _HALF if words[end] == "half" else Decimal("0.75" if words[at] == "three" else "0.25")
    end += 1
    if words[end : end + 2] == ["of", "a"] and words[end + 2] in ILLIONS and part != _HALF:
        return Number(end + 2, part)
    if words[at] == "three" or (words[at] == "a" and part == _HALF and words[end] == "dozen"):
        return None
    hyphen = t.hyphen(end)
    if words[end + hyphen] == "a" and words[at] == "half":
        end += hyphen + 1
        end += t.hyphen(end)
        return Number(end, part) if words[end] in ILLIONS or words[end] in ("dozen", "hundred", "thousand") else None
    return Number(end, part) if words[end + hyphen] in ILLIONS and t.gaps[end] <= 1 else None


def small(t: Tokens, at: int) -> tuple[int, int] | None:
    """Return the end and the value of a number below a hundred in words: *twenty-five*, *nine*."""
    word, words = t.words[at], t.words
    ten = TENS.get(word)
    if ten is None:
        one = NUMBER_WORDS.get(word)
        return None if one is None or not t.ends_word(at + 1) else (at + 1, one)
    if not t.ends_word(at + 1):
        return None
    behind = at + 1 + t.hyphen(at + 1)
    if words[behind] in ONES and (behind > at + 1 or t.gaps[behind] == 1) and t.ends_word(behind + 1):
        return behind + 1, ten + ONES[words[behind]]
    return at + 1, ten


def under_thousand(t: Tokens, at: int, *, join: bool = True) -> tuple[int, int] | None:
    """Return the end and the value of one group in words: *two hundred and fifty*, *nineteen hundred*, *a hundred*."""
    if t.words[at] == "a":
        if t.words[at + 1] == "thousand":
            return at + 1, 1
        first = (at + 1, 1) if t.words[at + 1] == "hundred" else None
    else:
        first = small(t, at)
    if first is None:
        return None
    end, value = first
    if t.words[end] != "hundred" or t.gaps[end] != 1 or not value:
        return first
    end, value = end + 1, value * 100
    linked = join and t.words[end] == "and"
    rest = small(t, end + linked) if t.gaps[end] == 1 and t.gaps[end + linked] == 1 else None
    if rest is None or not rest[1] or t.words[rest[0]] == "hundred" or _is_half(t, end + linked):
        return end, value
    return rest[0], value + rest[1]


def _is_half(t: Tokens, at: int) -> bool:
    """Whether *one half* stands here: *two hundred and one half*."""
    return t.words[at] == "one" and t.words[at + 1 + t.hyphen(at + 1)] in ("half", "quarter", "third")


def number_in_words(t: Tokens, at: int, *, join: bool = True) -> Number | None:
    """Return a number in words with all its groups: *one million one hundred and eighty-two thousand*.

    “Two million and five hundred” may be two numbers; “two million five hundred” is one.
    """
    first = under_thousand(t, at, join=join)
    if first is None:
        return None
    end, group = first
    total, above = 0, 0
    for _ in range(_MOST_GROUPS):
        scale, behind = _group_scale(t, end)
        if not scale or (above and scale >= above):
            return Number(end, Decimal(total + group))
        total, end, above, group = total + group * scale, behind, scale, 0
        rest = _rest(t, end, above, join=join)
        if rest is None:
            return Number(end, Decimal(total), scale=scale)
        end, group = rest
    return Number(end, Decimal(total + group))


def _group_scale(t: Tokens, at: int) -> tuple[int, int]:
    """Return the scale of a group and the token behind it, or 0."""
    place = at + t.hyphen(at)
    scale = SCALES.get(t.words[place], 0)
    if not scale or t.gaps[at] > 1 or not t.ends_word(place + 1):
        return 0, at
    return scale, place + 1


def _rest(t: Tokens, at: int, above: int, *, join: bool) -> tuple[int, int] | None:
    """Return the next group behind a scale, if it belongs to the same number."""
    words, gaps = t.words, t.gaps
    start = at + (words[at] == "," and not gaps[at] and above == THOUSAND)
    linked = words[start] == "and"
    if gaps[start] != 1 or (linked and (not join or gaps[start + 1] != 1)) or words[start + linked] == "a":
        return None
    group = under_thousand(t, start + linked, join=join)
    if group is None or not group[1] or _is_half(t, start + linked):
        return None
    end, value = group
    scale = ALL_SCALES.get(words[end + t.hyphen(end)], 0)
    if scale >= above or (scale and scale < THOUSAND):
        return None
    hundreds = "hundred" in words[start + linked : end]
    if start > at and not hundreds:
        return None
    if above > THOUSAND and (bool(scale) or hundreds if linked else not scale and not hundreds):
        return None if linked or not _is_counted(t, end) else (end, value)
    return end, value


def _is_counted(t: Tokens, at: int) -> bool:
    """Whether a currency or a per cent stands here: *one billion three dollars*."""
    from chipbrief.language.values.currencies import is_currency

    return t.words[at] in ("percent", "%") or is_currency(t, at)


def _scaled(t: Tokens, found: Number, *, money: bool) -> Number:
    """Return a number times the scale words behind it: *4 trillion*, *5m*, *lakh crore*."""
    scale, end = _scale(t, found, found.end, money=money)
    if not scale:
        return found
    if t.words[end] in SECOND_SCALES and t.gaps[end] == 1 and t.ends_word(end + 1):
        scale, end = scale * SCALES[t.words[end]], end + 1
    return found._replace(
        end=end, amount=found.amount * scale, scale=found.scale * scale, bare=False, half=False, needs_unit=False
    )


def _scale(t: Tokens, found: Number, at: int, *, money: bool) -> tuple[int, int]:
    """Return the factor of one scale and the token behind it, or 0."""
    place = at + t.hyphen(at)
    word, gap = t.words[place], t.gaps[at]
    if gap > 1 or not t.ends_word(place + 1):
        return 0, at
    glued = place == at and not gap
    scale = ALL_SCALES.get(word, 0)
    if scale:
        return (0, at) if glued and (not found.digits or scale <= THOUSAND) else (scale, place + 1)
    if not found.digits or place > at:
        return 0, at
    if glued and word in GLUED_SCALES:
        return GLUED_SCALES[word], place + 1
    if word in ABBREVIATED:
        return ABBREVIATED[word], place + 1
    if money and word in MONEY_SCALES and (glued or t.raw(place).isupper() or word == "tr"):
        return MONEY_SCALES[word], place + 1
    if glued and word == "tr":
        return MONEY_SCALES[word], place + 1
    return 0, at


def _and_a_half(t: Tokens, found: Number) -> Number:
    """Return a number with “and a half”, “and one-half”, “and a quarter” behind it: of one, or of its scale."""
    words, gaps = t.words, t.gaps
    end, dash = found.end, t.hyphen(found.end)
    start = end + dash
    if words[start] != "and" or gaps[end] > 1 or found.half:
        return found
    over = start + 1 + t.hyphen(start + 1)
    count = {"a": 1, "one": 1, "three": 3}.get(words[over], 0)
    under = over + 1 + t.hyphen(over + 1)
    part = {"half": 2, "quarter": 4, "quarters": 4, "third": 3}.get(words[under], 0)
    if not count or not part or gaps[over] > 1 or gaps[under] > 1 or not t.ends_word(under + 1):
        return found
    if (count > 1) != (words[under] == "quarters") or (words[under + 1] == "of" and found.scale == 1 and not _of_scale(t, under + 1)):
        return found
    if words[under + 1] == "of" or (part == 3 or (part == 4 and found.scale > 1)) or t.words[under + 1] in ("hour", "hours"):
        return found
    whole = found._replace(end=under + 1, amount=found.amount + Decimal(count) / part * found.scale, bare=False, half=part == 2)
    return _scaled(t, whole, money=False) if found.scale == 1 else whole._replace(half=False)


def _of_scale(t: Tokens, at: int) -> bool:
    return t.words[at + 1] == "a" and t.words[at + 2] in ILLIONS

