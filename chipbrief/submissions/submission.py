"""Record of a valid submission, and limits on its summaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from chipbrief.problems import Problem

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
    repeats: tuple[Mapping[str, str], ...] = ()
    """Further summaries of the stories, if a log has several answers of the system. The first ones are in `summaries`."""
