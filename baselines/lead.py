#!/usr/bin/env python3
"""Lead: the article's first sentences. In news, the baseline that is hardest to beat."""

from chipbrief.baseline import Article, fill, main
from chipbrief.baseline.article import places


def summarize(article: Article) -> str:
    """The first sentences that fit the budget; of a cluster each article's first, then each article's second, and so on."""
    place = places(article)
    return fill(article, sorted(range(len(article.sentences)), key=lambda at: (place[at], at)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
