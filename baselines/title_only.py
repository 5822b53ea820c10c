#!/usr/bin/env python3
"""Title only: the publisher's title, used as the summary."""

from chipbrief.baselines import Article, main


def summarize(article: Article) -> str:
    """Return the article's title, whatever its length."""
    return article.title or ""


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
