"""`chipbrief clean`: articles out of text dumps of news pages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.problems import InputError

HELP = "take the articles out of the text dump of news pages"
DESCRIPTION = "Take the articles out of the text dump of news pages: title, publisher, age, standfirst, dateline, text."
EXAMPLES = """examples:
  chipbrief clean page.txt > articles.jsonl
  chipbrief clean *.txt --format text --explain | less"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this subcommand."""
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGE", help="text file, UTF-8")
    parser.add_argument(
        "--format", choices=("jsonl", "text"), default="jsonl", help="default: jsonl, an article a line"
    )
    parser.add_argument(
        "--explain", action="store_true", help="print what was removed, by which rule, to standard error"
    )


def run(args: argparse.Namespace) -> int:
    """Exit status; raises `InputError`."""
    from chipbrief.pages import clean, read_page
    from chipbrief.pages.clean import explain, jsonl, readable

    status = 0
    for path in args.pages:
        try:
            raw = read_page(path)
            articles = clean(raw, path.name)
        except InputError as error:
            print(error.describe(), file=sys.stderr)
            status = 1
            continue
        for article in articles:
            print(jsonl(article) if args.format == "jsonl" else readable(article))
            if args.explain:
                print(explain(article, raw), file=sys.stderr)
    return status
