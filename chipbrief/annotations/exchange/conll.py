"""CoNLL-2003: one token per line in four columns (token, two that are not used, BIO2 tag), a blank line between paragraphs.

The line -DOCSTART- of each document has the task's id and digest in the columns that are not used. A review has the tags of both
layers there, and begins with the spans that both have: the reviewer corrects the last column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chipbrief.annotations.exchange.shown import common, mark, started
from chipbrief.annotations.exchange.tasks import Answer, Returned, Task
from chipbrief.annotations.exchange.tokens import tags, tokens
from chipbrief.annotations.schema import SpanLabel
from chipbrief.files import decode
from chipbrief.problems import Faults
from chipbrief.records import ENTITY_TYPES

DOCUMENT = "-DOCSTART-"


def write(tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return one file with all tasks. Raise `InputError` if a suggested span overlaps another or cuts a token."""
    lines: list[str] = []
    for task in tasks:
        spans = common(task)
        lines += [f"{DOCUMENT} {task.id} {f'{task.sha256};{mark(task, spans)}'.rstrip(';')} O", ""]
        rows = tags(task.text, spans, task.id)
        unused = [("-X-", "_")] * len(rows)
        if len(task.suggested) == 2:
            first, second = (tags(task.text, one.spans, f"{one.annotator}/{task.id}") for one in task.suggested)
            unused = [(one[2], other[2]) for one, other in zip(first, second, strict=True)]
        before = 0
        for (start, end, tag), columns in zip(rows, unused, strict=True):
            if "\n" in task.text[before:start] and lines[-1]:
                lines.append("")
            lines.append(f"{task.text[start:end]} {' '.join(columns)} {tag}")
            before = end
        lines.append("")
    return {"": "\n".join(lines).encode()}


def read(data: bytes, where: str, tasks: Mapping[str, Task]) -> Returned:
    """Return the answers of a file and all faults. The tokens must be those of the tasks' texts, in order."""
    faults = Faults(where)
    documents: list[tuple[int, list[str], list[tuple[int, list[str]]]]] = []
    for number, line in enumerate(decode(data, where).replace("\r\n", "\n").split("\n"), 1):
        columns = line.split()
        if columns and columns[0] == DOCUMENT:
            if len(columns) == 4:
                documents.append((number, columns, []))
            else:
                faults.add(number, f"{DOCUMENT} lacks the task and its digest", "keep the line as it was exported")
        elif columns and documents:
            documents[-1][2].append((number, columns))
    if not documents:
        faults.add(1, f"has no line {DOCUMENT}", "keep the lines as they were exported")
    answers = []
    for number, head, rows in documents:
        task = tasks.get(head[1])
        if task is None:
            faults.add(number, f"unknown task {head[1]!a}", "import into the stories that were exported")
            continue
        spans = _spans(task.text, rows, faults)
        digest, _, shown = head[2].partition(";")
        by, same = started(shown, spans)
        place = f"{where}:{number} ({task.id})"
        answers.append(Answer(task.id, digest, place, tuple(spans), started_from=by, unchanged=same, untouched=same))
    return Returned(tuple(answers), (), tuple(faults.kept), faults.unlisted)


def _spans(text: str, rows: Sequence[tuple[int, list[str]]], faults: Faults) -> list[SpanLabel]:
    """Return the spans of the tags. A tag I- that continues nothing is a fault."""
    found: list[tuple[int, int, str]] = []
    cut = tokens(text)
    if len(cut) != len(rows):
        number = rows[0][0] if rows else None
        faults.add(number, f"has {len(rows)} tokens instead of {len(cut)}", "keep the tokens as they were exported")
        return []
    before = "O"
    for (start, end), (number, columns) in zip(cut, rows, strict=True):
        tag = columns[-1]
        mark, _, kind = tag.partition("-")
        if columns[0] != text[start:end]:
            faults.add(number, f"{columns[0]!a} is not the token {text[start:end]!a}", "keep the tokens as exported")
        elif tag != "O" and (mark not in ("B", "I") or kind not in ENTITY_TYPES):
            faults.add(number, f"unknown tag {tag!a}", f"use O, or B- or I- with one of {', '.join(ENTITY_TYPES)}")
        elif mark == "I" and before[2:] != kind:
            faults.add(number, f"{tag!a} continues no span", f"write B-{kind}")
        elif mark == "I":
            found[-1] = (found[-1][0], end, kind)
        elif mark == "B":
            found.append((start, end, kind))
        before = tag
    kinds = {kind: kind for kind in ENTITY_TYPES}
    return [SpanLabel(start, end, kinds[kind], text[start:end]) for start, end, kind in found if kind in kinds]
