"""`chipbrief annotate agreement`: measure how far annotators agree, and list what they disagree on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.commands.corpus import add_wide, annotations_in
from chipbrief.problems import InputError, Problem, fail, printable_json

if TYPE_CHECKING:
    from chipbrief.annotations import Annotations
    from chipbrief.metrics.reliability import Level

HELP = "measure how far annotators agree, and list what they disagree on"
DESCRIPTION = """Compare annotators, people or models, pair by pair, on the stories that both have annotated.

  entities  layers of marked names and values: F1 of spans, exact and by overlap
  facts     raters who say which abstract states which fact: Krippendorff's alpha, Cohen's kappa
  summary   writers of summaries: ROUGE between them, entities, length
  rating    tables of ratings (FILE…): Krippendorff's alpha per scale

The first three are read from a folder of annotations, and all are shown if you name none. A table of
ratings has the columns document, system, summary and rater and one column per scale, as
`chipbrief meta-evaluate --ratings` reads it. Agreement of people with people, of people with models
and of models with models stands in separate rows."""
EXAMPLES = """examples:
  chipbrief annotate agreement --task entities
  chipbrief annotate agreement --task facts --per-story --stories china-hawks
  chipbrief annotate agreement --task rating ada.csv ben.csv --level interval"""
MOST_RESAMPLES = 100_000
"""Maximum of `--resamples`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this action to `parser`."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH",
        help="folder of annotations, or the folder that it lies in (default: annotations); with rating: tables",
    )  # fmt: skip
    parser.add_argument(
        "--task", choices=("entities", "facts", "summary", "rating"), help="what is compared (default: the first three)"
    )
    parser.add_argument("--annotators", nargs="+", default=[], metavar="ID", help="only these annotators or layers")
    parser.add_argument("--stories", nargs="+", default=[], metavar="ID", help="only these stories (not for ratings)")
    rated = parser.add_argument_group("ratings")
    rated.add_argument(
        "--scales", default="", metavar="NAME,…", help="scales (default: all columns without another use)"
    )
    rated.add_argument(
        "--level",
        choices=("nominal", "ordinal", "interval"),
        help="level of measurement of the scales (default: ordinal)",
    )
    rated.add_argument(
        "--annotations", type=Path, default=Path("annotations"), metavar="DIR",
        help="folder whose annotators.yaml says which raters are people (default: annotations, if it exists)",
    )  # fmt: skip
    parser.add_argument("--resamples", type=int, default=1000, metavar="N", help="resamples of stories (default: 1000)")
    parser.add_argument("--seed", type=int, default=12345, metavar="N", help="seed of the resamples (default: 12345)")
    written = parser.add_argument_group("output")
    written.add_argument("--per-story", action="store_true", help="list the disagreements, least agreement first")
    written.add_argument("--json", action="store_true", help="print all results as JSON, with every disagreement")
    add_wide(written)


def run(args: argparse.Namespace) -> int:
    """Print the agreement and return 0. Raise `InputError` if a file or an option has errors."""
    from chipbrief.reports.agreement import rounded
    from chipbrief.reports.annotators import text
    from chipbrief.reports.terminal import screen

    _check(args)
    results = [_ratings(args)] if args.task == "rating" else _layers(args)
    if args.json:
        print(printable_json({"results": rounded(results)}))
    else:
        print("\n\n".join(text(result, args.per_story, screen(args.wide)) for result in results))
    return 0


def _check(args: argparse.Namespace) -> None:
    problems = []
    if args.task == "rating" and not args.paths:
        problems.append(Problem("--task rating", "needs a table of ratings", "name its file"))
    if args.task == "rating" and args.stories:
        problems.append(Problem("--stories", "does not work with ratings", "leave it out"))
    if args.task != "rating" and (args.scales or args.level):
        problems.append(Problem("--scales, --level", "are for --task rating", "leave them out"))
    if args.task != "rating" and len(args.paths) > 1:
        problems.append(Problem(str(args.paths[1]), "is a second folder", "name one folder of annotations"))
    if not 1 <= args.resamples <= MOST_RESAMPLES:
        problems.append(Problem(f"--resamples {args.resamples}", "is out of range", f"use 1 to {MOST_RESAMPLES:,}"))
    if args.seed < 0:
        problems.append(Problem(f"--seed {args.seed}", "is negative", "use 0 or more"))
    if problems:
        raise InputError(problems)


def _folder(path: Path) -> Path:
    inside = path / "annotations"
    return inside if inside.is_dir() else path


def _layers(args: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the results of the tasks that a folder of annotations holds."""
    from chipbrief.annotations import load_annotations
    from chipbrief.annotations.annotators import (
        chosen,
        dependence,
        layer_workers,
        measured_times,
        pairs_of,
        summary_workers,
        unknown_names,
    )
    from chipbrief.annotations.comparing import TASKS, Drawing, compare

    folder = annotations_in(args.paths[0] if args.paths else Path("annotations"))
    annotations = load_annotations(folder)
    tasks = [args.task] if args.task else list(TASKS)
    found = {
        task: summary_workers(annotations) if task == "summary" else layer_workers(annotations, folder, task)
        for task in tasks
    }
    names = {name for workers in found.values() for one in workers for name in one.names}
    problems = unknown_names(args.annotators, names, "--annotators")
    problems += unknown_names(args.stories, _story_ids(annotations), "--stories")
    if problems:
        raise InputError(problems)
    results = []
    for task, workers in found.items():
        some = chosen(workers, args.annotators)
        pairs = pairs_of(some, args.stories)
        result = compare(task, pairs, annotations, Drawing(args.resamples, args.seed))
        results.append({**result, "minutes": measured_times(some), "notes": dependence(pairs)})
    return results


def _story_ids(annotations: Annotations) -> list[str]:
    return [*(one.id for one in annotations.stories), *(one.id for one in annotations.clusters)]


def _ratings(args: argparse.Namespace) -> dict[str, Any]:
    """Return the agreement of raters. Those that no annotators.yaml names are of an unknown kind."""
    from chipbrief.annotations.annotators import unknown_names
    from chipbrief.annotations.schema import AnnotatorsFile
    from chipbrief.judgements.rating_agreement import compare_raters, read_scales
    from chipbrief.yaml_files import decode, load_yaml

    path = _folder(args.annotations) / "annotators.yaml"
    kinds: dict[str, str] = {}
    if path.is_file():
        kinds = {one.id: one.author_kind for one in decode(load_yaml(path), AnnotatorsFile, str(path)).annotators}
    level: Level = args.level or "ordinal"
    found = read_scales(args.paths, [name.strip() for name in args.scales.split(",") if name.strip()], level)
    raters = {rater for rated in found.values() for ratings in rated.values() for rater in ratings}
    if problems := unknown_names(args.annotators, raters, "--annotators"):
        raise InputError(problems)
    wanted = set(args.annotators) or raters
    if len(wanted) < 2:
        raise fail(str(args.paths[0]), "has fewer than two raters", "name the tables of two raters or more")
    kept = {
        name: {key: {one: value for one, value in ratings.items() if one in wanted} for key, ratings in rated.items()}
        for name, rated in found.items()
    }
    return compare_raters(kept, level, kinds, args.resamples, args.seed)
