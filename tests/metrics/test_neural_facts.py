"""Tests of the matcher `neural`: with a function of one's own, and with a small model of random weights."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import pytest

from chipbrief.commands.main import main
from chipbrief.corpora.store import load
from chipbrief.metrics import facts
from chipbrief.metrics.facts import neural
from chipbrief.problems import InputError
from chipbrief.scoring.setting import Setting, setting_of, signature
from tests.baselines import tiny_models
from tests.paths import ROOT

needs_torch = [
    pytest.mark.extra,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the extra `neural`"),
]
FACTS = facts.plain(["The pier was widened.", "The pier was closed.", "The mayor resigned."])


def _shares(premise: str, hypotheses: Sequence[str]) -> list[float]:
    """Judge by the share of equal words."""
    words = set(premise.lower().split())
    return [len(words & set(one.lower().split())) / len(one.split()) for one in hypotheses]


def test_probabilities_come_from_the_function() -> None:
    assert facts.probabilities("The pier was widened.", FACTS, matcher="neural", ask=_shares) == {
        "f1": 1.0,
        "f2": 0.75,
        "f3": 1 / 3,
    }
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


@pytest.mark.parametrize("model", ["maker/model", "maker/model@", "@main", "maker/model@a b", "maker/model@--x;y"])
def test_a_model_of_the_hub_needs_a_revision(model: str) -> None:
    with pytest.raises(InputError, match="has no revision"):
        neural.split_name(model)


def test_name_and_revision(tmp_path: Path) -> None:
    assert neural.split_name("maker/model@0a1b2c") == ("maker/model", "0a1b2c")
    assert neural.split_name(str(tmp_path)) == (str(tmp_path), None)


def test_signature_names_model_and_revision() -> None:
    setting = Setting(matcher="neural", model="maker/model@0a1b2c")
    line = signature(load("open", "test"), setting, "1@2")
    assert "|facts:neural-1,maker/model@0a1b2c|" in line
    assert (setting_of(line).matcher, setting_of(line).model) == (setting.matcher, setting.model)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--facts", "neural"], "--facts neural: needs an entailment model (add --model NAME@REVISION)"),
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


class TestModel:
    pytestmark = needs_torch

    def test_batches_do_not_change_a_score(self, model: Path) -> None:
        entails = neural.load(str(model))
        hypotheses = [f"The mayor met crew number {number} at the pier." for number in range(neural.BATCH + 3)]
        together = entails("The council met the crews.", hypotheses)
        alone = [entails("The council met the crews.", [one])[0] for one in hypotheses]
        assert together == pytest.approx(alone, abs=1e-5)
        assert len(set(together)) > 1
        assert all(0 <= chance <= 1 for chance in together)

    def test_premise_and_hypothesis_are_no_equals(self, model: Path) -> None:
        entails = neural.load(str(model))
        assert entails("The pier was widened.", ["The mayor left."]) != entails(
            "The mayor left.", ["The pier was widened."]
        )

    def test_long_texts_are_cut(self, model: Path) -> None:
        entails = neural.load(str(model))
        assert len(entails("The council met the crews. " * 500, ["The mayor left. " * 500, "He left."])) == 2

    def test_a_matcher_asks_it(self, model: Path) -> None:
        found = facts.probabilities("The pier was widened.", FACTS, matcher="neural", ask=neural.load(str(model)))
        assert found.keys() == {"f1", "f2", "f3"}

    def test_a_model_without_the_label_is_refused(self, tmp_path: Path) -> None:
        tiny_models.make_entailment(tmp_path, ("good", "bad"))
        with pytest.raises(InputError, match=r"has no label 'entailment' \(its labels: good, bad\)"):
            neural.load(str(tmp_path))

    def test_two_labels_are_enough(self, tmp_path: Path) -> None:
        tiny_models.make_entailment(tmp_path, ("entailment", "not_entailment"))
        assert len(neural.load(str(tmp_path))("A pier.", ["A boat."])) == 1

    def test_pickled_weights_are_refused(self, model: Path, tmp_path: Path) -> None:
        import torch
        from safetensors.torch import load_file

        for path in model.iterdir():
            if path.name != "model.safetensors":
                (tmp_path / path.name).write_bytes(path.read_bytes())
        torch.save(load_file(model / "model.safetensors"), tmp_path / "pytorch_model.bin")
        with pytest.raises(InputError, match="cannot be loaded"):
            neural.load(str(tmp_path))

    def test_the_command_scores_with_it(self, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
        outputs = str(ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl")
        assert main(["score", outputs, "--facts", "neural", "--model", str(model), "--resamples", "1"]) == 0
        assert f"|facts:neural-1,{model}|" in capsys.readouterr().out

    def test_an_empty_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="cannot be loaded"):
            neural.load(str(tmp_path))
