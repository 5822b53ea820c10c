"""Tables with one row per sample (CSV, JSON, JSONL, Parquet): columns of numbers are scores. Also results of deepeval and ragas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from chipbrief.corpora.tables.stream import FILE_LIMIT
from chipbrief.problems import fail, printable
from chipbrief.submissions.hints import likely_name
from chipbrief.submissions.logs.content import Content, Row
from chipbrief.submissions.logs.run import Run, Sample, Score
from chipbrief.submissions.logs.values import Samples, digest, field_of, fields_of, list_of, scores_of
from chipbrief.submissions.submission import Columns

TABLE, DEEPEVAL, RAGAS = "table", "deepeval", "ragas"
SYSTEM_KEYS = frozenset(("system", "version", "url", "partial"))
"""Keys of the first line of a submission, which describes the system."""
DEFAULT_NAME = "test_case_"
"""Start of the names that deepeval gives to test cases without one: they are positions."""


def is_deepeval(content: Content) -> bool:
    """Return whether a file has results of deepeval."""
    cases = content.document.get("testCases") if isinstance(content.document, dict) else None
    return isinstance(cases, list) and all(isinstance(one, dict) for one in cases)


def read_deepeval(content: Content, id_field: str | None) -> list[Run]:
    """Return the run of a file of deepeval. A metric without a score had an error."""
    samples = Samples(content.faults)
    for at, row in enumerate(content.document["testCases"], 1):
        story = samples.id_of(at, field_of(row, id_field or "name"), id_field or "name")
        if story is None:
            continue
        metrics = [one for one in list_of(row.get("metricsData")) if isinstance(one, dict)]
        scored = [(str(one.get("name")), one["score"]) for one in metrics if "score" in one and not one.get("error")]
        text = row.get("actualOutput")
        error = "" if scored or not metrics else printable(str(metrics[0].get("error") or "error"))[:200]
        samples.add(
            at,
            Sample(
                story,
                samples.next_repeat(story),
                (text,) if isinstance(text, str) else (),
                dict(pair for name, value in scored for pair in scores_of(name, value)),
                error,
                digest(row.get("input"), row.get("expectedOutput")),
                {**fields_of(row, ""), **fields_of(row.get("metadata"), "metadata.")},
            ),
        )
    finished = samples.finish()
    positional = id_field is None and all(one.id.startswith(DEFAULT_NAME) for one in finished)
    return [_run(content, DEEPEVAL, finished, positional=positional)]


def is_ragas(content: Content) -> bool:
    """Return whether a file has results of ragas: its columns of texts, and no id."""
    return {"user_input", "response"} <= set(_names(content))


def read_ragas(content: Content, id_field: str | None) -> list[Run]:
    """Return the run of a file of ragas. It has no ids, so that the rows are numbered from 1."""
    columns = Columns(id_field or "", "response")
    return [_table(content, RAGAS, columns, ("user_input", "reference"))]


def is_table(content: Content) -> bool:
    """Return whether a file is a table: any CSV, Parquet, JSON lines or array of objects."""
    return bool(_names(content)) and content.archive is None


def read_table(content: Content, id_field: str | None) -> list[Run]:
    """Return the run of a table. Raise `InputError` with all faults, or if it has no id."""
    names = _names(content)
    id_column = id_field or likely_name("id", names, Columns())
    if id_column is None:
        raise fail(content.where, "has no column of ids", "name it with --id NAME")
    summary = likely_name("summary", [name for name in names if name != id_column], Columns())
    return [_table(content, TABLE, Columns(id_column, summary or ""), ())]


def is_without_texts(content: Content) -> bool:
    """Return whether a table has a column of ids, others, and none that is called like a summary."""
    names = _names(content)
    return (
        likely_name("id", names, Columns()) is not None
        and len(names) > 1
        and likely_name("summary", names, Columns()) is None
    )


def _names(content: Content) -> tuple[str, ...]:
    """Return the columns, or the keys of the first object that is not the description of a system."""
    if content.columnar is not None:
        return content.columnar.names
    if not content.header and "system" in content.first and content.first.keys() <= SYSTEM_KEYS:
        first, second = next(content.rows, None), next(content.rows, None)
        content.rows = chain([row for row in (first, second) if row is not None], content.rows)
        return tuple(second[1]) if second is not None else ()
    return content.header or tuple(content.first)


def _rows(content: Content) -> Iterator[Row]:
    if content.columnar is None:
        yield from content.rows
    else:
        yield from content.columnar.rows(content.columnar.names, FILE_LIMIT, content.faults)


def _table(content: Content, kind: str, columns: Columns, known: Sequence[str]) -> Run:
    """Read the rows. Columns whose first value is a number are scores; without an id column, the rows are numbered."""
    samples = Samples(content.faults)
    system = content.stem
    numbers: dict[str, bool] = {}
    for at, (line, row) in enumerate(_rows(content), 1):
        if row.keys() <= SYSTEM_KEYS and "system" in row:
            system = str(row["system"])
            continue
        value = field_of(row, columns.id) if columns.id else at
        story = samples.id_of(line, value, columns.id or "row")
        if story is None:
            continue
        skipped = {columns.id, columns.summary, *known}
        scores = dict(_scores(row.items(), skipped, numbers))
        text = row.get(columns.summary)
        content_digest = digest(*(row.get(name) for name in known))
        texts = (text,) if isinstance(text, str) else ()
        samples.add(
            line, Sample(story, samples.next_repeat(story), texts, scores, "", content_digest, fields_of(row, ""))
        )
    return _run(content, kind, samples.finish(), positional=not columns.id, system=system)


def _scores(
    cells: Iterable[tuple[str, Any]], skipped: set[str], numbers: dict[str, bool]
) -> Iterator[tuple[str, Score]]:
    for name, value in cells:
        if name in skipped or not name:
            continue
        for key, score in scores_of(name, value):
            if value not in (None, ""):
                numbers.setdefault(key, isinstance(score, float) or score == "NaN")
            if numbers.get(key):
                yield key, score


def _run(
    content: Content, kind: str, samples: tuple[Sample, ...], *, positional: bool, system: str | None = None
) -> Run:
    repeated = any(one.repeat > 1 for one in samples)
    notes = ("equal ids are taken for repeats, in the order of the file",) if repeated else ()
    if not samples:
        raise fail(content.where, "has no rows", "check that it is the right file")
    name = printable(content.stem if system is None else system)
    return Run(content.where, kind, "", name, "", samples, positional=positional, notes=notes)
