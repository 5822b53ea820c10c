"""What the baselines share that need a model of the user's choice: arguments, names of files, lengths, and the report.

They are no part of a default run. Their outputs lie beside the others', named after the system and the model, with a report
of the run (`NAME.run.json`) that says what a reader of the scores must know: nothing in it depends on when it was made.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from chipbrief.baselines import article_of, cut, output_path, submission_bytes
from chipbrief.baselines.alone import add_stories, parsed
from chipbrief.corpora.store import dataset_folder, load
from chipbrief.files import write_atomically
from chipbrief.language.tokens import split_sentences, words
from chipbrief.problems import InputError, fail, printable
from chipbrief.records import Story

NAME_LIMIT = 100
"""Characters of a model's name in a file name, of which systems allow 255 bytes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that every such baseline has."""
    add_stories(parser)
    parser.add_argument("--name", help="of the system, in tables and file names (default: the model's)")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="default: baselines/outputs/CONFIG/KIND/BASELINE.MODEL.jsonl (BASELINE.MODEL.SPLIT.jsonl but for test)",
    )
    parser.add_argument(
        "--uncut",
        action="store_true",
        help="keep what is over the budget in words: not comparable with other baselines",
    )
    parser.add_argument("--json", action="store_true", help="print the report of the run as JSON, not as a table")


def run(
    parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int], argv: Sequence[str] | None
) -> int:
    """Exit status of `command`: 1 where the input has problems, 2 where the command line has, 130 where it is interrupted."""
    args = parsed(parser, argv)
    try:
        return command(args)
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    except OSError as error:
        print(printable(f"{error.filename or parser.prog}: {error.strerror or error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def system_name(args: argparse.Namespace) -> str:
    """What tables call the system: `--name`, else the model's name, of a folder its last part. Raises `InputError`."""
    name = args.name or (Path(args.model).is_dir() and Path(args.model).resolve().name) or args.model
    if not name.isprintable() or len(name) > NAME_LIMIT:
        raise fail("--name", f"is not printable, or longer than {NAME_LIMIT} characters", "give a short one")
    slug(name)
    return str(name)


def slug(name: str) -> str:
    """A model's name as part of a file name: ASCII letters, digits and `._-`. `facebook/bart` gives `facebook--bart`.

    No separator of folders is left, and it neither begins nor ends with a dot, so no name leads out of the folder. Raises
    `InputError` where nothing is left.
    """
    safe = re.sub(r"[^\w.-]+", "--", name, flags=re.ASCII).strip(".-_")[:NAME_LIMIT]
    if not safe:
        raise fail("--model", f"{name[:40]!a} has no letter or digit to name a file after", "give a --name")
    return safe


def output_file(baseline: str, args: argparse.Namespace) -> Path:
    """Where the outputs go. The baseline's own name comes first, so that no model's name is taken for another system's."""
    named = output_path(f"{baseline}.{slug(system_name(args))}", args.config, args.split, args.kind)
    return args.out if args.out is not None else named


def beside(out: Path, suffix: str) -> Path:
    """`mine.jsonl` gives `mine` with the suffix; another ending stays."""
    return out.with_name(out.name.removesuffix(".jsonl") + suffix)


def stories_of(args: argparse.Namespace) -> list[Story]:
    """The stories that are asked for, each of which has a reference of the kind. Raises `InputError`."""
    stories = load(args.config, args.split, dataset_folder())[: args.limit]
    for story in stories:
        article_of(story, args.kind)
    return stories


def articles_of(story: Story) -> list[str]:
    """The text of the story's article, or of each article of a cluster."""
    return [story.document[part.start : part.end] for part in story.parts]


def beginning(sentences: Sequence[str], budget: int) -> list[str]:
    """The first sentences that together have at most `budget` words; of the first alone, as many words as fit."""
    taken: list[str] = []
    left = budget
    for sentence in sentences:
        left -= len(words(sentence))
        if left < 0:
            break
        taken.append(sentence)
    return taken or [text for text in [cut(sentences[0], budget)] if text] if sentences else []


def summary_of(text: str, budget: int | None) -> str:
    """What a model wrote as a summary, a sentence a line: whole sentences from its beginning within the budget, or all.

    The same budget as for every other baseline, so that length does not decide; without one nothing is left out.
    """
    sentences = split_sentences(text)
    return "\n".join(sentences if budget is None else beginning(sentences, budget))


def write(out: Path, name: str, args: argparse.Namespace, stories: Sequence[Story], texts: Mapping[str, str]) -> None:
    """The submission: what the model wrote, by story, within the budget unless `--uncut`."""

    def summarize(article: Any) -> str:
        return summary_of(texts[article.id], None if args.uncut else article.budget)

    write_atomically(out, submission_bytes(name, stories, args.kind, summarize))


def print_report(out: Path, report: dict[str, Any], as_json: bool) -> None:
    """Write the report beside the outputs, and print it: `stories` as a table, every other entry as a line."""
    text = json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_atomically(beside(out, ".run.json"), text.encode())
    if as_json:
        print(text, end="")
        return
    rows = [["id", *next(iter(report["stories"].values()), {})]]
    rows += [[key, *(_cell(value)[:60] for value in row.values())] for key, row in report["stories"].items()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())
    print()
    for key, value in report.items():
        if key != "stories":
            print(f"{key}: {_cell(value)}")
    print(out)


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_cell(inner)}" for key, inner in value.items())
    return "–" if value is None else printable(str(value).replace("\n", " "))


def progress_bar(name: str, total: int) -> Any:
    """A bar on standard error where somebody sees it."""
    return tqdm(total=total, desc=name, unit="article", disable=not sys.stderr.isatty())
