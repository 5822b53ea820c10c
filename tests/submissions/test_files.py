"""Tests of submission files that are malformed, in another format or compressed."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import socket
import sys
import tarfile
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chipbrief.corpora.tables import stream as reading
from chipbrief.problems import InputError, fail
from chipbrief.submissions import Columns, hints, jsonl, read_submission
from chipbrief.submissions.rows import Rows
from tests.submissions.helpers import ELSEWHERE, GOOD, IDS, lines, read, refused

DATA = lines(*GOOD) + b"\n"
SYSTEM = {"system": "mine", "version": "1", "url": "https://example.org"}


def zstd(data: bytes) -> bytes:
    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    return packed


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, DATA)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo("s.jsonl")
        member.size = len(DATA)
        archive.addfile(member, io.BytesIO(DATA))
    return file.getvalue()


def saved(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


ACCEPTED = {
    "lines": (DATA, 0),
    "no line end at the end": (DATA[:-1], 0),
    "blank lines": (b"\n\n \t\n" + DATA + b"\n\n", 0),
    "CRLF": (DATA.replace(b"\n", b"\r\n"), 0),
    "the system first": (lines(SYSTEM, *GOOD), 0),
    "the system behind blank lines": (b"\n\n" + lines(SYSTEM, *GOOD), 0),
    "the system's name alone": (lines({"system": "São"}, *GOOD), 0),
    "a byte-order mark": (b"\xef\xbb\xbf" + DATA, 1),
    "a byte-order mark and the system": (b"\xef\xbb\xbf" + lines(SYSTEM, *GOOD), 1),
    "an empty summary": (lines({"id": "china-hawks", "summary": ""}, GOOD[1]), 1),
    "a summary of blanks": (lines({"id": "china-hawks", "summary": " \u3000\n"}, GOOD[1]), 1),
    "two empty summaries": (lines(*({"id": story, "summary": ""} for story in IDS)), 1),
    "the longest summary": (lines({"id": "china-hawks", "summary": "x" * 100_000}, GOOD[1]), 0),
    "the most words": (lines({"id": "china-hawks", "summary": "a " * 10_000}, GOOD[1]), 0),
    "the most runs of letters": (lines({"id": "china-hawks", "summary": "1%" * 10_000}, GOOD[1]), 0),
    "any script": (lines({"id": "china-hawks", "summary": "São 株式 Москва \U0001f600"}, GOOD[1]), 0),
    "what Unicode takes for line ends": ('{"id": "china-hawks", "summary": "a\u2028b\u2029c\x85d"}\n'.encode() + lines(GOOD[1]), 0),
    "escaped line ends and signs": (lines({"id": "china-hawks", "summary": "a\nb\r\u2028\x1b[2J\x7f"}, GOOD[1]), 0),
    "an escaped id": (DATA.replace(b'"h20', b'"\\u006820'), 0),
    "keys in the other order": (lines({"summary": "One.", "id": "china-hawks"}, GOOD[1]), 0),
    "gzip": (gzip.compress(DATA), 0),
    "zstd": (zstd(DATA), 0),
    "gzip, a byte-order mark within": (gzip.compress(b"\xef\xbb\xbf" + DATA), 1),
    "gzip in two members": (gzip.compress(DATA[:30]) + gzip.compress(DATA[30:]), 0),
    "zstd in two frames": (zstd(DATA[:30]) + zstd(DATA[30:]), 0),
    "zstd behind a frame to be skipped": (b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + zstd(DATA), 0),
    "gzip with empty members": (gzip.compress(b"") * 1000 + gzip.compress(DATA), 0),
}  # fmt: skip


@pytest.mark.parametrize(("data", "warnings"), ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(tmp_path: Path, data: bytes, warnings: int) -> None:
    submission = read(tmp_path / "s.jsonl", data)
    assert list(submission.summaries) == IDS
    assert submission.summaries["h20-resume"] in ("Two.", "")
    assert len(submission.warnings) == warnings


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    text = "a\u2028b\x85c\n\td \U0001f600 \x1b[2J"
    submission = read(tmp_path / "s.jsonl", lines(SYSTEM, {"id": "china-hawks", "summary": text}, GOOD[1]))
    assert submission.summaries == {"china-hawks": text, "h20-resume": "Two."}
    assert submission.system == SYSTEM
    assert submission.name == "s"


REFUSED = {
    "an empty file": (b"", ": is empty"),
    "blank lines alone": (b"\n \n", "no line for id 'h20-resume'"),
    "a byte-order mark alone": (b"\xef\xbb\xbf", "no line for id 'china-hawks'"),
    "the system alone": (lines(SYSTEM), "no line for id 'china-hawks'"),
    "one story of two": (lines(GOOD[0]), "s.jsonl: no line for id 'h20-resume' (add one"),
    "two byte-order marks": (b"\xef\xbb\xbf" * 2 + DATA, ":1: not JSON"),
    "the other split": (lines({"id": "press-award", "summary": "x"}), "s.jsonl: all ids belong to configuration 'open', split 'validation' (choose"),
    "the other split, and a broken line": (lines({"id": "press-award", "summary": "x"}, "x"), ":2: not JSON"),
    "the other split as well": (lines(*GOOD, {"id": "press-award", "summary": "x"}), ":3: id 'press-award' belongs to configuration"),
    "a system without a name": (lines({"system": ""}, *GOOD), ":1: 'system' is not text of 1 to 1000 printable characters"),
    "a system whose name is a number": (lines({"system": 3}, *GOOD), ":1: 'system' is not text of 1 to"),
    "a system whose name is too long": (lines({"system": "x" * 1001}, *GOOD), ":1: 'system' is not text of 1 to"),
    "a system whose name a terminal would act on": (lines({"system": "\x1b[31m"}, *GOOD), ":1: 'system' is not text of 1 to"),
    "eleven thousand words without a blank": (lines({"id": "china-hawks", "summary": "a-" * 11_000}), ":1: summary of 11,000 words (shorten it to at most 10,000)"),
    "eleven thousand words for ASCII": (lines({"id": "china-hawks", "summary": "aé" * 11_000}), ":1: summary of 11,000 words (shorten it to at most 10,000)"),
    "eleven thousand words beyond ASCII": (lines({"id": "china-hawks", "summary": "é'" * 11_000}), ":1: summary of 11,000 words (shorten it to at most 10,000)"),
    "a system with another key": (lines({"system": "x", "team": "y"}, *GOOD), ":1: 'team' is not one of"),
    "two systems": (lines(SYSTEM, SYSTEM, *GOOD), ":2: the line that describes the system is not the first"),
    "a list": (json.dumps(GOOD).encode(), ":1: is a JSON array instead of lines (write one object per line"),
    "a list over several lines": (json.dumps(GOOD, indent=2).encode(), ":1: is a JSON array instead of lines"),
    "a list behind a blank line": (b"\n" + json.dumps(GOOD).encode(), ":2: is a JSON array instead of lines"),
    "an empty list": (b"[]", ":1: a list instead of an object"),
    "an object over several lines": (json.dumps(GOOD[0], indent=2).encode(), ":1: is an object over several lines"),
    "an object over two lines": (b'{"id": "china-hawks",\n"summary": "One."}', ":1: is an object over several lines"),
    "an object with every id": (json.dumps({"h20-resume": "x", "china-hawks": "y"}).encode(), ":1: no 'id': the ids are keys"),
    "CR as line end": (DATA.replace(b"\n", b"\r"), ":1: not JSON: Extra data at column 42 (lines end with CR: save the file with LF"),
    "a line that is cut off": (DATA[:-6], ":2: not JSON: Unterminated string starting at column 33 (the file ends in the middle of a line"),
    "a line without its brace": (DATA[:-2], ":2: not JSON: Expecting ',' delimiter at column 39 (the file ends in the middle"),
    "a line beyond the limit": (DATA + b"x" * (4 << 20) + b"xx\n", ":3: line of more than 4,194,304 bytes"),
    "a line beyond the limit without end": (DATA + b'"' + b"x" * (9 << 20), ":3: line of more than 4,194,304 bytes"),
    "a line behind one beyond the limit": (DATA + b"x" * (9 << 20) + b"\nx", ":4: not JSON"),
    "an object with a hundred thousand keys": (DATA + json.dumps({f"{n:06}": 0 for n in range(100_000)} ).encode(), ":3: no 'id'"),
    "UTF-16": (DATA.decode().encode("utf-16"), ": is UTF-16 (save it as UTF-8)"),
    "UTF-16, the other order": (b"\xfe\xff" + DATA.decode().encode("utf-16-be"), ": is UTF-16"),
    "UTF-16 without a mark": (DATA.decode().encode("utf-16-le"), ": is UTF-16"),
    "UTF-16 without a mark, the other order": (DATA.decode().encode("utf-16-be"), ": is UTF-16"),
    "UTF-32": (DATA.decode().encode("utf-32"), ": is UTF-32"),
    "UTF-32 without a mark": (DATA.decode().encode("utf-32-be"), ": is UTF-32"),
    "zeros": (bytes(1000), ":1: not JSON"),
    "XLSX": (zipped("[Content_Types].xml"), ": is a workbook or document (XLSX, ODS, DOCX) (export it as CSV"),
    "ODS": (zipped("mimetype"), ": is a workbook or document"),
    "ZIP": (zipped("s.jsonl"), ": is a ZIP archive (unpack it"),
    "npz": (zipped("summary.npy"), ": is a NumPy archive"),
    "npy": (saved(np.zeros(3)), ": is a NumPy array"),
    "npy with a pickle": (saved(np.array([{}], dtype=object)), ": is a NumPy array"),
    "PDF": (b"%PDF-1.7\n", ": is a PDF"),
    "HTML": (b"<!DOCTYPE html><html>", ": is HTML or XML"),
    "XML": (b"<?xml version='1.0'?>", ": is HTML or XML"),
    "tar": (tarred(), ": is a tar archive"),
    "tar in gzip": (gzip.compress(tarred()), ": is a tar archive"),
    "ZIP in gzip": (gzip.compress(zipped("s.jsonl")), ": is a ZIP archive"),
    "xz": (b"\xfd7zXZ\x00", ": is compressed, but not with gzip or zstd"),
    "bzip2": (b"BZh91AY", ": is compressed, but not with"),
    "XLS": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ": is an old Office file"),
    "Feather 1": (b"FEA1\0\0", ": is a table format other than Parquet and Arrow"),
    "Arrow": (b"ARROW1\0\0", ": is not a readable Arrow file"),
    "HDF5": (b"\x89HDF\r\n", ": is a table format other than"),
    "SQLite": (b"SQLite format 3\0", ": is a table format other than"),
    "PNG": (b"\x89PNG\r\n", ": is a picture or a program"),
    "a pointer of Git LFS": (b"version https://git-lfs.github.com/spec/v1\n", ": is a Git LFS pointer"),
    "encrypted Parquet": (b"PARE1234PARE", ": is encrypted Parquet"),
    "RTF": (b"{\\rtf1", ": is a document (RTF)"),
    "gzip in gzip": (gzip.compress(gzip.compress(DATA)), ": is gzip inside gzip"),
    "zstd in gzip": (gzip.compress(zstd(DATA)), ": is zstd inside gzip"),
    "gzip in zstd": (zstd(gzip.compress(DATA)), ": is gzip inside zstd"),
    "Parquet in gzip": (gzip.compress(b"PAR1" + bytes(99)), ": is parquet inside gzip"),
    "gzip of nothing": (gzip.compress(b""), ": is empty"),
    "gzip, its check sum wrong": (gzip.compress(DATA)[:-8] + bytes(4) + gzip.compress(DATA)[-4:], ": cannot be decompressed"),
    "gzip, its length wrong": (gzip.compress(DATA)[:-4] + bytes(4), ": cannot be decompressed"),
    "gzip and words": (gzip.compress(DATA) + b"and words", ": cannot be decompressed"),
    "gzip and zeros": (gzip.compress(DATA) + bytes(512), ": cannot be decompressed"),
    "gzip and lines": (gzip.compress(DATA) + DATA, ": cannot be decompressed"),
    "gzip's mark alone": (b"\x1f\x8b", ": cannot be decompressed"),
    "gzip with a name without end": (b"\x1f\x8b\x08\x08" + bytes(6) + b"x" * 100_000, ": cannot be decompressed"),
    "zstd and words": (zstd(DATA) + b"and words", ": cannot be decompressed"),
    "zstd's mark alone": (b"\x28\xb5\x2f\xfd", ": cannot be decompressed"),
    "zstd with a window of gigabytes": (b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x02\x00\x10a" * 10, ": cannot be decompressed"),
    **{f"pickle, protocol {n}": (pickle.dumps(GOOD, n), ": is a Python pickle, which can run code when it is read") for n in range(6) if n != 1},
    "a pickle that calls": (b"cos\nsystem\n(S'true'\ntR.", ": is a Python pickle"),
    **{f"gzip cut at {n}": (gzip.compress(DATA)[:n], ": cannot be decompressed") for n in range(3, len(gzip.compress(DATA)), 5)},
    **{f"zstd cut at {n}": (zstd(DATA)[:n], ": cannot be decompressed") for n in range(5, len(zstd(DATA)), 5)},
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(tmp_path: Path, data: bytes, message: str) -> None:
    assert message in refused(tmp_path / "s.jsonl", data)
    assert [path.name for path in tmp_path.iterdir()] == ["s.jsonl"]


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: object) -> None:
    """Files above the size limit are rejected, before or after decompression."""
    assert callable(pack)
    monkeypatch.setattr(reading, "FILE_LIMIT", 100_000)
    assert read(tmp_path / "s.jsonl", pack(DATA + b"\n" * (100_000 - len(DATA)))).summaries
    bomb = pack(DATA + b"\n" * 1_000_000)
    assert ": decompresses to more than 100,000 bytes" in refused(tmp_path / "s.jsonl", bomb)
    assert ": is larger than 100,000 bytes" in refused(tmp_path / "s.jsonl", DATA + b"\n" * 100_000)
    noise = pack(os.urandom(200_000))
    assert ": is larger than 100,000 bytes" in refused(tmp_path / "s.jsonl", noise)


def test_what_was_found_before_the_reading_stopped_is_told_too(tmp_path: Path) -> None:
    """If a file breaks off, the faults before that point are reported too."""
    cut = gzip.compress(DATA + b"x\n" + os.urandom(600_000))[:-400_000]
    message = refused(tmp_path / "s.jsonl", cut)
    assert ":3: not JSON" in message
    assert "cannot be decompressed: Truncated compressed stream" in message
    assert "no line for" not in message


def test_at_most_fifty_faults_are_printed_and_kept(tmp_path: Path) -> None:
    for data, count in ((b"x\n" * 1000, 1002), (lines(*({"id": f"s{n}", "summary": ""} for n in range(300))), 302)):
        (tmp_path / "s.jsonl").write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_submission(tmp_path / "s.jsonl", IDS)
        printed = caught.value.describe().splitlines()
        assert printed[50:] == [f"… and {count - 50} more"]
        assert len(caught.value.problems) <= 52


def test_the_lines_of_many_empty_summaries_are_named_once(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(lines(*({"id": f"s{n}", "summary": " "} for n in range(2000))))
    (warning,) = read_submission(path, [f"s{n}" for n in range(2000)]).warnings
    assert str(warning).endswith(": 2,000 summaries are empty: they score 0 (lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)")


@pytest.mark.parametrize(
    ("story", "meant"),
    [("Story 00123", "story-00123"), ("story-0123", "story-00123"), ("stroy-00123", "story-00123"), ("else", None)],
)
def test_the_nearest_id_of_many(tmp_path: Path, story: str, meant: str | None) -> None:
    """An unknown id gets a suggestion, also if there are many ids."""
    path = tmp_path / "s.jsonl"
    path.write_bytes(lines({"id": story, "summary": ""}))
    with pytest.raises(InputError) as caught:
        read_submission(path, ["story-00123", *(f"{n}-of-many-{n}" for n in range(1000))])
    assert (f"did you mean {meant!r}?" if meant else "use an id of the dataset") in str(caught.value.problems[0])


def special(folder: Path) -> dict[str, tuple[Path, str]]:
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "dangling").symlink_to(folder / "none")
    (folder / "to folder").symlink_to(folder)
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "socket"))
    server.close()
    return {
        "a folder of other files": (folder, "unknown id 'file'"),
        "a link to a folder": (folder / "to folder", "unknown id 'file'"),
        "a pipe": (folder / "pipe", "is not a regular file"),
        "a socket": (folder / "socket", "cannot be opened: No such device or address"),
        "a device": (Path("/dev/zero"), "is not a regular file"),
        "the null device": (Path("/dev/null"), "is not a regular file"),
        "a loop of links": (folder / "loop", "cannot be opened: Too many levels"),
        "a link to nothing": (folder / "dangling", "no such file"),
        "nothing": (folder / "none", "no such file"),
        "a file as folder": (folder / "file" / "s.jsonl", "Not a directory"),
        "a name too long": (folder / ("x" * 5000), "cannot be opened: File name too long"),
        "a name with a NUL": (folder / "a\0b", "cannot be opened: its name contains a NUL character"),
        "a name that a terminal would act on": (folder / "\x1b[2J", "?[2J: no such file"),
        "a name that is not UTF-8": (folder / "\udcff", "?: no such file"),
    }


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Pipes, devices, missing files, and folders without the texts of the stories are rejected."""
    (tmp_path / "file").touch()
    for what, (path, message) in special(tmp_path).items():
        with pytest.raises(InputError) as caught:
            read_submission(path, IDS, ELSEWHERE)
        assert message in caught.value.describe(), what


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)  # patched, because a privileged user can read all files
    with pytest.raises(InputError, match="cannot be opened: Permission denied"):
        read_submission(tmp_path / "s.jsonl", IDS)


def test_of_many_keys_few_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hints are computed only for printed faults and a bounded number of keys, because each key costs time."""
    asked: list[int] = []

    def counted(key: str, others: dict[str, object], *rest: Any) -> tuple[str, str, frozenset[str]]:
        asked.append(len(others))
        return hints.missing(key, others, *rest)

    monkeypatch.setattr(jsonl, "missing", counted)
    wide = {f"{n:06}": 0 for n in range(2000)}
    assert refused(tmp_path / "s.jsonl", lines(*[wide] * 500, GOOD[0])).endswith("\n… and 951 more")
    assert asked == [2000] * 2 * 25
    assert "rename 'pred' to 'summary'" in refused(tmp_path / "s.jsonl", lines({"pred": "x", **wide}))
    assert "rename" not in refused(tmp_path / "s.jsonl", lines({**wide, "pred": "x"}))
    assert refused(tmp_path / "s.jsonl", lines({"system": "x", **wide}, *GOOD)).endswith("\n… and 1950 more")


@pytest.mark.parametrize("keys", [("prediction",), ("prediction", "other"), ()])
def test_faults_that_are_not_printed_are_counted(tmp_path: Path, keys: tuple[str, ...]) -> None:
    rows = [{"id": f"s{n}", **dict.fromkeys(keys, "x")} for n in range(100)]
    each = 2  # faults per line: unknown id, missing summary
    assert refused(tmp_path / "s.jsonl", lines(*rows)).endswith(f"… and {100 * each + 2 - 50} more")


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({"score": 1}, "'score'"),
        ({"reference": "y", "x": None, "": 1}, "'reference', 'x', ''"),
        ({f"k{n:02}": n for n in range(40)}, "'k00', 'k01', 'k02', 'k03', 'k04', …"),
        ({"\x1b[2J": 1}, r"'\x1b[2J'"),
        ({"system": "mine"}, "'system'"),
    ],
)
def test_keys_that_are_not_read_are_a_warning(tmp_path: Path, extra: dict[str, Any], named: str) -> None:
    found = read(tmp_path / "s.jsonl", lines(*({**row, **extra} for row in GOOD)))
    assert [one.what for one in found.warnings] == [f"columns that are not read: {named}"]
    assert found.summaries == {row["id"]: row["summary"] for row in GOOD}


class Failing(io.RawIOBase):
    """A file that cannot be read, such as one on a failing disk or a folder as standard input."""

    def readable(self) -> bool:
        return True

    def readinto(self, _: object) -> int:
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (io.BytesIO(DATA), None),
        (io.BytesIO(gzip.compress(DATA)), None),
        (io.BytesIO(zstd(DATA)), None),
        (io.BytesIO(b""), "standard input: is empty"),
        (io.BytesIO(DATA + b"x"), "standard input:3: not JSON"),
        (io.BufferedReader(Failing()), "standard input: cannot be read: Input/output error"),
        (None, "standard input: is closed"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, stdin: io.BufferedReader | None, message: str | None) -> None:
    monkeypatch.setattr(sys, "stdin", stdin and io.TextIOWrapper(stdin))
    if message is None:
        submission = read_submission(Path("-"), IDS)
        assert list(submission.summaries) == IDS
        assert submission.name == "standard input"
    else:
        with pytest.raises(InputError) as caught:
            read_submission(Path("-"), IDS)
        assert message in caught.value.describe()


@pytest.mark.parametrize("data", [DATA, gzip.compress(DATA)], ids=["lines", "gzip"])
def test_standard_input_that_does_not_block(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Non-blocking standard input (such as some pipes, whose `read` returns None before data arrive) is read completely."""
    out, into = os.pipe()
    os.set_blocking(out, False)

    def write() -> None:
        for part in (data[:10], data[10:]):
            time.sleep(0.1)
            os.write(into, part)
        os.close(into)

    writer = threading.Thread(target=write)
    with os.fdopen(out, "rb") as file:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file))
        writer.start()
        assert list(read_submission(Path("-"), IDS).summaries) == IDS
        writer.join()


def test_a_file_that_waits_for_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A regular file that waits for data, such as `/proc/kmsg`, is rejected."""
    out, into = os.pipe()
    os.set_blocking(out, False)
    monkeypatch.setattr(reading, "open_regular", lambda _: os.fdopen(out, "rb"))
    with pytest.raises(InputError, match=r"s\.jsonl: cannot be read: it has no data yet"):
        read_submission(tmp_path / "s.jsonl", IDS)
    os.close(into)


PARTIAL = lines({"system": "x", "partial": "a reason"}, GOOD[0])
"""A submission that leaves out a story and says so."""


def test_a_partial_submission_leaves_out_stories_where_it_may(tmp_path: Path) -> None:
    """The leaderboard takes no partial submission."""
    path = tmp_path / "x.jsonl"
    message = refused(path, PARTIAL)
    assert "x.jsonl:1: leaves out stories (key 'partial') (add a summary for each story, and remove the key)" in message
    read = read_submission(path, IDS, ELSEWHERE, partial=True)
    assert dict(read.summaries) == {"china-hawks": "One."}
    assert len(read.summaries) == 1
    assert "h20-resume" not in read.summaries


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lines(GOOD[0]), "no line for id 'h20-resume'"),
        (lines({"system": "x", "partial": "a reason"}), "no line for id 'h20-resume'"),
        (lines({"system": "x", "partial": ""}, GOOD[0]), "'partial' is not text of 1 to"),
        (lines({"system": "x", "partial": True}, *GOOD), "'partial' is not text of 1 to"),
        (lines({"system": "x", "partial": "y"}, GOOD[0], {"id": "other", "summary": "Z."}), "unknown id 'other'"),
    ],
    ids=["not stated", "no story", "no reason", "no text", "unknown id"],
)
def test_a_partial_submission_is_checked(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_submission(path, IDS, ELSEWHERE, partial=True)
    assert message in caught.value.describe()


def test_a_broken_line_with_an_earlier_id_is_told_once(tmp_path: Path) -> None:
    """The id of a line that is not JSON counts as seen only if no line before has it."""
    path = tmp_path / "s.jsonl"
    found = refused(path, lines(*GOOD, '{"id": "h20-resume", "summary": "cut'))
    (line,) = found.splitlines()
    assert line.startswith(f"{path}:3: ")
    (line,) = refused(path, lines(GOOD[0], '{"id": "h20-resume", "summary": "cut')).splitlines()
    assert line.startswith(f"{path}:2: ")


def test_a_file_with_too_many_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chipbrief.corpora.tables.lines.ROW_LIMIT", 3)
    found = refused(tmp_path / "s.jsonl", lines(*GOOD, *GOOD))
    assert "more than 3 lines" in found


def test_the_error_that_stops_reading_stands_alone_if_nothing_was_wrong_before() -> None:
    error = fail("s.jsonl", "is broken", "mend it")
    with pytest.raises(InputError) as caught:
        Rows("s.jsonl", IDS, {}, Columns("id", "summary")).fail_with(error)
    assert [problem.what for problem in caught.value.problems] == ["is broken"]
