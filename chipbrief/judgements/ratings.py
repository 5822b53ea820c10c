"""Read anybody's own ratings of summaries: a table (CSV, JSONL, Parquet, Arrow) with one row per rating.

The columns are `document`, `system`, `summary` and `rating`, and if you have them `reference` and `rater`. Other names can be
mapped. Several ratings of one summary are averaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from math import fsum, isfinite
from pathlib import Path
from typing import Any

from chipbrief.corpora.tables import open_table
from chipbrief.files import sha256
from chipbrief.judgements.rows import Judged, Judgements
from chipbrief.problems import MAX_PRINTED, InputError, Problem, fail

REQUIRED = ("document", "system", "summary", "rating")
"""Columns that a table of ratings needs."""
OPTIONAL = ("reference", "rater")
"""Columns that are used if they are there. Several columns may be references."""
TEXT_LIMITS = {"document": 1_000_000, "system": 1_000, "summary": 100_000, "reference": 100_000}
"""Maximum length of one text in characters, by its column."""
ROW_LIMIT = 1_000_000
"""Maximum number of ratings."""
SHORT = "most documents are not longer than their summaries: the column document needs the text, not an id"
"""Note on a table whose documents may be ids or titles."""
Columns = Mapping[str, Sequence[str]]
"""The names of the columns in the file, by their names here."""
Cells = Mapping[str, Any]


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
    found = _Table(str(path), columns)
    with open_table(path) as table:
        if not table.columns:
            table.faults.raise_if_any()
        _check_names(table.columns, str(path), columns)
        for line, cells in table.rows(None):
            found.take(line, cells)
    found.problems = sorted([*table.faults.kept, *found.problems], key=lambda one: one.line or 0)
    found.more += table.faults.unlisted
    found.count += table.faults.count
    return found.finish()


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

    def take(self, line: int, cells: Cells) -> None:
        """Check one row and keep it if it has no fault."""
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
