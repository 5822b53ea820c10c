"""Names with a number behind a hyphen: *F-16*, *Covid-19*, *Chandrayaan-3*. Such a name is one word: another number is another thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chipbrief.language.evidence import Evidence
from chipbrief.language.lexicon import is_name, is_word
from chipbrief.language.words import Word

_HYPHEN = re.compile(r" ?- ?")
_NUMBER = re.compile(r"\d{1,3}(?:s|[a-h])?")
"""Not a year: *Brexit-2016* is no thing of that number."""
_PREFIXES = ("pre", "mid", "non", "anti", "ex")
_MORE = re.compile(r"[-.,:/]\d")
"""Behind the number: *555-123-4567* names nothing."""


def with_numbers(
    found: Sequence[Word], text: str, document: Evidence, valued: Sequence[tuple[int, int]]
) -> tuple[list[Word], list[tuple[int, int]]]:
    """The words with each such name as one word (*f16*), and where these stand.

    A number that is a value (`valued`: *sub-1m*) is no part of a name. With blanks about the hyphen, as a tokenizer leaves
    them, the document has to write the word with a number too: *dundee - 20 people died*.
    """
    words: list[Word] = []
    spans: list[tuple[int, int]] = []
    for word in found:
        before = words[-1] if words else None
        if before is None or not _are_one(before, word, text, document, valued):
            words.append(word)
            continue
        words[-1] = before._replace(key=before.key + word.key, end=word.end)
        spans.append((before.start, word.end))
    return words, spans


def _are_one(word: Word, number: Word, text: str, document: Evidence, valued: Sequence[tuple[int, int]]) -> bool:
    between = text[word.end : number.start]
    if not _HYPHEN.fullmatch(between) or not word.key.isalpha() or not _NUMBER.fullmatch(number.key):
        return False
    if _MORE.match(text, number.end) or word.key in _PREFIXES:
        return False
    if word.key in document.numbered:
        return True
    if between != "-" or any(start < number.end and number.start < end for start, end in valued):
        return False
    return len(word.key) == 1 or not is_word(word.key) or (word.capital and not word.opens and is_name(word.key))
