"""Functions that the tasks for lm-eval name: their data, and the measures of one answer.

lm-eval loads this file by its path beside the YAML files, so that it imports the package by its full name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chipbrief.harnesses.one_summary import mean_defined as mean_defined
from chipbrief.harnesses.one_summary import rows_of, score_one

if TYPE_CHECKING:
    from datasets import Dataset


def load(config: str = "open", **_: Any) -> dict[str, Dataset]:
    """Return the splits of a configuration. `config` comes from the `metadata` of the task."""
    from datasets import Dataset

    return {split: Dataset.from_list(rows_of(config, split)) for split in ("validation", "test")}


def process_results(doc: dict[str, Any], results: list[Any]) -> dict[str, float]:
    """Return the measures of the first answer to a story. A measure that is undefined is NaN, and left out of the mean."""
    first = results[0] if isinstance(results[0], str) else results[0][0]
    return score_one(first, document=doc["document"], references=doc["references"], story_id=doc["id"])
