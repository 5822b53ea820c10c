"""Read JSONL submissions, one line at a time."""

from __future__ import annotations

import json
import re
from io import BufferedReader
from typing import Any

from chipbrief.corpora.tables.lines import decode_line, numbered_lines, whole_number
from chipbrief.corpora.tables.stream import LINE_LIMIT
from chipbrief.problems import MAX_PRINTED, fail, kind_of, quote
from chipbrief.submissions.hints import missing, not_json
from chipbrief.submissions.rows import Rows

SYSTEM_KEYS = ("system", "version", "url", "partial")
"""Keys of the line that describes the system. `partial` says why summaries of some stories are missing."""
SYSTEM_LIMIT = 1000
"""Maximum length of a value that describes the system, in characters."""
MAX_EXTRA_KEPT = 20
"""Maximum number of keys that are not read and kept for a warning. A hostile file has a new one on each line."""
ARRAY_START = re.compile(rb"\s*\[\s*(\{|$)")
"""A line that opens an array of objects."""
OPEN_OBJECT = re.compile(rb'\s*\{\s*("[^"\\]*"\s*:.*,\s*)?$', re.DOTALL)
"""A line that opens an object and does not close it."""


class Lines:
    """Reader that puts the lines of one JSONL file into `rows`, and the description of the system into `system`."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.faults, self.columns = rows, rows.faults, rows.columns
        self.system: dict[str, str] = {}
        self.extra: dict[str, None] = {}
        """Keys that are not read, as far as they are kept for a warning."""
        self.line = 0
        self._first = True
        self._duplicates: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._note_duplicates,
            parse_constant=_refuse,
            parse_int=whole_number,
        )

    def read(self, stream: BufferedReader) -> None:
        """Read all lines. Raise `InputError` if the file is one JSON value instead of lines, or too long."""
        for line, raw in numbered_lines(stream, self.faults.where):
            self.line = line
            if len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
                self.faults.add(self.line, f"line of more than {LINE_LIMIT:,} bytes", "write one line per story")
            elif raw.strip():
                self._take(raw)
                self._first = False

    def _take(self, raw: bytes) -> None:
        text = decode_line(self.faults, self.line, raw)
        self._duplicates = []
        try:
            row = self._decoder.decode(text.rstrip("\r\n"))
        except (ValueError, RecursionError) as error:
            if self._first:
                self._fail_if_one_value(raw)
            what, remedy = not_json(error, text, self.columns)
            self.faults.add(self.line, what, remedy)
            self._note_id(text)
            return
        if self._duplicates:
            self.faults.add(self.line, f"the key {quote(self._duplicates[0])} appears twice in the object", "keep one")
        if not isinstance(row, dict):
            if self._first:
                self._fail_if_one_value(raw)
            self.faults.add(self.line, f"{kind_of(row)} instead of an object", f"write {self.columns.example}")
        elif "system" in row and not row.keys() & set(self.columns):
            self._describe_system(row)
        else:
            self._story(row)

    def _story(self, row: dict[str, Any]) -> None:
        absent = [key for key in self.columns if key not in row]
        extra = [key for key in row if key not in self.columns]
        if not absent:
            self.extra.update(dict.fromkeys(extra[: MAX_EXTRA_KEPT - len(self.extra)]))
        elif self.faults.full:
            self.faults.add_unlisted(len(absent))
        else:
            self._report_missing(row, absent, extra)
        story, summary = (row.get(key, "") for key in self.columns)
        if not absent:
            self.rows.take(self.line, story, summary)
        elif self.columns.id not in absent and isinstance(story, str):
            self.rows.seen(self.line, story)

    def _report_missing(self, row: dict[str, Any], absent: list[str], extra: list[str]) -> None:
        """Add the faults of missing keys with suggestions. This visits every key, so call it for listed faults only."""
        for key in absent:
            what, remedy, _ = missing(key, {name: row[name] for name in extra}, self.columns, self.rows.place)
            self.faults.add(self.line, what, remedy)

    def _describe_system(self, row: dict[str, Any]) -> None:
        if not self._first:
            self.faults.add(self.line, "the line that describes the system is not the first", "move it to line 1")
        others = [key for key in row if key not in SYSTEM_KEYS]
        for key in others[:MAX_PRINTED]:
            self.faults.add(self.line, f"{quote(key)} is not one of {', '.join(SYSTEM_KEYS)}", "remove it")
        self.faults.add_unlisted(len(others[MAX_PRINTED:]))
        for key in filter(row.__contains__, SYSTEM_KEYS):
            value = row[key]
            if not (isinstance(value, str) and 0 < len(value) <= SYSTEM_LIMIT and value.isprintable()):
                what = f"{quote(key)} is not text of 1 to {SYSTEM_LIMIT} printable characters"
                self.faults.add(self.line, what, "correct it")
            else:
                self.system[key] = value

    def _note_id(self, text: str) -> None:
        """Mark the id of a malformed line as seen, so that it is not reported as missing too."""
        found = re.search(rf'"{re.escape(self.columns.id)}"\s*:\s*"([^"\\]{{1,200}})"', text[:1000])
        if found and (place := self.rows.place.get(found[1])) is not None and not self.rows.lines[place]:
            self.rows.seen(self.line, found[1])

    def _note_duplicates(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        row = dict(pairs)
        if len(row) < len(pairs):
            left = set(row)
            for key, _ in pairs:
                if key not in left:
                    self._duplicates.append(key)
                left.discard(key)
        return row

    def _fail_if_one_value(self, raw: bytes) -> None:
        """Raise one `InputError` if the file is a single JSON value, because each of its lines would be another fault."""
        where = self.faults.where
        if ARRAY_START.match(raw):
            what, remedy = "is a JSON array instead of lines", "write one object per line: jq -c '.[]' FILE"
        elif OPEN_OBJECT.match(raw):
            what, remedy = "is an object over several lines", "write each object on one line: jq -c . FILE"
        else:
            return
        raise fail(where, what, remedy, self.line)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
