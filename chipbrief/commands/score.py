"""`chipbrief score`: submissions against the references of one split."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.commands.setting import add_setting, score_files
from chipbrief.problems import printable

HELP = "score summaries: ROUGE, entity coverage, facts, length"
DESCRIPTION = """Score summaries: JSONL, one object a line, {"id": …, "summary": …}, every id of the split once.
CSV and Parquet with the columns id and summary are read too, and JSONL and CSV within gzip or zstd."""
EXAMPLES = """examples:
  chipbrief score mine.jsonl
  chipbrief score mine.jsonl baselines/outputs/open/abstract/lead.jsonl
  chipbrief score briefs.jsonl --kind brief --json > scores.json
  zcat mine.jsonl.gz | chipbrief score -
  chipbrief score outputs.csv --id-column story --summary-column prediction
  chipbrief score mine.jsonl --report pages/     a page to look at, story by story
  chipbrief score mine.jsonl --signature "chipbrief:…|seed:12345"     repeat a setting, or be told what is not the same"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand."""
    add_setting(parser)
    parser.add_argument("--all", action="store_true", help="every measure, micro averages and recall by entity type")
    parser.add_argument("--json", action="store_true", help="every number, article by article, as JSON")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write a page for each file into this folder")


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`."""
    from chipbrief.reports.table import as_json, text_table

    scored = score_files(args)
    # First, so that a folder that cannot be written costs the pages alone.
    print(as_json(scored.results) if args.json else text_table(scored.results, sys.stdout.isatty(), args.all))
    if args.report is not None:
        from chipbrief.reports.pages.run import write_runs

        for path in write_runs(args.report, scored.results, scored.stories, scored.submissions, scored.setting):
            print(f"wrote {printable(str(path))}", file=sys.stderr)
    return 0
