"""What a fact asks for, and what a summary has: stems of words, values and names. Each text is read once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language.mentions import parse_form
from chipbrief.language.reading import Reading, read
from chipbrief.language.tokens import cut, key
from chipbrief.language.values import Value, find_values, same_value
from chipbrief.metrics.entities import support
from chipbrief.metrics.entities.gold import Once, run_of
from chipbrief.metrics.entities.rounding import length
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


class Name(NamedTuple):
    """A name in a fact: the weights of its stems, and all aliases as runs of keys."""

    weights: Mapping[str, float]
    aliases: tuple[str, ...]


class Wanted(NamedTuple):
    """A fact, read: the weights of its words outside values and names, its values with their weights, and its names.

    `figures` are those of the values that are no small numbers; `total` is the sum of all weights.
    """

    words: Mapping[str, float]
    values: tuple[tuple[Value, float], ...]
    figures: tuple[Value, ...]
    names: tuple[Name, ...]
    total: float


class Summary:
    """A summary, read once."""

    def __init__(self, text: Reading) -> None:
        self.stems = _stems(text.cut.keys)
        self.run = text.run
        self.values = text.values
        self._known: dict[tuple[str, str], bool] = {}

    def has_value(self, wanted: Value) -> bool:
        """Return whether an equal value stands here. Either may leave open what the other says (July 15, 15 July 2025)."""
        asked = wanted.type, wanted.value
        if asked not in self._known:
            self._known[asked] = any(
                one.type == wanted.type and (same_value(one.value, wanted.value) or same_value(wanted.value, one.value))
                for one in self.values
            ) or self._has_length(wanted)
        return self._known[asked]

    def _has_length(self, wanted: Value) -> bool:
        """Return whether an equal duration stands here in another unit: 18 months, a year and a half."""
        span = length(wanted.value)
        return span is not None and any(length(one.value) == span for one in self.values)


class _Parts(NamedTuple):
    """The stems of a fact's words outside values and names, of each value, and of each name; and the aliases of each name."""

    words: tuple[str, ...]
    values: tuple[tuple[Value, tuple[str, ...]], ...]
    names: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    def stems(self) -> set[str]:
        """Return all stems of the fact."""
        return {
            *self.words,
            *(stem for _, own in self.values for stem in own),
            *(s for own, _ in self.names for s in own),
        }


def _read_facts(facts: tuple[Fact, ...], entities: tuple[Entity, ...]) -> tuple[Wanted, ...]:
    aliases = _aliases(entities)
    parts = [_parts(fact, aliases) for fact in facts]
    counts = Counter(stem for one in parts for stem in one.stems())
    return tuple(_weighed(one, {stem: count**-0.5 for stem, count in counts.items()}) for one in parts)


read_facts = Once(_read_facts)
"""Return the facts of one story as they are looked for. They are kept, because a story is read again for every system."""


def _weighed(parts: _Parts, weights: Mapping[str, float]) -> Wanted:
    words = {stem: weights[stem] for stem in parts.words}
    values = tuple((value, math.fsum(weights[stem] for stem in own)) for value, own in parts.values)
    names = tuple(Name({stem: weights[stem] for stem in own}, aliases) for own, aliases in parts.names)
    in_names = [weight for name in names for weight in name.weights.values()]
    figures = tuple(value for value, _ in values if not _is_count(value))
    total = math.fsum((*words.values(), *(weight for _, weight in values), *in_names))
    return Wanted(words, values, figures, names, total)


def _is_count(value: Value) -> bool:
    return value.type in ("CARDINAL", "ORDINAL") and value.value.isdecimal() and int(value.value[:9]) <= COUNTED


def _parts(fact: Fact, aliases: Mapping[str, tuple[str, ...]]) -> _Parts:
    text = read(fact.text).plain.text
    # *Last year* names another year in every text, so its words count as words.
    values = [value for value in find_values(text) if not value.value.startswith("REF")]
    rest = list(text)
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
        tuple((value, tuple(dict.fromkeys(map(_stem, cut(text[value.start : value.end]).keys)))) for value in values),
        tuple(names),
    )


def _names_of(fact: Fact, aliases: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[set[str], tuple[str, ...]]]:
    """Return stems and aliases of the entities that the fact names, or of its runs of capitalised words if none are labelled."""
    known = [aliases[entity] for entity in fact.entities if entity in aliases]
    if not known:
        known = [
            (run_of(key(one.text)),)
            for one in support(document=fact.text, summary=fact.text)
            if one.type not in VALUE_TYPES
        ]
    return (({_stem(word) for run in runs for word in run.split()}, runs) for runs in known)


def _aliases(entities: Sequence[Entity]) -> dict[str, tuple[str, ...]]:
    """Return all aliases of each entity that is no value, as runs of keys, without those that name two entities."""
    names = {
        one.id: {key(form) for form in (one.name, *one.aliases, *(parse_form(form).mention for form in one.forms))}
        for one in entities
        if one.type not in VALUE_TYPES
    }
    owners = Counter(name for own in names.values() for name in own)
    return {
        one: tuple(sorted(run_of(name) for name in own if name and owners[name] == 1)) for one, own in names.items()
    }


def _content(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_stem(word) for word in cut(text).keys if word not in STOP_WORDS))


def _stem(word: str) -> str:
    return _kept_stem(word) if len(word) <= LONGEST_WORD else word


def _stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of all `words`. This is the inner loop of the matcher, so it does not call `_stem`."""
    return frozenset(_kept_stem(word) if len(word) <= LONGEST_WORD else word for word in set(words))


@lru_cache(maxsize=1 << 15)
def _kept_stem(word: str) -> str:
    return porter_stem(word) if word.isascii() else word
