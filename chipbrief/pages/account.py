"""Account of a page: how many characters each rule removed, and what share of the page no rule explains."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chipbrief.pages.article import Article
from chipbrief.pages.sources import Page
from chipbrief.problems import printable

PREVIEW_LENGTH = 60
"""Maximum number of characters of a removed text that `explain` shows."""
UNACCOUNTED = frozenset(("reader_comments", "unrecognised", "empty_article", "no_sentence", "left_out"))
"""Rules that remove text because of its place, not because they recognise it. `left_out` are long paragraphs of an HTML page
that were not extracted."""
WARNING_SHARE = 0.05
"""Share of unaccounted characters over which a page is warned of."""


@dataclass(frozen=True, slots=True)
class Account:
    """Characters of one page, without white space: all, kept in fields and texts, removed by each rule, and unaccounted for."""

    page: str
    articles: int
    size: int
    kept: int
    removed: dict[str, int]
    warnings: tuple[str, ...]

    @property
    def unaccounted(self) -> float:
        """Share of the page that was removed because of its place only."""
        return sum(size for rule, size in self.removed.items() if rule in UNACCOUNTED) / self.size if self.size else 0.0

    def __str__(self) -> str:
        rules = ", ".join(f"{rule} {size:,}" for rule, size in self.removed.items()) or "nothing"
        noun = "article" if self.articles == 1 else "articles"
        share = self.kept / self.size if self.size else 0.0
        return (
            f"{printable(self.page)}: {self.articles} {noun}; kept {self.kept:,} of {self.size:,} characters ({share:.1%}); "
            f"removed: {rules}; unaccounted: {self.unaccounted:.1%}"
        )


def account(page: Page, articles: Sequence[Article], limit: float = WARNING_SHARE) -> Account:
    """Return the account of one page. It is warned of if more than `limit` of it is unaccounted for."""
    raw = page.text
    removed: Counter[str] = Counter()
    for article in articles:
        for span in article.removed:
            removed[span.rule] += _size(raw[span.start : span.end])
        for heading in article.subheadings:
            removed["subheading"] += _size(raw[heading.start : heading.end])
    size = _size(raw)
    kept = size - removed.total()
    if page.left_out:
        removed["left_out"] = page.left_out
    rules = dict(sorted(removed.items(), key=lambda item: (-item[1], item[0])))
    found = Account(page.name, len(articles), size + page.left_out, kept, rules, ())
    warnings = [f"[{article.index}]: {warning}" for article in articles for warning in article.warnings]
    if found.unaccounted > limit:
        warnings.append(
            f"{found.unaccounted:.1%} of the page was removed without a rule that recognises it (see --explain)"
        )
    return Account(page.name, len(articles), found.size, kept, rules, tuple(warnings))


def _size(text: str) -> int:
    return len("".join(text.split()))


def jsonl(article: Article) -> str:
    """Return the article as one line of JSON."""
    return json.dumps(article.as_dict(), ensure_ascii=False)


def readable(article: Article) -> str:
    """Return the article for reading: the fields that the page states, then the text."""
    names = ("title", "publisher", "age", "date", "byline", "agency", "dateline", "standfirst")
    head = [
        f"== {printable(article.page)} [{article.index}]",
        *(f"{name}: {value}" for name in names if (value := getattr(article, name)) is not None),
    ]
    return "\n".join([*head, "", article.text, ""])


def explain(article: Article, raw: str) -> str:
    """Return a list of the removed spans: raw offsets, rule, and the beginning of the removed text."""
    return "\n".join(_explained(article, raw))


def _explained(article: Article, raw: str) -> Iterator[str]:
    headings = [(heading.start, heading.end, "subheading") for heading in article.subheadings]
    spans: Iterable[tuple[int, int, str]] = [(span.start, span.end, span.rule) for span in article.removed] + headings
    ordered = sorted(spans)
    yield f"{printable(article.page)} [{article.index}]: {len(ordered)} removed"
    for start, end, rule in ordered:
        yield f"  {start:>7} {end:>7}  {rule:<18} {beginning(raw[start:end])}"


def beginning(text: str) -> str:
    """Return the beginning of a text on one line, without characters that control a terminal."""
    shown = text if len(text) <= PREVIEW_LENGTH else text[: PREVIEW_LENGTH - 1] + "…"
    return printable(shown.replace("\n", " "))
