"""What a baseline is given of a story, and how it fills its budget of words.

`fill` is the one rule by which every extractive baseline turns a ranking of sentences into a summary of a given length. It
goes through the sentences from the best to the worst and takes each one that still fits whole, unless it repeats what is
taken already. The sentences taken stand in the article's order, one per line. If no sentence fits, the best one is cut. So
no system wins by length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from chipbrief.language.tokens import split_sentences, word_matches, words
from chipbrief.problems import fail
from chipbrief.records import CLUSTER_BUDGET, WORD_BUDGET, ReferenceKind, Story


@dataclass(frozen=True, slots=True)
class Article:
    """What a summarizer is given. `budget` counts words. `references` are for ceilings alone: a system ignores them.

    `parts` is empty but for a cluster of articles; there it has the positions of each article's sentences.
    """

    id: str
    title: str | None
    sentences: tuple[str, ...]
    budget: int
    references: tuple[str, ...]
    parts: tuple[range, ...] = ()


Summarize = Callable[[Article], str]


def article_of(story: Story, kind: ReferenceKind) -> Article:
    """The story as a summarizer sees it. Raises `InputError` where nobody has written what it is asked for."""
    references = tuple(reference.text for reference in story.references if reference.kind == kind)
    if not references:
        raise fail(story.id, f"has no {kind} to measure against", "choose another --kind or --config")
    budget = (WORD_BUDGET if len(story.parts) == 1 else CLUSTER_BUDGET)[kind]
    articles = [split_sentences(story.document[part.start : part.end]) for part in story.parts]
    ends = accumulate(map(len, articles), initial=0)
    parts = tuple(range(start, end) for start, end in pairwise(ends)) if len(articles) > 1 else ()
    sentences = tuple(sentence for article in articles for sentence in article)
    return Article(story.id, story.title, sentences, budget, references, parts)


def places(article: Article) -> list[int]:
    """Each sentence's place in the article that it comes from, counted from 0."""
    return [at for part in article.parts or (range(len(article.sentences)),) for at in range(len(part))]


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
