"""ROUGE-1 to -9, -L and -Lsum (Lin 2004) with exactly the values of `rouge_score` 0.1.2 or of the script ROUGE-1.5.5.

`score` scores one summary, `score_many` a batch. Compiled kernels do so if numba is installed and the work is large enough
to make up for the time to load them (see `engines`). Otherwise pure Python does, with the same values. docs/rouge.md has the
speed and memory of both. `python -m chipbrief.metrics.rouge` compiles the kernels once for a machine.
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
from chipbrief.metrics.rouge.texts import sentence_lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "KNOWN_TYPES",
    "ROUGE_SCORE_VERSION",
    "TYPES",
    "ZERO",
    "Multi",
    "Score",
    "score",
    "score_many",
    "sentence_lines",
]


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
    """Return precision, recall and F (0 to 1) of one summary against its references, for each of `types`.

    ROUGE-Lsum compares sentences; no other type depends on them. By default the sentences of a text are its lines, and a
    text of one line is split by a sentence splitter. `sentences="newline"` splits at line feeds only, as `rouge_score`
    does. With several references, `multi="max"` takes the first reference with the highest F, for each type. `"mean"` takes
    the mean over the references of precision, of recall and of F. A text without a token scores 0, even against an empty
    reference.

    `tokenizer="ascii"` keeps only a-z and 0-9; `"unicode"` keeps the words of every script (see `unicode_tokenizer`).
    `compatibility="rouge155"` has the values, types and rules of ROUGE-1.5.5.pl (see `rouge155`). Each line is then a
    sentence, whatever `sentences` is, and `multi` is the script's `-f B` (`max`) or `-f A` (`mean`).

    Raise `ValueError` if a type or setting is unknown, if a list of references is empty, or if the texts would need more than
    a gigabyte of bit rows. Raise `TypeError` if a value is not a string.
    """
    texts.checked_text(prediction, "prediction")
    setting = checked(types, stemmer, compatibility, multi, tokenizer, sentences)
    expected = texts.listed(references)
    if _suits_kernels(setting):
        kernels = engines.kernels_for("auto", engines.work_of([prediction], [expected]))
        if kernels:
            found = kernels.score([prediction], [expected], setting)
            return {kind: Score(*found[kind][0].tolist()) for kind in setting.types}
    return _score(prediction, expected, setting)


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
    """Return the scores of n summaries, equal to those of `score`: one array of shape (n, 3) for each of `types`.

    The columns are precision, recall and F. `references` has a text or a list of texts for each prediction.
    Both may be arrays of pyarrow.
    `engine="auto"` uses the compiled kernels for a large batch (see `engines`) and Python for a small one. `"numba"` and
    `"python"` force one of them. The kernels support the ASCII tokenizer and all types of `compatibility="rouge_score"`;
    Python scores everything else. If all texts have one line, `sentences="auto"` takes about twice as long as `"newline"`
    (docs/rouge.md): the kernels split most of them, and the sentence splitter only those whose sentences are not certain.

    Raise the errors of `score`, with the row if a text is wrong. Raise `ValueError` if the numbers of predictions and
    references differ, and for `engine="numba"` if numba is missing or the kernels do not support the settings.
    """
    import numpy as np

    if engine not in ("auto", "numba", "python"):
        raise ValueError(f"engine: {engine!r} is not a known value (use one of 'auto', 'numba', 'python')")
    setting = checked(types, stemmer, compatibility, multi, tokenizer, sentences)
    said, expected = texts.batch(predictions, references)
    if _suits_kernels(setting):
        kernels = engines.kernels_for(engine, engines.work_of(said, expected))
        if kernels:
            found: dict[str, NDArray[np.float64]] = kernels.score(said, expected, setting)
            return found
    elif engine == "numba":
        raise ValueError(
            "engine: 'numba' supports neither compatibility='rouge155' nor tokenizer='unicode' (use engine='auto')"
        )
    # Lists of numbers instead of `Score` objects, because so many objects would keep the garbage collector busy.
    columns: dict[str, list[float]] = {kind: [] for kind in setting.types}
    for one, many in zip(said, expected, strict=True):
        for kind, values in _score(one, [many] if isinstance(many, str) else many, setting).items():
            columns[kind] += values
    return {kind: np.array(values, dtype=np.float64).reshape(-1, 3) for kind, values in columns.items()}


def _suits_kernels(setting: Setting) -> bool:
    return setting.compatibility == "rouge_score" and setting.tokenizer == "ascii"


def _score(prediction: str, references: Sequence[str], setting: Setting) -> dict[str, Score]:
    words = texts.tokenizer(setting.tokenizer, None)
    found = texts.split(prediction, setting.splitting, words)
    against = [texts.split(reference, setting.splitting, words) for reference in references]
    if setting.compatibility == "rouge155":
        return rouge155.score(found, against, setting.types, setting.stemmer is not None, setting.multi)
    tokens, *expected = (texts.tokens(text, setting.tokenizer, setting.stemmer) for text in (found, *against))
    if len(expected) == 1:
        return python_engine.score(tokens, expected[0], setting.types)
    each = [python_engine.score(tokens, reference, setting.types) for reference in expected]
    return {kind: combine([one[kind] for one in each], setting.multi) for kind in setting.types}
