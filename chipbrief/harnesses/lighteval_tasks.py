"""Tasks for lighteval: `--custom-tasks chipbrief.harnesses.lighteval_tasks`, tasks `chipbrief_open` and `chipbrief_multi`."""

from __future__ import annotations

from typing import Any

from lighteval.metrics.metrics_sample import SampleLevelComputation
from lighteval.metrics.utils.metric_utils import SampleLevelMetric
from lighteval.tasks.lighteval_task import LightevalTaskConfig
from lighteval.tasks.requests import Doc, SamplingMethod

from chipbrief.corpora.store import dataset_folder
from chipbrief.harnesses.one_summary import CONFIGS, MEASURES, mean_defined, score_one

PROMPT = "Summarize the following text in about 100 words.\n\n{document}\n\nSummary:"
KIND = "abstract"
"""Kind of the references that count."""
LOWER_OR_NEITHER = frozenset(("length",))
"""Measures of which a higher value is not better."""


class Measure(SampleLevelComputation):  # type: ignore[misc]
    """One measure of the first answer to a sample."""

    def __init__(self, name: str) -> None:
        self.name = name

    def compute(self, doc: Doc, model_response: Any, **_: Any) -> float:
        """Return the value, or NaN if the measure is undefined."""
        about = doc.specific or {}
        found = score_one(
            model_response.final_text[0],
            document=about.get("document", ""),
            references=doc.choices,
            story_id=about.get("story_id"),
            measures=MEASURES,
        )
        return found[self.name]


def to_doc(line: dict[str, Any], task_name: str) -> Doc:
    """Return the prompt and the references of one story. Its id and article go into `specific`, since rows are shuffled."""
    references = [one["text"] for one in line["references"] if one["kind"] == KIND]
    return Doc(
        task_name=task_name,
        query=PROMPT.format(document=line["document"]),
        choices=references,
        gold_index=list(range(len(references))),
        specific={"story_id": line["id"], "document": line["document"]},
    )


def _metric(name: str) -> SampleLevelMetric:
    return SampleLevelMetric(
        metric_name=name,
        higher_is_better=name not in LOWER_OR_NEITHER,
        category=SamplingMethod.GENERATIVE,
        sample_level_fn=Measure(name),
        corpus_level_fn=mean_defined,
    )


TASKS_TABLE = [
    LightevalTaskConfig(
        name=f"chipbrief_{config}",
        prompt_function=to_doc,
        hf_repo=str(dataset_folder() / config),
        hf_subset="default",
        metrics=[_metric(name) for name in MEASURES],
        hf_avail_splits=["validation", "test"],
        evaluation_splits=["test"],
        generation_size=512,
        stop_sequence=[],
        version=1,
    )
    for config in CONFIGS
]
