"""Fuzz tests: any bytes are either read as a complete submission or rejected with `InputError`."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipbrief.problems import InputError
from chipbrief.submissions import read_submission
from tests.submissions.helpers import ELSEWHERE, GOOD, IDS, lines


def parquet(compression: str) -> bytes:
    sink = io.BytesIO()
    pq.write_table(
        pa.table({key: [row[key] for row in GOOD] for key in ("id", "summary")}), sink, compression=compression
    )
    return sink.getvalue()


LINES = lines({"system": "mine"}, *GOOD)
CSV = b'id,summary\nchina-hawks,"One, ""or"" two."\nh20-resume,Two.\n'
VALID = (
    LINES,
    CSV,
    gzip.compress(LINES),
    pa.compress(LINES, codec="zstd", asbytes=True),
    gzip.compress(CSV),
    parquet("none"),
    parquet("snappy"),
    parquet("zstd"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*IDS, *ELSEWHERE]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "summary", "system", "prediction"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a valid submission with flipped bits, or with parts deleted, repeated or inserted from another one."""
    data = bytearray(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 64)))
        match draw(st.sampled_from(["flip", "cut", "end", "put", "splice"])):
            case "flip" if start < len(data):
                data[start] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[start:stop]
            case "end":
                del data[start:]
            case "put":
                data[start:stop] = draw(st.binary(max_size=8))
            case _:
                other = draw(st.sampled_from([bytes(data), *VALID]))
                data[start:start] = other[start % (len(other) + 1) :][:64]
    return bytes(data)


def whole_or_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        submission = read_submission(path, IDS, ELSEWHERE)
    except InputError as error:
        message = error.describe()
    else:
        assert list(submission.summaries) == IDS
        assert all(isinstance(text, str) and "\0" not in text for text in submission.summaries.values())
        return
    assert all(line.isprintable() for line in message.split("\n"))
    assert message.encode("utf-8").startswith(str(path).encode("utf-8"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "s.jsonl"


@given(st.binary(max_size=400) | st.lists(st.binary(max_size=60), max_size=6).map(b"\n".join))
def test_any_bytes(path: Path, data: bytes) -> None:
    whole_or_refused(path, data)


@settings(max_examples=1000)
@given(mutated())
def test_valid_submissions_mutated(path: Path, data: bytes) -> None:
    whole_or_refused(path, data)


@settings(max_examples=500)
@given(
    st.lists(JSON.map(json.dumps) | st.text(max_size=20), max_size=6),
    st.sampled_from(["\n", "\r\n", "\r", "\x85", "\u2028"]),
)
def test_any_json(path: Path, rows: list[str], end: str) -> None:
    whole_or_refused(path, end.join(rows).encode("utf-8", "surrogatepass"))


@given(
    st.lists(
        st.lists(
            st.sampled_from([*IDS, "id", "summary", '"', '""', "\n", "\r", "\0", ",", "x\ty"]) | st.text(max_size=4),
            max_size=4,
        ).map(",".join),
        max_size=6,
    )
)
def test_any_csv(path: Path, rows: list[str]) -> None:
    data = "\n".join(["id,summary", *rows]).encode("utf-8", "surrogatepass")
    whole_or_refused(path.with_suffix(".csv"), data)


@settings(max_examples=300)
@given(
    st.sampled_from([b"\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x08", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18", b"PAR1"]),
    st.binary(max_size=200),
    st.booleans(),
)
def test_any_packed(path: Path, magic: bytes, data: bytes, pack: bool) -> None:
    whole_or_refused(path, magic + data + (magic if magic == b"PAR1" else b""))
    if pack:
        whole_or_refused(path, gzip.compress(data))


@given(
    st.dictionaries(
        st.sampled_from(IDS), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2
    )
)
def test_what_was_written_is_read(path: Path, texts: dict[str, str]) -> None:
    """All summaries survive writing and reading, as JSONL and as Parquet."""
    for escape in (True, False):
        rows = [json.dumps({"id": story, "summary": text}, ensure_ascii=escape) for story, text in texts.items()]
        path.write_text("\n".join(rows), encoding="utf-8", newline="")
        assert read_submission(path, IDS).summaries == texts
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": list(texts), "summary": list(texts.values())}), sink)
    path.write_bytes(sink.getvalue())
    assert read_submission(path, IDS).summaries == texts
