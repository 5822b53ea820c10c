"""Tests of `chipbrief gate`, and of the composite action that runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from chipbrief.commands.main import main
from tests.paths import ROOT

OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"
LEAD, ORACLE, RANDOM = (str(OUTPUTS / f"{name}.jsonl") for name in ("lead", "oracle", "random_sentences"))
CLOSE = [str(OUTPUTS / "lexrank.jsonl"), "--against", str(OUTPUTS / "text_rank.jsonl")]
ACTION = ROOT / ".github" / "actions" / "gate" / "action.yml"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([LEAD, "--against", LEAD], 0),
        ([ORACLE, "--against", RANDOM, "--not-worse", "rouge2:1"], 0),
        ([RANDOM, "--against", ORACLE, "--not-worse", "rouge2:2", "entity_recall:2"], 1),
        ([*CLOSE, "--not-worse", "rouge2:2"], 3),
        ([*CLOSE, "--not-worse", "rouge2:2", "--undecided", "pass"], 0),
        ([*CLOSE, "--not-worse", "rouge2:2", "--undecided", "fail"], 1),
    ],
)  # fmt: skip
def test_exit_codes(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", *arguments]) == status
    first = capsys.readouterr().out
    assert main(["gate", *arguments]) == status
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([LEAD], "has no old system to test against"),
        ([LEAD, LEAD, "--against", RANDOM], "tests one new system, but got 2 files"),
        ([LEAD, "--against", RANDOM, "--not-worse", "rouge2", "x:", "rouge2:-1", "rouge2:nan"], "'rouge2:nan': is no measure"),
        ([LEAD, "--against", RANDOM, "--not-worse", "length:2"], "has no better end"),
        ([LEAD, "--against", RANDOM, "--not-worse", "rogue2:2"], "did you mean rouge2?"),
        ([LEAD, "--not-worse", "rouge2:2"], "has no old system"),
    ],
)  # fmt: skip
def test_wrong_input(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", *arguments]) == 1
    assert said in capsys.readouterr().err


def test_floors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    floors = tmp_path / "floors.yaml"
    floors.write_text("rouge2: 20\nentity_recall: 90\n", encoding="utf-8")
    assert main(["gate", LEAD, "--floors", str(floors), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in found["floors"]] == ["not worse", "worse"]
    floors.write_text("rouge2: many\n- x\n", encoding="utf-8")
    assert main(["gate", LEAD, "--floors", str(floors)]) == 1
    floors.write_text("rouge2: many\n", encoding="utf-8")
    assert main(["gate", LEAD, "--floors", str(floors)]) == 1
    assert "is no number" in capsys.readouterr().err


def test_files_for_other_tools(tmp_path: Path) -> None:
    junit, summary = tmp_path / "gate.xml", tmp_path / "gate.md"
    rules = ["--not-worse", "rouge2:2", "entity_recall:2", "--junit", str(junit), "--markdown", str(summary)]
    assert main(["gate", RANDOM, "--against", ORACLE, *rules]) == 1
    suite = ET.fromstring(junit.read_text(encoding="utf-8"))
    assert suite.attrib["tests"] == suite.attrib["failures"] == "2"
    assert "worse than oracle" in summary.read_text(encoding="utf-8")


def test_scores_of_another_tool(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new, old = tmp_path / "new.csv", tmp_path / "old.csv"
    new.write_text("id,score\n" + "".join(f"s{at},{0.2 + at % 3 * 0.01}\n" for at in range(20)), encoding="utf-8")
    old.write_text("id,score\n" + "".join(f"s{at},{0.5 + at % 4 * 0.01}\n" for at in range(20)), encoding="utf-8")
    assert main(["gate", str(new), "--against", str(old), "--not-worse", "score:0.05"]) == 1
    assert "0.210" in capsys.readouterr().out


def test_the_action_passes_its_inputs_as_variables(tmp_path: Path) -> None:
    steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    assert not any("${{" in step["run"] for step in steps)
    step = steps[-1]
    given = {
        "NEW": RANDOM, "AGAINST": ORACLE, "NOT_WORSE": "rouge2:2 entity_recall:2", "FLOORS": "", "UNDECIDED": "fail",
        "ARGUMENTS": "--kind abstract", "JUNIT": "gate.xml", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }  # fmt: skip
    assert given.keys() == step["env"].keys() | {"GITHUB_STEP_SUMMARY"}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    where = {**os.environ, **given, "PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", step["run"]], cwd=tmp_path, env=where, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "worse" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    hostile = {**where, "ARGUMENTS": "$(touch hit) ; touch hit", "NEW": "`touch hit`"}
    done = subprocess.run(
        ["bash", "-c", step["run"]], cwd=tmp_path, env=hostile, capture_output=True, text=True, check=False
    )
    assert done.returncode
    assert not (tmp_path / "hit").exists()
