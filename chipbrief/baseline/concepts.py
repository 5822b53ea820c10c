"""What sentences say, as concepts that can be counted: names, values, facts and pairs of words, found without labels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from chipbrief.metrics.detection import NO_NAMES, Words, capitalised_runs, words_of
from chipbrief.names import key
from chipbrief.text import words
from chipbrief.values import find_values

Concept = tuple[str, ...]
"""Its kind (`name`, `value`, `fact` or `bigram`), then what tells it from others of its kind."""
_WORD = re.compile(r"\S+")


def concepts_of(sentences: Sequence[str]) -> list[set[Concept]]:
    """The concepts of each sentence.

    A name that is a part of one longer name (*Huang* of *Jensen Huang*) is that name. A fact is two names or values that
    follow each other in a sentence: who and whom, who and how much. A bigram is two neighbouring words, stemmed.
    """
    known = words_of("\n".join(sentences))
    named = [list(_names(sentence, known)) for sentence in sentences]
    whole = _whole_names({name for own in named for _, name in own})
    found = []
    for sentence, own in zip(sentences, named, strict=True):
        taken = [(start, ("name", *whole.get(name, name))) for start, name in own]
        taken += ((value.start, ("value", value.type, value.value)) for value in find_values(sentence))
        mentions = [concept for _, concept in sorted(taken)]
        facts = {("fact", *one, "|", *other) for one, other in pairwise(mentions) if one != other}
        found.append({*mentions, *facts, *_bigrams(sentence)})
    return found


def _names(sentence: str, known: Words) -> Iterator[tuple[int, Concept]]:
    """Each run of capitalised words with its start, less the titles of office before it."""
    for start, end in capitalised_runs(sentence, known):
        tokens = [match[0] for match in _WORD.finditer(sentence, start, end)]
        while tokens and tokens[0] in NO_NAMES:
            del tokens[0]
        if name := key(" ".join(tokens)):
            yield start, name


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
