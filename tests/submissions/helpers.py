"""Helpers for the tests of submissions: the ids of a split with two stories, and a submission for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chipbrief.problems import InputError
from chipbrief.submissions import Columns, Submission, read_submission

IDS = ["h20-resume", "china-hawks"]
ELSEWHERE = {"press-award": "configuration 'open', split 'validation'"}
GOOD = [{"id": "china-hawks", "summary": "One."}, {"id": "h20-resume", "summary": "Two."}]


def lines(*rows: object) -> bytes:
    """Return JSONL with one line per row. A row that is a text is used unchanged."""
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode("utf-8", "surrogatepass")


def read(path: Path, data: bytes, columns: Columns | None = None) -> Submission:
    """Write `data` to a file and read it as a submission."""
    path.write_bytes(data)
    return read_submission(path, IDS, ELSEWHERE, columns)


def refused(path: Path, data: bytes, columns: Columns | None = None) -> str:
    """Return the error message for these bytes; fail if they can be read or if the message has terminal control characters."""
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_submission(path, IDS, ELSEWHERE, columns)
    message = caught.value.describe()
    assert all(line.isprintable() for line in message.split("\n"))
    assert all(problem.remedy for problem in caught.value.problems)
    return message
