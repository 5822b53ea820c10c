"""What a file is by its first bytes. What cannot be a submission is told what to do; nothing of it is opened."""

from __future__ import annotations

import re
from typing import Literal

from chipbrief.problems import InputError, fail

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
