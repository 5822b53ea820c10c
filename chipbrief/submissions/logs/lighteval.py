"""Details of lighteval: `details_TASK_DATE.parquet`, which `--save-details` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chipbrief.corpora.arrow import arrow_errors, batches
from chipbrief.corpora.tables.columnar import REMEDY
from chipbrief.corpora.tables.stream import FILE_LIMIT
from chipbrief.problems import fail, printable
from chipbrief.submissions.logs.content import Content
from chipbrief.submissions.logs.run import Run, Sample
from chipbrief.submissions.logs.values import Samples, digest, field_of, fields_of, list_of, object_of, scores_of

NAME = "lighteval"
NEEDED = (
    "doc.id", "doc.task_name", "doc.query", "doc.choices", "doc.specific", "metric",
    "model_response.text", "model_response.text_post_processed",
)  # fmt: skip
"""Columns that are read. The others hold tokens, probabilities and copies of the prompt."""
DETAILS = "details"
"""Folder of the details: below it are folders named by the model, then by the date."""


def recognises(content: Content) -> bool:
    """Return whether a file has details of lighteval."""
    return content.columnar is not None and {"doc", "metric", "model_response"} <= set(content.columnar.names)


def read(content: Content, id_field: str | None) -> list[Run]:
    """Return the run of a file of details. Raise `InputError` with all faults."""
    import pyarrow.parquet as pq

    assert content.columnar is not None
    file = content.columnar.file
    if not isinstance(file, pq.ParquetFile):
        raise fail(
            content.where, "has the columns of lighteval, but is not Parquet", "pass the file that lighteval wrote"
        )
    samples = Samples(content.faults)
    tasks: dict[str, None] = {}
    line = 0
    for batch in batches(file, content.where, REMEDY, NEEDED, FILE_LIMIT):
        with arrow_errors(content.where, REMEDY):
            batch.validate(full=True)
            rows = batch.to_pylist()
        for row in rows:
            line += 1
            tasks[str(object_of(row.get("doc")).get("task_name") or "")] = None
            _add(samples, line, row, id_field)
    finished = samples.finish()
    if len(tasks) > 1:
        raise fail(content.where, f"has {len(tasks)} tasks", "pass one task per file")
    system, task = _system(content.path), printable(next(iter(tasks), ""))
    return [Run(content.where, NAME, "", system, task, finished, positional=id_field is None)]


def _add(samples: Samples, line: int, row: Mapping[str, Any], id_field: str | None) -> None:
    doc, response, metric = (object_of(row.get(name)) for name in ("doc", "model_response", "metric"))
    value = doc.get("id") if id_field is None else field_of(doc, id_field.removeprefix("doc."))
    story = samples.id_of(line, value, id_field or "doc.id")
    if story is None:
        return
    texts = list_of(response.get("text_post_processed")) or list_of(response.get("text"))
    samples.add(
        line,
        Sample(
            story,
            1,
            tuple(text for text in texts if isinstance(text, str)),
            dict(pair for name, score in metric.items() for pair in scores_of(name, score)),
            "",
            digest(doc.get("query"), doc.get("choices")),
            fields_of(doc.get("specific"), "specific."),
        ),
    )


def _system(path: Path) -> str:
    """Return the name of the model: the folders between `details` and the date, or else the name of the file."""
    folders = path.resolve().parent.parts
    if DETAILS in folders[:-1]:
        at = len(folders) - 1 - folders[::-1].index(DETAILS)
        if names := folders[at + 1 : -1]:
            return printable("/".join(names))
    return printable(path.stem)
