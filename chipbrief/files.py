"""Read untrusted files within limits, and write them (`chipbrief.writing`).

Scripts that generate committed files use `write_or_check`, which writes the files or shows what would change.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from chipbrief.problems import fail, printable
from chipbrief.writing import write_atomically as write_atomically


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raise `InputError` if it is anything else or cannot be opened.

    A pipe or a device could block forever or never end.
    """
    try:
        # With O_NONBLOCK, opening a named pipe that nobody writes to returns at once. Windows lacks the flag.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise fail(str(path), "no such file", "check the path") from None
    except OSError as error:
        raise fail(str(path), f"cannot be opened: {error.strerror}", "pass a readable file") from None
    except ValueError:  # its text differs between Python versions
        raise fail(str(path), "cannot be opened: its name contains a NUL character", "pass a readable file") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise fail(str(path), "is not a regular file", "pass a file, not a folder, pipe or device")
    return os.fdopen(handle, "rb")


def is_folder(path: Path) -> bool:
    """Return whether `path` is a folder. Unlike `Path.is_dir`, also return False if the name is too long or unreadable."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Return whether `path` is a regular file, with the same exceptions as `is_folder`."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_file_name(name: str) -> bool:
    """Return whether a text is the name of a file, without a folder, a drive and control characters."""
    return bool(re.fullmatch(r"(?!\.)[^/\\:]{1,255}", name)) and name.isprintable()


def read_limited(path: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes. Raise `InputError` if it is larger or cannot be read."""
    with open_regular(path) as file:
        try:
            # `read` sets aside as much memory as it is asked for, so that a large limit must not be the size that is asked for.
            expected = min(limit, os.fstat(file.fileno()).st_size)
            data = file.read(expected + 1)
            if expected < len(data) <= limit:  # the file has grown
                data += file.read(limit + 1 - len(data))
        except OSError as error:
            raise fail(str(path), f"cannot be read: {error.strerror}", "pass a readable file") from None
    if len(data) > limit:
        raise fail(str(path), f"is larger than {limit:,} bytes", "split it, or check that it is the right file")
    return data


def read_text(path: Path, limit: int) -> str:
    """Read a UTF-8 file of at most `limit` bytes, with line ends and byte-order mark unchanged. Raise `InputError` if that fails."""
    return decode(read_limited(path, limit), str(path))


def decode(data: bytes, where: str) -> str:
    """Decode strict UTF-8. Raise `InputError` with the line of the first invalid byte if there is one."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise fail(
            where, f"is not UTF-8: byte 0x{byte:02x} at offset {error.start}", "save it as UTF-8", line
        ) from None


def sha256(data: bytes | str) -> str:
    """Return the hexadecimal SHA-256 of bytes, or of the UTF-8 bytes of a text."""
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


MAX_DIFF_LINES = 60
"""Maximum number of lines of a printed diff."""
MAX_DIFF_WIDTH = 400
"""Maximum number of characters of one line of a printed diff."""


def write_or_check(files: Mapping[Path, bytes], check: bool, root: Path) -> int:
    """Write each file whose content differs and return 0.

    With `check`, write nothing, print a diff of each such file, and return 1 if there is one. All messages go to
    standard error and name the files relative to `root`.
    """
    stale = [(path, data) for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
    for path, data in stale:
        name = path.relative_to(root).as_posix()
        if check:
            print(f"{name} is stale: run the script without `--check`", file=sys.stderr)
            old = path.read_text(encoding="utf-8") if path.is_file() else ""
            sys.stderr.writelines(f"{line}\n" for line in diff(name, old, data.decode("utf-8")))
        else:
            write_atomically(path, data)
            print(f"wrote {printable(str(name))}", file=sys.stderr)
    return 1 if check and stale else 0


def diff(name: str, old: str, new: str, how: str = "regenerated") -> Iterator[str]:
    """Yield the first lines of a unified diff. Yield nothing if the texts are equal. `how` says how the new text was made."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), name, f"{name} ({how})", lineterm=""))
    for line in lines[:MAX_DIFF_LINES]:
        yield line if len(line) <= MAX_DIFF_WIDTH else f"{line[:MAX_DIFF_WIDTH]}…"
    if len(lines) > MAX_DIFF_LINES:
        yield f"… and {len(lines) - MAX_DIFF_LINES} more lines"


def fill(document: str, name: str, content: str) -> str:
    """Return `document` with the text between `<!-- name -->` and `<!-- /name -->` replaced by `content`.

    Raise `ValueError` unless the document has exactly one such section.
    """
    pattern = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    filled, count = pattern.subn(lambda match: f"{match[1]}{content.rstrip()}\n{match[2]}", document)
    if count != 1:
        raise ValueError(f"the document has {count} sections marked {name!r}, not one")
    return filled


def numbers_json(plots: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the numbers behind plots, by plot and row, as JSON with one line per row, so that a diff shows what changed."""
    parts = []
    for plot, rows in plots.items():
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(values)}" for name, values in rows.items())
        parts.append(f"  {json.dumps(plot)}: {{\n{lines}\n  }}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
