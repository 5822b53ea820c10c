#!/usr/bin/env python3
"""LSA (Steinberger & Ježek 2004): sentences with the most weight in the latent topics of the article."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Return the sentences with the longest vectors in the singular-vector space, within the word budget."""
    from sumy.summarizers.lsa import LsaSummarizer

    return fill(article, ranking(article, LsaSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
