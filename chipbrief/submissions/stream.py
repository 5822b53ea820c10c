"""A submission's bytes as a stream of limited length, from a file or standard input, unpacked where it is packed."""

from __future__ import annotations

import io
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from chipbrief.files import open_regular
from chipbrief.problems import fail
from chipbrief.submissions.kinds import BOM, HEAD, Kind, kind_of_bytes
from chipbrief.submissions.record import FILE_LIMIT

BUFFER = 1 << 18


class Opened(NamedTuple):
    """`stream` begins behind a byte-order mark; `head` is what it begins with."""

    kind: Kind
    head: bytes
    stream: io.BufferedReader
    byte_order_mark: bool
    source: BinaryIO | None

    def seekable(self) -> BinaryIO:
        """The whole once more: the file itself, or, of standard input, its bytes."""
        if self.source is None:
            return io.BytesIO(self.stream.read())
        self.source.seek(0)
        return self.source


class Limited(io.RawIOBase):
    """Passes on what `read` gives, and raises `InputError` for the byte beyond the limit or what cannot be read."""

    def __init__(self, read: Callable[[int], bytes | None], where: str, unpacked: bool = False) -> None:
        self._read, self._where, self._unpacked = read, where, unpacked
        self._head, self._total = b"", 0

    def readable(self) -> bool:
        """As `io.RawIOBase` has it."""
        return True

    def head(self) -> bytes:
        """The first bytes, which are read again afterwards."""
        while len(self._head) < HEAD and (more := self._more(HEAD - len(self._head))):
            self._head += more
        return self._head

    def skip(self, count: int) -> None:
        """Leave out the first bytes of the head."""
        self._head = self._head[count:]

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As `io.RawIOBase` has it."""
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._more(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _more(self, count: int) -> bytes:
        try:
            data = self._read(count)
        except OSError as error:
            what = f"cannot be unpacked: {error}" if self._unpacked else f"cannot be read: {error.strerror or error}"
            remedy = "it is cut off or damaged: pack it anew" if self._unpacked else "name a readable file"
            raise fail(self._where, what[:200], remedy) from None
        if data is None:
            # Not waited for: what is called a file and has nothing to give yet (/proc/kmsg) may never end.
            raise fail(self._where, "cannot be read: it waits for data", "copy it to a file, and name that")
        self._total += len(data)
        if self._total > FILE_LIMIT:
            what = "unpacks to more than" if self._unpacked else "is larger than"
            raise fail(self._where, f"{what} {FILE_LIMIT:,} bytes", "send one line a story")
        return data


@contextmanager
def opened(path: Path, where: str) -> Iterator[Opened]:
    """The file or, for `-`, standard input. Raises `InputError` for what is no submission by its first bytes."""
    with _file(path, where) as file:
        limited = Limited(_waiting(file) if str(path) == "-" else file.read, where)
        kind = kind_of_bytes(limited.head(), where)
        if kind in ("gzip", "zstd"):
            limited = _unpacked(limited, kind, where)
            kind_of_bytes(limited.head(), where, inside=kind)
        head = limited.head()
        if not head:
            raise fail(where, "is empty", "write a line a story")
        if marked := head.startswith(BOM):
            limited.skip(len(BOM))
        source = None if str(path) == "-" else file
        yield Opened(kind, limited.head(), io.BufferedReader(limited, BUFFER), marked, source)


def _waiting(file: BinaryIO) -> Callable[[int], bytes | None]:
    """Reads standard input, which whoever made it may have set not to block: then it gives None where it has no data yet.

    It is waited for, not set to block, since other processes may share it.
    """
    read: Callable[[int], bytes | None] = file.read

    def wait_and_read(count: int) -> bytes | None:
        while (data := read(count)) is None:
            select.select([file], [], [])
        return data

    return wait_and_read


def _unpacked(packed: Limited, kind: Kind, where: str) -> Limited:
    """A stream that is unpacked as it is read: neither a bomb nor a million empty members cost time or memory.

    Members that follow one another are read as one; whatever else follows the last is an error.
    """
    import pyarrow as pa

    source = pa.PythonFile(io.BufferedReader(packed, BUFFER), mode="r")
    stream = pa.CompressedInputStream(source, kind)
    return Limited(stream.read, where, unpacked=True)


@contextmanager
def _file(path: Path, where: str) -> Iterator[BinaryIO]:
    if str(path) != "-":
        with open_regular(path) as file:
            yield file
        return
    given: BinaryIO | None = getattr(sys.stdin, "buffer", None)  # None where standard input is closed
    if given is None:
        raise fail(where, "is closed", "name a file")
    yield given
