"""Reading untrusted files within limits, and writing files so that a failure leaves the old ones as they were."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import BinaryIO

from chipbrief.problems import fail


def open_regular(path: Path) -> BinaryIO:
    """A regular file, open for reading.

    A pipe or a device could block for ever or never end, so only regular files are opened. Raises `InputError`.
    """
    try:
        # Not blocking, so that opening a named pipe without a writer returns; O_NONBLOCK does not exist on Windows.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise fail(str(path), "no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise fail(str(path), f"cannot be opened: {reason}", "name a readable file") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise fail(str(path), "is not a regular file", "name a file, not a folder, pipe or device")
    return os.fdopen(handle, "rb")


def read_limited(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes. Raises `InputError`."""
    with open_regular(path) as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise fail(str(path), f"cannot be read: {error.strerror}", "name a readable file") from None
    if len(data) > limit:
        raise fail(str(path), f"is larger than {limit:,} bytes", "split it, or check that it is the right file")
    return data


def read_text(path: Path, limit: int) -> str:
    """The text of a UTF-8 file, line ends and byte-order mark as they are. Raises `InputError`."""
    return decode(read_limited(path, limit), str(path))


def decode(data: bytes, where: str) -> str:
    """Strict UTF-8. Raises `InputError` with the line of the first wrong byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise fail(
            where, f"is not UTF-8: byte 0x{byte:02x} at offset {error.start}", "save it as UTF-8", line
        ) from None


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside `path`, then rename over it, so that a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes private files; a file of the repository is readable as any other that the user makes.
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sha256(data: bytes | str) -> str:
    """Hexadecimal SHA-256; of a text, that of its UTF-8 bytes."""
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()
