"""Check the rows of a submission in any format: each id and summary, and that each id of the split appears once."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from chipbrief.problems import Faults, InputError, Problem, kind_of, quote
from chipbrief.submissions.hints import Nearest
from chipbrief.submissions.submission import SUMMARY_LIMIT, WORD_LIMIT, Columns, Summaries

MAX_LINES_NAMED = 10
"""Maximum number of lines that the warning about empty summaries names."""
WORD_PATTERNS = (re.compile(r"\S+"), re.compile("[A-Za-z0-9]+"), re.compile(r"[^\W_]+"))
"""Words as counted for summary lengths, by tokenizers for ASCII, and by tokenizers for all scripts."""


class Rows:
    """Checks and collects the rows of one file, one at a time. It keeps the summaries of known ids only."""

    def __init__(self, where: str, ids: Iterable[str], elsewhere: Mapping[str, str], columns: Columns) -> None:
        self.columns, self.elsewhere = columns, elsewhere
        self.place = {story: place for place, story in enumerate(dict.fromkeys(ids))}
        self.lines = array("Q", bytes(8 * len(self.place)))
        self.texts = [b""] * len(self.place)
        self.faults = Faults(where)
        self.other_split = Faults(where)
        """Ids of other splits. If all ids are of the same other split, one fault replaces all of these."""
        self.settings: set[str | None] = set()
        self.empty: list[int] = []
        self.empties = 0
        self.repeated = False
        """Whether several rows may have one id."""
        self._nearest = Nearest(list(self.place))

    def take(self, line: int, story: Any, summary: Any) -> None:
        """Check and keep one row. The caller has reported missing keys; other types than text are reported here.

        A whole number is accepted as the id of a corpus whose ids are numbers.
        """
        if isinstance(story, int) and not isinstance(story, bool) and str(story) in self.place:
            story = str(story)
        for key, value in zip(self.columns, (story, summary), strict=True):
            if not isinstance(value, str):
                self.faults.add(line, f"{key!r} is {kind_of(value)}", "write it as text")
        place = self.seen(line, story) if isinstance(story, str) else None
        text = self.encoded(line, summary) if isinstance(summary, str) else None
        if place is not None and text is not None:
            self.keep(place, text)

    def keep(self, place: int, text: bytes) -> None:
        """Keep the summary of the story at `place`."""
        self.texts[place] = text

    def seen(self, line: int, story: str) -> int | None:
        """Mark the id `story` as seen on this line. Return its place in the split, or None if unknown or seen before."""
        place = self.place.get(story)
        if place is None:
            self._report_unknown(line, story)
            return None
        self.settings.add(None)
        if (first := self.lines[place]) and not self.repeated:
            self.faults.add(line, f"id {quote(story)} is already on line {first}", "keep one")
            return None
        self.lines[place] = line
        return place

    def _report_unknown(self, line: int, story: str) -> None:
        setting = self.elsewhere.get(story)
        self.settings.add(setting)
        if setting:
            self.other_split.add(
                line, f"id {quote(story)} belongs to {setting}", "remove the line, or choose that split"
            )
        else:
            # A suggestion takes time, so make none for a fault that is only counted.
            self.faults.add(line, f"unknown id {quote(story)}", "" if self.faults.full else self._nearest.remedy(story))

    def encoded(self, line: int, summary: str) -> bytes | None:
        """Return a summary in UTF-8, or None if it has none. Faults are added."""
        if len(summary) > SUMMARY_LIMIT:
            self.faults.add(line, f"summary of more than {SUMMARY_LIMIT:,} characters", "shorten it")
        elif len(summary) > 2 * WORD_LIMIT - 2 and (count := _count_words(summary)) > WORD_LIMIT:
            self.faults.add(line, f"summary of {count:,} words", f"shorten it to at most {WORD_LIMIT:,}")
        if "\x00" in summary:
            self.faults.add(line, "summary contains a NUL character", "remove it")
        if not summary or summary.isspace():
            self.empties += 1
            if self.empties <= MAX_LINES_NAMED:
                self.empty.append(line)
        try:
            return summary.encode("utf-8")
        except UnicodeEncodeError:
            self.faults.add(
                line, "summary contains half a surrogate pair", "escape the whole character, or write it as UTF-8"
            )
            return None

    def finish(self, *, partial: bool = False) -> Summaries:
        """Return all summaries in the order of the split. Raise `InputError` with all faults if there are any.

        A file that is `partial` may leave out stories, but not all of them.
        """
        where = self.faults.where
        if len(self.settings) == 1 and (setting := next(iter(self.settings))):
            problem = Problem(where, f"all ids belong to {setting}", "choose that split with --config and --split")
            raise InputError([problem, *self.faults.kept], self.faults.unlisted)
        self._fail_if_any(missing=not partial or not any(self.lines))
        if not partial:
            return Summaries(self.place, self.texts)
        return Summaries({story: at for story, at in self.place.items() if self.lines[at]}, self.texts)

    def fail_with(self, error: InputError) -> NoReturn:
        """Raise `InputError` with the error that stopped the reading, followed by all faults before it."""
        self._fail_if_any(*error.problems)
        raise error

    def _fail_if_any(self, *first: Problem, missing: bool = False) -> None:
        absent = Faults(self.faults.where)
        if missing:
            for story, line in zip(self.place, self.lines, strict=True):
                if not line:
                    absent.add(
                        None, f"no line for id {quote(story)}", "add one; an empty summary is allowed and scores 0"
                    )
        kept = sorted(self.faults.kept + self.other_split.kept, key=lambda problem: problem.line or 0)
        kept = [*first, *kept, *absent.kept]
        if kept:
            count = self.faults.count + self.other_split.count + len(first) + absent.count
            raise InputError(kept, count - len(kept))

    def warnings(self) -> list[Problem]:
        """Return one warning for all empty summaries, if there are any."""
        if self.empties == 1:
            return [Problem(self.faults.where, "summary is empty: it scores 0", line=self.empty[0])]
        named = ", ".join(map(str, self.empty)) + (", …" if self.empties > MAX_LINES_NAMED else "")
        what = f"{self.empties:,} summaries are empty: they score 0"
        return [Problem(self.faults.where, what, f"lines {named}")] if self.empties else []


def _count_words(summary: str) -> int:
    return max(len(pattern.findall(summary)) for pattern in WORD_PATTERNS)
