#!/usr/bin/env python3
"""MMR over TF-IDF (Carbonell & Goldstein 1998): like the whole, unlike what is taken; made for clusters too."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import mmr_ranking, tfidf


def summarize(article: Article) -> str:
    """Sentences by maximal marginal relevance to the mean of all, within the budget."""
    return fill(article, mmr_ranking(tfidf(article.sentences)))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
