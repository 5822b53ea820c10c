"""Names compared as a reader would: by whole tokens, without regard to case, dots in acronyms or a possessive."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from chipbrief.language.sentences import word_pattern

_PATTERN = (
    r"(?P<acronym>(?<!%(end)s)(?:[^\W\d_]%(marks)s%(dot)s)+[^\W\d_]%(marks)s%(dot)s?(?!%(end)s))"
    r"|(?P<possessive>(?<=%(end)s)['’][sS](?!%(end)s))|(?P<word>%(word)s)"
)
# Acronyms that are everyday words in small letters: these count in capitals or with dots alone.
_WORDS_TOO = frozenset(("us", "it", "who", "am", "is", "pm", "aid", "un", "all", "ice", "id", "or", "in", "me", "hi"))
_HOURS = ("am", "pm")

_SEPARATOR = "\x00"
_KEPT = 80
"""Characters of a name whose key is kept: a story's names are looked up again in every text."""


class Token(NamedTuple):
    """A normalised token; `text[start:end]` is how it is written."""

    key: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of `text`: NFKC, case-folded, without accents, `U.S.` as `us`, a possessive *'s* left out.

    An acronym that is a word in small letters (US, WHO) has capitals as its key, so that *us* does not name a state: those
    that it is written with, or those that its dots stand for (*u.s.*).
    """
    return [
        Token(
            _key(match[0].replace(".", "").replace("．", ""), match["acronym"] is not None), match.start(), match.end()
        )
        for match in word_pattern(_PATTERN, text.isascii()).finditer(text)
        if match["possessive"] is None
    ]


def _key(word: str, dotted: bool) -> str:
    if word.isascii():
        folded = word.lower()
    else:
        parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
        folded = "".join(part for part in parts if not unicodedata.combining(part)) or word
    capitals = folded in _WORDS_TOO and (word.isupper() or (dotted and folded not in _HOURS))
    return folded.upper() if capitals else folded


def key(name: str) -> tuple[str, ...]:
    """A name as the keys of its tokens."""
    return _kept_key(name) if len(name) <= _KEPT else tuple(token.key for token in tokens(name))


@lru_cache(maxsize=8192)
def _kept_key(name: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens(name))


class Keyed(Protocol):
    """Anything with the key of a token."""

    @property
    def key(self) -> str:
        """The token, normalised."""
        ...


class NameIndex:
    """Names by their keys, to be found in texts, the longest first."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: pairs of a name and what it stands for; the first one to claim a name keeps it."""
        self.owner: dict[tuple[str, ...], str] = {}
        for name, owner in names:
            if keys := key(name):
                self.owner.setdefault(keys, owner)
        self.longest = max(map(len, self.owner), default=0)

    def find(self, text: Sequence[Keyed]) -> Iterator[tuple[int, int, str]]:
        """Every name in `text` as (first token, one past its last token, owner), from the left, longest first."""
        at = 0
        while at < len(text):
            for length in range(min(self.longest, len(text) - at), 0, -1):
                owner = self.owner.get(tuple(token.key for token in text[at : at + length]))
                if owner is not None:
                    yield at, at + length, owner
                    at += length
                    break
            else:
                at += 1


class Contents:
    """The tokens of a text, to be asked often whether it holds a name."""

    def __init__(self, text: str) -> None:
        self._keys = _SEPARATOR + "".join(f"{token.key}{_SEPARATOR}" for token in tokens(text))

    def __contains__(self, name: Sequence[str]) -> bool:
        """Whether the text has the name's tokens as an unbroken run; a name without a token stands in no text."""
        return bool(name) and _SEPARATOR + "".join(f"{part}{_SEPARATOR}" for part in name) in self._keys
