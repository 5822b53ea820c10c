"""Entity recall where nobody has labelled entities: the names and values are those that are found in the references."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.language.tokens import key
from chipbrief.metrics.entities.support import support


def unlabelled_recall(summary: str, references: Sequence[str]) -> float | None:
    """The weighted share of the names and values found in the references that `summary` has too.

    Each weighs the share of the references in which it stands under the same words. Two names of one thing (*Ann Lee*,
    *Lee*) count as two, since no label says otherwise. Null where nothing is found in any reference.
    """
    weights: dict[tuple[str, ...], int] = {}
    inside: set[tuple[str, ...]] = set()
    for reference in references:
        found = {key(mention.text) or (mention.text,): mention.supported for mention in support(summary, reference)}
        for name, supported in found.items():
            weights[name] = weights.get(name, 0) + 1
            if supported:
                inside.add(name)
    return sum(weights[name] for name in inside) / sum(weights.values()) if weights else None
