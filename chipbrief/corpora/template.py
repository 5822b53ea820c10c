"""The first `corpus.yaml` of a table, with comments, and the file of facts beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from chipbrief.corpora.columns import Columns, named_columns
from chipbrief.corpora.corpus import name_of
from chipbrief.corpora.labels import Labels
from chipbrief.corpora.own import About, read_stories
from chipbrief.corpora.tables import column_names
from chipbrief.problems import fail
from chipbrief.records import Story

FACTS_NAME = "facts.yaml"


def new_files(path: Path, documents: Path, given: Columns, listed: int) -> dict[Path, str]:
    """Return the text of a new `corpus.yaml` at `path` and of its file of facts, by path.

    `documents` is the table of the stories, of which the first `listed` get an empty list of facts. Raise `InputError` if the table has
    faults, or does not lie in the folder of `path` or below it.
    """
    try:
        inside = documents.resolve().relative_to(path.resolve().parent).as_posix()
    except ValueError:
        folder = Path(os.path.relpath(documents.resolve().parent))
        remedy = f"write {folder / path.name} instead, or copy the table into {path.resolve().parent}"
        raise fail(str(documents), f"does not lie in the folder of {path}", remedy) from None
    columns = named_columns(column_names(documents), given, str(documents))
    stories = read_stories(documents, columns, About("new"), Labels()).stories
    return {path: _description(inside, columns, name_of(documents)), path.parent / FACTS_NAME: _facts(stories[:listed])}


def _description(table: str, columns: Columns, name: str) -> str:
    return f"""# What this corpus is called, where its files lie (in this folder), and what their columns hold.
# The JSON schema of this file: chipbrief init --schema
name: {name}
# BCP 47 tag of the language, and the licence of the texts.
language: en
licence: not stated
# Who wrote the references: person, publisher, model or unknown.
written_by: unknown
# Kind of the references: abstract, brief, headline or standfirst.
kind: abstract
files:
  test: {_quoted(table)}
  # validation: another.csv
columns:
  id: {_quoted(columns.id)}
  document: {_quoted(columns.document)}
  title: {_quoted(columns.title)}
  references: [{", ".join(map(_quoted, columns.references))}]
  # Column with a list of facts that a summary must state, if there is one.
  facts: {_quoted(columns.facts)}
# Facts that a summary must state, by story: a YAML file, or a table with the columns id, text, weight and any_of.
facts: {FACTS_NAME}
# Entities that a summary should name: a YAML file, or a table with the columns id, name, type, forms and weight.
# entities: entities.yaml
"""


def _facts(stories: tuple[Story, ...]) -> str:
    lines = [
        "# The facts that a summary of each story must state: one claim per line.",
        "#",
        "# some-story:",
        "#   - The bridge opens in May.",
        "#   - text: It costs 3 million euros.",
        "#     weight: 2",
        '#     any_of: ["The price is 3 million euros."]',
        *(f"{_quoted(story.id)}: []" for story in stories),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str | None) -> str:
    """Return a text as a YAML scalar. JSON's notation of a text is valid YAML."""
    return "null" if text is None else json.dumps(text, ensure_ascii=False)
