"""What a summarizer is given of a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from chipbrief.language.sentences import split_sentences
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
