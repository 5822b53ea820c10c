"""Let Python collect garbage less often while many texts are scored.

Python looks for unreachable cycles after every 700 new objects, and from time to time among all objects. Scoring keeps many objects
for a while, readings above all, and makes no cycles, so these searches take time and free nothing.
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
