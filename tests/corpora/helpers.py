"""Helpers for the tests of tables: two stories in every format, and the messages of files that are refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chipbrief.corpora.columns import Columns
from chipbrief.corpora.corpus import Corpus, own
from chipbrief.problems import InputError

ROWS = [
    {
        "id": "bridge",
        "document": "The bridge opens in May.\nIt cost 3 million, “too much”.",
        "summary": "Bridge opens, 2024",
    },
    {"id": "zoo", "document": "The zoo has a tiger | and; an ape\tnow.", "summary": "A tiger,\nat last"},
]


def table(rows: list[dict[str, Any]] | None = None) -> pa.Table:
    return pa.Table.from_pylist(ROWS if rows is None else rows)


def delimited(delimiter: str, rows: list[dict[str, Any]] | None = None) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list((rows or ROWS)[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows or ROWS)
    return out.getvalue().encode()


def lines(*rows: Any) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows or ROWS).encode()


def parquet(found: pa.Table, **how: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(found, sink, **how)
    return sink.getvalue()


def arrow(found: pa.Table, stream: bool = False, compression: str | None = None, rows: int = 1000) -> bytes:
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(sink, found.schema, options=options) as file:
        file.write_table(found, max_chunksize=rows)
    return sink.getvalue()


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


TEXT_FORMATS = {
    "commas": delimited(","),
    "semicolons": delimited(";"),
    "tabs": delimited("\t"),
    "pipes": delimited("|"),
    "CRLF": b'id,document,summary\r\nbridge,"' + ROWS[0]["document"].encode() + b'","Bridge opens, 2024"\r\n'
    b'zoo,The zoo has a tiger | and; an ape\tnow.,"A tiger,\nat last"\r\n',
    "JSONL": lines(),
    "JSONL with empty lines": b"\n" + lines().replace(b"\n", b"\n\n"),
    "JSONL with escapes": "\n".join(map(json.dumps, ROWS)).encode(),
    "a JSON array": json.dumps(ROWS, ensure_ascii=False).encode(),
    "a JSON array on many lines": json.dumps(ROWS, indent=2).encode(),
}  # fmt: skip
FORMATS = {
    **TEXT_FORMATS,
    **{f"{name}, gzip": gzip.compress(data) for name, data in TEXT_FORMATS.items()},
    **{f"{name}, zstd": zstd(data) for name, data in TEXT_FORMATS.items()},
    **{f"{name}, byte-order mark": b"\xef\xbb\xbf" + data for name, data in TEXT_FORMATS.items()},
    "Parquet": parquet(table()),
    "Parquet, zstd": parquet(table(), compression="zstd"),
    "Parquet, a row per group": parquet(table(), row_group_size=1),
    "Arrow file": arrow(table()),
    "Arrow file, zstd": arrow(table(), compression="zstd"),
    "Arrow file, a row per batch": arrow(table(), rows=1),
    "Arrow stream": arrow(table(), stream=True),
    "Arrow stream, lz4": arrow(table(), stream=True, compression="lz4"),
}  # fmt: skip
"""The two stories in every format of a file."""


def texts(corpus: Corpus) -> list[dict[str, Any]]:
    """Return the stories of a corpus as rows like `ROWS`."""
    return [{"id": story.id, "document": story.document, "summary": story.summary} for story in corpus.stories]


def read(path: Path, data: bytes, columns: Columns | None = None, **how: Any) -> Corpus:
    """Write `data` to a file and read it as a corpus."""
    path.write_bytes(data)
    return own(str(path), columns, **how)


def refused(source: str | Path, columns: Columns | None = None, **how: Any) -> list[str]:
    """Return the messages for a corpus that cannot be read. Each is printable, and the first has a remedy."""
    with pytest.raises(InputError) as caught:
        own(str(source), columns, **how)
    found = caught.value.describe().split("\n")
    assert all(line.isprintable() for line in found)
    assert all(problem.remedy for problem in caught.value.problems)
    return found
