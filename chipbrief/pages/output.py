"""Cleaned articles as lines of JSON, as text for a reader, and the account of what was removed."""

from __future__ import annotations

import json

from chipbrief.pages.article import Article
from chipbrief.problems import printable

QUOTED = 60


def jsonl(article: Article) -> str:
    """One line."""
    return json.dumps(article.as_dict(), ensure_ascii=False)


def readable(article: Article) -> str:
    """The fields that the page states, then the text."""
    fields = (("title", article.title), ("publisher", article.publisher), ("age", article.age),
              ("dateline", article.dateline), ("standfirst", article.standfirst))  # fmt: skip
    head = [
        f"== {printable(article.page)} [{article.index}]",
        *(f"{name}: {value}" for name, value in fields if value is not None),
    ]
    return "\n".join([*head, "", article.text, ""])


def explain(article: Article, raw: str) -> str:
    """What was removed from an article's part of the page: rule, raw offsets, and the beginning of the text."""
    lines = [f"{printable(article.page)} [{article.index}]: {len(article.removed)} removed"]
    for span in article.removed:
        text = beginning(raw[span.start : span.end])
        lines.append(f"  {span.start:>7} {span.end:>7}  {span.rule:<18} {text}")
    return "\n".join(lines)


def beginning(text: str) -> str:
    """The beginning of a stranger's text on one line, without characters that a terminal would act on."""
    shown = text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
    return printable(shown.replace("\n", " "))
