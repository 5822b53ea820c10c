"""The one rule by which every extractive baseline turns a ranking of sentences into a summary of a given length.

The best sentence comes first, and each one that fits into what is left of the budget is taken whole; one that does not
fit, or says over what is taken already, is passed by. What was taken stands in the article's order, a sentence a line. Where
nothing fits, the best sentence is cut to the budget. So no system wins by length.
"""

from __future__ import annotations

from collections.abc import Iterable

from chipbrief.baselines.article import Article
from chipbrief.language.sentences import word_matches, words

REPEATED = 0.6
"""Share of distinct words in common (Jaccard) from which a sentence says another one over, as reports of one event do."""


def fill(article: Article, ranking: Iterable[int]) -> str:
    """The summary that a `ranking` of positions gives, the best one first; it may leave out sentences."""
    order = [at for at in ranking if words(article.sentences[at])]
    taken: list[int] = []
    known: list[frozenset[str]] = []
    left = article.budget
    for at in order:
        found = words(article.sentences[at])
        own = frozenset(word.casefold() for word in found)
        if len(found) <= left and not any(repeats(own, other) for other in known):
            taken.append(at)
            known.append(own)
            left -= len(found)
    if not taken:
        return cut(article.sentences[order[0]], article.budget) if order else ""
    return "\n".join(article.sentences[at] for at in sorted(taken))


def repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sentences, given by their distinct words, say the same."""
    return len(one & other) >= REPEATED * len(one | other)


def cut(sentence: str, budget: int) -> str:
    """The first `budget` words of a sentence, without what stands between them and the next; all of a shorter one."""
    found = list(word_matches(sentence))
    if len(found) <= budget:
        return sentence
    return sentence[: found[budget - 1].end()].strip() if budget else ""
