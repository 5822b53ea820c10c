"""Open a file that may be a log of a run, and read its parts lazily: an archive, a table, a JSON value or JSON lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Any

from chipbrief.corpora.tables.columnar import Columnar, open_columnar
from chipbrief.corpora.tables.delimited import records
from chipbrief.corpora.tables.lines import decode_line, numbered_lines
from chipbrief.corpora.tables.stream import BOM, LINE_LIMIT, Opened, open_stream
from chipbrief.files import decode, open_regular
from chipbrief.problems import Faults, fail, kind_of, quote
from chipbrief.submissions.logs.archive import Archive
from chipbrief.submissions.logs.values import Json

Row = tuple[int, dict[str, Any]]
"""Line or row (from 1), and its values by key or column."""
NOT_JSON = "write the log again, or check that it is whole"


@dataclass(slots=True)
class Content:
    """An open file. What it is not, is None or empty. `rows` can be read once."""

    path: Path
    where: str
    faults: Faults
    archive: Archive | None = None
    columnar: Columnar | None = None
    document: Any = None
    """Value of a file that is one JSON value."""
    header: tuple[str, ...] = ()
    """Columns of CSV."""
    first: Mapping[str, Any] = field(default_factory=dict)
    """First JSON object of lines or of an array."""
    rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    """Rows of CSV, JSON lines or an array of objects."""

    @property
    def stem(self) -> str:
        """Name of the file without its last suffix."""
        return Path(self.where).stem


@contextmanager
def open_content(path: Path) -> Iterator[Content]:
    """Open `path` (`-` for standard input). Raise `InputError` if it cannot be read."""
    where = "standard input" if str(path) == "-" else str(path)
    content = Content(path, where, Faults(where))
    if str(path) != "-":
        with open_regular(path) as file:
            if file.read(4) in (b"PK\x03\x04", b"PK\x05\x06"):
                content.archive = Archive(file, where)
                yield content
                return
    with open_stream(path, where) as opened:
        _fill(content, opened)
        yield content


def _fill(content: Content, opened: Opened) -> None:
    start = opened.head.removeprefix(BOM).lstrip()[:1]
    if opened.kind in ("parquet", "arrow"):
        content.columnar = open_columnar(opened, content.where)
    elif start in (b"{", b"["):
        _fill_from_json(content, opened.stream)
    else:
        found = records(opened.stream, opened.head, content.faults, "the names of the columns")
        content.header = tuple(next(found).cells)
        content.rows = ((line, dict(zip(content.header, cells, strict=False))) for line, cells in found)


def _fill_from_json(content: Content, stream: BufferedReader) -> None:
    """Tell JSON lines from one JSON value by the first line: it is a whole object, and another line follows."""
    json = Json()
    first = stream.readline(LINE_LIMIT + 1)
    while first and not first.strip():
        first = stream.readline(LINE_LIMIT + 1)
    more = stream.peek(1) if first.endswith(b"\n") else b""
    if more and (value := _object(json, first)) is not None:
        content.first = value
        content.rows = chain([(1, value)], _lines(content, json, stream))
        return
    data = first + stream.read()
    content.document = _decoded(json, decode(data, content.where), content.faults)
    values = content.document if isinstance(content.document, list) else [content.document]
    objects = [(at, value) for at, value in enumerate(values, 1) if isinstance(value, dict)]
    if len(objects) < len(values):
        raise fail(content.where, "is JSON, but neither an object nor a list of objects", NOT_JSON)
    content.first = objects[0][1] if objects else {}
    content.rows = iter(objects)


def _object(json: Json, line: bytes) -> dict[str, Any] | None:
    try:
        value = json.decode(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and json.twice is None else None


def _decoded(json: Json, text: str, faults: Faults, line: int | None = None) -> Any:
    try:
        value = json.decode(text)
    except RecursionError:
        raise fail(faults.where, "is not readable JSON: nested too deeply", NOT_JSON, line) from None
    except ValueError as error:
        raise fail(faults.where, f"is not JSON: {str(error)[:100]}", NOT_JSON, line) from None
    if json.twice is not None:
        faults.add(line, f"the key {quote(json.twice)} appears twice in one object", "keep one")
    return value


def _lines(content: Content, json: Json, stream: BufferedReader) -> Iterator[Row]:
    for number, raw in numbered_lines(stream, content.where):
        line = number + 1
        if len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
            content.faults.add(line, f"line of more than {LINE_LIMIT:,} bytes", "write one line per sample")
        elif raw.strip():
            value = _decoded(json, decode_line(content.faults, line, raw), content.faults, line)
            if isinstance(value, dict):
                yield line, value
            else:
                content.faults.add(line, f"{kind_of(value)} instead of an object", NOT_JSON)


def parse_member(archive: Archive, name: str, faults: Faults) -> dict[str, Any]:
    """Return the JSON object in a member of an archive. Raise `InputError` if it is none."""
    where = Faults(f"{archive.where}: {quote(name)}")
    value = _decoded(Json(), decode(archive.read(name), where.where), where)
    if not isinstance(value, dict):
        raise fail(where.where, f"is {kind_of(value)} instead of an object", NOT_JSON)
    for one in where.kept:
        faults.add(one.line, f"{quote(name)}: {one.what}", one.remedy)
    return value
