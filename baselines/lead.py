#!/usr/bin/env python3
"""Lead: the first sentences of the article, a strong baseline for news."""

from itertools import accumulate

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.article import places
from chipbrief.language.tokens import words


def summarize(article: Article) -> str:
    """Return the first sentences that fit the word budget.

    For a cluster, take the first sentence of each article, then the second of each, and so on.
    """
    place = places(article)
    lengths = [len(words(sentence)) for sentence in article.sentences]
    order = sorted((at for at, length in enumerate(lengths) if length), key=lambda at: (place[at], at))
    # Stop at the first sentence that does not fit, because a short sentence from further down is not part of the lead.
    ends = accumulate(lengths[at] for at in order)
    return fill(article, [at for at, end in zip(order, ends, strict=True) if end <= article.budget] or order[:1])


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
