"""What holds of every row in whatever format it came: its id, its summary, and that all ids are there once."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from chipbrief.problems import InputError, Problem
from chipbrief.submissions.faults import SUMMARY_LIMIT, WORD_LIMIT, Columns, Faults, Summaries, kind_of, quote
from chipbrief.submissions.hints import Nearest

LINES_NAMED = 10
"""Lines that the warning of empty summaries names."""
WORDS = (re.compile(r"\S+"), re.compile("[A-Za-z0-9]+"), re.compile(r"[^\W_]+"))
"""What lengths, the tokenizers of ASCII alone, and those of other scripts count."""


class Rows:
    """Takes the rows of one file, one at a time, and keeps the summaries of known ids and nothing of the others."""

    def __init__(self, where: str, ids: Iterable[str], elsewhere: Mapping[str, str], columns: Columns) -> None:
        self.columns, self.elsewhere = columns, elsewhere
        self.place = {story: place for place, story in enumerate(dict.fromkeys(ids))}
        self.lines = array("Q", bytes(8 * len(self.place)))
        self.texts = [b""] * len(self.place)
        self.faults = Faults(where)
        self.astray = Faults(where)
        """Ids of other splits: one fault in the place of all of these where nothing else was sent."""
        self.settings: set[str | None] = set()
        self.empty: list[int] = []
        self.empties = 0
        self._nearest = Nearest(list(self.place))

    def take(self, line: int, story: Any, summary: Any) -> None:
        """One row; an id or a summary that is no text is a fault here, one that is missing was the reader's."""
        for key, value in zip(self.columns, (story, summary), strict=True):
            if not isinstance(value, str):
                self.faults.add(line, f"{key!r} is {kind_of(value)}", "write it as text")
        place = self.seen(line, story) if isinstance(story, str) else None
        text = self._checked(line, summary) if isinstance(summary, str) else None
        if place is not None and text is not None:
            self.texts[place] = text

    def seen(self, line: int, story: str) -> int | None:
        """Note that this line is about `story`; its place where it is known and new."""
        place = self.place.get(story)
        if place is None:
            self._stranger(line, story)
            return None
        self.settings.add(None)
        if first := self.lines[place]:
            self.faults.add(line, f"id {quote(story)} stands on line {first} already", "keep one")
            return None
        self.lines[place] = line
        return place

    def _stranger(self, line: int, story: str) -> None:
        setting = self.elsewhere.get(story)
        self.settings.add(setting)
        if setting:
            self.astray.add(line, f"id {quote(story)} is of {setting}", "leave it out, or choose that one")
        else:
            # A guess costs time, and a fault beyond the printed ones is only counted.
            self.faults.add(line, f"unknown id {quote(story)}", "" if self.faults.full else self._nearest.remedy(story))

    def _checked(self, line: int, summary: str) -> bytes | None:
        if len(summary) > SUMMARY_LIMIT:
            self.faults.add(line, f"summary of more than {SUMMARY_LIMIT:,} characters", "shorten it")
        elif len(summary) > 2 * WORD_LIMIT - 2 and (count := _count_words(summary)) > WORD_LIMIT:
            self.faults.add(line, f"summary of {count:,} words", f"at most {WORD_LIMIT:,}")
        if "\x00" in summary:
            self.faults.add(line, "summary holds a NUL character", "remove it")
        if not summary or summary.isspace():
            self.empties += 1
            if self.empties <= LINES_NAMED:
                self.empty.append(line)
        try:
            return summary.encode("utf-8")
        except UnicodeEncodeError:
            self.faults.add(
                line, "summary holds half a surrogate pair", "escape the whole character, or write it as UTF-8"
            )
            return None

    def finish(self) -> Summaries:
        """Every summary in the split's order. Raises `InputError` with all that is wrong."""
        where = self.faults.where
        if len(self.settings) == 1 and (setting := next(iter(self.settings))):
            problem = Problem(where, f"all of its ids are of {setting}", "choose that one with --config and --split")
            raise InputError([problem, *self.faults.kept], self.faults.count - len(self.faults.kept))
        self._fail_if_any(missing=True)
        return Summaries(self.place, self.texts)

    def fail_with(self, error: InputError) -> NoReturn:
        """Raises `InputError` with that which kept the reader from going on, then all faults before it."""
        self._fail_if_any(*error.problems)
        raise error

    def _fail_if_any(self, *first: Problem, missing: bool = False) -> None:
        absent = Faults(self.faults.where)
        if missing:
            for story, line in zip(self.place, self.lines, strict=True):
                if not line:
                    absent.add(None, f"no line for id {quote(story)}", "add one; an empty summary is allowed, scored 0")
        kept = sorted(self.faults.kept + self.astray.kept, key=lambda problem: problem.line or 0)
        kept = [*first, *kept, *absent.kept]
        if kept:
            count = self.faults.count + self.astray.count + len(first) + absent.count
            raise InputError(kept, count - len(kept))

    def warnings(self) -> list[Problem]:
        """One for all the empty summaries."""
        if self.empties == 1:
            return [Problem(self.faults.where, "summary is empty: it scores 0", line=self.empty[0])]
        named = ", ".join(map(str, self.empty)) + (", …" if self.empties > LINES_NAMED else "")
        what = f"{self.empties:,} summaries are empty: they score 0"
        return [Problem(self.faults.where, what, f"lines {named}")] if self.empties else []


def _count_words(summary: str) -> int:
    return max(len(pattern.findall(summary)) for pattern in WORDS)
