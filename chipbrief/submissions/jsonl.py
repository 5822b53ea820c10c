"""Lines of JSON: an object a line, read one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from chipbrief.problems import PRINTED_AT_MOST, fail
from chipbrief.submissions.faults import LINE_LIMIT, ROW_LIMIT, kind_of, quote
from chipbrief.submissions.hints import missing, not_json, unread
from chipbrief.submissions.rows import Rows

SYSTEM_KEYS = ("system", "version", "url")
SYSTEM_LIMIT = 1000
"""Characters of one value of the line that describes the system."""
ARRAY = re.compile(rb"\s*\[\s*(\{|$)")
SPREAD = re.compile(rb'\s*\{\s*("[^"\\]*"\s*:.*,\s*)?$', re.DOTALL)
"""A line that opens an object and goes on on the next."""


def numbered(stream: BufferedReader, where: str) -> Iterator[tuple[int, bytes]]:
    """Line number and bytes up to LF, of an over-long line the first `LINE_LIMIT` bytes and one. Other characters
    that Unicode takes for line ends (U+2028, U+0085) are none here."""
    number = 0
    while raw := stream.readline(LINE_LIMIT + 1):
        number += 1
        if number > ROW_LIMIT:
            raise fail(where, f"more than {ROW_LIMIT:,} lines", "send one line a story", number)
        yield number, raw
        while not raw.endswith(b"\n") and (raw := stream.readline(LINE_LIMIT)):
            pass


class Lines:
    """Reads the lines of one file into `rows`. `system` is what the first line says of the system."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.faults, self.columns = rows, rows.faults, rows.columns
        self.system: dict[str, str] = {}
        self.line = 0
        self._first = True
        self._twice: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=_refuse,
            # No number is wanted, and one of a million digits would take `int` a long time, or be refused by it.
            parse_int=float,
        )

    def read(self, stream: BufferedReader) -> None:
        """All lines. Raises `InputError` where the whole file is another format, or too long."""
        for line, raw in numbered(stream, self.faults.where):
            self.line = line
            if len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
                self.faults.add(self.line, f"line of more than {LINE_LIMIT:,} bytes", "write one story a line")
            elif raw.strip():
                self._take(raw)
                self._first = False

    def _take(self, raw: bytes) -> None:
        text = decoded(self.rows, self.line, raw)
        self._twice = []
        try:
            row = self._decoder.decode(text.rstrip("\r\n"))
        except (ValueError, RecursionError) as error:
            if self._first:
                self._fail_if_spread(raw)
            what, remedy = not_json(error, text, self.columns)
            self.faults.add(self.line, what, remedy)
            self._note_id(text)
            return
        if self._twice:
            self.faults.add(self.line, f"the key {quote(self._twice[0])} stands twice in the object", "keep one")
        if not isinstance(row, dict):
            if self._first:
                self._fail_if_spread(raw)
            self.faults.add(self.line, f"{kind_of(row)} where an object belongs", f"write {self.columns.example}")
        elif "system" in row and not row.keys() & set(self.columns):
            self._describe_system(row)
        else:
            self._story(row)

    def _story(self, row: dict[str, Any]) -> None:
        absent = [key for key in self.columns if key not in row]
        extra = [key for key in row if key not in self.columns]
        if self.faults.full:
            # Each key that is missing, and the unread keys, where there are more than could be meant by these.
            self.faults.add_unsaid(len(absent) + (len(extra) > len(absent)))
        else:
            self._say(row, absent, extra)
        story, summary = (row.get(key, "") for key in self.columns)
        if not absent:
            self.rows.take(self.line, story, summary)
        elif self.columns.id not in absent and isinstance(story, str):
            self.rows.seen(self.line, story)

    def _say(self, row: dict[str, Any], absent: list[str], extra: list[str]) -> None:
        """The faults of a story's keys, with what may have been meant: work for every key, so for printed faults only."""
        meant: set[str] = set()
        for key in absent:
            what, remedy, instead = missing(key, {name: row[name] for name in extra}, self.columns, self.rows.place)
            meant.update(instead)
            self.faults.add(self.line, what, remedy)
        if extra := [key for key in extra if key not in meant]:
            self.faults.add(self.line, *unread(extra, self.columns))

    def _describe_system(self, row: dict[str, Any]) -> None:
        if not self._first:
            self.faults.add(self.line, "the line that describes the system is not the first", "move it to line 1")
        others = [key for key in row if key not in SYSTEM_KEYS]
        for key in others[:PRINTED_AT_MOST]:
            self.faults.add(self.line, f"{quote(key)} is not one of {', '.join(SYSTEM_KEYS)}", "remove it")
        self.faults.add_unsaid(len(others[PRINTED_AT_MOST:]))
        for key in filter(row.__contains__, SYSTEM_KEYS):
            value = row[key]
            if not (isinstance(value, str) and 0 < len(value) <= SYSTEM_LIMIT and value.isprintable()):
                what = f"{quote(key)} is not a text of 1 to {SYSTEM_LIMIT} printable characters"
                self.faults.add(self.line, what, "correct it")
            else:
                self.system[key] = value

    def _note_id(self, text: str) -> None:
        """The id of a broken line is not missing as well."""
        found = re.search(rf'"{re.escape(self.columns.id)}"\s*:\s*"([^"\\]{{1,200}})"', text[:1000])
        if found and (place := self.rows.place.get(found[1])) is not None and not self.rows.lines[place]:
            self.rows.seen(self.line, found[1])

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        row = dict(pairs)
        if len(row) < len(pairs):
            left = set(row)
            for key, _ in pairs:
                if key not in left:
                    self._twice.append(key)
                left.discard(key)
        return row

    def _fail_if_spread(self, raw: bytes) -> None:
        """One message where the file is one JSON value and not lines: each of its lines would be another fault."""
        where = self.faults.where
        if ARRAY.match(raw):
            what, remedy = "is a JSON array where lines belong", "write its objects one a line: jq -c '.[]' FILE"
        elif SPREAD.match(raw):
            what, remedy = "is an object that goes on on the next line", "write every object on one line: jq -c . FILE"
        else:
            return
        raise fail(where, what, remedy, self.line)


def decoded(rows: Rows, line: int, raw: bytes) -> str:
    """The text of a line. One that is not UTF-8 is a fault, and is read on so that its id is not missing as well."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"not UTF-8: byte 0x{raw[error.start]:02x} at column {error.start + 1}"
        rows.faults.add(line, what, "save it as UTF-8")
        return raw.decode("utf-8", "replace")


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
