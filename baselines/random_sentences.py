#!/usr/bin/env python3
"""Random sentences: what a summary of the right length scores by chance."""

import random

from chipbrief.baselines import Article, fill, main

SEED = 12345


def summarize(article: Article) -> str:
    """Sentences drawn at random until the budget is full, in the article's order. Seeded by the article's id."""
    order = list(range(len(article.sentences)))
    random.Random(f"{SEED}:{article.id}").shuffle(order)
    return fill(article, order)


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
