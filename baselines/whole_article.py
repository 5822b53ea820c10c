#!/usr/bin/env python3
"""The whole article: what a measure gives to a summary that leaves nothing out."""

from chipbrief.baselines import Article, main


def summarize(article: Article) -> str:
    """Every sentence, without regard to the budget."""
    return "\n".join(article.sentences)


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
