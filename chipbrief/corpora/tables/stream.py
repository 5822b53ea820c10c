"""Open a table or submission as a stream of limited size, from a file or standard input, decompressed if needed.

The first bytes tell the format. A file that cannot be one is refused with a remedy and never decompressed.
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

Kind = Literal["text", "gzip", "zstd", "parquet", "arrow"]

FILE_LIMIT = 256 << 20
"""Maximum size of a file in bytes, both compressed and decompressed."""
LINE_LIMIT = 4 << 20
"""Maximum size of one line of JSONL or one row of CSV, in bytes."""
ROW_LIMIT = 2_000_000
"""Maximum number of lines of a file or rows of a table. Without it, a file of empty lines would be slow to read."""
HEAD_SIZE = 4096
"""Number of bytes at the start of a file that tell its format."""
BOM = b"\xef\xbb\xbf"
_UNPACK = "unpack it and pass the JSONL, CSV or Parquet file inside; gzip and zstd are read directly"
_EXPORT = "export it as CSV (UTF-8)"
_WRITE = "write it as JSONL, CSV or Parquet"
SUPPORTED: tuple[tuple[bytes, Kind], ...] = (
    (rb"\x1f\x8b", "gzip"),
    (rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", "zstd"),
    (rb"PAR1", "parquet"),
    (rb"ARROW1|\xff\xff\xff\xff", "arrow"),
)
"""Formats that are read besides text: pattern of the first bytes, and kind."""
UNSUPPORTED: tuple[tuple[bytes, str, str], ...] = (
    (rb"\xff\xfe\x00\x00|\x00\x00\xfe\xff|\x00\x00\x00[\x01-\x7f]|[\x01-\x7f]\x00\x00\x00", "is UTF-32", "save it as UTF-8"),
    (rb"\xff\xfe|\xfe\xff|(?:\x00[\x01-\x7f]){2}|(?:[\x09-\x7f]\x00){2}", "is UTF-16", "save it as UTF-8"),
    (rb"PARE", "is encrypted Parquet", "write it without encryption"),
    (rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|xl/|docProps/|word/|mimetype)", "is a workbook or document (XLSX, ODS, DOCX)", _EXPORT),
    (rb"PK\x03\x04.{26}[^\x00]{1,200}\.npy", "is a NumPy archive (npz)", _WRITE),
    (rb"PK[\x03\x05\x07]", "is a ZIP archive", _UNPACK),
    (rb"\x80[\x02-\x05](?:[\x95}\](c\x8cKJMGX.N\x88\x89]|$)", "is a Python pickle, which can run code when it is read", _WRITE),
    (rb"\((?:dp|lp)\d*\n|c(?:copy_reg|builtins|__builtin__|collections|numpy|pandas|torch|os|posix)[\w.]*\n\w+\n",
     "is a Python pickle, which can run code when it is read", _WRITE),
    (rb"\x93NUMPY", "is a NumPy array", _WRITE),
    (rb"%PDF-", "is a PDF", _WRITE),
    (rb"BZh[1-9]|\xfd7zXZ\x00|7z\xbc\xaf\x27\x1c|\x04\x22\x4d\x18|Rar!\x1a|\x1f\x9d|\xff\x06\x00\x00sNaPpY|LZIP",
     "is compressed, but not with gzip or zstd", _UNPACK),
    (rb".{257}ustar", "is a tar archive", _UNPACK),
    (rb"\xd0\xcf\x11\xe0", "is an old Office file (XLS, DOC)", _EXPORT),
    (rb"FEA1|ORC[^\w]|Obj\x01|\x89HDF|SQLite format 3\x00",
     "is a table format other than Parquet and Arrow", "write it as Parquet, CSV or JSONL"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|\x7fELF|MZ\x90|\xca\xfe\xba\xbe", "is a picture or a program", "check that it is the right file"),
    (rb"version https://git-lfs", "is a Git LFS pointer, not the file", "run git lfs pull"),
    (rb"(?i:\s*<(?:!doctype|html|\?xml))", "is HTML or XML", "check that it is the right file, and pass JSONL"),
    (rb"\{\\rtf", "is a document (RTF)", "save it as plain text in UTF-8"),
)  # fmt: skip
"""Formats that are refused: pattern of the first bytes, what the file is, and remedy. The first match counts."""


def kind_of_bytes(head: bytes, where: str, inside: str = "") -> Kind:
    """Return the kind of a file with the first bytes `head`. Raise `InputError` if it cannot be a submission.

    `inside` is the compression of the file that contains it, if any.
    """
    for pattern, kind in SUPPORTED:
        if re.match(pattern, head):
            if inside:
                raise fail(where, f"is {kind} inside {inside}", "decompress it, or write it without compression")
            return kind
    if refused := refusal(head, where):
        raise refused
    return "text"


def refusal(head: bytes, where: str) -> InputError | None:
    """Return the error for a file with these first bytes, or None if its format is not refused."""
    for pattern, what, remedy in UNSUPPORTED:
        if re.match(pattern, head, re.DOTALL):
            return fail(where, what, remedy)
    return None


BUFFER_SIZE = 1 << 18
"""Size of a read buffer in bytes."""


class Opened(NamedTuple):
    """An open submission, decompressed and without its byte-order mark."""

    kind: Kind
    """Kind of the file before decompression."""
    head: bytes
    """First bytes of `stream`."""
    stream: io.BufferedReader
    byte_order_mark: bool
    """Whether the content began with a byte-order mark."""
    source: BinaryIO | None
    """The file as it is stored, or None for standard input."""

    def seekable(self) -> BinaryIO:
        """Return the whole content as a seekable file: the file itself, or the bytes of standard input."""
        if self.source is None:
            return io.BytesIO(self.stream.read())
        self.source.seek(0)
        return self.source


class Limited(io.RawIOBase):
    """Raw stream over `read` that raises `InputError` beyond `limit` bytes or if reading fails."""

    def __init__(self, read: Callable[[int], bytes | None], where: str, limit: int, decompressed: bool = False) -> None:
        self._read, self._where, self._limit, self._decompressed = read, where, limit, decompressed
        self._head, self._total = b"", 0

    def readable(self) -> bool:
        """Return True: the stream can be read."""
        return True

    def head(self) -> bytes:
        """Return the first `HEAD_SIZE` bytes, or fewer at the end of the file, without consuming them."""
        while len(self._head) < HEAD_SIZE and (more := self._more(HEAD_SIZE - len(self._head))):
            self._head += more
        return self._head

    def skip(self, count: int) -> None:
        """Drop the first `count` bytes of the head."""
        self._head = self._head[count:]

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read bytes into `buffer` and return their number."""
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
            what = (
                f"cannot be decompressed: {error}"
                if self._decompressed
                else f"cannot be read: {error.strerror or error}"
            )
            remedy = "it is truncated or damaged: compress it again" if self._decompressed else "pass a readable file"
            raise fail(self._where, what[:200], remedy) from None
        if data is None:
            # Do not wait: a regular file that has no data yet (/proc/kmsg) may never end.
            raise fail(self._where, "cannot be read: it has no data yet", "copy it to a file and pass the copy")
        self._total += len(data)
        if self._total > self._limit:
            what = "decompresses to more than" if self._decompressed else "is larger than"
            raise fail(self._where, f"{what} {self._limit:,} bytes", "write one line per story")
        return data


@contextmanager
def open_stream(path: Path, where: str, limit: int | None = None) -> Iterator[Opened]:
    """Open a file, or standard input for `-`, of at most `limit` bytes (default: `FILE_LIMIT`).

    Raise `InputError` if the first bytes show that it is no table and no submission.
    """
    limit = FILE_LIMIT if limit is None else limit
    with _file(path, where) as file:
        limited = Limited(_blocking_read(file) if str(path) == "-" else file.read, where, limit)
        kind = kind_of_bytes(limited.head(), where)
        if kind in ("gzip", "zstd"):
            limited = _decompressed(limited, kind, where, limit)
            kind_of_bytes(limited.head(), where, inside=kind)
        head = limited.head()
        if not head:
            raise fail(where, "is empty", "write one line per story")
        if marked := head.startswith(BOM):
            limited.skip(len(BOM))
        source = None if str(path) == "-" else file
        yield Opened(kind, limited.head(), io.BufferedReader(limited, BUFFER_SIZE), marked, source)


def _blocking_read(file: BinaryIO) -> Callable[[int], bytes | None]:
    """Return a read function for standard input that waits for data, even if standard input is set not to block.

    Reading such a file returns None if there is no data yet. Its mode stays, because other processes may share it.
    """
    read: Callable[[int], bytes | None] = file.read

    def wait_and_read(count: int) -> bytes | None:
        while (data := read(count)) is None:
            select.select([file], [], [])
        return data

    return wait_and_read


def _decompressed(compressed: Limited, kind: Kind, where: str, limit: int) -> Limited:
    """Return a stream that decompresses while it is read, so that it never holds the whole content.

    Neither a decompression bomb nor a million empty members take much time or memory.
    Consecutive gzip members or zstd frames are read as one file. Any other data after them is an error.
    """
    import pyarrow as pa

    source = pa.PythonFile(io.BufferedReader(compressed, BUFFER_SIZE), mode="r")
    stream = pa.CompressedInputStream(source, kind)
    return Limited(stream.read, where, limit, decompressed=True)


@contextmanager
def _file(path: Path, where: str) -> Iterator[BinaryIO]:
    if str(path) != "-":
        with open_regular(path) as file:
            yield file
        return
    given: BinaryIO | None = getattr(sys.stdin, "buffer", None)  # None if standard input is closed
    if given is None:
        raise fail(where, "is closed", "pass a file")
    yield given
