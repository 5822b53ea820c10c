"""`chipbrief clean`: extract the articles from news pages."""

from __future__ import annotations

import argparse
import glob
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chipbrief.problems import InputError, fail, printable

if TYPE_CHECKING:
    from chipbrief.pages import Article, Page

HELP = "extract the articles from news pages (text, HTML, RSS, Atom, PDF)"
DESCRIPTION = """Extract the articles from news pages: text dumps, HTML, RSS and Atom feeds, PDF.

A page may hold several articles. For each one you get the title, publisher, age, date, byline,
agency, standfirst, dateline, subheadings and text. Standard error says how many characters each
rule removed from a page. A page that cannot be read is reported, and the other pages are still
cleaned. HTML needs the extra html, and PDF the extra pdf."""
EXAMPLES = """examples:
  chipbrief clean tests/cases/pages/logo-layout-with-two-related.txt > articles.jsonl
  chipbrief clean tests/cases/pages/newsletter-box-in-the-middle.txt --format text
  chipbrief clean tests/cases/pages --explain > /dev/null"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand to `parser`."""
    read = parser.add_argument_group("input")
    read.add_argument(
        "pages",
        nargs="+",
        metavar="PAGE",
        help="file with one page or a feed; a folder or a pattern like 'pages/*.html' stands for its files; - is standard input",
    )
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
    written.add_argument(
        "--warn-share",
        type=_percent,
        default=5.0,
        metavar="PERCENT",
        help="warn of a page if more of it was removed without a rule that recognises it (default: 5)",
    )
    written.add_argument("--quiet", action="store_true", help="do not print the account of each page")


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError("must be a number from 0 to 100")
    return value


def run(args: argparse.Namespace) -> int:
    """Print the articles of each page. Return 1 if a page could not be read, else 0."""
    from chipbrief.pages import clean_page, read_source

    status = 0
    for name in args.pages:
        try:
            paths = list(paths_of(name))
        except InputError as error:
            print(error.describe(), file=sys.stderr)
            status = 1
            continue
        for path in paths:
            try:
                for page in read_source(path):
                    _print(args, page, clean_page(page))
            except InputError as error:
                print(error.describe(), file=sys.stderr)
                status = 1
    return status


def paths_of(name: str) -> Iterator[Path]:
    """Yield the files that an argument stands for, in the order of their names. Hidden files of a folder are left out.

    Raise `InputError` if it is a folder without files, or a pattern that matches none.
    """
    path = Path(name)
    if name == "-" or path.is_file():
        yield path
    elif path.is_dir():
        found = sorted(child for child in path.iterdir() if child.is_file() and not child.name.startswith("."))
        if not found:
            raise fail(name, "is a folder without files", "pass a folder of pages")
        yield from found
    elif glob.has_magic(name):
        found = sorted(Path(match) for match in glob.glob(name, recursive=True) if Path(match).is_file())  # noqa: PTH207  # the pattern may be absolute
        if not found:
            raise fail(name, "matches no file", "check the pattern")
        yield from found
    else:
        yield path  # reading it reports what is wrong


def _print(args: argparse.Namespace, page: Page, articles: list[Article]) -> None:
    from chipbrief.pages.account import account, explain, jsonl, readable

    for article in articles:
        print(jsonl(article) if args.format == "jsonl" else readable(article))
        if args.explain:
            print(explain(article, page.text), file=sys.stderr)
    found = account(page, articles, args.warn_share / 100)
    if not args.quiet:
        print(found, file=sys.stderr)
    for warning in found.warnings:
        print(printable(f"{page.name}: warning: {warning}"), file=sys.stderr)
