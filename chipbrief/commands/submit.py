"""`chipbrief submit`: a system's outputs, checked, scored and stored for the leaderboard."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.commands.setting import submission_file
from chipbrief.records import REFERENCE_KINDS

HELP = "store a system's outputs for the leaderboard"
DESCRIPTION = (
    "Check, score and store a system's outputs under submissions/NAME/, with a manifest of hashes. Nothing is sent "
    "anywhere: the folder is what a pull request adds. No score is stored; the leaderboard makes each anew."
)
EXAMPLES = """examples:
  chipbrief submit mine.jsonl --system my-model-7b --url https://example.org --license Apache-2.0 --trained-on-this no
  chipbrief submit briefs.jsonl --system my-model-7b --kind brief --url https://example.org --license Apache-2.0 --trained-on-this no"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand."""
    from chipbrief.leaderboard.manifest import SUBMITTED
    from chipbrief.leaderboard.store import FOLDER

    parser.add_argument("predictions", type=submission_file, metavar="PREDICTIONS.jsonl", help="- is standard input")
    parser.add_argument("--system", required=True, metavar="NAME", help="letters, digits, dots, hyphens, underscores")
    parser.add_argument("--url", help="where the system is described")
    parser.add_argument("--license", metavar="NAME", help="licence of the outputs")
    parser.add_argument("--trained-on-this", choices=("yes", "no"), help="whether it has seen this dataset in training")
    parser.add_argument("--notes", metavar="TEXT", help="what a reader should know: prompt, length, post-processing")
    parser.add_argument("--config", choices=SUBMITTED, default="open", help="default: open")
    parser.add_argument("--kind", choices=REFERENCE_KINDS, default="abstract", help="default: abstract")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="in place of what is stored under this name; what is not said anew of it stays",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, metavar="DIR", help=f"default: {FOLDER}")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder dataset/, where it is not the installed one"
    )


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`, and then nothing is stored."""
    from dataclasses import replace

    from chipbrief.corpora.parquet import digest
    from chipbrief.corpora.store import data_label, dataset_folder, ids_elsewhere, load
    from chipbrief.files import sha256
    from chipbrief.leaderboard.manifest import SPLIT, Manifest, Run, problems_of
    from chipbrief.leaderboard.store import outputs_bytes, store
    from chipbrief.problems import InputError, Problem
    from chipbrief.reports.table import text_table
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.system import score_system
    from chipbrief.submissions import Submission, read_submission

    stories = load(args.config, SPLIT, args.data)
    setting = Setting(config=args.config, split=SPLIT, kind=args.kind)
    planned = Run(args.config, SPLIT, args.kind, "", "", "")
    manifest = Manifest(args.system, args.url, args.license, args.trained_on_this, args.notes, (planned,))
    problems: list[Problem] = problems_of(manifest, "the command line")
    submission, more = Submission(args.system), 0
    try:
        elsewhere = ids_elsewhere(args.data or dataset_folder(), args.config, SPLIT)
        submission = read_submission(args.predictions, [story.id for story in stories], elsewhere)
    except InputError as error:
        problems += error.problems
        more = error.more
    if problems:
        raise InputError(problems, more)
    for warning in submission.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    scores = score_system(
        args.system, submission.summaries, stories, setting, data_label(args.config, SPLIT, stories, args.data)
    )
    outputs = outputs_bytes(args.system, submission.summaries)
    made = replace(planned, sha256=sha256(outputs), data=digest(stories), signature=scores.signature)
    place = store(args.folder, replace(manifest, runs=()), made, outputs, args.replace)
    print(text_table([scores], bold=sys.stdout.isatty()))
    print(f"\nstored in {place}; chipbrief leaderboard draws it")
    return 0
