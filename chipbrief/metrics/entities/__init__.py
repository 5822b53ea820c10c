"""Entity coverage in both directions. Neither measure says whether a summary is true, and neither is read alone.

`recall`: of what the references name, what does the summary name? A summary that copies everything reaches 1.
`support`: of what the summary names, what does the article name? A summary that says nothing has nothing unsupported.
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
from chipbrief.metrics.entities.support import Detector, Mention, precision_source, support, unlabelled_recall

VERSION = "2"
"""Of the rules by which names and values are found and compared; every change of a score raises it."""

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
