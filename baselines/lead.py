#!/usr/bin/env python3
"""Lead: the article's first sentences. In news, the baseline that is hardest to beat."""

from chipbrief.baseline import Article, main, within_budget


def summarize(article: Article) -> str:
    """The first sentences that fit the budget, in their order."""
    return "\n".join(within_budget(article.sentences, article.budget))


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
