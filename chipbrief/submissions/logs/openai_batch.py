"""Output of the OpenAI Batch API: one line per request, from chat completions or from responses. It has texts and no scores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chipbrief.problems import printable
from chipbrief.submissions.logs.content import Content
from chipbrief.submissions.logs.run import Run, Sample
from chipbrief.submissions.logs.values import Samples, field_of, list_of, object_of, text_of

NAME = "OpenAI batch"
REPEAT = re.compile(r"(?P<id>.+)#(?P<repeat>[1-9]\d{0,5})")
"""A `custom_id` with the number of a repeat. The API has no repeats, so requests for the same story can only differ in this."""


def recognises(content: Content) -> bool:
    """Return whether a file is the output of a batch."""
    return "custom_id" in content.first and ("response" in content.first or "error" in content.first)


def read(content: Content, id_field: str | None) -> list[Run]:
    """Return the run of a batch. Ids that all end with `#1`, `#2`, … are repeats. Raise `InputError` with all faults."""
    samples = Samples(content.faults)
    rows = []
    models: dict[str, None] = {}
    for line, row in content.rows:
        value = row.get("custom_id") if id_field is None else field_of(row, id_field)
        story = samples.id_of(line, value, id_field or "custom_id")
        if story is not None:
            texts, error, model = _answer(row)
            models.update({model: None} if model else {})
            rows.append((line, story, texts, error))
    numbered = [REPEAT.fullmatch(story) for _, story, _, _ in rows]
    are_repeats = bool(rows) and all(numbered)
    for (line, story, texts, error), found in zip(rows, numbered, strict=True):
        name, repeat = (found["id"], int(found["repeat"])) if are_repeats and found else (story, 1)
        samples.add(line, Sample(name, repeat, texts, {}, error))
    finished = samples.finish()
    failed = sum(bool(one.error) for one in finished)
    notes = [f"{failed} of {len(finished)} requests have no usable answer"] if failed else []
    if are_repeats:
        notes.append("the number after # in custom_id is taken for the number of a repeat")
    system = printable(next(iter(models))) if len(models) == 1 else printable(content.stem)
    return [Run(content.where, NAME, "", system, "", finished, notes=tuple(notes))]


def _answer(row: Mapping[str, Any]) -> tuple[tuple[str, ...], str, str]:
    """Return texts, error and model of a line. A refusal is a text, and so is an answer that was cut at the length limit."""
    response = object_of(row.get("response"))
    body = object_of(response.get("body"))
    model = body.get("model")
    texts = tuple(_choices(body)) or tuple(_messages(body))
    status = response.get("status_code")
    error = ""
    if row.get("error") or status != 200 or body.get("error"):
        given = object_of(row.get("error")) or object_of(body.get("error"))
        error = printable(str(given.get("message") or given.get("code") or f"status {status}"))[:200]
    elif not texts:
        error = "no text"
    return (() if error else texts), error, model if isinstance(model, str) else ""


def _choices(body: Mapping[str, Any]) -> list[str]:
    """Return the texts of a chat completion, in the order of their index."""
    choices = [object_of(one) for one in list_of(body.get("choices")) if isinstance(one, dict)]
    ordered = sorted(choices, key=lambda one: one["index"] if type(one.get("index")) is int else 0)
    messages = [object_of(one.get("message")) for one in ordered]
    found = [text_of(one.get("content")) or one.get("refusal") for one in messages]
    return [text for text in found if isinstance(text, str)]


def _messages(body: Mapping[str, Any]) -> list[str]:
    """Return the text of a response: its items of type `message`, one after the other."""
    items = body.get("output")
    parts = [
        object_of(part)
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and item.get("type") == "message"
        for part in (item["content"] if isinstance(item.get("content"), list) else ())
    ]
    texts = [part.get("text") if part.get("type") == "output_text" else part.get("refusal") for part in parts]
    found = [text for text in texts if isinstance(text, str)]
    return ["".join(found)] if found else []
