"""Cut a text into tokens once, and the records of what the grammar reads from them: numbers and readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from chipbrief.language.plain_words import edges_of_tokens, in_ascii
from chipbrief.language.values.words import SIGNS
from chipbrief.records import EntityType

__all__ = ["BREAK", "PAD", "Number", "Reading", "Tokens", "cut", "nothing", "plain", "read"]

_FRACTION = "".join(SIGNS)
_LETTERS = rf"[^\W\d_{_FRACTION}]"
_TOKEN = re.compile(rf"([a-z]++(?!{_LETTERS})|[0-9]+(?:[.,][0-9]+)*|{_LETTERS}+|\d+|\S)")
"""A number with its separators, a run of letters, or one sign: whatever stands between blanks. Most tokens are plain letters."""
_PLAIN_TOKEN = re.compile(r"([a-z]+|[0-9]+(?:[.,][0-9]+)*|\S)")
"""The same in a text of small ASCII letters, three times as fast. Possessive groups are wrong in Python 3.11.2: `13th` lost its ending."""
_NO_WORD = re.compile(r"([^a-z ](?:(?<=[0-9])[0-9]*(?:[.,][0-9]+)*)?)")
"""A number or sign in such a text. The words between them are found without a pattern."""
_SHORT = 1000
"""Characters of a text for which arrays are slower."""
PAD = 8
"""Empty tokens on both sides of a text, so that the grammar may look a few tokens back and ahead."""
BREAK = 9
"""The gap before a token that starts a paragraph or the text: nothing is read across it."""
_NO_WORDS, _NO_PLACES, _BREAKS = [""] * PAD, [0] * PAD, [BREAK] * PAD


class Tokens:
    """The tokens of a text. All columns have `PAD` empty tokens at both ends.

    `words` holds each token in small letters, `starts` and `ends` its place, and `gaps` what stands before it: 0 if it is glued to
    the token before it, 1 for a blank or one line end, `BREAK` for an empty line. `digits` has the places of tokens in digits.
    """

    __slots__ = ("_places", "digits", "gaps", "text", "words")

    def __init__(
        self,
        text: str,
        words: list[str],
        gaps: Sequence[int],
        digits: list[int],
        places: tuple[Sequence[int], Sequence[int]] | None = None,
    ) -> None:
        """`places`: starts and ends. They are left out in short texts with no more than one blank or line end in a gap."""
        self.text, self.words, self.gaps, self.digits, self._places = text, words, gaps, digits, places

    @property
    def starts(self) -> Sequence[int]:
        """Where each token starts."""
        return self._places[0] if self._places else list(map(self.start, range(len(self.words))))

    @property
    def ends(self) -> Sequence[int]:
        """Where each token ends."""
        return self._places[1] if self._places else list(map(self.end, range(len(self.words))))

    def start(self, at: int) -> int:
        """Return where token `at` starts."""
        return self.span(at, at + 1)[0]

    def end(self, at: int) -> int:
        """Return where token `at` ends. In a short text it is counted: few tokens are asked for it."""
        if self._places:
            return self._places[1][at]
        if not PAD <= at < len(self.words) - PAD:
            return 0 if at < PAD else len(self.text)
        first = len(self.text) - len(self.text.lstrip())
        return first + sum(map(len, self.words[PAD : at + 1])) + sum(self.gaps[PAD + 1 : at + 1])

    def span(self, first: int, behind: int) -> tuple[int, int]:
        """Return where the tokens from `first` to before `behind` start and end."""
        end = self.end(behind - 1)
        if self._places:
            return self._places[0][first], end
        return end - sum(map(len, self.words[first:behind])) - sum(self.gaps[first + 1 : behind]), end

    def raw(self, at: int) -> str:
        """Return token `at` as it is written."""
        return self.text[slice(*self.span(at, at + 1))]

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


def cut(text: str) -> Tokens:
    """Return the tokens of a normalised text, in time linear in its length."""
    small = text.lower()
    plain = in_ascii(small, "\x01")
    if plain is None:
        return _by_pattern(text, small)
    return _at_once(text, small, plain) if len(text) > _SHORT else _by_signs(text, small) or _by_pattern(text, small)


def _by_signs(text: str, small: str) -> Tokens | None:
    """Return the tokens of a text of ASCII and signs of print, or null if there is more than a blank or line end in a gap."""
    flat = small.replace("\n", " ")
    if "  " in flat:
        return None
    parts = _NO_WORD.split(flat)  # words with blanks around them, and a number or sign, by turns
    words = " ".join(parts).split()
    gaps, digits = [1] * len(words), []
    at = 0
    for between, other in zip(parts[::2], parts[1::2], strict=False):
        if other < " ":
            return None
        is_glued, is_parted = between[:1] > " ", between[-1:] == " "
        gaps[at] = not is_glued
        at += between.count(" ") + is_glued - is_parted
        gaps[at] = is_parted
        if "/" < other < ":":
            digits.append(at + PAD)
        at += 1
    if parts[-1][:1] > " ":
        gaps[at] = 0
    return Tokens(text, [*_NO_WORDS, *words, *_NO_WORDS], [*_BREAKS, BREAK, *gaps[1:], *_BREAKS], digits)


def _at_once(text: str, small: str, plain: str) -> Tokens:
    """Return the tokens of a text, given in small letters and in ASCII as well. This takes half the time of a pattern."""
    import numpy as np  # here, because `chipbrief --help` needs none

    starts, ends, is_glued, is_number = edges_of_tokens(plain)
    places = np.empty((2, len(starts) + 2 * PAD), np.intp)  # starts and ends, between empty tokens
    places[:, :PAD], places[:, -PAD:] = 0, len(text)
    places[0, PAD:-PAD], places[1, PAD:-PAD] = starts, ends
    gaps = starts[1:] - ends[:-1]
    for at in (gaps > 1).nonzero()[0].tolist():
        gaps[at] = BREAK if text.count("\n", ends[at], starts[at + 1]) > 1 else 1
    glued = starts[is_glued].tolist()
    parted = " ".join([small[start:end] for start, end in zip((0, *glued), (*glued, None), strict=True)])
    return Tokens(
        text,
        [*_NO_WORDS, *parted.split(), *_NO_WORDS],
        bytes((BREAK, *_BREAKS)) + gaps.astype(np.uint8).tobytes() + bytes(_BREAKS),
        (is_number.nonzero()[0] + PAD).tolist(),
        (places[0].data, places[1].data),
    )


def _by_pattern(text: str, small: str) -> Tokens:
    """Return the tokens of any text."""
    length = len(text)
    same = len(small) == length  # but for a letter like İ, whose small form is two characters
    parts = (_PLAIN_TOKEN if small.isascii() else _TOKEN).split(small if same else text)  # blanks and tokens by turns
    lengths = list(map(len, parts))
    places = list(accumulate(lengths))
    words, starts, ends, gaps = parts[1::2], places[:-1:2], places[1::2], lengths[2:-1:2]
    if gaps and max(gaps) > 1:
        for at in [at for at, gap in enumerate(gaps) if gap > 1]:
            gaps[at] = BREAK if text.count("\n", ends[at], starts[at + 1]) > 1 else 1
    words = words if same else list(map(str.lower, words))
    return Tokens(
        text,
        [*_NO_WORDS, *words, *_NO_WORDS],
        [BREAK, *_BREAKS, *gaps, *_BREAKS],
        [at for at, word in enumerate(words, PAD) if ":" > word > "/"],
        ([*_NO_PLACES, *starts, *[length] * PAD], [*_NO_PLACES, *ends, *[length] * PAD]),
    )


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


_READING: Callable[[Iterable[object]], Reading] = partial(tuple.__new__, Reading)  # as `Reading._make`, but faster


def read(t: Tokens, first: int, behind: int, kind: EntityType, value: str, rule: str) -> Reading:
    """Return a reading of the tokens from `first` to before `behind`."""
    return _READING((*t.span(first, behind), kind, value, rule, behind))


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
    text = str(amount)  # twice as fast as the format `f`, which is the same but for an exponent
    if "E" in text:
        text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
