"""Choose the sentences of an article that cover its most valuable concepts within a word budget.

This is the concept-based model of Gillick & Favre (2009). A concept counts once, however often the summary mentions it. The
HiGHS solver finds the best set of sentences exactly, as an integer program. In the paper the concepts are word bigrams. Here
names, values and facts, found without labels, are concepts as well, and a sentence also has a value for its position.
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
"""The kind of the concept (`name`, `value`, `fact` or `bigram`), followed by the strings that identify it within its kind."""


def concepts_of(sentences: Sequence[str]) -> list[set[Concept]]:
    """Return the set of concepts of each sentence.

    A name that is part of exactly one longer name (*Huang* of *Jensen Huang*) counts as the longer one. A country's
    demonym counts as the country. A fact is a pair of successive names or values in a sentence, such as a person and an
    amount. A bigram is a pair of neighbouring stemmed words.
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
    """Return, per sentence, the offset and the name of each mention. The detector reads all sentences together."""
    text = "\n".join(sentences)
    starts = list(accumulate((len(sentence) + 1 for sentence in sentences), initial=0))
    same, _ = groups()
    found: list[list[tuple[int, Concept]]] = [[] for _ in sentences]
    for mention in support(document=text, summary=text):
        if mention.type not in VALUE_TYPES and (name := key(mention.text)):
            at = bisect_right(starts, mention.start) - 1
            group = same.owner.get(name)
            found[at].append((mention.start - starts[at], name if group is None else ("group", group)))
    return found


def _whole_names(names: Collection[Concept]) -> dict[Concept, Concept]:
    """Map each name that is a run of tokens inside exactly one longer name to that longer name."""
    longer: dict[Concept, set[Concept]] = defaultdict(set)
    for name in names:
        for start in range(len(name)):
            for end in range(start + 1, len(name) + 1):
                if (part := name[start:end]) != name and part in names:
                    longer[part].add(name)
    return {part: next(iter(found)) for part, found in longer.items() if len(found) == 1}


def _bigrams(sentence: str) -> Iterator[Concept]:
    """Yield each pair of neighbouring words, stemmed, unless both are stop words."""
    from nltk.stem.snowball import EnglishStemmer
    from sumy.utils import get_stop_words

    stop_words, stem = get_stop_words("english"), EnglishStemmer().stem
    for pair in pairwise(words(sentence.lower())):
        if not stop_words.issuperset(pair):
            yield ("bigram", *map(stem, pair))


class Weights(NamedTuple):
    """The weights of the model: the value of one concept of each kind, and the factors that change it.

    - `decay`: the value is divided by `1 + decay * n`, with n sentences before the (first) mention.
    - `often`: exponent of the number of sentences that contain the concept.
    - `title`: a concept in the title is worth `1 + title` times as much.
    - `place`: value of twenty words of the first sentence for their position alone.

    All weights were set by random search on the validation splits of `open`, `source` and `gum` (twelve articles), never on
    a test split. Most nearby settings score about as well.
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
    """Return the positions of the sentences with the highest total value within the budget, in the article's order.

    If no sentence fits, return the position of the sentence whose first `budget` words have the highest value.
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
    """Return the positions of the sentences with the highest total value in at most `budget` words.

    `lengths` are in words. The total value is the sum of the sentences' `own` values and of the `worth` of every concept
    that occurs in at least one of them. Concepts that occur in the same sentences share one variable. HiGHS must find the
    exact optimum (gap 0), so every machine gives the same answer unless two choices have the same value.
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
        # No presolve: it saves no time here, and HiGHS then sometimes prints a line to standard output.
        options={"mip_rel_gap": 0, "presolve": False},
    )
    return [at for at in range(len(lengths)) if result.x is not None and result.x[at] > 0.5]
