"""What a summary is like, whatever it says: length, compression, copying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from chipbrief.language.tokens import sentence_lines, straighten_quotes, words

_REFUSAL = re.compile(
    r"\s*(?:(?:i'm|i am|we're|we are) (?:so |very )?sorry\b|sorry,|i apologi[sz]e\b|unfortunately, i\b"
    r"|i (?:cannot|can't|can not|am unable to|am not able to|won't|will not) "
    r"(?:summari[sz]e|provide|help|assist|write|create|generate|fulfil|comply|access)"
    r"|as an? (?:ai|artificial intelligence|(?:large )?language model)\b)",
    re.I,
)


def length(summary: str) -> int:
    """Words."""
    return len(words(summary))


def compression(document: str, summary: str) -> float | None:
    """Words of the document for each word of the summary; null for an empty summary."""
    count = length(summary)
    return length(document) / count if count else None


def novel_ngrams(document: str, summary: str, n: int) -> float | None:
    """The share of the summary's distinct n-grams that the document lacks; null for a summary of fewer than `n` words.

    Words are compared casefolded and with straight quotes; n-grams run on over the ends of sentences.
    """
    found = _ngrams(_folded(summary), n)
    return len(found - _ngrams(_folded(document), n)) / len(found) if found else None


def fragments(document: str, summary: str) -> list[tuple[str, ...]]:
    """The runs of words that the summary shares with the document, of one word at least, in the summary's order.

    The procedure of Grusky, Naaman & Artzi (2018), kept to the letter so that values compare with published
    ones: from each word the longest match that the scan finds, the summary being read on behind it. The scan goes on in
    the document behind each match, so among repeated words it can miss a longer match that starts inside another.
    """
    return list(_fragments(document, summary))


@lru_cache(maxsize=1)
def _fragments(document: str, summary: str) -> tuple[tuple[str, ...], ...]:
    """Kept for the next measure of the same summary."""
    source, copy = _folded(document), _folded(summary)
    places: dict[str, list[int]] = {}
    for at, word in enumerate(source):
        places.setdefault(word, []).append(at)
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(copy):
        longest = _longest_match(source, copy, at, places.get(copy[at], ()))
        if longest:
            found.append(tuple(copy[at : at + longest]))
        at += max(longest, 1)
    return tuple(found)


def coverage(document: str, summary: str) -> float | None:
    """Extractive fragment coverage: the share of the summary's words that lie in a fragment; null without words."""
    count = length(summary)
    return sum(map(len, fragments(document, summary))) / count if count else None


def density(document: str, summary: str) -> float | None:
    """Extractive fragment density: the mean, over the summary's words, of the length of the word's fragment.

    1 is a summary of single words of the document, the summary's length is one run copied whole. Null without words.
    """
    count = length(summary)
    return sum(len(fragment) ** 2 for fragment in fragments(document, summary)) / count if count else None


def longest_copy(document: str, summary: str) -> int:
    """Words of the longest run that the summary shares with the document; 0 where they share no word."""
    return max(map(len, fragments(document, summary)), default=0)


def repeated_trigrams(summary: str) -> float | None:
    """The share of the summary's trigrams that stand in it before: 0 where none recurs. Null below three words.

    Trigrams within sentences, so that two sentences that end and begin alike count for nothing; the sign of a decoder
    that goes in circles (Paulus, Xiong & Socher 2018).
    """
    found = [gram for sentence in sentence_lines(summary) for gram in _runs(_folded(sentence), 3)]
    return 1 - len(set(found)) / len(found) if found else None


def sentences(summary: str) -> int:
    """Sentences: the lines of a text that has several, otherwise what the sentence splitter finds."""
    return len(sentence_lines(summary))


def is_refusal(summary: str) -> bool:
    """Whether the text opens as a language model does that declines the task: an apology, “I cannot”, “As an AI”.

    A phrase list, in English: other refusals go unseen, and nothing is scored otherwise for being counted.
    """
    return _REFUSAL.match(summary.replace("’", "'")) is not None


@lru_cache(maxsize=2)
def _folded(text: str) -> tuple[str, ...]:
    """Kept for the next measure of the same document and summary."""
    return tuple(word.casefold() for word in words(straighten_quotes(text)))


def _ngrams(sequence: Sequence[str], n: int) -> set[tuple[str, ...]]:
    return set(_runs(sequence, n))


def _runs(sequence: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(sequence[at : at + n]) for at in range(len(sequence) - n + 1)]


def _longest_match(source: Sequence[str], copy: Sequence[str], at: int, places: Sequence[int]) -> int:
    """How many words of `copy` from `at` on stand together in `source` at one of `places`, as far as the scan finds them."""
    longest = behind = 0
    for start in places:
        if start < behind:
            continue
        length = 1
        while start + length < len(source) and at + length < len(copy) and copy[at + length] == source[start + length]:
            length += 1
        longest, behind = max(longest, length), start + length
    return longest
