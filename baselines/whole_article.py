#!/usr/bin/env python3
"""Whole article: the full text, used as the summary. It shows what a measure gives for leaving nothing out."""

from chipbrief.baselines import Article, main


def summarize(article: Article) -> str:
    """Return every sentence, without regard to the word budget."""
    return "\n".join(article.sentences)


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
