"""Cut a text into tokens once, so that a grammar can read values from them."""

from __future__ import annotations

import re
from itertools import accumulate

from chipbrief.language.values.words import SIGNS

__all__ = ["BREAK", "PAD", "Tokens", "cut"]

_FRACTION = "".join(SIGNS)
_TOKEN = re.compile(rf"(?:[0-9]+(?:[.,][0-9]+)*|[^\W\d_{_FRACTION}]+|\d+|[^\s])\s*")
"""A number with its separators, a run of letters, or one sign; and the blanks behind it."""
PAD = 8
"""Empty tokens on both sides of a text, so that the grammar may look a few tokens back and ahead."""
BREAK = 9
"""The gap before a token that starts a paragraph or the text: nothing is read across it."""


class Tokens:
    """The tokens of a text. All lists have `PAD` empty tokens at both ends.

    `words` holds each token in small letters, `starts` and `ends` its place, and `gaps` what stands before it: 0 if it is glued to
    the token before it, 1 for a blank or one line end, `BREAK` for an empty line. `looked` counts the tokens at which the grammar
    tried to read a value.
    """

    __slots__ = ("ends", "gaps", "looked", "starts", "text", "words")

    def __init__(self, text: str, words: list[str], starts: list[int], ends: list[int], gaps: list[int]) -> None:
        self.text, self.words, self.starts, self.ends, self.gaps = text, words, starts, ends, gaps
        self.looked = 0

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
        return not (word in _DECIMAL and not self.gaps[at + 1] and self.words[at + 1][:1].isdigit())

    def ends_word(self, at: int) -> bool:
        """Whether no letter or digit is glued to the end of the token before `at`."""
        return self.gaps[at] > 0 or not _is_word(self.words[at])

    def hyphen(self, at: int) -> bool:
        """Whether token `at` is a hyphen between two tokens without blanks."""
        return self.words[at] == "-" and not self.gaps[at] and not self.gaps[at + 1]


_INSIDE = frozenset((".", ",", ":", "_"))
_JOINING = frozenset(("-", "/"))
_DECIMAL = frozenset((".", ",", ":"))


def _is_word(token: str) -> bool:
    return token[:1].isalnum() or token == "_"


def cut(text: str) -> Tokens:
    """Return the tokens of a normalised text, in time linear in its length."""
    lead = len(text) - len(text.lstrip())
    pieces = _TOKEN.findall(text, lead)
    found = [piece.rstrip() for piece in pieces]
    starts = list(accumulate(map(len, pieces), initial=lead))
    ends = [start + len(word) for start, word in zip(starts, found, strict=False)]
    gaps = [BREAK, *(start - end for start, end in zip(starts[1:], ends, strict=True))]
    if gaps[-1] or len(gaps) > 1:
        gaps[-1] = BREAK
    for at, gap in enumerate(gaps):
        if gap > 1:
            gaps[at] = BREAK if text.count("\n", starts[at] - gap, starts[at]) > 1 or gap == BREAK else 1
    length = len(text)
    return Tokens(
        text,
        [*[""] * PAD, *(word.lower() for word in found), *[""] * PAD],
        [0] * PAD + starts[:-1] + [length] * PAD,
        [0] * PAD + ends + [length] * PAD,
        [BREAK] * PAD + gaps + [BREAK] * (PAD - 1),
    )
