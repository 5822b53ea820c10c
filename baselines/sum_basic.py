#!/usr/bin/env python3
"""SumBasic (Nenkova & Vanderwende 2005): sentences with frequent words; a word counts less once it has been used."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking

DECIMALS = 12
"""Decimals to which the mean probabilities of sentences are compared. Further ones differ between Python versions."""


def summarize(article: Article) -> str:
    """Return the sentences with the most probable words that are not in the summary yet, within the word budget."""
    from sumy.summarizers.sum_basic import SumBasicSummarizer

    class Exact(SumBasicSummarizer):  # type: ignore[misc]  # sumy has no types
        @staticmethod
        def _compute_average_probability_of_words(probability: Mapping[str, float], words: Sequence[str]) -> Any:
            return round(fsum(probability[word] for word in words) / len(words), DECIMALS) if words else 0

    return fill(article, ranking(article, Exact))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
