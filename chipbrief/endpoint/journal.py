"""The journal of a run: a JSON Lines file with one record per answer, so that no stored answer is requested again."""

from __future__ import annotations

import json
import os
import re
import stat
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from chipbrief.endpoint.records import Answer
from chipbrief.files import read_limited
from chipbrief.locks import naming, try_lock
from chipbrief.problems import MAX_PRINTED, InputError, Problem, fail

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
        with naming(Path(self._file.name)):
            self._file.write(json.dumps({"key": key, **asdict(answer)}).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        self.answers[key] = answer


def stored(path: Path) -> dict[str, Answer]:
    """Return the answers of the journal at `path`, or none if there is no file. Raise `InputError` if it cannot be used."""
    _check_kind(path)
    if not path.exists():
        return {}
    return _parse_answers(_split_damaged(read_limited(path, JOURNAL_LIMIT))[0], path)[0]


@contextmanager
def open_journal(path: Path, tell: Callable[[str], None] | None = None) -> Iterator[Journal]:
    """Open the journal at `path`, creating it if necessary, and lock it against other runs.

    What a killed run or a power cut left at its end is removed, and `tell` is called with a message if a power cut did it. A
    new journal is deleted on exit if it got no answer. Raise `InputError` if the file has invalid lines (it lists all of
    them), if the path cannot be used, or if another run holds the lock. The file is then left unchanged and nothing is
    created: it may hold paid answers, or may not be a journal.
    """
    _check_kind(path)
    with _existing_folder(path.parent), _locked(path) as file:
        data = read_limited(path, JOURNAL_LIMIT)
        whole, rest = _split_damaged(data)
        answers, damaged = _parse_answers(whole, path)
        if tell is not None and (damaged or b"\0" in rest):
            tell(f"{path}: damaged lines, probably from a power cut, are left out; their answers are requested again")
        if rest:
            file.truncate(len(whole))
        if whole and not whole.endswith(b"\n"):
            file.write(b"\n")
        yield Journal(answers, file)


def _check_kind(path: Path) -> None:
    """Raise `InputError` if `path` exists but is not a regular file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:  # ValueError: the path contains a NUL
        raise _unusable(path, error) from None
    if not stat.S_ISREG(mode):
        raise fail(str(path), "is not a regular file", REMEDY)


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
def _locked(path: Path) -> Iterator[IO[bytes]]:
    """Open the journal for appending, and lock the file itself. On exit, delete it if it was created and is still empty."""
    while True:
        is_new = not os.path.lexists(path)
        try:
            file = path.open("ab")
        except OSError as error:
            raise _unusable(path, error) from None
        with _closing(file, path):
            try:
                free = try_lock(file.fileno())
            except OSError as error:
                raise _unusable(path, error) from None
            if not free:
                raise fail(str(path), "another run is using this journal", "wait for it, or pass a different --journal")
            if not os.path.samestat(os.fstat(file.fileno()), path.stat()):
                continue  # another run deleted its empty journal between the two steps
            try:
                yield file
            finally:
                with naming(path):
                    file.flush()
                if is_new and not os.fstat(file.fileno()).st_size:
                    path.unlink(missing_ok=True)
            return


@contextmanager
def _closing(file: IO[bytes], path: Path) -> Iterator[None]:
    """Close the file at the end. Closing writes what could not be written before, and fails again on a full disk."""
    try:
        yield
    finally:
        with naming(path):
            file.close()


def _split_damaged(data: bytes) -> tuple[bytes, bytes]:
    """Split off a damaged end: an incomplete last record of a killed run, or lines in which a power cut left NULs.

    After a power cut, a file may have its new length without its new content. A record that lacks only its line end is
    complete. Text that is neither is never split off, because the file may not be a journal.
    """
    end = len(data)
    while end:
        start = data.rfind(b"\n", 0, end - 1) + 1
        line = data[start:end]
        if _is_damaged(line) if b"\0" in line else end == len(data) and _is_incomplete(line):
            end = start
        else:
            break
    # Without a record before them, NULs may be anything.
    return (data[:end], data[end:]) if end or b"\0" not in data else (data, b"")


def _is_damaged(line: bytes) -> bool:
    return _parse_record(line.strip(b"\0\n")) is None


def _is_incomplete(line: bytes) -> bool:
    if not _is_start_of_record(line):
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return True
    return False


def _is_start_of_record(line: bytes) -> bool:
    if len(line) < len(RECORD_START):
        return RECORD_START.startswith(line)
    return line.startswith(RECORD_START) and RECORD_REST.fullmatch(line, len(RECORD_START)) is not None


def _parse_answers(data: bytes, path: Path) -> tuple[dict[str, Answer], int]:
    """Return the answers, and the number of lines that hold no record but NULs. Raise `InputError` with all other wrong lines."""
    answers: dict[str, Answer] = {}
    wrong, damaged = array("L"), array("L")  # there may be hundreds of millions of lines
    for number, line in enumerate(BytesIO(data), 1):
        row = _parse_record(line.strip(b"\0\r\n"))
        if row is not None:
            answers.setdefault(row.pop("key"), Answer(**row))
        else:
            (damaged if b"\0" in line else wrong).append(number)
    if not answers:
        wrong = array("L", sorted(wrong + damaged))
    if wrong:
        # Without a single valid record the file is probably not a journal, so the user should not delete lines from it.
        remedy = "delete this line to request its answer again" if answers else REMEDY
        shown = [Problem(str(path), "is not a journal record", remedy, number) for number in wrong[:MAX_PRINTED]]
        raise InputError(shown, len(wrong) - len(shown))
    return answers, len(damaged)


def _parse_record(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or row.keys() != {"key", *FIELDS}:
        return None
    typed = all(isinstance(row[name], types) and not isinstance(row[name], bool) for name, types in FIELDS.items())
    return row if typed and isinstance(row["key"], str) and KEY_PATTERN.fullmatch(row["key"]) else None
