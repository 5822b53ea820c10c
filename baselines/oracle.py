#!/usr/bin/env python3
"""Greedy oracle: sentences chosen with the help of the references, as a ceiling for extraction."""

from chipbrief.baselines import Article, cut, main
from chipbrief.language.tokens import words
from chipbrief.metrics import rouge


def summarize(article: Article) -> str:
    """Add sentences one by one as long as the mean of ROUGE-1 F and ROUGE-2 F grows, within the word budget.

    This is the greedy selection of Nallapati, Zhai & Zhou (2017). It is not a system, because it reads the references.
    """
    taken: list[int] = []
    best = 0.0
    while True:
        options = [
            (_gain(article, sorted([*taken, at])), at) for at in range(len(article.sentences)) if at not in taken
        ]
        score, at = max(options, key=lambda option: (option[0], -option[1]), default=(0.0, -1))
        if score <= best:
            break
        taken, best = sorted([*taken, at]), score
    if not taken:
        return cut(article.sentences[0], article.budget) if article.sentences else ""
    return "\n".join(article.sentences[at] for at in taken)


def _gain(article: Article, chosen: list[int]) -> float:
    text = "\n".join(article.sentences[at] for at in chosen)
    if len(words(text)) > article.budget:
        return 0.0
    scores = rouge.score(text, article.references, types=("rouge1", "rouge2"))
    return scores["rouge1"].fmeasure + scores["rouge2"].fmeasure


if __name__ == "__main__":
    raise SystemExit(main(__file__, summarize))
