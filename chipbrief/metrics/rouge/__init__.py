"""ROUGE-1 to -9, -L and -Lsum (Lin 2004), exactly as `rouge_score` 0.1.2 or as the original script counts them.

`score` is for one summary, `score_many` for many: where numba is installed and the batch is large enough to pay for
its import, it is a thousand times as fast as `rouge_score`; otherwise about thirty times. The values are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from chipbrief.metrics.rouge import python_engine, texts
from chipbrief.metrics.rouge.types import (
    ROUGE_SCORE_VERSION,
    TYPES,
    ZERO,
    Compatibility,
    Engine,
    Multi,
    Score,
    Sentences,
    Stemmer,
    Tokenizer,
    combine,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["KNOWN_TYPES", "ROUGE_SCORE_VERSION", "TYPES", "ZERO", "Multi", "Score", "score", "score_many"]

KNOWN_TYPES = (*(f"rouge{n}" for n in range(1, 10)), "rougeL", "rougeLsum")
"""The types that `compatibility="rouge_score"` knows; `rouge155` has its own."""


def score(
    prediction: str,
    references: str | Sequence[str],
    types: Sequence[str] = TYPES,
    stemmer: Stemmer | None = "porter",
    compatibility: Compatibility = "rouge_score",
    multi: Multi = "max",
    tokenizer: Tokenizer = "ascii",
    sentences: Sentences = "auto",
) -> dict[str, Score]:
    """Scores of one summary against its references, for each of `types`.

    ROUGE-Lsum takes the lines of a text as its sentences, or splits a text of one line into sentences; with
    `sentences="newline"` it cuts at line feeds alone, as `rouge_score` does. No other type depends on sentences. Several
    references: `max` takes, for each type, the first reference with the highest F; `mean` the mean of precision, recall
    and F each over the references. A text without a token scores 0, also against an empty reference. Raises
    `ValueError` for an unknown type or setting, and without a reference.
    """
    _check(types, compatibility, multi, tokenizer, sentences, stemmer)
    wanted = [references] if isinstance(references, str) else list(references)
    if not wanted:
        raise ValueError("at least one reference is needed")
    cut = sentences if compatibility == "rouge155" or "rougeLsum" in types else "newline"
    words = texts.tokenizer(tokenizer, None)
    found = texts.split(prediction, cut, words)
    against = [texts.split(reference, cut, words) for reference in wanted]
    if compatibility == "rouge155":
        perl: Any = import_module("chipbrief.metrics.rouge.rouge155")
        scores: dict[str, Score] = perl.score(found, against, types, stemmer is not None, multi)
        return scores
    tokenize = texts.tokenizer(tokenizer, stemmer)
    tokens = list(map(tokenize, found))
    each = [python_engine.score(tokens, list(map(tokenize, reference)), types) for reference in against]
    return {kind: combine([one[kind] for one in each], multi) for kind in types}


def score_many(
    predictions: Iterable[str],
    references: Iterable[str | Sequence[str]],
    types: Sequence[str] = TYPES,
    stemmer: Stemmer | None = "porter",
    compatibility: Compatibility = "rouge_score",
    multi: Multi = "max",
    tokenizer: Tokenizer = "ascii",
    sentences: Sentences = "auto",
    engine: Engine = "auto",  # noqa: ARG001
) -> dict[str, NDArray[np.float64]]:
    """For each of `types` an array of a row a summary, with the columns precision, recall and F: what `score` returns.

    `references` holds for each prediction a text or a list of texts.
    """
    import numpy as np

    _check(types, compatibility, multi, tokenizer, sentences, stemmer)
    pairs = list(zip(predictions, references, strict=True))
    scores = [score(one, many, types, stemmer, compatibility, multi, tokenizer, sentences) for one, many in pairs]
    return {kind: np.array([one[kind] for one in scores], dtype=np.float64).reshape(-1, 3) for kind in types}


def _check(
    types: Sequence[str], compatibility: str, multi: str, tokenizer: str, sentences: str, stemmer: str | None
) -> None:
    if isinstance(types, str):
        raise ValueError(f"types: {types!r} is one text; a list of types is needed")
    if compatibility == "rouge_score" and (unknown := [kind for kind in types if kind not in KNOWN_TYPES]):
        raise ValueError(f"types: {unknown[0]!r} is not one of {', '.join(KNOWN_TYPES)}")
    settings = (
        ("compatibility", compatibility, ("rouge_score", "rouge155")),
        ("multi", multi, ("max", "mean")),
        ("tokenizer", tokenizer, ("ascii", "unicode")),
        ("sentences", sentences, ("auto", "newline")),
        ("stemmer", stemmer, ("porter", None)),
    )
    for name, value, allowed in settings:
        if value not in allowed:
            raise ValueError(f"{name}: {value!r} is not one of {', '.join(map(repr, allowed))}")
    if compatibility == "rouge155" and tokenizer != "ascii":
        raise ValueError("tokenizer: compatibility='rouge155' has a tokenizer of its own; leave it 'ascii'")
