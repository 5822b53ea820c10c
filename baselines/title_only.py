#!/usr/bin/env python3
"""Title only: what the publisher's own title is worth as a summary."""

from chipbrief.baselines import Article, main


def summarize(article: Article) -> str:
    """The article's title, whatever its length."""
    return article.title or ""


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
