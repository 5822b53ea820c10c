"""What stands before a value and changes it (*from*, *between*, *minus*), and ranges without a unit."""

from __future__ import annotations

import re
from decimal import Decimal

from chipbrief.language.values.lexer import Number, Reading, Tokens, plain, read

__all__ = ["JOINING", "bare_range", "behind_between", "behind_from", "minus_before", "second_number"]

_DASHES = frozenset(("-", "–", "—"))
JOINING = _DASHES | {"to", "and", "from"}
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){0,3}")


def second_number(t: Tokens, at: int, low: Number, end: int | None = None) -> tuple[int, str]:
    """Return the token at which the second number of a range begins and what joins the two, or 0.

    They are joined by a dash behind digits, by *to*, behind *between* by *and*, and behind *to* by *from* (“to 5 from 3 percent”).
    """
    words, gaps = t.words, t.gaps
    place = low.end if end is None else end
    word = words[place]
    if word not in JOINING:
        return 0, ""
    if word == "-" and words[place + 1] in ("to", "and") and not gaps[place]:
        return _behind_hyphens(t, at, place)
    if word in _DASHES:
        if (
            not low.digits
            or gaps[place] > 1
            or gaps[place + 1] > 1
            or (word == "—" and (gaps[place] or gaps[place + 1]))
        ):
            return 0, ""
        following = words[place + 1]
        return (
            (place + 1, "-")
            if "/" < following < ":"
            or following in ("$", "£", "€", "½", "¼", "¾", ".")
            or _is_sign(t, place + 1)
            or _is_code(t, at, place + 1)
            else (0, "")
        )
    if gaps[place] != 1 or gaps[place + 1] != 1:
        return 0, ""
    if word == "to" or (word == "and" and behind_between(t, at)) or (word == "from" and words[at - 1] == "to"):
        return place + 1, word
    return 0, ""


def _behind_hyphens(t: Tokens, at: int, place: int) -> tuple[int, str]:
    """Return the second number of *3- to 5-year-olds* and of *10-to-15*."""
    joined, after = t.words[place + 1], place + 2
    if joined == "and" and not behind_between(t, at):
        return 0, ""
    if t.gaps[place + 1] == t.gaps[after] == 1:
        return after, joined
    return (after + 1, joined) if t.hyphen(place) and t.hyphen(after) else (0, "")


def _is_code(t: Tokens, at: int, place: int) -> bool:
    """Whether the code before the first number stands before the second number too: `EUR10m-EUR15m`."""
    return (
        t.words[place] in (t.words[at], t.words[at - 1]) and "/" < t.words[place + 1] < ":" and t.raw(place).isupper()
    )


def _is_sign(t: Tokens, at: int) -> bool:
    return t.words[at + 1] in ("$", "£", "€") and not t.gaps[at + 1]


def _is_count(t: Tokens, at: int, n: Number) -> bool:
    """Whether a number may be an end of a range without a unit: a whole number, or one with a scale (`20-30m`)."""
    return (n.end == at + 1 and _COUNT.fullmatch(t.words[at]) is not None) or (n.digits and n.scale > 1)


def bare_range(t: Tokens, at: int, low: Number, high: Number, joined: str, start: Decimal) -> list[Reading] | None:
    """Read a range of plain numbers: *20 to 30*, *between 5 and 10*; joined by a dash it may be a score (`3-1`)."""
    end, words, gaps = high.end, t.words, t.gaps
    if joined == "-":
        if (
            gaps[at + 1]
            or gaps[at + 2]
            or not t.closes(end)
            or not _is_count(t, at, low)
            or not _is_count(t, at + 2, high)
        ):
            return None
        if words[end] in ("-", "–") and not gaps[end] and not gaps[end + 1] and words[end + 1][:1].isalnum():
            return None
        rule = "range or score"
        if _are_ages(t, at):
            return [read(t, at, end, "DATE", f"P{plain(start)}Y..P{plain(high.amount)}Y", "range of ages")]
    else:
        if not t.closes(end) or (t.hyphen(end) and words[end + 1][:1].isdecimal()):
            return None
        rule = f"range with {joined}"
        if _are_ages(t, at):
            low_age, high_age = sorted((start, high.amount))
            return [read(t, at, end, "DATE", f"P{plain(low_age)}Y..P{plain(high_age)}Y", "range of ages")]
    ends = sorted((start, high.amount))
    return [read(t, at, end, "CARDINAL", "..".join(map(plain, ends)), rule)]


def _are_ages(t: Tokens, at: int) -> bool:
    """Whether a range stands behind *aged*, *ages*, *aged between* or *ages of*."""
    return t.words[at - 1] in ("aged", "ages") or (
        t.words[at - 2] in ("aged", "ages") and t.words[at - 1] in ("between", "of")
    )


_HEDGES = (("at", "least"), ("at", "most"), ("more", "than"), ("less", "than"), ("fewer", "than"), ("up", "to"))
_OPENING = frozenset(("(", "[", '"', "“", "/"))
_ONE_WORD_HEDGES = frozenset(("about", "around", "nearly", "almost", "roughly", "some", "over", "under", "a", "an"))


def behind_from(t: Tokens, at: int) -> bool:
    """Whether *from*, with or without a hedge, stands before token `at`: what follows are two numbers and no range."""
    words = t.words
    place = at - 1
    if words[place] in ("$", "£", "€"):
        place -= 1
    if words[place] in _ONE_WORD_HEDGES:
        place -= 1
    elif (words[place - 1], words[place]) in _HEDGES:
        place -= 2
    return words[place] == "from"


def behind_between(t: Tokens, at: int) -> bool:
    """Whether *between* stands before token `at`."""
    before = t.words[at - 1]
    if before == "of":
        return t.words[at - 4 : at - 1] == ["between", "the", "ages"]
    return before == "between" or (before in _ONE_WORD_HEDGES and t.words[at - 2] == "between")


_MINUS = frozenset(("minus", "-", "–"))


def minus_before(t: Tokens, at: int) -> tuple[int, str]:
    """Return the first token of a number and its sign, for *minus* or a hyphen that joins nothing before token `at`."""
    before = t.words[at - 1]
    if before not in _MINUS:
        return at, ""
    if before == "minus" and t.gaps[at] == 1 and not t.words[at - 2][-1:].isdecimal():
        return at - 1, "-"
    if before not in ("-", "–") or t.gaps[at]:
        return at, ""
    opens = t.words[at - 2] in _OPENING if not t.gaps[at - 1] else t.gaps[at - 1] == 1
    if not opens or "\n" in t.text[t.end(at - 2) : t.start(at - 1)]:
        return at, ""  # at the start of a line it is a list mark
    return (at, "") if t.words[at - 2][-1:].isdecimal() else (at - 1, "-")
