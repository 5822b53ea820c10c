"""A submission's bytes as a stream of limited length, from a file or standard input, decompressed if needed.

The kind of a file is told by its first bytes. A file that cannot be a submission is refused with a remedy and never unpacked.
"""

from __future__ import annotations

import io
import re
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from chipbrief.files import open_regular
from chipbrief.problems import InputError, fail
from chipbrief.submissions.faults import FILE_LIMIT

Kind = Literal["text", "gzip", "zstd", "parquet"]

HEAD = 4096
"""Bytes that are looked at."""
BOM = b"\xef\xbb\xbf"
_UNPACK = "unpack it and send the JSONL, CSV or Parquet inside; gzip and zstd are read as they are"
_EXPORT = "export it as CSV (UTF-8) with the columns id and summary"
_WRITE = "write the summaries as JSONL"
READ: tuple[tuple[bytes, Kind], ...] = (
    (rb"\x1f\x8b", "gzip"),
    (rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", "zstd"),
    (rb"PAR1", "parquet"),
)
REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (rb"\xff\xfe\x00\x00|\x00\x00\xfe\xff|\x00\x00\x00[\x01-\x7f]|[\x01-\x7f]\x00\x00\x00", "is UTF-32", "save it as UTF-8"),
    (rb"\xff\xfe|\xfe\xff|(?:\x00[\x01-\x7f]){2}|(?:[\x09-\x7f]\x00){2}", "is UTF-16", "save it as UTF-8"),
    (rb"PARE", "is encrypted Parquet", "write it without encryption"),
    (rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|xl/|docProps/|word/|mimetype)", "is a workbook or document (XLSX, ODS, DOCX)", _EXPORT),
    (rb"PK\x03\x04.{26}[^\x00]{1,200}\.npy", "is a NumPy archive (npz)", _WRITE),
    (rb"PK[\x03\x05\x07]", "is a ZIP archive", _UNPACK),
    (rb"\x80[\x02-\x05](?:[\x95}\](c\x8cKJMGX.N\x88\x89]|$)", "is a Python pickle, which can run code as it is read", _WRITE),
    (rb"\((?:dp|lp)\d*\n|c(?:copy_reg|builtins|__builtin__|collections|numpy|pandas|torch|os|posix)[\w.]*\n\w+\n",
     "is a Python pickle, which can run code as it is read", _WRITE),
    (rb"\x93NUMPY", "is a NumPy array", _WRITE),
    (rb"%PDF-", "is a PDF", _WRITE),
    (rb"BZh[1-9]|\xfd7zXZ\x00|7z\xbc\xaf\x27\x1c|\x04\x22\x4d\x18|Rar!\x1a|\x1f\x9d|\xff\x06\x00\x00sNaPpY|LZIP",
     "is packed in another way than gzip or zstd", _UNPACK),
    (rb".{257}ustar", "is a tar archive", _UNPACK),
    (rb"\xd0\xcf\x11\xe0", "is an old Office file (XLS, DOC)", _EXPORT),
    (rb"ARROW1|FEA1|ORC[^\w]|Obj\x01|\x89HDF|SQLite format 3\x00",
     "is another table format than Parquet", "write it as Parquet, CSV or JSONL"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|\x7fELF|MZ\x90|\xca\xfe\xba\xbe", "is a picture or a program", "check that it is the right file"),
    (rb"version https://git-lfs", "is a pointer of Git LFS, not the file", "run git lfs pull"),
    (rb"(?i:\s*<(?:!doctype|html|\?xml))", "is HTML or XML", "check that it is the right file; send JSONL"),
    (rb"\{\\rtf", "is a document (RTF)", "save it as plain text in UTF-8"),
)  # fmt: skip
"""What begins so, is this, do that. The first row that fits is taken."""


def kind_of_bytes(head: bytes, where: str, inside: str = "") -> Kind:
    """The kind of a file, or of what was `inside` a packed one. Raises `InputError` for what is no submission."""
    for pattern, kind in READ:
        if re.match(pattern, head):
            if inside:
                raise fail(where, f"is {kind} inside {inside}", "unpack it once, or write it without packing")
            return kind
    if refused := refusal(head, where):
        raise refused
    return "text"


def refusal(head: bytes, where: str) -> InputError | None:
    """Why a file with such a beginning is not read, if it is not."""
    for pattern, what, remedy in REFUSED:
        if re.match(pattern, head, re.DOTALL):
            return fail(where, what, remedy)
    return None


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
