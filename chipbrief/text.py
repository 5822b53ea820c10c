"""Sentences, words and characters: the few decisions about text that every other module shares."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"\w+(?:[-'’.,]\w+)*", re.UNICODE)
"""A word for counting lengths: *U.S*, *145-percent*, *Nvidia's* and *1,000* are one each."""

_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


def words(text: str) -> list[str]:
    """The words of `text`, for length limits and budgets. Not the tokenizer of any metric."""
    return WORD.findall(text)


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
