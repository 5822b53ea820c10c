"""CSV for a spreadsheet: one row per question, the article as the first row of each task.

The columns are task, sha256, item, prompt, value, start and end. A row with the item `span` holds a marked span: its type as
`prompt`, its text as `value`. A review has the spans of both layers, those of one layer as `span of LAYER`: the reviewer deletes
the rows that are wrong. Facts on which the layers differ have no value, and the answers of both in the prompt.

An apostrophe precedes a cell that a spreadsheet would run as a formula. `read` removes it from the values.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chipbrief.annotations.exchange.shown import answers, mark, started, union
from chipbrief.annotations.exchange.tasks import SPAN_KINDS, Answer, Item, Returned, Task
from chipbrief.annotations.schema import SpanLabel
from chipbrief.files import decode
from chipbrief.problems import Faults, fail
from chipbrief.records import ENTITY_TYPES

COLUMNS = ("task", "sha256", "item", "prompt", "value", "start", "end")
READ, SPAN, SHOWN = "read", "span", "suggested by"
"""Items of the rows that hold a text to read, a span, and what the annotator was shown."""
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")
"""Start of a text that a spreadsheet would run as a formula (OWASP, CSV injection), with or without apostrophes before it."""


@dataclass(slots=True)
class _Rows:
    """What the rows of a task say."""

    digest: str
    where: str
    spans: list[SpanLabel] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    shown: str = ""


def write(tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return one file."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    rows: list[list[str | int]] = []
    for task in tasks:
        spans, values = union(task), answers(task)
        head = (task.id, task.sha256)
        rows.append([*head, READ, task.text, "", "", ""])
        rows += ([*head, f"{READ} {name}", text, "", "", ""] for name, text in task.shown)
        if word := mark(task, list(spans), values):
            rows.append([*head, SHOWN, "leave this row as it is", word, "", ""])
        rows += ([*head, item.name, _prompt(task, item), values.get(item.name, ""), "", ""] for item in task.items)
        for span, names in spans.items():
            one = SPAN if len(names) == len(task.suggested) else f"{SPAN} of {names[0]}"
            rows.append([*head, one, span.type, span.text, span.start, span.end])
    table.writerows([_safe(cell) for cell in row] for row in rows)
    return {"": out.getvalue().encode()}


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _prompt(task: Task, item: Item) -> str:
    """Return the prompt of an item, with the answers of both layers if they differ."""
    given = {one.annotator: one.values.get(item.name, "") for one in task.suggested}
    if len(set(given.values())) < 2:
        return item.prompt
    return f"{item.prompt} [{', '.join(f'{name}: {answer}' for name, answer in given.items())}]"


def read(data: bytes, where: str, tasks: Mapping[str, Task]) -> Returned:
    """Return the answers of a table and all faults. A task of which no question is answered is left out.

    Raise `InputError` if the file is no such table.
    """
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
    found: dict[str, _Rows] = {}
    for number, row in enumerate(rows, 1):
        name, digest, item, value = (_plain(row[key] or "") for key in ("task", "sha256", "item", "value"))
        if name not in tasks:
            faults.add(None, f"row {number}: unknown task {name!a}", "import into the stories that were exported")
            continue
        one = found.setdefault(name, _Rows(digest, f"{where}: row {number} ({name})"))
        if digest != one.digest:
            faults.add(None, f"row {number}: sha256 differs from that of the task's first row", "keep it as exported")
        if item == SHOWN:
            one.shown = value
        elif item == SPAN or item.startswith(f"{SPAN} of "):
            _add_span(row, number, one.spans, faults)
        elif item != READ and not item.startswith(f"{READ} ") and value.strip():
            _add_value(item, value.replace("\r\n", "\n"), number, one.values, faults)
    some = {name: one for name, one in found.items() if one.values or tasks[name].kind in SPAN_KINDS}
    answers = tuple(_answer(name, one) for name, one in some.items())
    return Returned(answers, (), tuple(faults.kept), faults.unlisted)


def _answer(name: str, rows: _Rows) -> Answer:
    by, same = started(rows.shown, rows.spans, rows.values)
    return Answer(
        name, rows.digest, rows.where, tuple(rows.spans), rows.values, started_from=by, unchanged=same, untouched=same
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
        spans.append(SpanLabel(int(start), int(end), kind, _plain(row["value"] or "")))
