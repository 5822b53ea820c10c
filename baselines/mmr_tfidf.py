#!/usr/bin/env python3
"""MMR over TF-IDF vectors (Carbonell & Goldstein 1998): sentences similar to the article but not to each other; also made for clusters."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import mmr_ranking, tfidf


def summarize(article: Article) -> str:
    """Return sentences by maximal marginal relevance to the mean TF-IDF vector, within the word budget."""
    return fill(article, mmr_ranking(tfidf(article.sentences)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
