"""Tests of the language-model baseline: prompts, file names, reports, and identical results after a killed run."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.baselines import OUTPUTS
from chipbrief.baselines.model_command import beginning, beside, slug, summary_of
from chipbrief.corpora.store import load
from chipbrief.problems import InputError
from chipbrief.records import WORD_BUDGET, Part, Story
from chipbrief.submissions import read_submission
from tests.baselines import tiny_models
from tests.endpoint.server import PATIENCE, Endpoint, Reply, completion, failure, serving
from tests.paths import ROOT, baseline_module

STORIES = load("open", "test")
BY_TITLE = {story.title: story.id for story in STORIES}
LONG = "Officials met on Monday. " * 60


@pytest.fixture(scope="module")
def baseline() -> ModuleType:
    return baseline_module("language_model")


def story_of(prompt: str) -> str:
    return BY_TITLE[prompt.split("Title: ")[1].split("\n")[0]]


def answer(prompt: str, _number: int = 1) -> Reply:
    return completion(f"{story_of(prompt)} was reported. It was summarized.")


def odd(prompt: str, number: int) -> Reply:
    """Return replies that end in all possible ways, one way per story."""
    replies = {
        STORIES[0].id: completion(LONG),
        STORIES[1].id: completion("It was cut in the mid", "length"),
        STORIES[2].id: completion(None, refusal="I will not."),
        STORIES[3].id: completion("", "content_filter"),
        STORIES[4].id: completion(" "),
        STORIES[5].id: completion("<think>Let me see. It says</think>\n\nIt was so. \n It ended."),
        STORIES[6].id: completion("<think>Let me", "length"),
    }
    return replies.get(story_of(prompt)) or answer(prompt, number)


def arguments(endpoint: Endpoint, out: Path, *more: str) -> list[str]:
    return ["--base-url", endpoint.url, "--model", "maker/tiny", "--out", str(out), *more]


def test_outputs_and_report(tmp_path: Path, baseline: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "o.jsonl"
    with serving(odd) as endpoint:
        assert baseline.main(arguments(endpoint, out, "--price-in", "2", "--price-out", "10", "--json")) == 0
    submission = read_submission(out, [story.id for story in STORIES])
    assert submission.system["system"] == "maker/tiny"
    assert list(submission.summaries.values())[:8] == [
        "\n".join(["Officials met on Monday."] * 27),  # 108 words; the budget is 110
        "It was cut in the mid",
        "",
        "",
        "",
        "It was so.\nIt ended.",
        "",
        f"{STORIES[7].id} was reported.\nIt was summarized.",
    ]
    report = json.loads((tmp_path / "o.run.json").read_text())
    assert report == json.loads(capsys.readouterr().out)
    assert report["outcomes"] == {"complete": 7, "length": 2, "refusal": 1, "content_filter": 1, "empty": 1}
    assert report["tokens"] == {"prompt_tokens": 1200, "completion_tokens": 240}
    assert report["cost"] == 0.0048  # (1200 * 2 + 240 * 10) / 1e6
    assert report["cut_to_budget"] == 1
    assert report["answered_as"] == "tiny-2026-01-01"
    assert report["parameters"] == {"model": "maker/tiny", "max_tokens": 504, "temperature": 0.0, "seed": 12345}
    assert report["stories"][STORIES[2].id] == {
        "outcome": "refusal", "written": 0, "words": 0, "prompt_tokens": 100, "completion_tokens": 20, "cost": 0.0004,
        "finish_reason": "stop", "refusal": "I will not.",
    }  # fmt: skip


def test_a_table_without_prices_and_whole_answers(
    tmp_path: Path, baseline: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without prices the table has no cost; with `--uncut` the answers are not shortened."""
    out = tmp_path / "o.jsonl"
    with serving(odd) as endpoint:
        assert (
            baseline.main(
                arguments(endpoint, out, "--uncut", "--limit", "3", "--omit", "seed", "--omit", "temperature")
            )
            == 0
        )
    printed = capsys.readouterr().out
    assert "outcomes: complete 1, length 1, refusal 1, content_filter 0, empty 0" in printed
    assert "cost: –" in printed
    assert endpoint.requests[0].keys() == {"model", "max_tokens", "messages"}
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row.get("id") for row in rows] == [None, *(story.id for story in STORIES[:3])]
    assert rows[1]["summary"].count("\n") == 59


def test_a_sample_of_the_stories(tmp_path: Path, baseline: ModuleType) -> None:
    out = tmp_path / "o.jsonl"
    with serving(answer) as endpoint:
        assert baseline.main(arguments(endpoint, out, "--every", "5", "--limit", "2")) == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row.get("id") for row in rows] == [None, STORIES[0].id, STORIES[5].id]
    assert rows[0]["partial"] == "one of every 5 stories of the split"


def test_a_cluster_is_one_prompt_of_several_reports(tmp_path: Path, baseline: ModuleType) -> None:
    out = tmp_path / "o.jsonl"
    with serving(lambda _prompt, _number: completion("They met. They left.")) as endpoint:
        assert baseline.main(arguments(endpoint, out, "--config", "multi")) == 0
    clusters = load("multi", "test")
    assert (
        list(read_submission(out, [story.id for story in clusters]).summaries.values()) == ["They met.\nThey left."] * 2
    )
    prompts = {request["messages"][0]["content"] for request in endpoint.requests}
    assert {prompt.count("\nReport ") for prompt in prompts} == {len(story.parts) for story in clusters}
    assert all("at most 160 words" in prompt for prompt in prompts)


@pytest.mark.usefixtures("heeds_interrupts")
@pytest.mark.parametrize(("stop", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_stopped_run_goes_on_to_the_same_bytes(
    tmp_path: Path, baseline: ModuleType, stop: signal.Signals, status: int
) -> None:
    reached, go_on = threading.Event(), threading.Event()
    given_before = 5

    def script(prompt: str, number: int) -> Reply:
        if len(endpoint.requests) > given_before and not go_on.is_set():
            reached.set()
            go_on.wait(PATIENCE)
        return odd(prompt, number)

    broken, unbroken = tmp_path / "broken" / "o.jsonl", tmp_path / "unbroken" / "o.jsonl"
    journal = broken.with_name("o.journal")
    with serving(script) as endpoint:
        command = [sys.executable, str(ROOT / "baselines" / "language_model.py")]
        options = arguments(endpoint, broken, "--concurrency", "2")
        with subprocess.Popen([*command, *options], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            assert reached.wait(PATIENCE)
            process.send_signal(stop)
        assert process.returncode == status
        assert not broken.exists()
        go_on.set()
        data = journal.read_bytes()
        paid = data.count(b"\n")
        assert given_before - 1 <= paid <= given_before
        journal.write_bytes(data + b'{"key": "0a1b')  # the state after a kill in the middle of a line
        before = len(endpoint.requests)
        assert baseline.main(options) == 0
        assert len(endpoint.requests) == before + len(STORIES) - paid
        assert baseline.main(options) == 0
        assert len(endpoint.requests) == before + len(STORIES) - paid
        assert baseline.main(arguments(endpoint, unbroken)) == 0
    for name in ("o.jsonl", "o.run.json"):
        assert broken.with_name(name).read_bytes() == unbroken.with_name(name).read_bytes()


def test_a_failed_run_leaves_the_outputs_and_keeps_the_answers(
    tmp_path: Path, baseline: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o.jsonl"
    out.write_text("old")
    refused = {STORIES[3].id, STORIES[8].id}
    with serving(
        lambda prompt, _: failure(400, "too long") if story_of(prompt) in refused else answer(prompt)
    ) as endpoint:
        assert baseline.main(arguments(endpoint, out)) == 1
        said = capsys.readouterr().err
        endpoint.script = answer
        assert baseline.main(arguments(endpoint, out, "--no-resume")) == 1
        assert "o.journal: already contains paid answers" in capsys.readouterr().err
        assert out.read_text() == "old"
        assert baseline.main(arguments(endpoint, out)) == 0
    assert {line.partition(":")[0] for line in said.splitlines()} == refused
    assert sorted(endpoint.asked.values()) == [1] * 10 + [2] * 2


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (["--limit", "3"], 2, "--limit needs --out"),
        (["--limit", "0"], 2, "--limit: give 1 or more"),
        (["--every", "2"], 2, "--every needs --out"),
        (["--every", "0", "--out", "o.jsonl"], 2, "--every: give 1 or more"),
        (["--config", "multi", "--kind", "brief"], 1, "has no reference of kind brief"),
        (["--longest", "0"], 1, "--longest: is below 1"),
        (["--price-in", "nan"], 1, "--price-in: is not a price"),
        (["--price-out", "-1"], 1, "--price-out: is not a price"),
        (["--model", "//.."], 1, "--model: '//..' has no ASCII letter or digit to use in a file name"),
        (["--name", "a\x1b[31m"], 1, "--name: is not printable"),
        (["--prompt", "/dev/zero"], 1, "/dev/zero: is not a regular file"),
        (["--prompt", os.devnull + "/none"], 1, "cannot be opened"),
        (["--prompt", str(ROOT / "LICENSE-DATA")], 1, "has no {article} and no {words}"),
        (["--out", os.devnull + "/o.jsonl"], 1, os.devnull),
        (["--base-url", "x"], 1, "--base-url: is not an http or https address"),
    ],
)
def test_what_is_refused_before_anything_is_sent(
    baseline: ModuleType, capsys: pytest.CaptureFixture[str], options: list[str], status: int, message: str
) -> None:
    """Wrong options are rejected before any request is sent."""
    with serving(answer) as endpoint:
        try:
            found = baseline.main(["--base-url", endpoint.url, "--model", "tiny", *options])
        except SystemExit as exit_:
            found = exit_.code
        assert endpoint.requests == []
    assert found == status
    assert message in capsys.readouterr().err


def test_every_kind_has_a_prompt(baseline: ModuleType) -> None:
    for kind in WORD_BUDGET:
        template = baseline.read_template(baseline.PROMPTS / f"{kind}.txt")
        filled = baseline.fill_prompt(template, STORIES[0], 12, 6000)
        assert STORIES[0].document in filled
        assert "12 words" in filled
        assert str(STORIES[0].title) in filled
        assert not baseline.PLACEHOLDER.search(filled)


def _story(*articles: str, title: str | None = "T") -> Story:
    parts, document = [], ""
    for number, article in enumerate(articles):
        parts.append(Part(f"s{number}", len(document), len(document) + len(article)))
        document += article + "\n\n"
    return replace(STORIES[0], title=title, document=document, parts=tuple(parts))


@pytest.mark.parametrize(
    ("story", "longest", "expected"),
    [
        (_story("One two. Three four."), 9, "T|One two. Three four.|5"),
        (_story("One two. Three four."), 3, "T|One two.|5"),
        (_story("One two three."), 2, "T|One two|5"),
        (_story("It {title} {words} {0} \\1."), 9, "T|It {title} {words} {0} \\1.|5"),
        (_story("One.", "Two.", title=None), 9, "(none)|Report 1 of 2:\nOne.\n\nReport 2 of 2:\nTwo.|5"),
        (_story("One a. Two b.", "Three c d."), 5, "T|Report 1 of 2:\nOne a\n\nReport 2 of 2:\nThree c|5"),
    ],
)
def test_prompt(baseline: ModuleType, story: Story, longest: int, expected: str) -> None:
    assert baseline.fill_prompt("{title}|{article}|{words}", story, 5, longest) == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("gpt-4.1", "gpt-4.1"),
        ("facebook/bart-large-cnn", "facebook--bart-large-cnn"),
        ("../../etc/passwd", "etc--passwd"),
        ("..\\..\\x", "x"),
        ("a b:c", "a--b--c"),
        (".hidden.", "hidden"),
        ("modèle", "mod--le"),
        ("x" * 300, "x" * 100),
        ("株式", None),
        ("/", None),
        ("..", None),
        ("", None),
    ],
)
def test_slug(model: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(InputError):
            slug(model)
    else:
        assert slug(model) == expected


@given(st.text(max_size=40))
def test_no_name_leads_out_of_the_folder(model: str) -> None:
    """No model name makes a path outside the folder of outputs."""
    try:
        path = OUTPUTS / f"{slug(model)}.jsonl"
    except InputError:
        return
    assert path.resolve().parent == OUTPUTS.resolve()
    assert beside(path, ".journal").name == f"{slug(model)}.journal"


@pytest.mark.parametrize(
    ("sentences", "budget", "expected"),
    [
        ([], 3, []),
        (["One two.", "Three."], 3, ["One two.", "Three."]),
        (["One two.", "Three four.", "Five."], 3, ["One two."]),
        (["One two three four."], 3, ["One two three"]),
        (["One."], 0, []),
    ],
)
def test_beginning(sentences: list[str], budget: int, expected: list[str]) -> None:
    assert beginning(sentences, budget) == expected
    assert summary_of(" ".join(sentences), budget) == "\n".join(expected)
    assert summary_of("\n".join(sentences), None) == "\n".join(sentences)


@pytest.fixture(scope="module")
def model_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Start `transformers serve` with a model made by the test. The server is still starting at the first request."""
    for module in ("torch", "transformers", "fastapi", "uvicorn"):
        pytest.importorskip(module)
    command = Path(sys.executable).with_name("transformers")
    folder = tmp_path_factory.mktemp("served")
    tiny_models.make_chat_model(folder / "tiny")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    options = ["serve", "--host", "127.0.0.1", "--port", port, "--device", "cpu", str(folder / "tiny")]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(command), *options], stdout=log, stderr=log, env=environment)
        try:
            yield f"http://127.0.0.1:{port}/v1", str(folder / "tiny")
        finally:
            server.terminate()
            server.wait(PATIENCE)


@pytest.mark.extra
def test_a_real_server_and_the_same_one_behind_faults(
    model_server: tuple[str, str], tmp_path: Path, baseline: ModuleType
) -> None:
    """A rate limit, a server error and a truncated response do not change the files that are written."""
    address, model = model_server
    plain, faulty = tmp_path / "plain.jsonl", tmp_path / "faulty.jsonl"
    common = ["--model", model, "--kind", "headline", "--limit", "3", "--longest", "60", "--max-tokens", "20"]
    patient = ["--retries", "60", "--patience", "2", "--concurrency", "2"]
    assert baseline.main(["--base-url", address, "--out", str(plain), *common, *patient]) == 0

    def script(prompt: str, number: int) -> Reply:
        faults = (
            failure(429, headers=(("Retry-After", "0"),)),
            failure(500),
            Reply(b'{"choices": [{"mess', missing=99),
        )
        if number <= len(faults):
            return faults[number - 1]
        request = next(each for each in endpoint.requests if each["messages"][-1]["content"] == prompt)
        forwarded = urllib.request.Request(
            f"{address}/chat/completions", json.dumps(request).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(forwarded, timeout=PATIENCE) as reply:
            return Reply(reply.read())

    with serving(script) as endpoint:
        assert baseline.main(["--base-url", endpoint.url, "--out", str(faulty), *common, *patient]) == 0
    assert set(endpoint.asked.values()) == {4}
    assert faulty.read_bytes() == plain.read_bytes()
    reports = [json.loads(beside(out, ".run.json").read_text()) for out in (plain, faulty)]
    assert reports[0]["stories"] == reports[1]["stories"]
    assert reports[0]["tokens"]["prompt_tokens"] > reports[0]["tokens"]["completion_tokens"] == 60
    assert reports[0]["outcomes"]["length"] == 3
