"""Tests of submissions in CSV and Parquet files."""

from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chipbrief.submissions import Columns, read_submission, tables
from tests.submissions.helpers import IDS, read, refused

CSV = "id,summary\nchina-hawks,One.\nh20-resume,Two.\n"
TEXTS = {"china-hawks": "One.", "h20-resume": "Two."}

READ: dict[str, tuple[str, dict[str, str], int]] = {
    "commas": (CSV, TEXTS, 0),
    "CRLF": (CSV.replace("\n", "\r\n"), TEXTS, 0),
    "a byte-order mark": ("\ufeff" + CSV, TEXTS, 1),
    "tabs": (CSV.replace(",", "\t"), TEXTS, 0),
    "semicolons": (CSV.replace(",", ";"), TEXTS, 0),
    "bars": (CSV.replace(",", "|"), TEXTS, 0),
    "no line end at the end": (CSV[:-1], TEXTS, 0),
    "blank lines": ("\n" + CSV + "\n\n", TEXTS, 0),
    "everything in quotes": ('"id","summary"\n"china-hawks","One."\n"h20-resume","Two."\n', TEXTS, 0),
    "blanks about the header": ("id, summary\nchina-hawks,One.\nh20-resume,Two.\n", TEXTS, 0),
    "columns in the other order": ("summary,id\nOne.,china-hawks\nTwo.,h20-resume\n", TEXTS, 0),
    "more columns": ("n,id,summary\n1,china-hawks,One.\n2,h20-resume,Two.\n", TEXTS, 1),
    "quotes, commas and lines in a cell": (
        'id,summary\nchina-hawks,"One, ""two"",\nthree."\nh20-resume,Two.\n', {**TEXTS, "china-hawks": 'One, "two",\nthree.'}, 0),
    "what Unicode takes for line ends": (
        "id,summary\nchina-hawks,a\u2028b\u2029c\x85d\x0be\nh20-resume,Two.\n", {**TEXTS, "china-hawks": "a\u2028b\u2029c\x85d\x0be"}, 0),
    "an empty cell": ("id,summary\nchina-hawks,\nh20-resume,Two.\n", {**TEXTS, "china-hawks": ""}, 1),
    "a quote within a cell": ('id,summary\nchina-hawks,the 5" gun\nh20-resume,Two.\n', {**TEXTS, "china-hawks": 'the 5" gun'}, 0),
    "a long cell that is not read": (f"id,summary,page\nchina-hawks,One.,{'x' * 200_000}\nh20-resume,Two.,\"\n\"\n", TEXTS, 1),
    "the longest cell": (f"id,summary\nchina-hawks,{'x' * 100_000}\nh20-resume,Two.\n", {**TEXTS, "china-hawks": "x" * 100_000}, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", ["s.csv", "s.jsonl"])
@pytest.mark.parametrize(("text", "texts", "warnings"), READ.values(), ids=READ)
def test_csv(tmp_path: Path, text: str, texts: dict[str, str], warnings: int, name: str) -> None:
    for data in (text.encode(), gzip.compress(text.encode())):
        submission = read(tmp_path / name, data)
        assert submission.summaries == texts
        assert len(submission.warnings) == warnings


MALFORMED = {
    "an unknown id": (CSV + "h20-resum,x\n", ":4: unknown id 'h20-resum' (did you mean 'h20-resume'?)"),
    "an id twice": (CSV + "h20-resume,x\n", ":4: id 'h20-resume' is already on line 3"),
    "a row missing": (CSV[:28], "s.csv: no line for id 'h20-resume'"),
    "the header alone": ("id,summary\n", "s.csv: no line for id 'h20-resume'"),
    "nothing but blank lines": ("\n\n", "s.csv: has no header (start with id,summary)"),
    "no header": (CSV[11:], "s.csv:1: no 'id' among the columns (pass --id NAME)"),
    "one column": ("id\nh20-resume\n", "s.csv:1: no 'summary' among the columns (pass --summary NAME)"),
    "a prediction": ("id,prediction\n", "s.csv:1: no 'summary' among the columns (rename 'prediction' to 'summary', or pass --summary 'prediction')"),
    "another word for the id": ("doc_id,summary\n", "s.csv:1: no 'id' among the columns (rename 'doc_id' to 'id', or pass --id 'doc_id')"),
    "a column twice": ("id,summary,summary\n", "s.csv:1: two columns 'summary' (keep one)"),
    "a cell too many": (CSV + "h20-resume,One, two.\n", ":4: 3 cells, but 2 columns in the header (quote each cell that contains"),
    "a cell too few": (CSV + "h20-resume\n", ":4: 1 cells, but 2 columns in the header"),
    "a line end without quotes": ("id,summary\nchina-hawks,One\ntwo.\nh20-resume,Two.\n", ":3: 1 cells, but 2 columns in the header"),
    "quotes that are not closed": (CSV + 'h20-resume,"One\ntwo\n\n', ":4: not CSV: quotes that open here are never closed (close them"),
    "quotes that are not closed in a long file": ('id,summary\nchina-hawks,"One.\n' + "x,y\n" * 40_000, ":2: not CSV: quotes that open here are never closed (close them"),
    "quotes that are not closed in a longer file": ('id,summary\nchina-hawks,"One.\n' + "x,y\n" * 1_100_000, ":2: not CSV: quotes that open here are not closed within 4,194,304 bytes (close them"),
    "words behind a quote": (CSV + 'h20-resume,"One" two\n', ":4: not CSV: ',' expected after '\"'"),
    "a row behind a cell of three lines": (CSV + 'china-hawks,"a\nb\nc"\nelse,x\n', ":7: unknown id 'else'"),
    "CR alone": (CSV.replace("\n", "\r"), "s.csv:1: not CSV: CR inside a line (save the file with LF"),
    "a NUL": (CSV + "china-hawks,a\0b\n", ":4: summary contains a NUL"),
    "a byte of Latin-1": (CSV + "china-hawks,caf\udce9\n", ":4: not UTF-8: byte 0xe9 at column 16"),
    "a byte of Latin-1 within a quoted cell": (CSV + 'china-hawks,"a\nb\ncaf\udce9"\n', ":6: not UTF-8: byte 0xe9 at column 4"),
    "a summary beyond the limit": (CSV + f"china-hawks,{'x' * 100_001}\n", ":4: summary of more than 100,000 characters"),
    "a cell beyond the limit": (CSV + f"china-hawks,{'x' * 200_000}\n", ":4: summary of more than 100,000 characters (shorten it)"),
    "a row beyond the limit": (CSV + ",".join(["x" * 100_000] * 43) + "\n", ":4: row of more than 4,194,304 bytes"),
    "what a terminal would act on": (CSV + "\x1b[2J,x\n", r":4: unknown id '\x1b[2J'"),
    "a column's name that a terminal would act on": ("id,\x1b[2J\n", "no 'summary' among the columns"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_csv(tmp_path: Path, text: str, message: str) -> None:
    assert message in refused(tmp_path / "s.csv", text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", ["s.csv", "s.jsonl"])
def test_a_broken_header_is_the_only_fault(tmp_path: Path, name: str) -> None:
    """If lines end in CR and a quoted cell contains LF, only the wrong line ends are reported."""
    data = b'id,summary\rchina-hawks,"One\ntwo."\rh20-resume,Two.\r'
    found = refused(tmp_path / name, data)
    assert (
        found
        == f"{tmp_path / name}:1: not CSV: CR inside a line (save the file with LF line ends, and quote cells that contain line breaks)"
    )


def test_the_limit_of_a_cell_is_put_back(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    read(tmp_path / "s.csv", CSV.encode())
    refused(tmp_path / "s.csv", b"id,other\n")
    assert csv.field_size_limit() == before


def test_columns_of_other_names(tmp_path: Path) -> None:
    columns = Columns("story", "text")
    assert read(tmp_path / "s.csv", CSV.replace("id,summary", "story,text").encode(), columns).summaries == TEXTS
    data = b'{"story": "china-hawks", "text": "One."}\n{"story": "h20-resume", "text": "Two."}\n'
    assert read(tmp_path / "s.jsonl", data, columns).summaries == TEXTS
    table = pa.table({"story": list(TEXTS), "text": list(TEXTS.values())})
    assert read(tmp_path / "s.parquet", parquet(table), columns).summaries == TEXTS
    assert 'no \'story\' (add "story": "...")' in refused(tmp_path / "s.jsonl", b'{"text": "x"}', columns)


def parquet(table: pa.Table, **how: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **how)
    return sink.getvalue()


def table(summaries: Any = None, ids: Any = None, **more: Any) -> pa.Table:
    return pa.table({"id": ids or list(TEXTS), "summary": summaries or list(TEXTS.values()), **more})


COLUMNS = {
    "strings": (table(), 0),
    "large strings": (table(pa.array(["One.", "Two."], pa.large_string())), 0),
    "views of strings": (table(pa.array(["One.", "Two."], pa.string_view())), 0),
    "in pieces": (table(pa.chunked_array([["One."], ["Two."]])), 0),
    "more columns": (table(n=[1, 2], more=[{"a": [1]}, None]), 1),
}


@pytest.mark.parametrize(
    "how", [{}, {"compression": "zstd"}, {"use_dictionary": False}, {"row_group_size": 1}, {"version": "1.0"}]
)
@pytest.mark.parametrize(("rows", "warnings"), COLUMNS.values(), ids=COLUMNS)
def test_parquet(tmp_path: Path, rows: pa.Table, warnings: int, how: dict[str, Any]) -> None:
    submission = read(tmp_path / "any.name", parquet(rows, **how))
    assert submission.summaries == TEXTS
    assert len(submission.warnings) == warnings


def test_parquet_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(parquet(table()))))
    assert read_submission(Path("-"), IDS).summaries == TEXTS


GOOD = parquet(table())
BINARY = pa.array([b"One.", b"T\xff."], pa.binary()).view(pa.string())
BAD_TABLES = {
    "a null summary": (parquet(table(["One.", None])), ":2: 'summary' is null (write it as text)"),
    "a null id": (parquet(table(ids=["china-hawks", None])), ":2: 'id' is null"),
    "nulls alone": (parquet(table(pa.nulls(2))), "s.parquet: column 'summary' is null (write it as text (string))"),
    "numbers for ids": (parquet(table(ids=[1, 2])), "s.parquet:1: unknown id '1'"),
    "bytes for summaries": (parquet(table([b"One.", b"Two."])), "column 'summary' is binary"),
    "lists for summaries": (parquet(table([["One."], ["Two."]])), "column 'summary' is list<element: string>"),
    "structs for summaries": (parquet(table([{"text": "One."}] * 2)), "column 'summary' is struct"),
    "dates for summaries": (parquet(table(pa.array([1, 2], pa.timestamp("s")))), "column 'summary' is timestamp"),
    "categories for ids": (parquet(table(ids=pa.array(IDS).dictionary_encode())), "column 'id' is dictionary"),
    "no summaries": (parquet(pa.table({"id": IDS})), "no 'summary' among the columns (pass --summary NAME)"),
    "predictions": (parquet(pa.table({"id": IDS, "prediction": IDS})), "no 'summary' among the columns (rename 'prediction' to 'summary'"),
    "no columns": (parquet(pa.table({})), "no 'id' among the columns"),
    "no rows": (parquet(table().slice(0, 0)), "no line for id 'h20-resume'"),
    "two columns of one name": (parquet(pa.table([IDS, IDS, IDS], ["id", "summary", "summary"])), "two columns 'summary'"),
    "an unknown id": (parquet(table(ids=["china-hawks", "H20"])), ":2: unknown id 'H20'"),
    "an id twice": (parquet(table(ids=["china-hawks"] * 2)), ":2: id 'china-hawks' is already on line 1"),
    "what is not UTF-8": (parquet(table(BINARY)), ":2: 'summary' is not UTF-8: byte 0xff"),
    "a NUL": (parquet(table(["One.", "a\0b"])), ":2: summary contains a NUL"),
    "a summary beyond the limit": (parquet(table(["One.", "\U0001f600" * 300_000])), ":2: summary of more than 100,000 characters"),
    "the beginning alone": (b"PAR1", "is not a readable Parquet file"),
    "zeros": (b"PAR1" + bytes(1000), "is not a readable Parquet file"),
    "a footer longer than the file": (b"PAR1" + bytes(20) + b"\xff\xff\xff\x7fPAR1", "is not a readable Parquet file"),
    "a footer of zeros": (b"PAR1" + bytes(20) + b"\x10\0\0\0PAR1", "is not a readable Parquet file"),
    **{f"cut at {n}": (GOOD[:n], "is not a readable Parquet file") for n in range(5, len(GOOD), len(GOOD) // 20)},
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_malformed_parquet(tmp_path: Path, data: bytes, message: str) -> None:
    assert message in refused(tmp_path / "s.parquet", data)


@pytest.mark.parametrize(
    ("summaries", "message"),
    [
        pytest.param(
            ["x" * 90_000] * 3000, r"s\.parquet:2983: more than 268,435,456 bytes of text", marks=pytest.mark.slow
        ),
        (["x" * (30 << 20)] * 8, r"no line for id 'china-hawks'|needs too much memory"),  # the latter before pyarrow 24
        ([""] * 30_000, r"… and 29952 more"),
    ],
    ids=["one text for every row", "a giant text for every row", "more rows than stories"],
)
def test_parquet_that_says_little_and_means_much(tmp_path: Path, summaries: list[str], message: str) -> None:
    """Small Parquet files that unpack to much text are rejected. Dictionary encoding keeps them below 100 kB."""
    data = parquet(table(summaries, [f"s{n}" for n in range(len(summaries))]), compression="zstd")
    assert len(data) < 100_000
    assert re.search(message, refused(tmp_path / "s.parquet", data))


def test_parquet_of_too_many_rows_or_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROW_LIMIT", 1)
    assert "more than 1 rows" in refused(tmp_path / "s.parquet", GOOD)
    monkeypatch.setattr(tables, "ROW_LIMIT", 2)
    monkeypatch.setattr(tables, "FILE_LIMIT", 100)
    assert "decompresses to more than 100 bytes" in refused(tmp_path / "s.parquet", GOOD)
