#!/usr/bin/env python3
"""Measure how long it takes to read an article and its summaries, and write docs/text_benchmark.json and docs/text_benchmark.md.

The articles are those of the open edition, joined until they have 600 words and cut there. The summaries have up to 65 words
of the articles' references. Every article is new to the caches in every round. Times are processor times on one core: the
mean over the articles, and the minimum over all rounds, which other work disturbed least.

examples:
  python scripts/benchmark_text.py --quick       measure three rounds and print the page; write nothing
  python scripts/benchmark_text.py --write       measure twenty rounds and write both files
  python scripts/benchmark_text.py --check       measure nothing; exit 1 and show a diff if the page differs from the JSON
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

from chipbrief.corpora import load
from chipbrief.files import write_or_check
from chipbrief.language.evidence import Evidence
from chipbrief.language.normalise import normalised
from chipbrief.language.tokens import cut
from chipbrief.language.values import find_values
from chipbrief.language.words import plain_text, words_of
from chipbrief.metrics import entities

ROOT = Path(__file__).resolve().parents[1]
FIGURES, PAGE = ROOT / "docs" / "text_benchmark.json", ROOT / "docs" / "text_benchmark.md"
ARTICLE_WORDS, SUMMARY_WORDS = 600, 65
QUICK, FULL = 3, 20


class Task(NamedTuple):
    """An article with two summaries."""

    article: str
    summary: str
    second: str


def _support_new(task: Task) -> Callable[[], object]:
    return lambda: entities.support(document=task.article, summary=task.summary)


def _support_second(task: Task) -> Callable[[], object]:
    entities.support(document=task.article, summary=task.summary)
    return lambda: entities.support(document=task.article, summary=task.second)


def _evidence(task: Task) -> Callable[[], object]:
    found = cut(task.article)
    return lambda: Evidence(found).inside


def _of_article(read: Callable[[str], object]) -> Callable[[Task], Callable[[], object]]:
    return lambda task: lambda: read(task.article)


def _of_summary(read: Callable[[str], object]) -> Callable[[Task], Callable[[], object]]:
    return lambda task: lambda: read(task.summary)


STEPS: dict[str, Callable[[Task], Callable[[], object]]] = {
    "`entities.support`, a new article": _support_new,
    "`entities.support`, a second summary of it": _support_second,
    "article: normalise": _of_article(normalised),
    "article: normalise and undo tokenization": _of_article(plain_text),
    "article: cut into words": _of_article(cut),
    "article: capitals inside sentences": _evidence,
    "article: values": _of_article(find_values),
    "summary: cut into words with capitals": _of_summary(words_of),
    "summary: values": _of_summary(find_values),
}
"""What is measured: each function prepares a step that has not run on these texts before."""


def tasks(number: int) -> Iterator[Task]:
    """Yield the tasks of one round. A last line with the round's number makes every text new."""
    words: list[str] = []
    references: list[str] = []
    for story in load("open"):
        words += f"{story.title}\n\n{story.document}\n\n".split(" ")
        references += (one.text for one in story.references)
        if len(words) >= ARTICLE_WORDS:
            first, second = (_summary(references[at:], number) for at in (0, len(references) // 2))
            yield Task(f"{' '.join(words[:ARTICLE_WORDS])}\nRound {number}.", first, second)
            words, references = [], []


def _summary(references: Sequence[str], number: int) -> str:
    return " ".join([*" ".join(references).split()[:SUMMARY_WORDS], f"Round {number}."])


def benchmark(rounds: int) -> dict[str, Any]:
    """Return the milliseconds of every step."""
    times: dict[str, list[float]] = {name: [] for name in STEPS}
    number = 0
    for _ in range(rounds):
        for name, prepare in STEPS.items():
            number += 1
            ready = [prepare(task) for task in tasks(number)]
            spent = [_time(step) for step in ready]
            times[name].append(fsum(spent) / len(spent) * 1000)
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "articles": sum(1 for _ in tasks(0)),
        "rounds": rounds,
        "milliseconds": {name: min(found) for name, found in times.items()},
    }


def _time(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


def page(found: dict[str, Any]) -> str:
    """Return the Markdown page for the results in text_benchmark.json."""
    lines = [
        "# Reading texts: speed", "",
        "`scripts/benchmark_text.py --write` measures the figures in `text_benchmark.json` and writes this page from them. The script's "
        "docstring describes the texts.", "",
        f"- Machine: {found['machine']}.",
        f"- Times are processor times on one core: the mean over {found['articles']} articles of {ARTICLE_WORDS} words, and the minimum "
        f"over {found['rounds']} rounds.",
        "- The steps below the first two are parts of these. They overlap: undoing the tokenization includes normalising, and the "
        "values are read from a normalised text.",
        "", "| step | ms |", "|---|--:|",
    ]  # fmt: skip
    lines += [f"| {name} | {spent:.3f} |" for name, spent in found["milliseconds"].items()]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--quick", action="store_true", help="measure three rounds; write nothing")
    mode.add_argument("--write", action="store_true", help="measure everything; write the figures and the page")
    mode.add_argument("--check", action="store_true", help="compare the page with the stored figures; measure nothing")
    args = parser.parse_args(argv)
    if args.check:
        stored = json.loads(FIGURES.read_text(encoding="utf-8"))
        return write_or_check({PAGE: page(stored).encode()}, check=True, root=ROOT)
    found = benchmark(QUICK if args.quick else FULL)
    text = page(found)
    print(text)
    if args.write:
        figures = json.dumps(found, indent=1) + "\n"
        return write_or_check({FIGURES: figures.encode(), PAGE: text.encode()}, check=False, root=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
