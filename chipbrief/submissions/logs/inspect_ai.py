"""Logs of inspect_ai: `.eval` (a ZIP archive, also of a run that was killed) and `.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from chipbrief.problems import fail, printable
from chipbrief.submissions.logs.content import Content, parse_member
from chipbrief.submissions.logs.run import Run, Sample, Score
from chipbrief.submissions.logs.values import (
    Samples,
    digest,
    field_of,
    fields_of,
    list_of,
    object_of,
    scores_of,
    text_of,
)

NAME = "inspect_ai"
HEADER, START = "header.json", "_journal/start.json"
"""Members with the facts of a run: the first is written at its end, the second at its start."""
SAMPLE = re.compile(r"samples/.+\.json", re.DOTALL)
MEANS = ("accuracy", "mean")
"""Metrics that are the mean of the values of the samples, so that their name can stand for the score."""


def recognises(content: Content) -> bool:
    """Return whether a file is a log of inspect_ai."""
    if content.archive is not None:
        return HEADER in content.archive.names or START in content.archive.names
    document = content.document
    return isinstance(document, dict) and {"version", "eval", "status"} <= document.keys()


def read(content: Content, id_field: str | None) -> list[Run]:
    """Return the run of a log. Raise `InputError` with all faults."""
    archive = content.archive
    if archive is None:
        header = content.document
        found: Iterable[Any] = list_of(content.document.get("samples"))
        notes = _status_notes(header)
    else:
        whole = HEADER in archive.names
        header = parse_member(archive, HEADER if whole else START, content.faults)
        found = (parse_member(archive, name, content.faults) for name in archive.names if SAMPLE.fullmatch(name))
        notes = _status_notes(header) if whole else ["the log has no end: the run was killed, or is still running"]
    made = object_of(header.get("eval"))
    samples = Samples(content.faults)
    for at, row in enumerate(map(object_of, found), 1):
        _add(samples, at, row, id_field, header)
    finished = samples.finish()
    if not finished:
        raise fail(content.where, "has no samples", "run inspect with --log-samples, and pass the whole log")
    model, dataset = str(made.get("model") or ""), object_of(made.get("dataset"))
    return [
        Run(
            content.where,
            NAME,
            str(object_of(made.get("packages")).get("inspect_ai", "")),
            printable(content.stem if model in ("", "none", "none/none") else model),
            printable(str(made.get("task") or "")),
            tuple(sorted(finished, key=lambda one: (one.repeat, one.id))),  # not in the order in which they ended
            positional=id_field is None and any(type(row) is int for row in list_of(dataset.get("sample_ids"))),
            planned=() if id_field else tuple(map(str, list_of(dataset.get("sample_ids")))),
            aliases=_aliases(header),
            notes=tuple(notes),
        )
    ]


def _add(samples: Samples, at: int, row: Mapping[str, Any], id_field: str | None, header: Mapping[str, Any]) -> None:
    story = samples.id_of(at, row.get("id") if id_field is None else field_of(row, id_field), id_field or "id")
    epoch = row.get("epoch", 1)
    if type(epoch) is not int or not 0 < epoch < 1_000_000:
        samples.faults.add(at, f"sample {at}: epoch is not a number from 1", "write the log again")
    elif story is not None:
        error = object_of(row.get("error"))
        message = printable(str(error.get("message") or "error"))[:200] if error else ""
        samples.add(
            at,
            Sample(
                story,
                epoch,
                _texts(row, bool(error)),
                _scores(row, header),
                message,
                digest(_plain(row.get("input")), row.get("target")),
                fields_of(row.get("metadata"), "metadata."),
            ),
        )


def _texts(row: Mapping[str, Any], failed: bool) -> tuple[str, ...]:
    output = object_of(row.get("output"))
    text = output.get("completion")
    if not isinstance(text, str):
        first = next(iter(list_of(output.get("choices"))), None)
        text = text_of(object_of(object_of(first).get("message")).get("content"))
    return () if text is None or (failed and not text) else (text,)


def _scores(row: Mapping[str, Any], header: Mapping[str, Any]) -> dict[str, Score]:
    given = object_of(row.get("scores"))
    if not given and isinstance(row.get("score"), dict):  # logs of 2024 have one unnamed score
        given = {next(iter(_scored(header)), ("score", "", ()))[1] or "score": row["score"]}
    return {
        key: value
        for name, score in given.items()
        if isinstance(score, dict)
        for key, value in scores_of(str(name), score.get("value"))
    }


def _scored(header: Mapping[str, Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return name, scorer and metrics of each aggregate, from the results or, if there are none, from the plan of the run."""
    scores = list_of(object_of(header.get("results")).get("scores"))
    if scores:
        return [
            (str(one.get("name")), str(one.get("scorer") or one.get("name")), tuple(object_of(one.get("metrics"))))
            for one in map(object_of, scores)
        ]
    planned = map(object_of, list_of(object_of(header.get("eval")).get("scorers")))
    return [
        (
            name,
            name,
            tuple(str(object_of(metric).get("name")).rpartition("/")[2] for metric in list_of(one.get("metrics"))),
        )
        for one in planned
        if (name := str(one.get("name")).rpartition("/")[2])
    ]


def _aliases(header: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return other names of scores: the key of a score of several numbers, and metrics that are means of one score."""
    found: dict[str, dict[str, None]] = {}
    for name, scorer, metrics in _scored(header):
        full = name if name == scorer else f"{scorer}.{name}"
        for other in (name, *(metric for metric in metrics if metric in MEANS)):
            found.setdefault(other, {})[full] = None
    return {name: tuple(full) for name, full in found.items()}


def _status_notes(header: Mapping[str, Any]) -> list[str]:
    status = header.get("status")
    return [] if status == "success" else [f"the run has the status {printable(str(status))[:40]!r}"]


def _plain(value: Any) -> Any:
    """Return the input without the ids of its messages, which differ between runs."""
    if not isinstance(value, list):
        return value
    return [(one.get("role"), text_of(one.get("content"))) for one in value if isinstance(one, dict)]
