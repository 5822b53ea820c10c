"""ROUGE as an `evaluate` module. Load it with `evaluate.load("chipbrief/evaluate/rouge")`, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import datasets
import evaluate

from chipbrief.metrics import bootstrap, rouge

DESCRIPTION = """ROUGE precision, recall and F (0 to 1) with the values of rouge_score 0.1.2, or of ROUGE-1.5.5.
The mean over the articles comes with a percentile bootstrap interval. The seed is fixed, so the same texts give the same numbers."""
INPUTS = """
Args:
    predictions: one text per article.
    references: a text or a list of texts for each prediction.
    types: a list of rouge1 to rouge9, rougeL and rougeLsum (default: rouge1, rouge2, rougeL, rougeLsum). With
        compatibility="rouge155" also rougeS4 and rougeSU4.
    use_aggregator: True (default) returns means with 95 % intervals. False returns lists with one value per article.
    stemmer, compatibility, multi, tokenizer, sentences: as in `chipbrief.metrics.rouge.score`.
    rouge_types: the name that the metric `rouge` of `evaluate` has for `types`.
    use_stemmer: the name that it has for `stemmer`: True means "porter" and False None. Its default is False, ours is "porter".
        Its `tokenizer` is a function; that cannot be used here, since only the built-in tokenizers are fast and can be repeated.
    resamples: number of bootstrap resamples of the articles (default: 10,000).
    seed: seed of the bootstrap.
Returns:
    For each type TYPE: `TYPE` (F), `TYPE_precision` and `TYPE_recall`. For each of these also `…_low` and `…_high`, the ends of
    its interval.
Examples:
    >>> rouge = evaluate.load("chipbrief/evaluate/rouge")
    >>> rouge.compute(predictions=["the cat"], references=[["the cat sat down"]])["rouge1_recall"]
    0.5
"""
CITATION = """@inproceedings{lin-2004-rouge, title = "{ROUGE}: A Package for Automatic Evaluation of Summaries", author = "Lin, Chin-Yew",
booktitle = "Text Summarization Branches Out", year = "2004"}"""
PARTS = (("_precision", 0), ("_recall", 1), ("", 2))


class Rouge(evaluate.Metric):  # type: ignore[misc]  # evaluate has no types
    """See `DESCRIPTION`."""

    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=DESCRIPTION,
            citation=CITATION,
            inputs_description=INPUTS,
            features=[
                datasets.Features({"predictions": text, "references": datasets.List(text)}),
                datasets.Features({"predictions": text, "references": text}),
            ],
        )

    def _compute(
        self,
        predictions: Sequence[str],
        references: Sequence[str | Sequence[str]],
        types: Sequence[str] | None = None,
        use_aggregator: bool = True,
        resamples: int = bootstrap.RESAMPLES,
        seed: int = bootstrap.SEED,
        rouge_types: Sequence[str] | None = None,
        use_stemmer: bool | None = None,
        **setting: Any,
    ) -> dict[str, float | list[float]]:
        types = _one_name(types=types, rouge_types=rouge_types) or rouge.TYPES
        if use_stemmer is not None:
            _one_name(stemmer=setting.get("stemmer"), use_stemmer=use_stemmer)
            setting["stemmer"] = "porter" if use_stemmer else None
        if callable(setting.get("tokenizer")):
            raise TypeError(
                'tokenizer: a function cannot be used; choose "ascii" or "unicode", or use the metric of `evaluate`'
            )
        types = types if isinstance(types, str) else tuple(types)  # `score_many` rejects a string
        scores = rouge.score_many(predictions, references, types=types, **setting)
        columns = {f"{kind}{part}": scores[kind][:, at].tolist() for kind in types for part, at in PARTS}
        if not use_aggregator:
            return columns
        found: dict[str, float | list[float]] = {}
        for name, values in columns.items():
            mean, low, high, _ = bootstrap.estimate(values, resamples, seed)
            assert mean is not None
            assert low is not None
            assert high is not None
            found |= {name: mean, f"{name}_low": low, f"{name}_high": high}
        return found


def _one_name(**values: Any) -> Any:
    """Return the value that is given under one of two names, or None. Raise `TypeError` if both are given."""
    given = {name: value for name, value in values.items() if value is not None}
    if len(given) > 1:
        raise TypeError(f"{' and '.join(given)} mean the same: pass one of them")
    return next(iter(given.values()), None)
