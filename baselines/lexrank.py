#!/usr/bin/env python3
"""LexRank (Erkan & Radev 2004): centrality in the graph of TF-IDF similarity between sentences; designed for clusters of articles."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Return the most central sentences within the word budget. Of several sentences that say the same, it keeps one."""
    from sumy.summarizers.lex_rank import LexRankSummarizer

    return fill(article, ranking(article, LexRankSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
