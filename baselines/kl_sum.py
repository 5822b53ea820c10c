#!/usr/bin/env python3
"""KL-Sum (Haghighi & Vanderwende 2009): sentences that keep the summary's words distributed as the article's."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Sentences added so that the divergence from the article's words stays least, within the budget."""
    from sumy.summarizers.kl import KLSummarizer

    return fill(article, ranking(article, KLSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
