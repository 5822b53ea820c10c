"""Read untrusted files within limits, and write files so that a failure leaves the old ones as they were.

`write_or_check` is for scripts whose output is committed: it writes the files, or compares them with what is there.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from chipbrief.problems import fail, printable


def open_regular(path: Path) -> BinaryIO:
    """A regular file, open for reading.

    A pipe or a device could block for ever or never end, so only regular files are opened. Raises `InputError`.
    """
    try:
        # Not blocking, so that opening a named pipe without a writer returns; O_NONBLOCK does not exist on Windows.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise fail(str(path), "no such file", "check the path") from None
    except OSError as error:
        raise fail(str(path), f"cannot be opened: {error.strerror}", "name a readable file") from None
    except ValueError:  # each version of Python words it differently
        raise fail(str(path), "cannot be opened: its name contains a NUL character", "name a readable file") from None
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


SHOWN_LINES = 60
SHOWN_WIDTH = 400


def write_or_check(files: Mapping[Path, bytes], check: bool, root: Path) -> int:
    """Write each file that differs, or with `check` print a diff of it and return 1. Progress goes to standard error."""
    stale = [(path, data) for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
    for path, data in stale:
        name = path.relative_to(root).as_posix()
        if check:
            print(f"{name} is stale: run the script without --check", file=sys.stderr)
            old = path.read_text(encoding="utf-8") if path.is_file() else ""
            sys.stderr.writelines(f"{line}\n" for line in diff(name, old, data.decode("utf-8")))
        else:
            write_atomically(path, data)
            print(f"wrote {printable(str(name))}", file=sys.stderr)
    return 1 if check and stale else 0


def diff(name: str, old: str, new: str) -> Iterator[str]:
    """The beginning of a unified diff, line by line; nothing where the texts are equal."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), name, f"{name} (made anew)", lineterm=""))
    yield from (line if len(line) <= SHOWN_WIDTH else f"{line[:SHOWN_WIDTH]}…" for line in lines[:SHOWN_LINES])
    if len(lines) > SHOWN_LINES:
        yield f"… and {len(lines) - SHOWN_LINES} more lines"


def fill(document: str, name: str, content: str) -> str:
    """`document` with the text between `<!-- name -->` and `<!-- /name -->` replaced. Raises `ValueError` without them."""
    pattern = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    filled, count = pattern.subn(lambda match: f"{match[1]}{content.rstrip()}\n{match[2]}", document)
    if count != 1:
        raise ValueError(f"the document has {count} places for {name!r}, not one")
    return filled


def numbers_json(plots: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The numbers behind some plots, by plot and row: a line for each row, so that a diff shows what has moved."""
    parts = []
    for plot, rows in plots.items():
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(values)}" for name, values in rows.items())
        parts.append(f"  {json.dumps(plot)}: {{\n{lines}\n  }}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
