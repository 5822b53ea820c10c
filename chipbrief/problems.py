"""What is wrong with an input, said so that it can be mended: where, what, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

PRINTED_AT_MOST = 50


def printable(text: str) -> str:
    """A stranger's text without characters that a terminal would act on, or that cannot be encoded."""
    return "".join(character if character.isprintable() else "?" for character in text)


_ACTING = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Of what JSON need not escape: characters that a terminal acts on, or that turn what is read."""


def printable_json(value: Any) -> str:
    """JSON for people and programs: every script as it is written, but nothing that a terminal would act on."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `where` is a file or a place in it, `line` counts from 1, `remedy` says what to do."""

    where: str
    what: str
    remedy: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return printable(f"{place}: {self.what}" + (f" ({self.remedy})" if self.remedy else ""))


class InputError(Exception):
    """Input that cannot be used. Carries every problem that was found, not only the first.

    `more` counts problems that were found and not kept, so that a million of them cost no memory.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        super().__init__(self.describe())

    def describe(self, limit: int = PRINTED_AT_MOST) -> str:
        """The first `limit` problems, a line each, and the number of the rest."""
        lines = [str(problem) for problem in self.problems[:limit]]
        rest = len(self.problems) - len(lines) + self.more
        return "\n".join([*lines, f"… and {rest} more"] if rest > 0 else lines)


def fail(where: str, what: str, remedy: str = "", line: int | None = None) -> InputError:
    """An `InputError` with one problem, to be raised."""
    return InputError([Problem(where, what, remedy, line)])
