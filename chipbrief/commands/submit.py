"""`chipbrief submit`: check and score a system's outputs, and store them for the leaderboard."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.commands.corpus import add_corpus, corpus_of, print_warnings
from chipbrief.commands.inputs import summary_file
from chipbrief.records import REFERENCE_KINDS

HELP = "store a system's outputs for the leaderboard"
DESCRIPTION = """Check and score a system's outputs, and store them in submissions/NAME/ with a manifest.

Nothing is sent anywhere: add the folder to a pull request. The manifest holds the hashes of the
files and no scores; `chipbrief leaderboard` computes these again. With --undress, the summaries
are stored and scored without list marks, labels, tags and the like. To store outputs of a further
kind or configuration, repeat the command with the same description of the system."""
EXAMPLES = """examples:
  chipbrief submit baselines/outputs/open/abstract/lead.jsonl --system my-model-7b \\
    --url https://example.org --license CC0-1.0 --trained-on-this no
  chipbrief submit baselines/outputs/open/brief/lead.jsonl --system my-model-7b --kind brief \\
    --url https://example.org --license CC0-1.0 --trained-on-this no
  chipbrief submit baselines/outputs/open/brief/luhn.jsonl --system my-model-7b --kind brief \\
    --replace"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    from chipbrief.leaderboard.manifest import SUBMITTED
    from chipbrief.leaderboard.store import FOLDER

    read = parser.add_argument_group("input")
    read.add_argument(
        "predictions",
        type=summary_file,
        metavar="PREDICTIONS.jsonl",
        help="the system's summaries of the test split; use - for standard input",
    )
    read.add_argument("--kind", choices=REFERENCE_KINDS, help="kind of summary (default: abstract)")
    read.add_argument(
        "--undress", action="store_true", help="store the summaries without list marks, labels, tags and the like"
    )
    add_corpus(parser, SUBMITTED)
    about = parser.add_argument_group("description of the system")
    about.add_argument(
        "--system",
        required=True,
        metavar="NAME",
        help="name: letters, digits, dots, hyphens, underscores; at most 64 characters",
    )
    about.add_argument("--url", metavar="URL", help="web address that describes the system (default: none)")
    about.add_argument("--license", metavar="NAME", help="licence of the outputs, such as CC0-1.0 (default: none)")
    about.add_argument(
        "--trained-on-this",
        choices=("yes", "no"),
        help="whether it saw this dataset in training or prompt (default: not stated)",
    )
    about.add_argument(
        "--notes", metavar="TEXT", help="notes for readers: prompt, length limit, post-processing (default: none)"
    )
    written = parser.add_argument_group("output")
    written.add_argument(
        "--replace",
        action="store_true",
        help="overwrite this run and the description; descriptions not given are kept",
    )
    written.add_argument(
        "--folder", type=Path, default=FOLDER, metavar="DIR", help=f"folder of submissions (default: {FOLDER})"
    )


def run(args: argparse.Namespace) -> int:
    """Store the outputs, print their scores and return 0.

    Raise `InputError` if the outputs or options have errors. Nothing is stored then.
    """
    from dataclasses import replace

    from chipbrief.corpora.parquet import digest
    from chipbrief.files import sha256
    from chipbrief.language.dressing import bare
    from chipbrief.leaderboard.manifest import SPLIT, Manifest, Run, problems_of
    from chipbrief.leaderboard.store import outputs_bytes, store
    from chipbrief.problems import InputError, Problem
    from chipbrief.reports.table import text_table
    from chipbrief.reports.terminal import screen
    from chipbrief.scoring.setting import Setting
    from chipbrief.scoring.system import score_system
    from chipbrief.submissions import Columns, Submission, read_submission

    corpus = corpus_of(args, split=SPLIT)
    kind = args.kind or corpus.kind
    setting = Setting(config=corpus.name, split=corpus.split, kind=kind)
    planned = Run(corpus.name, corpus.split, kind, "", "", "")
    manifest = Manifest(args.system, args.url, args.license, args.trained_on_this, args.notes, (planned,))
    problems: list[Problem] = problems_of(manifest, "command line")
    submission, more = Submission(args.system), 0
    try:
        file, ids = args.predictions, [story.id for story in corpus.stories]
        columns = Columns(file.id or args.id or "id", file.summary or "summary")
        submission = read_submission(file.path, ids, corpus.elsewhere, columns)
    except InputError as error:
        problems += error.problems
        more = error.more
    if problems:
        raise InputError(problems, more)
    print_warnings(submission.warnings)
    # All rows of the leaderboard have one setting. So the stored texts are undressed, and not the scored ones only.
    summaries = {story: bare(text) if args.undress else text for story, text in submission.summaries.items()}
    scores = score_system(args.system, summaries, corpus.stories, setting, corpus.data)
    outputs = outputs_bytes(args.system, summaries)
    made = replace(planned, sha256=sha256(outputs), data=digest(corpus.stories), signature=scores.signature)
    place = store(args.folder, replace(manifest, runs=()), made, outputs, args.replace)
    print(text_table([scores], screen()))
    unstated = [name for name in ("url", "license", "trained_on_this") if getattr(args, name) is None]
    if unstated and not args.replace:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in unstated)
        print(f"note: not stated: {options} (run the command again with them and --replace)", file=sys.stderr)
    source = f" --corpus {args.corpus}" if args.corpus else ""
    print(f"\nstored in {place}; run chipbrief leaderboard{source} to add it to the pages")
    return 0
