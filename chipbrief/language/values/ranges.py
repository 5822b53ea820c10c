"""Find the second number of a range, and read ranges without a unit."""

from __future__ import annotations

import re
from decimal import Decimal

from chipbrief.language.values.contexts import behind_between
from chipbrief.language.values.lexer import Tokens
from chipbrief.language.values.numbers import Number, plain
from chipbrief.language.values.reading import Reading, read

__all__ = ["bare_range", "second_number"]

_DASHES = frozenset(("-", "–", "—"))
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){0,3}")


def second_number(t: Tokens, at: int, low: Number, end: int | None = None) -> tuple[int, str]:
    """Return the token at which the second number of a range begins and what joins the two, or 0.

    They are joined by a dash behind digits, by *to*, behind *between* by *and*, and behind *to* by *from* (“to 5 from 3 percent”).
    """
    words, gaps = t.words, t.gaps
    place = low.end if end is None else end
    word = words[place]
    if word in _DASHES:
        if not low.digits or gaps[place] > 1 or gaps[place + 1] > 1 or (word == "—" and (gaps[place] or gaps[place + 1])):
            return 0, ""
        following = words[place + 1]
        return (place + 1, "-") if "/" < following < ":" or following in ("$", "£", "€", "½", "¼", "¾", ".") or _is_sign(t, place + 1) else (0, "")
    if gaps[place] != 1 or gaps[place + 1] != 1:
        return 0, ""
    if word == "to" or (word == "and" and behind_between(t, at)) or (word == "from" and words[at - 1] == "to"):
        return place + 1, word
    return 0, ""


def _is_sign(t: Tokens, at: int) -> bool:
    return t.words[at + 1] in ("$", "£", "€") and not t.gaps[at + 1]


def bare_range(t: Tokens, at: int, low: Number, high: Number, joined: str, start: Decimal) -> list[Reading] | None:
    """Read a range of plain numbers: *20 to 30*, *between 5 and 10*; joined by a dash it may be a score (`3-1`)."""
    end, words, gaps = high.end, t.words, t.gaps
    if joined == "-":
        counts = low.end == at + 1 and _COUNT.fullmatch(words[at]) and _COUNT.fullmatch(words[end - 1]) and end == at + 3
        if not counts or gaps[at + 1] or gaps[at + 2] or not t.closes(end):
            return None
        if words[end] in ("-", "–") and not gaps[end] and not gaps[end + 1] and words[end + 1][:1].isalnum():
            return None
        rule = "range or score"
    else:
        if not t.closes(end) or (t.hyphen(end) and words[end + 1][:1].isdigit()):
            return None
        rule = f"range with {joined}"
    ends = sorted((start, high.amount))
    return [read(t, at, end, "CARDINAL", "..".join(map(plain, ends)), rule)]
