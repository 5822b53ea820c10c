"""Read members of an untrusted ZIP archive within limits of number and size. Members may be stored, deflated or zstd.

Python reads zstd in ZIP archives only from version 3.14 on, so that the bytes of a member are taken from the file here and
decompressed by Arrow. Nothing is unpacked to disk, and names of members are never used as paths.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from chipbrief.problems import fail, quote

MEMBER_LIMIT = 64 << 20
"""Maximum size of one decompressed member in bytes."""
TOTAL_LIMIT = 1 << 30
"""Maximum size of all decompressed members that are read, in bytes."""
MEMBERS_LIMIT = 200_000
"""Maximum number of members."""
ARCHIVE_LIMIT = 256 << 20
"""Maximum size of the archive in bytes."""
CHUNK = 1 << 20
"""Number of bytes that are decompressed at once."""
LOCAL_HEADER = struct.Struct("<4s22xHH")
"""Header of a member: signature, and the lengths of its name and extra field."""
MEMBER_START = b"PK\x03\x04"
ENCRYPTED = 1
DAMAGED = "download or copy it again"
ZSTD = 93
"""Number of the compression method zstd in ZIP archives."""


class Archive:
    """An open ZIP archive. Raise `InputError` if it is damaged, or larger than the limits."""

    def __init__(self, file: BinaryIO, where: str) -> None:
        self.where, self._file, self._total = where, file, 0
        size = file.seek(0, 2)
        if size > ARCHIVE_LIMIT:
            raise fail(where, f"is larger than {ARCHIVE_LIMIT:,} bytes", "split the run")
        try:
            members = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error):
            raise fail(where, "is not a whole ZIP archive: its end is missing or damaged", DAMAGED) from None
        if len(members) > MEMBERS_LIMIT:
            raise fail(where, f"has more than {MEMBERS_LIMIT:,} members", "split the run")
        self._members = {one.filename: one for one in members}  # of a name that occurs twice, the last one counts
        self.twice = len(members) - len(self._members)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members, in the order of the archive's directory."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """Return the content of a member. Raise `InputError` if it is damaged or too large."""
        member = self._members[name]
        where = f"{self.where}: member {quote(name)}"
        if member.flag_bits & ENCRYPTED:
            raise fail(where, "is encrypted", "write the log without encryption")
        decompress = METHODS.get(member.compress_type)
        if decompress is None:
            raise fail(where, f"uses compression method {member.compress_type}", "write it with zstd or deflate")
        try:
            data = decompress(self._raw(member), MEMBER_LIMIT + 1)
        except (OSError, zlib.error, EOFError, ValueError, struct.error):
            raise fail(where, "cannot be decompressed", DAMAGED) from None
        self._total += len(data)
        if len(data) > MEMBER_LIMIT or self._total > TOTAL_LIMIT:
            what = f"decompresses to more than {MEMBER_LIMIT:,} bytes, or all members to more than {TOTAL_LIMIT:,}"
            raise fail(where, what, "split the run")
        if zlib.crc32(data) != member.CRC:
            raise fail(where, "is damaged: its checksum is wrong", DAMAGED)
        return data

    def _raw(self, member: zipfile.ZipInfo) -> bytes:
        self._file.seek(member.header_offset)
        signature, name, extra = LOCAL_HEADER.unpack(self._file.read(LOCAL_HEADER.size))
        if signature != MEMBER_START:
            raise ValueError("no member begins here")
        self._file.seek(name + extra, 1)
        data = self._file.read(min(member.compress_size, ARCHIVE_LIMIT))
        if len(data) < member.compress_size:
            raise ValueError("the member is cut off")
        return data


def _stored(data: bytes, limit: int) -> bytes:
    return data[:limit]


def _inflate(data: bytes, limit: int) -> bytes:
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    found = decompressor.decompress(data, limit)
    if len(found) < limit and not decompressor.eof:
        raise ValueError("the compressed data is cut off")
    return found


def _zstd(data: bytes, limit: int) -> bytes:
    """Decompress consecutive zstd frames."""
    import pyarrow as pa

    stream = pa.CompressedInputStream(pa.PythonFile(BytesIO(data), mode="r"), "zstd")
    parts: list[bytes] = []
    size = 0
    while size < limit and (part := stream.read(min(CHUNK, limit - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


METHODS: dict[int, Callable[[bytes, int], bytes]] = {
    zipfile.ZIP_STORED: _stored,
    zipfile.ZIP_DEFLATED: _inflate,
    ZSTD: _zstd,
}
"""Decompressors by compression method. Each takes the compressed bytes and the maximum number of bytes to return."""
