"""The rows of a judgement set as a matrix of documents and systems."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chipbrief.judgements.rows import Judgements
from chipbrief.metrics.correlation import Floats
from chipbrief.problems import fail

MAX_CELLS = 50_000_000
"""Maximum of documents times systems squared: the pairs of summaries that one pass over a set compares."""


class Matrix:
    """Places, in a matrix of documents and systems, of the rows that have a judgement of one dimension."""

    def __init__(self, judgements: Judgements, dimension: str) -> None:
        self.kept = [at for at, row in enumerate(judgements.rows) if dimension in row.human]
        self.rows = [judgements.rows[at] for at in self.kept]
        documents = {row.document_id: row.cluster for row in self.rows}
        self.clusters = list(documents.values())
        self.systems = sorted({row.system for row in self.rows})
        places = {name: at for at, name in enumerate(documents)}
        columns = {name: at for at, name in enumerate(self.systems)}
        self.at = [places[row.document_id] for row in self.rows], [columns[row.system] for row in self.rows]
        self.shape = len(documents), len(self.systems)
        if self.shape[0] * self.shape[1] ** 2 > MAX_CELLS:
            what = f"{self.shape[0]:,} documents with {self.shape[1]:,} systems are too many to compare"
            raise fail(judgements.name, what, "take a sample of the documents, or fewer systems")

    def of(self, values: Sequence[float | None]) -> Floats:
        """Return the matrix of `values`, which has one value per row of the judgement set. NaN marks a missing value."""
        found = np.full(self.shape, np.nan)
        found[self.at] = [np.nan if values[at] is None else values[at] for at in self.kept]
        return found
