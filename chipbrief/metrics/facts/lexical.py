"""The matcher `lexical`: how much of a fact's words, values and names the whole summary has.

A logistic model turns three shares into a probability. It knows no synonyms and does no reasoning: it misses a fact that is
told in other words, and it finds one whose words all stand in the summary with another meaning. docs/fact_matching.md shows how
often either happens, and which other features were tried and dropped.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.mentions import parse_form
from chipbrief.language.tokens import key, tokens
from chipbrief.language.values import Value, find_values, same_value
from chipbrief.metrics.entities import support
from chipbrief.metrics.rouge.porter import stem as porter_stem
from chipbrief.records import VALUE_TYPES, Entity, Fact

COUNTED = 10
"""A number up to this is no figure, only words: a summary may name the five firms one by one."""
LONGEST_WORD = 40
"""Letters. A longer word is no English word: it is compared as it is written."""

STOP_WORDS = frozenset(
    "a about after all an and any are as at be been before being but by can could did do does for from had has have he "
    "her his how i if in into is it its may might more most must no not of off on or other out over own said say saying "
    "says shall she should so some such t than that the their them then there these they this those to under up was were "
    "what when where which while who whom whose will with would".split()
)


class Features(NamedTuple):
    """What the model knows about a fact and a summary; each from 0 to 1.

    `share`: the share of the fact's content stems that the summary has, each weighted by one over the root of the number of the
    story's facts that have it. The words of a value count if the summary has an equal value, and those of a name if it has
    an alias. `figure_missing`: 1 if the summary lacks one of the fact's figures (dates, amounts, numbers above `COUNTED`): with one
    wrong figure, a claim is another claim. `names_missing`: the share of its names that the summary lacks, where a part of a name counts in part.
    """

    share: float
    figure_missing: float
    names_missing: float


class Model(NamedTuple):
    """A logistic model, and the probability from which a fact counts as stated."""

    intercept: float
    weights: Features
    threshold: float


MODEL = Model(
    intercept=-5.39, weights=Features(share=8.93, figure_missing=-3.46, names_missing=-3.52), threshold=0.552
)
"""Fitted by scripts/calibrate_facts.py, whose `--check` fits it again and compares."""


class _Name(NamedTuple):
    """A name in a fact: the weights of its stems, and all aliases as runs of keys."""

    weights: Mapping[str, float]
    aliases: tuple[str, ...]


class _Wanted(NamedTuple):
    """A fact, read: the weights of its words outside values and names, its values with their weights, and its names.

    `figures` are those of the values that are no small numbers; `total` is the sum of all weights.
    """

    words: Mapping[str, float]
    values: tuple[tuple[Value, float], ...]
    figures: tuple[Value, ...]
    names: tuple[_Name, ...]
    total: float


class _Summary:
    """A summary, read once."""

    def __init__(self, text: str) -> None:
        keys = _keys(text)
        self.stems = frozenset(map(_stem, keys))
        self.run = _run(keys)
        self.values = find_values(text)
        self._known: dict[tuple[str, str], bool] = {}

    def has_value(self, wanted: Value) -> bool:
        """Return whether an equal value stands here. Either may leave open what the other says (July 15, 15 July 2025)."""
        asked = wanted.type, wanted.value
        if asked not in self._known:
            self._known[asked] = any(
                one.type == wanted.type
                and (same_value(one.value, wanted.value) or same_value(wanted.value, one.value))
                for one in self.values
            )
        return self._known[asked]


def judge(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> dict[str, bool]:
    """Map each fact id to whether the summary states the fact: whether its probability reaches the threshold."""
    return {fact: found >= MODEL.threshold for fact, found in scores(summary, facts, entities).items()}


def scores(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> dict[str, float]:
    """Map each fact id to the probability that the summary states the fact.

    Pass all facts of a story together: a word that many of them have weighs little in each. A summary without a word states
    nothing, so all its probabilities are 0.
    """
    found = features(summary, facts, entities)
    empty = not any(map(str.isalnum, summary))
    return {fact.id: 0.0 if empty else probability(one) for fact, one in zip(facts, found, strict=True)}


def probability(found: Features, model: Model = MODEL) -> float:
    """Return the probability of `model` that a summary with these features states the fact."""
    total = math.fsum(
        (model.intercept, *(weight * value for weight, value in zip(model.weights, found, strict=True)))
    )
    return 1 / (1 + math.exp(-total))


def features(summary: str, facts: Sequence[Fact], entities: Sequence[Entity]) -> list[Features]:
    """Return the features of each fact, in time linear in the length of the summary."""
    read = _Summary(summary)
    return [_features(wanted, read) for wanted in _wanted(tuple(facts), tuple(entities))]


def _features(wanted: _Wanted, summary: _Summary) -> Features:
    found = [weight for stem, weight in wanted.words.items() if stem in summary.stems]
    found += [weight for value, weight in wanted.values if summary.has_value(value)]
    missing = []
    for name in wanted.names:
        if any(alias in summary.run for alias in name.aliases):
            parts = list(name.weights.values())
        else:
            parts = [weight for stem, weight in name.weights.items() if stem in summary.stems]
        found += parts
        missing.append(1 - len(parts) / len(name.weights))
    return Features(
        min(1.0, math.fsum(found) / wanted.total) if wanted.total else 0.0,
        float(not all(map(summary.has_value, wanted.figures))),
        math.fsum(missing) / len(missing) if missing else 0.0,
    )


# Reading a story's facts


class _Parts(NamedTuple):
    """The stems of a fact's words outside values and names, of each value, and of each name; and the aliases of each name."""

    words: tuple[str, ...]
    values: tuple[tuple[Value, tuple[str, ...]], ...]
    names: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    def stems(self) -> set[str]:
        """Return all stems of the fact."""
        return {*self.words, *(stem for _, own in self.values for stem in own), *(s for own, _ in self.names for s in own)}


@lru_cache(maxsize=64)
def _wanted(facts: tuple[Fact, ...], entities: tuple[Entity, ...]) -> tuple[_Wanted, ...]:
    """Return the facts of one story as they are looked for. They are kept, because a story is read again for every system."""
    aliases = _aliases(entities)
    parts = [_parts(fact, aliases) for fact in facts]
    counts = Counter(stem for one in parts for stem in one.stems())
    return tuple(_weighed(one, {stem: count**-0.5 for stem, count in counts.items()}) for one in parts)


def _weighed(parts: _Parts, weights: Mapping[str, float]) -> _Wanted:
    words = {stem: weights[stem] for stem in parts.words}
    values = tuple((value, math.fsum(weights[stem] for stem in own)) for value, own in parts.values)
    names = tuple(_Name({stem: weights[stem] for stem in own}, aliases) for own, aliases in parts.names)
    in_names = [weight for name in names for weight in name.weights.values()]
    figures = tuple(value for value, _ in values if not _is_count(value))
    total = math.fsum((*words.values(), *(weight for _, weight in values), *in_names))
    return _Wanted(words, values, figures, names, total)


def _is_count(value: Value) -> bool:
    return value.type in ("CARDINAL", "ORDINAL") and value.value.isdecimal() and int(value.value[:9]) <= COUNTED


def _parts(fact: Fact, aliases: Mapping[str, tuple[str, ...]]) -> _Parts:
    values = find_values(fact.text)
    rest = list(fact.text)
    for value in values:
        rest[value.start : value.end] = " " * (value.end - value.start)
    left = _content("".join(rest))
    names = []
    for own, runs in _names_of(fact, aliases):
        if here := tuple(stem for stem in left if stem in own):
            names.append((here, runs))
            left = tuple(stem for stem in left if stem not in own)
    return _Parts(
        left,
        tuple((value, tuple(dict.fromkeys(map(_stem, _keys(fact.text[value.start : value.end]))))) for value in values),
        tuple(names),
    )


def _names_of(fact: Fact, aliases: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[set[str], tuple[str, ...]]]:
    """Return stems and aliases of the entities that the fact names, or of its runs of capitalised words if none are labelled."""
    known = [aliases[entity] for entity in fact.entities if entity in aliases]
    if not known:
        known = [(_run(key(one.text)),) for one in support(fact.text, fact.text) if one.type not in VALUE_TYPES]
    return (({_stem(word) for run in runs for word in run.split()}, runs) for runs in known)


def _aliases(entities: Sequence[Entity]) -> dict[str, tuple[str, ...]]:
    """Return all aliases of each entity that is no value, as runs of keys, without those that name two entities."""
    names = {
        one.id: {key(form) for form in (one.name, *one.aliases, *(parse_form(form).mention for form in one.forms))}
        for one in entities
        if one.type not in VALUE_TYPES
    }
    owners = Counter(name for own in names.values() for name in own)
    return {one: tuple(sorted(_run(name) for name in own if name and owners[name] == 1)) for one, own in names.items()}


def _content(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_stem(word) for word in _keys(text) if word not in STOP_WORDS))


def _keys(text: str) -> list[str]:
    return [token.key for token in tokens(text)]


def _run(keys: Iterable[str]) -> str:
    """Return keys as a text in which a run of them is found by `in`."""
    return f" {' '.join(keys)} "


def _stem(word: str) -> str:
    return _kept_stem(word) if len(word) <= LONGEST_WORD else word


@lru_cache(maxsize=1 << 15)
def _kept_stem(word: str) -> str:
    return porter_stem(word) if word.isascii() else word
