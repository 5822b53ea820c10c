"""Cut a text into tokens once, and the records of what the grammar reads from them: numbers and readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, compress, count
from operator import add, sub
from typing import NamedTuple

from chipbrief.language.values.words import SIGNS
from chipbrief.records import EntityType

__all__ = ["BREAK", "PAD", "Number", "Reading", "Tokens", "cut", "nothing", "plain", "read"]

_FRACTION = "".join(SIGNS)
_LETTERS = rf"[^\W\d_{_FRACTION}]"
_TOKEN = re.compile(rf"(?:[a-z]++(?!{_LETTERS})|[0-9]+(?:[.,][0-9]+)*|{_LETTERS}+|\d+|\S)\s*")
"""A number with its separators, a run of letters, or one sign; and the blanks behind it. Most tokens are plain letters."""
_PLAIN_TOKEN = re.compile(r"(?:[a-z]+|[0-9]+(?:[.,][0-9]+)*|\S)\s*")
"""The same in a text of small ASCII letters, in half the time. Possessive groups are wrong in Python 3.11.2: `13th` lost its ending."""
PAD = 8
"""Empty tokens on both sides of a text, so that the grammar may look a few tokens back and ahead."""
BREAK = 9
"""The gap before a token that starts a paragraph or the text: nothing is read across it."""
_PADDING, _BREAKS = [""] * (PAD - 1), [BREAK] * (PAD + 1)


class Tokens:
    """The tokens of a text, or of the parts of it that may hold values, with `PAD` empty tokens before and behind each part.

    `words` holds each token in small letters, `starts` and `ends` its place, and `gaps` what stands before it: 0 if it is glued to
    the token before it, 1 for a blank or one line end, `BREAK` for an empty line.
    """

    __slots__ = ("ends", "gaps", "starts", "text", "words")

    def __init__(self, text: str, words: list[str], starts: list[int], ends: list[int], gaps: list[int]) -> None:
        self.text, self.words, self.starts, self.ends, self.gaps = text, words, starts, ends, gaps

    def raw(self, at: int) -> str:
        """Return token `at` as it is written."""
        return self.text[self.starts[at] : self.ends[at]]

    def opens(self, at: int) -> bool:
        """Whether a number may begin at token `at`: it is no part of a word, a longer number or a code (*F-35*)."""
        if self.gaps[at]:
            return True
        before = self.words[at - 1]
        if before[-1:].isalnum() or before in _INSIDE:
            return False
        return not (before in _JOINING and not self.gaps[at - 1] and _is_word(self.words[at - 2]))

    def closes(self, at: int) -> bool:
        """Whether a value may end before token `at`: no letter, digit or decimals follow."""
        if self.gaps[at]:
            return True
        word = self.words[at]
        if _is_word(word):
            return False
        return not (word in _DECIMAL and not self.gaps[at + 1] and self.words[at + 1][:1].isdecimal())

    def ends_word(self, at: int) -> bool:
        """Whether no letter or digit is glued to the end of the token before `at`."""
        return self.gaps[at] > 0 or not _is_word(self.words[at])

    def hyphen(self, at: int) -> bool:
        """Whether token `at` is a hyphen between two tokens without blanks."""
        return self.words[at] == "-" and not self.gaps[at] and not self.gaps[at + 1]


_INSIDE = frozenset((".", ",", ":", "_"))
_JOINING = frozenset(("-", "/"))
_DECIMAL = frozenset((".", ",", ":"))


def _is_word(written: str) -> bool:
    return written[:1].isalnum() or written == "_"


def cut(text: str, parts: Sequence[tuple[int, int]] = ()) -> Tokens:
    """Return the tokens of a normalised text, in time linear in its length.

    `parts` are the (start, end) of the stretches to cut, in order, if the rest of the text holds no value. Each begins at a word,
    and is cut as if it were a text of its own.
    """
    small = text.lower()
    same = len(small) == len(text)  # but for a letter like İ, whose small form is two characters
    find = (_PLAIN_TOKEN if small.isascii() else _TOKEN).findall
    pieces: list[str] = []
    breaks: list[int] = []
    at = 0
    for start, end in parts or ((len(text) - len(text.lstrip()), len(text)),):
        breaks.append(len(pieces))
        pieces += _PADDING
        pieces.append(" " * (start - at))
        pieces += find(small if same else text, start, end)
        at = end
    breaks.append(len(pieces))
    pieces += (*_PADDING, "")
    words = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces), initial=0))
    ends = list(map(add, starts, map(len, words)))
    gaps = [BREAK, *map(sub, starts[1:], ends)]
    for at in compress(count(), map((1).__lt__, gaps[:-1])):
        gaps[at] = BREAK if text.count("\n", ends[at - 1], starts[at]) > 1 else 1
    for at in breaks:
        gaps[at : at + PAD + 1] = _BREAKS
    return Tokens(text, words if same else list(map(str.lower, words)), starts[:-1], ends, gaps)


class Reading(NamedTuple):
    """A value in `text[start:end]`, read by `rule`; reading goes on at token `behind`.

    An empty `value` is none: the tokens are something else, and no part of them is a value (`2025-00-15`).
    """

    start: int
    end: int
    type: EntityType
    value: str
    rule: str
    behind: int


def read(t: Tokens, first: int, behind: int, kind: EntityType, value: str, rule: str) -> Reading:
    """Return a reading of the tokens from `first` to before `behind`."""
    return Reading(t.starts[first], t.ends[behind - 1], kind, value, rule, behind)


def nothing(t: Tokens, first: int, behind: int, rule: str) -> list[Reading]:
    """Return that the tokens hold no value."""
    return [read(t, first, behind, "CARDINAL", "", rule)]


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
