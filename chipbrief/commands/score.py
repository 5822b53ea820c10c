"""`chipbrief score`: score files of summaries against the references of one split."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.commands.corpus import add_format, add_wide
from chipbrief.commands.measures import add_choice, columns_of
from chipbrief.commands.scoring import Scored, score_files
from chipbrief.commands.setting import add_setting
from chipbrief.commands.streaming import add_streaming, refuse_alone, score_stream
from chipbrief.problems import printable

if TYPE_CHECKING:
    from chipbrief.reports.genres import GenreScores
    from chipbrief.scoring.system import Scores

HELP = "score summaries: ROUGE, names and values, facts, length"
DESCRIPTION = """Score summaries: ROUGE, coverage of names and values, stated facts, length.

A file of summaries is JSONL with one object per line: {"id": "…", "summary": "…"}. It contains
every story id of the split exactly once. CSV and Parquet files with the columns id and summary
are read too. JSONL and CSV files may be compressed with gzip or zstd. Logs of inspect_ai, lm-eval,
lighteval, OpenAI batches and promptfoo are scored by the texts in them.

If a file has errors, all of them are listed with their line numbers (up to 50), and nothing is
scored. The last line of the table, the signature, states the setting of the scores."""
EXAMPLES = """examples:
  chipbrief score baselines/outputs/open/abstract/lead.jsonl
  chipbrief score baselines/outputs/open/abstract/l*.jsonl --all
  chipbrief score baselines/outputs/open/abstract/lead.jsonl --measures rouge2,length,novel_2grams
  chipbrief score baselines/outputs/open/brief/lead.jsonl --kind brief --json > scores.json
  chipbrief score baselines/outputs/open/abstract/l*.jsonl --format latex > table.tex
  chipbrief score baselines/outputs/open/abstract/lead.jsonl --measures rouge2 --format mean
  chipbrief score baselines/outputs/open/abstract/lead.jsonl --report pages/
  chipbrief score baselines/outputs/open/abstract/lead.jsonl --out scores/"""


FORMATS = ("text", "markdown", "latex", "csv", "json", "mean")
"""Choices of `--format`: those of `chipbrief.reports.score_formats`, text and json."""


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
    add_format(written, FORMATS, "json", more="; json has all scores of every story, mean only the means")
    add_wide(written)
    written.add_argument(
        "--verify", action="store_true", help="also compute ROUGE with the package rouge-score, and compare every value"
    )
    written.add_argument("--report", type=Path, metavar="DIR", help="also write one HTML page per file to this folder")


def run(args: argparse.Namespace) -> int:
    """Print the scores and return 0. Raise `InputError` if a file or the setting has errors."""
    from chipbrief.reports import genres

    if args.verify:
        _check_verifiable(args)
    # A page shows all measures that are on.
    chosen = columns_of(args)
    if args.out is not None:
        _print(args, score_stream(args, () if args.all else chosen), chosen)
        return 0
    refuse_alone(args)
    scored = score_files(args, None if args.all or args.report else chosen or None)
    # Printed before the pages are written, so that an unwritable folder does not lose the scores.
    groups = genres.by_genre(scored.results, scored.corpus.stories, scored.setting) if args.by else None
    _print(args, scored.results, chosen, groups or ())
    if args.verify:
        _verify(scored)
    if args.report is not None:
        from chipbrief.reports.pages.site import write_runs

        for path in write_runs(args.report, scored.results, scored.corpus.stories, scored.submissions, scored.setting):
            print(f"wrote {printable(str(path))}", file=sys.stderr)
    return 0


def _print(
    args: argparse.Namespace, results: Sequence[Scores], chosen: Sequence[str], groups: Sequence[GenreScores] = ()
) -> None:
    """Print the scores in the format of `--format`."""
    from chipbrief.reports import genres
    from chipbrief.reports.score_formats import FORMATS
    from chipbrief.reports.table import as_json, text_table
    from chipbrief.reports.terminal import screen

    if args.format == "json":
        more = [{"by_genre": genres.as_dict(groups, one.system)} for one in results] if groups else None
        print(as_json(results, more))
    elif args.format == "text":
        on = screen(args.wide)
        if groups:
            print(f"{genres.table(groups, chosen, on)}\n")
        print(text_table(results, on, args.all, chosen))
    else:
        print(FORMATS[args.format](results, args.all, chosen, groups))


def _check_verifiable(args: argparse.Namespace) -> None:
    """Raise `InputError` before the work if the scores could not be verified."""
    from chipbrief.commands.setting import setting_from
    from chipbrief.scoring.verification import check_can_verify

    check_can_verify(setting_from(args))


def _verify(scored: Scored) -> None:
    """Say how many ROUGE values are equal to those of rouge-score. Raise `InputError` with those that are not."""
    from tqdm import tqdm

    from chipbrief.metrics.rouge import ROUGE_SCORE_VERSION
    from chipbrief.problems import InputError
    from chipbrief.scoring.verification import verify

    hidden = not sys.stderr.isatty()
    found = [
        verify(
            result, submission.summaries, scored.corpus.stories, scored.setting,
            lambda stories: tqdm(stories, "verifying", unit="story", leave=False, disable=hidden),
        )
        for result, submission in zip(scored.results, scored.submissions, strict=True)
    ]  # fmt: skip
    if problems := [problem for one in found for problem in one.problems]:
        raise InputError(problems)
    values = sum(one.values for one in found)
    print(f"verified: equal to the last bit in {values:,} values of rouge-score {ROUGE_SCORE_VERSION}", file=sys.stderr)
