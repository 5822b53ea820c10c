"""Tests of the matcher `neural`: with a function of one's own, and with a small model of random weights."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from chipbrief.commands.main import main
from chipbrief.corpora.store import load
from chipbrief.metrics import entailment, facts
from chipbrief.scoring.setting import Setting, setting_of, signature
from tests.baselines import tiny_models
from tests.paths import ROOT

MODEL = f"maker/model@{'0123456789' * 4}"
FACTS = facts.plain(["The pier was widened.", "The pier was closed.", "The mayor resigned."])


def _shares(premise: str, hypotheses: Sequence[str]) -> list[float]:
    """Judge by the share of equal words."""
    words = set(premise.lower().split())
    return [len(words & set(one.lower().split())) / len(one.split()) for one in hypotheses]


def test_probabilities_come_from_the_function() -> None:
    found = facts.probabilities("The pier was widened.", FACTS, matcher="neural", ask=_shares)
    assert found == pytest.approx({"f1": 1.0, "f2": 0.75, "f3": 1 / 3}, abs=1e-6)
    assert facts.stated("The pier was widened.", FACTS, matcher="neural", ask=_shares) == {"f1", "f2"}


def test_a_summary_without_a_word_states_nothing() -> None:
    def never(premise: str, hypotheses: Sequence[str]) -> list[float]:
        raise AssertionError

    assert facts.probabilities(" - ", FACTS, matcher="neural", ask=never) == {"f1": 0.0, "f2": 0.0, "f3": 0.0}


def test_wrong_use() -> None:
    with pytest.raises(ValueError, match="needs `ask`"):
        facts.probabilities("A pier.", FACTS, matcher="neural")
    with pytest.raises(ValueError, match="returned 1 probabilities for 3 facts"):
        facts.probabilities("A pier.", FACTS, matcher="neural", ask=lambda *_: [0.5])


def test_another_wording_counts_as_the_fact() -> None:
    (fact,) = facts.plain(["Nobody came."])
    found = facts.probabilities(
        "The pier was widened.", [replace(fact, alternatives=("The pier was widened.",))], matcher="neural", ask=_shares
    )
    assert found == {"f1": 1.0}


def test_signature_names_model_and_revision() -> None:
    setting = Setting(matcher="neural", model=MODEL)
    line = signature(load("open", "test"), setting, "1@2")
    assert f"|facts:neural-1,{MODEL}|" in line
    assert (setting_of(line).matcher, setting_of(line).model) == (setting.matcher, setting.model)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--facts", "neural"], "--facts neural: needs an entailment model (add --model NAME@COMMIT or a folder)"),
        (["--facts", "neural", "--model", "maker/model"], "has no revision"),
        (["--model", "maker/model@1"], "--model: is used only with --facts llm or neural"),
    ],
)
def test_wrong_options(options: list[str], error: str, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = str(ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl")
    assert main(["score", outputs, *options]) == 1
    assert error in capsys.readouterr().err


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("entailment")
    tiny_models.make_entailment(folder)
    return folder


@pytest.mark.extra
@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the extra `neural`")
def test_the_command_scores_with_a_checkpoint(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The signature names the checkpoint by a digest of its files, and can be repeated with the folder."""
    outputs = str(ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl")
    assert main(["score", outputs, "--facts", "neural", "--model", str(model), "--resamples", "1", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert f"|facts:neural-1,{entailment.identity(str(model))}|" in found["signature"]
    assert all(0 <= article["measures"]["fact_recall"] <= 1 for article in found["articles"])
