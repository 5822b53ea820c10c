"""`chipbrief annotate import`: check people's labels and write them into the annotation files."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.commands.annotate_export import Source, add_task, format_names, read_source
from chipbrief.commands.corpus import add_corpus
from chipbrief.problems import InputError, Problem, fail, printable, printable_json

if TYPE_CHECKING:
    from chipbrief.annotations.exchange.tasks import Answer, Returned, Task

HELP = "check people's labels and write them into annotation files"
DESCRIPTION = """Check the answers of one person, show what they change, and write them.

Summaries and lists of facts go into annotations/stories/ID.yaml, marked spans and judged facts into
annotations/raw/entities-ANNOTATOR/ and facts-ANNOTATOR/, ratings into a table for `chipbrief
meta-evaluate --ratings`. A layer of another annotator is never overwritten, earlier work of the same
annotator only with --replace. If the stories come from a table and the folder does not exist, a
project with its stories is made.

Nothing is written if any answer has a fault. Pass the same --task, --layers and corpus as for the
export: each answer carries the SHA-256 of what its annotator has seen."""
UNDATED = ("fact-list", "review-summary")
"""Kinds of tasks whose files have no place for a date."""
EXAMPLES = """examples:
  chipbrief annotate import export.json --task entities --annotator ada --dry-run
  chipbrief annotate import export.json --task entities --annotator ada --name "Ada Quill" --guidelines 2.0
  chipbrief annotate import ratings.json --task rating --annotator ada --key tasks.json.key.json -o ratings.csv"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this action to `parser`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="export of the tool (brat: a folder)")
    add_task(parser)
    who = parser.add_argument_group("annotator")
    who.add_argument("--annotator", required=True, metavar="ID", help="id of the person, as in annotators.yaml")
    who.add_argument("--name", metavar="NAME", help="name of a person who is not registered yet")
    who.add_argument("--guidelines", metavar="VERSION", help="version of the guidelines that this person has used")
    who.add_argument(
        "--date",
        type=_date,
        metavar="YYYY-MM-DD",
        help="day of the work, if the format does not say (default: not recorded)",
    )
    who.add_argument("--user", metavar="NAME", help="user of the tool, if several have annotated")
    rules = parser.add_argument_group("rules")
    rules.add_argument("--format", choices=format_names(), help="format of FILE (default: by its name)")
    rules.add_argument(
        "--offsets",
        choices=("auto", "code-points", "utf-16", "crlf"),
        default="auto",
        help="what offsets count (default: whichever makes all spans fit)",
    )
    rules.add_argument("--accept-predictions", action="store_true", help="accept labels that nobody has changed")
    rules.add_argument("--replace", action="store_true", help="replace earlier work of the same annotator")
    rules.add_argument("--unchecked", action="store_true", help="write summaries that `chipbrief check` objects to")
    rules.add_argument("--key", type=Path, metavar="FILE", help="with rating: the key of the export")
    add_corpus(parser)
    written = parser.add_argument_group("output")
    written.add_argument("-o", "--out", type=Path, metavar="FILE", help="with rating: table to write")
    written.add_argument("--dry-run", action="store_true", help="show the difference and write nothing")
    written.add_argument("--json", action="store_true", help="print files, difference and notes as JSON")


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (write YYYY-MM-DD)") from None


def run(args: argparse.Namespace) -> int:
    """Write the files and return 0. Raise `InputError` with all faults; nothing is written then."""
    if (args.task == "rating") != bool(args.key and args.out):
        raise fail("--key, -o", "belong to --task rating", "give all, or none")
    source = read_source(args)
    files, notes = _ratings(args, source) if args.task == "rating" else _labels(args, source)
    return _finish(args, files, notes)


def _answers(args: argparse.Namespace, tasks: dict[str, Task]) -> tuple[list[Answer], Returned]:
    from dataclasses import replace

    from chipbrief.annotations.exchange.formats import FORMATS, format_of, read
    from chipbrief.annotations.exchange.validate import checked

    name = args.format or format_of(args.file)
    returned = read(name, args.file, tasks)
    unit = FORMATS[name].unit if args.offsets == "auto" else args.offsets
    problems = list(returned.problems)
    try:
        answers = checked(returned.answers, tasks, args.user, unit, args.accept_predictions)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems, returned.more)
    return [one if one.date else replace(one, date=args.date) for one in answers], returned


def _ratings(args: argparse.Namespace, source: Source) -> tuple[dict[Path, str], list[Problem]]:
    from chipbrief.annotations.exchange.making import read_key
    from chipbrief.annotations.exchange.merge import ratings_table

    files, notes = _rater(args, source)
    made, systems, scales = read_key(args.key, source.stories)
    if not made:
        raise fail(str(args.key), "has none of these stories", "pass the key of this export and the same stories")
    tasks = {task.id: task for task in made}
    answers, returned = _answers(args, tasks)
    if args.out.exists() and not args.replace:
        raise fail(str(args.out), "exists already", "name another file, or pass --replace")
    files[args.out] = ratings_table(answers, tasks, systems, scales, args.annotator)
    return files, [*returned.notes, *notes]


def _rater(args: argparse.Namespace, source: Source) -> tuple[dict[Path, str], list[Problem]]:
    """Return `annotators.yaml` with a new rater, if there is such a file. Without it or a name, note that nothing says who rates."""
    from chipbrief.annotations.exchange.merge import registered
    from chipbrief.annotations.exchange.projects import surroundings

    known = source.annotations.annotators if source.annotations else None
    if known is not None and (args.name or args.annotator in known):
        new = registered(known, args.annotator, args.name, args.guidelines)
        return surroundings(source.folder, known, new, [], source.corpus), []
    registered({}, args.annotator, args.annotator, "unknown")
    what = f"is in no annotators.yaml, so that `annotate agreement` does not know that {args.annotator} is a person"
    return {}, [Problem(args.annotator, what, "add --name NAME and --guidelines VERSION, or --annotations DIR")]


def _labels(args: argparse.Namespace, source: Source) -> tuple[dict[Path, str], list[Problem]]:
    from chipbrief.annotations.exchange.formats import format_of
    from chipbrief.annotations.exchange.making import Order, make_tasks
    from chipbrief.annotations.exchange.merge import Merge, merge, registered
    from chipbrief.annotations.exchange.projects import checked_files, surroundings

    known = source.annotations
    new = registered(known.annotators if known else {}, args.annotator, args.name, args.guidelines)
    tasks = {
        one.id: one for one in make_tasks(Order(args.task, source.stories, source.folder, None, tuple(args.layers)))
    }
    if not tasks:
        raise fail("--task", "has no task for these stories", "pass the options of the export")
    answers, returned = _answers(args, tasks)
    work = Merge(
        source.folder, args.annotator, args.format or format_of(args.file),
        {one.id: one for one in known.stories} if known else {},
        {row.id: row for row in source.stories}, tasks, tuple(args.layers), args.replace,
    )  # fmt: skip
    merge(work, answers)
    added = [row for row in source.stories if row.id not in work.stories and work.path(row.id) in work.changed]
    around = surroundings(source.folder, known.annotators if known else None, new, added, source.corpus)
    files = {**around, **work.changed}
    notes = [*returned.notes, *work.notes]
    if any(one.date is None and tasks[one.task].kind not in UNDATED for one in answers):
        notes.append(Problem(str(args.file), "does not say on which day the work was done", "pass --date YYYY-MM-DD"))
    if any(path.parent.name == "stories" for path in work.changed):
        notes += checked_files(source.folder, files, args.annotator, strict=not args.unchecked)
    return files, notes


def _finish(args: argparse.Namespace, files: dict[Path, str], notes: list[Problem]) -> int:
    """Write the files that differ, and print the difference and the notes.

    They are written first, so that `| head`, which closes the pipe early, loses nothing.
    """
    from chipbrief.files import diff, is_file, write_atomically

    old = {path: path.read_text(encoding="utf-8") if is_file(path) else "" for path in files}
    changed = {path: text for path, text in files.items() if old[path] != text}
    lines = {str(path): list(diff(str(path), old[path], text, "imported")) for path, text in changed.items()}
    if not args.dry_run:
        for path, text in changed.items():
            write_atomically(path, text.encode())
    if args.json:
        print(
            printable_json(
                {
                    "annotator": args.annotator,
                    "written": not args.dry_run,
                    "files": [str(path) for path in changed],
                    "difference": lines,
                    "notes": [str(note) for note in notes],
                }
            )
        )
    else:
        for part in lines.values():
            print("\n".join(printable(line) for line in part))
        for note in notes:
            print(f"note: {note}", file=sys.stderr)
    if not args.json:
        print(
            f"{'would write' if args.dry_run else 'wrote'} {len(changed)} file{'s' * (len(changed) != 1)}"
            f" for {args.annotator}",
            file=sys.stderr,
        )
    return 0
