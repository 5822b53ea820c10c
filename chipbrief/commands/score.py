"""`chipbrief score`: submissions against the references of one split."""

from __future__ import annotations

import argparse
import sys

from chipbrief.commands.setting import add_setting, score_files

HELP = "score summaries: ROUGE, entity coverage, length"
DESCRIPTION = 'Score summaries: JSONL, one object a line, {"id": …, "summary": …}, every id of the split once.'
EXAMPLES = """examples:
  chipbrief score mine.jsonl
  chipbrief score mine.jsonl baselines/outputs/open/abstract/lead.jsonl
  chipbrief score briefs.jsonl --kind brief --json > scores.json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand."""
    add_setting(parser)
    parser.add_argument("--json", action="store_true", help="every number, article by article, as JSON")


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`."""
    from chipbrief.report import as_json, text_table

    results = score_files(args)
    print(as_json(results) if args.json else text_table(results, bold=sys.stdout.isatty()))
    return 0
