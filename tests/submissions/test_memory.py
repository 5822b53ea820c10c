"""Tests of large submissions under a memory limit. Each is read in its own process."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

LIMIT = 512 << 20
CODE = """
import resource, sys
from pathlib import Path
from chipbrief.problems import InputError
from chipbrief.submissions import read_submission

kind, limit = getattr(resource, sys.argv[3]), int(sys.argv[4])
resource.setrlimit(kind, (limit, limit))
try:
    print(len(read_submission(Path(sys.argv[1]), [f"story-{n:07}" for n in range(int(sys.argv[2]))]).summaries), "read")
except InputError as error:
    print(*error.describe().splitlines()[:1], *error.describe().splitlines()[-1:], sep="\\n")
# `ru_maxrss` would not do: it starts with the value of the parent process at the fork.
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")))
"""


def row(number: int, summary: str) -> bytes:
    return json.dumps({"id": f"story-{number:07}", "summary": summary}, ensure_ascii=False).encode() + b"\n"


def million(path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(row(number, "A summary of a hundred characters or so. " * 3) for number in range(1_000_000))


def million_broken(path: Path) -> None:
    path.write_bytes(b"{}x\n" * 1_000_000)


def quarter_gibibyte(path: Path) -> None:
    """Write summaries with one emoji each, because Python then needs four bytes per character."""
    with path.open("wb") as file:
        file.writelines(row(number, "\U0001f600" + "lengthyword " * 8000) for number in range(2700))


def bomb(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(1024):
            file.write(bytes(1 << 20))


def one_line(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(256 << 20)


def table(path: Path) -> None:
    """Write a table of ten kilobytes in which each row unpacks to 90 kilobytes."""
    ids = [f"story-{number:07}" for number in range(4000)]
    pq.write_table(pa.table({"id": ids, "summary": ["x" * 90_000] * 4000}), path, compression="zstd")


def giant_values(path: Path) -> None:
    sink = io.BytesIO()
    giant = pa.array(["x" * (64 << 20)] * 3, pa.large_string())
    pq.write_table(
        pa.table({"id": [f"story-{n:07}" for n in range(3)], "summary": giant}),
        sink,
        compression="zstd",
        use_dictionary=False,
    )
    path.write_bytes(sink.getvalue())


CASES: list[tuple[Callable[[Path], None], int, str, str]] = [
    (million, 1_000_000, "RLIMIT_AS", "1000000 read"),
    (million, 12, "RLIMIT_AS", "… and 999938 more"),
    (million_broken, 12, "RLIMIT_AS", "… and 999962 more"),
    (quarter_gibibyte, 2700, "RLIMIT_AS", "2700 read"),
    (one_line, 12, "RLIMIT_AS", ":1: line of more than 4,194,304 bytes"),
    (bomb, 12, "RLIMIT_DATA", ": decompresses to more than 268,435,456 bytes"),
    (table, 4000, "RLIMIT_DATA", ": more than 268,435,456 bytes of text"),
    (giant_values, 3, "RLIMIT_DATA", ": needs too much memory to be read"),
]
"""Cases: function that writes the file, number of stories in the split, kind of limit, and expected message.

Arrow reserves more addresses than it uses, so cases that need Arrow limit the data size instead of the address space.
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs the limits of Linux")
@pytest.mark.parametrize(("write", "ids", "limited", "message"), CASES)
def test_memory(tmp_path: Path, write: Callable[[Path], None], ids: int, limited: str, message: str) -> None:
    path = tmp_path / "s.jsonl"
    write(path)
    command = [
        sys.executable,
        "-c",
        CODE,
        str(path),
        str(ids),
        limited,
        str(LIMIT if limited == "RLIMIT_AS" else 2 * LIMIT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    *said, peak = done.stdout.splitlines()
    assert any(message in line for line in said), said
    assert int(peak) << 10 < LIMIT
    path.unlink()
