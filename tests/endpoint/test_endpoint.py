"""Tests of the endpoint client with a real server: which requests are repeated, and that no answer is paid for twice."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.endpoint import Answer, Contact, Message, Settings, ask, ask_async
from chipbrief.endpoint import client as client_module
from chipbrief.endpoint.failure import is_retried, requested_wait, wait_before
from chipbrief.endpoint.journal import open_journal
from chipbrief.endpoint.records import TEXT_LIMIT, MalformedReplyError, read_reply
from chipbrief.problems import InputError
from tests.endpoint.server import PATIENCE, Endpoint, Reply, Script, completion, failure, serving

FAST = Settings("http://127.0.0.1:9/v1", "tiny", 50, backoff=0.001, retries=3, timeout=PATIENCE)
DONE = Answer("to: a", "stop", None, 100, 20, "tiny-2026-01-01")


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHIPBRIEF_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def echo(prompt: str, _number: int) -> Reply:
    return completion(f"to: {prompt}")


def after(*replies: Reply) -> Script:
    """Return a script that gives these replies first and then a successful answer."""
    return lambda prompt, number: replies[number - 1] if number <= len(replies) else echo(prompt, number)


def problems(endpoint: Endpoint, journal: Path, prompts: list[str], settings: Settings = FAST) -> str:
    with pytest.raises(InputError) as caught:
        ask(prompts, replace(settings, base_url=endpoint.url), journal, names=prompts)
    return caught.value.describe().replace(endpoint.url, "URL")


@pytest.mark.parametrize(
    ("script", "requests"),
    [
        (echo, 1),
        (after(failure(429, headers=(("Retry-After", "0"),))), 2),
        (after(failure(429), failure(500), failure(503)), 4),
        (after(failure(408), failure(409)), 3),
        (after(completion("half")._replace(missing=9)), 2),
        (after(Reply(b'{"choices": [', missing=0)), 2),
        (after(Reply(b"[" * 100_000)), 2),
        (after(Reply(b"<html>", 502)), 2),
        (after(Reply(b'{"error": {"message": "overloaded"}}')), 2),
    ],
)
def test_what_passes_is_asked_again(tmp_path: Path, script: Script, requests: int) -> None:
    """Requests are repeated after failures that may pass."""
    with serving(script) as endpoint:
        assert ask(["a"], replace(FAST, base_url=endpoint.url), tmp_path / "j") == [DONE]
        assert endpoint.asked == {"a": requests}


@pytest.mark.parametrize(
    ("reply", "requests", "message"),
    [
        (failure(400, "unknown parameter: seed"), 2, "a: status 400: unknown parameter: seed (if the message names a parameter, change it with --omit"),
        (failure(401, "wrong key"), 1, "URL: status 401: wrong key (set the endpoint's key in CHIPBRIEF_API_KEY or"),
        (failure(404, "no such model"), 1, "URL: status 404: no such model (check --base-url"),
        (failure(413, "too long"), 2, "b: status 413: too long"),
        (failure(429, "pay", code="insufficient_quota"), 1, "URL: status 429: pay"),
        (failure(429, "later", (("Retry-After", "86400"),)), 2, "b: status 429: later (run the command again to continue)"),
        (failure(500, "x\x1b[31m" * 1000), 6, "URL: status 500: x?[31m"),
        (Reply(b'{"detail": "no such thing"}', 422), 2, "a: status 422: no such thing (correct what the endpoint's message names)"),
        (Reply(b'{"reason": 7}', 422), 2, 'a: status 422: {"reason": 7}'),
        (Reply(b"\xff\xfe", 400), 2, "a: status 400: "),
        (Reply(b"[" * 100_000, 400), 2, "a: status 400: "),
        (failure(503), 8, "URL: status 503: no (4 attempts)"),
        (Reply(b"{}"), 6, "URL: the reply has no choices (3 attempts)"),
        (Reply(b"x" * (client_module.BODY_LIMIT + 1)), 2, "a: the reply is longer than 4,194,304 bytes"),
        (Reply(b"x" * (client_module.BODY_LIMIT + 1), 500), 2, "a: the reply is longer than 4,194,304 bytes"),
        (Reply(b"x", headers=(("Content-Encoding", "gzip"),)), 2, "a: the reply is compressed"),
        (Reply(b"<html>"), 6, "URL: the reply is not JSON (3 attempts) (check that --base-url is an OpenAI-compatible endpoint"),
        (Reply(b"{", missing=5), 6, "URL: the connection failed: "),
    ],
)  # fmt: skip
def test_what_does_not_pass_is_said_at_once(tmp_path: Path, reply: Reply, requests: int, message: str) -> None:
    """Failures that will not pass are reported without further attempts."""
    with serving(lambda _prompt, _number: reply) as endpoint:
        said = problems(endpoint, tmp_path / "j", ["a", "b"], replace(FAST, concurrency=1))
        assert message in said
        assert len(endpoint.requests) == requests
        assert len(said) < 1000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "to", ["http://localhost:{port}/v1", "http://127.0.0.1:{other}/v1", "https://127.0.0.1:{port}/", "//x.invalid/"]
)
def test_another_address_is_not_asked(tmp_path: Path, status: int, to: str) -> None:
    """A redirect to another scheme, host or port ends the run, and nothing is sent there."""
    with serving(echo) as other, serving(lambda *_: Reply(b"", status, (("Location", address),))) as endpoint:
        port, foreign = (one.url.split(":")[2].split("/")[0] for one in (endpoint, other))
        address = to.format(port=port, other=foreign)
        said = problems(endpoint, tmp_path / "j", ["a", "b"], replace(FAST, concurrency=1))
        assert said.startswith("URL: the endpoint redirects to another address, ")
        assert said.endswith(" (pass that address as --base-url if you trust it: nothing was sent there)")
        assert not other.requests
        assert len(endpoint.requests) == 1


def test_a_redirect_at_the_same_address_is_followed(tmp_path: Path) -> None:
    moved = Reply(b"", 307, (("Location", "/v1/again"),))
    with serving(after(moved, moved)) as endpoint:
        assert ask(["a"], replace(FAST, base_url=endpoint.url), tmp_path / "j") == [DONE]
    with serving(lambda *_: moved) as endpoint:
        said = problems(endpoint, tmp_path / "k", ["a"], replace(FAST, retries=0))
        assert "Exceeded maximum allowed redirects" in said
        assert len(endpoint.requests) == client_module.REDIRECTS + 1


@pytest.mark.parametrize("drips", [False, True])
def test_a_server_that_hangs_is_left(tmp_path: Path, drips: bool) -> None:
    """The time limit is for the whole response, so it also ends a response that keeps sending single bytes."""

    def script(prompt: str, number: int) -> Reply:
        if not drips:
            endpoint.released.wait(PATIENCE)
        return echo(prompt, number)._replace(slow=True)

    with serving(script) as endpoint:
        said = problems(endpoint, tmp_path / "j", ["a"], replace(FAST, timeout=0.5, retries=1))
    assert said == "a: no answer within 0.5 seconds (2 attempts) (pass a longer --timeout)"


def test_an_address_where_nothing_listens_ends_the_run(tmp_path: Path) -> None:
    with serving(echo) as gone:
        pass
    said = problems(gone, tmp_path / "j", ["a", "b", "c"], replace(FAST, concurrency=1, retries=1))
    assert said.startswith("URL: the connection failed: ")
    said = problems(gone, tmp_path / "j", list("abcdef"), replace(FAST, retries=6))
    assert said.startswith("URL: the connection failed: ")
    assert said.count("\n") == 0


@pytest.mark.parametrize(
    ("answered", "retries", "concurrency", "least", "most"),
    [
        (False, 6, 1, 6, 6),
        (False, 6, 4, 6, 15),
        (False, 0, 1, 3, 3),
        (False, 1, 1, 4, 4),
        (True, 6, 1, 7 * 5, 7 * 5),
        (True, 0, 1, 5, 5),
    ],
)
def test_an_endpoint_that_never_answers_is_given_up_soon(
    tmp_path: Path, answered: bool, retries: int, concurrency: int, least: int, most: int
) -> None:
    """An endpoint that has never answered fails after a few attempts; one that has answered gets all `retries`."""
    said: list[str] = []

    def script(prompt: str, number: int) -> Reply:
        return echo(prompt, number) if prompt == "first" else Reply(b"<html>")

    with serving(script) as endpoint:
        settings = replace(FAST, base_url=endpoint.url, retries=retries, concurrency=concurrency)
        contact = Contact(said.append)
        if answered:
            ask(["first"], settings, tmp_path / "j", contact=contact)
        with pytest.raises(InputError) as caught:
            ask(list("abcde"), settings, tmp_path / "j", contact=contact)
        assert least <= len(endpoint.requests) - answered <= most
        assert len(caught.value.problems) == (5 if answered else 1)
        tries = retries + 1 if answered else min(3, retries + 1)
        waiting = f"waiting for {endpoint.url}: the reply is not JSON; attempt 2 of {tries}"
        assert said == ([waiting] if retries else [])


@pytest.mark.parametrize("answered", [False, True])
def test_a_refused_port_is_tried_a_few_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answered: bool) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(client_module, "_sleep", sleep)
    with serving(echo) as gone:
        pass
    contact = Contact()
    contact.answered = answered
    with pytest.raises(InputError, match="the connection failed"):
        ask(["a"], Settings(gone.url, "tiny", 50), tmp_path / "j", contact=contact)
    assert len(waited) == (6 if answered else 2)
    assert answered or sum(waited) <= 3


def test_nobody_waits_for_a_question_begun_as_the_endpoint_is_given_up(tmp_path: Path) -> None:
    """When the run ends because of the endpoint, it does not wait for requests that are still open."""
    begun = threading.Event()

    def script(prompt: str, _number: int) -> Reply:
        if prompt == "a":
            begun.set()
            endpoint.released.wait(PATIENCE)
        begun.wait(PATIENCE)
        return Reply(b"<html>")

    with serving(script) as endpoint:
        said = problems(endpoint, tmp_path / "j", list("abc"), replace(FAST, concurrency=2))
        assert said.startswith("URL: the reply is not JSON (3 attempts)")
        assert endpoint.asked == {"a": 1, "b": 3, "c": 3}


def test_one_question_that_breaks_the_endpoint_does_not_end_the_run(tmp_path: Path) -> None:
    with serving(lambda prompt, number: failure(500) if prompt == "a" else echo(prompt, number)) as endpoint:
        said = problems(endpoint, tmp_path / "j", list("abc"), replace(FAST, concurrency=1))
        assert said == "a: status 500: no (3 attempts) (run the command again to continue)"
        assert endpoint.asked == {"a": 3, "b": 1, "c": 1}


def test_every_problem_is_reported_and_every_answer_kept(tmp_path: Path) -> None:
    def script(prompt: str, number: int) -> Reply:
        return failure(400, "no") if prompt in "bd" and not endpoint.released.is_set() else echo(prompt, number)

    with serving(script) as endpoint:
        said = problems(endpoint, tmp_path / "j", list("abcde"))
        assert [line[:14] for line in sorted(said.splitlines())] == ["b: status 400:", "d: status 400:"]
        endpoint.released.set()
        answers = ask(list("abcde"), replace(FAST, base_url=endpoint.url), tmp_path / "j")
    assert [answer.text for answer in answers] == [f"to: {prompt}" for prompt in "abcde"]
    assert endpoint.asked == {"a": 1, "b": 2, "c": 1, "d": 2, "e": 1}


def test_as_many_at_once_as_allowed_and_answers_in_the_order_of_prompts(tmp_path: Path) -> None:
    """At most `concurrency` requests run at once, and the answers come in the order of the prompts."""
    together = threading.Barrier(3)
    others = threading.Semaphore(0)

    def script(prompt: str, number: int) -> Reply:
        if prompt in "abc":
            together.wait(PATIENCE)
        if prompt == "a":  # the first answer comes last
            for _ in "bcdefg":
                assert others.acquire(timeout=PATIENCE)
        else:
            others.release()
        return echo(prompt, number)

    seen: list[tuple[int, int]] = []
    with serving(script) as endpoint:
        settings = replace(FAST, base_url=endpoint.url, concurrency=3)
        answers = ask(list("abcdefga"), settings, tmp_path / "j", lambda there, wanted: seen.append((there, wanted)))
    assert [answer.text for answer in answers] == [f"to: {prompt}" for prompt in "abcdefga"]
    assert endpoint.most_at_once == 3
    assert set(endpoint.asked.values()) == {1}
    assert seen == [(there, 7) for there in range(8)]


def test_what_is_sent(tmp_path: Path) -> None:
    prompt = [Message("system", "Be brief."), Message("user", "a")]
    with serving(echo) as endpoint:
        settings = replace(FAST, base_url=endpoint.url + "/")
        ask([prompt], settings, tmp_path / "j")
        ask(
            [prompt], replace(settings, seed=None, temperature=None, limit_name="max_completion_tokens"), tmp_path / "j"
        )
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a"}]
    assert endpoint.requests == [
        {"model": "tiny", "max_tokens": 50, "temperature": 0.0, "seed": 12345, "messages": messages},
        {"model": "tiny", "max_completion_tokens": 50, "messages": messages},
    ]


@pytest.mark.parametrize(
    ("variables", "sent", "shown"),
    [
        ({}, "Bearer none", "Bearer none"),
        ({"OPENAI_API_KEY": "sk-one-of-mine\n"}, "Bearer sk-one-of-mine", "Bearer [key]"),
        (
            {"OPENAI_API_KEY": "sk-one-of-mine", "CHIPBRIEF_API_KEY": "sk-two-of-mine"},
            "Bearer sk-two-of-mine",
            "Bearer [key]",
        ),
        ({"OPENAI_API_KEY": "sk-one-of-mine", "CHIPBRIEF_API_KEY": ""}, "Bearer none", "Bearer none"),
        ({"OPENAI_API_KEY": "EMPTY"}, "Bearer EMPTY", "Bearer EMPTY"),
    ],
)
def test_the_key_comes_from_the_environment_and_goes_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sent: str, shown: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with serving(lambda _prompt, _number: failure(400, f"not with {endpoint.keys[-1]}")) as endpoint:
        said = problems(endpoint, tmp_path / "j", ["a"])
        endpoint.script = lambda prompt, _number: completion(f"{endpoint.keys[-1]} asked for {prompt}")
        answers = ask(["a"], replace(FAST, base_url=endpoint.url), tmp_path / "j")
    assert endpoint.keys == [sent, sent]
    assert said.startswith(f"a: status 400: not with {shown} (")
    assert [answer.text for answer in answers] == [f"{shown} asked for a"]
    assert "sk-" not in (tmp_path / "j").read_text()


def test_a_key_that_cannot_be_sent_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ä")
    with pytest.raises(InputError, match="OPENAI_API_KEY: contains characters that cannot be sent") as caught:
        ask(["a"], FAST, tmp_path / "j")
    assert "sk" not in str(caught.value)


def test_the_client_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the package `openai` is missing, the error names the extra to install."""
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(InputError, match=r"openai: is not installed \(pip install 'chipbrief\[llm\]'\)"):
        ask(["a"], FAST, tmp_path / "j")


def test_within_a_loop_it_is_awaited(tmp_path: Path) -> None:
    async def notebook() -> list[Answer]:
        return await ask_async(["a"], replace(FAST, base_url=endpoint.url), tmp_path / "j")

    with serving(echo) as endpoint:
        assert asyncio.run(notebook()) == [DONE]


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"base_url": "127.0.0.1:8000"}, ["--base-url: is not an http"]),
        ({"base_url": "file:///etc/passwd"}, ["--base-url: is not an http"]),
        ({"base_url": "http://[::1"}, ["--base-url: is not an http"]),
        ({"base_url": "http://me:secret@host/v1"}, ["--base-url: contains a user name or password"]),
        ({"model": "", "max_tokens": 0, "concurrency": 0, "retries": -1}, ["--model", "--max-tokens", "--concurrency", "--retries"]),
        ({"timeout": float("inf"), "patience": float("nan"), "temperature": -0.5}, ["--timeout", "--patience", "--temperature"]),
    ],
)  # fmt: skip
def test_bad_settings(tmp_path: Path, changes: dict[str, object], messages: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        ask(["a"], replace(FAST, **changes), tmp_path / "j")  # type: ignore[arg-type]
    lines = caught.value.describe().splitlines()
    assert [line[: len(message)] for line, message in zip(lines, messages, strict=True)] == messages
    assert "secret" not in caught.value.describe()
    assert not (tmp_path / "j").exists()


@pytest.mark.parametrize(
    ("reply", "answer", "outcome"),
    [
        (completion("Yes."), Answer("Yes.", "stop", None, 100, 20, "tiny-2026-01-01"), "complete"),
        (completion("Yes", "length"), Answer("Yes", "length", None, 100, 20, "tiny-2026-01-01"), "length"),
        (completion(None, "content_filter"), Answer("", "content_filter", None, 100, 20, "tiny-2026-01-01"), "content_filter"),
        (completion(None, refusal="I cannot."), Answer("", "stop", "I cannot.", 100, 20, "tiny-2026-01-01"), "refusal"),
        (completion(" \n"), Answer(" \n", "stop", None, 100, 20, "tiny-2026-01-01"), "empty"),
        (completion("a\ud800b\x00"), Answer("a?b\ufffd", "stop", None, 100, 20, "tiny-2026-01-01"), "complete"),
        (completion("x" * (TEXT_LIMIT + 1)), Answer("x" * TEXT_LIMIT, "length", None, 100, 20, "tiny-2026-01-01"), "length"),
        (Reply(b'{"choices": [{"message": {"content": "a"}}]}'), Answer("a"), "complete"),
        (Reply(b'{"choices": [{}], "usage": {"prompt_tokens": -1, "completion_tokens": true}}'), Answer(""), "empty"),
        (Reply(b'{"choices": [{"message": {"content": "a", "refusal": 1}, "finish_reason": 2}], "model": [], "usage": 7}'), Answer("a"), "complete"),
        (Reply(b'{"choices": [{"message": {"content": "a"}}], "usage": {"prompt_tokens": %s}}' % (b"9" * 5000)), Answer("a"), "complete"),
    ],
)  # fmt: skip
def test_reply(tmp_path: Path, reply: Reply, answer: Answer, outcome: str) -> None:
    """An answer is recorded however it ended, and the journal returns it unchanged."""
    with serving(lambda _prompt, _number: reply) as endpoint:
        settings = replace(FAST, base_url=endpoint.url)
        assert ask(["a"], settings, tmp_path / "j") == ask(["a"], settings, tmp_path / "j") == [answer]
        assert len(endpoint.requests) == 1
    assert answer.outcome == outcome


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'{"choices": []}', b'{"choices": {}}', b'{"choices": [1]}', b'{"choices": [{"message": 1}]}',
     b'{"choices": [{"message": {"content": ["a"]}}]}', b"9" * 5000, b"\xff"],
)  # fmt: skip
def test_malformed_reply(body: bytes) -> None:
    with pytest.raises(MalformedReplyError):
        read_reply(body)


@given(st.binary(max_size=80) | st.recursive(
    st.none() | st.text(max_size=9) | st.integers(),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from(["choices", "message", "content", "usage", "error"]), inner, max_size=3),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_body_is_read_or_refused(body: bytes) -> None:
    try:
        read_reply(body).text.encode()
    except MalformedReplyError as error:
        assert str(error)  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "-1"}, 0),
        ({"retry-after": "nan"}, 0),
        ({"retry-after": "inf"}, float("inf")),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "Thu, 01 Jan 1970 00:16:45 GMT"}, 5),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"retry-after": "Thu, 01 Jan 99999 00:00:00 GMT"}, 0),
    ],
)
def test_what_the_endpoint_asks_for(headers: dict[str, str], seconds: float) -> None:
    """The pause that an endpoint asks for is read from the headers of its response."""
    assert requested_wait(headers, now=1000) == seconds


@given(st.integers(1, 10_000), st.floats(0, 1000))
def test_pauses_double_up_to_a_limit_and_are_never_shorter_than_asked_for(attempt: int, wish: float) -> None:
    settings = replace(FAST, backoff=1, patience=120)
    full = min(2.0 ** min(attempt - 1, 60), 120)
    assert full / 2 <= wait_before(attempt, settings, {}) <= full
    assert wait_before(attempt, settings, {"retry-after": str(wish)}) >= wish


def test_the_run_waits_as_long_as_it_is_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(client_module, "_sleep", sleep)
    with serving(after(failure(429, headers=(("Retry-After", "100"),)), failure(503))) as endpoint:
        ask(["a"], replace(FAST, base_url=endpoint.url), tmp_path / "j")
    assert waited[0] == 100
    assert waited[1] < 1


@pytest.mark.parametrize(
    ("status", "code", "retried"),
    [(408, None, True), (409, None, True), (429, None, True), (429, "rate_limit_exceeded", True), (500, None, True), (529, None, True),
     (429, "insufficient_quota", False), (400, None, False), (401, None, False), (404, None, False), (422, None, False)],
)  # fmt: skip
def test_which_status_is_asked_again(status: int, code: str | None, retried: bool) -> None:
    assert is_retried(status, code) is retried


def journal_of(path: Path, count: int) -> list[str]:
    keys = [f"{number:064x}" for number in range(count)]
    with open_journal(path) as journal:
        for key in keys:
            journal.record(key, replace(DONE, text=f"answer to {key} – ünï"))
    return keys


def test_a_new_journal_without_an_answer_leaves_nothing(tmp_path: Path) -> None:
    with open_journal(tmp_path / "j"):
        assert (tmp_path / "j").exists()
    assert not list(tmp_path.iterdir())
    (tmp_path / "mine").touch()
    with open_journal(tmp_path / "mine"):
        pass
    assert (tmp_path / "mine").exists()


def test_a_journal_cut_anywhere_in_its_last_line_goes_on(tmp_path: Path) -> None:
    keys = journal_of(tmp_path / "whole", 3)
    data = (tmp_path / "whole").read_bytes()
    start = data.rindex(b"\n", 0, -1) + 1
    path = tmp_path / "j"
    for end in range(start, len(data) + 1):
        path.write_bytes(data[:end])
        with open_journal(path) as journal:
            assert list(journal.answers) == keys[: 3 if end >= len(data) - 1 else 2]
            journal.record("f" * 64, DONE)
        assert path.read_bytes().startswith(data[:start])
        with open_journal(path) as journal:
            assert journal.answers["f" * 64] == DONE


@pytest.mark.parametrize(
    "data",
    [
        b"my thesis",
        b"my thesis\nits second line",
        b'{"key": "value"',
        b'{"key": "' + b"a" * 65,
        b'{"key": "' + b"a" * 64 + b",",
        b'{"id": 1}',
        b'{\n "key": [\n',
        b" ",
        b"\0" * 9,
    ],
)
def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "j"
    path.write_bytes(data)
    message = r"is not a journal record \(pass a different file with --journal\)"
    with pytest.raises(InputError, match=message), open_journal(path):
        pass
    assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (os.devnull, "/dev/null: is not a regular file (pass a different file with --journal)"),
        ("/dev/full", "/dev/full: is not a regular file (pass a different file with --journal)"),
        ("/", "/: is not a regular file (pass a different file with --journal)"),
        (".", ".: is not a regular file (pass a different file with --journal)"),
        ("", ".: is not a regular file (pass a different file with --journal)"),
        ("folder", "folder: is not a regular file (pass a different file with --journal)"),
        ("pipe", "pipe: is not a regular file (pass a different file with --journal)"),
        ("none/..", "none/..: cannot be used: "),
        ("none/more/" + "x" * 300, "cannot be used: File name too long (pass a different file with --journal)"),
        ("file/j", "file/j: cannot be used: Not a directory (pass a different file with --journal)"),
        ("loop", "loop: cannot be used: "),
        ("a\0b", "a?b: cannot be used: "),
        (
            "/proc/self/x",
            "/proc/self/x: cannot be used: No such file or directory (pass a different file with --journal)",
        ),
        (
            "/proc/none/x",
            "/proc/none: cannot be used: No such file or directory (pass a different file with --journal)",
        ),
    ],
)
def test_where_no_journal_can_be_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    """If a path cannot be a journal, the error says why, and no file is made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as caught, open_journal(Path(name)):
        pass
    assert message in caught.value.describe()
    assert sorted(tmp_path.rglob("*")) == before


def test_the_folder_of_a_journal_is_made_for_an_answer_alone(tmp_path: Path) -> None:
    """The folder of a journal is removed again if no answer was stored."""
    path = tmp_path / "a" / "b" / "j"
    with open_journal(path):
        assert path.exists()
    assert not list(tmp_path.iterdir())
    journal_of(path, 1)
    assert path.exists()


@pytest.mark.parametrize(
    ("damage", "kept", "told"),
    [
        (lambda lines: [*lines, b"\0" * 4096], 3, 1),
        (lambda lines: [*lines, b"\0" * 500 + b"\n", b"\0" * 500 + b"\n"], 3, 1),
        (lambda lines: [*lines[:2], b"\0" * len(lines[2])], 2, 1),
        (lambda lines: [*lines[:2], lines[2][:40] + b"\0" * 60], 2, 1),
        (lambda lines: [*lines[:2], b"\0" * 60 + lines[2][40:]], 2, 1),
        (lambda lines: [*lines[:2], b"\0" * 60 + lines[2]], 3, 0),  # nothing of the record is missing
        (lambda lines: [lines[0], b"\0" * len(lines[1]) + lines[2]], 2, 0),
        (lambda lines: [lines[0], lines[1][:70] + b"\0" * 30 + b"\n", lines[2]], 2, 1),
        (lambda lines: [b"\0" * 99 + b"\n", *lines[1:]], 2, 1),
        (lambda lines: [*lines[:2], lines[2][:90]], 2, 0),  # a killed run, no power cut
    ],
)  # fmt: skip
def test_what_a_power_cut_leaves_in_a_journal(
    damage: Callable[[list[bytes]], list[bytes]], kept: int, told: int, tmp_path: Path
) -> None:
    """Lines of NULs are left out, and told. All other answers are kept, and the next one is added on a line of its own."""
    path = tmp_path / "j"
    journal_of(path, 3)
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))
    said: list[str] = []
    with open_journal(path, said.append) as journal:
        assert len(journal.answers) == kept
        journal.record("f" * 64, DONE)
    assert [line.split(": ")[1] for line in said] == [
        "damaged lines, probably from a power cut, are left out; their answers are requested again"
    ] * told
    with open_journal(path) as journal:
        assert len(journal.answers) == kept + 1


def _changed(change: Callable[[dict[str, object]], object]) -> Callable[[bytes], bytes]:
    def edit(line: bytes) -> bytes:
        row = json.loads(line)
        change(row)
        return json.dumps(row).encode()

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        lambda line: line[:-9],
        lambda _line: b"",
        lambda _line: b"[" * 100_000,
        lambda _line: b"\xff",
        _changed(lambda row: row.pop("text")),
        _changed(lambda row: row.update(more=1)),
        _changed(lambda row: row.update(text=None)),
        _changed(lambda row: row.update(prompt_tokens=True)),
        _changed(lambda row: row.update(key="x")),
        _changed(lambda row: row.update(key=7)),
    ],
)
def test_a_journal_with_wrong_lines_is_refused_and_left_as_it_is(
    tmp_path: Path, edit: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "j"
    journal_of(path, 4)
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0], edit(lines[1]), lines[2], edit(lines[3]), b'{"k']))
    before = path.read_bytes()
    with pytest.raises(InputError) as caught, open_journal(path):
        pass
    assert [(problem.line, problem.what) for problem in caught.value.problems] == [
        (2, "is not a journal record"),
        (4, "is not a journal record"),
    ]
    assert path.read_bytes() == before


def test_a_full_disk_ends_the_run_and_what_was_written_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with serving(echo) as endpoint:
        settings = replace(FAST, base_url=endpoint.url, concurrency=1)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="No space left"):
                ask(["a", "b", "c"], settings, tmp_path / "j")
        assert endpoint.asked == {"a": 1}
        assert len(ask(["a", "b", "c"], settings, tmp_path / "j")) == 3
        assert endpoint.asked == {"a": 1, "b": 1, "c": 1}


def test_two_runs_on_one_journal_are_refused(tmp_path: Path) -> None:
    with (
        open_journal(tmp_path / "j"),
        pytest.raises(InputError, match="another run is using this journal"),
        open_journal(tmp_path / "j"),
    ):
        pass
    with open_journal(tmp_path / "j") as journal:
        assert journal.answers == {}


def test_what_the_answer_depends_on_is_in_its_key() -> None:
    """The journal key depends on the prompt, the endpoint and the request parameters, and on nothing else."""
    prompt = [Message("user", "a")]
    same = (
        FAST,
        replace(FAST, concurrency=9, retries=0, timeout=1, backoff=9, patience=9),
        replace(FAST, base_url=FAST.base_url + "/"),
    )
    other = (replace(FAST, model="x"), replace(FAST, base_url="http://a/v1"), replace(FAST, max_tokens=9), replace(FAST, seed=None),
             replace(FAST, temperature=1), replace(FAST, limit_name="max_completion_tokens"))  # fmt: skip
    assert len({settings.key(prompt) for settings in same}) == 1
    assert len({settings.key(prompt) for settings in (FAST, *other)}) == len(other) + 1
    assert FAST.key([Message("system", "a")]) != FAST.key(prompt)
