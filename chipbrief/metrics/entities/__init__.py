"""Entity coverage of a summary in two directions.

- `recall`: the share of the references' entities that the summary names. A summary that copies the whole article reaches 1.
- `support`: the names and values in the summary, and whether the article contains them. A summary without names has nothing
  unsupported.

Read both together. Neither shows whether a summary is true. All functions take texts, or readings of them
(`chipbrief.language.reading`).
"""

from __future__ import annotations

from chipbrief.metrics.entities.coverage import (
    Coverage,
    by_type,
    coverage,
    macro,
    mentions_of,
    micro,
    named,
    recall,
    share_named,
    unweighted,
    weights_of,
)
from chipbrief.metrics.entities.mention import Mention
from chipbrief.metrics.entities.support import Detector, precision_source, support
from chipbrief.metrics.entities.unlabelled import unlabelled_recall

VERSION = "4"
"""Version of the name and value rules. Increase it whenever a change alters any score."""

__all__ = [
    "VERSION",
    "Coverage",
    "Detector",
    "Mention",
    "by_type",
    "coverage",
    "macro",
    "mentions_of",
    "micro",
    "named",
    "precision_source",
    "recall",
    "share_named",
    "support",
    "unlabelled_recall",
    "unweighted",
    "weights_of",
]
