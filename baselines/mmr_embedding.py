#!/usr/bin/env python3
"""MMR over sentence embeddings: like the whole, unlike what is taken, as a small encoder reads them."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import embeddings, mmr_ranking


def summarize(article: Article) -> str:
    """Sentences by maximal marginal relevance to the mean of all, within the budget."""
    return fill(article, mmr_ranking(embeddings(article.sentences)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
