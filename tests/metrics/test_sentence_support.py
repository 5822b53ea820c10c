"""Tests of sentence support: the share by hand, the pieces, both judges, and a real checkpoint that the tests make."""

from __future__ import annotations

import json
import pickle
import shutil
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.commands.main import main
from chipbrief.corpora.store import load as load_stories
from chipbrief.metrics import entailment, sentence_support
from chipbrief.metrics.entailment import identity, load
from chipbrief.metrics.sentence_support import asking, pieces, prompt, share
from chipbrief.problems import InputError
from chipbrief.scoring.setting import Setting, setting_of, signature
from chipbrief.scoring.system import score_system
from tests.baselines import tiny_models
from tests.endpoint.server import completion, serving
from tests.paths import ROOT

LEAD = str(ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl")
COMMIT = "0123456789abcdef" * 2 + "01234567"


def by_length(_document: str, sentences: Sequence[str]) -> list[float | None]:
    """Judge that supports sentences of at least ten characters and gives no answer for those of three."""
    return [None if len(one) == 3 else min(1.0, len(one) / 20) for one in sentences]


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("", None),
        (" \n", None),
        ("Ann Lee won.", 1.0),
        ("He won.", 0.0),
        ("Ann Lee won.\nHe won.\nYes\nAnn Lee beat Bo Ray.", 0.5),
        ("Ann Lee won. He won.", 0.5),
        # A list mark is no part of a sentence: what is left has seven characters.
        ("- He won.", 0.0),
    ],
)
def test_the_share_by_hand(summary: str, expected: float | None) -> None:
    assert share(document="Ann Lee won.", summary=summary, judge=by_length) == expected


@given(st.text(st.sampled_from("ab  "), max_size=200), st.integers(4, 30), st.integers(0, 3))
def test_pieces_cover_the_text_and_overlap(text: str, length: int, overlap: int) -> None:
    found = list(pieces(text, length, overlap))
    assert all(len(piece) <= length for piece in found)
    assert found[0] + "".join(piece[overlap:] for piece in found[1:]) == text
    assert all(one[-overlap:] == other[:overlap] for one, other in pairwise(found) if overlap)


def test_a_piece_ends_at_a_blank() -> None:
    assert list(pieces("aaa bbb ccc", 8, 0)) == ["aaa bbb", " ccc"]


def test_a_language_model_is_asked_once_per_sentence_and_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_support, "pieces", lambda text: text.split("|"))
    asked: list[list[str]] = []

    def ask(prompts: Sequence[str]) -> list[str | None]:
        asked.append(list(prompts))
        return ["yes" if "Ann" in one and "Lee" in one else "maybe" if "Bo" in one else "No." for one in prompts]

    judge = asking(ask)
    assert judge("Lee came|Ray came", ["Ann won.", "Bo won.", "It rained."]) == [1.0, None, 0.0]
    assert [len(one) for one in asked] == [6]
    with pytest.raises(ValueError, match="ask: returned 1 answers to 2 questions"):
        asking(lambda _: ["yes"])("Ann", ["Ann won.", "Bo won."])


def test_no_text_can_close_its_tag() -> None:
    text = prompt(document="a</article> ignore", sentence="<sentence>{document}</sentence>")
    assert text.count("</article>") == text.count("</sentence>") == 1
    assert "‹sentence›{document}‹/sentence›" in text


def test_a_document_is_needed() -> None:
    setting = Setting(resamples=5, measures=("sentence_support",), entailment="llm,m")
    (story, *_) = load_stories("open", "test")
    with pytest.raises(ValueError, match="sentence_support: needs `judge`"):
        score_system("mine", {story.id: "A. B."}, [story], setting, "x")
    scores = score_system("mine", {story.id: "Ann Lee won."}, [story], setting, "x", judge=by_length)
    assert scores.articles[0].measures["sentence_support"] == 1
    assert "|sentence_support:1,llm,m|" in scores.signature


def test_the_signature_is_read_back() -> None:
    setting = Setting(measures=("sentence_support",), entailment=f"a/b@{COMMIT}", author_kind="model")
    line = signature(load_stories("open", "test"), setting, "0@0")
    assert setting_of(line) == setting
    with pytest.raises(InputError, match="sentence_support: needs the name of its model"):
        signature(load_stories("open", "test"), Setting(measures=("sentence_support",)), "0@0")
    with pytest.raises(InputError, match="sentence_support:2,x cannot be repeated"):
        setting_of(line.replace(f"sentence_support:1,a/b@{COMMIT}", "sentence_support:2,x"))


@pytest.mark.parametrize(
    "name", ["model", "a/b", f"a/b@{COMMIT[:-1]}", "a/b@main", f"../b/c@{COMMIT}", f"a|b@{COMMIT}", "@", ""]
)
def test_a_name_needs_a_commit(name: str) -> None:
    with pytest.raises(InputError, match="is not a folder and has no revision"):
        identity(name)


def test_a_folder_is_named_by_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "my|model"
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    first = identity(str(folder))
    assert first.startswith("my-model@sha256-")
    assert identity(f"a/b@{COMMIT}") == f"a/b@{COMMIT}"
    (folder / "config.json").write_text("{ }", encoding="utf-8")
    assert identity(str(folder)) != first


def test_the_command_asks_a_language_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers are kept in the journal, so a second run asks nothing."""
    monkeypatch.chdir(tmp_path)
    with serving(lambda text, _: completion("Yes." if "Washington" in text else "No")) as endpoint:
        arguments = [
            "score",
            LEAD,
            "--measures",
            "sentence_support",
            "--entailment",
            "llm",
            "--model",
            "tiny",
            "--json",
        ]
        arguments += ["--base-url", endpoint.url]
        assert main(arguments) == 0
        first = capsys.readouterr().out
        asked = len(endpoint.requests)
        assert main(arguments) == 0
        assert len(endpoint.requests) == asked > 12
        assert capsys.readouterr().out == first
        (found,) = json.loads(first)
        line = found["signature"]
        assert "|sentence_support:1,llm,tiny|" in line
        assert (
            main(
                [
                    "score",
                    LEAD,
                    "--measures",
                    "sentence_support",
                    "--json",
                    "--base-url",
                    endpoint.url,
                    "--signature",
                    line,
                ]
            )
            == 0
        )
        assert capsys.readouterr().out == first
        assert len(endpoint.requests) == asked
    assert 0 < found["measures"]["sentence_support"]["mean"] < 1
    assert (tmp_path / "facts.journal.jsonl").is_file()


def test_a_measure_that_a_signature_does_not_state_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    line = signature(load_stories("open", "test"), Setting(), "0@0")
    assert main(["score", LEAD, "--measures", "sentence_support", "--signature", line]) == 1
    assert "--signature: does not state sentence_support (leave out --signature, or choose" in capsys.readouterr().err


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    tiny_models.make_entailment(folder)
    return folder


@pytest.mark.extra
def test_a_long_document_is_read_in_overlapping_pieces(model: Path) -> None:
    """Each input fits the model, together they hold every token of the document in order, and neighbours share some."""
    judge = load(str(model))
    assert (judge.limit, judge.entailed) == (64, 0)
    document = load_stories("open", "test")[0].document
    for sentence in ("Officials met on Monday.", "", "word " * 100):
        windows = [one["input_ids"] for one in judge._windows(document, sentence)]
        assert all(len(one) <= 64 for one in windows)
        parts = [one[1 : one.index(tiny_models.END)] for one in windows]
        rest = {tuple(one[one.index(tiny_models.END) :]) for one in windows}
        assert len(rest) == 1  # the same sentence in each
        ids = judge.tokenizer(document, add_special_tokens=False, verbose=False).input_ids
        stride = 64 // 2 // 4
        assert [*parts[0], *(token for part in parts[1:] for token in part[stride:])] == ids
        assert len(windows) > 5


@pytest.mark.extra
def test_the_highest_probability_of_all_pieces_counts(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The values equal those that the model gives pair by pair, whatever the batch."""
    import torch

    judge = load(str(model))
    document = load_stories("open", "test")[0].document[:1500]
    sentences = ["Officials met on Monday.", "The price rose by 5 %.", "Nobody knows."]
    expected = []
    for sentence in sentences:
        values = []
        for window in judge._windows(document, sentence):
            with torch.inference_mode():
                logits = judge.model(input_ids=torch.tensor([window["input_ids"]])).logits[0]
            values.append(float(torch.softmax(logits, dim=-1)[0]))
        assert max(values) - min(values) > 0.01
        expected.append(max(values))
    for size in (1, 4, 16):
        monkeypatch.setattr(entailment, "BATCH", size)
        assert judge(document, sentences) == pytest.approx(expected, abs=1e-5)
    assert len({round(value, 3) for value in expected}) == 3
    assert judge(document, []) == []


@pytest.mark.extra
def test_the_command_loads_a_checkpoint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    model = tmp_path / "model"
    tiny_models.make_entailment(model, longest=1024)
    arguments = ["score", LEAD, "--measures", "sentence_support,length"]
    assert main([*arguments, "--entailment", str(model)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].split() == ["system", "sentence_support", "length"]
    line = out.splitlines()[-1]
    assert f"|sentence_support:1,{identity(str(model))}|" in line
    assert main([*arguments, "--entailment", str(model), "--signature", line]) == 0
    assert capsys.readouterr().out == out
    other = tmp_path / "tiny"
    tiny_models.make_entailment(other, ("contradiction", "entailment"))
    assert main([*arguments, "--entailment", str(other), "--signature", line]) == 1
    assert "but the signature says model@sha256-" in capsys.readouterr().err


@pytest.mark.extra
@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (("LABEL_0", "LABEL_1", "LABEL_2"), "is no entailment model: its labels are label_0, label_1, label_2"),
        (("entailment",), "is no entailment model: its labels are entailment"),
    ],
)
def test_labels_must_say_which_one_is_entailment(labels: tuple[str, ...], message: str, tmp_path: Path) -> None:
    tiny_models.make_entailment(tmp_path / "m", labels)
    with pytest.raises(InputError, match=message):
        load(str(tmp_path / "m"))


class _Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Trap(folder.parent / "sprung")))


def _own_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.C", "AutoModelForSequenceClassification": "own.M"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(f"open({str(folder.parent / 'sprung')!r}, 'w')\n")


@pytest.mark.extra
@pytest.mark.parametrize(
    "change",
    [
        _pickled,
        _own_code,
        lambda folder: (folder / "config.json").write_text("{"),
        lambda folder: (folder / "tokenizer.json").write_text("[]"),
        lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 64),
    ],
)
def test_what_cannot_be_used_is_refused(model: Path, tmp_path: Path, change: Callable[[Path], object]) -> None:
    """A folder that cannot be used is refused, and none of its code runs."""
    folder = Path(shutil.copytree(model, tmp_path / "model"))
    change(folder)
    with pytest.raises(InputError, match="cannot be loaded: "):
        load(str(folder))
    assert not (tmp_path / "sprung").exists()


@pytest.mark.extra
def test_a_model_of_the_hub_is_loaded_at_its_commit(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parts are asked for at the commit, weights as safetensors only, and never with code of the repository."""
    import transformers

    asked: list[dict[str, object]] = []

    def watched(part: str) -> None:
        original = getattr(transformers, part).from_pretrained

        def load_part(name: str, **options: object) -> object:
            asked.append({"name": name, **options})
            return original(str(model))

        monkeypatch.setattr(getattr(transformers, part), "from_pretrained", load_part)

    watched("AutoTokenizer")
    watched("AutoModelForSequenceClassification")
    assert load(f"a/b@{COMMIT}").limit == 64
    both = {"name": "a/b", "revision": COMMIT, "trust_remote_code": False, "local_files_only": False}
    assert [{key: one[key] for key in both} for one in asked] == [both, both]
    assert asked[1]["use_safetensors"] is True


def test_the_extra_is_named_if_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(InputError, match=r"is not installed \(pip install 'chipbrief\[neural\]'\)"):
        load(str(tmp_path))
