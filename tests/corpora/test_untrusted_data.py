"""Tests of untrusted input in the folder given by `--data`: Parquet files and pins by unknown authors."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chipbrief.commands.main import main
from chipbrief.corpora import parquet
from chipbrief.corpora.parquet import arrow_schema
from tests.paths import ROOT

LEAD = ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "dataset"
    for part in ("open", "multi"):
        shutil.copytree(ROOT / "dataset" / part, folder / part)
    shutil.copy(ROOT / "dataset" / "pins.json", folder)
    return folder


def score(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the error message of a `score` run that fails and prints nothing else."""
    assert main(["score", str(LEAD), "--data", str(data)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert "unexpected" not in err
    return err


PINS = {
    "not UTF-8": (b'{"open": "\xff"}', "pins.json:1: is not UTF-8: byte 0xff"),
    "not JSON": (b"{", "pins.json: is not JSON"),
    "empty": (b"", "pins.json: is not JSON"),
    "a list": (b"[]", "pins.json: is not an object of objects"),
    "a list of splits": (b'{"open": []}', "pins.json: is not an object of objects"),
    "a nesting bomb": (b"[" * 100_000, "pins.json: is not JSON: nested too deeply"),
    "a number of many digits": (b'{"open": ' + b"9" * 5000 + b"}", "pins.json: is not JSON"),
    "too large": (b" " * (2 << 20), "pins.json: is larger than 1,048,576 bytes"),
}


@pytest.mark.parametrize(("pins", "message"), PINS.values(), ids=PINS)
def test_pins(data: Path, capsys: pytest.CaptureFixture[str], pins: bytes, message: str) -> None:
    (data / "pins.json").write_bytes(pins)
    assert message in score(data, capsys)


@pytest.mark.parametrize(
    "pins", [b"{}", b'{"open": {}}', b'{"open": {"test": 3}}', b'{"open": {"test": {"digest": 3}}}']
)
def test_pins_without_a_digest(data: Path, capsys: pytest.CaptureFixture[str], pins: bytes) -> None:
    (data / "pins.json").write_bytes(pins)
    assert main(["score", str(LEAD), "--data", str(data)]) == 0


def changed(change: Callable[[list[dict[str, Any]]], object], inferred: bool = False) -> bytes:
    rows = pq.read_table(ROOT / "dataset" / "open" / "test.parquet").to_pylist()
    change(rows)
    nullable = pa.schema([field.with_nullable(True) for field in arrow_schema()])
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=None if inferred else nullable), sink)
    return sink.getvalue()


def put(value: Any, *path: str | int) -> Callable[[list[dict[str, Any]]], None]:
    def change(rows: list[dict[str, Any]]) -> None:
        place: Any = rows[0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


ROWS = {
    "not Parquet": (lambda: b"PAR1 and words PAR1", "is not a readable Parquet file"),
    "empty": (lambda: b"", "is not a readable Parquet file"),
    "lines": (LEAD.read_bytes, "is not a readable Parquet file"),
    "other columns": (lambda: changed(lambda rows: [row.pop("license") for row in rows], inferred=True), "has other columns"),
    "numbers for documents": (lambda: changed(lambda rows: [row.update(document=[1]) for row in rows], inferred=True), "is not a readable Parquet file"),
    "no document": (lambda: changed(put(None, "document")), "is not a readable Parquet file"),
    "no references": (lambda: changed(put(None, "references")), "is not a readable Parquet file"),
    "a reference without text": (lambda: changed(put(None, "references", 0, "text"), inferred=True), "is not a readable Parquet file"),
    "an entity with a form that is null": (lambda: changed(put([None], "entities", 0, "forms")), "a required value is null"),
    "a reference of an unknown kind": (lambda: changed(put("\x1b[2J", "references", 0, "kind")), r"'\x1b[2J' is not one of headline"),
    "an entity of an unknown type": (lambda: changed(put("X", "entities", 0, "type")), "'X' is not one of PERSON"),
    "a salience beyond 1": (lambda: changed(put(1e300, "entities", 0, "salience")), "the share 1e+300 is not between 0 and 1"),
    "a salience that is no number": (lambda: changed(put(float("nan"), "entities", 0, "salience")), "the share nan is not between 0 and 1"),
    "offsets before the document": (lambda: changed(put(-5, "entities", 0, "mentions", 0, "start")), "are outside its document"),
    "offsets behind the document": (lambda: changed(put(2**31 - 1, "entities", 0, "mentions", 0, "end")), "are outside its document"),
    "parts behind the document": (lambda: changed(put(2**31 - 1, "parts", 0, "end")), "are outside its document"),
    "an id twice": (lambda: changed(lambda rows: rows.append(rows[0])), "has two rows with the same id"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "message"), ROWS.values(), ids=ROWS)
def test_rows(data: Path, capsys: pytest.CaptureFixture[str], make: Callable[[], bytes], message: str) -> None:
    (data / "open" / "test.parquet").write_bytes(make())
    error = score(data, capsys)
    assert message in error
    assert "test.parquet: " in error


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"words", "is not a readable Parquet"),
        (b"PAR1PAR1PAR1", "is not a readable Parquet"),
        (None, "has no column 'id'"),
    ],
)
def test_the_other_splits(data: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, message: str) -> None:
    """A bad Parquet file in another configuration is reported too."""
    sink = io.BytesIO()
    pq.write_table(pa.table({"x": [1]}), sink)
    (data / "multi" / "test.parquet").write_bytes(sink.getvalue() if content is None else content)
    assert f"multi/test.parquet: {message}" in score(data, capsys)


def test_rows_that_say_little_and_mean_much(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small Parquet file that decompresses to more than the limit is rejected."""
    monkeypatch.setattr(parquet, "SIZE_LIMIT", 1 << 20)
    (data / "open" / "test.parquet").write_bytes(changed(put("x" * (2 << 20), "document")))
    assert "test.parquet: decompresses to more than 1,048,576 bytes" in score(data, capsys)


def test_a_folder_of_pipes(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A named pipe in place of a Parquet file is never opened."""
    (data / "open" / "test.parquet").unlink()
    os.mkfifo(data / "open" / "test.parquet")
    assert "configuration 'open', split 'test': is not built" in score(data, capsys)
