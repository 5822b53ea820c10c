#!/usr/bin/env python3
"""SumBasic (Nenkova & Vanderwende 2005): frequent words, each of which counts less once it is said."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Sentences of the most probable words that are not said yet, within the budget."""
    from sumy.summarizers.sum_basic import SumBasicSummarizer

    return fill(article, ranking(article, SumBasicSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
