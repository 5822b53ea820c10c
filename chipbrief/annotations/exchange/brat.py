"""brat standoff: a folder with NAME.txt and NAME.ann per task, and the configuration of the types.

Offsets count code points and ends are exclusive. brat allows no line end in a span, so such a span has several parts. A review has
the spans of both layers, with a note on those of one layer: the reviewer deletes the spans that are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from chipbrief.annotations.exchange.shown import mark, started, union
from chipbrief.annotations.exchange.tasks import Answer, Returned, Task
from chipbrief.annotations.schema import SpanLabel
from chipbrief.files import read_text
from chipbrief.problems import Faults, InputError, Problem, fail
from chipbrief.records import ENTITY_TYPES

FILE_LIMIT = 16 << 20
"""Maximum size of one file in bytes."""
_SPAN = re.compile(r"(?P<id>T\d+)\t(?P<type>\S+) (?P<parts>\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)\t(?P<text>.*)")
_DIGEST = re.compile(r"#\d+\tAnnotatorNotes sha256\t(?P<sha256>[0-9a-f]{64})(?: (?P<shown>\S+))?")
"""Note that carries the digest of a task, and whose labels are shown."""


def write(tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return the files of the folder."""
    kinds = "\n".join(ENTITY_TYPES)
    found = {"/annotation.conf": f"[entities]\n{kinds}\n[relations]\n[events]\n[attributes]\n".encode()}
    for task in tasks:
        found[f"/{task.id}.txt"] = task.text.encode()
        spans = union(task)
        lines = [f"#0\tAnnotatorNotes sha256\t{f'{task.sha256} {mark(task, list(spans))}'.strip()}\n"]
        for at, (span, names) in enumerate(spans.items(), 1):
            lines.append(_line(at, span, task.text))
            if len(names) < len(task.suggested):
                lines.append(f"#{at}\tAnnotatorNotes T{at}\tonly in {names[0]}\n")
        found[f"/{task.id}.ann"] = "".join(lines).encode()
    return found


def _line(number: int, span: SpanLabel, text: str) -> str:
    parts = [
        (span.start + one.start(), span.start + one.end())
        for one in re.finditer(r"[^\n]+", text[span.start : span.end])
    ]
    offsets = ";".join(f"{start} {end}" for start, end in parts)
    return f"T{number}\t{span.type} {offsets}\t{' '.join(text[start:end] for start, end in parts)}\n"


def read(folder: Path, where: str, tasks: Mapping[str, Task]) -> Returned:
    """Return the answers of a folder and all faults, each with its line. Raise `InputError` if it is no folder of brat."""
    paths = sorted(folder.glob("*.ann"))
    if not paths:
        raise fail(where, "has no file NAME.ann", "pass the folder that brat has written")
    answers: list[Answer] = []
    problems: list[Problem] = []
    more = 0
    for path in paths:
        faults = Faults(str(path))
        try:
            task = tasks.get(path.stem)
            if task is None:
                raise fail(str(path), f"unknown task {path.stem!a}", "import into the stories that were exported")
            if read_text(path.with_suffix(".txt"), FILE_LIMIT) != task.text:
                raise fail(str(path.with_suffix(".txt")), "is not the text of the story", "export the task again")
            answers.append(_answer(read_text(path, FILE_LIMIT), task, faults))
        except InputError as error:
            problems += error.problems
        problems += faults.kept
        more += faults.unlisted
    return Returned(tuple(answers), (), tuple(problems), more)


def _answer(content: str, task: Task, faults: Faults) -> Answer:
    spans: list[SpanLabel] = []
    digest, shown = "", ""
    for number, line in enumerate(content.replace("\r\n", "\n").split("\n"), 1):
        if note := _DIGEST.fullmatch(line):
            digest, shown = note["sha256"], note["shown"] or ""
        elif match := _SPAN.fullmatch(line):
            parts = [tuple(map(int, part.split())) for part in match["parts"].split(";")]
            if match["type"] not in ENTITY_TYPES:
                faults.add(number, f"unknown type {match['type']!a}", f"use one of {', '.join(ENTITY_TYPES)}")
                continue
            between = [task.text[one[1] : other[0]] for one, other in pairwise(parts)]
            written = " ".join(task.text[start:end] for start, end in parts)
            if any(not gap or gap.strip("\n") for gap in between):
                faults.add(number, "a span in several parts is not supported", "mark one run of text")
            elif written != match["text"]:
                faults.add(number, f"the offsets hold {written!a}, not {match['text']!a}", "correct the offsets")
            else:
                start, end = parts[0][0], parts[-1][1]
                spans.append(SpanLabel(start, end, match["type"], task.text[start:end]))
        elif line.startswith("T"):
            faults.add(number, "is no text-bound annotation", "write T1<TAB>TYPE START END<TAB>TEXT")
        elif line.strip() and line[0] not in "#N":
            faults.add(number, "relations, events and attributes are not supported", "mark entities only")
    by, same = started(shown, spans)
    place = f"{faults.where} ({task.id})"
    return Answer(task.id, digest, place, tuple(spans), started_from=by, unchanged=same, untouched=same)
