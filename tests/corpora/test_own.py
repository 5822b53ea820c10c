"""Tests of a corpus of one's own: which columns are read, ids, references, and what the stories say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chipbrief.corpora import own as own_module
from chipbrief.corpora.columns import USUAL_NAMES, Columns, named_columns
from chipbrief.corpora.corpus import own
from chipbrief.corpora.own import split_articles
from chipbrief.corpora.parquet import from_row, to_row
from tests.corpora.helpers import ROWS, lines, read, refused

NAMED: dict[str, tuple[str, Columns, Columns]] = {
    "usual names": ("id article highlights", Columns(), Columns("id", "article", references=("highlights",))),
    "other cases and signs": (
        "Doc_ID Article-Body Gold.Summary",
        Columns(),
        Columns("Doc_ID", "Article-Body", references=("Gold.Summary",)),
    ),
    "the most usual name": ("text document", Columns(), Columns(None, "document")),
    "a column is one thing only": ("text summary source", Columns(), Columns(None, "text", references=("summary",))),
    "what is given": ("id text summary body", Columns(document="body"), Columns("id", "body")),
    "a reference alone": ("id text gold", Columns(references=("gold",)), Columns("id", None, references=("gold",))),
    "an id that is given": ("id url text", Columns(id="url"), Columns("url", "text")),
    "no document": ("id summary", Columns(), Columns("id", None, references=("summary",))),
    "no title": ("title text", Columns(), Columns(None, "text")),
}


@pytest.mark.parametrize(("names", "given", "wanted"), NAMED.values(), ids=NAMED)
def test_columns_are_found_by_their_names(names: str, given: Columns, wanted: Columns) -> None:
    assert named_columns(names.split(), given, "t") == wanted


def test_usual_names_are_written_plainly_and_mean_one_thing() -> None:
    names = [name for part in USUAL_NAMES.values() for name in part]
    assert len(set(names)) == len(names)
    assert all(name.isalnum() and name == name.casefold() for name in names)


LACKING: dict[str, tuple[Columns, list[str]]] = {
    "a near name": (Columns(document="documnt"), ["has no column 'documnt' (did you mean 'document'?)"]),
    "another name": (Columns(references=("xyz",)), ["has no column 'xyz' (use one of 'id', 'document', 'summary')"]),
    "several": (
        Columns("ids", "doc", "head", ("summary", "sumary"), "claims"),
        [f"has no column {name}" for name in ("'ids' (did you mean 'id'?)", "'doc'", "'head'", "'sumary' (did you mean 'summary'?)", "'claims'")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("columns", "messages"), LACKING.values(), ids=LACKING)
def test_columns_that_the_table_lacks(tmp_path: Path, columns: Columns, messages: list[str]) -> None:
    (tmp_path / "t").write_bytes(lines())
    found = refused(tmp_path / "t", columns)
    assert len(found) == len(messages)
    for line, message in zip(found, messages, strict=True):
        assert line.startswith(f"{tmp_path / 't'}: {message}")


def test_several_references_and_lists_of_them(tmp_path: Path) -> None:
    rows: Any = (
        {"id": 1, "a": "one", "b": ["two", "", "three"]},
        {"id": 2, "a": None, "b": []},
        {"id": 3, "b": "four"},
    )
    corpus = read(tmp_path / "news.2024.jsonl", lines(*rows), Columns(references=("a", "b")))
    assert [[one.text for one in story.references] for story in corpus.stories] == [
        ["one", "two", "three"],
        [],
        ["four"],
    ]
    assert [story.summary for story in corpus.stories] == ["one", None, "four"]
    first = corpus.stories[0].references[1]
    assert (first.id, first.kind, first.annotator, first.author_kind) == (
        "1/2/abstract",
        "abstract",
        "reference-2",
        "unknown",
    )
    assert [str(warning) for warning in corpus.warnings] == [
        f"{tmp_path / 'news.2024.jsonl'}: 1 of 3 stories have no reference: measures that need one leave them out"
    ]
    assert (corpus.name, corpus.split, corpus.is_own, corpus.kind) == ("news", "all", True, "abstract")


def test_rows_without_ids_are_numbered(tmp_path: Path) -> None:
    corpus = read(tmp_path / "t", b"text,summary\na,b\n\nc,d\n")
    assert [(story.id, story.document) for story in corpus.stories] == [("1", "a"), ("2", "c")]
    assert corpus.id_column is None
    assert "has no column of ids, so the row numbers are the ids (name one with --id if there is one)" in str(
        corpus.warnings[0]
    )


def test_stories_are_whole_rows_of_the_dataset(tmp_path: Path) -> None:
    """Stories of one's own can be written and read like those that ship."""
    for story in read(tmp_path / "t", lines()).stories:
        assert from_row(to_row(story)) == story
        assert [(part.id, part.start, part.end) for part in story.parts] == [(story.id, 0, len(story.document))]


def test_the_digest_depends_on_the_content_and_not_on_the_format_or_order(tmp_path: Path) -> None:
    one, two = read(tmp_path / "t", lines(*ROWS)), read(tmp_path / "t", lines(*reversed(ROWS)))
    assert one.data == two.data != read(tmp_path / "t", lines(*ROWS[:1])).data
    assert one.data.startswith("own@")


NAMES = {
    "news.csv": "news", "my corpus (final).csv.gz": "my-corpus-final", "open.csv": "own-open", "新闻.csv": "corpus", "a" * 80 + ".csv": "a" * 60, "-.csv": "corpus",
}  # fmt: skip


@pytest.mark.parametrize(("file", "name"), NAMES.items())
def test_names_of_corpora_without_one(tmp_path: Path, file: str, name: str) -> None:
    assert read(tmp_path / file, b"text\na\n").name == name


ARTICLES: dict[str, tuple[str, str | None, list[str]]] = {
    "no separator": ("a ||||| b", None, ["a ||||| b"]),
    "two articles": ("a \n||||| b", "|||||", ["a", "b"]),
    "one at the end": ("a |||||", "|||||", ["a"]),
    "several in a row": ("||||| a ||||| |||||b", "|||||", ["a", "b"]),
    "nothing else": ("|||||", "|||||", [""]),
    "nothing": ("", "|||||", [""]),
    "one article with blanks": (" a ", "|||||", [" a "]),
}


@pytest.mark.parametrize(("document", "separator", "wanted"), ARTICLES.values(), ids=ARTICLES)
def test_articles_of_a_document(document: str, separator: str | None, wanted: list[str]) -> None:
    assert split_articles(document, separator) == wanted


@pytest.mark.parametrize(("name", "value"), [("ROW_LIMIT", 1), ("TABLE_LIMIT", 100)])
def test_limits_of_all_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    """They hold for datasets of the Hub too, which no reader of this package limits."""
    monkeypatch.setattr(own_module, name, value)
    (tmp_path / "t").write_bytes(lines())
    assert ":2: more than " in refused(tmp_path / "t")[0]


def test_half_surrogate_pairs_of_other_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Fake:
        columns = ("text",)
        rows: Any = iter([(1, {"text": "a\ud800"})])

    monkeypatch.setattr(own_module, "open_hub", lambda *_: Fake)
    assert refused("hf:some/where") == [
        "hf:some/where:1: 'text' contains half a surrogate pair (escape the whole character, or write it as UTF-8)"
    ]


def test_a_corpus_needs_a_name() -> None:
    assert refused("") == ["corpus: is named by nothing (name a table, a folder, a corpus.yaml, or hf:NAME)"]


def test_own_takes_a_folder_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("A text.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert own(".").name == tmp_path.name
