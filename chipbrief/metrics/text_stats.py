"""What a summary is like, whatever it says: length, compression, copying."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.text import straighten_quotes, words


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
    source, copy = _folded(document), _folded(summary)
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(copy):
        longest = _longest_match(source, copy[at:])
        if longest:
            found.append(tuple(copy[at : at + longest]))
        at += max(longest, 1)
    return found


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


def _folded(text: str) -> list[str]:
    return [word.casefold() for word in words(straighten_quotes(text))]


def _ngrams(sequence: Sequence[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(sequence[at : at + n]) for at in range(len(sequence) - n + 1)}


def _longest_match(source: Sequence[str], copy: Sequence[str]) -> int:
    """How many words from the start of `copy` stand together somewhere in `source`, as far as the scan finds them."""
    longest = at = 0
    while copy[0] in source[at:]:
        start = end = source.index(copy[0], at)
        while end < len(source) and end - start < len(copy) and copy[end - start] == source[end]:
            end += 1
        longest = max(longest, end - start)
        at = end
    return longest
