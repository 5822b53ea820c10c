"""Let Python collect garbage less often while many texts are scored.

Python looks for unreachable cycles after every 700 new objects, and from time to time at all objects. Each kept reading is some 50
objects, and none of them is in a cycle: with the usual thresholds, collections take about an eighth of the time of a long run.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_OBJECTS = 20_000
"""Number of new objects after which Python looks for cycles."""


class _State:
    """How often Python collects outside of `fewer_collections`, and how many callers are inside."""

    def __init__(self) -> None:
        self.lock, self.callers = Lock(), 0
        self.usual: tuple[int, int, int] = gc.get_threshold()


_state = _State()


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Raise the threshold of the garbage collector, unless it is off or higher. The last of several callers restores it."""
    with _state.lock:
        if _state.callers == 0:
            _state.usual = first, second, third = gc.get_threshold()
            if 0 < first < _OBJECTS:
                gc.set_threshold(_OBJECTS, second, third)
        _state.callers += 1
    try:
        yield
    finally:
        with _state.lock:
            _state.callers -= 1
            if _state.callers == 0:
                gc.set_threshold(*_state.usual)
