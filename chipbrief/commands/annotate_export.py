"""`chipbrief annotate export`: write tasks for annotation tools."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from chipbrief.commands.corpus import add_corpus, corpus_of, has_own_corpus
from chipbrief.problems import InputError, Problem, fail, printable

if TYPE_CHECKING:
    from chipbrief.annotations import Annotations
    from chipbrief.annotations.exchange.tasks import Task
    from chipbrief.records import Split, Story

HELP = "write tasks for an annotation tool"
DESCRIPTION = """Write the stories as tasks for people.

  entities  mark names and values in the title and the article
  summary   write a headline, a brief and an abstract
  facts     judge which facts each abstract states; list facts if the stories have none
  review    compare two layers (--layers A B), or approve the summaries of one writer (--layers A)
  rating    rate summaries of several systems (--outputs), which are not named, in a random order

The annotator sees no labels unless you pass --predictions. The formats brat, conll and spacy hold
marked spans only. In a review, brat and csv show the spans of both layers: delete those that are
wrong. conll and spacy begin with the spans that both layers have: add and correct. For Label Studio, the labelling
configuration is written beside the tasks (OUT.config.xml); for ratings, the key that names the
systems as well (OUT.key.json). Existing files are never overwritten. The command prints how many
minutes the work takes one annotator: an estimate, or measured times once there are enough."""
EXAMPLES = """examples:
  chipbrief annotate export --task entities --stories china-hawks -o tasks.json
  chipbrief annotate export --task review --layers entities-1 entities-2 -o review.json
  chipbrief annotate export --task entities --format brat -o brat-folder"""
MOST_SYSTEMS = 20
"""Maximum number of summaries that one page shows."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this action to `parser`."""
    add_task(parser)
    add_corpus(parser)
    shown = parser.add_argument_group("what the annotator sees")
    shown.add_argument(
        "--predictions", metavar="ANNOTATOR", help="show this annotator's labels (labels: the story's own)"
    )
    shown.add_argument(
        "--outputs", nargs="+", default=[], metavar="FILE", help="summaries to rate, one file per system"
    )
    shown.add_argument("--scales", default="rating", metavar="NAME,…", help="scales from 1 to 5 (default: rating)")
    shown.add_argument("--seed", type=int, default=12345, metavar="N", help="seed of the order (default: 12345)")
    written = parser.add_argument_group("output")
    written.add_argument("--format", choices=format_names(), default="label-studio", help="default: label-studio")
    written.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="file to write (brat: a folder)")


def format_names() -> tuple[str, ...]:
    """Return the names of the formats, without the import of their modules."""
    return ("label-studio", "brat", "conll", "spacy", "csv")


def add_task(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose tasks and stories, which export and import share."""
    group = parser.add_argument_group("task")
    group.add_argument(
        "--task", required=True, choices=("summary", "entities", "facts", "review", "rating"), help="what is annotated"
    )
    group.add_argument("--layers", nargs="+", default=[], metavar="LAYER", help="with review: what is reviewed")
    group.add_argument("--stories", nargs="+", default=[], metavar="ID", help="only these stories (default: all)")
    group.add_argument(
        "--annotations",
        type=Path,
        default=Path("annotations"),
        metavar="DIR",
        help="folder of annotations, or the folder that it lies in (default: annotations)",
    )


class Source(NamedTuple):
    """Stories to annotate, the folder of annotations, its content if it exists, and the name of the corpus.

    `ids` has all stories of the corpus, also those that --stories leaves out: the id here by the id that the corpus uses.
    """

    stories: list[Story]
    folder: Path
    annotations: Annotations | None
    corpus: str
    ids: Mapping[str, str]


def read_source(args: argparse.Namespace) -> Source:
    """Return the stories of a command line: those of the folder of annotations, else those of the corpus.

    If a corpus is named, its stories are used; a story that the folder has is taken from there. Raise `InputError` if a
    file has faults or a story of --stories is unknown.
    """
    from chipbrief.annotations import load_annotations
    from chipbrief.annotations.build import build_open
    from chipbrief.annotations.exchange.tasks import canonical, usable_id

    inside = args.annotations / "annotations"
    folder = inside if inside.is_dir() or (args.annotations / "corpus.yaml").is_file() else args.annotations
    annotations = load_annotations(folder) if (folder / "annotators.yaml").is_file() else None
    splits = build_open(annotations) if annotations else {}
    built = [row for rows in splits.values() for row in rows]
    rows: Sequence[Story]
    if annotations is None or has_own_corpus(args) or args.config:
        corpus = corpus_of(args)
        rows, name = corpus.stories, corpus.name
    else:
        rows, name = _of_split(args, splits), "annotations"
    there = {row.id: row for row in built}
    stories = [there.get(row.id, row) for row in canonical(rows)]
    if args.stories:
        wanted = {usable_id(one): one for one in args.stories}
        known = {row.id for row in stories}
        if unknown := [one for key, one in wanted.items() if key not in known]:
            raise InputError(Problem(f"--stories {one}", "is unknown", "check the id") for one in unknown)
        stories = [row for row in stories if row.id in wanted]
    if len({row.id for row in stories}) < len(stories):
        raise fail(name, "has two stories with one id", "give each story an id of its own")
    if not stories:
        raise fail(name, "has no story with an article", "name other stories")
    ids = {row.id: usable_id(row.id) for row in rows}
    return Source(sorted(stories, key=lambda row: row.id), folder, annotations, name, ids)


def _of_split(args: argparse.Namespace, splits: Mapping[Split, list[Story]]) -> list[Story]:
    """Return the stories of --split, else of all splits. Outputs to rate belong to one split: without --split, to test."""
    split: Split | None = args.split or ("test" if args.task == "rating" and "test" in splits else None)
    if split is None:
        return [row for rows in splits.values() for row in rows]
    if split not in splits:
        raise fail(f"--split {split}", "has no story", f"use one of {', '.join(splits)}")
    return splits[split]


def run(args: argparse.Namespace) -> int:
    """Write the tasks and return 0. Raise `InputError` with all faults; nothing is written then."""
    from chipbrief.annotations.exchange.formats import write
    from chipbrief.annotations.exchange.making import Order, make_tasks
    from chipbrief.files import write_atomically

    _check(args)
    source = read_source(args)
    extra: dict[str, bytes] = {}
    if args.task == "rating":
        tasks, extra = _ratings(args, source)
    else:
        order = Order(args.task, source.stories, source.folder, args.predictions, tuple(args.layers))
        tasks = make_tasks(order)
    if not tasks:
        raise fail("--stories", "have nothing to annotate for this task", "choose other stories or another task")
    files = {Path(f"{args.out}{name}"): data for name, data in {**write(args.format, tasks), **extra}.items()}
    if there := [path for path in files if path.exists()]:
        raise InputError(Problem(str(path), "exists already", "move it away, or name another file") for path in there)
    for path, data in files.items():
        write_atomically(path, data)
    print(f"wrote {len(tasks)} task{'s' * (len(tasks) > 1)} ({tasks[0].kind}) to {printable(str(args.out))}")
    for name in (".config.xml", ".key.json"):
        if Path(f"{args.out}{name}") in files:
            print(f"wrote {printable(str(args.out))}{name}")
    print(_time(tasks, source))
    return 0


def _time(tasks: Sequence[Task], source: Source) -> str:
    """Return how long the tasks take one annotator: by people's measured times of the same work, if there are enough."""
    from chipbrief.annotations.annotators import times_of_people
    from chipbrief.annotations.minutes import describe, expected

    layers = {"entities": "entities", "review-entities": "entities", "facts": "facts", "review-facts": "facts"}
    measured: list[float] = []
    if source.annotations is not None and (name := layers.get(tasks[0].kind)):
        is_review = tasks[0].kind.startswith("review")
        measured = times_of_people(source.annotations, source.folder, name, is_review)
    return describe(expected(tasks, {story.id: story for story in source.stories}, measured))


def _check(args: argparse.Namespace) -> None:
    """Raise `InputError` with all options that do not fit the task."""
    from chipbrief.annotations.exchange.tasks import SCALE

    problems = []
    for option, given, task in (("--outputs", args.outputs, "rating"), ("--layers", args.layers, "review")):
        if bool(given) != (args.task == task):
            problems.append(Problem(option, f"belongs to --task {task}", "give both, or neither"))
    if args.predictions and args.task in ("rating", "review"):
        problems.append(Problem("--predictions", f"cannot be shown with --task {args.task}", "leave it out"))
    args.scale_names = [name.strip() for name in args.scales.split(",")]
    if any(not SCALE.fullmatch(name) for name in args.scale_names) or len(set(args.scale_names)) < len(
        args.scale_names
    ):
        problems.append(
            Problem(f"--scales {args.scales}", "is not a list of names", "use lowercase letters: overall,style")
        )
    if len(args.outputs) > MOST_SYSTEMS:
        problems.append(Problem("--outputs", f"are more than {MOST_SYSTEMS}", "rate them in several exports"))
    if problems:
        raise InputError(problems)


def _ratings(args: argparse.Namespace, source: Source) -> tuple[list[Task], dict[str, bytes]]:
    """Return the rating tasks and their key. Raise `InputError` with the faults of all files."""
    from chipbrief.annotations.exchange.making import key_of
    from chipbrief.annotations.exchange.tasks import rating_tasks
    from chipbrief.submissions import read_submission

    outputs: dict[str, Mapping[str, str]] = {}
    problems: list[Problem] = []
    for path in args.outputs:
        try:
            found = read_submission(Path(path), list(source.ids), {}, partial=True)
        except InputError as error:
            problems += error.problems
            continue
        if found.name in outputs:
            problems.append(Problem(path, f"is the second file called {found.name}", "rename it"))
        outputs[found.name] = {source.ids[name]: text for name, text in found.summaries.items()}
    if problems:
        raise InputError(problems)
    tasks, systems = rating_tasks(source.stories, outputs, args.scale_names, args.seed)
    return tasks, {".key.json": key_of(tasks, systems, args.scale_names, args.seed)}
