"""Read anybody's own ratings of summaries: CSV, JSON lines or Parquet with one row per rating.

The columns are `document`, `system`, `summary` and `rating`, and if you have them `reference` and `rater`. Other names can be
mapped. Several ratings of one summary are averaged.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import fsum, isfinite
from pathlib import Path
from typing import Any

from chipbrief.corpora.parquet import arrow_errors, batches, open_parquet
from chipbrief.files import decode, open_regular, read_limited, sha256
from chipbrief.judgements.rows import Judged, Judgements
from chipbrief.problems import MAX_PRINTED, InputError, Problem, fail

REQUIRED = ("document", "system", "summary", "rating")
"""Columns that a table of ratings needs."""
OPTIONAL = ("reference", "rater")
"""Columns that are used if they are there. Several columns may be references."""
FILE_LIMIT = 256 << 20
"""Maximum size of a table in bytes, also after Parquet is decompressed."""
TEXT_LIMITS = {"document": 1_000_000, "system": 1_000, "summary": 100_000, "reference": 100_000}
"""Maximum length of one text in characters, by its column."""
ROW_LIMIT = 1_000_000
"""Maximum number of ratings."""
SHORT = "most documents are not longer than their summaries: the column document needs the text, not an id"
"""Note on a table whose documents may be ids or titles."""
REMEDY = "write the file again, or write CSV"
Columns = Mapping[str, Sequence[str]]
"""The names of the columns in the file, by their names here."""
Cells = Mapping[str, Any]
Row = tuple[int, Cells | Problem]
"""The line of a row, and its cells by column, or what is wrong with it."""


def read_ratings(path: Path, names: Sequence[tuple[str, str]] = ()) -> tuple[Judgements, list[tuple[str, str, float]]]:
    """Return the judgements of a table, and each rating by a named rater as (rater, summary, rating).

    `names` pairs a name of `REQUIRED` or `OPTIONAL` with the name of a column in the file. The only dimension is `rating`.
    Raise `InputError` with all faults, each with its line (CSV, JSON lines) or row (Parquet).
    """
    columns: dict[str, list[str]] = {}
    for role, column in names:
        columns.setdefault(role, []).append(column)
    for role in (*REQUIRED, *OPTIONAL):
        columns.setdefault(role, [role])
    table = _Table(str(path), columns)
    for line, cells in _rows(path, columns):
        table.take(line, cells)
    return table.finish()


def _rows(path: Path, columns: Columns) -> Iterator[Row]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield from _parquet(path, columns)
        return
    text = decode(read_limited(path, FILE_LIMIT), str(path)).removeprefix("\ufeff")
    if suffix in (".jsonl", ".ndjson", ".json") or text.lstrip()[:1] == "{":
        yield from _json_lines(text, str(path), columns)
    else:
        yield from _csv(text, str(path), columns)


def _csv(text: str, where: str, columns: Columns) -> Iterator[Row]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;|", key=first.count), strict=True)
    with _long_cells():
        try:
            header = [cell.strip() for cell in next(reader, [])]
            _check_names(header, where, columns)
            line = reader.line_num + 1
            for cells in reader:
                if any(cells):
                    if len(cells) != len(header):
                        what = f"{len(cells)} cells, but {len(header)} columns in the header"
                        remedy = "quote each cell that contains the delimiter or a line break"
                        yield line, Problem(where, what, remedy, line)
                    else:
                        yield line, dict(zip(header, cells, strict=True))
                line = reader.line_num + 1
        except csv.Error as error:
            remedy = "quote cells, and write a quote in them twice"
            yield reader.line_num, Problem(where, f"not CSV: {error}", remedy, reader.line_num)


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(FILE_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _check_names(header: Sequence[str], where: str, columns: Columns) -> None:
    """Raise `InputError` with each column that is named or needed and is missing, or that the table has twice."""
    optional = {role for role in OPTIONAL if columns[role] == [role]}
    wanted = [(role, name) for role, some in columns.items() for name in some]
    problems = [
        Problem(where, f"no column {name!r} (columns: {', '.join(header[:8])})", f"pass --columns {role}=NAME")
        for role, name in wanted
        if name not in header and role not in optional
    ]
    problems += [
        Problem(where, f"two columns {name!r}", "keep one") for _, name in wanted if header.count(name) > 1
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _json_lines(text: str, where: str, columns: Columns) -> Iterator[Row]:
    seen = False
    for line, one in enumerate(text.split("\n"), 1):
        if not one.strip():
            continue
        try:
            cells = json.loads(one)
        except (ValueError, RecursionError):
            cells = None
        if not isinstance(cells, dict):
            yield line, Problem(where, "is not a JSON object", "write one JSON object per line", line)
            continue
        if not seen:
            _check_names(list(cells), where, columns)
        seen = True
        yield line, cells


def _parquet(path: Path, columns: Columns) -> Iterator[Row]:
    where = str(path)
    with open_regular(path) as source:
        file = open_parquet(source, where, REMEDY)
        _check_names(file.schema_arrow.names, where, columns)
        wanted = sorted({name for some in columns.values() for name in some} & set(file.schema_arrow.names))
        number = 0
        for batch in batches(file, where, REMEDY, wanted, FILE_LIMIT):
            with arrow_errors(where, REMEDY):
                rows = batch.to_pylist()
            for cells in rows:
                number += 1
                yield number, cells


class _Table:
    """Checks and collects the ratings of one file."""

    def __init__(self, where: str, columns: Columns) -> None:
        self.where, self.columns = where, columns
        self.problems: list[Problem] = []
        self.more = self.count = 0
        self.summaries: dict[tuple[str, str], str] = {}
        self.references: dict[str, dict[str, None]] = {}
        self.ratings: dict[tuple[str, str], list[float]] = {}
        self.raters: list[tuple[str, str, float]] = []

    def fault(self, line: int, what: str, remedy: str) -> None:
        """Keep one fault, or count it if there are many."""
        if len(self.problems) < MAX_PRINTED:
            self.problems.append(Problem(self.where, what, remedy, line))
        else:
            self.more += 1

    def take(self, line: int, cells: Cells | Problem) -> None:
        """Check one row and keep it if it has no fault."""
        if isinstance(cells, Problem):
            self.fault(line, cells.what, cells.remedy)
            self.count += 1
            return
        self.count += 1
        if self.count > ROW_LIMIT:
            raise fail(self.where, f"more than {ROW_LIMIT:,} ratings", "take a sample", line)
        found = {role: self._text(line, role, cells) for role in REQUIRED[:3]}
        document, system, summary = (found[role] for role in REQUIRED[:3])
        rating = self._rating(line, cells)
        if document is None or system is None or summary is None or rating is None:
            return
        key = (document, system)
        if self.summaries.setdefault(key, summary) != summary:
            self.fault(
                line, f"system {system[:60]!r} has two summaries of one document", "give each a system name of its own"
            )
            return
        self.ratings.setdefault(key, []).append(rating)
        self.references.setdefault(document, {}).update(dict.fromkeys(self._references(line, cells)))
        rater = cells.get(self.columns["rater"][0])
        if rater is not None and str(rater).strip():
            self.raters.append((str(rater), f"{document}\0{system}", rating))

    def _text(self, line: int, role: str, cells: Cells) -> str | None:
        name = self.columns[role][0]
        value = cells.get(name)
        if not isinstance(value, str) or (role != "summary" and not value.strip()):
            self.fault(line, f"{name!r} is not a text" if value else f"{name!r} is empty", "write it as text")
            return None
        if len(value) > TEXT_LIMITS[role]:
            self.fault(line, f"{name!r} has more than {TEXT_LIMITS[role]:,} characters", "shorten it")
            return None
        return value.encode("utf-8", "replace").decode("utf-8")

    def _rating(self, line: int, cells: Cells) -> float | None:
        name = self.columns["rating"][0]
        value = cells.get(name)
        with suppress(ValueError, TypeError, OverflowError):
            number = float(value) if not isinstance(value, bool) else float("nan")  # type: ignore[arg-type]
            if isfinite(number):
                return number
        self.fault(
            line, f"{name!r} is not a number", "write a finite number, with a decimal point, or leave out the row"
        )
        return None

    def _references(self, line: int, cells: Cells) -> Iterator[str]:
        for name in self.columns["reference"]:
            value = cells.get(name)
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and len(text) > TEXT_LIMITS["reference"]:
                    self.fault(line, f"{name!r} has more than {TEXT_LIMITS['reference']:,} characters", "shorten it")
                elif isinstance(text, str) and text.strip():
                    yield text.encode("utf-8", "replace").decode("utf-8")

    def finish(self) -> tuple[Judgements, list[tuple[str, str, float]]]:
        """Return the judgements. Raise `InputError` with all faults, or if there is no rating."""
        if not self.count:
            raise fail(self.where, "has no ratings", "write one row per rating")
        if self.problems:
            raise InputError(self.problems, self.more)
        ids = {document: sha256(document)[:12] for document in self.references}
        rows = tuple(
            Judged(
                ids[document], system, document, self.summaries[document, system], tuple(self.references[document]),
                {"rating": fsum(ratings) / len(ratings)}, ids[document],
            )
            for (document, system), ratings in self.ratings.items()
        )  # fmt: skip
        short = sum(len(row.document) <= len(row.summary) for row in rows)
        notes = (SHORT,) if 2 * short > len(rows) else ()
        return Judgements(Path(self.where).stem, rows, ("rating",), notes), self.raters
