"""Tests of the sequence-to-sequence baseline: splitting articles, joining summaries, and real loading and generation."""

from __future__ import annotations

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.baselines import checkpoint
from chipbrief.corpora.store import load
from chipbrief.language.tokens import split_sentences
from chipbrief.problems import InputError
from chipbrief.records import Part, Story
from chipbrief.submissions import read_submission
from tests.baselines import tiny_models
from tests.paths import baseline_module

BASELINE = baseline_module("seq2seq")


def count(text: str) -> int:
    """Count tokens as a word tokenizer that adds one token at each end."""
    return len(text.split()) + 2


@pytest.mark.parametrize(
    ("sentences", "limit", "expected"),
    [
        ([], 9, []),
        (["a b."], 4, ["a b."]),
        (["a b.", "c."], 5, ["a b. c."]),
        (["a b.", "c."], 4, ["a b.", "c."]),
        (["a b c d e.", "f."], 4, ["a b c d e.", "f."]),
        (["a.", "b.", "c.", "d.", "e."], 4, ["a. b.", "c. d.", "e."]),
    ],
)
def test_parts(sentences: list[str], limit: int, expected: list[str]) -> None:
    assert BASELINE.parts(sentences, limit, count) == expected


@given(st.lists(st.integers(1, 9).map(lambda length: " ".join("w" * length) + "."), max_size=20), st.integers(1, 15))
def test_parts_lose_nothing_fit_and_could_not_be_longer(sentences: list[str], limit: int) -> None:
    """The parts have all sentences, fit the limit (except a single long sentence), and are as long as possible."""
    found = BASELINE.parts(sentences, limit, count)
    assert " ".join(found) == " ".join(sentences)
    for at, part in enumerate(found):
        assert count(part) <= limit or part in sentences
        if at + 1 < len(found):
            assert count(part + " " + split_sentences(found[at + 1])[0]) > limit


def _story(*articles: str) -> Story:
    parts, document = [], ""
    for number, article in enumerate(articles):
        parts.append(Part(f"s{number}", len(document), len(document) + len(article)))
        document += article + "\n\n"
    return replace(load("open", "test")[0], document=document, parts=tuple(parts))


LONG = "Now it is one. Now it is two. Now it is three."


@pytest.mark.parametrize(
    ("story", "long", "limit", "expected", "whole"),
    [
        (_story(""), "truncate", 9, [], True),
        (_story(""), "chunk", 9, [], True),
        (_story(LONG), "truncate", 14, [(LONG, 60)], True),
        (_story(LONG), "truncate", 13, [("Now it is one. Now it is two.", 60)], False),
        (_story(LONG), "chunk", 13, [("Now it is one. Now it is two.", 30), ("Now it is three.", 30)], True),
        (_story(LONG), "chunk", 6, [("Now it is one.", 25), ("Now it is two.", 25), ("Now it is three.", 25)], True),
        (_story(LONG), "chunk", 5, [("Now it is one.", 25), ("Now it is two.", 25), ("Now it is three.", 25)], False),
        (_story("Now it is one.", "", LONG), "truncate", 12, [("Now it is one. Now it is one.", 60)], False),
        (_story("Now it is one.", LONG), "chunk", 99, [("Now it is one.", 30), (LONG, 30)], True),
    ],
)
def test_pieces(story: Story, long: str, limit: int, expected: list[tuple[str, int]], whole: bool) -> None:
    pieces, found = BASELINE.pieces_of(story, 60, long, limit, count)
    assert [(piece.text, piece.budget) for piece in pieces] == expected
    assert found is whole


@pytest.mark.parametrize(
    ("summaries", "budget", "expected"),
    [
        ([], 9, ""),
        ([""], 9, ""),
        (["It rose. It fell."], 4, "It rose.\nIt fell."),
        (["It rose. It fell."], 3, "It rose."),
        (["It rose. It fell.", "They met. They left."], 4, "It rose.\nThey met."),
        (["It rose. It fell.", "They met. They left."], 6, "It rose.\nIt fell.\nThey met."),
        (["It rose by two.", "They met."], 3, "They met."),
        (["It rose by two.", "They met for talks."], 3, "It rose by"),
        (["It rose. It fell.", "They met."], None, "It rose.\nIt fell.\nThey met."),
    ],
)
def test_joined(summaries: list[str], budget: int | None, expected: str) -> None:
    assert BASELINE.joined(summaries, budget) == expected


@pytest.mark.parametrize("option", ["--batch-size", "--beams", "--input-tokens"])
def test_what_is_refused_before_anything_is_loaded(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert BASELINE.main(["--model", "tiny", option, "0"]) == 1
    assert capsys.readouterr().err == f"{option}: 0 is too small (pass a larger number, or leave it out)\n"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("transformers").logging.set_verbosity_error()
    pytest.importorskip("torch").set_num_threads(1)  # the models are too small for threads to help
    folder = tmp_path_factory.mktemp("models")
    tiny_models.make_bart(folder / "bart")
    tiny_models.make_t5(folder / "t5")
    return folder


@pytest.mark.extra
@pytest.mark.parametrize(("name", "limit", "prefix"), [("bart", 256, ""), ("t5", 96, "summarize: ")])
def test_a_batch_gives_what_each_text_gives_alone(models: Path, name: str, limit: int, prefix: str) -> None:
    loaded = checkpoint.load(str(models / name), "cpu")
    assert (loaded.limit, loaded.prefix) == (limit, prefix)
    documents = [story.document[: 30 * number] for number, story in enumerate(load("open", "test"), 1)]
    for beams in (1, 3):
        together = checkpoint.generate(loaded, documents, 5, 12, beams)
        assert together == [checkpoint.generate(loaded, [document], 5, 12, beams)[0] for document in documents]
        assert len(set(together)) > len(documents) / 2


@pytest.mark.extra
@pytest.mark.parametrize(("least", "most", "longest"), [(0, 12, 12), (12, 12, 12), (50, 400, 255)])
def test_lengths_in_tokens(models: Path, monkeypatch: pytest.MonkeyPatch, least: int, most: int, longest: int) -> None:
    loaded = checkpoint.load(str(models / "bart"), "cpu")
    shapes = []
    generate = loaded.model.generate

    def watched(**options: object) -> object:
        output = generate(**options)
        shapes.append(output.shape[1] - 1)  # minus the start token of the decoder
        return output

    monkeypatch.setattr(loaded.model, "generate", watched)
    checkpoint.generate(loaded, ["Officials met on Monday."], least, most, 2)
    assert min(least, longest) <= shapes[0] <= longest


@pytest.mark.extra
def test_pieces_fit_the_encoder_to_the_token(models: Path) -> None:
    """Parts of real articles fit the encoder's limit, counted with the model's own tokenizer."""
    for name in ("bart", "t5"):
        loaded = checkpoint.load(str(models / name), "cpu")
        for story in load("open", "test"):
            sentences = split_sentences(story.document)
            found = BASELINE.parts(sentences, loaded.limit, loaded.count)
            assert " ".join(found) == " ".join(sentences)
            assert all(loaded.count(part) <= loaded.limit or part in sentences for part in found)
    ids = loaded.tokenizer("summarize: a b").input_ids
    assert loaded.count("a b") == len(ids)
    assert loaded.tokenizer.decode(ids) == "<s>summarize: a b</s>"


@pytest.mark.extra
@pytest.mark.parametrize(
    "options",
    [
        ["--model", "bart", "--kind", "brief", "--limit", "2"],
        [
            "--model",
            "bart",
            "--kind",
            "headline",
            "--limit",
            "1",
            "--config",
            "multi",
            "--long",
            "chunk",
            "--beams",
            "1",
        ],
        ["--model", "t5", "--kind", "headline", "--limit", "2", "--config", "multi", "--beams", "1"],
    ],
)
def test_outputs_and_report(
    models: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
) -> None:
    monkeypatch.chdir(models)
    common = [*options, "--device", "cpu", "--json"]
    assert BASELINE.main([*common, "--batch-size", "5", "--out", str(tmp_path / "other.jsonl")]) == 0
    capsys.readouterr()
    assert BASELINE.main([*common, "--out", str(tmp_path / "o.jsonl")]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (tmp_path / "other.jsonl").read_bytes() == (tmp_path / "o.jsonl").read_bytes()
    config = "multi" if "multi" in options else "open"
    submission = read_submission(tmp_path / "o.jsonl", [story.id for story in load(config, "test")[: int(options[5])]])
    assert submission.system["system"] == report["model"] == options[1]
    assert all(submission.summaries.values())
    budget = 12 if "headline" in options else 35
    chunked = "chunk" in options
    for row in report["stories"].values():
        assert 0 < row["words"] <= budget
        assert (row["pieces"] > 1) is chunked
    assert report["long"] == ("chunk" if chunked else "truncate")
    assert report["read_in_part"] == (0 if chunked else 2)


@pytest.mark.extra
def test_an_empty_article_has_an_empty_summary(models: Path) -> None:
    loaded = checkpoint.load(str(models / "bart"), "cpu")
    pieces, _ = BASELINE.pieces_of(_story(""), 60, "chunk", loaded.limit, loaded.count)
    assert BASELINE.generate_all(loaded, pieces, 2, 8, lambda _: None) == []


@pytest.mark.extra
def test_a_tokenizer_that_pads_on_the_left_is_set_right(models: Path, tmp_path: Path) -> None:
    """A tokenizer that is set to pad on the left gives the same summaries as one that pads on the right."""
    folder = tmp_path / "left"
    shutil.copytree(models / "bart", folder)
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(
        json.dumps(settings | {"padding_side": "left", "truncation_side": "left"})
    )
    texts = ["Officials met.", "Officials met on Monday in the capital to speak of chips."]
    loaded = [checkpoint.load(str(each), "cpu") for each in (models / "bart", folder)]
    assert len({tuple(checkpoint.generate(each, texts, 5, 12, 2)) for each in loaded}) == 1


class _Trap:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Trap(folder.parent / "sprung")))


def _own_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config |= {
        "model_type": "own",
        "auto_map": {"AutoConfig": "own.OwnConfig", "AutoModelForSeq2SeqLM": "own.OwnModel"},
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(f"open({str(folder.parent / 'sprung')!r}, 'w')\n")


def _without(name: str, key: str) -> None:
    settings = json.loads(Path(name).read_text())
    del settings[key]
    Path(name).write_text(json.dumps(settings))


def _no_padding(folder: Path) -> None:
    _without(f"{folder}/tokenizer_config.json", "pad_token")


@pytest.mark.extra
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_pickled, "cannot be loaded: "),
        (_own_code, "cannot be loaded: "),
        (_no_padding, "defines no padding token (set pad_token in tokenizer_config.json)"),
        (lambda folder: (folder / "config.json").write_text("{"), "cannot be loaded: "),
        (lambda folder: (folder / "config.json").unlink(), "cannot be loaded: "),
        (lambda folder: (folder / "tokenizer.json").write_text("[]"), "cannot be loaded: "),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 64), "cannot be loaded: "),
        (lambda folder: shutil.rmtree(folder), "cannot be loaded: "),
    ],
)
def test_what_cannot_be_used_is_refused(models: Path, tmp_path: Path, change: object, message: str) -> None:
    """A model folder that cannot be used is rejected, and none of its code runs."""
    folder = tmp_path / "model"
    shutil.copytree(models / "bart", folder)
    assert callable(change)
    change(folder)
    with pytest.raises(InputError) as caught:
        checkpoint.load(str(folder), "cpu", offline=True)
    assert caught.value.describe().startswith(f"{folder}: {message}")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.extra
def test_a_model_that_is_not_here_and_one_without_an_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing model and a model without an encoder give an error."""
    pytest.importorskip("transformers")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    assert BASELINE.main(["--model", "facebook/bart-large-cnn", "--offline"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("facebook/bart-large-cnn: cannot be loaded: ")
    assert "download the model first" in said
    tiny_models.make_chat_model(tmp_path / "llama")
    with pytest.raises(InputError, match="is not a sequence-to-sequence model"):
        checkpoint.load(str(tmp_path / "llama"), "cpu")
