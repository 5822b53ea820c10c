#!/usr/bin/env python3
"""Reduction (A. Fabish, in sumy): sentences that share most words with all the others."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Sentences by the sum of their overlaps with the others, within the budget."""
    from sumy.summarizers.reduction import ReductionSummarizer

    return fill(article, ranking(article, ReductionSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
