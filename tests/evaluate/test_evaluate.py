"""Tests of the `evaluate` modules, loaded as users load them and without a network."""

from __future__ import annotations

from typing import Any

import pytest

from chipbrief.metrics import bootstrap, rouge
from tests.paths import ROOT


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Any:
    # datasets and evaluate read these settings once, at import.
    patch = pytest.MonkeyPatch()
    patch.setenv("HF_HUB_OFFLINE", "1")
    patch.chdir(ROOT)
    import evaluate

    cache = str(tmp_path_factory.mktemp("cache"))
    yield lambda name: evaluate.load(f"chipbrief/evaluate/{name}", cache_dir=cache)
    patch.undo()


PREDICTIONS = ["the cat", "a dog barked"]
REFERENCES = [["the cat sat down", "a cat"], ["a dog barked"]]


def test_rouge_gives_every_part_with_intervals(load: Any) -> None:
    found = load("rouge").compute(predictions=PREDICTIONS, references=REFERENCES, resamples=200, seed=3)
    scores = rouge.score_many(PREDICTIONS, REFERENCES)
    for kind in rouge.TYPES:
        for part, at in (("_precision", 0), ("_recall", 1), ("", 2)):
            mean, low, high, _ = bootstrap.estimate(scores[kind][:, at].tolist(), 200, 3)
            name = f"{kind}{part}"
            assert [found[name], found[f"{name}_low"], found[f"{name}_high"]] == [mean, low, high]


def test_rouge_without_aggregation_and_with_settings(load: Any) -> None:
    found = load("rouge").compute(
        predictions=["running cats"], references=["run cat"], types=["rouge1"], stemmer=None, use_aggregator=False
    )
    assert found == {"rouge1": [0.0], "rouge1_precision": [0.0], "rouge1_recall": [0.0]}


def test_the_same_outputs_give_the_same_numbers(load: Any) -> None:
    metric = load("rouge")
    assert metric.compute(predictions=PREDICTIONS, references=REFERENCES) == metric.compute(
        predictions=PREDICTIONS, references=REFERENCES
    )


def test_entity_coverage(load: Any) -> None:
    found = load("entity_coverage").compute(
        predictions=["Ann Lee won in Paris on 3 May", "nobody came"],
        references=[["Ann Lee beat Bo Ray", "Ann Lee won"], ["it rained"]],
        documents=["In Oslo, Ann Lee beat Bo Ray on May 3.", "It rained."],
        resamples=100,
    )
    # Weights: Ann Lee 2 (in both references), Bo Ray 1. So 2 of 3. The second article's reference names nothing.
    assert found["entity_recall"] == pytest.approx(2 / 3)
    assert found["entity_recall_n"] == 1
    # The summary names Ann Lee, Paris and 3 May; the document lacks Paris.
    assert found["entity_precision_source"] == pytest.approx(2 / 3)
    assert found["unsupported"] == [["Paris"], []]


def test_entity_coverage_by_article_and_without_documents(load: Any) -> None:
    found = load("entity_coverage").compute(predictions=["x"], references=["Ann Lee won"], use_aggregator=False)
    assert found == {"entity_recall": [0.0]}


def test_one_type_in_place_of_a_list_is_an_error(load: Any) -> None:
    with pytest.raises(ValueError, match="types: 'rouge1' is a string"):
        load("rouge").compute(predictions=["a"], references=["a"], types="rouge1")
    assert "rouge1" in load("rouge").compute(predictions=["a"], references=["a"], types=iter(["rouge1"]), resamples=9)


@pytest.mark.parametrize("stemming", [True, False])
def test_the_names_of_the_usual_metric_are_understood(load: Any, stemming: bool) -> None:
    """`rouge_types` and `use_stemmer` give what `rouge_score` gives, on which the metric of `evaluate` stands."""
    from rouge_score import rouge_scorer

    prediction, reference = "The cats were sleeping.", "A cat sleeps here."
    options = {"rouge_types": ["rouge1", "rougeL"], "use_stemmer": stemming, "use_aggregator": False}
    found = load("rouge").compute(predictions=[prediction], references=[reference], **options)
    expected = rouge_scorer.RougeScorer(["rouge1", "rougeL"], use_stemmer=stemming).score(reference, prediction)
    assert found["rouge1"] == [expected["rouge1"].fmeasure]
    assert found["rougeL"] == [expected["rougeL"].fmeasure]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tokenizer": str.split}, "a function cannot be used"),
        ({"types": ["rouge1"], "rouge_types": ["rouge1"]}, "types and rouge_types mean the same"),
        ({"stemmer": "porter", "use_stemmer": True}, "stemmer and use_stemmer mean the same"),
    ],
)
def test_what_cannot_be_taken_is_said(load: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        load("rouge").compute(predictions=["a"], references=["a"], **options)
