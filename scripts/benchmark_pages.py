#!/usr/bin/env python3
"""Measure how fast pages are cleaned, and print megabytes per second. Nothing is written.

The texts are made from a few sentences, in random order with a fixed seed: an article in one line, an article of many
paragraphs, an article in Chinese, pages with thousands of related articles (of ten sentences or of one), and many small
pages. Times are processor times on one core, the minimum over all rounds, which other work disturbed least.

examples:
  python scripts/benchmark_pages.py              three rounds of about 4 MB each
  python scripts/benchmark_pages.py --size 1     the same with 1 MB
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence

from chipbrief.pages import clean
from chipbrief.problems import run_script

SENTENCES = (
    "The harbour council voted on Monday to widen the northern pier by forty metres, ending a dispute of three years.",
    "Fishing crews had argued that the old pier was too narrow for their new boats, and had blocked it twice in May.",
    "“We had no choice,” said Ada Lind, the council’s engineer.",
    "Work begins in spring and will cost 12 million crowns, of which the boats' owners pay a third.",
)
CHINESE = "港务局周二表示，两台起重机将在冬季风暴到来之前移动。"
HEAD = "A pier\nHashtags\n\nTry Our AI Features\nRelated Articles\n"


class Pages:
    """Pages of about `size` characters; the same seed gives the same pages."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.random = random.Random(1)  # noqa: S311

    def paragraph(self, count: int) -> str:
        """Return `count` sentences in random order."""
        return " ".join(self.random.choices(SENTENCES, k=count))

    def one_line(self) -> list[str]:
        """Return one article in one line."""
        return [f"Council widens pier\n{self.paragraph(self.size // 95)}"]

    def many_paragraphs(self) -> list[str]:
        """Return one article of short paragraphs."""
        return ["\n".join(["Council widens pier", *(self.paragraph(3) for _ in range(self.size // 285))])]

    def chinese(self) -> list[str]:
        """Return one article in Chinese."""
        return ["\n".join(["Council widens pier", *([CHINESE * 4] * (self.size // 300))])]

    def related(self) -> list[str]:
        """Return one page with thousands of related articles."""
        articles = (
            f"\nIsland Times\n5 minutes ago\n- Island Times\nPier news {number}\n{self.paragraph(10)}\n"
            for number in range(self.size // 1010)
        )
        return [HEAD + "".join(articles)]

    def tiny(self) -> list[str]:
        """Return one page with thousands of related articles of one sentence each, about 150 characters with their headers."""
        articles = (
            f"\nIsland Times\n5 minutes ago\n- Island Times\nPier news {number}\n{self.paragraph(1)}\n"
            for number in range(self.size // 155)
        )
        return [HEAD + "".join(articles)]

    def small_pages(self) -> list[str]:
        """Return thousands of pages with one article each."""
        return ["\n".join(["Council widens pier", *(self.paragraph(3) for _ in range(10))])] * (self.size // 2900)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, default=4, metavar="MB", help="size of each text (default: 4)")
    parser.add_argument("--rounds", type=int, default=3, help="number of rounds (default: 3)")
    args = parser.parse_args(argv)
    pages = Pages(int(args.size * 1_000_000))
    kinds: tuple[Callable[[], list[str]], ...] = (
        pages.one_line, pages.many_paragraphs, pages.chinese, pages.related, pages.tiny, pages.small_pages,
    )  # fmt: skip
    for kind in kinds:
        texts = kind()
        size = sum(len(text.encode()) for text in texts) / 1e6
        seconds = min(_seconds(texts) for _ in range(args.rounds))
        print(f"{kind.__name__:<16} {size:5.1f} MB {seconds:6.2f} s {size / seconds:6.1f} MB/s")
    return 0


def _seconds(texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        clean(text, "page")
    return time.process_time() - start


if __name__ == "__main__":
    run_script(main)
