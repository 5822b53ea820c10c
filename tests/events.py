"""Watch, fail or stop a run at each of its file events: open, mkdir, rename, link, sync, lock, delete.

The events come from Python's audit hooks, so no function of the program is replaced, and none can be missed. An event is
reported before it happens.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = frozenset(
    (
        "open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.fsync",
        "fcntl.flock", "chipbrief.exchange",
    )
)  # fmt: skip
"""Events that touch files."""
Act = Callable[[str, tuple[str, ...], int], None]
"""What to do at an event, given its name, its paths and its number from 0. It may raise."""


@dataclass
class Watch:
    """The events of one thread on paths below `root`."""

    root: str
    act: Act
    thread: int
    seen: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.seen)


_watches: dict[int, Watch] = {}
_is_installed = False


def _path_of(value: object) -> str:
    if isinstance(value, int):
        try:
            return str(Path(f"/proc/self/fd/{value}").readlink())
        except OSError:
            return ""
    if isinstance(value, str | bytes | os.PathLike):
        return str(Path(os.fsdecode(value)).absolute())
    return ""


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watches or event not in NAMES:
        return
    watch = _watches.get(threading.get_ident())
    if watch is None:
        return
    shown = arguments[:2] if event in ("os.rename", "os.link", "chipbrief.exchange") else arguments[:1]
    del _watches[watch.thread]  # what the test does at an event is no event
    try:
        paths = tuple(map(_path_of, shown))
        if any(path == watch.root or path.startswith(f"{watch.root}/") for path in paths):
            watch.seen.append(event)
            watch.act(event, paths, watch.count - 1)
    finally:
        _watches[watch.thread] = watch


@contextmanager
def events_below(root: Path, act: Act) -> Iterator[Watch]:
    """Call `act` before each event of this thread on a path below `root`."""
    global _is_installed
    if not sys.platform.startswith("linux"):
        pytest.skip("needs /proc to name open files")
    if not _is_installed:
        sys.addaudithook(_hook)
        real = os.fsync

        def fsync(fd: Any) -> None:
            sys.audit("os.fsync", fd)  # Python does not report it
            real(fd)

        os.fsync = fsync
        _is_installed = True
    watch = _watches[threading.get_ident()] = Watch(str(root), act, threading.get_ident())
    try:
        yield watch
    finally:
        _watches.pop(watch.thread, None)


def failing_at(at: int) -> Act:
    """Return an act that fails at event `at`, as on a full disk."""

    def act(event: str, paths: tuple[str, ...], number: int) -> None:
        if number == at:
            raise OSError(28, "No space left on device", paths[0])

    return act


class KilledError(BaseException):
    """The end of a killed run."""


def killed_at(at: int) -> Act:
    """Return an act that stops a run at event `at` as SIGKILL does: no later event of it happens, no deletion either."""

    def act(event: str, paths: tuple[str, ...], number: int) -> None:
        if number >= at:
            raise KilledError

    return act


def interleaved(root: Path, at: int, first: Callable[[], int], second: Callable[[], int]) -> tuple[Watch, int, int]:
    """Run `first` up to event `at`, then `second` to its end or until it waits for a lock, then `first` to its end.

    Return the events of `first`, and the exit status of both. `second` runs last if `first` has fewer events.
    """
    waits = threading.Event()
    statuses: list[int] = []
    sleep = time.sleep

    def waiting(seconds: float) -> None:
        waits.set()
        sleep(seconds / 10)

    def run() -> None:
        try:
            statuses.append(second())
        finally:
            waits.set()

    other = threading.Thread(target=run)

    def act(event: str, paths: tuple[str, ...], number: int) -> None:
        if number == at:
            other.start()
            waits.wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", waiting)
        with events_below(root, act) as watch:
            status = first()
        if watch.count <= at:
            other.start()
        other.join()
    return watch, status, statuses[0]
