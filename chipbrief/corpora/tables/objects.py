"""Read untrusted JSON objects: one per line (JSONL), or the elements of one JSON array."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from chipbrief.corpora.tables.lines import decode_line, numbered_lines, whole_number
from chipbrief.corpora.tables.stream import LINE_LIMIT, ROW_LIMIT, Opened
from chipbrief.problems import Faults, fail, kind_of, quote

ARRAY_LIMIT = 256 << 20
"""Maximum size of a file that is one JSON array, in bytes. It is kept in memory, other than JSONL."""
ROWS_LOOKED_AT = 100
"""Number of rows whose keys are the columns of the table. Some rows may lack a key."""
LINE_REMEDY = "write one object per line, as jq -c . FILE does"
BLANKS = re.compile(r"[ \t\r\n]*")
_TRUNCATED = "remove the last comma, or write the file again if its end is missing"

Row = tuple[int, dict[str, Any]]


class Objects(NamedTuple):
    """The keys of the first objects, and all objects with their lines."""

    keys: tuple[str, ...]
    rows: Iterator[Row]


def open_objects(opened: Opened, faults: Faults, most: int | None = None) -> Objects:
    """Return the objects of JSONL or of a JSON array. Whatever is no object is added to `faults`."""
    rows = _elements(opened, faults) if opened.head.lstrip().startswith(b"[") else _lines(opened, faults, most)
    first: list[Row] = []
    for row in rows:
        first.append(row)
        if len(first) == ROWS_LOOKED_AT:
            break
    keys = tuple(dict.fromkeys(key for _, row in first for key in row))
    return Objects(keys, chain(first, rows))


def _lines(opened: Opened, faults: Faults, most: int | None) -> Iterator[Row]:
    is_first = True
    for line, raw in numbered_lines(opened.stream, faults.where, most):
        if len(raw) > LINE_LIMIT and not raw.endswith(b"\n"):
            faults.add(line, f"line of more than {LINE_LIMIT:,} bytes", "write one line per story")
            continue
        text = decode_line(faults, line, raw).strip()
        if not text:
            continue
        try:
            value = _DECODER.decode(text)
            _refuse_half_pairs(value, text)
        except (ValueError, RecursionError) as error:
            if is_first and isinstance(error, json.JSONDecodeError) and error.pos >= len(text) and raw.endswith(b"\n"):
                raise fail(
                    faults.where, "is JSON over several lines: an object does not end on its line", LINE_REMEDY, line
                ) from None
            faults.add(line, *_not_json(error))
            continue
        finally:
            is_first = False
        yield from _object(line, value, faults)


def _elements(opened: Opened, faults: Faults) -> Iterator[Row]:
    """Yield the elements of a JSON array one by one, with the lines on which they begin."""
    raw = opened.stream.read(ARRAY_LIMIT + 1)
    if len(raw) > ARRAY_LIMIT:
        raise fail(faults.where, f"is a JSON array of more than {ARRAY_LIMIT:,} bytes", "write JSONL: jq -c '.[]' FILE")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}"
        raise fail(faults.where, what, "save it as UTF-8", raw.count(b"\n", 0, error.start) + 1) from None
    line, seen = 1, 0
    at = _skip(text, _skip(text, 0) + 1)
    for count in range(ROW_LIMIT + 1):
        line, seen = line + text.count("\n", seen, at), at
        if count == 0 and text.startswith("]", at):
            break
        if count == ROW_LIMIT:
            raise fail(faults.where, f"more than {ROW_LIMIT:,} elements", "write one object per story", line)
        try:
            value, end = _DECODER.raw_decode(text, at)
            _refuse_half_pairs(value, text[at:end])
        except (ValueError, RecursionError) as error:
            raise fail(faults.where, *_not_json(error, _TRUNCATED), _line_of(error, line)) from None
        yield from _object(line, value, faults)
        at = _skip(text, end)
        if not text.startswith(",", at):
            break
        at = _skip(text, at + 1)
    if not text.startswith("]", at) or _skip(text, at + 1) != len(text):
        line += text.count("\n", seen, at)
        raise fail(
            faults.where, "not JSON: the array does not end here", "separate objects by commas, and end with ]", line
        )


def _skip(text: str, at: int) -> int:
    """Return the place of the first character from `at` that is not blank."""
    found = BLANKS.match(text, at)
    return found.end() if found else at


def _object(line: int, value: Any, faults: Faults) -> Iterator[Row]:
    if isinstance(value, dict):
        yield line, value
    else:
        faults.add(line, f"{kind_of(value)} instead of an object", "write one object per story")


def _not_json(error: Exception, remedy: str = LINE_REMEDY) -> tuple[str, str]:
    if isinstance(error, RecursionError):
        return "not JSON: nested too deeply", remedy
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg.removesuffix(' at')} at column {error.colno}", remedy
    return f"not JSON: {error}", "keep one of the keys" if "twice" in str(error) else remedy


def _line_of(error: Exception, line: int) -> int:
    return error.lineno if isinstance(error, json.JSONDecodeError) else line


def _refuse_half_pairs(value: Any, text: str) -> None:
    """Raise `ValueError` if a text of `value` has half a surrogate pair: JSON can hold one by an escape, UTF-8 cannot."""
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("half a surrogate pair (\\ud800 to \\udfff)") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {quote(twice)} appears twice in an object")
    return row


_DECODER = json.JSONDecoder(object_pairs_hook=_without_duplicates, parse_constant=_no_constant, parse_int=whole_number)
