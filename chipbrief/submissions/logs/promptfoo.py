"""Results of promptfoo: JSON and JSONL. Several systems may be in one file, and repeats are not numbered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chipbrief.problems import fail, printable
from chipbrief.submissions.logs.content import Content
from chipbrief.submissions.logs.run import Run, Sample
from chipbrief.submissions.logs.values import Samples, digest, field_of, fields_of, scores_of

NAME = "promptfoo"
ID_FIELDS = ("vars.id", "vars.story_id", "testCase.metadata.id", "testCase.metadata.story_id", "testCase.description")
"""Fields that are taken for the id if all rows have them. Promptfoo itself has no ids."""
FAILED = 2
"""Value of `failureReason` if the provider failed. 1 means that a check failed, which is a result."""


def recognises(content: Content) -> bool:
    """Return whether a file has results of promptfoo."""
    if {"Status", "Score"} <= set(content.header) and any(name.startswith("[") for name in content.header):
        return True
    return _is_row(content.first) or bool(_rows(content.document))


def _is_row(row: Mapping[str, Any]) -> bool:
    return {"vars", "provider", "success"} <= row.keys() and ("testIdx" in row or "promptIdx" in row)


def _rows(document: Any) -> list[Any]:
    results = field_of(document, "results.results") if isinstance(document, dict) else None
    return (
        results
        if isinstance(results, list) and results and isinstance(results[0], dict) and _is_row(results[0])
        else []
    )


def read(content: Content, id_field: str | None) -> list[Run]:
    """Return one run for each system. Raise `InputError` with all faults, or if no field can be the id."""
    if content.header:
        what = "is CSV of promptfoo, which rounds scores to two decimals and repeats its columns for each system"
        raise fail(content.where, what, "write JSON: promptfoo eval -o results.json")
    given = [(at, row) for at, row in enumerate(_rows(content.document), 1) if isinstance(row, dict)]
    rows = given or list(content.rows)
    field = id_field or _id_field(content, rows)
    systems: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for at, row in rows:
        systems.setdefault(_system(row), []).append((at, row))
    version = field_of(content.document, "metadata.promptfooVersion") if isinstance(content.document, dict) else ""
    found = [(name, *_samples(content, members, field)) for name, members in systems.items()]
    return [
        Run(
            content.where, NAME, printable(str(version or "")), name, "", samples,
            notes=("equal ids are taken for repeats, in the order of the file",) if repeated else (),
        )
        for name, samples, repeated in found
    ]  # fmt: skip


def _id_field(content: Content, rows: list[tuple[int, dict[str, Any]]]) -> str:
    for field in ID_FIELDS:
        if all(isinstance(field_of(row, field), str | int) for _, row in rows):
            return field
    names = list(fields_of(rows[0][1].get("vars"), "vars.")) if rows else []
    remedy = f"name the field of the id: --id {' or '.join(names[:5]) or 'vars.NAME'}"
    raise fail(content.where, "has no ids", remedy)


def _system(row: Mapping[str, Any]) -> str:
    """Return the label of the provider, with the number of the prompt if there are several."""
    provider = row.get("provider")
    name = provider.get("label") or provider.get("id") if isinstance(provider, dict) else provider
    prompt = row.get("promptIdx")
    return printable(str(name or "system"))[:200] + (f" (prompt {prompt})" if type(prompt) is int and prompt else "")


def _samples(content: Content, rows: list[tuple[int, dict[str, Any]]], field: str) -> tuple[tuple[Sample, ...], bool]:
    samples = Samples(content.faults)
    for at, row in rows:
        story = samples.id_of(at, field_of(row, field), field)
        if story is None:
            continue
        failed = row.get("failureReason") == FAILED
        output = field_of(row, "response.output")
        named = row.get("namedScores")
        scores = {} if failed else {"score": row.get("score"), "success": row.get("success")}
        more = named.items() if isinstance(named, dict) and not failed else ()
        flat = dict(pair for name, value in (*scores.items(), *more) for pair in scores_of(str(name), value))
        error = printable(str(row.get("error") or "error"))[:200] if failed else ""
        texts = (output,) if isinstance(output, str) and not failed else ()
        fields = {
            **fields_of(row.get("vars"), "vars."),
            **fields_of(field_of(row, "testCase.metadata"), "testCase.metadata."),
        }
        samples.add(at, Sample(story, samples.next_repeat(story), texts, flat, error, digest(row.get("vars")), fields))
    found = samples.finish()
    return found, any(one.repeat > 1 for one in found)
