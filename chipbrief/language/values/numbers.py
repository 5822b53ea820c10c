"""Read a number in digits, words or both, as an exact decimal."""

from __future__ import annotations

from decimal import Decimal

from chipbrief.language.values.contexts import is_metres, is_screen
from chipbrief.language.values.digits import decimals, in_digits, sign_part
from chipbrief.language.values.lexer import Number, Tokens
from chipbrief.language.values.spelled import in_words, is_counted
from chipbrief.language.values.words import (
    ABBREVIATED,
    ALL_SCALES,
    GLUED_SCALES,
    ILLIONS,
    MONEY_SCALES,
    SCALES,
    SECOND_SCALES,
    SIGNS,
    THOUSAND,
)

__all__ = ["SCALE_WORDS", "number"]


SCALE_WORDS = ALL_SCALES.keys() | GLUED_SCALES.keys() | ABBREVIATED.keys() | MONEY_SCALES.keys()
"""The words and abbreviations that may stand behind a number as its scale."""
_AND = frozenset(("and", "-"))


def number(t: Tokens, at: int, *, money: bool = False, join: bool = True) -> Number | None:
    """Return the longest number that begins at token `at`, with its scale, or null.

    `money`: a currency stands before it, so that *M* and *MM* are millions. `join`: *and* may join its parts.
    """
    word = t.words[at]
    if "/" < word < ":":
        found = in_digits(t, at, money=money)
    elif word == ".":
        found = decimals(t, at)
    elif word in SIGNS:
        found = Number(at + 1, sign_part(SIGNS[word]), digits=True)
    else:
        found = in_words(t, at, join=join)
    if found is None:
        return None
    return _and_a_half(t, _scaled(t, found, money=money))


def _scaled(t: Tokens, found: Number, *, money: bool) -> Number:
    """Return a number times the scale words behind it: *4 trillion*, *5m*, *lakh crore*."""
    scale, end = _scale(t, found, found.end, money=money)
    if not scale:
        return found
    second = end + t.hyphen(end)
    if t.words[second] in SECOND_SCALES and t.gaps[end] == (second == end) and t.ends_word(second + 1):
        scale, end = scale * SCALES[t.words[second]], second + 1
    return Number(end, found.amount * scale, digits=found.digits, scale=found.scale * scale)


def _scale(t: Tokens, found: Number, at: int, *, money: bool) -> tuple[int, int]:
    """Return the factor of one scale and the token behind it, or 0."""
    if t.words[at] != "-" and t.words[at] not in SCALE_WORDS:
        return 0, at
    place = at + t.hyphen(at)
    word, gap = t.words[place], t.gaps[at]
    if gap > 1 or not t.ends_word(place + 1):
        return 0, at
    glued = place == at and not gap and t.words[at - 1] != "-"
    scale = ALL_SCALES.get(word, 0)
    if scale:
        return (0, at) if glued and (not found.digits or scale <= THOUSAND) else (scale, place + 1)
    if not found.digits or place > at:
        return 0, at
    if not money and (is_metres(t, place) if word == "m" else is_screen(t, place)):
        return 0, at
    if glued and word in GLUED_SCALES:
        return GLUED_SCALES[word], place + 1
    if word in ABBREVIATED:
        dotted = (
            t.words[place + 1] == "." and not t.gaps[place + 1] and t.gaps[place + 2] == 1 and is_counted(t, place + 2)
        )
        return ABBREVIATED[word], place + 1 + dotted
    if money and word in MONEY_SCALES and (glued or t.raw(place).isupper() or word == "tr"):
        return MONEY_SCALES[word], place + 1
    if glued and word == "tr":
        return MONEY_SCALES[word], place + 1
    return 0, at


def _and_a_half(t: Tokens, found: Number) -> Number:
    """Return a number with “and a half”, “and one-half”, “and a quarter” behind it: of one, or of its scale."""
    words, gaps, end = t.words, t.gaps, found.end
    if words[end] not in _AND:
        return found
    start = end + t.hyphen(end)
    if words[start] != "and" or gaps[end] > 1 or found.half:
        return found
    over = start + 1 + t.hyphen(start + 1)
    count = {"a": 1, "one": 1, "three": 3}.get(words[over], 0)
    under = over + 1 + t.hyphen(over + 1)
    part = {"half": 2, "quarter": 4, "quarters": 4, "third": 3}.get(words[under], 0)
    if not count or not part or gaps[over] > 1 or gaps[under] > 1 or not t.ends_word(under + 1):
        return found
    if (count > 1) != (words[under] == "quarters") or (
        words[under + 1] == "of" and found.scale == 1 and not _of_scale(t, under + 1)
    ):
        return found
    if words[under + 1] == "of" or (part == 3 or (part == 4 and found.scale > 1)):
        return found
    whole = found._replace(
        end=under + 1, amount=found.amount + Decimal(count) / part * found.scale, bare=False, half=part == 2
    )
    return _scaled(t, whole, money=False) if found.scale == 1 else whole._replace(half=False)


def _of_scale(t: Tokens, at: int) -> bool:
    return t.words[at + 1] == "a" and t.words[at + 2] in ILLIONS
