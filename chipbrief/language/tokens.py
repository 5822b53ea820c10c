"""Sentences, words and the keys by which names are compared: whole tokens, without case, dots in acronyms or a possessive."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, compress, count
from operator import ne
from typing import NamedTuple

from chipbrief.language.plain_words import (
    acronyms,
    columns,
    in_ascii,
    running_words,
    with_acronyms,
    without_possessives,
)
from chipbrief.language.sentence_ends import corrected, pieces

_WORD = r"%(word)s(?:[-'’.,]%(word)s)*"
"""A word for counting lengths: *U.S*, *145-percent*, *Nvidia's* and *1,000* are one each."""
_SHORT = 600
"""Characters of a text for which a pattern is as fast as arrays."""
_PLANES = range(0x300, 0x20000)
"""Where Unicode has combining marks; what lies beyond are variation selectors."""

_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


def words(text: str) -> list[str]:
    """The words of `text`, for length limits and budgets. Not the tokenizer of any metric."""
    if not text.isascii():
        return word_pattern(_WORD, plain=False).findall(text)
    return running_words(text) if len(text) > _SHORT else _words_in_ascii()(text)


@lru_cache(maxsize=1)
def _words_in_ascii() -> Callable[[str], list[str]]:
    return word_pattern(_WORD, plain=True).findall


def word_matches(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """The same words where they stand, between `start` and `end`."""
    return word_pattern(_WORD, text.isascii()).finditer(text, start, len(text) if end is None else end)


@lru_cache(maxsize=64)
def word_pattern(template: str, plain: bool) -> re.Pattern[str]:
    """`template` with *word* for a word, *marks* for the marks behind a letter, *end* for what ends a word, *dot* for a full stop.

    `re` leaves combining marks out of a word, which would break every word of Hindi, and *Müller* where it is decomposed.
    A mark needs a letter or a digit before it. `plain`: the text is ASCII, and needs no marks.
    """
    if plain:
        return re.compile(template % {"word": "[0-9A-Za-z_]++", "marks": "", "end": "[0-9A-Za-z_]", "dot": r"\."})
    marks = _marks()
    parts = {"word": rf"\w[\w{marks}]*", "marks": f"[{marks}]*", "end": rf"[\w{marks}]", "dot": "[.．]"}
    return re.compile(template % parts)


@lru_cache(maxsize=1)
def _marks() -> str:
    """All combining marks as ranges of a character class, without variation selectors, which no reader sees."""
    found = "".join(chr(code) if is_mark(chr(code)) else " " for code in _PLANES).split()
    return "".join(f"{run[0]}-{run[-1]}" for run in found)


def is_mark(character: str) -> bool:
    """Whether `character`, if there is one, belongs to the letter before it: an accent, a vowel sign."""
    if not character or character < "\u0300" or "\ufe00" <= character <= "\ufe0f":
        return False
    return unicodedata.category(character) in ("Mn", "Mc")


def straighten_quotes(text: str) -> str:
    """Curly quotation marks and apostrophes made straight: scrapers mix both inside one quotation."""
    return text if text.isascii() else text.translate(_QUOTES)


def normalise(text: str) -> str:
    """NFC with LF line ends: the form in which every text is stored and every offset counted."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of `text`, stripped."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def split_sentences(text: str) -> list[str]:
    """The sentences of each paragraph in order, by sentencex, corrected by the tables of `sentence_ends`.

    sentencex is rule-based (no model to load), deterministic, maintained, and right on *Sens. Warren*, *U.S. lawmakers*
    and quotations, where Punkt needs a download and pysbd has had no release since 2021.
    """
    return [found for line in paragraphs(text) for sentence in corrected(pieces(line)) if (found := sentence.strip())]


def sentence_lines(text: str) -> list[str]:
    """Sentences for ROUGE-Lsum: the lines where the text has more than one, otherwise the sentences of its one line."""
    lines = paragraphs(text)
    return lines if len(lines) > 1 else split_sentences(text)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each sentence of `text`, by lines and the sentence splitter."""
    spans = []
    behind = 0
    for sentence in split_sentences(text):
        start = text.find(sentence, behind)
        if start >= 0:  # the splitter gives back what it was given, but nothing here depends on it
            behind = start + len(sentence)
            spans.append((start, behind))
    return spans


_PATTERN = (
    r"(?P<acronym>(?<!%(end)s)(?:[^\W\d_]%(marks)s%(dot)s)+[^\W\d_]%(marks)s%(dot)s?(?!%(end)s))"
    r"|(?P<possessive>(?<=%(end)s)['’][sS](?!%(end)s))|(?P<word>%(word)s)"
)
_RUNS_OF_LETTERS = re.compile(r"(\w+)")
_MAY_HOLD_MARKS = re.compile("[\u0300-\u1fff\u20d0-\u20ff\u2c00-\U0001ffff]")
"""Where Unicode has combining marks, other alphabets, and the wide full stop. Curly quotation marks and dashes lie outside."""
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


class Cut(NamedTuple):
    """The tokens of `text` in columns: their keys, where each starts and ends, and the places of those with a capital letter."""

    text: str
    keys: list[str]
    starts: Sequence[int]
    ends: Sequence[int]
    capitals: list[int]

    def maybe_shouted(self) -> list[int]:
        """Return the places of words with a capital that have no small letter behind the first one: few have more capitals."""
        text, starts = self.text, self.starts
        return [at for at in self.capitals if not text[(second := starts[at] + 1) : second + 1].islower()]


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`: NFKC, case-folded, without accents, `U.S.` as `us`, a possessive *'s* left out.

    An acronym that is a word in small letters (US, WHO) has capitals as its key, so that *us* does not name a state: those
    that it is written with, or those that its dots stand for (*u.s.*).
    """
    found = cut(text)
    return list(map(Token, found.keys, found.starts, found.ends))


def cut(text: str) -> Cut:
    """Return the tokens of `text` in columns. This is the only cut of a text into words that names are read from."""
    parted = without_possessives(text)
    spans = list(acronyms(parted))
    parted = with_acronyms(parted, spans)
    plain = in_ascii(parted, " ")
    if plain is None and _MAY_HOLD_MARKS.search(text):
        return _cut_with_marks(text)
    keys, starts, ends, capitals = columns(plain) if plain is not None else _columns(parted)
    for start, end in spans:
        keys[bisect_left(starts, start)] = _key(text[start:end].replace(".", ""), dotted=True)
    for at in capitals:
        if keys[at] in _WORDS_TOO and text[starts[at] : ends[at]].isupper():
            keys[at] = keys[at].upper()
    return Cut(text, keys, starts, ends, capitals)


def _columns(text: str) -> tuple[list[str], Sequence[int], Sequence[int], list[int]]:
    """Return the keys of the words of a text with letters beyond ASCII, where each starts and ends, and which have a capital."""
    parts = _RUNS_OF_LETTERS.split(text)
    places = list(accumulate(map(len, parts)))
    written = parts[1::2]
    keys = [word.lower() if word.isascii() else _key(word, dotted=False) for word in written]
    capitals = [at for at in compress(count(), map(ne, keys, written)) if _has_capital(written[at])]
    return keys, places[:-1:2], places[1::2], capitals


def _has_capital(word: str) -> bool:
    return not word.islower() and word.lower() != word


def _cut_with_marks(text: str) -> Cut:
    """Return the tokens of a text with combining marks."""
    found = [one for one in word_pattern(_PATTERN, plain=False).finditer(text) if one["possessive"] is None]
    keys = [_key(one[0].replace(".", "").replace("．", ""), dotted=one["acronym"] is not None) for one in found]
    capitals = [at for at, one in enumerate(found) if _has_capital(one[0])]
    return Cut(text, keys, [one.start() for one in found], [one.end() for one in found], capitals)


def _key(word: str, *, dotted: bool) -> str:
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


class Contents:
    """The tokens of a text, to be asked often whether it holds a name."""

    def __init__(self, text: str) -> None:
        self._keys = _SEPARATOR + "".join(f"{token.key}{_SEPARATOR}" for token in tokens(text))

    def __contains__(self, name: Sequence[str]) -> bool:
        """Whether the text has the name's tokens as an unbroken run; a name without a token stands in no text."""
        return bool(name) and _SEPARATOR + "".join(f"{part}{_SEPARATOR}" for part in name) in self._keys
