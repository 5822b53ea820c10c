"""The journal of a run: a JSON Lines file with one record per answer, so that no stored answer is requested again."""

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
"""Maximum size of a journal in bytes."""
RECORD_START = b'{"key": "'
RECORD_REST = re.compile(rb'[0-9a-f]{0,64}|[0-9a-f]{64}".*', re.DOTALL)
"""How a record starts, and a pattern for what may follow. Together they recognise a record that a killed run left incomplete."""
REMEDY = "pass a different file with --journal"
KEY_PATTERN = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 digest in hexadecimal digits."""
FIELDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "finish_reason": (str, type(None)),
    "refusal": (str, type(None)),
    "prompt_tokens": (int, type(None)),
    "completion_tokens": (int, type(None)),
    "model": (str, type(None)),
}
"""Fields of a journal record, besides `key`, and their types. Prompts and API keys are never stored."""


class Journal:
    """An open journal. `answers` maps the key of each prompt (`Settings.key`) to its answer."""

    def __init__(self, answers: dict[str, Answer], file: IO[bytes]) -> None:
        self.answers = answers
        self._file = file

    def record(self, key: str, answer: Answer) -> None:
        """Add an answer, and return when it is on the disk."""
        self._file.write(json.dumps({"key": key, **asdict(answer)}).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.answers[key] = answer


@contextmanager
def open_journal(path: Path) -> Iterator[Journal]:
    """Open the journal at `path`, creating it if necessary, and lock it against other runs.

    An incomplete last line, left by a killed run, is removed. A new journal is deleted on exit if it got no answer.
    Raise `InputError` if the file has invalid lines (it lists all of them), if the path cannot be used, or if another run
    holds the lock. The file is then left unchanged and nothing is created: it may hold paid answers, or may not be a journal.
    """
    is_new = _is_new(path)
    with _existing_folder(path.parent), _locked(path):
        try:
            data = b"" if is_new else read_limited(path, JOURNAL_LIMIT)
            whole, incomplete = _split_incomplete(data)
            answers = _parse_answers(whole, path)
            with _opened_for_appending(path) as file:
                if incomplete:
                    file.truncate(len(whole))
                if whole and not whole.endswith(b"\n"):
                    file.write(b"\n")
                yield Journal(answers, file)
        finally:
            if is_new and path.is_file() and not path.stat().st_size:
                path.unlink()


def _is_new(path: Path) -> bool:
    """Return whether `path` does not exist. Raise `InputError` if it exists but is not a regular file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return True
    except (OSError, ValueError) as error:  # ValueError: the path contains a NUL
        raise _unusable(path, error) from None
    if not stat.S_ISREG(mode):
        raise fail(str(path), "is not a regular file", REMEDY)
    return False


def _unusable(path: Path, error: OSError | ValueError) -> InputError:
    reason = error.strerror if isinstance(error, OSError) else None
    return fail(str(path), f"cannot be used: {reason or error}", REMEDY)


@contextmanager
def _existing_folder(folder: Path) -> Iterator[None]:
    """Create the folder and its parents if missing. On exit, remove those that were created and are still empty."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(folder, error) from None
        yield
    finally:
        with suppress(OSError):  # a folder that is not empty stays, and so do its parents
            for each in missing:
                each.rmdir()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file next to `path`. On exit, delete it if there is no journal, or if it is new and the journal was refused."""
    from filelock import FileLock, Timeout

    lock_path = path.with_name(f"{path.name}.lock")
    was_there = os.path.lexists(lock_path)
    lock = FileLock(lock_path)
    try:
        lock.acquire(timeout=0)
    except (Timeout, FileNotFoundError):  # filelock raises one or the other, depending on its version
        if not os.path.lexists(lock_path):  # the lock file could not be created, so no other run holds it
            raise fail(
                str(path), "cannot be used: its lock file cannot be created in the same folder", REMEDY
            ) from None
        raise fail(
            str(path), "another run is using this journal", "wait for it, or pass a different --journal"
        ) from None
    except OSError as error:
        raise _unusable(path, error) from None
    refused = False
    try:
        yield
    except InputError as error:
        # Other errors come from the requests. They do not concern the journal, so its lock file stays for the next run.
        refused = any(problem.where == str(path) for problem in error.problems)
        raise
    finally:
        if not path.exists() or (refused and not was_there):
            lock_path.unlink(missing_ok=True)
        lock.release()


@contextmanager
def _opened_for_appending(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("ab")
    except OSError as error:
        raise _unusable(path, error) from None
    with file:
        yield file


def _split_incomplete(data: bytes) -> tuple[bytes, bytes]:
    """Split off an incomplete last record, left by a killed run. A record that lacks only its line end is complete.

    Text that does not start like a record is never split off, because the file may not be a journal.
    """
    end = data.rfind(b"\n") + 1
    last = data[end:]
    if not _is_start_of_record(last):
        return data, b""
    try:
        json.loads(last)
    except (ValueError, RecursionError):
        return data[:end], last
    return data, b""


def _is_start_of_record(line: bytes) -> bool:
    if len(line) < len(RECORD_START):
        return RECORD_START.startswith(line)
    return line.startswith(RECORD_START) and RECORD_REST.fullmatch(line, len(RECORD_START)) is not None


def _parse_answers(data: bytes, path: Path) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    wrong: list[int] = []
    for number, line in enumerate(data.splitlines(), 1):
        row = _parse_record(line)
        if row is None:
            wrong.append(number)
        else:
            answers.setdefault(row.pop("key"), Answer(**row))
    if wrong:
        # Without a single valid record the file is probably not a journal, so the user should not delete lines from it.
        remedy = "delete this line to request its answer again" if answers else REMEDY
        raise InputError(Problem(str(path), "is not a journal record", remedy, number) for number in wrong)
    return answers


def _parse_record(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or row.keys() != {"key", *FIELDS}:
        return None
    typed = all(isinstance(row[name], types) and not isinstance(row[name], bool) for name, types in FIELDS.items())
    return row if typed and isinstance(row["key"], str) and KEY_PATTERN.fullmatch(row["key"]) else None
