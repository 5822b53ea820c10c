"""A metric with the interface of torchmetrics, for validation during training. It needs no torch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import nan
from typing import Any

from chipbrief.api import Result, score
from chipbrief.harnesses.one_summary import MEASURES


class SummaryMetric:
    """Means of our measures over batches: `update` for each batch, `compute` at the end of an epoch, then `reset`.

    Processes that validate parts of the data exchange their states (plain lists: `state_dict`, for example with
    `torch.distributed.all_gather_object`) and combine them with `merge_state`.

    >>> metric = SummaryMetric(measures=["rouge1_fmeasure"])
    >>> metric.update(["Ann Lee won."], ["Ann Lee won the race."])
    >>> round(metric.compute()["rouge1_fmeasure"], 2)
    0.75
    """

    higher_is_better = True
    is_differentiable = False
    full_state_update = False

    def __init__(self, measures: Sequence[str] = MEASURES, **setting: Any) -> None:
        """Keep the names of the measures, and the fields of `chipbrief.scoring.setting.Setting` such as `stemmer`."""
        self.measures = tuple(measures)
        self._setting = {"resamples": 1, **setting}
        self.reset()

    def reset(self) -> None:
        """Forget all batches."""
        self._preds: list[str] = []
        self._target: list[list[str]] = []
        self._documents: list[str] = []

    def update(
        self, preds: Sequence[str], target: Sequence[str | Sequence[str]], documents: Sequence[str] | None = None
    ) -> None:
        """Add a batch: summaries, their references (a text or several for each), and the articles.

        Raise `ValueError` if the lengths differ, or if only some batches have articles.
        """
        given = list(documents or ())
        lengths = {
            "preds": len(preds),
            "target": len(target),
            **({"documents": len(given)} if documents is not None else {}),
        }
        if isinstance(preds, str) or len(set(lengths.values())) > 1:
            raise ValueError(
                f"pass lists of the same length: {', '.join(f'{n} {name}' for name, n in lengths.items())}"
            )
        if self._preds and preds and bool(self._documents) != bool(given):
            raise ValueError("pass documents with every batch, or with none")
        self._preds += preds
        self._target += [[one] if isinstance(one, str) else [*one] for one in target]
        self._documents += given

    def compute(self) -> dict[str, float]:
        """Return the mean of each measure, NaN if it is undefined for all summaries. Raise `ValueError` without a batch."""
        means = self.result().systems[0].estimates
        found = {name: means[name].mean for name in self.measures}
        return {name: nan if value is None else value for name, value in found.items()}

    def result(self) -> Result:
        """Return all scores of all batches, with the values of every summary."""
        if not self._preds:
            raise ValueError("there is no batch yet: call update first")
        return score(self._preds, self._target, self._documents or None, **self._setting)

    def state_dict(self) -> dict[str, list[Any]]:
        """Return the texts so far as plain lists."""
        return {"preds": [*self._preds], "target": [*self._target], "documents": [*self._documents]}

    def merge_state(
        self, others: SummaryMetric | dict[str, list[Any]] | Iterable[SummaryMetric | dict[str, list[Any]]]
    ) -> None:
        """Add the texts of other metrics, or of their states, in the given order."""
        listed = [others] if isinstance(others, SummaryMetric | dict) else list(others)
        for one in listed:
            state = one.state_dict() if isinstance(one, SummaryMetric) else one
            self.update(state["preds"], state["target"], state["documents"] or None)

    def __call__(
        self, preds: Sequence[str], target: Sequence[str | Sequence[str]], documents: Sequence[str] | None = None
    ) -> dict[str, float]:
        """Add a batch and return the means of this batch alone."""
        self.update(preds, target, documents)
        batch = SummaryMetric(self.measures, **self._setting)
        batch.update(preds, target, documents)
        return batch.compute()
