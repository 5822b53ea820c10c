"""Code shared by the baselines that need a model of the user's choice: arguments, file names, lengths and the run report.

These baselines are not part of a default run. Their outputs are stored next to those of the others, and are named after the
baseline and the model. The report (`NAME.run.json`) lists what affects the scores; it does not depend on the time of the run.
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

from chipbrief.baselines import article_of, cut, output_path
from chipbrief.baselines.alone import add_stories, chosen_stories, parsed
from chipbrief.baselines.systems import rows_bytes
from chipbrief.files import write_atomically
from chipbrief.language.tokens import split_sentences, words
from chipbrief.problems import InputError, fail, printable
from chipbrief.records import Story

NAME_LIMIT = 100
"""Maximum length of a model's name in a file name, in characters. File systems allow 255 bytes for the whole name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that all of these baselines share."""
    add_stories(parser)
    parser.add_argument("--name", help="name of the system in tables and file names (default: the model's name)")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="output file (default: baselines/outputs/CONFIG/KIND/BASELINE.MODEL.jsonl, "
        "or BASELINE.MODEL.SPLIT.jsonl for a split other than test)",
    )
    parser.add_argument(
        "--uncut",
        action="store_true",
        help="do not cut the text at the word budget; the scores are then not comparable with other baselines",
    )
    parser.add_argument("--json", action="store_true", help="print the run report as JSON instead of a table")


def run(
    parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int], argv: Sequence[str] | None
) -> int:
    """Parse `argv`, run `command` and return the exit status.

    The status is 1 after an input or output error and 130 after an interrupt. A wrong command line exits with status 2.
    """
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
    """Return the system's name in tables: `--name`, or the model's name (for a folder, its last part).

    Raise `InputError` if the name is too long, is not printable, or has no character that a file name may contain.
    """
    name = args.name or (Path(args.model).is_dir() and Path(args.model).resolve().name) or args.model
    if not name.isprintable() or len(name) > NAME_LIMIT:
        raise fail(
            "--name", f"is not printable, or longer than {NAME_LIMIT} characters", "pass a shorter, printable name"
        )
    slug(name)
    return str(name)


def slug(name: str) -> str:
    """Return a model's name as part of a file name, for example `facebook--bart` for `facebook/bart`.

    Only ASCII letters, digits and `._-` are kept. The result has no path separator and neither starts nor ends with a dot,
    so it cannot lead out of the folder. Raise `InputError` if no character is left.
    """
    safe = re.sub(r"[^\w.-]+", "--", name, flags=re.ASCII).strip(".-_")[:NAME_LIMIT]
    if not safe:
        raise fail("--model", f"{name[:40]!a} has no ASCII letter or digit to use in a file name", "pass a --name")
    return safe


def output_file(baseline: str, args: argparse.Namespace) -> Path:
    """Return the path of the outputs: `--out`, or the default path for the model, configuration, split and kind.

    The default file name starts with the baseline's name, so no model name can clash with another system's file. Raise
    `InputError` if the system's name cannot be used (see `system_name`).
    """
    named = output_path(f"{baseline}.{slug(system_name(args))}", args.config, args.split, args.kind)
    return args.out if args.out is not None else named


def beside(out: Path, suffix: str) -> Path:
    """Return the path `out` with `.jsonl` at its end replaced by `suffix`. If it does not end with `.jsonl`, append `suffix`."""
    return out.with_name(out.name.removesuffix(".jsonl") + suffix)


def stories_of(args: argparse.Namespace) -> list[Story]:
    """Return the requested stories. Raise `InputError` if they cannot be read, or if one has no reference of the requested kind."""
    stories = chosen_stories(args)
    for story in stories:
        article_of(story, args.kind, config=args.config)
    return stories


def articles_of(story: Story) -> list[str]:
    """Return the text of each article of a story: one, or several for a cluster."""
    return [story.document[part.start : part.end] for part in story.parts]


def beginning(sentences: Sequence[str], budget: int) -> list[str]:
    """Return as many of the first sentences as have at most `budget` words in total.

    If the first sentence alone has more words, return only this sentence, cut to `budget` words.
    """
    taken: list[str] = []
    left = budget
    for sentence in sentences:
        left -= len(words(sentence))
        if left < 0:
            break
        taken.append(sentence)
    return taken or [text for text in [cut(sentences[0], budget)] if text] if sentences else []


def summary_of(text: str, budget: int | None) -> str:
    """Return a model's text as a summary with one sentence per line and at most `budget` words.

    The text is cut after a whole sentence, or within the first sentence if that one is too long. All baselines have the same
    budget, so that scores do not depend on length. Nothing is cut if `budget` is None.
    """
    sentences = split_sentences(text)
    return "\n".join(sentences if budget is None else beginning(sentences, budget))


def write(out: Path, name: str, args: argparse.Namespace, stories: Sequence[Story], texts: Mapping[str, str]) -> None:
    """Write the submission from the model's `texts` by story id. They are cut to the word budget unless `--uncut` is given.

    With `--every`, the first line says that the submission is partial, so that the summaries can be scored with those of all
    stories.
    """
    rows = []
    for story in stories:
        budget = None if args.uncut else article_of(story, args.kind, config=args.config).budget
        rows.append((story.id, summary_of(texts[story.id], budget)))
    partial = f"one of every {args.every} stories of the split" if args.every else None
    write_atomically(out, rows_bytes(name, rows, partial))


def print_report(out: Path, report: dict[str, Any], as_json: bool) -> None:
    """Write the report as `NAME.run.json` to the folder of the outputs `out`, and print it.

    It is printed as JSON if `as_json` is true. Otherwise `stories` is printed as a table with one row per story, each other
    entry on one line, and the path `out` at the end.
    """
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
    """Return a progress bar on standard error. It is shown only in a terminal."""
    return tqdm(total=total, desc=name, unit="article", disable=not sys.stderr.isatty())
