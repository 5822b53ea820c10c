"""ROUGE-1 to -9, -L and -Lsum (Lin 2004), exactly as `rouge_score` 0.1.2 or as the original script counts them.

`score` is for one summary, `score_many` for many. Where numba is installed and the batch large enough to pay for its
import, a batch is scored by compiled kernels, otherwise in pure Python; the values are the same (docs/rouge.md says what
either takes).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from chipbrief.metrics.rouge import engines, python_engine, rouge155, texts
from chipbrief.metrics.rouge.settings import (
    KNOWN_TYPES,
    ROUGE_SCORE_VERSION,
    TYPES,
    ZERO,
    Compatibility,
    Engine,
    Multi,
    Score,
    Sentences,
    Setting,
    Stemmer,
    Tokenizer,
    checked,
    combine,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["KNOWN_TYPES", "ROUGE_SCORE_VERSION", "TYPES", "ZERO", "Multi", "Score", "score", "score_many"]


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
    and F each over the references. A text without a token scores 0, also against an empty reference.

    `tokenizer="unicode"` keeps the words of every script (see `unicode_tokenizer`), where `ascii` drops all but a-z and
    0-9. `compatibility="rouge155"` has the values of ROUGE-1.5.5.pl, its types and its rules (see `rouge155`): whatever
    `sentences` says, a line is a sentence, and `multi` is its `-f B` or `-f A`.

    Raises `ValueError` for an unknown type or setting, without a reference, and for texts so long that the rows
    which they are counted by would take a gigabyte; `TypeError` for what is no text.
    """
    texts.checked_text(prediction, "prediction")
    setting = checked(types, stemmer, compatibility, multi, tokenizer, sentences)
    return _score(prediction, texts.listed(references), setting)


def score_many(
    predictions: Iterable[str],
    references: Iterable[str | Sequence[str]],
    types: Sequence[str] = TYPES,
    stemmer: Stemmer | None = "porter",
    compatibility: Compatibility = "rouge_score",
    multi: Multi = "max",
    tokenizer: Tokenizer = "ascii",
    sentences: Sentences = "auto",
    engine: Engine = "auto",
) -> dict[str, NDArray[np.float64]]:
    """For each of `types` an array of shape (n, 3), columns precision, recall and F: what `score` says of each summary.

    `references` has for each prediction a text or a list of texts. `engine="auto"` takes the kernels for a large batch
    (see `engines`) and Python for a small one; `"numba"` and `"python"` insist. The kernels know the ASCII tokenizer
    and `compatibility="rouge_score"` with all its types; all else is scored in Python. In a batch of texts of one line
    each, ROUGE-Lsum with `sentences="auto"` takes longer to find the sentences than to score them. Raises what `score`
    raises, naming the row, and `ValueError` where there are not as many references as predictions.
    """
    import numpy as np

    if engine not in ("auto", "numba", "python"):
        raise ValueError(f"engine: {engine!r} is not one of 'auto', 'numba', 'python'")
    setting = checked(types, stemmer, compatibility, multi, tokenizer, sentences)
    said, expected = texts.batch(predictions, references)
    if setting.compatibility == "rouge_score" and setting.tokenizer == "ascii":
        kernels = engines.kernels_for(engine, said)
        if kernels:
            if setting.cuts == "auto":
                said = list(map(_cut, said))
                expected = [_cut(one) if isinstance(one, str) else list(map(_cut, one)) for one in expected]
            found: dict[str, NDArray[np.float64]] = kernels.score(said, expected, setting)
            return found
    elif engine == "numba":
        raise ValueError("engine: the kernels have neither compatibility='rouge155' nor tokenizer='unicode'")
    # Numbers in lists, not the scores themselves: as many objects would keep the garbage collector busy.
    columns: dict[str, list[float]] = {kind: [] for kind in setting.types}
    for one, many in zip(said, expected, strict=True):
        for kind, values in _score(one, [many] if isinstance(many, str) else many, setting).items():
            columns[kind] += values
    return {kind: np.array(values, dtype=np.float64).reshape(-1, 3) for kind, values in columns.items()}


def _cut(text: str) -> str:
    """The text with a line for each sentence."""
    return "\n".join(texts.split(text, "auto", texts.tokenizer("ascii", None)))


def _score(prediction: str, references: Sequence[str], setting: Setting) -> dict[str, Score]:
    words = texts.tokenizer(setting.tokenizer, None)
    found = texts.split(prediction, setting.cuts, words)
    against = [texts.split(reference, setting.cuts, words) for reference in references]
    if setting.compatibility == "rouge155":
        return rouge155.score(found, against, setting.types, setting.stemmer is not None, setting.multi)
    tokens, *expected = (texts.tokens(text, setting.tokenizer, setting.stemmer) for text in (found, *against))
    if len(expected) == 1:
        return python_engine.score(tokens, expected[0], setting.types)
    each = [python_engine.score(tokens, reference, setting.types) for reference in expected]
    return {kind: combine([one[kind] for one in each], setting.multi) for kind in setting.types}
