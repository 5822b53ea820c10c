#!/usr/bin/env python3
"""Reduction (A. Fabish, in sumy): sentences that share the most words with all other sentences."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Return the sentences with the largest sum of overlaps with the others, within the word budget."""
    from sumy.summarizers.reduction import ReductionSummarizer

    return fill(article, ranking(article, ReductionSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
