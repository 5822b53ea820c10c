"""`chipbrief clean`: extract the articles from text dumps of news pages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chipbrief.problems import InputError

HELP = "extract the articles from text dumps of news pages"
DESCRIPTION = """Extract the articles from text dumps of news pages.

A page may hold several articles. For each one you get the title, publisher, age, standfirst,
dateline and text. A page that cannot be read is reported, and the other pages are still cleaned."""
EXAMPLES = """examples:
  chipbrief clean tests/cases/pages/logo-layout-with-two-related.txt > articles.jsonl
  chipbrief clean tests/cases/pages/newsletter-box-in-the-middle.txt --format text
  chipbrief clean tests/cases/pages/*.txt --explain > /dev/null"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    read = parser.add_argument_group("input")
    read.add_argument("pages", nargs="+", type=Path, metavar="PAGE", help="text dump of one page, in UTF-8")
    written = parser.add_argument_group("output")
    written.add_argument(
        "--format",
        choices=("jsonl", "text"),
        default="jsonl",
        help="one JSON object per line, or plain text to read (default: jsonl)",
    )
    written.add_argument(
        "--explain", action="store_true", help="print each removed span and its rule to standard error"
    )


def run(args: argparse.Namespace) -> int:
    """Print the articles of each page. Return 1 if a page could not be read, else 0."""
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
