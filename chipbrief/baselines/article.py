"""The input of a baseline, and the rule that turns a ranking of sentences into a summary within the word budget.

Every extractive baseline uses `fill`, so no system wins by length. `fill` goes through the sentences from best to worst. It
takes each sentence that still fits whole, unless it repeats a sentence taken before. The summary lists them in the
article's order, one per line. If no sentence fits, the best one is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from chipbrief.language.tokens import split_sentences, word_matches, words
from chipbrief.problems import fail
from chipbrief.records import CLUSTER_BUDGET, CONFIG_BUDGET, WORD_BUDGET, ReferenceKind, Story


@dataclass(frozen=True, slots=True)
class Article:
    """The input of a summarizer: an article or a cluster of articles. `budget` is in words.

    Only ceilings may read `references`; systems ignore them. `parts` holds the sentence positions of each article of a
    cluster. For a single article it is empty.
    """

    id: str
    title: str | None
    sentences: tuple[str, ...]
    budget: int
    references: tuple[str, ...]
    parts: tuple[range, ...] = ()


Summarize = Callable[[Article], str]
"""The function that each baseline defines. It returns the summary of an article."""


def article_of(story: Story, kind: ReferenceKind, budget: int | None = None, config: str | None = None) -> Article:
    """Return the story as input for a summarizer.

    `budget` is in words (default: that of the kind, which `config` may have of its own). Without it, raise `InputError` if the
    story has no reference of this kind.
    """
    references = tuple(reference.text for reference in story.references if reference.kind == kind)
    if budget is None:
        if not references:
            raise fail(story.id, f"has no reference of kind {kind}", "choose another --kind or --config")
        budgets = {**(WORD_BUDGET if len(story.parts) == 1 else CLUSTER_BUDGET), **CONFIG_BUDGET.get(config or "", {})}
        if kind not in budgets:
            raise fail(story.id, f"has no word budget for the kind {kind}", f"use one of {', '.join(budgets)}")
        budget = budgets[kind]
    articles = [split_sentences(story.document[part.start : part.end]) for part in story.parts]
    ends = accumulate(map(len, articles), initial=0)
    parts = tuple(range(start, end) for start, end in pairwise(ends)) if len(articles) > 1 else ()
    sentences = tuple(sentence for article in articles for sentence in article)
    return Article(story.id, story.title, sentences, budget, references, parts)


def places(article: Article) -> list[int]:
    """Return each sentence's position within its own article, counted from 0."""
    return [at for part in article.parts or (range(len(article.sentences)),) for at in range(len(part))]


REPEAT_OVERLAP = 0.6
"""Minimum Jaccard overlap of distinct words at which one sentence repeats another, as in several reports of one event."""


def fill(article: Article, ranking: Iterable[int]) -> str:
    """Return the summary for a `ranking` of sentence positions, best first. The ranking may leave out sentences."""
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
    """Return whether two sentences, given as sets of distinct words, repeat each other."""
    return len(one & other) >= REPEAT_OVERLAP * len(one | other)


def cut(sentence: str, budget: int) -> str:
    """Return the first `budget` words of a sentence, without the punctuation after the last one; a shorter sentence is kept whole."""
    found = list(word_matches(sentence))
    if len(found) <= budget:
        return sentence
    return sentence[: found[budget - 1].end()].strip() if budget else ""
