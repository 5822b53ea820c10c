#!/usr/bin/env python3
"""SumBasic (Nenkova & Vanderwende 2005): sentences with frequent words; a word counts less once it has been used."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Return the sentences with the most probable words that are not in the summary yet, within the word budget."""
    from sumy.summarizers.sum_basic import SumBasicSummarizer

    return fill(article, ranking(article, SumBasicSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
