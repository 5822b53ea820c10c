"""The journal of a run: a line an answer, on the disk before anything else happens, so that none is paid for twice."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from chipbrief.endpoint.records import Answer
from chipbrief.files import read_limited
from chipbrief.problems import InputError, Problem, fail

JOURNAL_LIMIT = 1 << 30
KEY = re.compile(r"[0-9a-f]{64}")
FIELDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "finish_reason": (str, type(None)),
    "refusal": (str, type(None)),
    "prompt_tokens": (int, type(None)),
    "completion_tokens": (int, type(None)),
    "model": (str, type(None)),
}
"""What a line holds beside its key, and the types that it may have. No question is in it, and no key of an account."""


class Journal:
    """Answers by the key of their question: those of earlier runs, and those added."""

    def __init__(self, answers: dict[str, Answer], file: IO[bytes]) -> None:
        self.answers = answers
        self._file = file

    def record(self, key: str, answer: Answer) -> None:
        """Add an answer. When this returns, it is on the disk."""
        self._file.write(json.dumps({"key": key, **asdict(answer)}).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.answers[key] = answer


@contextmanager
def open_journal(path: Path) -> Iterator[Journal]:
    """The journal in `path`, made where there is none, and locked: a second run on it is refused.

    A last line that a killed run left half-written is removed, and a new journal that got no answer. Raises `InputError` with
    every line that is no record, and leaves such a file as it is: what it holds was paid for.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise fail(str(path), "is in use by another run", "wait for it, or name another --journal") from None
    is_new = not path.exists()
    try:
        data = b"" if is_new else read_limited(path, JOURNAL_LIMIT)
        whole, rest = _parted(data)
        answers = _answers(whole, path)
        with path.open("ab") as file:
            if rest:
                file.truncate(len(whole))
            if whole and not whole.endswith(b"\n"):
                file.write(b"\n")
            yield Journal(answers, file)
    finally:
        if is_new and path.exists() and not path.stat().st_size:
            path.unlink()
            Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """The whole lines, and what a killed run left of one more. A line that lacks only its end is whole."""
    end = data.rfind(b"\n") + 1
    last = data[end:]
    try:
        if last:
            json.loads(last)
    except (ValueError, RecursionError):
        return data[:end], last
    return data, b""


def _answers(data: bytes, path: Path) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    problems = []
    for number, line in enumerate(data.splitlines(), 1):
        row = _row(line)
        if row is None:
            remedy = "remove the line; its question is asked again"
            problems.append(Problem(str(path), "is no record of an answer", remedy, number))
        else:
            answers.setdefault(row.pop("key"), Answer(**row))
    if problems:
        raise InputError(problems)
    return answers


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or row.keys() != {"key", *FIELDS}:
        return None
    typed = all(isinstance(row[name], types) and not isinstance(row[name], bool) for name, types in FIELDS.items())
    return row if typed and isinstance(row["key"], str) and KEY.fullmatch(row["key"]) else None
