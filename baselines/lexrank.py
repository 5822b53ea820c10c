#!/usr/bin/env python3
"""LexRank (Erkan & Radev 2004): centrality among sentences of similar TF-IDF; made for clusters of articles."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """The most central sentences, within the budget; of sentences that say the same, one."""
    from sumy.summarizers.lex_rank import LexRankSummarizer

    return fill(article, ranking(article, LexRankSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
