"""The sentences of an article that cover most of its concepts within a budget of words.

This is the concept-based model of Gillick & Favre (2009): a concept counts once, however often the summary mentions it, and
HiGHS finds the best choice of sentences exactly, as an integer program. Their concepts are bigrams of words; here names,
values and facts, found without labels, count as well, and a sentence also counts for its place in a news story.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from chipbrief.baselines.article import Article, cut, places
from chipbrief.language.aliases import groups
from chipbrief.language.tokens import key, words
from chipbrief.language.values import find_values
from chipbrief.metrics.entities.support import support
from chipbrief.records import VALUE_TYPES

Concept = tuple[str, ...]
"""Its kind (`name`, `value`, `fact` or `bigram`), then what tells it from others of its kind."""


def concepts_of(sentences: Sequence[str]) -> list[set[Concept]]:
    """The concepts of each sentence.

    A name that is a part of one longer name (*Huang* of *Jensen Huang*) is that name, and a state's demonym is the state. A
    fact is two names or values that follow each other in a sentence: who and whom, who and how much. A bigram is two
    neighbouring words, stemmed.
    """
    named = _named(sentences)
    whole = _whole_names({name for own in named for _, name in own})
    found = []
    for sentence, own in zip(sentences, named, strict=True):
        taken = [(start, ("name", *whole.get(name, name))) for start, name in own]
        taken += ((value.start, ("value", value.type, value.value)) for value in find_values(sentence))
        mentions = [concept for _, concept in sorted(taken)]
        facts = {("fact", *one, "|", *other) for one, other in pairwise(mentions) if one != other}
        found.append({*mentions, *facts, *_bigrams(sentence)})
    return found


def _named(sentences: Sequence[str]) -> list[list[tuple[int, Concept]]]:
    """The names of each sentence with their starts in it, as the detector finds them in all of the text."""
    text = "\n".join(sentences)
    starts = list(accumulate((len(sentence) + 1 for sentence in sentences), initial=0))
    same, _ = groups()
    found: list[list[tuple[int, Concept]]] = [[] for _ in sentences]
    for mention in support(text, text):
        if mention.type not in VALUE_TYPES and (name := key(mention.text)):
            at = bisect_right(starts, mention.start) - 1
            group = same.owner.get(name)
            found[at].append((mention.start - starts[at], name if group is None else ("group", group)))
    return found


def _whole_names(names: Collection[Concept]) -> dict[Concept, Concept]:
    """For a name that is a run of tokens inside exactly one longer name: that one."""
    longer: dict[Concept, set[Concept]] = defaultdict(set)
    for name in names:
        for start in range(len(name)):
            for end in range(start + 1, len(name) + 1):
                if (part := name[start:end]) != name and part in names:
                    longer[part].add(name)
    return {part: next(iter(found)) for part, found in longer.items() if len(found) == 1}


def _bigrams(sentence: str) -> Iterator[Concept]:
    """Pairs of neighbouring words but those of two stop words."""
    from nltk.stem.snowball import EnglishStemmer
    from sumy.utils import get_stop_words

    stop_words, stem = get_stop_words("english"), EnglishStemmer().stem
    for pair in pairwise(words(sentence.lower())):
        if not stop_words.issuperset(pair):
            yield ("bigram", *map(stem, pair))


class Weights(NamedTuple):
    """What a concept of each kind is worth, and what it is multiplied with.

    `decay`: by how much of its worth a concept or a sentence loses with each sentence before its first mention. `often`: the
    power of a concept's frequency. `title`: what standing in the title adds. `place`: what twenty words are worth for their
    place alone. All were set by random search on validation splits (`open`, `source`, `gum`), none on a test split; what twelve
    articles prefer is broad: most settings near these do as well.
    """

    name: float = 1.0
    value: float = 0.25
    fact: float = 0.1
    bigram: float = 0.1
    decay: float = 0.2
    often: float = 1.0
    title: float = 0.5
    place: float = 2.0


def choose(article: Article, weights: Weights | None = None) -> list[int]:
    """The positions of the sentences that together are worth most within the budget, in the article's order.

    Where none is short enough, that of the sentence whose beginning is worth most.
    """
    used = weights or Weights()
    texts = article.sentences
    if not any(0 < len(words(text)) <= article.budget for text in texts):
        texts = tuple(cut(text, article.budget) for text in texts)
    *sentences, title = concepts_of([*texts, article.title or ""])
    lengths = [len(words(text)) for text in texts]
    places_of = places(article)
    worth = _worths(sentences, title, places_of, used)
    own = [used.place * length / 20 / (1 + used.decay * at) for at, length in zip(places_of, lengths, strict=True)]
    return solve(sentences, worth, own, lengths, article.budget)


def _worths(
    sentences: Sequence[set[Concept]], title: set[Concept], places_of: Sequence[int], weights: Weights
) -> dict[Concept, float]:
    kinds = weights._asdict()
    count = Counter(concept for own in sentences for concept in own)
    first: dict[Concept, int] = {}
    for own, at in zip(sentences, places_of, strict=True):
        for concept in own:
            first[concept] = min(at, first.get(concept, at))
    return {
        concept: kinds[concept[0]]
        * number**weights.often
        * (1 + weights.title * (concept in title))
        / (1 + weights.decay * first[concept])
        for concept, number in count.items()
        if kinds[concept[0]]
    }


def solve(
    sentences: Sequence[set[Concept]],
    worth: Mapping[Concept, float],
    own: Sequence[float],
    lengths: Sequence[int],
    budget: int,
) -> list[int]:
    """The positions of the sentences that together have at most `budget` words and are worth most.

    A choice is worth the sum of its sentences' `own` worth and of the worth of every concept that one of them has. Concepts of
    the same sentences are one variable. HiGHS is asked for the optimum itself, no gap allowed, so the answer is the same on
    every machine but where two choices are worth the same.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    if not sentences:
        return []
    merged: dict[tuple[int, ...], float] = {}
    for concept in sorted(worth):
        holders = tuple(at for at, has in enumerate(sentences) if concept in has)
        merged[holders] = merged.get(holders, 0.0) + worth[concept]
    prices = np.array(own, dtype=np.float64)
    for holders in [one for one in merged if len(one) < 2]:
        alone = merged.pop(holders)
        for at in holders:
            prices[at] += alone
    rows, columns, cells = [0] * len(lengths), list(range(len(lengths))), [float(length) for length in lengths]
    for row, holders in enumerate(merged, 1):
        rows += [row] * (1 + len(holders))
        columns += [len(lengths) + row - 1, *holders]
        cells += [1.0, *[-1.0] * len(holders)]
    shape = (1 + len(merged), len(lengths) + len(merged))
    matrix = coo_array((cells, (rows, columns)), shape=shape).tocsr()
    result = milp(
        -np.array([*prices, *merged.values()]),
        integrality=np.ones(shape[1]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, -np.inf, np.array([budget, *[0] * len(merged)])),
        # Without presolve, which saves no time here: with it HiGHS now and then prints a line of its own on standard output.
        options={"mip_rel_gap": 0, "presolve": False},
    )
    return [at for at in range(len(lengths)) if result.x is not None and result.x[at] > 0.5]
