"""Tests of hostile Arrow files. Each set is read in a process of its own, because a wrong offset could end the process."""

from __future__ import annotations

import random
import resource
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.corpora.helpers import arrow, parquet

CODE = """
import os, resource, signal, sys
from pathlib import Path
from chipbrief.corpora import tables
from chipbrief.corpora.corpus import own
from chipbrief.problems import InputError

tables.TABLE_LIMIT = 128 << 20
resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[2]),) * 2)
for path in sorted(Path(sys.argv[1]).iterdir()):
    signal.setitimer(signal.ITIMER_PROF, 30)  # seconds of CPU time, after which the process ends
    try:
        print(path.name, "read", len(own(str(path)).stories))
    except InputError as error:
        print(path.name, "refused", str(error).splitlines()[0])
sys.stdout.flush()
os._exit(0)  # not the ordinary end, in which threads of Arrow that still wait for memory can abort the process
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the limits of Linux")


def said(folder: Path, limit: int = 3 << 30) -> dict[str, str]:
    """Read every file of a folder in another process, and return what it said of each. Fail if the process ended early."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(folder), str(limit)], capture_output=True, text=True, check=False
    )
    found = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert done.returncode == 0, (done.returncode, list(found.items())[-1:], done.stderr[-2000:])
    assert len(found) == len(list(folder.iterdir()))
    return found


END = b"\xff\xff\xff\xff\0\0\0\0"
"""The bytes that end an Arrow stream."""
TEXTS = ["a" * 1111, "b" * 1111, "c" * 1111]
OFFSETS = (0, 1111, 2222, 3333)
LISTS = pa.array([["a"] * 7, ["b"] * 7, ["c"] * 7])


def patched(column: Any, old: bytes, new: bytes, stream: bool) -> bytes:
    """Return an Arrow file with this column in which some bytes are replaced."""
    data = arrow(pa.table({"text": ["x"] * len(column), "summary": column}), stream)
    assert old in data
    return data.replace(old, new)


def wrong_offsets() -> Iterator[tuple[str, bytes]]:
    wrong = {
        "behind": (0, 1111, 2222, 2**31 - 1),
        "before": (0, -5, 2222, 3333),
        "falling": (0, 3333, 1111, 3333),
        "start": (-9, 1111, 2222, 3333),
    }
    for stream in (False, True):
        for name, found in wrong.items():
            kinds = ((pa.string(), "<4i"), (pa.large_string(), "<4q"))
            for kind, form in kinds:
                yield (
                    f"{kind}-{name}-{stream}",
                    patched(pa.array(TEXTS, kind), struct.pack(form, *OFFSETS), struct.pack(form, *found), stream),
                )
            at = tuple(7 * (value // 1111) if 0 <= value <= 3333 else value for value in found)
            yield (
                f"list-{name}-{stream}",
                patched(LISTS, struct.pack("<4i", 0, 7, 14, 21), struct.pack("<4i", *at), stream),
            )
        indices = pa.DictionaryArray.from_arrays(pa.array([1, 2, 0, 2], pa.int32()), pa.array(TEXTS))
        for value in (3, -1, 2**31 - 1):
            yield (
                f"dictionary-{value}-{stream}",
                patched(indices, struct.pack("<4i", 1, 2, 0, 2), struct.pack("<4i", 1, value, 0, 2), stream),
            )
        for size, place in ((2**31 - 1, 0), (1111, 2**31 - 1), (1111, -7), (-1, 0)):
            new = struct.pack("<i", size) + b"aaaa" + struct.pack("<2i", 0, place)
            old = struct.pack("<i", 1111) + b"aaaa" + struct.pack("<2i", 0, 0)
            yield f"view-{size}-{place}-{stream}", patched(pa.array(TEXTS, pa.string_view()), old, new, stream)


def test_offsets_outside_of_buffers(tmp_path: Path) -> None:
    for name, data in wrong_offsets():
        (tmp_path / name.replace(" ", "")).write_bytes(data)
    found = said(tmp_path)
    assert len(found) == 2 * (3 * 4 + 3 + 4)
    assert {name: text for name, text in found.items() if "is not a readable Arrow file" not in text} == {}


@pytest.mark.slow
def test_damaged_files(tmp_path: Path) -> None:
    """Flipped and missing bytes never end the process."""
    rows = pa.table({
        "id": pa.array([f"s{at}" for at in range(6)]).dictionary_encode(), "text": TEXTS * 2,
        "summary": pa.array(["long enough to be outside of the view"] * 6, pa.string_view()), "references": [["a", "b"]] * 6,
    })  # fmt: skip
    packed = [
        arrow(rows),
        arrow(rows, stream=True),
        arrow(rows, compression="zstd"),
        arrow(rows, True, "lz4"),
        arrow(rows, rows=2),
        parquet(rows),
    ]
    chance = random.Random(14)
    for number in range(1500):
        data = bytearray(packed[number % len(packed)])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.choice([0, 1, 127, 128, 255, chance.randrange(256)])
        if number % 10 == 0:
            del data[chance.randrange(len(data)) :]
        (tmp_path / f"{number:04}").write_bytes(data)
    found = said(tmp_path)
    assert any(text.startswith("read") for text in found.values())
    assert any(text.startswith("refused") for text in found.values())


def nested(depth: int) -> pa.DataType:
    kind = pa.string()
    for _ in range(depth):
        kind = pa.list_(kind)
    return kind


def bombs() -> Iterator[tuple[str, bytes, str]]:
    zeros = pa.array(["\0" * (200 << 20)])
    yield "needed", arrow(pa.table({"text": zeros}), compression="zstd"), "refused"
    yield "needed-parquet", parquet(pa.table({"text": zeros}), compression="zstd", use_dictionary=False), "refused"
    other = pa.table({"text": ["x"], "page": zeros})
    batches = pa.concat_tables([other] * 100)
    yield "not-needed", arrow(batches, True, "zstd", rows=1), "refused"
    yield (
        "not-needed-parquet",
        parquet(pa.table({"text": ["x"], "page": zeros}), compression="zstd", use_dictionary=False),
        "refused",
    )
    long = "x" * (1 << 20)
    yield (
        "categories",
        arrow(pa.table({"text": pa.DictionaryArray.from_arrays(pa.array([0] * 1500, pa.int8()), pa.array([long]))})),
        "refused",
    )
    yield (
        "categories-parquet",
        parquet(pa.table({"text": pa.DictionaryArray.from_arrays(pa.array([0] * 1500, pa.int8()), pa.array([long]))})),
        "refused",
    )
    yield (
        "many-categories",
        parquet(pa.table({"text": pa.array([f"{at:0200}" for at in range(50_000)]).dictionary_encode()})),
        "re",
    )
    yield "empty-batches", empty_batches(30_000), "refused"
    yield "nested", arrow(pa.table({"text": ["x"], "deep": pa.nulls(1, nested(50))})), "read 1"
    yield "columns", arrow(pa.table({"text": ["x"], **{f"c{at}": [1] for at in range(20_000)}})), "read 1"


def empty_batches(count: int) -> bytes:
    """Return an Arrow stream of many batches without rows."""
    schema = pa.schema([("text", pa.string())])
    nothing = arrow(schema.empty_table(), stream=True)[: -len(END)]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as file:
        file.write_batch(pa.record_batch([pa.array([], pa.string())], schema))
    one = sink.getvalue().to_pybytes()
    assert one.startswith(nothing)
    assert one.endswith(END)
    return bytes(nothing + one[len(nothing) : -len(END)] * count + END)


@pytest.mark.slow
def test_files_that_say_little_and_mean_much(tmp_path: Path) -> None:
    """Each small file is refused or read within the limits of memory and time."""
    expected = {}
    for name, data, start in bombs():
        (tmp_path / name).write_bytes(data)
        expected[name] = start
    found = said(tmp_path, 2 << 30)
    assert {name: found[name] for name, start in expected.items() if not found[name].startswith(start)} == {}
    assert resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY
