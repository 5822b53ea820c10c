"""Write files and folders so that readers, other runs and killed runs see whole states only.

Everything is first written under a hidden name (`HIDDEN`) beside its place, then synced to the disk, then renamed under a lock.
What a killed run leaves is deleted by the next run that writes to the same folder.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from chipbrief.locks import HIDDEN, OLD, hidden, locked, naming, new_file, new_folder, sweep, sync_folder, write
from chipbrief.problems import fail

CARRY_LIMIT = 20_000
"""Maximum number of other files that a replaced folder may hold. A folder with more is changed file by file."""
_TRIES = 5


def write_atomically(path: Path, data: bytes, new: bool = False) -> None:
    """Write `data` to a hidden file in the same folder, then rename it to `path`.

    A reader sees the old file or the new one, never a part. If writing fails, the old file stays. With `new`, raise
    `FileExistsError` if there is a file already.
    """
    for left in reversed(range(_TRIES)):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with naming(path), locked(path.parent, shared=True):
                _put(path, data, new)
            return
        except FileNotFoundError:  # the folder was deleted meanwhile
            if not left:
                raise


def _put(path: Path, data: bytes, new: bool = False) -> None:
    """Do the same as `write_atomically`, under a lock that the caller holds."""
    if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode) and not path.is_symlink():
        raise fail(str(path), "exists and is not a regular file", "pass the name of a file")
    sweep(path.parent)
    with hidden(path.parent, new_file) as (beside, handle):
        write(handle, data)
        if new:
            os.link(beside, path)
        else:
            beside.replace(path)
    sync_folder(path.parent)


def replace_folder(place: Path, files: Mapping[str, bytes]) -> None:
    """Make `files` the content of the folder `place`. The caller holds the lock of the folder above, and has called `settle`.

    A reader sees all files of the old folder, or all of the new one.
    """
    sweep(place.parent)
    with naming(place), hidden(place.parent, new_folder) as (beside, _):
        _stage(beside, files.items())
        if place.exists():
            _swap(beside, place)
        else:
            beside.rename(place)
        sync_folder(place.parent)


def write_together(
    folder: Path, files: Iterable[tuple[str, bytes]], look: Callable[[], Iterable[str]] = tuple
) -> list[Path]:
    """Write files below `folder` so that one rename makes all of them current. Other files stay. Return the paths.

    `look` is called under the lock, before anything changes: it may raise, and returns the names of files to delete. Names
    are relative and use `/`. The folder is exchanged for one with hard links to the other files. If that is impossible (the
    folder is the current one or a mount point, has more than `CARRY_LIMIT` other files, or the system cannot do it), the
    files are renamed one after the other, in the order given.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    place = Path(os.path.realpath(folder))
    sweep(place.parent)
    is_new = not place.exists()
    with naming(folder), hidden(place.parent if _is_exchangeable(place) else place, new_folder) as (beside, _):
        names = _stage(beside, files)
        place.mkdir(exist_ok=True)
        try:
            with locked(place):
                sweep(place)
                _commit(beside, place, names, list(look()))
                sync_folder(place.parent)
        except BaseException:
            if is_new:
                with suppress(OSError):
                    place.rmdir()
            raise
    return [folder / name for name in names]


def _is_exchangeable(place: Path) -> bool:
    """Return whether another folder can take the name `place`, so far as that is known before it is tried.

    The current folder stays, because a shell in it would be left in the old one.
    """
    above = place.parent
    return not place.exists() or (
        place not in (Path.cwd(), *Path.cwd().parents)
        and os.access(above, os.W_OK)
        and above.stat().st_dev == place.stat().st_dev
    )


def _commit(beside: Path, place: Path, names: list[str], removed: list[str]) -> None:
    """Make the staged files current, by an exchange of folders or else one after the other."""
    if len(names) + len(removed) > 1 and beside.parent != place:
        carried = set[str]()
        try:
            _carry(place, beside, {*names, *removed}, carried)
            shutil.copymode(place, beside)
            _exchange(beside, place)
        except OSError:  # for example between file systems, or on one without hard links
            _uncarry(beside, carried)
        else:
            _keep_late(beside, place, carried | {*names, *removed})
            return
    created: list[Path] = []
    try:
        for name in names:
            path = place / name
            created += (each for each in reversed((path, *path.parents)) if not os.path.lexists(each))
            path.parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(path)
        for name in removed:
            (place / name).unlink(missing_ok=True)
    except BaseException:
        for path in reversed(created):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _carry(place: Path, beside: Path, without: set[str], carried: set[str]) -> None:
    """Link all files of `place` into `beside`, except those in `without`. Add their names to `carried`."""
    for root, folders, files in os.walk(place, onerror=_raise):
        inside = Path(root).relative_to(place)
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in (*files, *links):
            path = (inside / name).as_posix()
            if path not in without and not name.startswith(HIDDEN):
                if len(carried) >= CARRY_LIMIT:
                    raise OSError(errno.EMLINK, "too many files")
                (beside / inside).mkdir(parents=True, exist_ok=True)
                os.link(place / path, beside / path, follow_symlinks=False)
                carried.add(path)


def _raise(error: OSError) -> None:
    raise error


def _uncarry(beside: Path, carried: Iterable[str]) -> None:
    for name in carried:
        (beside / name).unlink()


def _keep_late(old: Path, place: Path, known: set[str]) -> None:
    """Move files that another program wrote to the old folder while it was replaced."""
    for root, _, files in os.walk(old):
        for name in files:
            path = Path(root, name).relative_to(old)
            if path.as_posix() not in known and not name.startswith(HIDDEN):
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (old / path).replace(place / path)


def _stage(beside: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Write files below a hidden folder, sync them, and return their names."""
    names = []
    folders = {beside}
    for name, data in files:
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = new_file(path)
        try:
            with naming(path):
                write(handle, data)
        finally:
            os.close(handle)
        names.append(name)
        folders.add(path.parent)
    for each in folders:
        sync_folder(each)
    return names


def _swap(beside: Path, place: Path) -> None:
    """Exchange two folders. Where the system cannot, rename one after the other; `settle` mends what a killed run leaves."""
    try:
        _exchange(beside, place)
    except OSError:
        old = place.with_name(f"{OLD}{place.name}")
        place.rename(old)
        try:
            beside.rename(place)
        except BaseException:
            old.rename(place)
            raise
        shutil.rmtree(old, ignore_errors=True)


def settle(folder: Path) -> None:
    """Finish what a killed run left in `folder` between two renames. The caller holds the lock of the folder."""
    for old in sorted(folder.glob(f"{OLD}*")):
        place = folder / old.name.removeprefix(OLD)
        if os.path.lexists(place):
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(place)


def _exchange(one: Path, other: Path) -> None:
    """Exchange the names of two folders in one step (Linux, macOS). Raise `OSError` if the system or file system cannot."""
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, "folders cannot be exchanged")
    sys.audit("chipbrief.exchange", str(one), str(other))
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    exchange = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
    here = -100  # AT_FDCWD
    if sys.platform == "darwin":
        call, arguments = getattr(library, "renamex_np", None), (*names, exchange)
    else:
        call, arguments = getattr(library, "renameat2", None), (here, names[0], here, names[1], exchange)
    if call is None or call(*arguments):
        number = ctypes.get_errno() if call else errno.ENOSYS
        raise OSError(number, os.strerror(number), str(other))
