"""Check answers against the tasks that they belong to. Annotation tools check none of this."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Literal

from chipbrief.annotations.exchange.shown import differ
from chipbrief.annotations.exchange.tasks import SPAN_KINDS, Answer, Task
from chipbrief.annotations.schema import SpanLabel
from chipbrief.language.tokens import normalise
from chipbrief.problems import InputError, Problem, fail
from chipbrief.yaml_files import HARMLESS

Unit = Literal["auto", "code-points", "utf-16", "crlf"]
"""What offsets count: code points, UTF-16 units, or code points of a text whose line ends are CRLF.

Label Studio 1.23.2 counts code points, also for spans that are marked in a browser (measured with Chromium 156 by
`tests/annotations/test_label_studio.py`), and counts CR and LF of a CRLF as two. Its versions of 2021 counted UTF-16 units
(label-studio#1347). An export does not say which version has written it.
"""
UNITS = ("auto", "code-points", "utf-16", "crlf")
_WIDTHS = {"utf-16": lambda one: 1 + (ord(one) > 0xFFFF), "crlf": lambda one: 1 + (one == "\n")}
TEXT_LIMIT = 20_000
"""Maximum length of a written answer in characters."""


def checked(
    answers: Sequence[Answer],
    tasks: Mapping[str, Task],
    user: str | None = None,
    unit: Unit = "auto",
    accept_predictions: bool = False,
) -> list[Answer]:
    """Return the answers, ordered by task, with spans in code points and duplicates removed.

    `user` selects the answers of one user of the tool. Raise `InputError` with all faults.
    """
    users = sorted({answer.user for answer in answers})
    problems: list[Problem] = []
    if user is not None and answers:
        answers = [answer for answer in answers if answer.user == user]
        if not answers:
            raise fail(f"--user {user}", "has no submitted annotation", f"use one of {', '.join(users)}")
    elif len(users) > 1:
        what = f"annotations of {len(users)} users: {', '.join(users)}"
        problems.append(Problem(answers[0].where, what, "pick one: --user NAME"))
    kept: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        task = tasks.get(answer.task)
        if task is None:
            what = f"unknown task {answer.task!a}"
            problems.append(Problem(answer.where, what, "import into the stories that were exported"))
            continue
        try:
            found = _checked(answer, task, unit, accept_predictions)
        except InputError as error:
            problems += error.problems
            continue
        first = kept.setdefault((answer.task, answer.user), found)
        if (first.spans, first.values) != (found.spans, found.values):
            problems.append(Problem(answer.where, "is the second annotation of this task", "delete one of them"))
    if problems:
        raise InputError(problems)
    return [kept[name] for name in sorted(kept)]


def _checked(answer: Answer, task: Task, unit: Unit, accept_predictions: bool) -> Answer:
    if answer.sha256 != task.sha256:
        raise fail(answer.where, "was made on another wording of the story or its questions", "export the tasks again")
    is_review = task.kind.startswith("review")
    if answer.unchanged and not accept_predictions and not is_review:
        what = "all labels are predictions that nobody changed"
        raise fail(answer.where, what, "annotate it, or pass --accept-predictions")
    layers = ", ".join(one.annotator for one in task.suggested)
    if is_review and layers and answer.started_from != layers:
        what = f"is a review of {answer.started_from or 'no layers'}, not of {layers}"
        raise fail(answer.where, what, "pass the --layers of the export, in the same order")
    if is_review and answer.untouched and not accept_predictions and differ(task):
        what = "the layers differ, and the file is as it was exported"
        raise fail(answer.where, what, "decide where they differ, or pass --accept-predictions")
    if task.kind in SPAN_KINDS:
        if problems := list(_value_problems(answer, task)):
            raise InputError(problems)
        return replace(answer, spans=_spans(answer, task.text, unit))
    if answer.spans:
        raise fail(answer.where, "has spans, but the task asks for none", "export the tasks again")
    if problems := list(_value_problems(answer, task)):
        raise InputError(problems)
    chosen = {item.name for item in task.items if item.options}
    values = {name: normalise(text).strip() for name, text in answer.values.items()}
    return replace(answer, values={name: text.lower() if name in chosen else text for name, text in values.items()})


def _value_problems(answer: Answer, task: Task) -> Iterator[Problem]:
    items = {item.name: item for item in task.items}
    for name in sorted(answer.values.keys() - items.keys()):
        yield Problem(answer.where, f"answers {name!a}, which the task does not ask", "use our configuration")
    for name, item in items.items():
        value = answer.values.get(name, "")
        if not value.strip():
            yield Problem(answer.where, f"{name} is not answered", "answer it, or skip the task")
        elif item.options and value.strip().lower() not in item.options:
            yield Problem(answer.where, f"{name}: {value!a} is not allowed", f"use one of {', '.join(item.options)}")
        elif len(value) > TEXT_LIMIT:
            yield Problem(answer.where, f"{name} has more than {TEXT_LIMIT:,} characters", "shorten it")
        elif bad := sorted({one for one in HARMLESS.sub("", value) if not one.isprintable() and one != "\r"}):
            codes = ", ".join(f"U+{ord(one):04X}" for one in bad[:5])
            yield Problem(answer.where, f"{name} has control characters ({codes})", "remove them")


def _spans(answer: Answer, text: str, unit: Unit) -> tuple[SpanLabel, ...]:
    """Return the spans in code points, sorted and without duplicates.

    All spans of an annotation count in one unit. With `auto`, it is the one under which each span holds its text. If
    several units do and give other places, that is a fault: a guess could move a span without anybody noticing.
    """
    units = ("code-points", "utf-16") if unit == "auto" else (unit,)
    found = {name: _converted(answer.spans, text, name) for name in units}
    good = {name: spans for name, spans in found.items() if not isinstance(spans, str)}
    if not good and unit == "auto":
        # Only now: a short span fits elsewhere by chance, and a text that was exported has no CR.
        spans = _converted(answer.spans, text, "crlf")
        good = {} if isinstance(spans, str) else {"crlf": spans}
    if not good:
        raise fail(answer.where, str(found[units[0]]), "mark the span again")
    if len({frozenset(spans) for spans in good.values()}) > 1:
        options = " or ".join(f"--offsets {name}" for name in good)
        known = "Label Studio 1.23.2 counts code points"
        raise fail(answer.where, "the offsets fit the text in more than one unit", f"say which: {options}; {known}")
    kept = dict.fromkeys(next(iter(good.values())))
    places = Counter((span.start, span.end) for span in kept)
    if twice := [span for span in kept if places[span.start, span.end] > 1]:
        kinds = " and ".join(
            sorted({span.type for span in twice if (span.start, span.end) == (twice[0].start, twice[0].end)})
        )
        what = f"{twice[0].text[:60]!a} at {twice[0].start} is marked as {kinds}"
        raise fail(answer.where, what, "keep one type")
    return tuple(sorted(kept, key=lambda span: (span.start, span.end, span.type)))


def _converted(spans: Sequence[SpanLabel], text: str, unit: str) -> list[SpanLabel] | str:
    """Return the spans in code points, or what is wrong with the first one that does not fit."""
    width = _WIDTHS.get(unit)
    places = list(accumulate(map(width, text), initial=0)) if width else range(len(text) + 1)
    found = []
    for span in spans:
        ends = [bisect_left(places, offset) for offset in (span.start, span.end)]
        inside = 0 <= span.start < span.end <= places[-1]
        if not inside or [places[at] for at in ends] != [span.start, span.end]:
            return f"the span {span.start} to {span.end} is empty, outside the text, or cuts a character"
        start, end = ends
        if not _same(text[start:end], span.text):
            return f"the span {span.start} to {span.end} holds {text[start:end][:60]!a}, not {span.text[:60]!a}"
        if not text[start:end].strip():
            return f"the span {span.start} to {span.end} holds white space only"
        found.append(SpanLabel(start, end, span.type, text[start:end]))
    return found


def _same(found: str, written: str) -> bool:
    """Return whether a tool's copy of a span is its text, if white space is not looked at closely.

    Label Studio 1.23.2 copies what the browser shows: a run of blanks and tabs as one blank, and line ends as a backslash and n.
    """
    return found == written or _shown(found) == _shown(written)


def _shown(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", normalise(text.replace("\\n", "\n")))


def by_story(answers: Sequence[Answer], tasks: Mapping[str, Task]) -> dict[str, list[Answer]]:
    """Return the answers by story id."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[tasks[answer.task].story].append(answer)
    return dict(found)
