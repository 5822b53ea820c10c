#!/usr/bin/env python3
"""Centroid over TF-IDF vectors (after Radev et al. 2004): the sentences most similar to the whole article."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import centroid_ranking, tfidf


def summarize(article: Article) -> str:
    """Return the sentences most similar to the mean TF-IDF vector, within the word budget."""
    return fill(article, centroid_ranking(tfidf(article.sentences)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
