"""Reading a submission: JSONL that anybody may have written. Everything wrong with it is found in one pass.

The first line may describe the system (`{"system": "...", "version": "...", "url": "..."}`); every other line is
`{"id": "...", "summary": "..."}`, each id of the split exactly once.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chipbrief.files import read_limited
from chipbrief.problems import PRINTED_AT_MOST, InputError, Problem, fail

FILE_LIMIT = 256 << 20
LINE_LIMIT = 4 << 20
SUMMARY_LIMIT = 100_000
"""Characters of one summary: more than any article has."""
WORD_LIMIT = 10_000
"""Words of one summary: few enough for ROUGE-L, whose time grows with the product of both lengths."""
SYSTEM_KEYS = ("system", "version", "url")


@dataclass(slots=True)
class Submission:
    """A valid submission: `summaries` by story id, in the file's order, and what the reader was told besides."""

    name: str
    summaries: dict[str, str] = field(default_factory=dict)
    system: dict[str, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


def read_submission(path: Path, ids: Iterable[str], elsewhere: Mapping[str, str] | None = None) -> Submission:
    """The submission in `path` (`-` is standard input) for the stories `ids`.

    `elsewhere` maps ids of other splits and configurations to their name, so that a submission for the wrong split is
    told so. Raises `InputError` with every fault and its line.
    """
    where = "standard input" if str(path) == "-" else str(path)
    if str(path) == "-" and sys.stdin is None:
        raise fail(where, "is closed", "name a file")
    data = sys.stdin.buffer.read(FILE_LIMIT + 1) if str(path) == "-" else read_limited(path, FILE_LIMIT)
    if len(data) > FILE_LIMIT:
        raise fail(where, f"is larger than {FILE_LIMIT:,} bytes", "send one line a story")
    return _Reader(where, list(ids), dict(elsewhere or {})).read(data, Path(where).stem)


class _Reader:
    def __init__(self, where: str, ids: list[str], elsewhere: dict[str, str]) -> None:
        self.where, self.ids, self.elsewhere = where, ids, elsewhere
        self.known = frozenset(ids)
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}

    def wrong(self, line: int | None, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.where, what, remedy, line))

    def read(self, data: bytes, name: str) -> Submission:
        submission = Submission(name)
        if data.startswith(b"\xef\xbb\xbf"):
            data = data[3:]
            submission.warnings.append(
                Problem(self.where, "begins with a byte-order mark", "save it as UTF-8 without", 1)
            )
        for number, raw in enumerate(data.split(b"\n"), 1):
            if raw.strip() and (row := self.row(raw, number)) is not None:
                self.take(row, number, submission)
        self.missing()
        self.check_setting()
        if self.problems:
            raise InputError(self.problems)
        submission.summaries = {story: submission.summaries[story] for story in self.ids}
        return submission

    def row(self, raw: bytes, number: int) -> dict[str, Any] | None:
        if len(raw) > LINE_LIMIT:
            self.wrong(number, f"line of {len(raw):,} bytes", f"at most {LINE_LIMIT:,}")
            return None
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            self.wrong(
                number, f"not UTF-8: byte 0x{raw[error.start]:02x} at column {error.start + 1}", "save it as UTF-8"
            )
            return None
        try:
            row = json.loads(text, object_pairs_hook=self.once(number), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else getattr(error, "msg", str(error))
            self.wrong(number, f"not JSON: {reason}", 'write {"id": "...", "summary": "..."} on one line')
            return None
        if not isinstance(row, dict):
            self.wrong(number, f"{_kind(row)} where an object belongs", 'write {"id": "...", "summary": "..."}')
            return None
        return row

    def once(self, number: int) -> Any:
        def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            row = dict(pairs)
            if len(row) < len(pairs):
                self.wrong(number, "a key stands twice in the object", "keep one")
            return row

        return build

    def take(self, row: dict[str, Any], number: int, submission: Submission) -> None:
        if "system" in row and "id" not in row:
            self.describe_system(row, number, submission)
            return
        story, summary = row.get("id"), row.get("summary")
        for key, value in (("id", story), ("summary", summary)):
            if key not in row:
                self.wrong(number, f"no {key!r}", f'add "{key}": "..."')
            elif not isinstance(value, str):
                self.wrong(number, f"{key!r} is {_kind(value)}", "write it as text")
        if extra := sorted(row.keys() - {"id", "summary"}):
            self.wrong(number, f"unknown keys: {', '.join(map(_quote, extra[:5]))}", "leave only id and summary")
        if isinstance(story, str):
            self.check_id(story, number)
        if isinstance(summary, str):
            self.check_summary(summary, number, submission)
            if isinstance(story, str) and story in self.known:
                submission.summaries.setdefault(story, summary)

    def describe_system(self, row: dict[str, Any], number: int, submission: Submission) -> None:
        if number != 1:
            self.wrong(number, "the line that describes the system is not the first", "move it to line 1")
        for key, value in row.items():
            if (
                key not in SYSTEM_KEYS
                or not isinstance(value, str)
                or not 0 < len(value) <= 1000
                or not value.isprintable()
            ):
                self.wrong(
                    number, f"{_quote(key)} is not one of {', '.join(SYSTEM_KEYS)} with a short text", "correct it"
                )
        submission.system = {key: value for key, value in row.items() if isinstance(value, str)}

    def check_id(self, story: str, number: int) -> None:
        if story in self.seen:
            self.wrong(number, f"id {_quote(story)} stands on line {self.seen[story]} already", "keep one")
            return
        self.seen[story] = number
        if story in self.known:
            return
        if story in self.elsewhere:
            self.wrong(number, f"id {_quote(story)} is of {self.elsewhere[story]}", "leave it out, or choose that one")
            return
        # A guess costs time, and the message of a problem beyond the printed ones is never read.
        near = difflib.get_close_matches(story[:100], self.ids, n=1) if len(self.problems) < PRINTED_AT_MOST else []
        self.wrong(
            number, f"unknown id {_quote(story)}", f"did you mean {near[0]!r}?" if near else "see the dataset's ids"
        )

    def check_summary(self, summary: str, number: int, submission: Submission) -> None:
        if len(summary) > SUMMARY_LIMIT:
            self.wrong(number, f"summary of {len(summary):,} characters", f"at most {SUMMARY_LIMIT:,}")
        elif (count := len(summary.split())) > WORD_LIMIT:
            self.wrong(number, f"summary of {count:,} words", f"at most {WORD_LIMIT:,}")
        if "\x00" in summary:
            self.wrong(number, "summary holds a NUL character", "remove it")
        if any("\ud800" <= character <= "\udfff" for character in summary):
            self.wrong(
                number, "summary holds half a surrogate pair", "escape the whole character, or write it as UTF-8"
            )
        if not summary.strip():
            submission.warnings.append(Problem(self.where, "summary is empty: it scores 0", line=number))

    def check_setting(self) -> None:
        """One problem in place of one a line, where every id is of one other split or configuration."""
        places = {self.elsewhere.get(story) for story in self.seen}
        if len(places) == 1 and not self.known & self.seen.keys() and (place := places.pop()):
            self.problems = [
                Problem(self.where, f"all of its ids are of {place}", "choose that one with --config and --split")
            ]

    def missing(self) -> None:
        for story in self.ids:
            if story not in self.seen:
                self.wrong(None, f"no line for id {story!r}", "add one; an empty summary is allowed and scores 0")


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null", str: "text"}
    return kinds.get(type(value), "a number")


def _quote(text: str) -> str:
    """A stranger's text for a message: short, and without characters that a terminal would act on."""
    return ascii(text if len(text) <= 80 else text[:80] + "…")
