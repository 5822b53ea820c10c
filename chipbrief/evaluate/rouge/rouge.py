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
        types: Sequence[str] = rouge.TYPES,
        use_aggregator: bool = True,
        resamples: int = bootstrap.RESAMPLES,
        seed: int = bootstrap.SEED,
        **setting: Any,
    ) -> dict[str, float | list[float]]:
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
