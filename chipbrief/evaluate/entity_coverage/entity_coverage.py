"""Entity coverage as an `evaluate` module: `evaluate.load("chipbrief/evaluate/entity_coverage")`, with no network."""

from __future__ import annotations

from collections.abc import Sequence

import datasets
import evaluate

from chipbrief.metrics import bootstrap, entities

DESCRIPTION = """Entity coverage of summaries of any texts, with no annotation and no model.
`entity_recall`: of the names and values found in the references, weighted by the share of references that have them, how
much the prediction has. `entity_precision_source`: of the names and values found in the prediction, the share that the
document supports. Neither says whether a summary is true; read both, beside the length."""
INPUTS = """
Args:
    predictions: texts, one an article.
    references: for each prediction a text, or a list of texts.
    documents: the articles; without them there is no precision.
    use_aggregator: means with intervals (default), or with False every article's value, null where it is undefined.
    resamples, seed: of the bootstrap.
Returns:
    `entity_recall`, `entity_precision_source` (with documents), and of each `…_low`, `…_high` and `…_n`, the number of
    articles where it is defined; `unsupported`: for each article the names and values of the prediction that the document lacks.
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
                entities.support(document, prediction)
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
