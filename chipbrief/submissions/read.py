"""From a file to a submission: what it is, all of its rows, and everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from chipbrief.problems import InputError, Problem
from chipbrief.submissions.columnar import read_columnar
from chipbrief.submissions.delimited import looks_delimited, read_delimited
from chipbrief.submissions.jsonl import Lines
from chipbrief.submissions.record import Columns, Submission
from chipbrief.submissions.rows import Rows
from chipbrief.submissions.stream import Opened, opened


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
