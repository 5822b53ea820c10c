"""Shared by the subcommands: the files of summaries of a command line, and the options that name them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from chipbrief.commands.corpus import has_own_corpus, print_warnings
from chipbrief.problems import MAX_PRINTED, InputError, Problem, fail

if TYPE_CHECKING:
    from chipbrief.corpora.corpus import Corpus
    from chipbrief.submissions import Submission

    Arguments = argparse._ArgumentGroup
    """A group of options under one title in the help."""

INPUT_DESCRIPTION = "FILE?id=NAME&summary=NAME names the columns of one file (in quotes: a shell reads & and ?)."
COLUMNS_OF_A_FILE = frozenset(("id", "summary"))


class SummaryFile(NamedTuple):
    """A file of summaries of the command line (`-` for standard input), and its own names of the columns."""

    path: Path
    id: str | None = None
    summary: str | None = None

    def __str__(self) -> str:
        return str(self.path)


def summary_file(text: str) -> SummaryFile:
    """Return the file of an argument.

    `-` means standard input; `./-` means a file, so it is made absolute (`Path` turns it into `-`). A `?` and names of columns may
    follow, unless a file has this very name.
    """
    name, mark, query = text.rpartition("?")
    columns = dict(parse_qsl(query)) if mark and name and not Path(text).exists() else {}
    if columns and columns.keys() <= COLUMNS_OF_A_FILE:
        return SummaryFile(summary_file(name).path, **columns)
    path = Path(text)
    return SummaryFile(path.absolute() if str(path) == "-" != text else path)


def add_predictions(group: Arguments, number: str = "+") -> None:
    """Add the files of summaries and the names of their columns. `number` is `*` if there may be none."""
    group.add_argument(
        "predictions", nargs=number, type=summary_file, metavar="PREDICTIONS.jsonl",
        help="one file per system; use - for standard input",
    )  # fmt: skip
    group.add_argument(
        "--summary", action="append", metavar="NAME",
        help="key or column of the summaries (default: summary); repeat it for a table of several systems",
    )  # fmt: skip


def read_submissions(args: argparse.Namespace, corpus: Corpus) -> list[Submission]:
    """Return the submissions of a command line, and print their warnings.

    Raise `InputError` with the errors of all files together.
    """
    if [str(file) for file in args.predictions].count("-") > 1:
        raise fail("standard input", "is given more than once", "use - only once")
    submissions: list[Submission] = []
    problems: list[Problem] = []
    more = 0
    for file in args.predictions:
        try:
            submissions += _submissions_of(file, args, corpus)
        except InputError as error:
            problems += error.problems
            more += error.more
    if problems:
        hint = _hint(args, corpus, problems)
        if hint and len(args.predictions) == 1 and _knows_none(corpus, problems):
            raise InputError(hint)
        raise InputError([*hint, *problems], more)
    for submission in submissions:
        print_warnings([*submission.warnings, *_gold(submission, corpus)])
    return submissions


def _submissions_of(file: SummaryFile, args: argparse.Namespace, corpus: Corpus) -> list[Submission]:
    from chipbrief.submissions import Columns, read_submission, read_table

    ids = [story.id for story in corpus.stories]
    if has_own_corpus(args) and args.corpus is None:
        names = [file.summary] if file.summary else args.summary or [_summary_column(file.path, args, corpus)]
        return [read_table(file.path, ids, corpus.id_column, name) for name in names]
    if args.summary and len(args.summary) > 1:
        raise fail(
            "--summary", "is given more than once", "use it once, or give one table with --document or --reference"
        )
    if corpus.id_column is None:
        raise fail(str(file), "needs the ids of the stories, but the corpus has none", "name its column with --id NAME")
    if not (file.summary or args.summary) and (found := _submissions_of_log(file, args, corpus)):
        return found
    columns = Columns(file.id or args.id or "id", file.summary or (args.summary or ["summary"])[0])
    if columns.id == columns.summary:
        raise fail("--id", "names the same column as --summary", "name two different columns")
    if args.id and not file.id and not _has_column(file.path, args.id):
        columns = columns._replace(id="id")
    return [read_submission(file.path, ids, corpus.elsewhere, columns, partial=True)]


def _submissions_of_log(file: SummaryFile, args: argparse.Namespace, corpus: Corpus) -> list[Submission]:
    """Return the submissions in a log of a harness, or none if the file is no log."""
    from chipbrief.submissions.logs import read_log, submission_of

    if str(file) == "-":
        return []
    ids = [story.id for story in corpus.stories]
    return [submission_of(run, ids, corpus.elsewhere) for run in read_log(file.path, file.id or args.id)]


def _has_column(path: Path, name: str) -> bool:
    """Return whether a file has a column. It is assumed if the file cannot be looked into, so that reading reports why."""
    from chipbrief.corpora.tables import column_names

    try:
        return str(path) == "-" or name in column_names(path)
    except InputError:
        return True


def _summary_column(path: Path, args: argparse.Namespace, corpus: Corpus) -> str:
    """Return the column of the summaries of the one table, by its name. Raise `InputError` if none has a usual name."""
    from chipbrief.corpora.tables import column_names
    from chipbrief.submissions import Columns
    from chipbrief.submissions.hints import likely_name

    taken = {corpus.id_column, args.document, args.title, *(args.reference or ())}
    names = [name for name in column_names(path) if name not in taken]
    found = likely_name("summary", names, Columns())
    if found is None:
        raise fail(str(path), "has no column of summaries that can be told by its name", "add --summary NAME")
    print(f"note: {path}: the summaries are taken from the column {found!a}", file=sys.stderr)
    return found


def _hint(args: argparse.Namespace, corpus: Corpus, problems: list[Problem]) -> list[Problem]:
    """Return a remedy for summaries of stories of one's own, or a table of one's own, that were given without --corpus."""
    from chipbrief.corpora.columns import Columns, named_columns
    from chipbrief.corpora.tables import column_names
    from chipbrief.submissions import Columns as SummaryColumns
    from chipbrief.submissions.hints import likely_name

    if corpus.is_own:
        return []
    for file in args.predictions:
        try:
            names = column_names(file.path) if str(file) != "-" else ()
            found = named_columns(names, Columns(), str(file))
        except InputError:
            continue
        if found.document and (found.references or len(names) > len(COLUMNS_OF_A_FILE)):
            what = "holds articles of its own, which are not those of the dataset"
            reference = next(iter(found.references), "NAME")
            others = [name for name in names if name not in (found.document, *found.references)]
            summary = likely_name("summary", others, SummaryColumns()) or "NAME"
            remedy = f"score it with --document {found.document} --reference {reference} --summary {summary}"
            return [Problem(str(file), what, remedy)]
    unknown = [problem for problem in problems if problem.what.startswith("unknown id")]
    if not unknown or any("did you mean" in problem.remedy for problem in unknown):
        return []
    what = f"has ids such as {unknown[0].what.removeprefix('unknown id ')}, which are not in {corpus.name}/{corpus.split}, nor like one"
    remedy = "for articles of your own, name their table with --corpus SOURCE, or columns of this file with --document and --reference"
    return [Problem(unknown[0].where, what, remedy)]


def _knows_none(corpus: Corpus, problems: Sequence[Problem]) -> bool:
    """Return whether a file has no ids, or none of the corpus, so that its problems would only hide the hint."""
    if any(problem.what.startswith("no 'id' among the columns") for problem in problems):
        return True
    unknown = sum(problem.what.startswith("unknown id") for problem in problems)
    missing = sum(problem.what.startswith("no line for id") for problem in problems)
    return unknown == MAX_PRINTED or missing == len(corpus.stories)


def _gold(submission: Submission, corpus: Corpus) -> list[Problem]:
    """Return a warning if most summaries are equal to a reference: the file of references was probably given by mistake."""
    references = {story.id: {one.text.strip() for one in story.references} for story in corpus.stories}
    same = sum(text.strip() in references[story] for story, text in submission.summaries.items())
    if same <= len(references) / 2:
        return []
    what = f"{same:,} of {len(references):,} summaries are equal to a reference"
    return [Problem(submission.name, what, "check that this is not the file of references")]
