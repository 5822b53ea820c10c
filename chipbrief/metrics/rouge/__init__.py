"""ROUGE-1, -2, -L and -Lsum (Lin 2004), with the values of the `rouge_score` package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from chipbrief.metrics.rouge.types import TYPES, ZERO, Multi, Score, combine
from chipbrief.text import sentence_lines

__all__ = ["TYPES", "ZERO", "Multi", "Score", "score"]


@lru_cache
def _scorer(types: tuple[str, ...]) -> Any:
    # Imported here: rouge_score brings NLTK and absl, half a second that `--help` should not cost.
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(list(types), use_stemmer=True)


def score(
    prediction: str, references: Sequence[str], types: tuple[str, ...] = TYPES, multi: Multi = "max"
) -> dict[str, Score]:
    """Scores of one summary against its references, for each of `types`, with the Porter stemmer.

    ROUGE-Lsum takes the lines of a text as its sentences, or splits a text of one line into sentences. Several
    references: `max` takes, for each type, the reference with the highest F; `mean` the mean of precision, recall and
    F over the references. A text without a token scores 0, also against an empty reference.
    """
    if not references:
        raise ValueError("at least one reference is needed")
    prepare = _as_lines if "rougeLsum" in types else str
    summary, scorer = prepare(prediction), _scorer(types)
    each = [scorer.score(prepare(reference), summary) for reference in references]
    return {kind: combine([Score(*one[kind]) for one in each], multi) for kind in types}


def _as_lines(text: str) -> str:
    return "\n".join(sentence_lines(text))
