"""`chipbrief check`: report every problem in a folder of annotations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.commands.corpus import add_corpus, corpus_of, has_own_corpus

HELP = "check the annotations and list every problem"
DESCRIPTION = """Check a folder of annotations: names, mentions, references, facts, articles and clusters.

Each problem is printed on one line that begins with the name of its check.
The exit code is 1 if there is a problem. With --corpus, your own corpus is read instead, with its
files of facts and entities, and its size is printed."""
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
        help="folder of annotations (default: annotations)",
    )
    add_corpus(parser, ())
    written = parser.add_argument_group("output")
    written.add_argument("--json", action="store_true", help="print the problems as JSON (default: as text)")


def run(args: argparse.Namespace) -> int:
    """Print the problems. Return 1 if there is one, else 0. Raise `InputError` if a file of annotations cannot be loaded."""
    from chipbrief.annotations.checks import CHECKS, run_checks
    from chipbrief.problems import printable_json

    if has_own_corpus(args):
        return _check_own(args)
    found = run_checks(args.annotations)
    if args.json:
        rows = [{"check": name, "where": one.where, "what": one.what, "remedy": one.remedy} for name, one in found]
        print(printable_json(rows))
    else:
        for name, problem in found:
            print(f"{name}: {problem}")
        print(f"{len(CHECKS)} checks, {len(found)} problems", file=sys.stderr)
    return 1 if found else 0


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
