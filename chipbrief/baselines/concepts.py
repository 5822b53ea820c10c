"""What sentences say, as concepts that can be counted: names, values, facts and pairs of words, found without labels."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise

from chipbrief.language.aliases import groups
from chipbrief.language.sentences import words
from chipbrief.language.tokens import key
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
