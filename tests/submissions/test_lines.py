"""One line of a submission, malformed in one way: each gets a message with its line and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.paths import CASES
from tests.submissions.helpers import GOOD, lines, refused

TABLE = json.loads((CASES / "submissions" / "lines.json").read_text(encoding="utf-8"))
"""`line` stands on the second line. A byte that is not UTF-8 is written as half a surrogate pair (`surrogateescape`)."""


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
    assert len({case["name"] for case in TABLE}) == len(TABLE) > 200


@pytest.mark.parametrize("case", TABLE, ids=[case["name"] for case in TABLE])
def test_malformed_line(tmp_path: Path, case: dict[str, Any]) -> None:
    data = lines(GOOD[0]) + b"\n" + as_bytes(spelled_out(case["line"])) + b"\n"
    found = refused(tmp_path / "s.jsonl", data).splitlines()
    assert any(line.startswith(f"{tmp_path}/s.jsonl:2: ") and case["message"] in line for line in found), found
    missing = [line for line in found if not line.startswith(f"{tmp_path}/s.jsonl:2: ")]
    assert all("s.jsonl: no line for id 'h20-resume'" in line for line in missing)


@pytest.mark.parametrize("case", TABLE, ids=[case["name"] for case in TABLE])
def test_malformed_line_between_good_ones(tmp_path: Path, case: dict[str, Any]) -> None:
    """The same faults a line lower, behind every story: nothing is missing, so only that line is at fault."""
    data = lines(*GOOD) + b"\r\n" + as_bytes(spelled_out(case["line"])) + b"\n\n"
    found = refused(tmp_path / "s.jsonl", data).splitlines()
    assert all(line.startswith(f"{tmp_path}/s.jsonl:3: ") for line in found)
