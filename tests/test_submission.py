"""Submissions: what is accepted, and that every fault is found, with its line, in one pass."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.problems import InputError
from chipbrief.submission import read_submission
from chipbrief.submission.record import LINE_LIMIT

IDS = ["h20-resume", "china-hawks"]
ELSEWHERE = {"press-award": "configuration 'open', split 'validation'"}
GOOD = [{"id": "china-hawks", "summary": "One."}, {"id": "h20-resume", "summary": "Two."}]


def lines(*rows: object) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode("utf-8", "surrogatepass")


def read(path: Path, data: bytes) -> object:
    path.write_bytes(data)
    return read_submission(path, IDS, ELSEWHERE)


@pytest.mark.parametrize(
    ("data", "warnings"),
    [
        (lines(*GOOD), 0),
        (lines(*GOOD) + b"\n\n", 0),
        (lines(*GOOD).replace(b"\n", b"\r\n"), 0),
        (lines({"system": "mine", "version": "1", "url": "https://example.org"}, *GOOD), 0),
        (b"\xef\xbb\xbf" + lines(*GOOD), 1),
        (lines({"id": "china-hawks", "summary": " "}, GOOD[1]), 1),
        (lines({"id": "china-hawks", "summary": "São 株式 \U0001f600"}, GOOD[1]), 0),
    ],
)
def test_good_submission(tmp_path: Path, data: bytes, warnings: int) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(data)
    submission = read_submission(path, IDS, ELSEWHERE)
    assert list(submission.summaries) == IDS
    assert len(submission.warnings) == warnings


@pytest.mark.parametrize(
    ("data", "messages"),
    [
        (b"", ["no line for id 'h20-resume'", "no line for id 'china-hawks'"]),
        (lines(GOOD[0]), ["s.jsonl: no line for id 'h20-resume'"]),
        (lines(*GOOD, GOOD[0]), ["s.jsonl:3: id 'china-hawks' stands on line 1 already"]),
        (lines(*GOOD, {"id": "china-hawk", "summary": "x"}), ["s.jsonl:3: unknown id 'china-hawk' (did you mean 'china-hawks'?)"]),
        (lines(*GOOD, {"id": "press-award", "summary": "x"}), ["is of configuration 'open', split 'validation'"]),
        (lines({"id": "press-award", "summary": "x"}), ["s.jsonl: all of its ids are of configuration 'open', split 'validation' (choose"]),
        (lines(*GOOD, "{"), ["s.jsonl:3: not JSON"]),
        (lines(*GOOD, "[" * 100_000), ["s.jsonl:3: not JSON: nested too deeply"]),
        (lines(*GOOD, '{"id": NaN}'), ["s.jsonl:3: not JSON: NaN is not JSON"]),
        (lines(*GOOD, "[1]"), ["s.jsonl:3: a list where an object belongs"]),
        (lines(*GOOD, '"x"'), ["s.jsonl:3: text where an object belongs"]),
        (lines(GOOD[0], {"id": "h20-resume"}), ["s.jsonl:2: no 'summary'"]),
        (lines(GOOD[0], {"id": "h20-resume", "summary": ["x"]}), ["s.jsonl:2: 'summary' is a list"]),
        (lines(GOOD[0], {"id": 7, "summary": "x"}), ["s.jsonl:2: 'id' is a number"]),
        (lines(GOOD[0], {**GOOD[1], "score": 1}), ["s.jsonl:2: unknown keys: 'score'"]),
        (lines(GOOD[0], '{"id": "h20-resume", "id": "x", "summary": ""}'), ["s.jsonl:2: a key stands twice"]),
        (lines(GOOD[0], {"id": "h20-resume", "summary": "a\x00b"}), ["s.jsonl:2: summary holds a NUL"]),
        (lines(GOOD[0], '{"id": "h20-resume", "summary": "\\ud800"}'), ["s.jsonl:2: summary holds half a surrogate pair"]),
        (lines(GOOD[0]) + b'\n{"id": "h20-resume", "summary": "\xff"}', ["s.jsonl:2: not UTF-8: byte 0xff at column 34"]),
        (lines(GOOD[0], "9" * 5000), ["s.jsonl:2: not JSON"]),
        (lines(*GOOD, "x" * (LINE_LIMIT + 1)), ["s.jsonl:3: line of 4,194,305 bytes"]),
        (lines(*GOOD, {"system": "late"}), ["s.jsonl:3: the line that describes the system is not the first"]),
        (lines({"system": ""}, *GOOD), ["s.jsonl:1: 'system' is not one of"]),
        (lines(GOOD[0], {"id": "h20-resume", "summary": "a. " * 30_000}), ["s.jsonl:2: summary of 30,000 words (at most 10,000)"]),
        (lines({"system": "\x1b[31m"}, *GOOD), ["s.jsonl:1: 'system' is not one of"]),
        (lines("x", "[]", {"id": "a\x1b[2J", "summary": 3}), [":1: not JSON", ":2: a list", ":3: 'summary' is a number", ":3: unknown id 'a\\x1b[2J'"]),
    ],
)  # fmt: skip
def test_bad_submission(tmp_path: Path, data: bytes, messages: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "s.jsonl", data)
    for message in messages:
        assert message in caught.value.describe()


def test_at_most_fifty_problems_are_printed(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "s.jsonl", b"x\n" * 1000)
    printed = caught.value.describe().splitlines()
    assert len(printed) == 51
    assert printed[-1] == "… and 952 more"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, message in ((tmp_path, "not a regular file|cannot be opened"), (tmp_path / "pipe", "not a regular file"),
                          (Path("/dev/zero"), "not a regular file"), (tmp_path / "none", "no such file")):  # fmt: skip
        with pytest.raises(InputError, match=message):
            read_submission(path, IDS)


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("s") / "s.jsonl"
    with pytest.raises(InputError):
        read(path, b"\n".join(rows))
