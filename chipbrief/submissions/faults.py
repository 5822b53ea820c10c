"""Record of a valid submission, limits on its size, and the collected faults of an invalid one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chipbrief.problems import MAX_PRINTED, Problem

FILE_LIMIT = 256 << 20
"""Maximum size of a file in bytes, both compressed and decompressed."""
LINE_LIMIT = 4 << 20
"""Maximum size of one line of JSONL or one row of CSV, in bytes."""
ROW_LIMIT = 2_000_000
"""Maximum number of lines of a file or rows of a table. Without it, a file of empty lines would be slow to read."""
SUMMARY_LIMIT = 100_000
"""Maximum length of one summary in characters, more than any article has."""
WORD_LIMIT = 10_000
"""Maximum length of one summary in words. The time of ROUGE-L grows with the product of the two lengths.

Words are split at blanks or are runs of letters and digits, whichever gives more: `1%1%1%` has three.
"""


class Columns(NamedTuple):
    """Names of the keys or columns that contain the story id and the summary."""

    id: str = "id"
    summary: str = "summary"

    @property
    def example(self) -> str:
        """A correct line, for messages."""
        return f'{{"{self.id}": "...", "{self.summary}": "..."}}'


class Summaries(Mapping[str, str]):
    """Mapping from story id to summary that stores the summaries as UTF-8.

    This saves memory: a Python `str` that contains one emoji takes four bytes for each of its characters.
    """

    def __init__(self, places: Mapping[str, int], texts: list[bytes]) -> None:
        self._places, self._texts = places, texts

    def __getitem__(self, story: str) -> str:
        return self._texts[self._places[story]].decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(slots=True)
class Submission:
    """A valid submission."""

    name: str
    """File name without its last suffix, or `standard input`."""
    summaries: Mapping[str, str] = field(default_factory=dict)
    """Summary of each story, by id, in the order of the split."""
    system: dict[str, str] = field(default_factory=dict)
    """Description of the system (`system`, `version`, `url`) from the first line of a JSONL file, if it has one."""
    warnings: list[Problem] = field(default_factory=list)


class Faults:
    """Faults of one file, in the order found. Only the first `MAX_PRINTED` are kept, and the rest are counted."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.kept: list[Problem] = []
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether further faults are only counted, so that their messages are not needed."""
        return self.count >= MAX_PRINTED

    def add(self, line: int | None, what: str, remedy: str) -> None:
        """Add one fault. It is only counted if `full` holds."""
        if not self.full:
            self.kept.append(Problem(self.where, what, remedy, line))
        self.count += 1

    def add_unlisted(self, count: int) -> None:
        """Count faults without messages. Use it if `full` holds and the messages would take time to make."""
        self.count += count


def kind_of(value: Any) -> str:
    """Return the kind of a JSON value in words, for messages."""
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null", str: "text"}
    return kinds.get(type(value), "a number")


def quote(text: str) -> str:
    """Return untrusted text for a message: quoted, in ASCII, and at most 80 characters of it."""
    return ascii(text if len(text) <= 80 else text[:80] + "…")
