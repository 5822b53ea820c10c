"""Import SQuALITY: questions about short stories, each answered by four people with a summary of several sentences.

A row is a question. Its `title` is the question, its `document` the story, its `cluster` the story's id, and its references
are the four answers. Wang et al. (2022) describe the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chipbrief.corpora.imports import Imported, json_lines, malformed, one_folder, read_pinned, submission
from chipbrief.language.tokens import normalise
from chipbrief.records import Part, Reference, Source, Split, Story

URL = "https://github.com/nyu-mll/SQuALITY"
GET_CORPUS = f"run git clone {URL} and pass the clone"
DIGESTS: Mapping[str, str] = {
    "test.jsonl": "5a485f30edebd16367427997ae82fac47bcd9ada9e7755c70a7d6569c0668c9c",
    "dev.jsonl": "e9cbb1daff74b70a6cd15641ba2f602a925761759200a17c9225aca90018a42b",
    "train.jsonl": "7d36b79a8fa42ee4b7203a83ab4816ff2b413d927938e3445d973d6918251832",
}
"""SHA-256 of the files in `data/v1-3/txt`, release v1.3."""
RATED = {"all-responses.jsonl": "fdefc51dae186097b35d09af1e9e355c19e422d4291a9899d2e7adcc87024f02"}
"""SHA-256 of the file in `data/human-eval`: outputs of two systems for 100 questions of the test split, rated by people."""
SPLITS: Mapping[str, Split] = {"test.jsonl": "test", "dev.jsonl": "validation", "train.jsonl": "validation"}
"""Split of each file. There is no training split, so the corpus' own is for choosing settings as well."""
LICENSE = f"summaries: CC BY 4.0, SQuALITY, {URL}; text: Project Gutenberg License, https://www.gutenberg.org/ebooks/"
"""Start of the licence of a row. The number of the e-book follows."""
_PARTIAL = "people rated the answers to these questions"


def build(folder: Path, digests: Mapping[str, str] = DIGESTS, rated: Mapping[str, str] = RATED) -> Imported:
    """Return the rows by split, and the rated systems' outputs as partial submissions if the clone has them.

    Raise `InputError` if a file is missing, differs from the pinned one, or is malformed.
    """
    texts = one_folder(folder, "data/v1-3/txt", "*.jsonl", GET_CORPUS)
    rows: dict[Split, list[Story]] = {"test": [], "validation": []}
    for name, data in read_pinned(texts, digests, GET_CORPUS).items():
        for line, record in json_lines(name, data):
            with malformed(name, line):
                rows[SPLITS[name]] += stories_of(record, Source(name, digests[name], 0))
    outputs: dict[str, dict[str, str]] = {}
    ratings = folder / "data" / "human-eval"
    for name, data in (read_pinned(ratings, rated, GET_CORPUS) if ratings.is_dir() else {}).items():
        for line, record in json_lines(name, data):
            with malformed(name, line):
                _add_outputs(record, outputs)
    total = len(rows["test"])
    return Imported(
        {split: sorted(stories, key=lambda story: story.id) for split, stories in rows.items()},
        {f"{one}.test.jsonl": submission(one, URL, outputs[one], total, _PARTIAL) for one in sorted(outputs)},
    )


def stories_of(record: Any, source: Source) -> list[Story]:
    """Return one row per question about a story. `record` is one line of the corpus."""
    passage = str(int(record["metadata"]["passage_id"]))  # a number: it becomes part of ids
    document = paragraphs_of(record["document"])
    rows = []
    for question in record["questions"]:
        name = row_id(passage, question["question_number"])
        references = tuple(
            Reference(f"{name}/{one['worker_id']}/abstract", "abstract", normalise(one["response_text"]).strip(),
                      normalise(one["worker_id"]), "person", None)
            for one in question["responses"]
        )  # fmt: skip
        rows.append(
            Story(
                id=name, cluster=passage, title=normalise(question["question_text"]).strip(), publisher="Project Gutenberg",
                published=None, language="en", document=document, parts=(Part(name, 0, len(document)),),
                summary=references[0].text, references=references, entities=(), facts=(), timeline=(), source=source,
                license=f"{LICENSE}{passage}", genre="fiction",
            )
        )  # fmt: skip
    return rows


def row_id(passage: str, question: int) -> str:
    """Return the id of the row of a question (counted from 1) about a story."""
    return f"squality-{passage}-q{question:d}"


def paragraphs_of(text: str) -> str:
    """Return the text with one line per paragraph and a blank line between paragraphs. The corpus breaks lines at 72 characters."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", normalise(text)))
    return "\n\n".join(filter(None, paragraphs))


def _add_outputs(record: Any, outputs: dict[str, dict[str, str]]) -> None:
    passage = str(int(record["passage-id"]))
    for number, answers in record["questions"].items():
        for system in sorted(answers.keys() - {"human"}):
            text = normalise(answers[system]["response"]).strip()
            outputs.setdefault(re.sub(r"[^\w.+-]", "_", system), {})[row_id(passage, int(number) + 1)] = text
