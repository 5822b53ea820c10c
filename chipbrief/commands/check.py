"""`chipbrief check`: report every problem in a folder of annotations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.commands.corpus import add_corpus, annotations_in, corpus_of, has_own_corpus

HELP = "check the annotations and list every problem"
DESCRIPTION = """Check a folder of annotations: names, mentions, references, facts, articles and clusters.

Each problem is printed on one line that begins with the name of its check. The exit code is 1 if
there is a problem. In your own benchmark (chipbrief init --pages), missing references and facts
and suggested entities are listed as "to do" and are no problem. With --corpus, your own corpus is
read instead, with its files of facts and entities, and its size is printed."""
EXAMPLES = """examples:
  chipbrief check
  chipbrief check annotations --json
  chipbrief check --corpus dataset/open/test.parquet --document document --reference summary"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    read = parser.add_argument_group("input")
    read.add_argument(
        "annotations",
        nargs="?",
        type=Path,
        default=Path("annotations"),
        metavar="DIR",
        help="folder of annotations, or the folder that it lies in (default: annotations)",
    )
    add_corpus(parser, ())
    written = parser.add_argument_group("output")
    written.add_argument("--json", action="store_true", help="print the problems as JSON (default: as text)")


def run(args: argparse.Namespace) -> int:
    """Print the problems. Return 1 if there is one, else 0. Raise `InputError` if a file of annotations cannot be loaded."""
    from chipbrief.annotations.checks import run_checks
    from chipbrief.problems import printable_json

    if has_own_corpus(args):
        return _check_own(args)
    found = run_checks(annotations_in(args.annotations))
    parts = (("problem", found.problems), ("to do", found.to_do))
    if args.json:
        rows = [
            {"check": name, "level": level, "where": one.where, "what": one.what, "remedy": one.remedy}
            for level, part in parts
            for name, one in part
        ]
        print(printable_json(rows))
    else:
        for level, part in parts:
            for name, one in part:
                print(f"{'to do: ' if level == 'to do' else ''}{name}: {one}")
        left = f", {len(found.to_do)} to do" if found.to_do else ""
        print(f"{found.checks} checks, {len(found.problems)} problems{left}", file=sys.stderr)
    return 1 if found.problems else 0


def _check_own(args: argparse.Namespace) -> int:
    """Print the size of a corpus of one's own and return 0. Raise `InputError` with its faults."""
    from chipbrief.problems import printable_json

    corpus = corpus_of(args)
    stories = corpus.stories
    counts = {
        "stories": len(stories),
        "with a document": sum(bool(story.document) for story in stories),
        "with a reference": sum(bool(story.references) for story in stories),
        "references": sum(len(story.references) for story in stories),
        "facts": sum(len(story.facts) for story in stories),
        "entities": sum(len(story.entities) for story in stories),
    }
    about = {"name": corpus.name, "split": corpus.split, "kind": corpus.kind, "data": corpus.data}
    if args.json:
        print(printable_json(about | counts))
    else:
        print("\n".join(f"{key:<18} {value}" for key, value in (about | counts).items()))
    return 0
