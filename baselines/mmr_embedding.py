#!/usr/bin/env python3
"""MMR over sentence embeddings of a small encoder: sentences similar to the article but not to each other."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import embeddings, mmr_ranking


def summarize(article: Article) -> str:
    """Return sentences by maximal marginal relevance to the mean embedding, within the word budget."""
    return fill(article, mmr_ranking(embeddings(article.sentences)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
