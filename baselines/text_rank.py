#!/usr/bin/env python3
"""TextRank (Mihalcea & Tarau 2004): PageRank over sentences that share words."""

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.ranking import ranking


def summarize(article: Article) -> str:
    """Return the sentences with the highest PageRank in the graph of shared words, within the word budget."""
    from sumy.summarizers.text_rank import TextRankSummarizer

    return fill(article, ranking(article, TextRankSummarizer))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
