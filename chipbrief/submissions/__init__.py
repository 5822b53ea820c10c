"""Summaries that anybody hands in: formats, and every fault found in one pass.

The main format is JSONL: one object `{"id": "...", "summary": "..."}` per line, with each id of the split exactly once. The
first line may describe the system instead (`{"system": "...", "version": "...", "url": "..."}`). CSV and Parquet with the
same two columns are read too; JSONL and CSV may be compressed with gzip or zstd.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from chipbrief.problems import InputError, Problem
from chipbrief.submissions.faults import Columns, Submission
from chipbrief.submissions.jsonl import Lines
from chipbrief.submissions.rows import Rows
from chipbrief.submissions.stream import Opened, opened
from chipbrief.submissions.tables import looks_delimited, read_columnar, read_delimited

__all__ = ["Columns", "Submission", "read_submission"]


def read_submission(
    path: Path, ids: Iterable[str], elsewhere: Mapping[str, str] | None = None, columns: Columns | None = None
) -> Submission:
    """The submission in `path` (`-` is standard input) for the stories `ids`.

    What the file is, its content says: JSONL, CSV, either of these within gzip or zstd, or Parquet. `elsewhere` maps ids
    of other splits and configurations to their name, so that a submission for the wrong split is told so. `columns`
    names the keys or columns that hold id and summary. Time is linear in the size, memory a constant and the
    summaries as UTF-8. Raises `InputError` with every fault and its line, the first fifty in words.
    """
    where = "standard input" if str(path) == "-" else str(path)
    rows = Rows(where, ids, elsewhere or {}, columns or Columns())
    submission = Submission(Path(where).stem)
    try:
        with opened(path, where) as file:
            _read(file, path, rows, submission)
    except InputError as error:
        # What was found before the reading had to stop is told too.
        rows.fail_with(error)
    submission.summaries = rows.finish()
    submission.warnings += rows.warnings()
    return submission


def _read(file: Opened, path: Path, rows: Rows, submission: Submission) -> None:
    if file.byte_order_mark:
        problem = Problem(rows.faults.where, "begins with a byte-order mark", "save it as UTF-8 without", 1)
        submission.warnings.append(problem)
    if file.kind == "parquet":
        submission.warnings += read_columnar(file.seekable(), rows)
    elif looks_delimited(file.head, path.name, rows.columns):
        submission.warnings += read_delimited(file.stream, rows, file.head)
    else:
        lines = Lines(rows)
        lines.read(file.stream)
        submission.system = lines.system
