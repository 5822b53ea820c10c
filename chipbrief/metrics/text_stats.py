"""Text statistics of a summary: length, compression, copying from the document, repetition and refusals.

A *word* is a token of `chipbrief.language.tokens.words`. Statistics of copying compare words case-folded and with straight
quotes. What a generator put around the sentences of the summary (`chipbrief.language.dressing`) does not count. Functions
of two texts take them by name only, so that nobody swaps document and summary unnoticed.

Every function takes texts, or readings of them (`chipbrief.language.reading`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, count, pairwise

from chipbrief.language.once import once
from chipbrief.language.reading import Reading, fold, read
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
    pair = _shared(read(document), read(summary).bare)
    own = pair.own if n == 1 else pair.grams(n)
    common = pair.common if n == 1 else {pair.document[at : at + n] for at in pair.places(n)}
    return (len(own) - len(common)) / len(own) if own else None


class _Shared:
    """The words of a document and a summary, and the places in the document of what the summary has as well: there are few."""

    def __init__(self, document: tuple[str, ...], summary: tuple[str, ...]) -> None:
        self.document, self.summary = document, summary
        self.own = frozenset(summary)
        self._places = [list(compress(count(), map(self.own.__contains__, document)))]
        self.common = {document[at] for at in self._places[0]}
        self._grams: dict[int, set[tuple[str, ...]]] = {}

    def grams(self, n: int) -> set[tuple[str, ...]]:
        """Return the distinct n-grams of the summary."""
        found = self._grams.get(n)
        if found is None:
            found = self._grams[n] = set(zip(*(self.summary[at:] for at in range(n)), strict=False))
        return found

    def places(self, n: int) -> list[int]:
        """Return where the document has an n-gram of the summary: where it has two shorter ones behind each other."""
        document = self.document
        while len(self._places) < n:
            length = len(self._places) + 1
            own = self.grams(length)
            pairs = pairwise(self._places[-1])
            self._places.append([at for at, behind in pairs if behind == at + 1 and document[at : at + length] in own])
        return self._places[n - 1]

    @once
    def pairs(self) -> dict[tuple[str, ...], list[int]]:
        """Where each two words in a row stand in the document, if the summary has them too."""
        found: dict[tuple[str, ...], list[int]] = {}
        for at in self.places(2):
            found.setdefault(self.document[at : at + 2], []).append(at)
        return found

    @once
    def fragments(self) -> list[tuple[int, int]]:
        """The (start, end) in the summary of each extractive fragment."""
        known, pairs = self.common, self.pairs
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(self.summary):
            if self.summary[at] not in known:
                at += 1
                continue
            places = pairs.get(self.summary[at : at + 2])
            longest = _longest_match(self.document, self.summary, at, places) if places else 1
            found.append((at, at + longest))
            at += longest
        return found


@lru_cache(maxsize=1)
def _shared(document: Reading, summary: Reading) -> _Shared:
    # Cached: the measures ask for the same document and summary one after the other.
    return _Shared(document.folded, summary.folded)


def fragments(*, document: str | Reading, summary: str | Reading) -> list[tuple[str, ...]]:
    """Return the extractive fragments: the runs of one or more words that the summary shares with the document.

    Fragments are tuples of case-folded words, in the order of the summary. The procedure is exactly that of Grusky, Naaman
    & Artzi (2018), so values are comparable with published ones. It takes the longest match at each word of the summary
    and continues after it. Its scan of the document continues after each match. If words repeat, the scan can therefore
    miss a longer match that starts inside another.
    """
    pair = _shared(read(document), read(summary).bare)
    return [pair.summary[start:end] for start, end in pair.fragments]


def _lengths(document: str | Reading, summary: str | Reading) -> list[int]:
    """Return the length of each fragment in words."""
    return [end - start for start, end in _shared(read(document), read(summary).bare).fragments]


def coverage(*, document: str | Reading, summary: str | Reading) -> float | None:
    """Return the extractive fragment coverage (Grusky et al. 2018): the share (0 to 1) of the summary's words in a fragment.

    Null for a summary without words.
    """
    count = length(summary)
    return sum(_lengths(document, summary)) / count if count else None


def density(*, document: str | Reading, summary: str | Reading) -> float | None:
    """Return the extractive fragment density (Grusky et al. 2018): the mean length, in words, of the fragment of each word.

    A word outside any fragment counts 0. The density is 1 if all words are copied one by one. It equals the length of the
    summary if the whole summary is copied in one run. Null for a summary without words.
    """
    count = length(summary)
    return sum(found**2 for found in _lengths(document, summary)) / count if count else None


def longest_copy(*, document: str | Reading, summary: str | Reading) -> int:
    """Return the length of the longest fragment in words, or 0 if the summary and the document share no word."""
    return max(_lengths(document, summary), default=0)


def repeated_trigrams(summary: str | Reading) -> float | None:
    """Return the share (0 to below 1) of the summary's word trigrams that repeat an earlier one.

    Repeated trigrams are typical of a decoder that loops (Paulus, Xiong & Socher 2018). Trigrams do not cross the ends of
    sentences. Null if no sentence has three words.
    """
    lines = (fold(sentence) for sentence in read(summary).bare.sentences)
    found = [gram for line in lines for gram in zip(line, line[1:], line[2:], strict=False)]
    return 1 - len(set(found)) / len(found) if found else None


def sentences(summary: str | Reading) -> int:
    """Return the number of sentences: the lines of a text of several lines, otherwise the sentences that the splitter finds."""
    return len(read(summary).bare.sentences)


def _longest_match(source: Sequence[str], copy: Sequence[str], at: int, places: Sequence[int]) -> int:
    """Return the length of the longest run of `copy` from `at` that the published scan finds in `source`.

    `places` are those of the run's first two words, at least one. A place of the first word alone matches one word and does not move the
    scan, so it need not be looked at.
    """
    longest, behind = 2, 0
    for start in places:
        if start < behind:
            continue
        length = 2
        while start + length < len(source) and at + length < len(copy) and copy[at + length] == source[start + length]:
            length += 1
        longest, behind = max(longest, length), start + length
    return longest
