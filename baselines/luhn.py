#!/usr/bin/env python3
"""Luhn (1958): sentences in which significant words stand close together."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Sentences by their densest run of frequent words, within the budget."""
    from sumy.summarizers.luhn import LuhnSummarizer

    return fill(article, ranking(article, LuhnSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
