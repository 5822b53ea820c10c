"""Recall of the references' names and values without labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import fsum

from chipbrief.language.reading import Reading, read
from chipbrief.language.tokens import key
from chipbrief.metrics.entities.expected import Expected

_KEPT = 20_000
"""Maximum length of a reference that is kept as it was read, in characters."""


def unlabelled_recall(summary: str | Reading, references: Sequence[str | Reading]) -> float | None:
    """Return the weighted share (0 to 1) of the names and values in the references that `summary` has as well.

    No labels are needed. The weight of a name is the number of its words times the number of references that have it under
    the same words; a value has the weight of one word. If `summary` has only some words of a name, these count. Null if the
    references have no names or values.

    It cannot see that two names mean one thing unless they share a word or a table has both (*Ann Lee*, *the minister*), that
    one name means two things, or what a reference says without a name or a number. A word that opens a sentence and is an
    ordinary English word as well (*Apple*) can be missed.
    """
    document = read(summary)
    words = _keys(document)
    found: dict[tuple[str, ...], tuple[float, int]] = {}
    for reference in [references] if isinstance(references, str) else references:
        before, found = found, {}
        for _, name, share, most, others in _expected(read(reference)).parts(document):
            if others and not words.isdisjoint(others):
                share = sum(map(words.__contains__, others)) / most
            found[name] = share, most
        for name, (share, weight) in before.items():
            here, more = found.get(name, (0.0, 0))
            found[name] = max(share, here), weight + more
    return (
        fsum([share * weight for share, weight in found.values()]) / fsum([most for _, most in found.values()])
        if found
        else None
    )


def _keys(text: Reading) -> frozenset[str]:
    """Return the keys of the words of a text as given."""
    return text.evidence.keys if text.plain.text == text.given else frozenset(key(text.given))


def _expected(reference: Reading) -> Expected:
    return (_kept_expected if len(reference.given) <= _KEPT else Expected)(reference)


@lru_cache(maxsize=64)
def _kept_expected(reference: Reading) -> Expected:
    # Kept, since a reference is asked again for every system.
    return Expected(reference)
