"""`chipbrief data`: where the installed data lies, and the articles to summarise as JSON Lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.commands.corpus import add_corpus, corpus_of, has_own_corpus

if TYPE_CHECKING:
    from chipbrief.records import Story

HELP = "list the installed data, or write the articles to summarise"
DESCRIPTION = """Print where the installed dataset lies and what it holds.

With --articles, the articles of one split are written as JSON Lines, one object per story with
id, title and document: what a summarizer needs to see, without references and labels. With --ids,
only the ids are written. Both also work on your own corpus."""
EXAMPLES = """examples:
  chipbrief data
  chipbrief data --articles --out articles.jsonl
  chipbrief data --ids --config multi
  python -c 'import chipbrief; print(len(chipbrief.load("open", "test")))'"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    add_corpus(parser)
    written = parser.add_argument_group("output")
    form = written.add_mutually_exclusive_group()
    form.add_argument("--articles", action="store_true", help="write id, title and document of each story")
    form.add_argument("--ids", action="store_true", help="write the id of each story, one per line")
    form.add_argument("--json", action="store_true", help="print the list of the installed data as JSON")
    written.add_argument("--out", type=Path, metavar="FILE", help="write to this file (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Print or write what is asked for and return 0. Raise `InputError` if the corpus has faults."""
    if not (args.articles or args.ids):
        text = _listing(args)
    else:
        stories = corpus_of(args).stories
        text = "".join(f"{line}\n" for line in (_articles(stories) if args.articles else [one.id for one in stories]))
    if args.out is None:
        sys.stdout.write(text)
        return 0
    from chipbrief.files import write_atomically

    write_atomically(args.out, text.encode())
    print(f"wrote {len(text.splitlines()):,} lines to {args.out}", file=sys.stderr)
    return 0


def _articles(stories: Sequence[Story]) -> Iterator[str]:
    for story in stories:
        yield json.dumps({"id": story.id, "title": story.title, "document": story.document}, ensure_ascii=False)


def _listing(args: argparse.Namespace) -> str:
    """Return the folder of the dataset and one line per split of each configuration that is there."""
    from chipbrief.corpora.store import CONFIGS, dataset_folder, split_path
    from chipbrief.problems import fail, printable_json
    from chipbrief.records import SPLITS

    if has_own_corpus(args):
        raise fail("chipbrief data", "lists the installed data", "add --articles or --ids to write your own corpus")
    folder = args.data or dataset_folder()
    found = [
        {"config": config, "split": split, "stories": _rows(path), "path": str(path)}
        for config in CONFIGS
        for split in SPLITS
        if args.config in (None, config) and args.split in (None, split)
        if (path := split_path(folder, config, split)).is_file()
    ]
    if args.json:
        return printable_json({"folder": str(folder), "splits": found}) + "\n"
    lines = [f"{one['config']:<10} {one['split']:<11} {one['stories']:>7,} stories  {one['path']}" for one in found]
    return "\n".join([*lines, "", *_how_to_load(folder)]) + "\n"


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def _how_to_load(folder: Path) -> list[str]:
    """Return the lines of Python that load the data, with and without the library `datasets`."""
    code: list[Any] = ["import chipbrief; chipbrief.load('open', 'test')"]
    if (folder / "README.md").is_file():
        code.append(f"from datasets import load_dataset; load_dataset({str(folder)!r}, 'open')")
    return ["load it in Python:", *(f"  {line}" for line in code)]
