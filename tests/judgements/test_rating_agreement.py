"""Tests of the agreement of raters: tables of two people and a model, with alpha computed by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from chipbrief.commands.main import main

HEADER = ("story", "document", "system", "summary", "rater", "overall", "style")
Row = tuple[str, str, str, int, int]


def table(path: Path, rows: list[Row]) -> str:
    """Write rows of document, system, rater and two ratings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for document, system, rater, *ratings in rows:
            writer.writerow(
                [document, f"The article {document} is long.", system, f"{system} {document}", rater, *ratings]
            )
    return str(path)


def agreement(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["annotate", "agreement", "--task", "rating", *arguments, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert isinstance(found, dict)
    return found


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """ada and ben give 1, 1 and 1, 3 on `overall`; on `style` all ratings are equal. ben skips d2 of the system y."""
    ada: list[Row] = [("d1", "x", "ada", 1, 2), ("d2", "x", "ada", 1, 2), ("d2", "y", "ada", 5, 2)]
    ben: list[Row] = [("d1", "x", "ben", 1, 2), ("d2", "x", "ben", 3, 2)]
    return [table(tmp_path / "ada.csv", ada), table(tmp_path / "ben.csv", ben)]


def test_alpha_per_scale(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = agreement(capsys, *files, "--level", "interval")
    assert found["level"] == "interval"
    rows = {one["scale"]: one for one in found["pairs"]}
    assert rows["overall"]["measures"]["alpha"] == [0, None, None]
    assert (rows["overall"]["stories"], rows["overall"]["summaries"]) == (2, 2)
    assert rows["style"]["measures"]["alpha"] is None
    (different,) = found["stories"]
    assert (different["system"], different["ratings"], different["score"]) == ("x", {"ada": 1, "ben": 3}, 2)
    assert found == agreement(capsys, *files[::-1], "--level", "interval")


def test_people_and_models_are_kept_apart(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {"ada": "person", "ben": "person", "bot": "model", "cat": "person"}
    people = [
        {"id": name, "name": name, "author_kind": kind, "guidelines": "1", "reviewed_by": None}
        for name, kind in kinds.items()
    ]
    (tmp_path / "annotators.yaml").write_text(json.dumps({"annotators": people}), encoding="utf-8")
    files.append(table(tmp_path / "bot.csv", [("d1", "x", "bot", 4, 2), ("d1", "x", "cat", 1, 1)]))
    found = agreement(capsys, *files, "--scales", "overall", "--annotations", str(tmp_path))
    assert [(one["raters"], one["kinds"]) for one in found["pairs"]] == [
        ("all 3", "person–person"), ("ada / ben", "person–person"), ("ada / cat", "person–person"), ("ben / cat", "person–person"),
        ("ada / bot", "person–model"), ("ben / bot", "person–model"), ("bot / cat", "person–model"),
    ]  # fmt: skip
    assert main(["annotate", "agreement", "--task", "rating", *files, "--per-story"]) == 0
    said = capsys.readouterr().out
    assert "Ratings, ordinal" in said
    assert "ada 1, ben 1, bot 4, cat 1" in said


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--task", "rating"], "needs a table of ratings"),
        (["--task", "rating", "ada.csv"], "has fewer than two raters"),
        (["--task", "rating", "ada.csv", "ben.csv", "--annotators", "eve"], "--annotators eve: is unknown"),
        (["--task", "rating", "ada.csv", "ben.csv", "--scales", "charm"], "no column 'charm'"),
        (["--task", "rating", "ada.csv", "twice.csv"], "two ratings of one document"),
        (["--task", "rating", "ada.csv", "--stories", "s1"], "does not work with ratings"),
        (["--level", "nominal"], "are for --task rating"),
        (["--task", "facts", "a", "b"], "is a second folder"),
        (["--resamples", "0"], "is out of range"),
        (["--seed", "-1"], "is negative"),
    ],
)
def test_faults(
    arguments: list[str], wrong: str, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert files
    table(tmp_path / "twice.csv", [("d1", "x", "ada", 2, 2)])
    monkeypatch.chdir(tmp_path)
    assert main(["annotate", "agreement", *arguments]) == 1
    assert wrong in capsys.readouterr().err


def test_a_measured_length_is_no_scale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[Row] = [(f"d{at}", "x", rater, at, 1) for at in range(60) for rater in ("ada", "ben")]
    assert main(["annotate", "agreement", "--task", "rating", table(tmp_path / "t.csv", rows)]) == 1
    assert "has more than 51 different values (round the ratings, or pass --level interval)" in capsys.readouterr().err
    assert main(["annotate", "agreement", "--task", "rating", "--level", "interval", str(tmp_path / "t.csv")]) == 0
