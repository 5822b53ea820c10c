"""What a signature says about intervals, and stories that are not independent, such as several questions about one text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from chipbrief.records import Story

MAX_NUMBER = 10_000_000
"""Maximum number of resamples, and maximum seed. More resamples take hours and add no information."""
Interval = Literal["bootstrap", "poisson"]
"""How intervals are resampled: rows with replacement, or each row by itself (see `chipbrief.scoring.stream.poisson`)."""
CLUSTERED = ",clusters"
"""End of the part `ci` of a signature if clusters of stories are resampled."""


def clusters_of(stories: Sequence[Story]) -> tuple[str, ...] | None:
    """Return the cluster of each story if all stories are in clusters and some share one, otherwise None.

    Stories of one cluster are not independent: several questions about one text, for example. Intervals and tests then
    resample clusters.
    """
    found = tuple(story.cluster for story in stories if story.cluster is not None)
    return found if len(found) == len(stories) and len(set(found)) < len(found) else None


def interval_part(interval: Interval, resamples: int, *, clustered: bool) -> str:
    """Return the part `ci` of a signature."""
    return f"{interval}-{resamples}{CLUSTERED if clustered else ''}"


def interval_of(text: str) -> tuple[Interval, int]:
    """Return the kind of interval and the number of resamples that a part `ci` states.

    Raise `ValueError`, whose message is a remedy, if it states none.
    """
    for name in get_args(Interval):
        if text.startswith(f"{name}-"):
            return name, number_after(f"{name}-", 1)(text.removesuffix(CLUSTERED))
    return "bootstrap", number_after("bootstrap-", 1)(text)


def number_after(prefix: str, least: int) -> Callable[[str], int]:
    """Return a function that reads a number from `least` to `MAX_NUMBER` after `prefix`."""

    def read(text: str) -> int:
        digits = text.removeprefix(prefix)
        if (
            not text.startswith(prefix)
            or not (digits.isascii() and digits.isdigit())
            or not least <= int(digits[:18]) <= MAX_NUMBER
        ):
            raise ValueError(f"write {prefix}N, where N is a whole number from {least} to {MAX_NUMBER:,}")
        return int(digits)

    return read
