"""The tokenizer `tokenizer="unicode"`, which keeps the words of every script. This is version 1 of its rule.

The text is normalised to NFKC and case-folded. Invisible characters (joiners, soft hyphens, direction marks, variation
selectors) are removed. Then the text is read from the left, and the first of these that matches is a token:

1. An *acronym*: single letters with dots between them. It is always written with a final dot: *U.S.* and *U.S* are `u.s.`.
2. An *amount*: digits, possibly with points, commas, apostrophes or a fraction bar between them. Letters that follow
   directly belong to it. So do a currency sign before or after it and a percent sign after it, with at most one blank
   between, and up to three letters a-z directly before a leading currency sign. Examples: `$1,000`, `us$4tn`, `3.5%`,
   `1.000,50`, `20th`, `100€`. Amounts are kept as written, except for blanks: `$1,000` differs from `$1000`.
3. A single *character of a script without blanks between words* (Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar and related
   scripts), with its combining marks.
4. A *word*: letters and digits of any other script, with their combining marks.
5. An *emoji*, with its skin tone. Two regional indicators are one flag.

All other characters separate tokens, including hyphens and apostrophes: *Nvidia's* is `nvidia` and `s`, as with the ASCII
tokenizer. If a text has no such token (for example *…*), its tokens are its characters except blanks. Every text that is not
blank therefore matches itself.

The Unicode version of the `regex` library decides which characters are letters. That of Python decides on NFKC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import regex

VERSION = "1"
"""Version of the rule. Increase it whenever a change alters any token."""

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
_INVISIBLE = r"\p{Default_Ignorable_Code_Point}"
_MERGED_BY_NFKC = r"(?<=\p{N})(?=\p{No})|(?<=[\p{L}\p{M}\p{N}])(?=\p{So})"
"""Positions where NFKC would merge two tokens: 2½ would become 21⁄2, 10² would become 102, and Acme™ would become acmetm."""
_LONG_MARK_RUN = r"[^\p{Canonical_Combining_Class=0}]{32,}+"


class _Patterns(NamedTuple):
    token: regex.Pattern[str]
    acronym: regex.Pattern[str]
    invisible: regex.Pattern[str]
    merged: regex.Pattern[str]
    marks: regex.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    # Imported here because only this tokenizer needs it. The standard `re` has no properties for scripts and marks.
    import regex

    return _Patterns(
        *(
            regex.compile(text, regex.V1 | regex.X)
            for text in (_TOKEN, _ACRONYM, _INVISIBLE, _MERGED_BY_NFKC, _LONG_MARK_RUN)
        )
    )


def tokenize(text: str) -> list[str]:
    """Return the tokens of `text` by the module's rule. An empty or blank text has none. Time is linear in its length."""
    return tokenize_sentences([text])[0]


def tokenize_sentences(sentences: Sequence[str]) -> list[list[str]]:
    """Return the tokens of each sentence of one text. Single characters count only if no sentence has a token."""
    normal = list(map(_normalise, sentences))
    pattern = _patterns().token
    found = [list(map(_spelled, pattern.findall(sentence))) for sentence in normal]
    return found if any(found) else [_characters(sentence) for sentence in sentences]


def _spelled(token: str) -> str:
    """Return the canonical spelling of `token`: an amount without blanks, an acronym with its final dot."""
    if "." in token and _patterns().acronym.fullmatch(token):
        return token + "."
    return token.replace(" ", "")


def _characters(text: str) -> list[str]:
    return [character for character in _fold(text) if not character.isspace()]


def _normalise(text: str) -> str:
    if text.isascii():
        return text.lower()
    patterns = _patterns()
    return _fold(patterns.merged.sub(" ", patterns.invisible.sub("", text)))


def _fold(text: str) -> str:
    # Long runs of combining marks are sorted here, because unicodedata takes quadratic time for them.
    text = _patterns().marks.sub(lambda run: "".join(sorted(run[0], key=unicodedata.combining)), text)
    # Case-folding can undo NFKC, and NFKC can undo case-folding. Two rounds are enough: a third changes nothing.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text)
