"""`chipbrief score`: submissions against the references of one split."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS, SPLITS

HELP = "score summaries: ROUGE, entity coverage, length"
DESCRIPTION = """Score summaries: JSONL, one object a line, {"id": …, "summary": …}, every id of the split once.
CSV and Parquet with the columns id and summary are read too, and JSONL and CSV within gzip or zstd."""
EXAMPLES = """examples:
  chipbrief score mine.jsonl
  chipbrief score mine.jsonl baselines/outputs/open/abstract/lead.jsonl
  chipbrief score briefs.jsonl --kind brief --json > scores.json
  zcat mine.jsonl.gz | chipbrief score -
  chipbrief score outputs.csv --id-column story --summary-column prediction"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand."""
    from chipbrief.dataset.store import CONFIGS

    parser.add_argument(
        "predictions", nargs="+", type=Path, metavar="PREDICTIONS.jsonl", help="one file a system; - is standard input"
    )
    parser.add_argument("--id-column", default="id", metavar="NAME", help="key or column of the ids (default: id)")
    parser.add_argument(
        "--summary-column", default="summary", metavar="NAME", help="key or column of the summaries (default: summary)"
    )
    parser.add_argument(
        "--config", choices=CONFIGS, default="open", help="configuration of the dataset (default: open)"
    )
    parser.add_argument("--split", choices=SPLITS, default="test", help="default: test")
    parser.add_argument(
        "--kind", choices=REFERENCE_KINDS, default="abstract", help="references to score against (default: abstract)"
    )
    parser.add_argument("--author-kind", choices=AUTHOR_KINDS, help="only references written by this kind of author")
    parser.add_argument(
        "--multi", choices=("max", "mean"), default="max", help="several references: best F, or mean (default: max)"
    )
    parser.add_argument("--seed", type=int, default=None, metavar="N", help="of the bootstrap (default: 12345)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder dataset/, where it is not the installed one"
    )
    parser.add_argument("--json", action="store_true", help="every number, article by article, as JSON")


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`."""
    from chipbrief.dataset.arrow import digest
    from chipbrief.dataset.store import dataset_folder, ids_elsewhere, load, pinned_digest
    from chipbrief.metrics.bootstrap import SEED
    from chipbrief.report import as_json, text_table
    from chipbrief.scoring import Setting, score_system
    from chipbrief.submission import Columns, Submission, read_submission

    if [str(path) for path in args.predictions].count("-") > 1:
        raise fail("standard input", "is named more than once", "name it once")
    columns = Columns(args.id_column, args.summary_column)
    if columns.id == columns.summary:
        raise fail("--id-column", "names the same column as --summary-column", "name two")
    folder = args.data or dataset_folder()
    seed = SEED if args.seed is None else args.seed
    if seed < 0:
        raise fail("--seed", "is below 0", "give 0 or more")
    setting = Setting(args.config, args.split, args.kind, args.author_kind, args.multi, seed=seed)
    stories = load(args.config, args.split, folder)
    elsewhere = ids_elsewhere(folder, args.config, args.split)
    submissions: list[Submission] = []
    problems: list[Problem] = []
    more = 0
    for path in args.predictions:
        try:
            submissions.append(read_submission(path, [story.id for story in stories], elsewhere, columns))
        except InputError as error:
            problems += error.problems
            more += error.more
    if problems:
        raise InputError(problems, more)
    for submission in submissions:
        for warning in submission.warnings:
            print(f"warning: {warning}", file=sys.stderr)
    pin = digest(stories)
    pinned = pinned_digest(folder, args.config, args.split)
    if pinned and pinned != pin:
        where = f"{folder}/{args.config}/{args.split}.parquet"
        print(
            f"warning: {where} is not the pinned data (built in part, or changed): scores are not comparable",
            file=sys.stderr,
        )
    results = [
        score_system(submission.system.get("system", submission.name), submission.summaries, stories, setting, pin)
        for submission in submissions
    ]
    print(as_json(results) if args.json else text_table(results, bold=sys.stdout.isatty()))
    return 0
