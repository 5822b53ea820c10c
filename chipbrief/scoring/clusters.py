"""Stories that are not independent, such as several questions about one text."""

from __future__ import annotations

from collections.abc import Sequence

from chipbrief.records import Story

CLUSTERED = ",clusters"
"""End of the part `ci` of a signature if clusters of stories are resampled."""


def clusters_of(stories: Sequence[Story]) -> tuple[str, ...] | None:
    """Return the cluster of each story if all stories are in clusters and some share one, otherwise None.

    Stories of one cluster are not independent: several questions about one text, for example. Intervals and tests then
    resample clusters.
    """
    found = tuple(story.cluster for story in stories if story.cluster is not None)
    return found if len(found) == len(stories) and len(set(found)) < len(found) else None
