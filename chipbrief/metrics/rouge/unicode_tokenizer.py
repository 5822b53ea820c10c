"""Tokens of any script, for `tokenizer="unicode"`: the rule, by its version.

Version 1. The text is taken in NFKC and case-folded, without the characters that a reader does not see (joiners, soft
hyphens, marks of direction, variation selectors). Then, from the left, the first of these that fits is a token:

1. an *acronym*: single letters with dots between them, always written with the last dot: *U.S.* and *U.S* are `u.s.`;
2. an *amount*: digits with points, commas, apostrophes or a fraction's bar between them, the letters that follow at
   once, and a sign of currency or per cent before or behind, one blank between them or none, and up to three of a-z
   before that of currency: `$1,000`, `us$4tn`, `3.5%`, `1.000,50`, `20th`, `100€`. It is kept as it is written: `$1,000`
   is not `$1000`;
3. a *character of a script that puts no blanks between words* (Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar and their
   relatives), with its combining marks;
4. a *word*: letters, digits and their combining marks of any other script;
5. an *emoji*, with its skin tone; two regional indicators are one flag.

All else parts tokens, also hyphens and apostrophes: *Nvidia's* is `nvidia` and `s`, as with the ASCII tokenizer. A text
with no such token, *…* for example, has its characters without the blanks as its tokens, so that no text is unlike itself.

Which characters are letters is decided by the Unicode version of the `regex` library, NFKC by that of Python.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import regex

VERSION = "1"

_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tai_Tham}\p{New_Tai_Lue}"
)
_NUMBER = r"\p{Nd}++(?:[.,'’٫٬⁄]\p{Nd}++)*+"
_WORD = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]][[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]*+"
_LETTER = rf"[\p{{L}}--[{_UNSPACED}]]\p{{M}}*+"
_ACRONYM = rf"{_LETTER}(?:\.{_LETTER})++(?![\p{{L}}\p{{N}}])"
_TOKEN = rf"""
    {_ACRONYM}\.?
  | (?:[a-z]{{0,3}}\p{{Sc}}[ ]?)?{_NUMBER}(?:{_WORD})?(?:[ ]?[%‰٪]|\p{{Sc}}(?!\p{{Nd}})|[ ]\p{{Sc}}(?![ ]?\p{{Nd}}))?
  | [[\p{{L}}\p{{N}}]&&[{_UNSPACED}]]\p{{M}}*+
  | {_WORD}
  | \p{{Regional_Indicator}}{{1,2}}
  | \p{{Extended_Pictographic}}\p{{Emoji_Modifier}}?
"""
_UNSEEN = r"\p{Default_Ignorable_Code_Point}"
_GLUED = r"(?<=\p{N})(?=\p{No})|(?<=[\p{L}\p{M}\p{N}])(?=\p{So})"
"""Where NFKC would make one of two: 2½ would become 21⁄2, 10² would become 102, and Acme™ acmetm."""
_MARKS = r"[^\p{Canonical_Combining_Class=0}]{32,}+"


class _Patterns(NamedTuple):
    token: regex.Pattern[str]
    acronym: regex.Pattern[str]
    unseen: regex.Pattern[str]
    glued: regex.Pattern[str]
    marks: regex.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    # Imported here: compiled, and needed by this tokenizer alone. The standard `re` knows neither scripts nor marks.
    import regex

    return _Patterns(*(regex.compile(text, regex.V1 | regex.X) for text in (_TOKEN, _ACRONYM, _UNSEEN, _GLUED, _MARKS)))


def tokenize(text: str) -> list[str]:
    """The tokens of `text`, by the rule above; none if it is empty or blank. Time is linear in its length."""
    return tokenize_sentences([text])[0]


def tokenize_sentences(sentences: Sequence[str]) -> list[list[str]]:
    """The tokens of each sentence of one text; only where none has a token do their characters stand in."""
    normal = list(map(_normalise, sentences))
    pattern = _patterns().token
    found = [list(map(_spelled, pattern.findall(sentence))) for sentence in normal]
    return found if any(found) else [_characters(sentence) for sentence in sentences]


def _spelled(token: str) -> str:
    """`token` as it is counted: an amount without blanks, an acronym with its last dot."""
    if "." in token and _patterns().acronym.fullmatch(token):
        return token + "."
    return token.replace(" ", "")


def _characters(text: str) -> list[str]:
    return [character for character in _fold(text) if not character.isspace()]


def _normalise(text: str) -> str:
    if text.isascii():
        return text.lower()
    patterns = _patterns()
    return _fold(patterns.glued.sub(" ", patterns.unseen.sub("", text)))


def _fold(text: str) -> str:
    # A long run of marks is put into canonical order here; unicodedata would take quadratic time over it.
    text = _patterns().marks.sub(lambda run: "".join(sorted(run[0], key=unicodedata.combining)), text)
    # Case-folding can undo NFKC and the other way round; after the second turn nothing changes any more.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text)
