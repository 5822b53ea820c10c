"""ROUGE by the package `rouge-score` (extra `verify`), to check our own values against."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from chipbrief.metrics.rouge import texts
from chipbrief.metrics.rouge.settings import ROUGE_SCORE_VERSION, Multi, Score, Sentences, Stemmer, combine
from chipbrief.problems import fail


def require() -> str:
    """Return the version of the installed package `rouge-score`. Raise `InputError` if it is missing or another version."""
    remedy = "pip install 'chipbrief[verify]'"
    try:
        import rouge_score  # noqa: F401
    except ModuleNotFoundError:
        raise fail("--verify", "needs the package rouge-score, which is not installed", remedy) from None
    found = version("rouge-score")
    if found != ROUGE_SCORE_VERSION:
        raise fail("--verify", f"needs rouge-score {ROUGE_SCORE_VERSION}, but {found} is installed", remedy)
    return found


def score(
    prediction: str,
    references: Sequence[str],
    types: Sequence[str],
    stemmer: Stemmer | None = "porter",
    multi: Multi = "max",
    sentences: Sentences = "auto",
) -> dict[str, Score]:
    """Return precision, recall and F (0 to 1) of one summary for each of `types`, as `rouge-score` computes them.

    The package splits sentences at line feeds only. With `sentences="auto"` it gets each text with one sentence per line.
    Several references are combined as `chipbrief.metrics.rouge.score` does.
    """
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(list(types), use_stemmer=stemmer is not None)
    words = texts.tokenizer("ascii", None)
    said, *expected = ("\n".join(texts.split(one, sentences, words)) for one in (prediction, *references))
    each = [scorer.score(one, said) for one in expected]
    found = ([Score(*one[kind]) for one in each] for kind in types)
    return {kind: combine(many, multi) for kind, many in zip(types, found, strict=True)}
