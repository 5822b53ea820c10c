"""Read values of untrusted logs: JSON with NaN, numbers and letters of scores, ids, and fields by their path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from math import isnan
from typing import Any

from chipbrief.corpora.tables.lines import whole_number
from chipbrief.corpora.tables.stream import FILE_LIMIT
from chipbrief.files import sha256
from chipbrief.problems import Faults, kind_of, printable, quote
from chipbrief.submissions.logs.run import Missing, Sample, Score

BULKY = frozenset(("events", "events_data", "attachments"))
"""Keys whose lists and objects are dropped while JSON is read: over half of an inspect_ai log, and no score or answer."""
ID_LIMIT = 1000
"""Maximum length of an id in characters."""
NAME_LIMIT = 200
"""Maximum length of the name of a score, and of a value that could identify a sample, in characters."""
KEYS_LIMIT = 500
"""Maximum number of keys of one score, or of one object of fields."""
SCORE_LIMIT = 1e100
"""Limit of a score. Sums and squares of larger numbers overflow, and infinity is no score either."""
LETTERS: Mapping[str, float] = {"C": 1, "P": 0.5, "I": 0, "N": 0}
"""Values of the grades of inspect_ai: correct, partially correct, incorrect, no answer."""
WORDS: Mapping[str, float] = {"true": 1, "yes": 1, "false": 0, "no": 0}


class Json:
    """JSON decoder that accepts NaN and Infinity, drops bulky keys, and notes the first key that an object has twice."""

    def __init__(self) -> None:
        self.twice: str | None = None
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_int=whole_number)

    def decode(self, text: str) -> Any:
        """Return the value of `text`. Raise `ValueError` or `RecursionError` if it is not JSON or nested too deeply."""
        self.twice = None
        return self._decoder.decode(text)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        kept = {key: value for key, value in pairs if key not in BULKY or not isinstance(value, list | dict)}
        if self.twice is None and len(kept) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.twice = key
                seen.add(key)
        return kept


def scores_of(name: str, value: Any) -> Iterator[tuple[str, Score]]:
    """Yield the name and value of a score. A value of several numbers gives one score for each: `name.key`."""
    if isinstance(value, dict) and value:
        for key, one in islice(value.items(), KEYS_LIMIT):
            yield _name(f"{name}.{key}"), _number(one)
    elif isinstance(value, list) and value and all(isinstance(one, int | float) for one in value):
        yield from ((_name(f"{name}.{at}"), _number(one)) for at, one in enumerate(value[:KEYS_LIMIT]))
    else:
        yield _name(name), _number(value)


def _name(text: str) -> str:
    return printable(text[:NAME_LIMIT])


def _number(value: Any) -> Score:
    if value is None:
        return Missing.NULL
    if isinstance(value, str):
        return _number_of_text(value.strip())
    if not isinstance(value, int | float):
        return Missing.NOT_A_NUMBER
    number = float(value)
    return Missing.NAN if isnan(number) else number if abs(number) < SCORE_LIMIT else Missing.NOT_A_NUMBER


def _number_of_text(text: str) -> Score:
    if text in LETTERS:
        return float(LETTERS[text])
    if text.lower() in WORDS:
        return float(WORDS[text.lower()])
    if not text:
        return Missing.NULL
    try:
        return _number(float(text)) if len(text) < 50 else Missing.NOT_A_NUMBER
    except ValueError:
        return Missing.NOT_A_NUMBER


def field_of(row: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path such as `doc.id`, or None. Keys may contain dots themselves."""
    if path in row:
        return row[path]
    first, dot, rest = path.partition(".")
    inner = row.get(first)
    return field_of(inner, rest) if dot and isinstance(inner, dict) else None


def fields_of(row: Any, prefix: str) -> dict[str, str]:
    """Return the short texts and whole numbers of an object, by their path: they could identify a sample."""
    if not isinstance(row, dict):
        return {}
    found = {}
    for key, value in islice(row.items(), KEYS_LIMIT):
        if (isinstance(value, str) and 0 < len(value) <= NAME_LIMIT) or type(value) is int:
            found[f"{prefix}{key}"] = str(value)
    return found


def digest(*values: Any) -> str:
    """Return a digest of JSON values, or nothing if there are none."""
    if not any(values):
        return ""
    return sha256(json.dumps(values, sort_keys=True, default=str))[:32]


def object_of(value: Any) -> dict[str, Any]:
    """Return a JSON object, or an empty one if the value is something else."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return a JSON list, or an empty one if the value is something else."""
    return value if isinstance(value, list) else []


def text_of(content: Any) -> str | None:
    """Return the text of a message: the content itself, or its parts of type `text` one after the other."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return None
    parts = [
        part.get("text") for part in content if isinstance(part, dict) and part.get("type") in ("text", "output_text")
    ]
    texts = [part for part in parts if isinstance(part, str)]
    return "".join(texts) if texts else None


class Samples:
    """Samples of one run as they are read. Faults are collected with their place."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._found: dict[tuple[str, int], Sample] = {}
        self._kinds: dict[str, type] = {}
        self._repeats: dict[str, int] = {}
        self._size = 0

    def id_of(self, line: int | None, value: Any, what: str = "id") -> str | None:
        """Return an id as text, or None after adding a fault. A number and a text that look the same are a fault."""
        if not isinstance(value, str | int) or isinstance(value, bool):
            self.faults.add(line, f"{what} is {kind_of(value)}", "choose another field with --id")
            return None
        text = str(value)
        if not text or len(text) > ID_LIMIT or not text.isprintable():
            problem = f"{what} {quote(text)} is not 1 to {ID_LIMIT:,} printable characters"
            self.faults.add(line, problem, "choose another field with --id")
            return None
        if self._kinds.setdefault(text, type(value)) is not type(value):
            self.faults.add(line, f"{what} {quote(text)} is both a number and a text", "give each sample its own id")
            return None
        return text

    def next_repeat(self, story: str) -> int:
        """Return the number of the next repeat of an id, for formats that do not number them."""
        self._repeats[story] = self._repeats.get(story, 0) + 1
        return self._repeats[story]

    def add(self, line: int | None, sample: Sample) -> None:
        """Keep a sample. A second one with the same id and repeat is a fault."""
        key = sample.id, sample.repeat
        if key in self._found:
            repeat = f", repeat {sample.repeat}" if sample.repeat > 1 else ""
            self.faults.add(
                line, f"id {quote(sample.id)}{repeat} appears twice", "keep one, or choose another field with --id"
            )
            return
        self._size += sum(map(len, sample.texts)) + len(sample.id)
        if self._size > FILE_LIMIT:
            self.faults.add(line, f"more than {FILE_LIMIT:,} characters of text", "split the file")
            self.faults.raise_if_any()
        self._found[key] = sample

    def finish(self) -> tuple[Sample, ...]:
        """Return the samples, by repeat and then in the order of the file. Raise `InputError` with all faults."""
        self.faults.raise_if_any()
        return tuple(sorted(self._found.values(), key=lambda one: one.repeat))
