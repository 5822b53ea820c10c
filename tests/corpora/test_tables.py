"""Tests of tables: every format gives the same rows, and whatever is wrong with a file is reported with its line."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipbrief.corpora import tables
from chipbrief.corpora.corpus import own
from chipbrief.corpora.tables import column_names, columnar, objects, open_table
from chipbrief.problems import InputError
from tests.corpora.helpers import FORMATS, ROWS, arrow, delimited, lines, parquet, read, refused, table, texts, zstd


@pytest.mark.parametrize("data", FORMATS.values(), ids=FORMATS)
def test_every_format_gives_the_same_stories(tmp_path: Path, data: bytes) -> None:
    """The name of the file does not matter."""
    corpus = read(tmp_path / "corpus.table", data)
    assert texts(corpus) == ROWS
    assert corpus.data == read(tmp_path / "corpus.table", FORMATS["JSONL"]).data
    assert corpus.id_column == "id"
    assert column_names(tmp_path / "corpus.table") == ("id", "document", "summary")


@pytest.mark.parametrize("name", ["commas", "JSONL", "a JSON array", "Parquet", "Arrow file", "Arrow stream"])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FORMATS[name])))
    assert texts(own("-")) == ROWS


def test_a_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "zoo.md").write_text(ROWS[1]["document"], encoding="utf-8")
    (tmp_path / "bridge.txt").write_bytes(b"\xef\xbb\xbf" + ROWS[0]["document"].encode())
    (tmp_path / "plain").write_text("A text without a suffix.", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "link.txt").symlink_to(tmp_path / "zoo.md")
    (tmp_path / "more").mkdir()
    found = own(str(tmp_path))
    assert {story.id: story.document for story in found.stories} == {
        "bridge": ROWS[0]["document"], "plain": "A text without a suffix.", "zoo": ROWS[1]["document"],
    }  # fmt: skip
    assert all(story.summary is None and story.references == () for story in found.stories)


def folders() -> dict[str, Any]:
    whole = datasets.Dataset.from_list(ROWS)

    def hub_layout(folder: Path) -> None:
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "test-00000-of-00001.parquet").write_bytes(parquet(table()))
        (folder / "data" / "train-00000-of-00001.parquet").write_bytes(parquet(table(ROWS[:1])))

    def csv_layout(folder: Path) -> None:
        folder.mkdir()
        (folder / "test.csv").write_bytes(delimited(","))

    return {
        "save_to_disk": lambda folder: whole.save_to_disk(folder),
        "save_to_disk in several files": lambda folder: whole.save_to_disk(folder, num_shards=2),
        "save_to_disk with splits": lambda folder: datasets.DatasetDict(
            {"test": whole, "train": whole.select(range(1))}
        ).save_to_disk(folder),
        "Parquet files in a layout of the Hub": hub_layout,
        "CSV in a layout of the Hub": csv_layout,
    }


# Some versions of pandas leave the file of the CSV reader to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", folders())
def test_folders_of_datasets(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folders()[name](tmp_path / "saved")
    assert texts(own(str(tmp_path / "saved"), split="test")) == ROWS


def state(**content: Any) -> bytes:
    return json.dumps(content).encode()


SAVED: dict[str, tuple[dict[str, bytes], str]] = {
    "no data files": ({"state.json": state(_data_files=[])}, "state.json: names no data file"),
    "not JSON": ({"state.json": b"{"}, "state.json: is not a JSON object"),
    "a nesting bomb": ({"state.json": b"[" * 100_000}, "state.json: is not a JSON object"),
    "a file outside": ({"state.json": state(_data_files=[{"filename": "../x.arrow"}])}, "state.json: is no file that `datasets` writes"),
    "a file that is missing": ({"state.json": state(_data_files=[{"filename": "x.arrow"}])}, "x.arrow: no such file"),
    "rows that were sorted": (
        {"state.json": state(_data_files=[{"filename": "x"}], _indices_data_files=[{"filename": "y"}])}, "(save it after dataset.flatten_indices())"),
    "no such split": ({"dataset_dict.json": state(splits=["train", "dev"])}, "has no split 'test' (choose one with --split: train, dev)"),
    "a split outside": ({"dataset_dict.json": state(splits=["../test"])}, "dataset_dict.json: is no file that `datasets` writes"),
    "no file of Arrow": ({"state.json": state(_data_files=[{"filename": "x"}]), "x": b"ARROW1\0\0broken"}, "x: is not a readable Arrow file"),
    "a layout with Arrow files": ({"test.csv": delimited(","), "data.arrow": arrow(table())}, "holds the Arrow file 'data.arrow'"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "message"), SAVED.values(), ids=SAVED)
def test_folders_that_nobody_saved(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert message in refused(tmp_path)[0]


COLUMNS: dict[str, Any] = {
    "large strings": pa.array(["a", "b"], pa.large_string()),
    "views of strings": pa.array(["a", "b"], pa.string_view()),
    "categories": pa.array(["a", "b"]).dictionary_encode(),
    "categories of large strings": pa.array(["a", "b"], pa.large_string()).dictionary_encode(),
    "lists of one text": pa.array([["a"], ["b"]]),
    "large lists of large strings": pa.array([["a"], ["b"]], pa.large_list(pa.large_string())),
    "lists of fixed length": pa.array([["a"], ["b"]], pa.list_(pa.string(), 1)),
}


@pytest.mark.parametrize("pack", [parquet, arrow], ids=["Parquet", "Arrow"])
@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_types_of_columns(tmp_path: Path, column: Any, pack: Any) -> None:
    """pandas and polars write texts in several types. References may be lists of texts."""
    found = pa.table({"id": pa.array([1, 2]), "document": ["x", "y"], "summary": column})
    corpus = read(tmp_path / "t", pack(found))
    assert [(story.id, story.summary) for story in corpus.stories] == [("1", "a"), ("2", "b")]


ODD_COLUMNS: dict[str, tuple[Any, str]] = {
    "bytes": (pa.array([b"a"]), "column 'summary' is binary (write it as text (string))"),
    "times": (pa.array([10**18], pa.timestamp("s")), "column 'summary' is timestamp[s]"),
    "times of an unknown zone": (pa.array([1], pa.timestamp("s", "Nowhere/X")), "column 'summary' is timestamp[s, tz=Nowhere/X]"),
    "dates": (pa.array([10**7], pa.date32()), "column 'summary' is date32"),
    "structs": (pa.array([{"a": 1}]), "column 'summary' is struct<a: int64>"),
    "lists of numbers": (pa.array([[1]]), "column 'summary' is list<"),
    "views of lists": (pa.ListViewArray.from_arrays([0], [1], pa.array(["a"])), "column 'summary' is list_view<"),
    "run-end encoded": (pa.RunEndEncodedArray.from_arrays([1], ["a"]), "column 'summary' is run_end_encoded<"),
    "numbers": (pa.array([1]), ":1: 'summary' is a number (write it as text)"),
    "shares": (pa.array([0.5]), ":1: 'summary' is a number (write it as text)"),
    "categories that are numbers": (pa.array([1]).dictionary_encode(), "column 'summary' is dictionary<"),
}  # fmt: skip


@pytest.mark.parametrize(("column", "message"), ODD_COLUMNS.values(), ids=ODD_COLUMNS)
def test_types_that_are_no_text(tmp_path: Path, column: Any, message: str) -> None:
    (tmp_path / "t.arrow").write_bytes(arrow(pa.table({"document": ["x"], "summary": column})))
    assert refused(tmp_path / "t.arrow")[0].startswith(f"{tmp_path / 't.arrow'}")
    assert message in refused(tmp_path / "t.arrow")[0]


@pytest.mark.parametrize("pack", [arrow, lambda found: arrow(found, stream=True)], ids=["file", "stream"])
def test_columns_that_are_not_needed_are_not_read(tmp_path: Path, pack: Any) -> None:
    found = table().append_column("published", pa.array([10**18, 1], pa.timestamp("s", "Nowhere/X")))
    assert texts(read(tmp_path / "t", pack(found))) == ROWS


ODD_IDS: list[Any] = [None, True, 1.5, [], {}, "a\nb", "x" * 301]
NOT_UTF8 = pa.array([b"fine", b"caf\xe9"]).view(pa.string())
D = b"id,document,summary\n"
FAULTS: dict[str, tuple[bytes, list[str]]] = {
    "nothing": (b"", [": is empty (write one line per story)"]),
    "blank lines": (b"\n\n  \n", [": has no header (start with the names of the columns)"]),
    "a header alone": (D, [": has no rows (write one row per story)"]),
    "JSONL that ends early": (lines()[:-20], [":2: not JSON: Unterminated string starting at column"]),
    "CSV that ends early": (D + b'a,"b', [":2: not CSV: quotes that open here are never closed"]),
    "a cell too many and one too few": (D + b"a,b,c,d\ne,f\ng,h,i\n", [":2: 4 cells, but 3 columns in the header", ":3: 2 cells, but"]),
    "an id twice": (D + b"a,b,c\n\na,d,e\n", [":4: id 'a' is already on line 2 (keep one)"]),
    "an id twice in JSONL, as text and as number": (lines({"id": "1", "text": "x"}, {"id": 1, "text": "y"}), [":2: id '1' is already on line 1"]),
    "no ids": (D + b",b,c\n,d,e\n", [":2: no id in 'id' (give every row an id)", ":3: no id in 'id'"]),
    "ids of many kinds": (
        lines(*({"id": value, "text": "x"} for value in ODD_IDS)),
        [":1: no id in 'id'", ":2: the id is true or false", ":3: the id is a number", ":4: the id is a list", ":5: the id is an object",
         r":6: id 'a\nb' is longer than 300 characters or not printable", ":7: id 'xxx"],
    ),
    "texts of many kinds": (
        lines({"id": 1, "text": 5, "summary": "a"}, {"id": 2, "text": ["b"], "summary": {"c": 1}}, {"id": 3, "text": "d", "summary": ["e", 6]}),
        [":1: 'text' is a number (write it as text)", ":2: 'text' is a list", ":2: 'summary' is an object", ":3: 'summary' is a number"],
    ),
    "what is not UTF-8": (D + b"a,caf\xe9,c\nd,e,\xff\n", [":2: not UTF-8: byte 0xe9 at column 6 (save it as UTF-8)", ":3: not UTF-8: byte 0xff"]),
    "what is not UTF-8 in Parquet": (parquet(pa.table({"text": NOT_UTF8})), [":2: 'text' is not UTF-8: byte 0xe9"]),
    "what is not UTF-8 in Arrow": (arrow(pa.table({"text": NOT_UTF8})), [":2: 'text' is not UTF-8: byte 0xe9"]),
    "what is not UTF-8 in categories": (
        parquet(pa.table({"text": pa.DictionaryArray.from_arrays(pa.array([0, 1]), NOT_UTF8)})), [": is not a readable Parquet file: Invalid UTF8 payload"]),
    "what is not UTF-8 in an array": (b'[{"text": "a"},\n{"text": "\xe9"}]', [":2: not UTF-8: byte 0xe9 at offset 26"]),
    "UTF-16": ("id,text\n".encode("utf-16"), [": is UTF-16 (save it as UTF-8)"]),
    "half a surrogate pair": (b'{"text": "\\ud83d"}\n{"text": "\\ud83d\\ude00"}\n{"text": "\\\\ud83d"}\n', [r":1: not JSON: half a surrogate pair"]),
    "half a surrogate pair in an array": (b'[{"text": "x"},\n {"text": "\\uDC00"}]', [r":2: not JSON: half a surrogate pair"]),
    "a huge line": (b'{"id": "a", "text": "' + b"x" * (4 << 20) + b'"}\n' + lines({"id": "b", "text": 5}), [":1: line of more than 4,194,304 bytes", ":2: 'text' is a number"]),
    "a huge row": (D + b"a," + b"x" * (4 << 20) + b",c\n", [":2: row of more than 4,194,304 bytes"]),
    "a document that is too long": (lines({"text": "x" * 4_000_001}), [":1: 'text' has more than 4,000,000 characters (shorten it)"]),
    "a reference that is too long": (lines({"summary": "x" * 100_001}), [":1: 'summary' has more than 100,000 characters"]),
    "a column twice": (b"id,text,text\n", [":1: more than one column is called 'text' (rename all but one)"]),
    "a column twice in Parquet": (parquet(pa.table([["a"], ["b"]], ["text", "text"])), [": more than one column is called 'text'"]),
    "a key twice": (b'{"text": "a", "text": "b"}\n', [":1: not JSON: the key 'text' appears twice in an object (keep one of the keys)"]),
    "JSON that is not JSON": (b"{'text': 'a'}\n{\"text\": NaN}\n{\"text\": 1} 2\n", [":1: not JSON: Expecting property name", ":2: not JSON: NaN", ":3: not JSON: Extra data"]),
    "no objects": (b'{"text": "a"}\n"b"\nnull\n[1]\n', [":2: text instead of an object", ":3: null instead of an object", ":4: a list instead of an object"]),
    "an object over several lines": (json.dumps(ROWS[0], indent=1).encode(), [":1: is JSON over several lines: an object does not end on its line (write one object per line, as jq -c . FILE does)"]),
    "a nesting bomb": (b'{"text": ' + b"[" * 200_000 + b"\n", [":1: not JSON: nested too deeply"]),
    "a nesting bomb in an array": (b"[" * 200_000, [":1: not JSON: nested too deeply"]),
    "an empty array": (b"[]", [": has no column of documents or references among none"]),
    "an array of numbers": (b"[1,\n2]", [":1: a number instead of an object", ":2: a number instead of an object"]),
    "an array that ends early": (b'[{"text": "a"},\n{"text": ', [":2: not JSON: Expecting value at column 10 (remove the last comma"]),
    "an array with a comma at the end": (b'[{"text": "a"},\n]', [":2: not JSON: Expecting value at column 1 (remove the last comma"]),
    "an array without a comma": (b'[{"text": "a"}\n{"text": "b"}]', [":2: not JSON: the array does not end here"]),
    "text behind an array": (b'[{"text": "a"}]\nx', [":1: not JSON: the array does not end here"]),
    "Parquet that ends early": (parquet(table())[:-9], [": is not a readable Parquet file"]),
    "an Arrow file that ends early": (arrow(table())[:-30], [": is not a readable Arrow file"]),
    "an Arrow stream that ends early": (arrow(table(), stream=True)[:-120], [": is not a readable Arrow file"]),
    "gzip that ends early": (gzip.compress(lines())[:-20], [": cannot be decompressed"]),
    "gzip inside zstd": (zstd(gzip.compress(lines())), [": is gzip inside zstd"]),
    "a picture": (b"\x89PNG\r\n", [": is a picture or a program"]),
    "a pickle": (b"\x80\x04\x95abc", [": is a Python pickle, which can run code when it is read"]),
    "no usual columns": (b"a,b\n1,2\n", [": has no column of documents or references among 'a', 'b' (name them with --document and --reference)"]),
    "names that a terminal would act on": (b"\x1b[2J,b\n", [r": has no column of documents or references among '\x1b[2J', 'b'"]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "messages"), FAULTS.values(), ids=FAULTS)
def test_faults_with_their_lines(tmp_path: Path, data: bytes, messages: list[str]) -> None:
    """All faults of a file are reported at once."""
    path = tmp_path / "t"
    path.write_bytes(data)
    found = refused(path)
    assert len(found) == len(messages)
    for line, message in zip(found, messages, strict=True):
        assert line.startswith(f"{path}{message}"), line


def test_many_faults_are_counted(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(b"id,text\n" + b"a\n" * 1000)
    assert refused(tmp_path / "t")[-1] == "… and 950 more"


PATHS = {
    "missing.csv": "no such file (check the path)",
    "a.txt/b.csv": "cannot be opened: Not a directory",
    "x" * 5000: "cannot be opened: File name too long",
    "a\0b": "its name contains a NUL character",
}


def test_faults_in_folders(tmp_path: Path) -> None:
    assert "has no text file (put files with one of the suffixes .txt" in refused(tmp_path)[0]
    for name, data in {"a.txt": b"\xff", "a.md": b"x", "b.txt": b"\n\xfe"}.items():
        (tmp_path / name).write_bytes(data)
    assert [line.rpartition("/")[2] for line in refused(tmp_path)] == [
        "a.txt: has the id of a.md (rename one of them)",
        "a.txt:1: is not UTF-8: byte 0xff at offset 0 (save it as UTF-8)",
        "b.txt:2: is not UTF-8: byte 0xfe at offset 1 (save it as UTF-8)",
    ]
    for name, message in PATHS.items():
        assert message in refused(tmp_path / name)[0], name[:20]


def test_keys_of_later_rows_are_columns(tmp_path: Path) -> None:
    """The first object may lack a key, and may be longer than any buffer."""
    data = lines({"id": "a", "text": "x" * 300_000}, {"id": "b", "text": "y", "summary": "z"})
    assert [story.summary for story in read(tmp_path / "t", data).stories] == [None, "z"]
    assert column_names(tmp_path / "t") == ("id", "text", "summary")


def test_delimiters_inside_quotes_of_the_header(tmp_path: Path) -> None:
    found = read(tmp_path / "t", b'"id";"text";"notes, in words, and more, much more"\na;b;c\n')
    assert [(story.id, story.document) for story in found.stories] == [("a", "b")]


@pytest.mark.parametrize(
    ("module", "name", "value", "data", "message"),
    [
        (tables, "TABLE_LIMIT", 50, lines(), "is larger than 50 bytes"),
        (
            tables,
            "TABLE_LIMIT",
            50,
            gzip.compress(b'{"text": ""}\n' * 99, mtime=0),
            "decompresses to more than 50 bytes",
        ),
        (columnar, "ROW_LIMIT", 1, parquet(table()), "more than 1 rows"),
        (columnar, "ROW_LIMIT", 1, arrow(table()), "or more than 1 rows"),
        (columnar, "BATCH_LIMIT", 1, arrow(table(), rows=1), "more than 1 record batches"),
        (objects, "ROW_LIMIT", 1, json.dumps(ROWS).encode(), ":1: more than 1 elements"),
        (objects, "ARRAY_LIMIT", 9, json.dumps(ROWS).encode(), "is a JSON array of more than 9 bytes"),
    ],
)
def test_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, value: int, data: bytes, message: str
) -> None:
    monkeypatch.setattr(module, name, value)
    (tmp_path / "t").write_bytes(data)
    assert message in refused(tmp_path / "t")[0]


def test_a_text_that_is_repeated_counts_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A category or a view is stored once for many rows, but each row becomes a text."""
    monkeypatch.setattr(tables, "TABLE_LIMIT", 50_000)
    value = "x" * 1000
    for column in (pa.array([value] * 100).dictionary_encode(), pa.array([value] * 100).cast(pa.string_view())):
        for pack in (parquet, arrow):
            data = pack(pa.table({"text": column}))
            if len(data) < 50_000:
                (tmp_path / "t").write_bytes(data)
                assert "more than 50,000 bytes of text" in refused(tmp_path / "t")[0]


def rows_or_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        with open_table(path) as found:
            assert all(isinstance(row, dict) and line >= 1 for line, row in found.rows())
        corpus = own(str(path))
    except InputError as error:
        message = error.describe()
    else:
        assert corpus.stories
        return
    assert all(line.isprintable() for line in message.split("\n"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "t"


VALID = [data for name, data in FORMATS.items() if "mark" not in name]


@st.composite
def damaged(draw: st.DrawFn, valid: Sequence[bytes]) -> bytes:
    """Return a valid table with flipped bits, or with parts deleted, replaced or inserted."""
    data = bytearray(draw(st.sampled_from(valid)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["flip", "cut", "end", "put"])):
            case "flip" if data:
                data[start] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[start : start + draw(st.integers(1, 64))]
            case "end":
                del data[start:]
            case _:
                data[start : start + 8] = draw(st.binary(max_size=8))
    return bytes(data)


@given(st.binary(max_size=300) | st.lists(st.binary(max_size=40), max_size=6).map(b"\n".join))
def test_any_bytes(path: Path, data: bytes) -> None:
    rows_or_refused(path, data)


@settings(max_examples=500)
@given(damaged([data for data in VALID if not data.startswith((b"ARROW1", b"\xff\xff\xff\xff"))]))
def test_damaged_tables(path: Path, data: bytes) -> None:
    rows_or_refused(path, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "summary"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=5), st.booleans())
def test_any_json(path: Path, rows: list[Any], is_array: bool) -> None:
    rows_or_refused(path, json.dumps(rows).encode() if is_array else "\n".join(map(json.dumps, rows)).encode())


SAFE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.tuples(SAFE, SAFE), min_size=1, max_size=5), st.sampled_from([",", ";", "\t", "|"]))
def test_what_was_written_is_read(path: Path, pairs: list[tuple[str, str]], delimiter: str) -> None:
    rows = [{"id": str(at), "document": document, "summary": text} for at, (document, text) in enumerate(pairs)]
    for data in (
        lines(*rows),
        json.dumps(rows).encode(),
        delimited(delimiter, rows),
        parquet(table(rows)),
        arrow(table(rows)),
    ):
        path.write_bytes(data)
        with open_table(path) as found:
            assert [row for _, row in found.rows()] == rows
        assert found.faults.count == 0
