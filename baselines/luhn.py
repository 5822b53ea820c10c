#!/usr/bin/env python3
"""Luhn (1958): sentences in which significant words stand close together."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Return the sentences with the densest runs of frequent words, within the word budget."""
    from sumy.summarizers.luhn import LuhnSummarizer

    return fill(article, ranking(article, LuhnSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
