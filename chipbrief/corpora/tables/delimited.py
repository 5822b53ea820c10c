"""Read untrusted CSV: a header and one row per story. The delimiter may be a comma, semicolon, tab or pipe."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple

from chipbrief.corpora.tables.lines import decode_line, numbered_lines
from chipbrief.corpora.tables.stream import LINE_LIMIT
from chipbrief.problems import Faults, fail

DELIMITERS = ",\t;|"
SUFFIXES = (".csv", ".tsv")
CLOSE = "close them; write a quote inside a cell twice"
"""Remedy for quotes that are not closed."""


class Record(NamedTuple):
    """One row of the file: the line on which it starts, and its cells."""

    line: int
    cells: list[str]


def header_cells(head: bytes) -> list[str]:
    """Return the cells of the first line of `head`, the first bytes of a file, without their quotes and blanks."""
    first = _first_line(head)
    return [cell.strip().strip('"').strip() for cell in first.strip().split(_delimiter(first))]


def has_suffix(name: str) -> bool:
    """Return whether a file name ends with `.csv` or `.tsv`, before a suffix of its compression."""
    return name.lower().removesuffix(".gz").removesuffix(".zst").endswith(SUFFIXES)


def records(
    stream: BufferedReader, head: bytes, faults: Faults, needed: str, most: int | None = None
) -> Iterator[Record]:
    """Yield the header, with blanks around the names removed, and then each row that is not empty.

    `head` are the first bytes of `stream`, and `needed` is the header to name in the remedy if there is none. A row that is
    not CSV is added to `faults` and left out. Raise `InputError` if that row is the header.

    The limit of `csv` for a cell is raised to that of a row while the rows are read. A long cell is then no fault in an
    unused column, and in a column that is read it gets the message about its length.
    """
    lines = _Lines(stream, faults, most)
    reader = csv.reader(lines, delimiter=_delimiter(_first_line(head)), strict=True)
    has_header = False
    before = csv.field_size_limit()
    while True:
        lines.begin()
        csv.field_size_limit(LINE_LIMIT)
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if not has_header:
                # The next line is no header either, and reading it as one would give misleading messages.
                raise fail(faults.where, *_broken(error), lines.began) from None
            faults.add(lines.began, *_broken(error))
            continue
        finally:
            csv.field_size_limit(before)
        if any(cells) and (has_header or any(cell.strip() for cell in cells)):
            yield Record(lines.began, cells if has_header else [cell.strip() for cell in cells])
            has_header = True
    if not has_header:
        raise fail(faults.where, "has no header", f"start with {needed}")


class _Lines:
    """Iterator over the lines for `csv.reader`. It raises `InputError` if a row has more than `LINE_LIMIT` bytes."""

    def __init__(self, stream: BufferedReader, faults: Faults, most: int | None) -> None:
        self._lines, self._faults = numbered_lines(stream, faults.where, most), faults
        self._line = self._size = 0
        self.began = 1

    def begin(self) -> None:
        """Note that the next row starts on the next line."""
        self.began, self._size = self._line + 1, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self._line, raw = next(self._lines)
        self._size += len(raw)
        if self._size > LINE_LIMIT:
            what, remedy = f"row of more than {LINE_LIMIT:,} bytes", "leave out the columns that are not needed"
            if self._line > self.began:
                what, remedy = f"not CSV: quotes that open here are not closed within {LINE_LIMIT:,} bytes", CLOSE
            raise fail(self._faults.where, what, remedy, self.began)
        return decode_line(self._faults, self._line, raw)


def _broken(error: csv.Error) -> tuple[str, str]:
    text = str(error)
    if "new-line character" in text:
        return "not CSV: CR inside a line", "save the file with LF line ends, and quote cells that contain line breaks"
    if "unexpected end" in text:
        return "not CSV: quotes that open here are never closed", CLOSE
    return f"not CSV: {text}", "quote the cell, and write a quote inside it twice"


def _first_line(head: bytes) -> str:
    return head.lstrip().partition(b"\n")[0].decode("utf-8", "replace")


def _delimiter(first: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=unquoted.count)
