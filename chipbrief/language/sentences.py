"""Sentences, words and characters: the few decisions about text that every other module shares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = r"%(word)s(?:[-'’.,]%(word)s)*"
"""A word for counting lengths: *U.S*, *145-percent*, *Nvidia's* and *1,000* are one each."""
_PLANES = range(0x300, 0x20000)
"""Where Unicode has combining marks; what lies beyond are variation selectors."""

_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


def words(text: str) -> list[str]:
    """The words of `text`, for length limits and budgets. Not the tokenizer of any metric."""
    return word_pattern(_WORD, text.isascii()).findall(text)


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
        parts = {"word": r"\w+", "marks": "", "end": r"\w", "dot": r"\."}
    else:
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
    return text.translate(_QUOTES)


def normalise(text: str) -> str:
    """NFC with LF line ends: the form in which every text is stored and every offset counted."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of `text`, stripped."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def split_sentences(text: str) -> list[str]:
    """The sentences of each paragraph in order, by sentencex.

    sentencex is rule-based (no model to load), deterministic, maintained, and right on *Sens. Warren*, *U.S. lawmakers*
    and quotations, where Punkt needs a download and pysbd has had no release since 2021.
    """
    # Imported here: a compiled module that `chipbrief --help` does not need.
    from sentencex import segment

    found = (sentence.strip() for line in paragraphs(text) for sentence in segment("en", line))
    return [sentence for sentence in found if sentence]


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
