"""Text statistics of a summary: length, compression, copying from the document, repetition and refusals.

A *word* is a token of `chipbrief.language.tokens.words`. Statistics of copying compare words case-folded and with straight
quotes. What a generator put around the sentences of the summary (`chipbrief.language.dressing`) does not count. Functions
of two texts take them by name only, so that nobody swaps document and summary unnoticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from chipbrief.language.dressing import bare
from chipbrief.language.tokens import sentence_lines, straighten_quotes, words
from chipbrief.metrics.refusals import is_refusal as is_refusal


def length(summary: str) -> int:
    """Return the number of words."""
    return len(words(bare(summary)))


def compression(*, document: str, summary: str) -> float | None:
    """Return the number of words of the document divided by that of the summary. Null for a summary without words."""
    count = length(summary)
    return len(words(document)) / count if count else None


def novel_ngrams(*, document: str, summary: str, n: int) -> float | None:
    """Return the share (0 to 1) of the summary's distinct word n-grams that the document does not contain.

    n-grams may cross the ends of sentences. Null for a summary of fewer than `n` words.
    """
    found = _ngrams(_folded(bare(summary)), n)
    return len(found - _ngrams(_folded(document), n)) / len(found) if found else None


def fragments(*, document: str, summary: str) -> list[tuple[str, ...]]:
    """Return the extractive fragments: the runs of one or more words that the summary shares with the document.

    Fragments are tuples of case-folded words, in the order of the summary. The procedure is exactly that of Grusky, Naaman
    & Artzi (2018), so values are comparable with published ones. It takes the longest match at each word of the summary
    and continues after it. Its scan of the document continues after each match. If words repeat, the scan can therefore
    miss a longer match that starts inside another.
    """
    return list(_fragments(document, summary))


@lru_cache(maxsize=1)
def _fragments(document: str, summary: str) -> tuple[tuple[str, ...], ...]:
    # Cached: coverage, density and longest_copy ask for the same summary one after the other.
    source, copy = _folded(document), _folded(bare(summary))
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


def coverage(*, document: str, summary: str) -> float | None:
    """Return the extractive fragment coverage (Grusky et al. 2018): the share (0 to 1) of the summary's words in a fragment.

    Null for a summary without words.
    """
    count = length(summary)
    return sum(map(len, fragments(document=document, summary=summary))) / count if count else None


def density(*, document: str, summary: str) -> float | None:
    """Return the extractive fragment density (Grusky et al. 2018): the mean length, in words, of the fragment of each word.

    A word outside any fragment counts 0. The density is 1 if all words are copied one by one. It equals the length of the
    summary if the whole summary is copied in one run. Null for a summary without words.
    """
    count = length(summary)
    return (
        sum(len(fragment) ** 2 for fragment in fragments(document=document, summary=summary)) / count if count else None
    )


def longest_copy(*, document: str, summary: str) -> int:
    """Return the length of the longest fragment in words, or 0 if the summary and the document share no word."""
    return max(map(len, fragments(document=document, summary=summary)), default=0)


def repeated_trigrams(summary: str) -> float | None:
    """Return the share (0 to below 1) of the summary's word trigrams that repeat an earlier one.

    Repeated trigrams are typical of a decoder that loops (Paulus, Xiong & Socher 2018). Trigrams do not cross the ends of
    sentences. Null if no sentence has three words.
    """
    found = [gram for sentence in sentence_lines(bare(summary)) for gram in _runs(_folded(sentence), 3)]
    return 1 - len(set(found)) / len(found) if found else None


def sentences(summary: str) -> int:
    """Return the number of sentences: the lines of a text of several lines, otherwise the sentences that the splitter finds."""
    return len(sentence_lines(bare(summary)))


@lru_cache(maxsize=2)
def _folded(text: str) -> tuple[str, ...]:
    # Cached: the measures ask for the same document and summary one after the other.
    return tuple(word.casefold() for word in words(straighten_quotes(text)))


def _ngrams(sequence: Sequence[str], n: int) -> set[tuple[str, ...]]:
    return set(_runs(sequence, n))


def _runs(sequence: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(sequence[at : at + n]) for at in range(len(sequence) - n + 1)]


def _longest_match(source: Sequence[str], copy: Sequence[str], at: int, places: Sequence[int]) -> int:
    """Return the length of the longest run of `copy` from `at` that the published scan finds in `source` at `places`."""
    longest = behind = 0
    for start in places:
        if start < behind:
            continue
        length = 1
        while start + length < len(source) and at + length < len(copy) and copy[at + length] == source[start + length]:
            length += 1
        longest, behind = max(longest, length), start + length
    return longest
