"""ROUGE in pure Python with the values that the original Perl script prints (Lin 2004, release 1.5.5).

Papers up to about 2020 report the script's values. They differ from those of `rouge_score` in the stemmer (see
`perl_porter`) and in the rules below. The rules were inferred from values that the script printed.

- A token is a lower-cased run of ASCII letters and digits. Every other byte separates tokens: *naïve* is *na* and *ve*.
- n-grams and skip-bigrams may cross the ends of sentences. A text of fewer than n tokens has no n-grams and scores 0.
- `rougeL` is the union LCS over sentences, which `rouge_score` calls `rougeLsum`. Here both names mean the same.
- `rougeS4` counts the pairs of tokens with at most four tokens between them. `rougeSU4` also counts every token except the
  last. It has no marker for the beginning of a text, so two texts of the same single token score 0.
- Precision and recall are rounded to five decimal places before F is computed from them.
- With several references, `mean` (`-f A`) divides the sum of the hits by the sum of the counts, so it is not a mean of
  scores. `max` (`-f B`) takes the first reference with the highest recall, not the highest F.
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
MAX_GAP = 4
"""Maximum number of tokens between the two tokens of a skip-bigram."""

Sentences = list[list[str]]
"""The tokens of a text, one list per sentence."""


class _Counts(NamedTuple):
    """Numbers of units (such as n-grams) that a prediction and a reference share, and that each of the two has."""

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
    """Return the scores (0 to 1) that ROUGE-1.5.5 prints for one summary, for each of `types`, to five decimal places.

    Texts are lists of sentences. A line break also ends a sentence. `types` may contain `rouge1` to `rouge9`, `rougeL` (or
    `rougeLsum`, which means the same), `rougeS4` and `rougeSU4`. `stemmer` is the script's option `-m`, and `multi` is its
    `-f A` (`mean`) or `-f B` (`max`). Texts without a token score 0, even against each other.

    Raise `ValueError` if there is no reference or a type is unknown.
    """
    if not references:
        raise ValueError("references: is empty (pass at least one reference)")
    if unknown := [kind for kind in types if kind not in COUNTERS]:
        raise ValueError(f"types: {unknown[0]!r} is not a type of ROUGE-1.5.5 (use {', '.join(COUNTERS)})")
    predicted = tokenize(prediction_sentences, stemmer)
    expected = [tokenize(sentences, stemmer) for sentences in references]
    return {kind: _combine([COUNTERS[kind](predicted, one) for one in expected], multi) for kind in types}


def tokenize(sentences: Sequence[str], stemmer: bool) -> Sentences:
    """Return the tokens of each line, and their stems if `stemmer` is true."""
    # Lower-case only after the search: str.lower() turns the Kelvin sign into an ASCII k, but the script drops its bytes.
    found = [_TOKEN.findall(line) for sentence in sentences for line in sentence.split("\n")]
    if stemmer:
        return [[stem(token.lower()) for token in line] for line in found]
    return [[token.lower() for token in line] for line in found]


def _combine(each: list[_Counts], multi: Multi) -> Score:
    if multi == "max":
        return _rounded(max(each, key=_recall))
    return _rounded(_Counts(*(sum(column) for column in zip(*each, strict=True))))


def _rounded(counts: _Counts) -> Score:
    precision, recall = _five_places(counts.hits, counts.prediction), _recall(counts)
    return Score(precision, recall, _five_places(precision * recall, 0.5 * precision + 0.5 * recall))


def _recall(counts: _Counts) -> float:
    # Recall is rounded before references are compared: of two that agree to five places, the first is taken. Unrounded
    # recall would fit all known values as well, because no two references come so close.
    return _five_places(counts.hits, counts.reference)


def _five_places(part: float, whole: float) -> float:
    """Return the quotient rounded like `%.5f` in C and Perl, from its exact binary value. Return 0 if `whole` is 0."""
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
        for apart in range(1, MAX_GAP + 2):
            found.update(zip(tokens, tokens[apart:], strict=False))
        return found

    return lambda prediction, reference: _shared(units(prediction), units(reference))


def _shared(prediction: Counter[object], reference: Counter[object]) -> _Counts:
    return _Counts((prediction & reference).total(), reference.total(), prediction.total())


def _count_union_lcs(prediction: Sentences, reference: Sentences) -> _Counts:
    # The script walks back through its table and clips its hits in the same way as rouge_score.
    return _Counts(union_hits(prediction, reference), sum(map(len, reference)), sum(map(len, prediction)))


COUNTERS: dict[str, Callable[[Sentences, Sentences], _Counts]] = {
    **{f"rouge{n}": _count_ngrams(n) for n in range(1, 10)},
    "rougeL": _count_union_lcs,
    "rougeLsum": _count_union_lcs,
    "rougeS4": _count_skip_bigrams(unigrams=False),
    "rougeSU4": _count_skip_bigrams(unigrams=True),
}
"""The function that counts the units of each type."""
