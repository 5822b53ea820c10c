"""`chipbrief annotate guidelines`: write the annotation guidelines as a page to read beside the work."""

from __future__ import annotations

import argparse
from pathlib import Path

from chipbrief.problems import printable

HELP = "write the guidelines as a page to read beside the work"
DESCRIPTION = """Write the guidelines of an annotation folder (GUIDELINES.md) as one HTML page, with their version.

The page loads nothing from anywhere. With --task it has only the sections about one task. With
--instructions, the file has only the text, for the field "instructions" of a Label Studio project."""
EXAMPLES = """examples:
  chipbrief annotate guidelines -o guidelines.html
  chipbrief annotate guidelines --task entities -o entities.html
  chipbrief annotate guidelines --task facts --instructions -o instructions.html"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this action to `parser`."""
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path("annotations"), metavar="PATH",
        help="folder of annotations, or the folder that it lies in (default: annotations)",
    )  # fmt: skip
    parser.add_argument(
        "--task", choices=("entities", "facts", "summary", "review", "rating"), help="only this task (default: all)"
    )
    parser.add_argument("--instructions", action="store_true", help="only the text, for Label Studio (needs --task)")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE.html", help="file to write")


def run(args: argparse.Namespace) -> int:
    """Write the page and return 0. Raise `InputError` if there are no guidelines, or none for the task."""
    from chipbrief.annotations.guidelines import for_task, instructions, page, read_guidelines
    from chipbrief.files import write_atomically
    from chipbrief.problems import fail

    if args.instructions and not args.task:
        raise fail("--instructions", "needs --task", "name the task")
    inside = args.folder / "annotations"
    folder = inside if inside.is_dir() else args.folder
    text = instructions(args.task, folder) if args.instructions else page(for_task(read_guidelines(folder), args.task))
    write_atomically(args.out, text.encode())
    print(f"wrote {printable(str(args.out))}")
    return 0
