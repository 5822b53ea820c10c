#!/usr/bin/env python3
"""Random sentences: the score by chance for a summary of the right length."""

import random

from chipbrief.baselines import Article, fill, main

SEED = 12345


def summarize(article: Article) -> str:
    """Return randomly drawn sentences within the word budget, in the article's order. The article's id is the seed."""
    order = list(range(len(article.sentences)))
    random.Random(f"{SEED}:{article.id}").shuffle(order)
    return fill(article, order)


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
