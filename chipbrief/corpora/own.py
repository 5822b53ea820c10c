"""Stories from a table of one's own: each row is an article, its references, or both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chipbrief.corpora.columns import Columns, named_columns
from chipbrief.corpora.labels import Labels, entities_in
from chipbrief.corpora.presets import Preset
from chipbrief.corpora.tables import TABLE_LIMIT, Table, open_table
from chipbrief.corpora.tables.hub import open_hub
from chipbrief.corpora.tables.stream import ROW_LIMIT
from chipbrief.problems import Faults, InputError, Problem, fail, kind_of, quote
from chipbrief.records import AuthorKind, Entity, Fact, Part, Reference, ReferenceKind, Story

ID_LIMIT = 300
"""Maximum length of a story's id, in characters."""
BETWEEN = "\n\n"
"""Text between the articles of a document."""
TEXT_LIMIT = 4_000_000
"""Maximum length of a document, in characters: several long novels."""
HALF_PAIR = re.compile("[\ud800-\udfff]")
"""Characters that JSON can hold and that no file in UTF-8 can."""
REFERENCE_LIMIT = 100_000
"""Maximum length of a reference, in characters, as for a summary."""


@dataclass(frozen=True, slots=True)
class About:
    """What holds for all stories of a corpus."""

    name: str
    language: str = "en"
    licence: str = "not stated"
    author_kind: AuthorKind = "unknown"
    kind: ReferenceKind = "abstract"
    separator: str | None = None
    """Text between the articles of a document that holds several. A blank line replaces it."""


@dataclass(frozen=True, slots=True)
class OwnStories:
    """The stories of a table, warnings, and the column of their ids (None: row numbers stand for ids)."""

    stories: tuple[Story, ...]
    warnings: tuple[Problem, ...]
    id_column: str | None


def read_stories(path: Path, columns: Columns, about: About, labels: Labels, split: str = "test") -> OwnStories:
    """Return the stories of the table at `path`.

    Columns that `columns` leaves open are found by their names (see `named_columns`). Raise `InputError` with all faults: missing
    columns, ids that are missing or appear twice, values that are no texts, and labels of stories that do not exist.
    """
    with open_table(path, split) as table:
        return _read(table, columns, about, labels)


def read_hub(preset: Preset, columns: Columns, about: About, labels: Labels, split: str) -> OwnStories:
    """Do the same as `read_stories` for a dataset of the Hugging Face Hub."""
    found = open_hub(preset.hub, split, preset.config, preset.revision)
    return _read(Table(found.columns, Faults(f"hf:{preset.hub}"), lambda _: found.rows), columns, about, labels)


def _read(table: Table, columns: Columns, about: About, labels: Labels) -> OwnStories:
    if not table.columns:
        table.faults.raise_if_any()  # the rows that would tell the columns cannot be read
    try:
        columns = named_columns(table.columns, columns, table.faults.where)
        reader = _Reader(table, columns, about, labels)
        stories = tuple(reader.stories())
    except InputError as error:
        raise _with_faults(error, table.faults) from None
    table.faults.raise_if_any()
    if not stories:
        raise fail(table.faults.where, "has no rows", "write one row per story")
    labels.check_ids(reader.lines)
    return OwnStories(stories, tuple(reader.warnings()), columns.id)


def own_story(
    story: str,
    articles: Sequence[str],
    references: Sequence[str],
    about: About,
    title: str | None = None,
    entities: Sequence[Entity] = (),
    facts: Sequence[Fact] = (),
) -> Story:
    """Return the record of a story of one's own. `articles` has its article, or several. Mentions of the entities are found."""
    document = BETWEEN.join(articles)
    kind = about.kind
    return Story(
        id=story,
        cluster=None,
        title=title,
        publisher=None,
        published=None,
        language=about.language,
        document=document,
        parts=tuple(_parts(story, articles)),
        summary=references[0] if references else None,
        references=tuple(
            Reference(f"{story}/{at}/{kind}", kind, text, f"reference-{at}", about.author_kind, None)
            for at, text in enumerate(references, 1)
        ),
        entities=entities_in(document, entities),
        facts=tuple(facts),
        timeline=(),
        source=None,
        license=about.licence,
        canary="",
    )


def _with_faults(error: InputError, faults: Faults) -> InputError:
    return InputError([*error.problems, *faults.kept], error.more + faults.unlisted)


@dataclass(slots=True)
class _Reader:
    """Makes the stories of an open table, and collects its faults."""

    table: Table
    columns: Columns
    about: About
    labels: Labels
    lines: dict[str, int] = field(default_factory=dict)
    characters: int = 0
    """Number of characters of all texts so far."""
    without: dict[str, int] = field(default_factory=lambda: {"document": 0, "reference": 0})

    def stories(self) -> Iterator[Story]:
        for number, (line, row) in enumerate(self.table.rows(self.columns.names), 1):
            story = self._story(number, line, row)
            if number > ROW_LIMIT or self.characters > TABLE_LIMIT:
                what = f"more than {ROW_LIMIT:,} rows, or more than {TABLE_LIMIT:,} characters"
                raise fail(self.table.faults.where, what, "make several corpora of it", line)
            if story is not None:
                yield story

    def warnings(self) -> Iterator[Problem]:
        where, rows = self.table.faults.where, len(self.lines)
        if self.columns.id is None:
            yield Problem(
                where, "has no column of ids, so the row numbers are the ids", "name one with --id if there is one"
            )
        for part, wanted in (("document", self.columns.document), ("reference", self.columns.references)):
            if wanted and (count := self.without[part]):
                yield Problem(
                    where, f"{count:,} of {rows:,} stories have no {part}: measures that need one leave them out"
                )

    def _story(self, number: int, line: int, row: Mapping[str, Any]) -> Story | None:
        story = str(number) if self.columns.id is None else self._id(line, row.get(self.columns.id))
        document = self._text(line, row, self.columns.document, TEXT_LIMIT)
        articles = split_articles(document, self.about.separator)
        title = self._text(line, row, self.columns.title, REFERENCE_LIMIT) or None
        texts = [text for name in self.columns.references for text in self._texts(line, row, name)]
        if story is None:
            return None
        if story in self.lines:
            self.table.faults.add(line, f"id {quote(story)} is already on line {self.lines[story]}", "keep one")
            return None
        self.lines[story] = line
        self.without["document"] += not BETWEEN.join(articles)
        self.without["reference"] += not texts
        facts = self.labels.facts_of(story, self._inline(line, row, self.columns.facts))
        return own_story(story, articles, texts, self.about, title, self.labels.entities_of(story), facts)

    def _id(self, line: int, value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            self.table.faults.add(line, f"no id in {quote(str(self.columns.id))}", "give every row an id")
        elif not isinstance(value, str):
            self.table.faults.add(line, f"the id is {kind_of(value)}", "write it as text")
        elif len(value) > ID_LIMIT or not value.isprintable():
            what = f"id {quote(value)} is longer than {ID_LIMIT} characters or not printable"
            self.table.faults.add(line, what, "choose another id")
        else:
            return value
        return None

    def _text(self, line: int, row: Mapping[str, Any], name: str | None, limit: int) -> str:
        value = row.get(name) if name else None
        return "" if value is None else self._checked(line, str(name), value, limit)

    def _texts(self, line: int, row: Mapping[str, Any], name: str) -> list[str]:
        """Return the texts of a column: none, one, or a list of several. Blank ones are left out."""
        value = row.get(name)
        values: Sequence[Any] = value if isinstance(value, list) else [] if value is None else [value]
        texts = [self._checked(line, name, one, REFERENCE_LIMIT) for one in values]
        return [text for text in texts if text.strip()]

    def _inline(self, line: int, row: Mapping[str, Any], name: str | None) -> list[str]:
        return self._texts(line, row, name) if name else []

    def _checked(self, line: int, name: str, value: Any, limit: int) -> str:
        if not isinstance(value, str):
            self.table.faults.add(line, f"{quote(name)} is {kind_of(value)}", "write it as text")
            return ""
        if len(value) > limit:
            self.table.faults.add(line, f"{quote(name)} has more than {limit:,} characters", "shorten it")
            return ""
        if HALF_PAIR.search(value):
            what = f"{quote(name)} contains half a surrogate pair"
            self.table.faults.add(line, what, "escape the whole character, or write it as UTF-8")
            return ""
        self.characters += len(value)
        return value


def split_articles(document: str, separator: str | None) -> list[str]:
    """Return the articles of a document without the separator between them: one article if there is no separator."""
    if separator is None or separator not in document:
        return [document]
    return [article for part in document.split(separator) if (article := part.strip())] or [""]


def _parts(story: str, articles: Sequence[str]) -> Iterator[Part]:
    start = 0
    for number, article in enumerate(articles, 1):
        yield Part(story if len(articles) == 1 else f"{story}/{number}", start, start + len(article))
        start += len(article) + len(BETWEEN)
