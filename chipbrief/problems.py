"""Error messages: each says where the problem is, what is wrong, and how to fix it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

INTERRUPTED = 130
"""Exit code after Ctrl-C, as of shells: 128 and the number of the signal."""
MAX_PRINTED = 50
"""Maximum number of problems that one error message lists. It gives only the number of the rest."""


def printable(text: str) -> str:
    """Return `text` with every unprintable character replaced by `?`.

    Untrusted text may contain characters that control a terminal or cannot be encoded.
    """
    return "".join(character if character.isprintable() else "?" for character in text)


MAX_PART = 1000
"""Maximum length of the place, the fault and the remedy in a message, in characters."""
_LONG_WORD = re.compile(r"(\S{240})\S{30,}(\S{30})")
"""A word of at least 300 characters, such as an id of 5,000 digits: its beginning and its end, which are shown."""


def shortened(text: str) -> str:
    """Return `text` without the middle of long words, and without its own middle if it is longer than `MAX_PART`.

    Messages quote values of untrusted files, which may have any length.
    """
    text = _LONG_WORD.sub(r"\1…\2", text[: 20 * MAX_PART])
    return text if len(text) <= MAX_PART else f"{text[: MAX_PART - 250]}…{text[-249:]}"


_CONTROLS = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that JSON leaves unescaped and that control a terminal or the direction of text."""


def printable_json(value: Any) -> str:
    """Return indented JSON with every script unescaped, and without characters that control a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input. `str` gives it as `where:line: what (remedy)`."""

    where: str
    """File, or a place in it."""
    what: str
    """What is wrong."""
    remedy: str = ""
    """What to do, in the imperative."""
    line: int | None = None
    """Line of the file, from 1."""

    def __str__(self) -> str:
        where, what, remedy = map(shortened, (self.where, self.what, self.remedy))
        place = where if self.line is None else f"{where}:{self.line}"
        return printable(f"{place}: {what}" + (f" ({remedy})" if remedy else ""))


class InputError(Exception):
    """Error for unusable input. It carries all problems that were found, not only the first.

    `more` counts further problems that were not kept, so that a million of them take no memory.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        super().__init__(self.describe())

    def describe(self, limit: int = MAX_PRINTED) -> str:
        """Return the first `limit` problems, one per line, and the number of the rest."""
        lines = [str(problem) for problem in self.problems[:limit]]
        rest = len(self.problems) - len(lines) + self.more
        return "\n".join([*lines, f"… and {rest} more"] if rest > 0 else lines)


def fail(where: str, what: str, remedy: str = "", line: int | None = None) -> InputError:
    """Return an `InputError` with one problem, for the caller to raise."""
    return InputError([Problem(where, what, remedy, line)])


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

    @property
    def unlisted(self) -> int:
        """Number of faults that are only counted."""
        return self.count - len(self.kept)

    def raise_if_any(self) -> None:
        """Raise `InputError` with all faults if there are any."""
        if self.count:
            raise InputError(self.kept, self.unlisted)

    def add_unlisted(self, count: int) -> None:
        """Count faults without messages. Use it if `full` holds and the messages would take time to make."""
        self.count += count


def run_script(main: Callable[[], int]) -> NoReturn:
    """Run the `main` of a script and end the process with its exit code: `INTERRUPTED`, without a traceback, after Ctrl-C."""
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def kind_of(value: Any) -> str:
    """Return the kind of a JSON value in words, for messages."""
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null", str: "text"}
    return kinds.get(type(value), "a number")


def quote(text: str) -> str:
    """Return untrusted text for a message: quoted, in ASCII, and at most 80 characters of it."""
    return ascii(text if len(text) <= 80 else text[:80] + "…")
