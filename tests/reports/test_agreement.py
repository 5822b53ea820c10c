"""Tests of the report on agreement with people: the command, the table, the plot, and the generated pages."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.commands.main import main
from tests.judgements.clones import CLONES
from tests.paths import ROOT, SHARED, needs_human

RATINGS = ROOT / "docs" / "howto" / "ratings.csv"


def test_a_table_of_ones_own_ratings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["meta-evaluate", "--ratings", str(RATINGS), "--resamples", "100"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("ratings, rating: 36 summaries, 12 documents, 3 systems\n")
    assert "Cannot be told from ROUGE-1 recall: " in out
    assert "Only 12 documents were judged" in out
    assert "Undefined, because no summary has facts: fact_recall." in out
    assert [line for line in out.splitlines() if len(line) > 100] == []
    assert main(["meta-evaluate", "--ratings", str(RATINGS), "--resamples", "100", "--all"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^rouge2_recall +36 +0.782 \[.*\] +\d.\d{3} +–$", out, re.MULTILINE)
    assert "p Williams: test of sys r against ROUGE-1 recall, Holm-adjusted" in out


def test_json_has_every_statistic_and_test(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "--measures",
        "rouge1,length",
        "--against",
        "length",
        "--columns",
        "rating=stated",
        "--resamples",
        "50",
    ]
    assert main(["meta-evaluate", "--ratings", str(RATINGS), "--json", *arguments]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert list(result["measures"]) == ["rouge1_fmeasure", "length"]
    one = result["measures"]["rouge1_fmeasure"]
    assert len(one["statistics"]["summary_kendall"]) == 3
    assert one["comparison"].keys() >= {"p", "adjusted", "williams", "williams_adjusted", "documents", "verdict"}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("pyrxsum", ["pyrxsum, units_stated: 6 summaries", "At its threshold, the matcher lexical has a precision of"]),
        ("faithbench", ["FaithBench.csv is not the pinned file", "Unwanted.Intrinsic      1", "AUROC: how often"]),
        ("squality", ["squality, coverage: 3 summaries", "one of its three systems is a person"]),
    ],
)  # fmt: skip
def test_an_unpinned_clone(name: str, wanted: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clone = str(CLONES[name](tmp_path))
    assert main(["meta-evaluate", "--clone", clone, "--resamples", "20"]) == 1
    assert "differs from the pinned file (restore it, or pass --unpinned)" in capsys.readouterr().err
    dimension = {"faithbench": "nobody_unwanted", "squality": "coverage", "pyrxsum": "units_stated"}[name]
    arguments = ["--clone", clone, "--unpinned", "--resamples", "20", "--dimension", dimension]
    assert main(["meta-evaluate", *arguments]) == 0
    out = " ".join(capsys.readouterr().out.split(" "))
    assert [one for one in wanted if re.sub(r"\s+", " ", one) not in re.sub(r"\s+", " ", out)] == []


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (
            ["--measures", "rouge_1,lenght"],
            ["measure 'rouge_1': is unknown", "measure 'lenght': is unknown (use length)"],
        ),
        (["--against", "fact"], ["measure 'fact': is unknown"]),
        (["--columns", "score=x"], ["--columns score=x: is not a list of NAME=COLUMN"]),
        (["--resamples", "0", "--seed", "-1"], ["--resamples 0: is out of range", "--seed -1: is negative"]),
        (["--unpinned"], ["--unpinned: is for --clone only"]),
        (["--leave-out", "nobody"], ["--leave-out 'nobody': is no system of the set (systems: lead, oracle,"]),
        (["--dimension", "style"], ["--dimension 'style': is unknown (use one of rating)"]),
        (["--columns", "rating=points"], ["no column 'points'"]),
    ],
)
def test_wrong_options_are_refused(
    arguments: list[str], messages: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["meta-evaluate", "--ratings", str(RATINGS), *arguments]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == len(messages)
    assert all(message in line for message, line in zip(messages, said, strict=True))


def test_a_system_can_be_left_out_and_raters_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(RATINGS.read_text(encoding="utf-8").splitlines(keepends=True)))
    path = tmp_path / "mine.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["document", "system", "summary", "rating", "rater"])
        for row in rows:
            for rater in "ab":
                table.writerow([row["document"], row["system"], row["summary"], row["rating"], rater])
    arguments = ["--ratings", str(path), "--leave-out", "oracle", "--resamples", "20", "--measures", "length,coverage"]
    assert main(["meta-evaluate", *arguments]) == 0
    out = capsys.readouterr().out
    assert "24 summaries, 12 documents, 2 systems" in out
    assert "Krippendorff's alpha (interval) of 72 ratings by named raters: 1.000" in out


def test_the_plot_has_a_panel_per_judgement(tmp_path: Path) -> None:
    path = tmp_path / "agreement.svg"
    clone = str(CLONES["squality"](tmp_path / "clone"))
    arguments = [
        "--clone",
        clone,
        "--unpinned",
        "--resamples",
        "20",
        "--plot",
        str(path),
        "--measures",
        "rouge1,length",
    ]
    assert main(["meta-evaluate", *arguments]) == 0
    svg = path.read_text(encoding="utf-8")
    assert svg.count("squality, ") == 3
    assert "<desc" in svg


def test_stored_numbers_have_no_text_and_tables_are_up_to_date(
    scripts: dict[str, ModuleType], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the judgement sets, `--check` compares the pages with the stored numbers."""
    script = scripts["measure_people"]
    assert script.main(["--check", "--clones", str(tmp_path / "none")]) == 0, capsys.readouterr().err
    assert "only the tables are made" in capsys.readouterr().err
    strings = re.findall(r'"([^"]*)"', (ROOT / "docs" / "people.json").read_text(encoding="utf-8"))
    assert max(map(len, strings)) < 50


def test_a_stale_page_fails_the_check(
    scripts: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = scripts["measure_people"]
    for name in ("docs", "annotations"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "README.md", tmp_path)
    monkeypatch.setattr(script, "ROOT", tmp_path)
    stored = tmp_path / "docs" / "people.json"
    data = json.loads(stored.read_text(encoding="utf-8"))
    data["pyrxsum"]["results"][0]["measures"]["fact_recall"]["statistics"]["summary_kendall"][0] = 0.123
    stored.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    assert script.main(["--check", "--clones", str(tmp_path / "none")]) == 1
    err = capsys.readouterr().err
    assert "docs/people.md is stale" in err
    assert "README.md is stale" in err


@needs_human
@pytest.mark.slow
def test_the_stored_numbers_can_be_measured_again(
    scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    assert scripts["measure_people"].main(["--check", "--clones", str(SHARED / "human")]) == 0, capsys.readouterr().err
