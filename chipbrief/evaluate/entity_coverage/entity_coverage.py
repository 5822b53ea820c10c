"""Entity coverage as an `evaluate` module. Load it with `evaluate.load("chipbrief/evaluate/entity_coverage")`, without a network."""

from __future__ import annotations

from collections.abc import Sequence

import datasets
import evaluate

from chipbrief.metrics import bootstrap, entities

DESCRIPTION = """Entity coverage of summaries of any texts, without labels and without a model.
`entity_recall` is the share of the references' names and values that the prediction has. Each is weighted by the share of the
references that have it. `entity_precision_source` is the share of the prediction's names and values that the document supports.
Both are from 0 to 1. Neither shows whether a summary is true. Read both together with the length of the summary."""
INPUTS = """
Args:
    predictions: one text per article.
    references: a text or a list of texts for each prediction.
    documents: one article per prediction. Without them, precision is not computed.
    use_aggregator: True (default) returns means with 95 % intervals. False returns lists with one value per article, None if the
        value is undefined.
    resamples: number of bootstrap resamples of the articles (default: 10,000).
    seed: seed of the bootstrap.
Returns:
    `entity_recall` and, if documents are given, `entity_precision_source`. For each also `…_low` and `…_high`, the ends of its
    interval, and `…_n`, the number of articles for which it is defined. With documents also `unsupported`: for each article, the
    names and values of the prediction that the document lacks.
Examples:
    >>> coverage = evaluate.load("chipbrief/evaluate/entity_coverage")
    >>> coverage.compute(predictions=["Ann Lee won"], references=["Ann Lee beat Bo Ray"])["entity_recall"]
    0.5
"""
CITATION = """@inproceedings{nan-etal-2021-entity, title = "Entity-level Factual Consistency of Abstractive Text Summarization",
author = "Nan, Feng and others", booktitle = "EACL", year = "2021"}"""


class EntityCoverage(evaluate.Metric):  # type: ignore[misc]  # evaluate has no types
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
        documents: Sequence[str] | None = None,
        use_aggregator: bool = True,
        resamples: int = bootstrap.RESAMPLES,
        seed: int = bootstrap.SEED,
    ) -> dict[str, object]:
        lists = [[one] if isinstance(one, str) else list(one) for one in references]
        columns = {
            "entity_recall": [
                entities.unlabelled_recall(prediction, texts)
                for prediction, texts in zip(predictions, lists, strict=True)
            ]
        }
        found: dict[str, object] = {}
        if documents is not None:
            mentions = [
                entities.support(document=document, summary=prediction)
                for document, prediction in zip(documents, predictions, strict=True)
            ]
            columns["entity_precision_source"] = [entities.precision_source(one) for one in mentions]
            found["unsupported"] = [[mention.text for mention in one if not mention.supported] for one in mentions]
        if not use_aggregator:
            return {**columns, **found}
        for name, values in columns.items():
            mean, low, high, count = bootstrap.estimate(values, resamples, seed)
            found |= {name: mean, f"{name}_low": low, f"{name}_high": high, f"{name}_n": count}
        return found
