"""`chipbrief init`: write a corpus.yaml for a table of one's own, or the folder of a benchmark from pages of one's own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chipbrief.problems import Problem

HELP = "start a corpus from your own table, or a benchmark from your own pages"
DESCRIPTION = """With --documents, write corpus.yaml, which says once what a corpus of your own is called and what
its columns hold, and beside it facts.yaml, where you may list the facts that a summary of each
story must state. The columns are suggested from their names; correct the file where it is wrong.
Then `chipbrief score outputs.jsonl --corpus corpus.yaml` needs no further option.

With --pages, make the folder of a benchmark: the articles of your pages (text, HTML, feeds, PDF)
as files to label, suggested entities that are no labels until you have checked them, corpus.yaml,
and templates of a card, a datasheet and guidelines. `chipbrief check` says what is left to do
there, and `chipbrief build` makes the rows that --corpus reads. No file is ever overwritten."""
EXAMPLES = """examples:
  chipbrief init my-benchmark --pages "tests/cases/pages/n*.txt"
  chipbrief init corpus.yaml --documents dataset/open/test.parquet
  chipbrief init --schema > corpus.schema.json"""
FACTS_LISTED = 200
"""Maximum number of stories that are listed in the file of facts."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    read = parser.add_argument_group("input")
    read.add_argument("--documents", type=Path, metavar="FILE", help="table or folder with the stories")
    read.add_argument(
        "--pages",
        nargs="+",
        metavar="PAGE",
        help="pages with the articles: files, folders, or patterns like 'pages/*.html'",
    )
    read.add_argument(
        "--language", default="en", metavar="TAG", help="with --pages: language of the pages (default: en)"
    )
    read.add_argument("--id", metavar="NAME", help="column of the story ids (default: by its name)")
    read.add_argument("--document", metavar="NAME", help="column of the articles (default: by its name)")
    read.add_argument("--reference", action="append", metavar="NAME", help="column of the references; may be repeated")
    read.add_argument("--title", metavar="NAME", help="column of the titles (default: none)")
    written = parser.add_argument_group("output")
    written.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=Path("corpus.yaml"),
        metavar="FILE",
        help="file to write, or with --pages the folder (default: corpus.yaml)",
    )
    written.add_argument("--schema", action="store_true", help="print the JSON schema of corpus.yaml, and stop")


def run(args: argparse.Namespace) -> int:
    """Write the files and return 0. Raise `InputError` if the table or the pages have faults, or a file exists already."""
    import json

    from chipbrief.corpora.columns import Columns
    from chipbrief.corpora.description import json_schema
    from chipbrief.corpora.template import new_files
    from chipbrief.problems import InputError, Problem, fail
    from chipbrief.writing import write_together

    if args.schema:
        print(json.dumps(json_schema(), indent=2))
        return 0
    if args.pages is not None:
        return _from_pages(args)
    if args.documents is None:
        raise fail("--documents", "is missing", "name the table of your stories, or your pages with --pages")
    given = Columns(args.id, args.document, args.title, tuple(args.reference or ()))
    files = new_files(args.file, args.documents, given, FACTS_LISTED)

    def look() -> tuple[()]:
        if there := [path for path in files if os.path.lexists(path)]:
            raise InputError(
                Problem(str(path), "exists already", "move it away, or name another file") for path in there
            )
        return ()

    look()
    # The description comes last: it makes the others current if they must be written one after the other.
    write_together(args.file.parent, [(path.name, text.encode()) for path, text in reversed(files.items())], look)
    for path in files:
        print(f"wrote {path}")
    print(f"next: look at {args.file}, then chipbrief check --corpus {args.file}")
    return 0


def _from_pages(args: argparse.Namespace) -> int:
    """Write the folder of a benchmark and return 0. Raise `InputError` with all faults; nothing is written then."""
    from chipbrief.annotations.checks.fields import is_language
    from chipbrief.annotations.project import Project, new_project
    from chipbrief.commands.clean import paths_of
    from chipbrief.corpora.corpus import name_of
    from chipbrief.problems import InputError, Problem
    from chipbrief.writing import write_together

    folder = args.file
    columns = ("documents", "id", "document", "reference", "title")
    problems = [
        Problem(f"--{name}", "cannot be combined with --pages", f"leave out --{name}")
        for name in columns
        if getattr(args, name)
    ]
    if folder.suffix in (".yaml", ".yml"):
        problems.append(
            Problem(str(folder), "is the name of a file", "name a folder: chipbrief init DIR --pages PAGES")
        )
    if not is_language(args.language):
        problems.append(
            Problem("--language", f"{args.language[:40]!a} is no language tag", "write a tag such as en or pt-BR")
        )
    made = Project()
    try:
        paths: list[Path] = []
        for name in args.pages:
            try:
                paths += paths_of(name)
            except InputError as error:
                problems += error.problems
        made = new_project(paths, name_of(folder), args.language)
    except InputError as error:
        problems += error.problems
    problems += _in_the_way(folder, made.files)
    if problems:
        raise InputError(problems)

    def look() -> tuple[()]:
        if problems := list(_in_the_way(folder, made.files)):
            raise InputError(problems)
        return ()

    ordered = sorted(made.files.items(), key=lambda item: item[0] == "corpus.yaml")
    write_together(folder, [(name, text.encode()) for name, text in ordered], look)
    for note in made.notes:
        print(f"note: {note}", file=sys.stderr)
    print(f"wrote {made.stories} stories and {len(made.files) - made.stories} other files to {folder}")
    print(f"next: chipbrief check {folder}")
    return 0


def _in_the_way(folder: Path, files: Iterable[str]) -> Iterable[Problem]:
    """Yield what exists already and would be overwritten."""
    from chipbrief.problems import Problem

    if folder.exists() and not folder.is_dir():
        yield Problem(str(folder), "is a file", "name another folder")
        return
    for top in sorted({name.partition("/")[0] for name in (*files, "annotations", "corpus.yaml", "dataset")}):
        path = folder / top
        if path.exists() or path.is_symlink():
            yield Problem(str(path), "exists already", "move it away, or name another folder")
