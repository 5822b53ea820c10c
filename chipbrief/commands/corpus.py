"""Shared by the subcommands: the corpus of a command line, and the options that name it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.problems import Problem, fail

if TYPE_CHECKING:
    from chipbrief.corpora.columns import Columns
    from chipbrief.corpora.corpus import Corpus

OWN_DESCRIPTION = """Your own corpus is a table (CSV, JSONL, Parquet, Arrow), a folder of text files, a corpus.yaml,
or hf:NAME for a dataset of the Hugging Face Hub."""
CORPUS_DESCRIPTION = f"""The stories are those that ship (--config), or your own.
{OWN_DESCRIPTION}
If one table holds articles, references and summaries, give it as the file of summaries and name
its columns."""


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


def add_format(group: argparse._ArgumentGroup, formats: Sequence[str], *short: str, more: str = "") -> None:
    """Add the choice of the output format, and an option of its own for each format in `short`. `more` explains the formats."""
    form = group.add_mutually_exclusive_group()
    text = f"format of the output{more} (default: text)"
    form.add_argument("--format", choices=formats, default="text", help=text)
    for name in short:
        form.add_argument(f"--{name}", action="store_const", const=name, dest="format", help=f"same as --format {name}")


def add_wide(group: argparse._ArgumentGroup) -> None:
    """Add the option that shows whole tables on any terminal."""
    group.add_argument(
        "--wide", action="store_true", help="show all columns, even if the table is wider than the terminal"
    )


def has_own_corpus(args: argparse.Namespace) -> bool:
    """Return whether the command line names a corpus of one's own."""
    return args.corpus is not None or bool(args.document or args.reference)


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
        source = _one_table(args) if args.corpus is None else args.corpus
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
    files = getattr(args, "predictions", [])
    if len(files) != 1:
        raise fail("--document, --reference", "name columns of a corpus, but no corpus is named", "add --corpus SOURCE")
    if str(files[0]) == "-":
        raise fail("standard input", "holds articles and summaries, and is read twice", "save it to a file")
    return str(files[0])


def annotations_in(folder: Path) -> Path:
    """Return the folder of annotations: the one named, or `annotations` in it. Raise `InputError` if there is none."""
    if not folder.is_dir():
        remedy = "run this in the folder that holds it, or name it; chipbrief init starts a new one"
        raise fail(str(folder), "no such folder", remedy)
    inside = folder / "annotations"
    return inside if inside.is_dir() else folder


def print_warnings(warnings: Iterable[Problem]) -> None:
    """Print warnings on standard error."""
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
