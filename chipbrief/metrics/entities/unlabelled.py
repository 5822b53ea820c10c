"""Recall of the references' names and values without labels."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from chipbrief.language.reading import Reading, read
from chipbrief.language.tokens import key
from chipbrief.language.words import LINKS
from chipbrief.metrics.entities.support import Mention, support
from chipbrief.records import VALUE_TYPES


def unlabelled_recall(summary: str | Reading, references: Sequence[str | Reading]) -> float | None:
    """Return the weighted share (0 to 1) of the names and values in the references that `summary` has as well.

    No labels are needed. The weight of a name is the number of its words times the number of references that have it under
    the same words; a value has the weight of one word. If `summary` has only some words of a name, these count. Null if the
    references have no names or values.

    It cannot see that two names mean one thing unless they share a word or a table has both (*Ann Lee*, *the minister*), that
    one name means two things, or what a reference says without a name or a number. A word that opens a sentence and is an
    ordinary English word as well (*Apple*) can be missed.
    """
    weights: dict[tuple[str, ...], float] = {}
    inside: dict[tuple[str, ...], float] = {}
    words = frozenset(key(read(summary).given))
    for reference in [references] if isinstance(references, str) else references:
        for name, share in _shares(support(document=summary, summary=reference), words).items():
            weights[name] = weights.get(name, 0) + share[1]
            inside[name] = max(inside.get(name, 0.0), share[0] / share[1])
    return fsum(inside[name] * weights[name] for name in weights) / fsum(weights.values()) if weights else None


def _shares(mentions: Sequence[Mention], words: frozenset[str]) -> dict[tuple[str, ...], tuple[float, int]]:
    """Return for each mention how many of its words `words` has, and how many it has."""
    found: dict[tuple[str, ...], tuple[float, int]] = {}
    for mention in mentions:
        name = key(mention.text) or (mention.text,)
        if mention.type in VALUE_TYPES:
            found[name] = float(mention.supported), 1
        else:
            there = [mention.supported or word in words for word in name if word not in LINKS]
            found[name] = float(sum(there)), max(1, len(there))
    return found
