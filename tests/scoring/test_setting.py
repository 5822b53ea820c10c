"""Tests of the signature: its parts, and that `--signature` repeats a setting or names the part that it cannot repeat."""

from __future__ import annotations

import json
import os
import random
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.commands.main import main
from chipbrief.corpora.store import data_label, load
from chipbrief.problems import InputError, printable_json
from chipbrief.records import AuthorKind, Reference, Story
from chipbrief.scoring.setting import Setting, differences, parse_signature, setting_of, signature
from tests.endpoint.server import Reply, completion, failure, serving
from tests.paths import ROOT

LEAD = str(ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl")
STORIES = load("open", "test")
LINE = signature(STORIES, Setting(), data_label("open", "test", STORIES))
BOTH = signature(STORIES, Setting(compatibility="rouge155", tokenizer="unicode"), "x")


def test_the_signature_names_everything() -> None:
    assert list(parse_signature(LINE)) == [
        "chipbrief", "data", "config", "split", "kind", "refs", "rouge", "stem", "tok", "sent", "entities", "facts", "ci", "seed",
    ]  # fmt: skip
    assert "|undress:rules-" in signature(STORIES, Setting(undress=True), "x")
    assert (
        "|config:open|split:test|kind:abstract|refs:3,model,max|rouge:rouge_score-0.1.2|stem:porter|tok:ascii|" in LINE
    )


@pytest.mark.parametrize(
    "setting",
    [
        Setting(author_kind="model"),
        Setting(kind="brief", author_kind="model", multi="mean", resamples=17, seed=0),
        Setting(author_kind="model", compatibility="rouge155", stemmer=None),
        Setting(author_kind="model", tokenizer="unicode"),
        Setting(author_kind="model", undress=True),
        Setting(author_kind="model", matcher="llm", model="org/model:8b"),
    ],
)
def test_a_signature_gives_its_setting_back(setting: Setting) -> None:
    assert setting_of(signature(STORIES, setting, "x")) == setting


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed:12345", "seed:-1", "seed:-1 cannot be repeated (write N, where N is a whole number from 0 to"),
        ("seed:12345", "seed:1٣", "cannot be repeated"),
        ("seed:12345", "seed:" + "9" * 5000, "cannot be repeated"),
        ("|entities", "|undress:rules-0|entities", "undress:rules-0 cannot be repeated (use one of rules-"),
        ("ci:bootstrap-10000", "ci:bootstrap-0", "ci:bootstrap-0 cannot be repeated"),
        ("ci:bootstrap-10000", "ci:jackknife", "ci:jackknife cannot be repeated"),
        ("kind:abstract", "kind:haiku", "kind:haiku cannot be repeated (use one of headline"),
        ("rouge:rouge_score-0.1.2", "rouge:rouge_score-0.1.1", "this version supports only rouge_score-0.1.2, 1.5.5"),
        ("tok:ascii", "tok:unicode-9", "tok:unicode-9 cannot be repeated"),
        ("refs:3,model,max", "refs:3,model,median", "write it as 3,model,max"),
        ("refs:3,model,max", "refs:3,alien,max", "write it as 3,model,max"),
        ("facts:lexical-3", "facts:llm-1", "facts:llm-1 cannot be repeated"),
        ("|seed:12345", "", "has no part 'seed'"),
        ("seed:12345", "seed", "is not a signature"),
        ("seed:12345", "seed:1|seed:2", "is not a signature"),
        (LINE, "", "is not a signature"),
        (LINE, BOTH, "ROUGE-1.5.5 has no unicode tokenizer"),
    ],
)
def test_what_is_no_setting_is_said(old: str, new: str, message: str) -> None:
    """An invalid signature is rejected, and the error names `--signature`."""
    with pytest.raises(InputError, match="--signature") as caught:
        setting_of(LINE.replace(old, new))
    assert message in str(caught.value)


def test_every_part_that_cannot_be_repeated_is_named() -> None:
    stated = LINE.replace("chipbrief:", "chipbrief:9.").replace("sentencex-", "sentencex-9.").replace("@", "@0")
    assert [problem.what.partition(":")[0] for problem in differences(stated, LINE)] == ["chipbrief", "data", "sent"]
    assert differences(LINE, LINE) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("entities:rules-", "entities:rules-9", "install the version of chipbrief that has these rules"),
        ("seed:12345", "seed:012345", "write the number without leading zeros"),
        ("ci:bootstrap-", "ci:bootstrap-0", "write the number without leading zeros"),
        ("|sent:", "|sentences:", "sent: the signature says nothing"),
        ("|sent:", "|sentences:", "(copy the whole line)"),
        ("|sent:", "|sentences:", "(install the version of chipbrief that wrote the signature)"),
        ("|seed:12345", "|seed:12345|holm:all", "use it with chipbrief compare"),
    ],
)
def test_every_difference_has_a_remedy(old: str, new: str, message: str) -> None:
    """Each difference between two signatures is reported with a remedy."""
    found = differences(LINE.replace(old, new), LINE)
    assert message in "\n".join(map(str, found))
    assert all(problem.remedy for problem in found)


def test_any_part_that_differs_has_a_remedy() -> None:
    """If all parts of a signature differ, all are reported with a remedy."""
    stated = LINE.replace(":", ":0")
    assert [problem.what for problem in differences(stated, LINE) if not problem.remedy] == []
    assert len(differences(stated, LINE)) == len(parse_signature(LINE))


@given(st.text(max_size=200))
def test_any_text_is_a_setting_or_a_message(text: str) -> None:
    """Any text is either read as a signature or rejected with `InputError`."""
    for line in (text, LINE.replace("abstract", text), LINE + text):
        with suppress(InputError):
            assert isinstance(setting_of(line), Setting)


def test_the_command_repeats_a_signature(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["score", LEAD, "--kind", "brief", "--multi", "mean", "--resamples", "100", "--seed", "7", "--json"]) == 0
    )
    first = capsys.readouterr().out
    assert main(["score", LEAD, "--signature", json.loads(first)[0]["signature"], "--json"]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--signature", LINE.replace("@", "@0")], "data: the signature says 1.0.0@0"),
        (["--signature", LINE, "--kind", "brief"], "cannot be combined with --kind"),
        (["--signature", LINE, "--rouge", "rouge155"], "cannot be combined with --rouge (leave out"),
        (
            ["--rouge", "rouge155", "--tokenizer", "unicode"],
            "--tokenizer unicode: cannot be combined with --rouge rouge155",
        ),
        (["--resamples", "0"], "--resamples: 0 is not between 1"),
        (["--facts", "llm"], "--facts llm: needs a language model (add --model NAME)"),
        (["--model", "m"], "--model: is used only with --facts llm"),
        (["--facts", "llm", "--model", "a|b"], "contains '|'"),
        (["--facts", "llm", "--model", "m"], "add --base-url URL"),
        (["--price-in", "1"], "--price-in, --price-out: are used together (give both, or none)"),
        (["--price-in", "1", "--price-out", "2"], "are used only with --facts llm or --entailment llm"),
        (["--facts", "llm", "--model", "m", "--price-in", "-1", "--price-out", "nan"], "--price-out: is no price"),
    ],
)
def test_the_command_refuses(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", LEAD, *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_other_tools_values(capsys: pytest.CaptureFixture[str]) -> None:
    """`--rouge rouge155` and `--rouge rouge_score` give nearly the same recall if stemming is off and no reference is chosen.

    With `--multi max`, each tool may choose another reference.
    """
    means = {}
    for tool in ("rouge_score", "rouge155"):
        assert main(["score", LEAD, "--rouge", tool, "--stemmer", "none", "--multi", "mean", "--json"]) == 0
        (found,) = json.loads(capsys.readouterr().out)
        means[tool] = {name: value["mean"] for name, value in found["measures"].items()}
    # Without stemming, both count the same n-grams. ROUGE-1.5.5 rounds to five places, and its L equals the other Lsum.
    for one, other in (("rouge1", "rouge1"), ("rouge2", "rouge2"), ("rougeLsum", "rougeLsum"), ("rougeL", "rougeLsum")):
        ours, theirs = means["rouge155"][f"{one}_recall"], means["rouge_score"][f"{other}_recall"]
        assert ours == pytest.approx(theirs, abs=0.01)


def test_facts_by_a_language_model(
    tmp_path: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))

    def yes(_prompt: str, _number: int) -> Reply:
        return completion("Yes.")

    with serving(yes) as endpoint:
        arguments = ["score", LEAD, "--facts", "llm", "--model", "tiny", "--base-url", endpoint.url, "--json"]
        assert main([*arguments, "--price-in", "2.5", "--price-out", "10"]) == 0
        first, told = capsys.readouterr()
        asked = len(endpoint.requests)
        assert main(arguments) == 0
        assert len(endpoint.requests) == asked
    again, told_again = capsys.readouterr()
    assert again == first
    _check_told(told, told_again, asked)
    (found,) = json.loads(first)
    assert found["measures"]["fact_recall"]["mean"] == 1
    assert "|facts:llm-1,tiny|" in found["signature"]


def _check_told(told: str, again: str, asked: int) -> None:
    """Check the lines before and after the questions. The test server states 100 and 20 tokens per answer."""
    before, after, remark = told.splitlines()
    journal = Path("facts.journal.jsonl").absolute()
    assert before.startswith(
        f"--facts llm: {asked} questions to tiny. 0 of the answers are in {journal}, and {asked} will be "
    )
    assert f" and at most {8 * asked:,} of answers, at a cost of about " in before
    cost = asked * (100 * 2.5 + 20 * 10) / 1_000_000
    tokens = f"{100 * asked:,} tokens of prompts and {20 * asked:,} of answers"
    assert after == f"tiny answered {asked} questions: {tokens}, at a cost of {cost:.4f}."
    assert remark == f"All {asked} answers are 'yes': the model may not judge at all."
    before, after, _ = again.splitlines()
    assert f"{asked} of the answers are in {journal}, and 0 will be asked for" in before
    assert "cost" not in again
    assert after == "tiny answered 0 questions."


@pytest.mark.parametrize("command", [["score", LEAD], ["compare", LEAD, LEAD.replace("lead", "luhn")]])
@pytest.mark.parametrize(
    ("reply", "options", "message", "waits"),
    [
        (failure(400, "unknown: seed"), [], "(if the endpoint rejects a parameter, choose another --model: max_tokens,", False),
        (Reply(b"<html>"), [], "URL: the reply is not JSON (3 attempts) (check that --base-url is an OpenAI-compatible", True),
        (completion("Yes.")._replace(slow=True), ["--timeout", "0.1"], "URL: no answer within 0.1 seconds (3 attempts) (pass a longer --timeout)", True),
        (completion("Yes."), ["--timeout", "0"], "--timeout: is not a positive number of seconds", False),
        (completion("Yes."), ["--journal", os.devnull], "is not a regular file (pass a different file with --journal)", False),
    ],
)  # fmt: skip
def test_an_endpoint_that_does_not_answer_is_told_with_options_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str],
    reply: Reply, options: list[str], message: str, waits: bool,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(random, "uniform", lambda _low, _high: 0.01)
    with serving(lambda _prompt, _number: reply) as endpoint:
        assert main([*command, "--facts", "llm", "--model", "m", "--base-url", endpoint.url, *options]) == 1
    said = capsys.readouterr().err.replace(endpoint.url, "URL")
    assert message in said
    assert said.count("waiting for URL: ") == said.count("; attempt 2 of 3") == int(waits)
    with pytest.raises(SystemExit):
        main([command[0], "--help"])
    # If a client closes a connection, the test server prints a warning and lines of hyphens to the same stream.
    assert set(re.findall(r"--[a-z][a-z-]+", said)) <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert not list(tmp_path.iterdir())


def test_a_setting_is_compared_whole() -> None:
    """Settings that differ in one part have different signatures."""
    assert signature(STORIES, Setting(), "a") != signature(STORIES, replace(Setting(), stemmer=None), "a")


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ("", [], None),
        ("|test:randomization-100000,12345|holm:measures", [], None),
        ("|test:randomization-100000,12345|holm:best", [], None),
        ("|test:randomization-100000,12345|holm:best|against:lead", [], None),
        ("|test:randomization-100000,12345|holm:best|against:lead", ["--against", "lead"], None),
        (
            "|test:randomization-100000,12345|holm:best|against:lead",
            ["--against", "luhn"],
            "says against:lead, but --against is luhn",
        ),
        (
            "|test:randomization-100000,12345|holm:best",
            ["--against", "lead"],
            "names no system to test against, but --against is lead",
        ),
        ("|test:randomization-100000,12345|holm:best|against:le%20d", [], "'le d'"),
        ("|test:randomization-9,12345|holm:all", [], "test:randomization-9,12345 cannot be repeated"),
        ("|test:randomization-100000,12345|holm:some", [], "holm:some cannot be repeated (use one of all, best"),
        ("|test:randomization-100000,12345|holm:all", ["--family", "best"], "says holm:all, but --family is best"),
    ],
)
def test_the_signature_of_a_comparison_is_repeated_by_compare(
    change: str, options: list[str], message: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compare", LEAD, LEAD.replace("lead", "luhn"), "--json", *options, "--signature", LINE + change]
    assert main(arguments) == (1 if message else 0)
    out, err = capsys.readouterr()
    if message:
        assert message in err
    else:
        assert json.loads(out)["signature"] == LINE + (change or "|test:randomization-100000,12345|holm:all")


def test_json_holds_nothing_that_a_terminal_acts_on() -> None:
    text = printable_json({"name": "a\x1b[31m\x7f\x9b\u202eb – ü 株", "n": 0.5})
    assert all(line.isprintable() for line in text.split("\n"))
    assert "– ü 株" in text
    assert json.loads(text) == {"name": "a\x1b[31m\x7f\x9b\u202eb – ü 株", "n": 0.5}


def _with_references(identifier: str, *kinds: AuthorKind) -> Story:
    references = tuple(
        Reference(f"{identifier}/{at}", "abstract", "A text.", "set-a", kind, None) for at, kind in enumerate(kinds)
    )
    return replace(STORIES[0], id=identifier, cluster=None, references=references)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([("model",), ("model", "model", "model")], "refs:1-3,model,max"),
        ([("model", "model"), ()], "refs:2,model,max"),
        ([("publisher",), ("model",)], "refs:1,model+publisher,max"),
        ([("publisher", "person", "model")], "refs:3,model+person+publisher,max"),
        ([()], "refs:0,none,max"),
    ],
)
def test_references_of_a_signature(kinds: list[tuple[AuthorKind, ...]], expected: str) -> None:
    """The signature has the range of the numbers of references, and the kinds of their authors in alphabetical order."""
    stories = [_with_references(f"s{at}", *each) for at, each in enumerate(kinds)]
    assert f"|{expected}|" in signature(stories, Setting(), "x")
