"""Say in a file which labels its annotator was shown, for formats that have no predictions of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from chipbrief.annotations.exchange.tasks import Task
from chipbrief.annotations.schema import SpanLabel
from chipbrief.files import sha256
from chipbrief.language.tokens import normalise

DIGITS = 16
"""Number of hexadecimal digits of the digest of shown labels."""


def union(task: Task) -> dict[SpanLabel, list[str]]:
    """Return the spans of all shown layers in order, each with the names of the layers that have it."""
    found: dict[SpanLabel, list[str]] = {}
    for one in task.suggested:
        for span in one.spans:
            found.setdefault(span, []).append(one.annotator)
    return dict(sorted(found.items(), key=lambda row: (row[0].start, row[0].end, row[0].type)))


def common(task: Task) -> tuple[SpanLabel, ...]:
    """Return the spans that all shown layers have, in order."""
    return tuple(span for span, names in union(task).items() if len(names) == len(task.suggested))


def answers(task: Task) -> dict[str, str]:
    """Return the answers that all shown annotators give. A question on which they differ has none."""
    found = {}
    for item in task.items:
        given = {one.values.get(item.name, "") for one in task.suggested}
        if len(given) == 1 and "" not in given:
            found[item.name] = given.pop()
    return found


def differ(task: Task) -> bool:
    """Return whether the shown layers differ."""
    return any((one.spans, one.values) != (task.suggested[0].spans, task.suggested[0].values) for one in task.suggested)


def mark(task: Task, spans: Sequence[SpanLabel] = (), values: Mapping[str, str] | None = None) -> str:
    """Return a word without blanks that names whose labels are shown, and has the digest of the labels in the file.

    Without shown labels, the word is empty.
    """
    if not task.suggested:
        return ""
    names = ",".join(quote(one.annotator, safe="") for one in task.suggested)
    return f"{names}:{_digest(spans, values or {})}"


def started(word: str, spans: Sequence[SpanLabel], values: Mapping[str, str] | None = None) -> tuple[str | None, bool]:
    """Return whose labels were shown according to the word of `mark`, and whether the labels are still the same."""
    names, _, digest = word.rpartition(":")
    if not names:
        return None, False
    same = bool(spans or values) and digest == _digest(spans, values or {})
    return ", ".join(map(unquote, names.split(","))), same


def _digest(spans: Sequence[SpanLabel], values: Mapping[str, str]) -> str:
    written = {name: normalise(text).strip() for name, text in values.items()}
    rows = [sorted({(span.start, span.end, span.type) for span in spans}), sorted(written.items())]
    return sha256(json.dumps(rows))[:DIGITS]
