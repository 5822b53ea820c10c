"""Tests of the imports of SQuALITY and of the freelance writers' summaries, on small files in the schema of the corpora."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from chipbrief.corpora import freelance, squality
from chipbrief.corpora.imports import Imported
from chipbrief.corpora.store import files_of, load, pins_of, read_pins
from chipbrief.files import sha256, write_atomically
from chipbrief.problems import InputError
from chipbrief.submissions import read_submission
from tests.paths import HUMAN, ROOT, needs_human


def _lines(*rows: Any) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _answer(worker: str, text: str) -> dict[str, str]:
    return {"worker_id": worker, "uid": "u", "response_text": text}


def _passage(number: str, text: str = "A ship sank\nin May.\n \n  The crew\nwas saved.\n") -> dict[str, Any]:
    return {
        "metadata": {"passage_id": number, "uid": "u", "license": "A licence."},
        "document": text,
        "questions": [
            {"question_text": f"What {what}?", "question_number": at,
             "responses": [_answer("2", f"First {at}.\n"), _answer("101", f"Second {at}.")]}
            for at, what in enumerate(("happens", "sinks"), 1)
        ],
    }  # fmt: skip


RATED = {
    "passage-id": "7",
    "questions": {
        "1": {"bart": {"response": " A ship. ", "reviews": []}, "human": {"response": "Second 2."}},
    },
}


@pytest.fixture
def stories_of_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of a small SQuALITY, whose files are the pinned ones."""
    folder = tmp_path / "squality"
    texts, ratings = folder / "data" / "v1-3" / "txt", folder / "data" / "human-eval"
    files = {
        "test.jsonl": [_passage("7")],
        "dev.jsonl": [_passage("8")],
        "train.jsonl": [_passage("9"), _passage("10")],
    }
    texts.mkdir(parents=True)
    ratings.mkdir()
    digests = {}
    for name, rows in files.items():
        (texts / name).write_bytes(_lines(*rows))
        digests[name] = sha256(_lines(*rows))
    (ratings / "all-responses.jsonl").write_bytes(_lines(RATED))
    defaults = (digests, {"all-responses.jsonl": sha256(_lines(RATED))})
    monkeypatch.setattr(squality.build, "__defaults__", defaults)
    return folder


def test_a_row_of_squality_is_a_question(stories_of_ships: Path) -> None:
    rows = squality.build(stories_of_ships).rows
    assert [story.id for story in rows["test"]] == ["squality-7-q1", "squality-7-q2"]
    assert [story.cluster for story in rows["validation"]] == ["10", "10", "8", "8", "9", "9"]
    story = rows["test"][1]
    assert (story.title, story.document) == ("What sinks?", "A ship sank in May.\n\nThe crew was saved.")
    assert [(one.id, one.text, one.annotator, one.kind, one.author_kind) for one in story.references] == [
        ("squality-7-q2/2/abstract", "First 2.", "2", "abstract", "person"),
        ("squality-7-q2/101/abstract", "Second 2.", "101", "abstract", "person"),
    ]
    assert story.summary == "First 2."
    assert story.license.startswith("summaries: CC BY 4.0, SQuALITY")
    assert story.license.endswith("ebooks/7")
    assert story.source is not None
    assert (story.source.page, story.genre, story.entities) == ("test.jsonl", "fiction", ())


def test_rated_outputs_become_partial_submissions(stories_of_ships: Path, tmp_path: Path) -> None:
    """The questions of the ratings are counted from 0, those of the corpus from 1."""
    found = squality.build(stories_of_ships).submissions
    assert list(found) == ["bart.test.jsonl"]
    path = tmp_path / "bart.jsonl"
    path.write_bytes(found["bart.test.jsonl"])
    read = read_submission(path, ["squality-7-q1", "squality-7-q2"], partial=True)
    assert dict(read.summaries) == {"squality-7-q2": "A ship."}
    assert read.system["partial"].startswith("1 of 2 stories; ")


def test_altered_and_missing_files_of_squality_are_named(stories_of_ships: Path) -> None:
    texts = stories_of_ships / "data" / "v1-3" / "txt"
    (texts / "test.jsonl").write_bytes(_lines(_passage("7", "Altered.")))
    (texts / "dev.jsonl").unlink()
    with pytest.raises(InputError) as caught:
        squality.build(stories_of_ships)
    found = {Path(problem.where).name: problem.what for problem in caught.value.problems}
    assert found["dev.jsonl"] == "is missing"
    assert found["test.jsonl"].startswith("differs from the pinned file (SHA-256 ")


MALFORMED = [
    b"{\n",
    b"[]\n",
    b"{}\n",
    _lines({**_passage("7"), "metadata": {"passage_id": "../x"}}),
    _lines({**_passage("7"), "questions": [{"question_text": 1, "question_number": 1, "responses": []}]}),
    _lines({**_passage("7"), "document": None}),
    _lines(
        {
            **_passage("7"),
            "questions": [
                {"question_text": "Q?", "question_number": 1, "responses": [{"worker_id": 1, "response_text": "A."}]}
            ],
        }
    ),
    b"[" * 100_000 + b"\n",
]


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_file_is_refused_with_its_line(data: bytes, stories_of_ships: Path) -> None:
    (stories_of_ships / "data" / "v1-3" / "txt" / "test.jsonl").write_bytes(b"\n" + data)
    with pytest.raises(InputError, match="has not the expected form") as caught:
        squality.build(stories_of_ships, {"test.jsonl": sha256(b"\n" + data)})
    assert caught.value.problems[0].line == 2


ARTICLES = [
    {"article_id": "0b", "article": "A ship sank.", "summary": "First."},
    {"article_id": "0a", "article": "Rain fell.", "summary": "Only."},
    {"article_id": "0b", "article": "A ship sank.", "summary": "Second."},
]
RATINGS = [
    {"article_id": "0b", "text-davinci-002_summary": " A ship.\n", "writer_summary": "First."},
    {"article_id": "0a", "text-davinci-002_summary": "Rain.", "writer_summary": "Only."},
]


def _freelance(folder: Path, articles: Any = ARTICLES, ratings: Any = RATINGS) -> dict[str, str]:
    """Write a small clone, and return the digests of its files."""
    folder.mkdir(exist_ok=True)
    files = {freelance.SUMMARIES: json.dumps(articles), freelance.RATINGS: json.dumps(ratings)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: sha256(text) for name, text in files.items()}


def test_a_row_of_freelance_is_an_article(tmp_path: Path) -> None:
    """Articles with several summaries are in the test split."""
    imported = freelance.build(tmp_path, _freelance(tmp_path))
    test, validation = imported.rows["test"], imported.rows["validation"]
    assert [story.id for story in test] == [f"freelance-{'b':0>32}"]
    assert [story.id for story in validation] == [f"freelance-{'a':0>32}"]
    assert [(one.annotator, one.text, one.kind, one.author_kind) for one in test[0].references] == [
        ("writer1", "First.", "brief", "person"),
        ("writer2", "Second.", "brief", "person"),
    ]
    assert test[0].license.startswith("no licence stated")


def test_outputs_have_the_ids_of_the_rows(tmp_path: Path) -> None:
    imported = freelance.build(tmp_path, _freelance(tmp_path))
    ((name, data),) = imported.submissions.items()
    path = tmp_path / name
    path.write_bytes(data)
    read = read_submission(path, [story.id for story in imported.rows["test"]])
    assert list(read.summaries.values()) == ["A ship."]


@pytest.mark.parametrize(
    ("articles", "ratings"),
    [
        ({}, {"a": 1}),
        ([{"article_id": "../x", "article": "A.", "summary": "B."}], RATINGS),
        ([{"article_id": "0b", "article": "A.", "summary": 3}], RATINGS),
        ([*ARTICLES, {"article_id": "0b", "article": "Another.", "summary": "B."}], RATINGS),
        (ARTICLES, [{"article_id": "0b"}]),
    ],
    ids=range(5),
)
def test_malformed_files_of_freelance_are_refused(articles: Any, ratings: Any, tmp_path: Path) -> None:
    digests = _freelance(tmp_path, articles, ratings)
    with pytest.raises(InputError, match="has not the expected form"):
        freelance.build(tmp_path, digests)


def test_altered_files_of_freelance_are_refused(tmp_path: Path) -> None:
    _freelance(tmp_path)
    with pytest.raises(InputError) as caught:
        freelance.build(tmp_path)
    assert len(caught.value.problems) == 2


def test_the_script_writes_rows_and_pins_on_request(
    stories_of_ships: Path, tmp_path: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--squality", str(stories_of_ships), "--dataset", str(tmp_path / "dataset")]
    main = scripts["import_squality"].main
    assert main(options) == 0
    assert "these rows are not the pinned ones" in capsys.readouterr().err
    assert len(load("squality", folder=tmp_path / "dataset")) == 8
    assert main([*options, "--check"]) == 1
    assert main([*options, "--pin"]) == 0
    assert main([*options, "--check"]) == 0
    (stories_of_ships / "data" / "v1-3" / "txt" / "dev.jsonl").unlink()
    capsys.readouterr()
    assert main(options) == 1
    assert "dev.jsonl: is missing" in capsys.readouterr().err


def test_every_import_is_a_configuration_that_datasets_loads(stories_of_ships: Path, tmp_path: Path) -> None:
    """`load_dataset` finds imported rows beside a copy of the card."""
    datasets = pytest.importorskip("datasets")
    folder = tmp_path / "dataset"
    for name in ("open", "multi", "README.md"):
        for path in [ROOT / "dataset" / name, *(ROOT / "dataset" / name).glob("*")]:
            if path.is_file():
                write_atomically(folder / path.relative_to(ROOT / "dataset"), path.read_bytes())
    for path, data in files_of(folder, "squality", squality.build(stories_of_ships).rows).items():
        write_atomically(path, data)
    loaded = datasets.load_dataset(str(folder), "squality", cache_dir=str(tmp_path / "cache"))
    assert {split: rows.num_rows for split, rows in loaded.items()} == {"test": 2, "validation": 6}
    assert loaded["test"][0]["cluster"] == "7"


@pytest.fixture(scope="module")
def corpora() -> dict[str, Imported]:
    return {
        "squality": squality.build(HUMAN / "squality"),
        "freelance": freelance.build(HUMAN / "freelance"),
    }


@needs_human
def test_corpora_have_the_stated_numbers(corpora: dict[str, Imported]) -> None:
    """The numbers are those of the corpora's own descriptions."""
    rows = corpora["squality"].rows
    assert {split: len(stories) for split, stories in rows.items()} == {"test": 260, "validation": 375}
    assert {split: len({story.cluster for story in stories}) for split, stories in rows.items()} == {
        "test": 52, "validation": 75,
    }  # fmt: skip
    assert {len(story.references) for stories in rows.values() for story in stories} == {4}
    assert sum(data.count(b"\n") - 1 for data in corpora["squality"].submissions.values()) == 200
    articles = [story for stories in corpora["freelance"].rows.values() for story in stories]
    assert Counter(len(story.references) for story in articles) == {1: 9, 2: 21, 3: 65, 4: 14}


@needs_human
def test_committed_pins_are_those_of_the_corpora(corpora: dict[str, Imported]) -> None:
    pins = read_pins(ROOT / "dataset")
    assert {name: pins_of(imported.rows) for name, imported in corpora.items()} == {
        name: pins[name] for name in corpora
    }
