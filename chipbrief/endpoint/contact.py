"""What is known of an endpoint while it is asked: whether it ever answered, and when to stop hoping that it will."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chipbrief.endpoint.records import Settings
from chipbrief.problems import printable

WAITING = frozenset(("status 429", "status 503"))
"""Failures of an endpoint that is there and asks to wait: too many requests, or a model that is still being loaded."""


class Contact:
    """The state of one endpoint, for as many calls of `ask` as belong together. `tell` is called at the first retry.

    An endpoint that has answered is asked as often as `retries` allows. One that never has is given up after `trial`
    attempts that fail alike, and where two questions end so, it is at fault and not the question: the run ends.
    """

    def __init__(self, tell: Callable[[str], None] | None = None) -> None:
        self.answered = False
        self._tell = tell
        self._given_up: dict[str, list[int]] = {}

    def say(self, line: str) -> None:
        """Tell `line`, once: somebody who waits should know what for, not read it for every question."""
        if self._tell is not None:
            self._tell(printable(line))
            self._tell = None

    def tries(self, kinds: Sequence[str], settings: Settings) -> int:
        """Attempts that a question has whose failures were of these kinds."""
        if self.answered or kinds[-1] in WAITING or len(set(kinds)) > 1:
            return settings.retries + 1
        return min(settings.trial, settings.retries + 1)

    def is_silent(self, kind: str, attempts: int, settings: Settings) -> bool:
        """Whether the run ends with this question, which was given up after `attempts` that failed like the last, of `kind`."""
        given_up = self._given_up.setdefault(kind, [])
        given_up.append(attempts)
        return not self.answered and len(given_up) > 1 and sum(given_up) >= settings.trial
