"""Tests of what a newcomer tries first: demo, data, the path of evaluate modules, verified scores."""

from __future__ import annotations

import argparse
import csv
import errno
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

import chipbrief
from chipbrief import writing
from chipbrief.commands import COMMANDS, gate
from chipbrief.commands import main as commands
from chipbrief.commands.main import main
from chipbrief.corpora import store
from chipbrief.corpora.store import load
from chipbrief.metrics.rouge import peer
from chipbrief.problems import INTERRUPTED, run_script
from chipbrief.reports import terminal
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system
from chipbrief.scoring.verification import verify
from tests.paths import ROOT

OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"
LEAD = str(OUTPUTS / "lead.jsonl")


def test_articles_to_summarise_hold_no_label(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "articles.jsonl"
    assert main(["data", "--articles", "--out", str(out)]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    stories = load("open", "test")
    assert rows == [{"id": one.id, "title": one.title, "document": one.document} for one in stories]
    assert main(["data", "--ids"]) == 0
    assert capsys.readouterr().out.split() == [one.id for one in stories]


def test_the_listing_has_paths_that_load(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "--json", "--config", "open"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["split"], one["stories"]) for one in found["splits"]] == [("test", 12), ("validation", 4)]
    assert all(Path(one["path"]).is_file() for one in found["splits"])


def test_the_path_of_an_evaluate_module() -> None:
    assert (Path(chipbrief.evaluate_path("rouge")) / "rouge.py").is_file()
    with pytest.raises(ValueError, match="is unknown"):
        chipbrief.evaluate_path("../rouge")  # type: ignore[arg-type]


def test_a_stored_baseline_to_compare_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine.jsonl"
    lines = (OUTPUTS / "text_rank.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    mine.write_text("".join(lines[1:]), encoding="utf-8")
    assert main(["compare", str(mine), "--against", "lead", "--measure", "rouge2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["systems"] == ["mine", "lead"]


@pytest.mark.parametrize("options", [[], ["--stemmer", "none"], ["--multi", "mean"], ["--undress"]])
def test_verified_scores(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["score", LEAD, "--verify", "--measures", "rouge1,rouge2,rougeL,rougeLsum", "--resamples", "1", *options])
        == 0
    )
    assert "equal to the last bit in 144 values" in capsys.readouterr().err


def test_a_value_that_differs_is_named() -> None:
    stories, setting = load("open", "test")[:2], Setting(resamples=1)
    texts = {one.id: one.document for one in stories}
    scores = score_system("copy", texts, stories, setting, "data", columns=["rouge1_fmeasure"])
    scores.articles[1].measures["rouge1_recall"] = 0.5
    found = verify(scores, texts, stories, setting)
    assert found.values == 6
    assert [problem.where for problem in found.problems] == [f"copy, {stories[1].id}"]


@pytest.mark.parametrize("option", [["--tokenizer", "unicode"], ["--rouge", "rouge155"]])
def test_what_cannot_be_verified_is_said_first(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", LEAD, "--verify", *option]) == 1
    assert "recomputes ROUGE with rouge-score" in capsys.readouterr().err


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "version", lambda _: "0.1.1")
    with pytest.raises(chipbrief.InputError, match=r"needs rouge-score 0\.1\.2, but 0\.1\.1 is installed"):
        peer.require()


def test_an_interrupted_script_prints_no_traceback() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as ended:
        run_script(interrupted)
    assert ended.value.code == INTERRUPTED


WRITING = {
    "score --report": (["score", LEAD, "--measures", "rouge1", "--resamples", "9", "--report"], "pages", "lead.html"),
    "score --out": (
        ["score", LEAD, "--measures", "rouge1", "--resamples", "9", "--workers", "1", "--out"],
        "scores",
        "run.json",
    ),
    "compare --report": (
        ["compare", LEAD, str(OUTPUTS / "lsa.jsonl"), "--measure", "rouge1", "--resamples", "9", "--report"],
        "pages",
        "compare.html",
    ),
    "data --out": (["data", "--ids", "--out"], "ids.txt", ""),
    "gate --markdown": (["gate", LEAD, "--against", LEAD, "--not-worse", "rouge1:2", "--markdown"], "gate.md", ""),
    "baselines --out": (["baselines", "lead", "--out"], "outputs", "lead.jsonl"),
    "annotate export": (
        ["annotate", "export", "--annotations", str(ROOT / "annotations"), "--task", "summary", "--out"],
        "tasks.json",
        "",
    ),
}
"""Commands that write, their place, and the first file in it."""


@pytest.mark.parametrize(("arguments", "place", "inside"), WRITING.values(), ids=WRITING)
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES])
def test_an_error_of_the_system_names_the_users_file(
    error: int, arguments: list[str], place: str, inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A full disk gives an error without a name, a folder without permission one with the hidden name of the new file."""

    def new_file(path: Path) -> int:
        raise OSError(error, os.strerror(error), str(path))

    def write(handle: int, data: bytes) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(writing, *(("write", write) if error == errno.ENOSPC else ("new_file", new_file)))
    assert main([*arguments, place]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(f"chipbrief: {Path(place, inside)}: {os.strerror(error)} (")
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"] == []


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from _parsers(one)


def test_every_help_has_examples_of_the_command_and_the_exit_codes_are_listed() -> None:
    top, *others = _parsers(commands._parser())
    assert len(others) > len(COMMANDS)
    for parser in (top, *others):
        title, *lines = (parser.epilog or "").splitlines()
        assert title == "examples:", parser.prog
        assert any(line.startswith(f"  {parser.prog}") for line in lines), parser.prog
    codes = re.findall(r"^  (\d+)  ", top.epilog or "", re.M)
    assert codes == ["0", "1", "2", str(gate.UNDECIDED), str(INTERRUPTED)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check"], "annotations: no such folder (run this in the folder that holds it, or name it; chipbrief init "),
        (["annotate", "agreement"], "annotations: no such folder (run this in the folder that holds it, or name it; "),
        (["compare", LEAD, "--against", "leed"], "--against leed: is neither a given file nor a baseline with stored "),
        (["compare", LEAD, "--against", "lead"], "comparison: needs two systems or more, but got one"),
        (["baselines", "leed"], "leed: is no baseline (did you mean lead?)"),
    ],
)
def test_a_wrong_place_or_name_is_told(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("script", ["score.py", "build_dataset.py"])
def test_a_script_in_a_python_without_the_package_says_what_to_do(script: str) -> None:
    path = str(ROOT / "scripts" / script)
    done = subprocess.run([sys.executable, "-S", "-I", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    told = f"chipbrief is not installed in this Python (run make demo once, then .venv/bin/python {path})"
    assert done.stderr == f"{path}: {told}\n"


def test_the_folder_of_the_data_has_the_name_of_the_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ROOT / "dataset"
    assert chipbrief.load("open", "test", data=str(folder)) == chipbrief.load("open", "test", folder)
    monkeypatch.setattr(store, "dataset_folder", lambda: tmp_path)
    with pytest.raises(
        chipbrief.InputError, match=r"in a clone of the repository, run python scripts/import_gum.py --gum DIR"
    ):
        chipbrief.load("gum")


def test_the_page_of_the_references_warns(tmp_path: Path) -> None:
    assert (
        main(["score", str(ROOT / "dataset" / "open" / "test.parquet"), "--resamples", "9", "--report", str(tmp_path)])
        == 0
    )
    assert "check that this is not the file of references" in (tmp_path / "test.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_help_fits_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    with pytest.raises(SystemExit):
        main(["score", "--help"])
    usage, *lines = capsys.readouterr().out.splitlines()
    assert usage == "usage: chipbrief score PREDICTIONS.jsonl … [options]"
    wide = [line for line in lines if len(line) > width]
    assert [line for line in wide if not line.startswith("  chipbrief score ")] == []
    assert "  chipbrief score baselines/outputs/open/abstract/lead.jsonl" in lines


TABLES = {
    "score": ["score", LEAD, str(OUTPUTS / "centroid_embedding.jsonl"), "--resamples", "50"],
    "compare": ["compare", LEAD, str(OUTPUTS / "lsa.jsonl"), "--measure", "rouge2", "--resamples", "50"],
    "logged": ["compare", *(str(ROOT / "docs" / "howto" / f"run-{run}.eval") for run in "ab"), "--measure", "accuracy"],
    "gate": ["gate", LEAD, "--against", LEAD, "--not-worse", "rouge2:2"],
    "plan": ["plan"],
    "meta-evaluate": ["meta-evaluate", "--ratings", str(ROOT / "docs" / "howto" / "ratings.csv"), "--resamples", "20"],
    "agreement": ["annotate", "agreement", str(ROOT), "--task", "facts", "--resamples", "20", "--per-story"],
}
"""Commands that print tables."""


@pytest.mark.slow
@pytest.mark.parametrize("arguments", TABLES.values(), ids=TABLES)
def test_tables_and_notes_fit_the_terminal_and_are_whole_with_wide(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    piped = capsys.readouterr().out
    assert "--wide" not in piped
    for width in (40, 80):
        monkeypatch.setattr(
            terminal, "screen", lambda wide=False, width=width: terminal.Screen(None if wide else width)
        )
        assert main(arguments) == 0
        lines = re.sub("\x1b\\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
        assert [line for line in lines if cell_len(line.rstrip()) > width and not line.startswith("chipbrief:")] == []
    assert main([*arguments, "--wide"]) == 0
    wide = capsys.readouterr().out
    assert "see all with --wide" not in wide
    drawn = str.maketrans("", "", "─-")
    said = re.sub("\x1b\\[[0-9;]*m", "", wide).translate(drawn).split()
    assert said == piped.translate(drawn).split()


FORMS = {
    "markdown": "| system | ROUGE-2 |\n| --- | ---: |\n| lead | 24.3 [",
    "latex": "\\begin{tabular}{lr}\n\\toprule\n{}system & ROUGE-2 \\\\\n\\midrule\n{}lead & 24.3 [",
    "csv": "genre,system,measure,n,mean,low,high,signature\n,lead,rouge2_fmeasure,12,0.24341440604",
    "mean": "24.3\n",
    "json": '    "measures": {',
    "text": "lead    24.3 [",
}


@pytest.mark.parametrize("form", FORMS)
def test_scores_in_every_format(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--measures", "rouge2", "--resamples", "50", "--format", form]
    assert main(["score", LEAD, *options]) == 0
    out = capsys.readouterr().out
    assert FORMS[form] in out
    assert ("chipbrief:" in out) == (form != "mean")
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(out))
        assert row["signature"].endswith("|ci:bootstrap-50|seed:12345")


@pytest.mark.slow
def test_the_demo_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--kind", "headline"]) == 0
    out = capsys.readouterr().out
    assert [line[:5] for line in out.splitlines() if line.startswith("== ")] == ["== 1.", "== 2.", "== 3."]
    assert "Next, with your own summaries" in out
