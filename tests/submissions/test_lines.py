"""Tests of malformed lines: each gives a message with the line number and a remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.paths import CASES
from tests.submissions.helpers import GOOD, lines, refused

TABLE = json.loads((CASES / "submissions" / "lines.json").read_text(encoding="utf-8"))
"""Cases of malformed lines. `line` is the second line of the file. Bytes that are not UTF-8 are lone surrogates in the JSON
(`surrogateescape`)."""


def spelled_out(line: Any) -> str:
    if isinstance(line, dict):
        return spelled_out(line["before"]) + str(line["repeat"] * line["times"]) + spelled_out(line["after"])
    return str(line)


def as_bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def test_there_are_hundreds_of_them() -> None:
    """There are more than 190 cases, and their names are unique."""
    assert len({case["name"] for case in TABLE}) == len(TABLE) > 190


@pytest.mark.parametrize("case", TABLE, ids=[case["name"] for case in TABLE])
def test_malformed_line(tmp_path: Path, case: dict[str, Any]) -> None:
    data = lines(GOOD[0]) + b"\n" + as_bytes(spelled_out(case["line"])) + b"\n"
    found = refused(tmp_path / "s.jsonl", data).splitlines()
    assert any(line.startswith(f"{tmp_path}/s.jsonl:2: ") and case["message"] in line for line in found), found
    missing = [line for line in found if not line.startswith(f"{tmp_path}/s.jsonl:2: ")]
    assert all("s.jsonl: no line for id 'h20-resume'" in line for line in missing)


@pytest.mark.parametrize("case", TABLE, ids=[case["name"] for case in TABLE])
def test_malformed_line_between_good_ones(tmp_path: Path, case: dict[str, Any]) -> None:
    """If the malformed line follows a line for each story, no story is missing, so only the malformed line is reported."""
    data = lines(*GOOD) + b"\r\n" + as_bytes(spelled_out(case["line"])) + b"\n\n"
    found = refused(tmp_path / "s.jsonl", data).splitlines()
    assert all(line.startswith(f"{tmp_path}/s.jsonl:3: ") for line in found)
