#!/usr/bin/env python3
"""Lead: the article's first sentences. In news, the baseline that is hardest to beat."""

from itertools import accumulate

from chipbrief.baselines import Article, fill, main
from chipbrief.baselines.article import places
from chipbrief.language.tokens import words


def summarize(article: Article) -> str:
    """The first sentences, as many as the budget holds; of a cluster each article's first, then each one's second, and so on."""
    place = places(article)
    lengths = [len(words(sentence)) for sentence in article.sentences]
    order = sorted((at for at, length in enumerate(lengths) if length), key=lambda at: (place[at], at))
    # It ends where the first one does not fit: a short sentence from the end of the article is no lead.
    ends = accumulate(lengths[at] for at in order)
    return fill(article, [at for at, end in zip(order, ends, strict=True) if end <= article.budget] or order[:1])


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
