#!/usr/bin/env python3
"""KL-Sum (Haghighi & Vanderwende 2009): sentences whose word distribution stays close to the article's."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Return the sentences that keep the KL divergence from the article's word distribution lowest, within the word budget."""
    from sumy.summarizers.kl import KLSummarizer

    return fill(article, ranking(article, KLSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
