#!/usr/bin/env python3
"""Centroid over sentence embeddings: the sentences most like the whole article, as a small encoder reads them."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import centroid_ranking, embeddings


def summarize(article: Article) -> str:
    """Sentences by their likeness to the mean of all, within the budget."""
    return fill(article, centroid_ranking(embeddings(article.sentences)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
