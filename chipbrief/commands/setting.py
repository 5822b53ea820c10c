"""What the subcommands that score have in common: the options of a setting, and files of summaries scored under it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.problems import InputError, Problem, fail
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS, SPLITS

if TYPE_CHECKING:
    from chipbrief.scoring import Scores


def add_setting(parser: argparse.ArgumentParser) -> None:
    """The files, and the options that say what they are scored against."""
    from chipbrief.dataset.store import CONFIGS

    parser.add_argument(
        "predictions", nargs="+", type=Path, metavar="PREDICTIONS.jsonl", help="one file a system; - is standard input"
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
    parser.add_argument(
        "--seed", type=int, default=None, metavar="N", help="of everything that is drawn (default: 12345)"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder dataset/, where it is not the installed one"
    )


def score_files(args: argparse.Namespace) -> list[Scores]:
    """The scores of each file in `args.predictions`; warnings go to standard error.

    Raises `InputError` with the faults of all files together.
    """
    from tqdm import tqdm

    from chipbrief.dataset.arrow import digest
    from chipbrief.dataset.store import dataset_folder, ids_elsewhere, load, read_pins
    from chipbrief.metrics.bootstrap import SEED
    from chipbrief.scoring import Setting, score_system
    from chipbrief.submission import Submission, read_submission

    if [str(path) for path in args.predictions].count("-") > 1:
        raise fail("standard input", "is named more than once", "name it once")
    folder = args.data or dataset_folder()
    seed = SEED if args.seed is None else args.seed
    if seed < 0:
        raise fail("--seed", "is below 0", "give 0 or more")
    setting = Setting(args.config, args.split, args.kind, args.author_kind, args.multi, seed=seed)
    stories = load(args.config, args.split, folder)
    elsewhere = ids_elsewhere(folder, args.config, args.split)
    submissions: list[Submission] = []
    problems: list[Problem] = []
    for path in args.predictions:
        try:
            submissions.append(read_submission(path, [story.id for story in stories], elsewhere))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    for submission in submissions:
        for warning in submission.warnings:
            print(f"warning: {warning}", file=sys.stderr)
    pin = digest(stories)
    pinned = read_pins(folder).get(args.config, {}).get(args.split, {}).get("digest")
    if pinned and pinned != pin:
        where = f"{folder}/{args.config}/{args.split}.parquet"
        print(
            f"warning: {where} is not the pinned data (built in part, or changed): scores are not comparable",
            file=sys.stderr,
        )
    return [
        score_system(submission.system.get("system", submission.name), submission.summaries, stories, setting, pin)
        for submission in tqdm(submissions, "scoring", unit="system", leave=False, disable=not sys.stderr.isatty())
    ]
