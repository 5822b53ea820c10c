"""The summaries of a GUM document: people's are references, systems' are submissions, and never the other way round."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chipbrief.corpora.gum.conllu import Document
from chipbrief.language.sentences import normalise
from chipbrief.problems import InputError, Problem
from chipbrief.records import Reference

GUM_URL = "https://github.com/amir-zeldes/gum"
SYSTEMS = {
    "claude-3-5-sonnet-20241022": "claude-3-5-sonnet-20241022",
    "gpt4o": "gpt4o",
    "Llama-3.2-3B-Instruct": "Llama-3.2-3B-Instruct",
    "Llama-3.2-3B-Instruct; postedited": "Llama-3.2-3B-Instruct",
    "Meta-Llama-3-8B-Instruct": "Llama-3.2-3B-Instruct",
    "Qwen2.5-7B-Instruct": "Qwen2.5-7B-Instruct",
}
"""Who wrote a summary by the corpus, and the submission that takes it.

Two documents have another Llama's or an edited output in Llama's place; the submission's `version` names them.
"""
_KEY = re.compile(r"meta::summary([1-9]\d*)")
_SUMMARY = re.compile(r"\((?P<writer>[^()]+)\)\s*(?P<text>.*)")
_PERSON = re.compile(r"human(\d*)")


class Summary(NamedTuple):
    """`writer` as the corpus names it; `person` is null for a system."""

    writer: str
    person: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One system's summaries of one split, as a file of the project's submission format."""

    system: str
    data: bytes


def summaries_of(document: Document) -> list[Summary]:
    """In the corpus's order. Raises `InputError` for a writer that is not known, or where no person wrote one."""
    problems: list[Problem] = []
    found: list[Summary] = []
    for key, meta in document.meta.items():
        if not (number := _KEY.fullmatch(key)):
            continue
        match = _SUMMARY.fullmatch(meta.value)
        if match is None or not match["text"]:
            problems.append(
                Problem(document.where, f"`# {key}` is not `(writer) text`", "fetch the file anew", meta.line)
            )
            continue
        person = _PERSON.fullmatch(match["writer"])
        if person is None and match["writer"] not in SYSTEMS:
            problems.append(
                Problem(document.where, f"nothing says whether {match['writer'][:60]!r} is a person or a system",
                        "use the pinned release of the corpus", meta.line)
            )  # fmt: skip
        # One document has `(human)` where the others have `(human1)`: the summary's number says which.
        name = f"human{person[1] or number[1]}" if person else None
        found.append(Summary(match["writer"], name, normalise(match["text"])))
    people = [summary.person for summary in found if summary.person]
    if not people and not problems:
        problems.append(Problem(document.where, "has no summary by a person", "fetch the file anew", 1))
    if len(set(people)) < len(people):
        problems.append(Problem(document.where, "two summaries by one person", "fetch the file anew", 1))
    if problems:
        raise InputError(problems)
    return found


def references_of(document: Document) -> tuple[Reference, ...]:
    """People's summaries. GUM's summaries are one or two sentences for the whole text: the kind is `abstract`."""
    return tuple(
        Reference(f"{document.id}/{one.person}/abstract", "abstract", one.text, one.person, "person", None)
        for one in summaries_of(document)
        if one.person
    )


def submissions_of(documents: Sequence[Document]) -> list[Submission]:
    """Every system's summaries of `documents`, a line each.

    A document that a system has not summarised gets the empty summary, which scores 0 and about which the reader warns:
    the format wants a line for every id, and nothing else may stand in a system's name.
    """
    by_document = {document.id: summaries_of(document) for document in documents}
    return [Submission(system, _lines(system, by_document)) for system in sorted(set(SYSTEMS.values()))]


def _lines(system: str, by_document: dict[str, list[Summary]]) -> bytes:
    head = {"system": system, "url": GUM_URL}
    rows: list[dict[str, str]] = []
    others: list[str] = []
    for story, summaries in sorted(by_document.items()):
        mine = next((one for one in summaries if not one.person and SYSTEMS[one.writer] == system), None)
        if mine is not None and mine.writer != system:
            others.append(f"{story} is by {mine.writer}")
        rows.append({"id": story, "summary": mine.text if mine else ""})
    if others:
        head["version"] = "; ".join(others)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in [head, *rows]).encode()
