"""Names and values that the references of a story have, and which of them a summary names."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from chipbrief.language import tokens
from chipbrief.metrics import entities
from chipbrief.records import Entity, Story
from chipbrief.scoring.setting import Setting, references_of
from chipbrief.scoring.system import ArticleScores

ALL_REFERENCES = 0.999
"""Weight from which all references name an entity. It is below 1 for weights that were rounded."""


class EntityEntry(NamedTuple):
    """An entity named in the references. `share` is the share of references that name it, `key` its number on the page."""

    key: str
    name: str
    share: float

    @property
    def is_in_all(self) -> bool:
        """Whether all references name it."""
        return self.share >= ALL_REFERENCES


@lru_cache(maxsize=64)
def keys_of(known: tuple[Entity, ...]) -> dict[str, str]:
    """Return the number of each entity, by its id. Numbers take less space on the page."""
    return {entity.id: str(number) for number, entity in enumerate(known, 1)}


class NamesFound(NamedTuple):
    """Names and values of the references that a summary names, and those that it misses, the most frequent first."""

    named: list[EntityEntry]
    missed: list[EntityEntry]


def names_of(story: Story, scores: ArticleScores, summary: str, setting: Setting, *, unlabelled: bool) -> NamesFound:
    """Return what a summary names of the references.

    If the corpus is `unlabelled`, rules find the names and values, as they do for `entity_recall`.
    """
    entries = _by_rules(story, summary, setting) if unlabelled else _labelled(story, scores)
    listed = sorted(entries, key=lambda one: -one[0].share)
    return NamesFound([one for one, inside in listed if inside], [one for one, inside in listed if not inside])


def _labelled(story: Story, scores: ArticleScores) -> list[tuple[EntityEntry, bool]]:
    keys = keys_of(story.entities)
    known = {entity.id: entity for entity in story.entities}
    return [
        (EntityEntry(keys[one], known[one].name, share), one in scores.named) for one, share in scores.weights.items()
    ]


def _by_rules(story: Story, summary: str, setting: Setting) -> list[tuple[EntityEntry, bool]]:
    references = references_of(story, setting)
    texts: dict[tuple[str, ...], str] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    inside: set[tuple[str, ...]] = set()
    for reference in references:
        mentions = entities.support(document=summary, summary=reference.text)
        found = {tokens.key(one.text) or (one.text,): one for one in mentions}
        counts.update(found.keys())
        inside.update(name for name, one in found.items() if one.supported)
        texts |= {name: one.text for name, one in found.items() if name not in texts}
    return [
        (EntityEntry(" ".join(("r", *name)), texts[name], count / len(references)), name in inside)
        for name, count in counts.items()
    ]
