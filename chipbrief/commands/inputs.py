"""Shared by the subcommands: the files of summaries and the corpus of a command line, and the options that name them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from chipbrief.problems import InputError, Problem, fail

if TYPE_CHECKING:
    from chipbrief.corpora.columns import Columns
    from chipbrief.corpora.corpus import Corpus
    from chipbrief.submissions import Submission

    Arguments = argparse._ArgumentGroup
    """A group of options under one title in the help."""

INPUT_DESCRIPTION = (
    """FILE?id=NAME&summary=NAME names the columns of one file (in quotes, since a shell reads & and ?)."""
)
OWN_DESCRIPTION = """Your own corpus is a table (CSV, JSONL, Parquet, Arrow), a folder of text files, a corpus.yaml,
or hf:NAME for a dataset of the Hugging Face Hub."""
CORPUS_DESCRIPTION = f"""The stories are those that ship (--config), or your own.
{OWN_DESCRIPTION}
If one table holds articles, references and summaries, give it as the file of summaries and name
its columns."""
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


def add_predictions(group: Arguments) -> None:
    """Add the files of summaries and the names of their columns."""
    group.add_argument(
        "predictions", nargs="+", type=summary_file, metavar="PREDICTIONS.jsonl",
        help="one file per system; use - for standard input",
    )  # fmt: skip
    group.add_argument(
        "--summary", action="append", metavar="NAME",
        help="key or column of the summaries (default: summary); repeat it for a table of several systems",
    )  # fmt: skip


def add_corpus(parser: argparse.ArgumentParser, configs: tuple[str, ...] | None = None) -> None:
    """Add the options that choose a corpus. `configs` are the configurations to choose from (default: all; empty: none)."""
    from chipbrief.corpora.store import CONFIGS

    group = parser.add_argument_group("corpus", OWN_DESCRIPTION if configs == () else CORPUS_DESCRIPTION)
    if configs == ():
        parser.set_defaults(config=None, data=None)
    else:
        group.add_argument(
            "--config", choices=configs or CONFIGS, help="configuration that ships or is built (default: open)"
        )
        group.add_argument("--data", type=Path, metavar="DIR", help="dataset folder (default: the installed dataset)")
    group.add_argument("--split", metavar="NAME", help="split of the corpus, such as validation (default: test)")
    group.add_argument("--corpus", metavar="SOURCE", help="your own corpus: a table, folder, corpus.yaml or hf:NAME")
    group.add_argument(
        "--id", metavar="NAME", help="key or column of the story ids, here and in the files (default: id)"
    )
    group.add_argument("--document", metavar="NAME", help="column of the articles of your own corpus")
    group.add_argument(
        "--reference", action="append", metavar="NAME", help="column of the references; repeat it for several"
    )
    group.add_argument("--title", metavar="NAME", help="column of the titles (default: none)")
    group.add_argument(
        "--fact-file", type=Path, metavar="FILE", help="facts that summaries must state, by story (YAML or a table)"
    )
    group.add_argument("--entity-file", type=Path, metavar="FILE", help="entities by story (YAML or a table)")


def has_own_corpus(args: argparse.Namespace) -> bool:
    """Return whether the command line names a corpus of one's own."""
    return bool(args.corpus or args.document or args.reference)


def corpus_of(args: argparse.Namespace, config: str = "open", split: str | None = None) -> Corpus:
    """Return the corpus of a command line. `config` and `split` hold if the options do not choose others.

    Raise `InputError` if options contradict each other, or the corpus has faults. Its warnings are printed.
    """
    from chipbrief.corpora.corpus import own, shipped

    if not has_own_corpus(args):
        if unused := [name for name in ("title", "fact_file", "entity_file") if getattr(args, name)]:
            options = ", ".join(f"--{name.replace('_', '-')}" for name in unused)
            raise fail(options, "needs a corpus of your own", "add --corpus SOURCE, or --document and --reference")
        found = shipped(args.config or config, args.split or split or "test", args.data)
    else:
        if clashing := [name for name in ("config", "data") if getattr(args, name)]:
            options = " and ".join(f"--{name}" for name in clashing)
            raise fail(options, "cannot be combined with a corpus of your own", f"leave out {options}")
        source = args.corpus or _one_table(args)
        found = own(source, _columns(args), args.split, args.fact_file, args.entity_file)
    print_warnings(found.warnings)
    return found


def _columns(args: argparse.Namespace) -> Columns | None:
    """Return the columns that the options name, or None if they name none."""
    from chipbrief.corpora.columns import Columns

    found = Columns(args.id, args.document, args.title, tuple(args.reference or ()))
    return None if found == Columns() else found


def _one_table(args: argparse.Namespace) -> str:
    """Return the path of the one table that holds articles and summaries. Raise `InputError` if there are several files."""
    files: list[SummaryFile] = getattr(args, "predictions", [])
    if len(files) != 1:
        raise fail("--document, --reference", "name columns of a corpus, but no corpus is named", "add --corpus SOURCE")
    if str(files[0]) == "-":
        raise fail("standard input", "holds articles and summaries, and is read twice", "save it to a file")
    return str(files[0])


def print_warnings(warnings: tuple[Problem, ...] | list[Problem]) -> None:
    """Print warnings on standard error."""
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)


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
        raise InputError([*_hint(args, corpus), *problems], more)
    for submission in submissions:
        print_warnings([*submission.warnings, *_gold(submission, corpus)])
    return submissions


def _submissions_of(file: SummaryFile, args: argparse.Namespace, corpus: Corpus) -> list[Submission]:
    from chipbrief.submissions import Columns, read_submission, read_table

    ids = [story.id for story in corpus.stories]
    if has_own_corpus(args) and not args.corpus:
        names = [file.summary] if file.summary else args.summary or [_summary_column(file.path, args, corpus)]
        return [read_table(file.path, ids, corpus.id_column, name) for name in names]
    if args.summary and len(args.summary) > 1:
        raise fail(
            "--summary", "is given more than once", "use it once, or give one table with --document or --reference"
        )
    if corpus.id_column is None:
        raise fail(str(file), "needs the ids of the stories, but the corpus has none", "name its column with --id NAME")
    columns = Columns(file.id or args.id or "id", file.summary or (args.summary or ["summary"])[0])
    if columns.id == columns.summary:
        raise fail("--id", "names the same column as --summary", "name two different columns")
    if args.id and not file.id and not _has_column(file.path, args.id):
        columns = columns._replace(id="id")
    return [read_submission(file.path, ids, corpus.elsewhere, columns, partial=True)]


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


def _hint(args: argparse.Namespace, corpus: Corpus) -> list[Problem]:
    """Return a remedy for a table of one's own that was given as a file of summaries of a corpus that ships."""
    from chipbrief.corpora.columns import Columns, named_columns
    from chipbrief.corpora.tables import column_names

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
            remedy = f"score it with --document {found.document} --reference {reference} --summary NAME"
            return [Problem(str(file), what, remedy)]
    return []


def _gold(submission: Submission, corpus: Corpus) -> list[Problem]:
    """Return a warning if most summaries are equal to a reference: the file of references was probably given by mistake."""
    references = {story.id: {one.text.strip() for one in story.references} for story in corpus.stories}
    same = sum(text.strip() in references[story] for story, text in submission.summaries.items())
    if same <= len(references) / 2:
        return []
    what = f"{same:,} of {len(references):,} summaries are equal to a reference"
    return [Problem(submission.name, what, "check that this is not the file of references")]
