"""Tests of the command line on a corpus of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chipbrief.commands.main import main
from tests.paths import ROOT

STORIES: list[dict[str, Any]] = [
    {
        "doc": "a1",
        "body": "Ann Lee won the race in Oslo on Monday.",
        "ref1": "Ann Lee won.",
        "ref2": "Lee won in Oslo.",
    },
    {"doc": "a2", "body": "Acme sold 5 boats to Bo Ray.", "ref1": "Acme sold 5 boats.", "ref2": None},
]
COLUMNS = ("--id", "doc", "--document", "body", "--reference", "ref1", "--reference", "ref2")
LEAD = ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl"


def written(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    return written(tmp_path / "corpus.jsonl", STORIES)


@pytest.fixture
def outputs(tmp_path: Path) -> str:
    return written(
        tmp_path / "mine.jsonl", [{"id": "a1", "summary": "Ann Lee won."}, {"id": "a2", "summary": "Acme sold it."}]
    )


def scored(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["score", *arguments, "--json", "--resamples", "5"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_a_corpus_and_a_file_of_summaries(corpus: str, outputs: str, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = scored(capsys, outputs, "--corpus", corpus, *COLUMNS)
    assert [article["measures"]["rouge1_fmeasure"] for article in found["articles"]] == [1, pytest.approx(4 / 7)]
    assert "|config:corpus|split:all|kind:abstract|refs:1-2,unknown,max|" in found["signature"]


def test_each_file_may_name_its_columns(corpus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`FILE?id=…&summary=…` holds for one file, and --id for the corpus and for files that have this column."""
    other = written(tmp_path / "other.jsonl", [{"story": one["doc"], "out": one["ref1"]} for one in STORIES])
    third = written(tmp_path / "third.jsonl", [{"doc": one["doc"], "summary": one["ref1"]} for one in STORIES])
    found = scored(capsys, f"{other}?id=story&summary=out", third, "--corpus", corpus, *COLUMNS)
    assert [one["system"] for one in found] == ["other", "third"]
    assert found[0]["articles"] == found[1]["articles"]


def test_one_table_with_several_systems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**story, "x": story["ref1"], "y": "Nothing."} for story in STORIES]
    table = written(tmp_path / "all.jsonl", rows)
    found = scored(capsys, table, *COLUMNS, "--summary", "x", "--summary", "y")
    assert [(one["system"], one["measures"]["rouge1_fmeasure"]["mean"]) for one in found] == [("x", 1), ("y", 0)]


def test_one_table_without_ids(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers of the rows are the ids, and a warning says so; the summaries are found by the name of their column."""
    table = written(tmp_path / "all.jsonl", [{"body": "Ann won.", "gold": "Ann won.", "output": "Ann won it."}])
    assert main(["score", table, "--document", "body", "--reference", "gold", "--json", "--resamples", "5"]) == 0
    out, err = capsys.readouterr()
    assert [article["id"] for article in json.loads(out)[0]["articles"]] == ["1"]
    assert "the row numbers are the ids" in err
    assert "taken from the column 'output'" in err


def test_the_shipped_stories_read_as_ones_own_have_the_same_scores(capsys: pytest.CaptureFixture[str]) -> None:
    """A Parquet file in the schema of the package brings its labels along."""
    (shipped,) = scored(capsys, str(LEAD))
    (own,) = scored(capsys, str(LEAD), "--corpus", str(ROOT / "dataset" / "open" / "test.parquet"))
    differing = {"signature"}
    assert {key: value for key, value in own.items() if key not in differing} == {
        key: value for key, value in shipped.items() if key not in differing
    }


def test_the_shipped_texts_read_as_any_table_have_the_same_scores(capsys: pytest.CaptureFixture[str]) -> None:
    """Without labels, the measures of texts alone are the same."""
    (shipped,) = scored(capsys, str(LEAD))
    table = str(ROOT / "dataset" / "open" / "test.parquet")
    (own,) = scored(
        capsys, str(LEAD), "--corpus", table, "--document", "document", "--title", "title", "--reference", "summary"
    )
    for one, other in zip(shipped["articles"], own["articles"], strict=True):
        for name in (
            "compression",
            "novel_2grams",
            "coverage",
            "density",
            "longest_copy",
            "length",
            "entity_precision_source",
        ):
            assert one["measures"][name] == pytest.approx(
                other["measures"][name], abs=0.2 if name.startswith("entity") else 0
            )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{corpus}"], "score it with --document body --reference NAME --summary NAME"),
        (
            ["{outputs}", "--corpus", "{corpus}", "--config", "open"],
            "--config: cannot be combined with a corpus of your own",
        ),
        (["{outputs}", "--corpus", "{corpus}", "--document", "bdy"], "has no column 'bdy' (did you mean 'body'?)"),
        (
            ["{outputs}", "--corpus", "{corpus}", *COLUMNS, "--kind", "brief"],
            "--kind brief: the references of this corpus are",
        ),
        (["{outputs}", "{corpus}", "--document", "body"], "add --corpus SOURCE"),
        (["{outputs}", "--corpus", "nowhere.csv"], "nowhere.csv: no such file"),
        (["{outputs}", "--fact-file", "facts.yaml"], "--fact-file: needs a corpus of your own"),
        (["{outputs}", "--corpus", "{corpus}", *COLUMNS[2:]], "the corpus has none"),
        (["-", "--document", "body"], "save it to a file"),
    ],
)
def test_what_is_refused(
    arguments: list[str], message: str, corpus: str, outputs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [one.format(corpus=corpus, outputs=outputs) for one in arguments]
    assert main(["score", *filled]) == 1
    out, err = capsys.readouterr()
    assert message in err
    assert out == ""


def test_the_file_of_references_is_noticed(corpus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = written(tmp_path / "gold.jsonl", [{"id": one["doc"], "summary": one["ref1"]} for one in STORIES])
    assert main(["score", gold, "--corpus", corpus, *COLUMNS, "--resamples", "5"]) == 0
    assert "2 of 2 summaries are equal to a reference" in capsys.readouterr().err


def test_from_a_table_to_a_board(corpus: str, outputs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """init, check, baselines, submit and leaderboard work on a corpus of one's own."""
    described, base, stored, board = (str(tmp_path / name) for name in ("corpus.yaml", "base", "submissions", "board"))
    assert main(["init", described, "--documents", corpus, *COLUMNS]) == 0
    assert main(["init", described, "--documents", corpus, *COLUMNS]) == 1
    assert "exists already" in capsys.readouterr().err
    (tmp_path / "facts.yaml").write_text("a1:\n  - Ann Lee won.\na2: []\n", encoding="utf-8")
    assert main(["check", "--corpus", described, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["stories"], counts["references"], counts["facts"]) == (2, 3, 1)
    assert main(["baselines", "lead", "oracle", "--corpus", described, "--out", base, "--json"]) == 0
    assert [one["system"] for one in json.loads(capsys.readouterr().out)] == ["lead", "oracle"]
    assert main(["baselines", "title_only", "--corpus", described, "--out", base]) == 1
    assert "needs titles" in capsys.readouterr().err
    assert main(["submit", outputs, "--system", "mine", "--corpus", described, "--folder", stored]) == 0
    options = ["--corpus", described, "--submissions", stored, "--baselines", base, "--out", board]
    assert main(["leaderboard", *options]) == 0
    assert main(["leaderboard", *options, "--check"]) == 0
    assert (tmp_path / "board" / "runs" / "corpus.abstract.mine.html").is_file()
    (tmp_path / "facts.yaml").write_text("a1: []\nzz:\n  - Nothing.\n", encoding="utf-8")
    assert main(["check", "--corpus", described]) == 1
    assert "facts.yaml:2: 'zz' is no story of the corpus" in capsys.readouterr().err
