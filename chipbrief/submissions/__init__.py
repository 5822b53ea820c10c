"""Read and check submissions: files with one summary per story.

The main format is JSONL: one object `{"id": "...", "summary": "..."}` per line, and each id of the split exactly once. The
first line may describe the system instead (`{"system": "...", "version": "...", "url": "..."}`). If it has the key
`partial`, the file may leave out stories, but cannot be submitted to the leaderboard. CSV, Parquet and Arrow files with the
columns `id` and `summary` are read too. JSONL and CSV may be compressed with gzip or zstd. A folder may
hold one text file per story, named by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from chipbrief.corpora.tables import FOLDER_COLUMNS, column_names, open_table
from chipbrief.corpora.tables.columnar import open_columnar
from chipbrief.corpora.tables.stream import Opened, open_stream
from chipbrief.files import is_folder
from chipbrief.problems import InputError, Problem
from chipbrief.submissions.jsonl import Lines
from chipbrief.submissions.rows import Rows
from chipbrief.submissions.submission import Columns, Submission
from chipbrief.submissions.tables import looks_delimited, read_columnar, read_delimited, unused_columns

__all__ = ["Columns", "Submission", "read_submission", "read_table"]


def read_submission(
    path: Path,
    ids: Iterable[str],
    elsewhere: Mapping[str, str] | None = None,
    columns: Columns | None = None,
    *,
    partial: bool = False,
) -> Submission:
    """Read the submission in `path` (`-` for standard input), which must have one summary for each story of `ids`.

    The format is recognised by the content, except that a `.csv` or `.tsv` file is CSV unless it starts like JSON.
    `elsewhere` maps the ids of other splits and configurations to a description, for messages about a submission to
    the wrong split. `columns` names the keys or columns of the id and the summary. With `partial`, a JSONL file whose first line
    has the key `partial` may leave out stories; `summaries` does not have them.

    Time is linear in the size of the file. Memory is a constant plus the summaries in UTF-8.

    Raise `InputError` if there are faults. It describes the first 50 with their lines and counts the rest.
    """
    if is_folder(path):
        return _read_folder(path, list(ids), columns or Columns())
    where = "standard input" if str(path) == "-" else str(path)
    rows = Rows(where, ids, elsewhere or {}, columns or Columns())
    submission = Submission(Path(where).stem)
    try:
        with open_stream(path, where) as file:
            _read(file, path, rows, submission)
    except InputError as error:
        # Also report the faults found before the error that stopped the reading.
        rows.fail_with(error)
    is_partial = "partial" in submission.system
    if is_partial and not partial:
        rows.faults.add(1, "leaves out stories (key 'partial')", "add a summary for each story, and remove the key")
    submission.summaries = rows.finish(partial=is_partial)
    submission.warnings += rows.warnings()
    return submission


def _read(file: Opened, path: Path, rows: Rows, submission: Submission) -> None:
    if file.byte_order_mark:
        problem = Problem(rows.faults.where, "begins with a byte-order mark", "save it as UTF-8 without one", 1)
        submission.warnings.append(problem)
    if file.kind in ("parquet", "arrow"):
        submission.warnings += read_columnar(open_columnar(file, rows.faults.where), rows)
    elif looks_delimited(file.head, path.name, rows.columns):
        submission.warnings += read_delimited(file.stream, rows, file.head)
    else:
        lines = Lines(rows)
        lines.read(file.stream)
        submission.system = lines.system
        submission.warnings += unused_columns(rows.faults.where, list(lines.extra))


def _read_folder(path: Path, ids: Sequence[str], columns: Columns) -> Submission:
    is_texts = column_names(path) == FOLDER_COLUMNS
    found = read_table(path, ids, *(FOLDER_COLUMNS if is_texts else columns))
    return replace(found, name=path.resolve().name)


def read_table(path: Path, ids: Sequence[str], id_column: str | None, summary_column: str) -> Submission:
    """Read the summaries of the table at `path` that also holds the stories with these `ids`.

    Without `id_column`, the ids are the numbers of the rows. A story without a summary in its row is a fault. Raise `InputError`
    with all faults.
    """
    columns = Columns(id_column or "the number of the row", summary_column)
    submission = Submission(summary_column)
    with open_table(path) as table:
        rows = Rows(table.faults.where, ids, {}, columns)
        rows.faults = table.faults
        wanted = [name for name in (id_column, summary_column) if name is not None]
        for number, (line, row) in enumerate(table.rows(wanted), 1):
            rows.take(line, str(number) if id_column is None else row.get(id_column), row.get(summary_column))
    submission.summaries = rows.finish()
    submission.warnings += rows.warnings()
    return submission
