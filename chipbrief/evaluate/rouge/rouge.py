"""ROUGE as an `evaluate` module: `evaluate.load("chipbrief/evaluate/rouge")`, with no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import datasets
import evaluate

from chipbrief.metrics import bootstrap, rouge

DESCRIPTION = """ROUGE with the values of rouge_score 0.1.2 (or of ROUGE-1.5.5), precision, recall and F, with percentile bootstrap
intervals over the articles and a fixed seed: the same outputs give the same numbers. The point is the plain mean."""
INPUTS = """
Args:
    predictions: texts, one an article.
    references: for each prediction a text, or a list of texts.
    types: default rouge1, rouge2, rougeL, rougeLsum; rouge1 to rouge9 are known.
    use_aggregator: means with intervals (default), or with False the list of every article's value.
    stemmer, compatibility, multi, tokenizer, sentences: as in `chipbrief.metrics.rouge.score`.
    resamples, seed: of the bootstrap.
Returns:
    for each type TYPE, `TYPE` (F), `TYPE_precision`, `TYPE_recall`, and of each the ends of its interval, `…_low` and `…_high`.
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
        types = types if isinstance(types, str) else tuple(types)  # one text is refused below
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
