"""Read a number in words: groups, scales and what joins them."""

from __future__ import annotations

from decimal import Decimal

from chipbrief.language.values.currencies import is_currency
from chipbrief.language.values.lexer import Number, Tokens
from chipbrief.language.values.words import ALL_SCALES, ILLIONS, NUMBER_WORDS, ONES, SCALES, TENS, THOUSAND

__all__ = ["in_words", "is_counted", "small"]

_HALF = Decimal("0.5")
_MOST_GROUPS = 6
"""Groups of a number in words: trillions, billions, millions, thousands, hundreds, and one to spare."""


def in_words(t: Tokens, at: int, *, join: bool) -> Number | None:
    """Return the number in words that begins at token `at`, with *a* and *half* before a scale. `join`: *and* may join its parts."""
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
    if words[end] not in ("half", "quarter", "quarters") or (t.gaps[end] > 1 and end > at):
        return None
    part = _HALF if words[end] == "half" else Decimal("0.75" if words[at] == "three" else "0.25")
    end += 1
    if words[end : end + 2] == ["of", "a"] and words[end + 2] in ILLIONS and part != _HALF:
        return Number(end + 2, part)
    if words[at] in ("a", "three"):
        return None  # *a* stands outside “a half-million-dollar house”
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
    if above > THOUSAND and not scale and hundreds == linked:
        return (end, value) if not linked and is_counted(t, end) else None
    return end, value


def is_counted(t: Tokens, at: int) -> bool:
    """Whether a currency or a per cent stands here: *one billion three dollars*."""
    return t.words[at] in ("percent", "%", "€", "$", "£") or is_currency(t, at)
