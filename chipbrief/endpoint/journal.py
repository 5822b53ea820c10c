"""The journal of a run: a line an answer, on the disk before anything else happens, so that none is paid for twice."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from chipbrief.endpoint.records import Answer
from chipbrief.files import read_limited
from chipbrief.problems import InputError, Problem, fail

JOURNAL_LIMIT = 1 << 30
BEGINNING = b'{"key": "'
REST = re.compile(rb'[0-9a-f]{0,64}|[0-9a-f]{64}".*', re.DOTALL)
"""A record that a killed run left half-written: how it begins, and what may follow."""
REMEDY = "name a file for the journal"
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
    every line that is no record, and leaves such a file as it is: what it holds was paid for, or is no journal at all.
    Where a journal is refused, nothing is made.
    """
    is_new = _is_new(path)
    with _made(path.parent), _locked(path):
        try:
            data = b"" if is_new else read_limited(path, JOURNAL_LIMIT)
            whole, rest = _parted(data)
            answers = _answers(whole, path)
            with _opened(path) as file:
                if rest:
                    file.truncate(len(whole))
                if whole and not whole.endswith(b"\n"):
                    file.write(b"\n")
                yield Journal(answers, file)
        finally:
            if is_new and path.is_file() and not path.stat().st_size:
                path.unlink()


def _is_new(path: Path) -> bool:
    """Whether nothing is there. Raises `InputError` where it is something that no line can be added to."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return True
    except (OSError, ValueError) as error:  # a name with a NUL is no name
        raise _unusable(path, error) from None
    if not stat.S_ISREG(mode):
        raise fail(str(path), "is no regular file", REMEDY)
    return False


def _unusable(path: Path, error: OSError | ValueError) -> InputError:
    reason = error.strerror if isinstance(error, OSError) else None
    return fail(str(path), f"cannot be used: {reason or error}", REMEDY)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """The folder, made where it is missing, and removed again with those above it where nothing was put there."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(folder, error) from None
        yield
    finally:
        with suppress(OSError):  # one that holds something stays, and so do those above it
            for each in missing:
                each.rmdir()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The lock beside `path`. A lock file that was made here goes where there is no journal, or one that is refused."""
    from filelock import FileLock, Timeout

    beside = path.with_name(f"{path.name}.lock")
    was_there = os.path.lexists(beside)
    lock = FileLock(beside)
    try:
        lock.acquire(timeout=0)
    except (Timeout, FileNotFoundError):  # which of them depends on the version of filelock
        if not os.path.lexists(beside):  # nobody holds what is not there
            raise fail(str(path), "cannot be used: no lock can be made beside it", REMEDY) from None
        raise fail(str(path), "is in use by another run", "wait for it, or name another --journal") from None
    except OSError as error:
        raise _unusable(path, error) from None
    refused = False
    try:
        yield
    except InputError as error:
        # That of another kind comes from the questions, which got no answer: the next run needs the lock as this one.
        refused = any(problem.where == str(path) for problem in error.problems)
        raise
    finally:
        if not path.exists() or (refused and not was_there):
            beside.unlink(missing_ok=True)
        lock.release()


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("ab")
    except OSError as error:
        raise _unusable(path, error) from None
    with file:
        yield file


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """The whole lines, and what a killed run left of one more. A line that lacks only its end is whole.

    What is no beginning of a record is never cut off: somebody may have named a file of another kind.
    """
    end = data.rfind(b"\n") + 1
    last = data[end:]
    if not _is_begun(last):
        return data, b""
    try:
        json.loads(last)
    except (ValueError, RecursionError):
        return data[:end], last
    return data, b""


def _is_begun(line: bytes) -> bool:
    if len(line) < len(BEGINNING):
        return BEGINNING.startswith(line)
    return line.startswith(BEGINNING) and REST.fullmatch(line, len(BEGINNING)) is not None


def _answers(data: bytes, path: Path) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    wrong: list[int] = []
    for number, line in enumerate(data.splitlines(), 1):
        row = _row(line)
        if row is None:
            wrong.append(number)
        else:
            answers.setdefault(row.pop("key"), Answer(**row))
    if wrong:
        # Without any record it is a file of another kind, of which nothing should be removed.
        remedy = "remove the line; its question is asked again" if answers else "name another file for the journal"
        raise InputError(Problem(str(path), "is no record of an answer", remedy, number) for number in wrong)
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
