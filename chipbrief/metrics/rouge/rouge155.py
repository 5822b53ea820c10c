"""ROUGE as the original Perl script computes it (Lin 2004, release 1.5.5): the values it prints, in pure Python.

Papers up to about 2020 report the script's numbers. They differ from those of `rouge_score` in the stemmer (see
`perl_porter`) and in the rules below, which were worked out from values that the script printed:

- A token is a run of ASCII letters and digits, lower-cased; every other byte parts tokens, so *naïve* is *na* and *ve*.
- n-grams and skip-bigrams run on over the ends of sentences. A text shorter than n tokens has none and scores 0.
- `rougeL` is the union LCS over sentences, which `rouge_score` calls `rougeLsum`; here both names mean it.
- `rougeS4` counts the pairs of tokens with at most four others between them; `rougeSU4` counts every token but the
  last one as well, with no marker for the beginning: two texts of the same single token score 0.
- Precision and recall are rounded to five places before F is made from them.
- Several references: `mean` (`-f A`) sums hits and counts over the references before it divides, it is not a mean of
  scores; `max` (`-f B`) takes the first reference with the highest recall, not F.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from chipbrief.metrics.rouge.perl_porter import stem
from chipbrief.metrics.rouge.python_engine import union_hits
from chipbrief.metrics.rouge.settings import Multi, Score

_TOKEN = re.compile("[A-Za-z0-9]+")
GAP = 4
"""The most tokens that may stand between the two of a skip-bigram."""

Sentences = list[list[str]]


class _Counts(NamedTuple):
    """Units that a prediction shares with one reference, and how many each of the two has."""

    hits: int
    reference: int
    prediction: int


def score(
    prediction_sentences: Sequence[str],
    references: Sequence[Sequence[str]],
    types: Sequence[str],
    stemmer: bool = False,
    multi: Multi = "max",
) -> dict[str, Score]:
    """What ROUGE-1.5.5 prints for one summary, for each of `types`, rounded to its five places.

    Texts are lists of sentences; a line break inside a sentence ends it. `types` may hold `rouge1` to `rouge9`,
    `rougeL` (also as `rougeLsum`), `rougeS4` and `rougeSU4`. `stemmer` is the script's `-m`; `multi` is its `-f A`
    (`mean`) or `-f B` (`max`). Texts without a token score 0, also against each other.

    Raises ValueError if there is no reference or a type is unknown.
    """
    if not references:
        raise ValueError("at least one reference is needed")
    if unknown := [kind for kind in types if kind not in COUNTERS]:
        raise ValueError(f"unknown ROUGE type {unknown[0]!r}: ROUGE-1.5.5 has {', '.join(COUNTERS)}")
    predicted = tokenize(prediction_sentences, stemmer)
    expected = [tokenize(sentences, stemmer) for sentences in references]
    return {kind: _combine([COUNTERS[kind](predicted, one) for one in expected], multi) for kind in types}


def tokenize(sentences: Sequence[str], stemmer: bool) -> Sentences:
    """The tokens of each line, stemmed if asked for."""
    # Lower-casing comes last: str.lower() makes an ASCII k of the Kelvin sign, whose bytes the script drops.
    found = [_TOKEN.findall(line) for sentence in sentences for line in sentence.split("\n")]
    if stemmer:
        return [[stem(token.lower()) for token in line] for line in found]
    return [[token.lower() for token in line] for line in found]


def _combine(each: list[_Counts], multi: Multi) -> Score:
    """One score from the counts against each reference."""
    if multi == "max":
        return _rounded(max(each, key=_recall))
    return _rounded(_Counts(*(sum(column) for column in zip(*each, strict=True))))


def _rounded(counts: _Counts) -> Score:
    precision, recall = _five_places(counts.hits, counts.prediction), _recall(counts)
    return Score(precision, recall, _five_places(precision * recall, 0.5 * precision + 0.5 * recall))


def _recall(counts: _Counts) -> float:
    # Rounded before references are compared, so that of two which agree in five places the first is taken. Recall that
    # is compared unrounded would fit all values at hand as well: no two references come so close.
    return _five_places(counts.hits, counts.reference)


def _five_places(part: float, whole: float) -> float:
    """The quotient as C's and Perl's `%.5f` print it, the exact binary value rounded; 0 for nothing out of nothing."""
    return float(f"{part / whole:.5f}") if whole else 0.0


def _count_ngrams(n: int) -> Callable[[Sentences, Sentences], _Counts]:
    def units(text: Sentences) -> Counter[object]:
        tokens = list(chain.from_iterable(text))
        return Counter(zip(*(tokens[start:] for start in range(n)), strict=False))

    return lambda prediction, reference: _shared(units(prediction), units(reference))


def _count_skip_bigrams(*, unigrams: bool) -> Callable[[Sentences, Sentences], _Counts]:
    def units(text: Sentences) -> Counter[object]:
        tokens = list(chain.from_iterable(text))
        found: Counter[object] = Counter(tokens[:-1] if unigrams else ())
        for apart in range(1, GAP + 2):
            found.update(zip(tokens, tokens[apart:], strict=False))
        return found

    return lambda prediction, reference: _shared(units(prediction), units(reference))


def _shared(prediction: Counter[object], reference: Counter[object]) -> _Counts:
    return _Counts((prediction & reference).total(), reference.total(), prediction.total())


def _count_union_lcs(prediction: Sentences, reference: Sentences) -> _Counts:
    # The script's table of lengths is walked back as rouge_score's is, and its hits are clipped alike.
    return _Counts(union_hits(prediction, reference), sum(map(len, reference)), sum(map(len, prediction)))


COUNTERS: dict[str, Callable[[Sentences, Sentences], _Counts]] = {
    **{f"rouge{n}": _count_ngrams(n) for n in range(1, 10)},
    "rougeL": _count_union_lcs,
    "rougeLsum": _count_union_lcs,
    "rougeS4": _count_skip_bigrams(unigrams=False),
    "rougeSU4": _count_skip_bigrams(unigrams=True),
}
