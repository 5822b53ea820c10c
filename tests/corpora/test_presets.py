"""Tests of presets: datasets of the Hub in their exact columns, made of local files, and the messages without a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import datasets
import pytest

from chipbrief.corpora.columns import Columns
from chipbrief.corpora.corpus import own
from chipbrief.corpora.presets import PRESETS, XLSUM_LANGUAGES
from chipbrief.corpora.tables.hub import PARQUET_BRANCH
from chipbrief.records import AUTHOR_KINDS, REFERENCE_KINDS
from tests.corpora.helpers import parquet, refused, table

ARTICLE, SUMMARY = "The river rose by two metres. Nobody was hurt.", "The river rose.\nNobody was hurt."
BILL = "SECTION 1. The bridge is named after Ada Finch."
ROWS: dict[str, dict[str, Any]] = {
    "cnn_dailymail": {"article": ARTICLE, "highlights": SUMMARY, "id": "0a1b"},
    "xsum": {"document": ARTICLE, "summary": SUMMARY, "id": "123"},
    "samsum": {"id": "13818513", "dialogue": "Ada: Is it open?\r\nBo: Yes.", "summary": SUMMARY},
    "dialogsum": {"id": "test_0_1", "dialogue": "#Person1#: Is it open?\n#Person2#: Yes.", "summary": SUMMARY, "topic": "bridge"},
    "multi_news": {"document": f"{ARTICLE} \n \n ||||| The rain went on. |||||", "summary": f"– {SUMMARY}"},
    "govreport": {"report": ARTICLE, "summary": SUMMARY},
    "billsum": {"text": BILL, "summary": SUMMARY, "title": "An Act to name a bridge."},
    "arxiv": {"article": ARTICLE, "abstract": SUMMARY},
    "pubmed": {"article": ARTICLE, "abstract": SUMMARY},
    "xlsum": {"id": "news-1", "url": "https://example.org/1", "title": "Flood", "summary": SUMMARY, "text": ARTICLE},
}  # fmt: skip
"""One row per dataset in the columns that it has on the Hub, with texts of our own."""
CONFIGS = {"xlsum": "english"}
"""Configurations that a user has to choose."""


class Hub:
    """Stand-in for `datasets.load_dataset` that builds the dataset from rows, and keeps what it was asked for."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows, self.asked = rows, dict[str, Any]()

    def __call__(self, path: str, name: str | None = None, **asked: Any) -> Any:
        self.asked = {"path": path, "name": name, **asked}
        return datasets.Dataset.from_list(self.rows).to_iterable_dataset()


def load(monkeypatch: pytest.MonkeyPatch, source: str, *rows: dict[str, Any], **how: Any) -> tuple[Any, dict[str, Any]]:
    hub = Hub(list(rows))
    monkeypatch.setattr(datasets, "load_dataset", hub)
    return own(source, **how), hub.asked


@pytest.mark.parametrize("name", PRESETS)
def test_a_dataset_needs_no_option(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    preset, row, config = PRESETS[name], ROWS[name], CONFIGS.get(name)
    corpus, asked = load(monkeypatch, f"hf:{name}:{config}" if config else f"hf:{name}", row)
    (story,) = corpus.stories
    document, reference = row[str(preset.columns.document)], row[preset.columns.references[0]]
    if preset.separator is None:
        assert story.document == document
    assert [(one.text, one.kind, one.author_kind) for one in story.references] == [
        (reference, preset.kind, preset.written_by)
    ]
    assert story.id == row.get("id", "1")
    assert (story.title, story.language) == (row.get("title"), "en")
    assert (corpus.is_own, corpus.split, corpus.kind) == (True, "test", preset.kind)
    wanted = {
        "path": preset.hub,
        "name": preset.config,
        "split": "test",
        "revision": preset.revision,
        "streaming": True,
    }
    if preset.revision == PARQUET_BRANCH:
        wanted = {**wanted, "name": None, "data_dir": config or "default"}
    assert asked == wanted


@pytest.mark.parametrize("name", PRESETS)
def test_a_file_of_the_dataset_gives_the_same_stories(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """A downloaded file needs no preset, since its columns have usual names, except that it knows less about the references."""
    (tmp_path / "f.parquet").write_bytes(parquet(table([ROWS[name]])))
    (found,) = own(str(tmp_path / "f.parquet")).stories
    config = CONFIGS.get(name)
    corpus, _ = load(monkeypatch, f"hf:{name}:{config}" if config else f"hf:{name}", ROWS[name])
    assert (found.id, found.summary) == (corpus.stories[0].id, corpus.stories[0].summary)
    if PRESETS[name].separator is None:
        assert found.document == corpus.stories[0].document


def test_presets_say_what_they_are() -> None:
    assert PRESETS.keys() == ROWS.keys()
    assert len({preset.hub for preset in PRESETS.values()}) == len(PRESETS)
    for preset in PRESETS.values():
        assert re.fullmatch(r"[\w-]+/[\w-]+", preset.hub)
        assert preset.revision in (None, PARQUET_BRANCH) or re.fullmatch(r"[0-9a-f]{40}", preset.revision)
        assert preset.written_by in AUTHOR_KINDS
        assert preset.written_by != "unknown"
        assert preset.kind in REFERENCE_KINDS
    assert len(XLSUM_LANGUAGES) == 45


def test_the_articles_of_multi_news(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, _ = load(monkeypatch, "hf:multi_news", ROWS["multi_news"])
    (story,) = corpus.stories
    assert story.document == f"{ARTICLE}\n\nThe rain went on."
    assert [(part.id, story.document[part.start : part.end]) for part in story.parts] == [
        ("1/1", ARTICLE),
        ("1/2", "The rain went on."),
    ]


ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "the name on the Hub": ("hf:abisee/cnn_dailymail", {"name": "3.0.0", "revision": PRESETS["cnn_dailymail"].revision}),
    "another configuration": ("hf:cnn_dailymail:1.0.0", {"name": "1.0.0", "revision": PRESETS["cnn_dailymail"].revision}),
    "another revision": ("hf:cnn_dailymail@main", {"name": "3.0.0", "revision": "main"}),
    "both": ("hf:cnn_dailymail:2.0.0@abc/def", {"name": "2.0.0", "revision": "abc/def"}),
    "no preset": ("hf:some/news", {"path": "some/news", "name": None, "revision": None}),
    "no preset, in the branch of Parquet": ("hf:some/news:big@refs/convert/parquet", {"name": None, "data_dir": "big"}),
    "nothing after the colon": ("hf:some/news:@", {"name": None, "revision": None}),
}  # fmt: skip


@pytest.mark.parametrize(("source", "wanted"), ASKED.values(), ids=ASKED)
def test_configurations_and_revisions(monkeypatch: pytest.MonkeyPatch, source: str, wanted: dict[str, Any]) -> None:
    _, asked = load(monkeypatch, source, ROWS["cnn_dailymail"], split="validation")
    assert {key: asked[key] for key in wanted} == wanted
    assert asked["split"] == "validation"


def test_columns_that_are_given_count_more(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, _ = load(monkeypatch, "hf:xlsum:welsh", ROWS["xlsum"], columns=Columns(references=("title",)))
    assert (corpus.stories[0].summary, corpus.stories[0].language, corpus.name) == ("Flood", "cy", "xlsum-welsh")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "hf:xlsum",
            "hf:xlsum: has one configuration per language (name one of them, as in hf:xlsum:english: amharic, arabic",
        ),
        (
            "hf:csebuetnlp/xlsum:en",
            "hf:csebuetnlp/xlsum: has no configuration 'en' (name one of them, as in hf:csebuetnlp/xlsum:english: amharic",
        ),
        ("hf:", "hf:: names no dataset (use one of cnn_dailymail, xsum"),
        ("hf:@main", "hf:@main: names no dataset"),
    ],
)
def test_names_that_are_not_complete(source: str, message: str) -> None:
    assert refused(source)[0].startswith(message)


class BrokenError(Exception):
    pass


ERRORS: dict[str, tuple[str, str]] = {
    "no network": (
        "Couldn't reach 'abisee/cnn_dailymail' on the Hub (LocalEntryNotFoundError)",
        "connect to the network, or download a file of the dataset and pass it: --corpus FILE"),
    "offline": ("Cannot reach https://h: offline mode is enabled.", "connect to the network, or download a file"),
    "no such dataset": ("Dataset 'a/b' doesn't exist on the Hub or cannot be accessed.", "check the name; log in first if access is restricted"),
    "no such split": ('Unknown split "dev". Should be one of [\'train\'].', "choose one with --split"),
    "no such split when streaming": ("Bad split: dev. Available splits: ['train']", "choose one with --split"),
    "no configuration": ("Config name is missing.\nPlease pick one among the available configs: ['a']", "name the configuration: hf:NAME:CONFIG"),
    "no such configuration": ("BuilderConfig 'x' not found. Available: ['a', 'b']", "name the configuration: hf:NAME:CONFIG"),
    "a script": ("Dataset scripts are no longer supported, but found a.py", "hf:NAME:CONFIG@refs/convert/parquet"),
    "something else": ("\x1b[2Jdisk is full", "check the name and --split"),
    "nothing": ("", "check the name and --split"),
}  # fmt: skip


@pytest.mark.parametrize("late", [False, True], ids=["at once", "after a row"])
@pytest.mark.parametrize(("text", "remedy"), ERRORS.values(), ids=ERRORS)
def test_errors_of_datasets(monkeypatch: pytest.MonkeyPatch, text: str, remedy: str, late: bool) -> None:
    def rows() -> Any:
        yield ROWS["xsum"]
        raise BrokenError(text)

    def fail(*args: Any, **how: Any) -> Any:
        if late:
            return rows()
        raise BrokenError(text)

    monkeypatch.setattr(datasets, "load_dataset", fail)
    (found,) = refused("hf:xsum")
    assert found.startswith("hf:EdinburghNLP/xsum: cannot be loaded: ")
    assert remedy in found
    assert (" ".join(text.split()).replace("\x1b", "?") or "BrokenError") in found


def test_the_branch_of_parquet_has_a_folder_per_configuration(tmp_path: Path) -> None:
    """`datasets` finds the split in such a folder by the argument that we pass."""
    for config, row in (("default", ROWS["xsum"]), ("other", ROWS["xlsum"])):
        for split in ("train", "test"):
            (tmp_path / config / split).mkdir(parents=True)
            (tmp_path / config / split / "0000.parquet").write_bytes(parquet(table([{**row, "id": split}])))
    data = datasets.load_dataset(str(tmp_path), data_dir="other", split="test", streaming=True)
    assert [(row["id"], row["title"]) for row in data] == [("test", "Flood")]
