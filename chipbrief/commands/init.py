"""`chipbrief init`: write a corpus.yaml for a table of one's own, and a file of facts to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "write a corpus.yaml for your own table"
DESCRIPTION = """Write corpus.yaml, which says once what a corpus of your own is called and what its columns hold,
and beside it facts.yaml, where you may list the facts that a summary of each story must state.

The columns are suggested from their names; look at the file, and correct it where it is wrong.
Then `chipbrief score outputs.jsonl --corpus corpus.yaml` needs no further option."""
EXAMPLES = """examples:
  chipbrief init corpus.yaml --documents dataset/open/test.parquet
  chipbrief init --schema > corpus.schema.json"""
FACTS_LISTED = 200
"""Maximum number of stories that are listed in the file of facts."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    read = parser.add_argument_group("input")
    read.add_argument("--documents", type=Path, metavar="FILE", help="table or folder with the stories")
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
        help="file to write (default: corpus.yaml)",
    )
    written.add_argument("--schema", action="store_true", help="print the JSON schema of corpus.yaml, and stop")


def run(args: argparse.Namespace) -> int:
    """Write both files and return 0. Raise `InputError` if the table has faults, or a file exists already."""
    import json

    from chipbrief.corpora.columns import Columns
    from chipbrief.corpora.description import json_schema
    from chipbrief.corpora.template import new_files
    from chipbrief.files import write_atomically
    from chipbrief.problems import InputError, Problem, fail

    if args.schema:
        print(json.dumps(json_schema(), indent=2))
        return 0
    if args.documents is None:
        raise fail("--documents", "is missing", "name the table of your stories")
    given = Columns(args.id, args.document, args.title, tuple(args.reference or ()))
    files = new_files(args.file, args.documents, given, FACTS_LISTED)
    if there := [path for path in files if path.exists()]:
        raise InputError(Problem(str(path), "exists already", "move it away, or name another file") for path in there)
    for path, text in files.items():
        write_atomically(path, text.encode())
        print(f"wrote {path}")
    print(f"next: look at {args.file}, then chipbrief check --corpus {args.file}")
    return 0
