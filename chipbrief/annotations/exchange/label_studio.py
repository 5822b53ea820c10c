"""Label Studio: the labelling configuration, tasks to import there, and the export in its format JSON.

Label Studio stores whatever it is sent. `read` checks the shape of its file, and `validate.py` checks what the labels say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from chipbrief.annotations.exchange.tasks import (
    HIGHEST_RATING,
    SPAN_KINDS,
    VERDICTS,
    Answer,
    Item,
    Returned,
    Suggested,
    Task,
)
from chipbrief.annotations.schema import SpanLabel
from chipbrief.problems import Faults, InputError, Problem, fail, kind_of
from chipbrief.records import ENTITY_TYPES, VALUE_TYPES

FACT_KINDS = ("facts", "review-facts")
NAMES, VALUES = "#2f6fdd", "#b86e00"  # colours of the labels of names and values; the tool draws marks paler
ON_TOP = "position:sticky;top:0;z-index:2;padding-bottom:.5rem;background:var(--color-neutral-background)"
"""Style of the labels: they stay in sight while a long article scrolls. The colour is that of the page, light or dark."""
COLUMNS, QUESTIONS = "display:flex;flex-wrap:wrap;gap:1.5rem;align-items:flex-start", "flex:1 1 20rem"
SCROLLED = f"{QUESTIONS};max-height:75vh;overflow-y:auto"
"""Styles of the columns. The article scrolls alone, so that the questions stay in sight. A narrow window has one column."""
ROWS, MOST_ROWS = {"headline": 2, "brief": 3}, 6
FIELD = 'maxSubmissions="1" editable="true" required="true" showSubmitButton="false"'
"""Lines and attributes of the fields for texts. A text counts when the task is submitted, without a button of its own."""
# Marks may begin and end anywhere: with the granularity of words, text without spaces (Chinese, Thai) cannot be marked.
ARTICLE = '<Text name="text" value="$text" valueType="text" granularity="symbol"/>'


def control(item: Item) -> str:
    """Return the name of the control for an item: the name of an item with a slash is not allowed in XML names."""
    return item.name.replace("/", "__")


def configuration(task: Task) -> str:
    """Return the labelling configuration for tasks like `task`: it has the same number of texts and items in each."""
    inside = _marking() if task.kind in SPAN_KINDS else _beside(task)
    return "\n".join(["<View>", *(f"  {line}" for line in inside), "</View>", ""])


def _marking() -> Iterator[str]:
    """Yield the labels, and the article below them."""
    yield f'<View style="{ON_TOP}">'
    yield '  <Labels name="label" toName="text" showInline="true">'
    for kind in ENTITY_TYPES:
        yield f'    <Label value="{kind}" background="{VALUES if kind in VALUE_TYPES else NAMES}"/>'
    yield from ("  </Labels>", "</View>", ARTICLE)


def _beside(task: Task) -> Iterator[str]:
    """Yield the article on the left, and texts and questions on the right."""
    yield f'<View style="{COLUMNS}">'
    yield f'  <View style="{SCROLLED}">{ARTICLE}</View>'
    yield f'  <View style="{QUESTIONS}">'
    yield from (f"    {line}" for line in _controls(task))
    yield from ("  </View>", "</View>")


def _controls(task: Task) -> Iterator[str]:
    for name, _ in task.shown:
        yield f'<Header size="4" value={quoteattr(name.replace("_", " ").capitalize())}/>'
        yield f'<Text name="{name}" value="${name}" valueType="text"/>'
        for item in task.items:
            if item.name.startswith(f"{name}/"):
                yield f'<Header size="5" value={quoteattr(item.name.partition("/")[2].capitalize())}/>'
                yield f'<Rating name="{control(item)}" toName="{name}" maxRating="{HIGHEST_RATING}" required="true"/>'
    if task.kind in FACT_KINDS:
        yield '<Header size="4" value="Which of these facts does the summary state?"/>'
        yield '<Choices name="stated" toName="summary" choice="multiple" value="$facts"/>'
        return
    for item in task.items:
        if item.options == VERDICTS:
            yield f'<Header size="4" value={quoteattr(item.prompt)}/>'
            yield f'<Choices name="{control(item)}" toName="text" choice="single" required="true">'
            yield from (f"  <Choice value={quoteattr(option)}/>" for option in item.options)
            yield "</Choices>"
        elif not item.options:
            yield f'<Header size="4" value={quoteattr(escape(item.prompt))}/>'
            yield f'<TextArea name="{control(item)}" toName="text" rows="{ROWS.get(item.name, MOST_ROWS)}" {FIELD}/>'


def _fact_choice(item: Item) -> str:
    return f"{item.name}: {item.prompt}"


def write(tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return the tasks as a file to import (its name is empty: that of the output), and the configuration beside it."""
    rows = []
    for task in tasks:
        data: dict[str, Any] = {"task": task.id, "kind": task.kind, "sha256": task.sha256, "text": task.text}
        data.update(task.shown)
        if task.kind in FACT_KINDS:
            data["facts"] = [{"value": _fact_choice(item)} for item in task.items]
        if task.suggested:
            data["suggested_by"] = ", ".join(one.annotator for one in task.suggested)
        row: dict[str, Any] = {"data": data}
        if task.suggested:
            row["predictions"] = [
                {"model_version": one.annotator, "result": _result(task, one)} for one in task.suggested
            ]
        rows.append(row)
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    return {"": f"{text}\n".encode(), ".config.xml": configuration(tasks[0]).encode()}


def _result(task: Task, suggested: Suggested) -> list[dict[str, Any]]:
    """Return the labels of a prediction as regions of Label Studio."""
    found: list[dict[str, Any]] = [
        {
            "id": f"s{at}", "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": span.start, "end": span.end, "text": span.text, "labels": [span.type]},
        }
        for at, span in enumerate(suggested.spans)
    ]  # fmt: skip
    if task.kind in FACT_KINDS:
        chosen = [_fact_choice(item) for item in task.items if suggested.values.get(item.name) == "yes"]
        found.append(
            {"id": "c", "from_name": "stated", "to_name": "summary", "type": "choices", "value": {"choices": chosen}}
        )
        return found
    return found + [
        {
            "id": f"t{at}", "from_name": control(item), "to_name": "text", "type": "textarea",
            "value": {"text": [suggested.values[item.name]]},
        }
        for at, item in enumerate(task.items)
        if not item.options and item.name in suggested.values
    ]  # fmt: skip


def read(data: bytes, where: str) -> Returned:
    """Return the answers of an export in the format JSON, in its order, and every part that has another shape.

    Cancelled (skipped) annotations, drafts and tasks without an annotation are left out, with a note. Raise `InputError` if the
    file is no such export, or has no annotation at all.
    """
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise fail(where, f"is not JSON: {error}", "export the project in the format JSON") from None
    if not isinstance(rows, list) or any(not isinstance(row, dict) for row in rows):
        raise fail(where, "is not a list of tasks", "export the project in the format JSON, not JSON_MIN or CSV")
    faults, answers, notes = Faults(where), list[Answer](), list[Problem]()
    for at, row in enumerate(rows):
        _read_task(row, f"tasks[{at}]", faults, answers, notes)
    if not answers and not faults.count:
        raise InputError([Problem(where, "has no submitted annotation", "annotate the tasks, then export"), *notes])
    return Returned(tuple(answers), tuple(notes), tuple(faults.kept), faults.unlisted)


def _read_task(row: Any, at: str, faults: Faults, answers: list[Answer], notes: list[Problem]) -> None:
    about, annotations = row.get("data"), row.get("annotations")
    if not isinstance(about, dict) or not all(isinstance(about.get(key), str) for key in ("task", "sha256")):
        faults.add(None, f"{at}: data has no task and sha256", "export a project made with `annotate export`")
        return
    if not isinstance(annotations, list) or any(not isinstance(one, dict) for one in annotations):
        faults.add(None, f"{at}: has no list of annotations", "export the format JSON, not JSON_MIN")
        return
    place = f"{faults.where}: {at} ({about['task']})"
    if row.get("drafts"):
        notes.append(Problem(place, "has a draft that was never submitted", "submit it to have it imported"))
    kept = [one for one in annotations if not one.get("was_cancelled")]
    if len(kept) < len(annotations):
        notes.append(Problem(place, f"{len(annotations) - len(kept)} skipped annotations are left out"))
    if not annotations:
        notes.append(Problem(place, "has no annotation"))
    for number, one in enumerate(kept):
        try:
            answers.append(_answer(one, about, f"{place}: annotations[{number}]"))
        except InputError as error:
            for problem in error.problems:
                faults.add(None, f"{problem.where.removeprefix(f'{faults.where}: ')}: {problem.what}", problem.remedy)


def _answer(one: Mapping[str, Any], about: Mapping[str, Any], where: str) -> Answer:
    result = one.get("result")
    if not isinstance(result, list) or any(not isinstance(region, dict) for region in result):
        raise fail(where, "result is not a list of regions", "export the project again")
    problems: list[Problem] = []
    spans: list[SpanLabel] = []
    values: dict[str, str] = {}
    for at, region in enumerate(result):
        try:
            _read_region(region, f"{where}.result[{at}]", spans, values)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if isinstance(facts := about.get("facts"), list):
        chosen = set(json.loads(values.pop("stated", "[]")))
        known = [fact.get("value") for fact in facts if isinstance(fact, dict) and isinstance(fact.get("value"), str)]
        values |= {str(name).partition(": ")[0]: "yes" if name in chosen else "no" for name in known}
        if chosen - set(known):
            raise fail(where, f"{min(chosen - set(known))!a} is no fact of the task", "export the project again")
    date, seconds, by = one.get("updated_at") or one.get("created_at"), one.get("lead_time"), about.get("suggested_by")
    timed = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 10**7
    return Answer(
        about["task"], about["sha256"], where, tuple(spans), values, _user(one.get("completed_by")),
        date[:10] if isinstance(date, str) and re.match(r"\d{4}-\d\d-\d\d", date) else None,
        round(seconds) if timed and seconds is not None else None,
        by if isinstance(by, str) else None,
        bool(result) and all(region.get("origin") == "prediction" for region in result),
    )  # fmt: skip


def _user(value: Any) -> str:
    """Return the user of an annotation: an e-mail address if the export has it, else the number."""
    if isinstance(value, dict):
        value = value.get("email") or value.get("id")
    return str(value) if isinstance(value, int | str) else ""


def _read_region(region: Any, where: str, spans: list[SpanLabel], values: dict[str, str]) -> None:
    name, kind, value = region.get("from_name"), region.get("type"), region.get("value")
    if not isinstance(name, str) or not isinstance(kind, str) or not isinstance(value, dict):
        raise fail(where, "has no from_name, type or value", "export the project again")
    if kind == "labels":
        start, end, text, labels = (value.get(key) for key in ("start", "end", "text", "labels"))
        if type(start) is not int or type(end) is not int or not isinstance(text, str):
            raise fail(where, "has no start, end and text", "mark spans in plain text with our configuration")
        if name != "label" or not isinstance(labels, list) or len(labels) != 1 or labels[0] not in ENTITY_TYPES:
            raise fail(where, f"{labels!a} of {name!a} is not one entity type", f"use one of {', '.join(ENTITY_TYPES)}")
        spans.append(SpanLabel(start, end, labels[0], text))
        return
    found = {"choices": value.get("choices"), "textarea": value.get("text"), "rating": [value.get("rating")]}.get(kind)
    if kind == "rating" and isinstance(value.get("rating"), int):
        found = [str(value["rating"])]
    if isinstance(found, str):
        found = [found]
    if not isinstance(found, list) or any(not isinstance(text, str) for text in found):
        raise fail(where, f"{kind!a} is {kind_of(found)} and no answer", "use our configuration")
    key = name.replace("__", "/")
    if key in values:
        raise fail(where, f"answers {name!a} a second time", "keep one answer")
    values[key] = json.dumps(found) if name == "stated" else "\n".join(found)
