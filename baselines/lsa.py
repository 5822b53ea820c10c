#!/usr/bin/env python3
"""LSA (Steinberger & Ježek 2004): sentences that weigh most in the latent topics of the article."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Sentences by their length in the space of the singular vectors, within the budget."""
    from sumy.summarizers.lsa import LsaSummarizer

    return fill(article, ranking(article, LsaSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
