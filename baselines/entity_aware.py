#!/usr/bin/env python3
"""Entity-aware, this project's own system: the set of sentences that covers the most names, values and word pairs."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.coverage import choose


def summarize(article: Article) -> str:
    """Return the most valuable set of sentences within the word budget, found by an integer program. No labels are used."""
    return fill(article, choose(article))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
