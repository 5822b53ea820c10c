"""Find the folder of the compiled kernels, and compile them there once per machine.

The folder belongs to the user: `$NUMBA_CACHE_DIR` if it is set, otherwise `chipbrief` in the user's cache folder. Its name has
a key of everything that the machine code depends on, so that other versions and other processors get folders of their own. A
file in it says that all kernels are compiled. Reading this file does not need numba, whose import takes half a second.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import parent_process
from pathlib import Path

_READY = "compiled"
_SETTINGS = "NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_OPT", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "HOME"
"""Environment variables that decide on the folder."""


def folder() -> Path | None:
    """Return the folder of the compiled kernels, or None if it cannot be written."""
    return _folder(tuple(os.environ.get(name) for name in _SETTINGS))


@lru_cache(maxsize=8)
def _folder(settings: tuple[str | None, ...]) -> Path | None:
    *target, own, _, _ = settings
    try:
        place = (Path(own) if own else _user_cache() / "chipbrief") / f"rouge-{_key(target)}"
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return place
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return None


def _user_cache() -> Path:
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return Path(named) if named and Path(named).is_absolute() else Path.home() / ".cache"


def _key(target: list[str | None]) -> str:
    """Return a digest of the kernels' source and its place, of the versions, and of the processor."""
    here = Path(__file__).parent
    sources = [here / "porter.py", *sorted((here / "kernels").glob("*.py"))]
    parts = [
        *(_version(name) for name in ("numba", "llvmlite", "numpy")),
        sys.version,
        platform.machine(),
        _processor(),
    ]
    # numba compiles again if the file with its entries has another time of change.
    changed = (here / "kernels" / "groups.py").stat().st_mtime_ns
    text = "\n".join([*parts, *map(str, [*target, here, changed])]).encode()
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources) + text).hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """Return the model and the instruction sets of the first processor, from Linux, or what the system calls it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n", 1)[0].splitlines()
    except OSError:
        return platform.processor()
    return "\n".join(line for line in lines if line.startswith(("model", "vendor_id", "flags", "Features", "CPU ")))


def is_ready() -> bool:
    """Return whether the kernels are on disk, compiled for this machine and these versions."""
    place = folder()
    return place is not None and (place / _READY).exists()


def prepare(compile_all: Callable[[], None]) -> None:
    """Load the kernels by calling `compile_all`. If they must be compiled, only one process at a time does so.

    A second process waits and then loads what the first has compiled.
    """
    place = folder()
    if place is None or is_ready():
        compile_all()
        return
    with _locked(place / "lock"):
        if not is_ready():
            notice(f"compiling the ROUGE kernels once for this machine, in about 20 seconds, to {place}")
        compile_all()
        with contextlib.suppress(OSError):
            (place / _READY).touch()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the system gives back if the process ends. Do not lock if the system or file system has no locks."""
    try:
        import fcntl

        with path.open("wb") as file:
            with contextlib.suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except ImportError:
        yield


@contextlib.contextmanager
def used_by_numba() -> Iterator[bool]:
    """Let numba cache the functions that are decorated inside in `folder`. Yield whether there is a folder."""
    from numba import config

    place = folder()
    before = config.CACHE_DIR  # type: ignore[attr-defined,unused-ignore]
    if place is not None:
        config.CACHE_DIR = str(place)  # type: ignore[attr-defined,unused-ignore]
    try:
        yield place is not None
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined,unused-ignore]


@lru_cache(maxsize=16)
def notice(text: str) -> None:
    """Print one line to standard error, once, and not in the worker processes of a pool."""
    if parent_process() is None:
        print(f"chipbrief: {text}", file=sys.stderr)
