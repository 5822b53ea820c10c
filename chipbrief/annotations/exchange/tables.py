"""CSV for a spreadsheet: one row per question, the article as the first row of each task.

The columns are task, sha256, item, prompt, value, start and end. A row with the item `span` holds a marked span: its type as
`prompt`, its text as `value`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from chipbrief.annotations.exchange.tasks import SPAN_KINDS, Answer, Returned, Task
from chipbrief.annotations.schema import SpanLabel
from chipbrief.files import decode
from chipbrief.problems import Faults, fail
from chipbrief.records import ENTITY_TYPES

COLUMNS = ("task", "sha256", "item", "prompt", "value", "start", "end")
READ, SPAN = "read", "span"
"""Items of the rows that hold a text to read, and a span."""


def write(tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return one file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for task in tasks:
        suggested = task.suggested[0] if task.suggested else None
        head = (task.id, task.sha256)
        writer.writerow([*head, READ, task.text, "", "", ""])
        writer.writerows([*head, f"{READ} {name}", text, "", "", ""] for name, text in task.shown)
        for item in task.items:
            writer.writerow(
                [*head, item.name, item.prompt, suggested.values.get(item.name, "") if suggested else "", "", ""]
            )
        for span in suggested.spans if suggested else ():
            writer.writerow([*head, SPAN, span.type, span.text, span.start, span.end])
    return {"": out.getvalue().encode()}


def read(data: bytes, where: str, tasks: Mapping[str, Task]) -> Returned:
    """Return the answers of a table. A task of which no question is answered is left out. Raise `InputError` with all faults."""
    text = decode(data, where).removeprefix("\ufeff")
    limit = csv.field_size_limit(len(text) + 1)  # an article may be longer than the usual 131,072 characters
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise fail(where, f"is not CSV: {error}", "save it as CSV in UTF-8 with commas") from None
    finally:
        csv.field_size_limit(limit)
    if rows and (missing := [name for name in COLUMNS if name not in rows[0]]):
        raise fail(where, f"lacks the columns {', '.join(missing)}", "keep the columns as they were exported")
    faults = Faults(where)
    found: dict[str, tuple[str, int, list[SpanLabel], dict[str, str]]] = {}
    for number, row in enumerate(rows, 1):
        name, digest, item, value = (row[key] or "" for key in ("task", "sha256", "item", "value"))
        if name not in tasks:
            faults.add(None, f"row {number}: unknown task {name!a}", "import into the stories that were exported")
            continue
        first, _, spans, values = found.setdefault(name, (digest, number, [], {}))
        if digest != first:
            faults.add(None, f"row {number}: sha256 differs from that of the task's first row", "keep it as exported")
        if item == SPAN:
            _add_span(row, number, spans, faults)
        elif item != READ and not item.startswith(f"{READ} ") and value.strip():
            _add_value(item, value.replace("\r\n", "\n"), number, values, faults)
    faults.raise_if_any()
    return Returned(
        tuple(
            Answer(name, digest, f"{where}: row {number} ({name})", tuple(spans), values)
            for name, (digest, number, spans, values) in found.items()
            if values or tasks[name].kind in SPAN_KINDS
        )
    )


def _add_value(item: str, value: str, number: int, values: dict[str, str], faults: Faults) -> None:
    if values.setdefault(item, value) != value:
        faults.add(None, f"row {number}: answers {item!a} a second time", "keep one answer")


def _add_span(row: Mapping[str, str], number: int, spans: list[SpanLabel], faults: Faults) -> None:
    start, end, kind = row["start"] or "", row["end"] or "", row["prompt"] or ""
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (start, end)):
        faults.add(None, f"row {number}: start and end are not whole numbers", "count characters from 0")
    elif kind not in ENTITY_TYPES:
        faults.add(None, f"row {number}: unknown type {kind!a}", f"use one of {', '.join(ENTITY_TYPES)}")
    else:
        spans.append(SpanLabel(int(start), int(end), kind, row["value"] or ""))
