"""Read tables of any size row by row: summaries of the stories of a corpus, or rows that hold their stories themselves.

Memory does not grow with the texts. The check for repeated ids takes 8 bytes per story of a corpus, and 16 bytes per row of a table
that holds its stories (twice that at the end).
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chipbrief.corpora import columns as own_columns
from chipbrief.corpora.own import HALF_PAIR, ID_LIMIT, REFERENCE_LIMIT, TEXT_LIMIT
from chipbrief.corpora.presets import preset
from chipbrief.corpora.tables import Table, open_table
from chipbrief.corpora.tables.hub import open_hub
from chipbrief.problems import Faults, InputError, Problem, kind_of, quote
from chipbrief.submissions.hints import missing
from chipbrief.submissions.jsonl import SYSTEM_KEYS
from chipbrief.submissions.rows import Rows
from chipbrief.submissions.submission import Columns

HUB = "hf:"
BYTES_LIMIT, ROWS_LIMIT = 1 << 44, 1 << 40
"""Maximum size of a table in bytes (16 TiB), and maximum number of its rows. No row is kept, so they only stop an endless file."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A table to read: a file, a folder of `datasets` or `hf:NAME`, and what its columns hold.

    `stories` are the ids of the corpus that the rows have summaries of, or None if rows hold their own stories in columns that `story`
    names. `elsewhere` is as in `read_submission`. With `repeated`, several rows may have one id. `split` is that of a dataset.
    """

    source: str
    summaries: tuple[str, ...] = ("summary",)
    id: str | None = "id"
    stories: Sequence[str] | None = None
    story: own_columns.Columns = field(default_factory=own_columns.Columns)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    repeated: bool = False
    split: str = "test"

    @property
    def where(self) -> str:
        """Name of the table in messages."""
        return self.source


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One row: its number (from 1), its id, its summaries, and its story if it holds one."""

    number: int
    id: str
    summaries: tuple[str, ...]
    document: str = ""
    title: str = ""
    references: tuple[str, ...] = ()


@dataclass(slots=True)
class Checked:
    """What the check of a whole table found out."""

    rows: int = 0
    digest: str = ""
    """SHA-256 of the rows as they are scored, whatever the format of the file."""
    references: tuple[int, int] = (0, 0)
    """Smallest and greatest number of references of a row that has some."""


def check(stream: Stream, progress: Callable[[int], object] = lambda _: None) -> Checked:
    """Read all rows of a table. Raise `InputError` with all faults: the first 50 with their lines, and the number of the rest."""
    found = Checked()
    total = hashlib.sha256()
    counts: set[int] = set()
    for row in read_rows(stream):
        found.rows += 1
        progress(1)
        counts.add(len(row.references))
        total.update(json.dumps([row.id, row.summaries, row.document, row.title, row.references]).encode())
    found.digest = total.hexdigest()
    if counts := counts - {0}:
        found.references = (min(counts), max(counts))
    return found


def column_names(source: str, split: str) -> tuple[str, ...]:
    """Return the columns of a table without reading its rows. Raise `InputError` if it cannot be read."""
    with _open(Stream(source, split=split)) as table:
        return table.columns


def read_rows(stream: Stream) -> Iterator[StreamRow]:
    """Yield the rows of a table without faults. At its end, raise `InputError` with all faults of the others if there are any."""
    with _open(stream) as table:
        reader = Reader(stream, table)
        try:
            yield from reader.rows()
        except InputError as error:
            raise InputError([*error.problems, *table.faults.kept], error.more + table.faults.unlisted) from None
        reader.finish()


@contextmanager
def _open(stream: Stream) -> Iterator[Table]:
    if not stream.source.startswith(HUB):
        with open_table(Path(stream.source), stream.split, BYTES_LIMIT, ROWS_LIMIT) as table:
            yield table
        return
    name, _, revision = stream.source.removeprefix(HUB).partition("@")
    name, _, config = name.partition(":")
    chosen = preset(name, config or None, revision or None)
    found = open_hub(chosen.hub, stream.split, chosen.config, chosen.revision)
    yield Table(found.columns, Faults(stream.source), lambda _: found.rows)


class Reader:
    """Checks the rows of an open table, one at a time."""

    def __init__(self, stream: Stream, table: Table) -> None:
        self.stream, self.table = stream, table
        self._check_columns()
        self.checks = Rows(table.faults.where, stream.stories or (), stream.elsewhere, self._names(stream.summaries[0]))
        self.checks.faults = table.faults
        self.checks.repeated = stream.repeated
        self.hashes, self.lines = array("Q"), array("Q")
        self.partial = False

    def rows(self, before: int = 0) -> Iterator[StreamRow]:
        """Yield the rows without faults. The table is the rest of one after its first `before` rows."""
        story = self.stream.story
        wanted = [
            *filter(None, (self.stream.id, story.document, story.title)),
            *self.stream.summaries,
            *story.references,
        ]
        number = before
        for line, row in self.table.rows([*wanted, *SYSTEM_KEYS]):
            if number == 0 and "system" in row and not row.keys() & set(wanted):
                self.partial = "partial" in row
                continue
            number += 1
            faults = self.table.faults.count + self.checks.other_split.count
            found = self._row(number, line, row)
            if self.table.faults.count + self.checks.other_split.count == faults:
                yield found

    def finish(self) -> None:
        """Raise `InputError` with all faults of the table, ids without a row and repeated ids among them."""
        for first, second in self._repeated():
            self.table.faults.add(second, f"the id is already on line {first}", "keep one, or pass --repeated")
        if self.stream.stories is not None:
            self.checks.finish(partial=self.partial)
        else:
            self.table.faults.raise_if_any()

    def _names(self, summary: str) -> Columns:
        return Columns(self.stream.id or "the number of the row", summary)

    def _check_columns(self) -> None:
        names, problems = self.table.columns, []
        for name in self.stream.summaries:
            keys = [self.stream.id, name] if self.stream.id else [name]
            for key in keys:
                if key not in names:
                    others = {one: "" for one in names if one not in keys}
                    what, remedy, _ = missing(key, others, self._names(name), ())
                    problems.append(Problem(self.table.faults.where, f"{what} among the columns", remedy))
        if problems:
            raise InputError(dict.fromkeys([*problems, *self.table.faults.kept]))

    def _row(self, number: int, line: int, row: Mapping[str, Any]) -> StreamRow:
        given = str(number) if self.stream.id is None else row.get(self.stream.id)
        texts = [row.get(name) for name in self.stream.summaries]
        if self.stream.stories is None:
            story = self._id(line, given)
            for name, text in zip(self.stream.summaries, texts, strict=True):
                self._summary(line, name, text)
        else:
            self.checks.take(line, given, texts[0])
            for name, text in zip(self.stream.summaries[1:], texts[1:], strict=True):
                self._summary(line, name, text)
            story = str(given)
        columns = self.stream.story
        references = [text for name in columns.references for text in self._texts(line, row, name)]
        document = self._text(line, row, columns.document, TEXT_LIMIT)
        title = self._text(line, row, columns.title, REFERENCE_LIMIT)
        return StreamRow(number, story, tuple(map(str, texts)), document, title, tuple(references))

    def _summary(self, line: int, name: str, text: Any) -> None:
        if isinstance(text, str):
            self.checks.encoded(line, text)
        else:
            self.table.faults.add(line, f"{name!r} is {kind_of(text)}", "write it as text")

    def _id(self, line: int, value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value:
            self.table.faults.add(line, f"the id is {kind_of(value) if value != '' else 'empty'}", "write it as text")
        elif len(value) > ID_LIMIT or not value.isprintable():
            what = f"id {quote(value)} is longer than {ID_LIMIT} characters or not printable"
            self.table.faults.add(line, what, "choose another id")
        elif not self.stream.repeated and self.stream.id is not None:
            self.hashes.append(int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest(), "little"))
            self.lines.append(line)
        return str(value)

    def _text(self, line: int, row: Mapping[str, Any], name: str | None, limit: int) -> str:
        value = row.get(name) if name else None
        return "" if value is None else self._checked(line, str(name), value, limit)

    def _texts(self, line: int, row: Mapping[str, Any], name: str) -> list[str]:
        value = row.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [text for one in values if (text := self._checked(line, name, one, REFERENCE_LIMIT)).strip()]

    def _checked(self, line: int, name: str, value: Any, limit: int) -> str:
        if not isinstance(value, str):
            self.table.faults.add(line, f"{quote(name)} is {kind_of(value)}", "write it as text")
        elif len(value) > limit:
            self.table.faults.add(line, f"{quote(name)} has more than {limit:,} characters", "shorten it")
        elif HALF_PAIR.search(value):
            what = f"{quote(name)} contains half a surrogate pair"
            self.table.faults.add(line, what, "escape the whole character, or write it as UTF-8")
        else:
            return value
        return ""

    def _repeated(self) -> Iterator[tuple[int, int]]:
        """Yield the lines of each id that appears again, first and second."""
        import numpy as np

        hashes = np.frombuffer(self.hashes, dtype=np.uint64) if self.hashes else np.zeros(0, np.uint64)
        order = np.argsort(hashes, kind="stable")
        again = np.flatnonzero(hashes[order][1:] == hashes[order][:-1])
        for at in again.tolist():
            yield self.lines[int(order[at])], self.lines[int(order[at + 1])]
