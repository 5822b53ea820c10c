"""`chipbrief score`: score files of summaries against the references of one split."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.commands.measures import add_choice, columns_of
from chipbrief.commands.scoring import score_files
from chipbrief.commands.setting import add_setting
from chipbrief.commands.streaming import add_streaming, refuse_alone, score_stream
from chipbrief.problems import printable

HELP = "score summaries: ROUGE, names and values, facts, length"
DESCRIPTION = """Score summaries: ROUGE, coverage of names and values, stated facts, length.

A file of summaries is JSONL with one object per line: {"id": "…", "summary": "…"}. It contains
every story id of the split exactly once. CSV and Parquet files with the columns id and summary
are read too. JSONL and CSV files may be compressed with gzip or zstd.

If a file has errors, all of them are listed with their line numbers (up to 50), and nothing is
scored. The last line of the table, the signature, states the setting of the scores."""
EXAMPLES = """examples:
  chipbrief score baselines/outputs/open/abstract/lead.jsonl
  chipbrief score baselines/outputs/open/abstract/l*.jsonl --all
  chipbrief score baselines/outputs/open/abstract/lead.jsonl --measures rouge2,length,novel_2grams
  chipbrief score baselines/outputs/open/brief/lead.jsonl --kind brief --json > scores.json
  chipbrief score baselines/outputs/open/abstract/lead.jsonl --report pages/
  chipbrief score outputs.parquet --document article --reference summary --summary output --out scores/"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    add_setting(parser)
    add_choice(parser, "measures to compute and show", "--measures")
    add_streaming(parser)
    written = parser.add_argument_group("output")
    written.add_argument(
        "--all", action="store_true", help="show all measures, micro averages and recall by entity type"
    )
    written.add_argument("--by", choices=("genre",), help="also show the means of each genre of the documents")
    written.add_argument("--json", action="store_true", help="print all scores of every story as JSON")
    written.add_argument("--report", type=Path, metavar="DIR", help="also write one HTML page per file to this folder")


def run(args: argparse.Namespace) -> int:
    """Print the scores and return 0. Raise `InputError` if a file or the setting has errors."""
    from chipbrief.reports import genres
    from chipbrief.reports.table import as_json, text_table

    # A page shows all measures that are on.
    chosen = columns_of(args)
    if args.out is not None:
        results = score_stream(args, () if args.all else chosen)
        print(as_json(results) if args.json else text_table(results, sys.stdout.isatty(), args.all, chosen))
        return 0
    refuse_alone(args)
    scored = score_files(args, None if args.all or args.report else chosen or None)
    # Printed before the pages are written, so that an unwritable folder does not lose the scores.
    groups = genres.by_genre(scored.results, scored.corpus.stories, scored.setting) if args.by else None
    if args.json:
        more = [{"by_genre": genres.as_dict(groups, one.system)} for one in scored.results] if groups else None
        print(as_json(scored.results, more))
    else:
        if groups:
            print(f"{genres.table(groups, chosen)}\n")
        print(text_table(scored.results, sys.stdout.isatty(), args.all, chosen))
    if args.report is not None:
        from chipbrief.reports.pages.site import write_runs

        for path in write_runs(args.report, scored.results, scored.corpus.stories, scored.submissions, scored.setting):
            print(f"wrote {printable(str(path))}", file=sys.stderr)
    return 0
