"""Read the lines of an untrusted text file within limits of length and number."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from chipbrief.corpora.tables.stream import LINE_LIMIT, ROW_LIMIT
from chipbrief.problems import Faults, fail


def numbered_lines(stream: BufferedReader, where: str, most: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield the number (from 1) and the bytes of each line. Raise `InputError` if there are more than `most` lines (default: `ROW_LIMIT`).

    Only LF ends a line, not the other line separators of Unicode (U+2028, U+0085). A line longer than `LINE_LIMIT` bytes
    is cut to `LINE_LIMIT` + 1 bytes.
    """
    number, most = 0, ROW_LIMIT if most is None else most
    while raw := stream.readline(LINE_LIMIT + 1):
        number += 1
        if number > most:
            raise fail(where, f"more than {most:,} lines", "write one line per story", number)
        yield number, raw
        while not raw.endswith(b"\n") and (raw := stream.readline(LINE_LIMIT)):
            pass


def decode_line(faults: Faults, line: int, raw: bytes) -> str:
    """Return the text of a line. If it is not UTF-8, add a fault and replace the invalid bytes, so that its id is found."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"not UTF-8: byte 0x{raw[error.start]:02x} at column {error.start + 1}"
        faults.add(line, what, "save it as UTF-8")
        return raw.decode("utf-8", "replace")


def whole_number(digits: str) -> int | float:
    """Return a whole number of JSON. One of 20 digits or more becomes a float: `int` takes long for a million digits."""
    return int(digits) if len(digits) < 20 else float(digits)
