#!/usr/bin/env python3
"""Centroid over sentence embeddings of a small encoder: the sentences most similar to the whole article."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import centroid_ranking, embeddings


def summarize(article: Article) -> str:
    """Return the sentences most similar to the mean embedding, within the word budget."""
    return fill(article, centroid_ranking(embeddings(article.sentences)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
