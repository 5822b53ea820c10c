"""Lock folders and files against other runs, and hold temporary files under hidden names.

The system ends a lock with its process, so a killed run blocks nobody. On Linux and macOS a folder is locked itself, so there
is no lock file. Windows and some network file systems cannot lock folders; there, a run locks the file `LOCK_NAME` in it.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from chipbrief.problems import fail

HIDDEN = ".chipbrief-"
"""Beginning of the name of every temporary file and folder. `.gitignore` lists it."""
LOCK_NAME = f"{HIDDEN}lock"
OLD = f"{HIDDEN}old."
"""Beginning of the name of a folder's old version, while it is replaced on a system that cannot exchange two folders."""
ABANDONED = 24 * 3600
"""Age in seconds from which a temporary file is deleted although the system cannot tell whether its run still lives."""
LOCK_WAIT = 60.0
"""Longest wait for another run, in seconds. Locks are held while files are renamed, not while they are computed."""
LOCK_PAUSE = 0.02
"""Pause between two attempts to lock, in seconds."""
_UNLOCKABLE = (errno.EACCES, errno.EBADF, errno.EINVAL, errno.EISDIR, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""What systems say if a folder cannot be opened (Windows) or locked."""
_LOCK_BYTE = 1 << 40
"""Byte that is locked on Windows. It lies beyond all content, because a locked byte cannot be read by other programs."""


def try_lock(handle: int, shared: bool = False) -> bool:
    """Lock an open file or folder, and return whether that succeeded. Raise `OSError` if it cannot be locked at all."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCK_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # Windows reports a held lock as a missing permission
        return False
    return True


def is_at(handle: int, path: Path) -> bool:
    """Return whether `path` still leads to the open file or folder. Another run may have replaced it."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except OSError:
        return False


@contextmanager
def locked(folder: Path, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a folder that exists. With `shared`, other runs may hold it as well if they also share it.

    The folders above are locked as shared, so that no other run replaces one of them meanwhile. Do not call this inside
    itself for the same folder or one below. Raise `InputError` if another run holds the lock for `LOCK_WAIT` seconds.
    """
    place = Path(os.path.realpath(folder))
    deadline = time.monotonic() + LOCK_WAIT
    while True:
        with ExitStack() as held:
            above = [path for path in reversed(place.parents) if os.access(path.parent, os.W_OK)]
            if all(_hold(held, path, deadline) for path in above) and _hold(held, place, deadline, shared, needed=True):
                yield
                return


def _hold(held: ExitStack, folder: Path, deadline: float, shared: bool = True, needed: bool = False) -> bool:
    """Lock one folder until `held` is closed. Return False if another run replaced the folder while this one waited."""
    try:
        path, handle = folder, os.open(folder, os.O_RDONLY)
        held.callback(os.close, handle)
        free = try_lock(handle, shared)
    except OSError as error:
        if not needed:
            return True
        if error.errno not in _UNLOCKABLE:
            raise
        opened = _open_lock_file(held, folder)
        if opened is None:
            return True
        path, handle = folder / LOCK_NAME, opened
        free = try_lock(handle, shared)
    while not free:
        if time.monotonic() > deadline:
            raise fail(str(folder), "another run is writing here", "wait for it, then run the command again")
        time.sleep(LOCK_PAUSE)
        free = try_lock(handle, shared)
    return is_at(handle, path)


def _open_lock_file(held: ExitStack, folder: Path) -> int | None:
    """Open the lock file of a folder that cannot be locked itself. Return None if the folder is read-only: nobody writes there.

    The file stays: if it were deleted, a third run could lock a new one while a second run still waits for the old one.
    """
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        return None
    held.callback(os.close, handle)
    return handle


@contextmanager
def hidden(folder: Path, make: Callable[[Path], int | None]) -> Iterator[tuple[Path, int]]:
    """Make a hidden file or folder in `folder`, locked as long as it is open. Delete on exit what is still at its name."""
    while True:
        beside = folder / f"{HIDDEN}{secrets.token_hex(6)}"
        try:
            handle = make(beside)
        except FileNotFoundError:
            if not folder.is_dir():
                raise
            continue  # another run swept it away before it was open
        try:
            if handle is not None:
                with suppress(OSError):
                    try_lock(handle)
            # Another run may have swept it away before it was locked.
            if handle is None or is_at(handle, beside):
                yield beside, -1 if handle is None else handle
                return
        finally:
            if handle is not None:
                os.close(handle)
            _delete(beside)


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Let an error of the system name `place`, or what lies in it, instead of a hidden name or of none (as on a full disk)."""
    try:
        yield
    except OSError as error:
        parts = Path(os.fsdecode(error.filename)).parts if isinstance(error.filename, str | bytes) else ()
        at = next((at for at, part in enumerate(parts) if part.startswith(HIDDEN)), None)
        if error.errno is not None and (at is not None or error.filename is None):
            error.filename = str(Path(place, *parts[at + 1 :] if at is not None else ()))
            error.filename2 = None
        raise


def new_file(path: Path) -> int:
    """Create a file with the permissions of the user's other new files, and return its handle."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def new_folder(path: Path) -> int | None:
    """Create a folder and return its handle, or None where folders have none (Windows)."""
    path.mkdir()
    return None if sys.platform == "win32" else os.open(path, os.O_RDONLY)


def write(handle: int, data: bytes) -> None:
    """Write `data` to an open file, and return when it is on the disk."""
    with os.fdopen(handle, "wb", closefd=False) as file:
        file.write(data)
        file.flush()
        os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)


def _delete(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def sweep(folder: Path) -> None:
    """Delete the hidden files and folders of runs that ended without deleting them."""
    with suppress(OSError), os.scandir(folder) as entries:
        for path in [Path(entry.path) for entry in entries if entry.name.startswith(HIDDEN)]:
            if path.name != LOCK_NAME and not path.name.startswith(OLD) and _is_abandoned(path):
                _delete(path)


def _is_abandoned(path: Path) -> bool:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
        try:
            return sys.platform != "win32" and try_lock(handle)
        finally:
            os.close(handle)
    except OSError:
        with suppress(OSError):
            return time.time() - path.lstat().st_mtime > ABANDONED
        return False
