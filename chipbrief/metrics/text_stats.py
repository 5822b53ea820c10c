"""Text statistics of a summary: length, compression, copying from the document, repetition and refusals.

A *word* is a token of `chipbrief.language.tokens.words`. Statistics of copying compare words case-folded and with straight
quotes. What a generator put around the sentences of the summary (`chipbrief.language.dressing`) does not count. Functions
of two texts take them by name only, so that nobody swaps document and summary unnoticed.

Every function takes texts, or readings of them (`chipbrief.language.reading`).
"""

from __future__ import annotations

from chipbrief.language.reading import Reading, fold, read
from chipbrief.metrics.copying import copying
from chipbrief.metrics.refusals import is_refusal as is_refusal


def length(summary: str | Reading) -> int:
    """Return the number of words."""
    return read(summary).bare.length


def compression(*, document: str | Reading, summary: str | Reading) -> float | None:
    """Return the number of words of the document divided by that of the summary. Null for a summary without words."""
    count = length(summary)
    return read(document).length / count if count else None


def novel_ngrams(*, document: str | Reading, summary: str | Reading, n: int) -> float | None:
    """Return the share (0 to 1) of the summary's distinct word n-grams that the document does not contain.

    n-grams may cross the ends of sentences. Null for a summary of fewer than `n` words.
    """
    return copying(read(document), read(summary)).novel_grams(n)


def fragments(*, document: str | Reading, summary: str | Reading) -> list[tuple[str, ...]]:
    """Return the extractive fragments: the runs of one or more words that the summary shares with the document.

    Fragments are tuples of case-folded words, in the order of the summary. The procedure is exactly that of Grusky, Naaman
    & Artzi (2018), so values are comparable with published ones. It takes the longest match at each word of the summary
    and continues after it. Its scan of the document continues after each match. If words repeat, the scan can therefore
    miss a longer match that starts inside another.
    """
    pair = copying(read(document), read(summary))
    return [pair.words[start:end] for start, end in pair.fragments]


def coverage(*, document: str | Reading, summary: str | Reading) -> float | None:
    """Return the extractive fragment coverage (Grusky et al. 2018): the share (0 to 1) of the summary's words in a fragment.

    Null for a summary without words.
    """
    return copying(read(document), read(summary)).coverage()


def density(*, document: str | Reading, summary: str | Reading) -> float | None:
    """Return the extractive fragment density (Grusky et al. 2018): the mean length, in words, of the fragment of each word.

    A word outside any fragment counts 0. The density is 1 if all words are copied one by one. It equals the length of the
    summary if the whole summary is copied in one run. Null for a summary without words.
    """
    return copying(read(document), read(summary)).density()


def longest_copy(*, document: str | Reading, summary: str | Reading) -> int:
    """Return the length of the longest fragment in words, or 0 if the summary and the document share no word."""
    return copying(read(document), read(summary)).longest()


def repeated_trigrams(summary: str | Reading) -> float | None:
    """Return the share (0 to below 1) of the summary's word trigrams that repeat an earlier one.

    Repeated trigrams are typical of a decoder that loops (Paulus, Xiong & Socher 2018). Trigrams do not cross the ends of
    sentences. Null if no sentence has three words.
    """
    text = read(summary).bare
    if " ".join(text.sentences) == text.given and len(text.folded) > 2 * len(text.sentences):
        # The words are those of the sentences, and a sentence has three of them.
        found = _trigrams(text.folded)
        if len(set(found)) == len(found):
            return 0.0
    found = [gram for sentence in text.sentences for gram in _trigrams(fold(sentence))]
    return 1 - len(set(found)) / len(found) if found else None


def _trigrams(words: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def sentences(summary: str | Reading) -> int:
    """Return the number of sentences: the lines of a text of several lines, otherwise the sentences that the splitter finds."""
    return len(read(summary).bare.sentences)
