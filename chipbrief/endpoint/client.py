"""Send the requests with the official OpenAI client: limited concurrency, retries, and a journal of the answers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import openai

from chipbrief.endpoint.failure import (
    Contact,
    FailedError,
    is_temporary,
    kind_of,
    problem_of,
    requested_wait,
    wait_before,
)
from chipbrief.endpoint.journal import Journal, open_journal
from chipbrief.endpoint.records import KEY_VARIABLES, Answer, MalformedReplyError, Message, Settings, read_reply
from chipbrief.problems import InputError, Problem, fail

NO_KEY = "none"
"""Placeholder that is sent if no key is set: the client requires a key, and an endpoint without accounts ignores it."""
SECRET_LENGTH = 12
"""Minimum length of a real key in characters. Real keys are replaced by `[key]` in answers and messages.

Shorter ones are placeholders for local endpoints, which ignore them.
"""
BODY_LIMIT = 4 << 20
"""Maximum size of a reply in bytes: far more than an answer within `max_tokens` needs, and small enough to hold in memory."""

_sleep = asyncio.sleep


class _TooLongError(openai.OpenAIError):
    """The reply is too long. It is an `OpenAIError` so that the client passes it on unchanged."""


class _RedirectedError(openai.OpenAIError):
    """The endpoint redirects to another origin. It is an `OpenAIError` for the same reason."""


class _GaveUpError(Exception):
    """Ends every worker at once, without waiting for requests that are under way."""


class _LimitedStream(httpx2.AsyncByteStream):
    """A response stream that raises `_TooLongError` after `BODY_LIMIT` bytes."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for chunk in self._stream:
            length += len(chunk)
            if length > BODY_LIMIT:
                raise _TooLongError(f"the reply is longer than {BODY_LIMIT:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


REDIRECTS = 3
"""Maximum number of redirects per request. They are followed within the same origin only."""


async def _refuse_redirect(response: httpx2.Response) -> None:
    """Raise `_RedirectedError` before a redirect to another scheme, host or port is followed: the prompt would go with it."""
    if not response.has_redirect_location:
        return
    asked = response.request.url
    try:
        target = asked.join(response.headers["location"])
    except (httpx2.InvalidURL, ValueError):
        raise _RedirectedError("the endpoint redirects to an invalid address") from None
    if (target.scheme, target.host, target.port) != (asked.scheme, asked.host, asked.port):
        host = f"{target.scheme}://{target.netloc.decode('ascii', 'replace')}"
        raise _RedirectedError(f"the endpoint redirects to another address, {host[:200]}")


async def _limit_body(response: httpx2.Response) -> None:
    """Limit the size of a response body before it is read.

    Compressed bodies are refused, because a small one can expand without bound.
    """
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise _TooLongError("the reply is compressed, although the request did not accept compression")
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _LimitedStream(response.stream)


def api_key() -> str:
    """Return the API key from the environment, or `NO_KEY` if there is none.

    Raise `InputError`, without showing the key, if it contains characters that cannot be sent.
    """
    for name in KEY_VARIABLES:
        if (value := os.environ.get(name)) is not None:
            key = value.strip()
            if not (key.isascii() and key.isprintable()) or " " in key:
                raise fail(name, "contains characters that cannot be sent", "set it to the key only")
            return key or NO_KEY
    return NO_KEY


async def answer_all(
    prompts: Sequence[Sequence[Message]],
    settings: Settings,
    journal: Path,
    progress: Callable[[int, int], None],
    names: Sequence[str],
    contact: Contact,
) -> list[Answer]:
    """Return one answer per prompt. See `chipbrief.endpoint.ask`."""
    settings.check()
    key = api_key()
    questions = {settings.key(messages): (messages, name) for messages, name in zip(prompts, names, strict=True)}
    with open_journal(journal, contact.say) as opened:
        client = openai.AsyncOpenAI(
            api_key=key,
            base_url=settings.base_url,
            max_retries=0,
            timeout=settings.timeout,
            default_headers={"Accept-Encoding": "identity"},
            http_client=openai.DefaultAsyncHttpxClient(
                event_hooks={"response": [_refuse_redirect, _limit_body]}, max_redirects=REDIRECTS
            ),
        )
        async with client:
            run = _Run(client, settings, opened, questions, progress, contact)
            await run.finish()
        if run.problems:
            raise InputError(dict.fromkeys(run.problems))
        return [opened.answers[settings.key(messages)] for messages in prompts]


class _Run:
    """One call of `ask`: workers send the prompts that the journal has no answer to, at most `concurrency` at once."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        settings: Settings,
        journal: Journal,
        questions: dict[str, tuple[Sequence[Message], str]],
        progress: Callable[[int, int], None],
        contact: Contact,
    ) -> None:
        self.client, self.settings, self.journal = client, settings, journal
        self.questions, self.progress, self.contact = questions, progress, contact
        self.secret = client.api_key if len(client.api_key) >= SECRET_LENGTH else ""
        self.problems: list[Problem] = []
        self.stopped = self.gave_up = False

    async def finish(self) -> None:
        left = iter([key for key in self.questions if key not in self.journal.answers])
        self.report()
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self.settings.concurrency):
                    workers.create_task(self.work(left))
        except ExceptionGroup as errors:  # for example, if the journal cannot be written
            if (others := errors.split(_GaveUpError)[1]) is not None:
                raise others.exceptions[0] from None

    def report(self) -> None:
        self.progress(sum(key in self.journal.answers for key in self.questions), len(self.questions))

    async def work(self, left: Iterator[str]) -> None:
        for key in left:
            if self.stopped:
                return
            messages, name = self.questions[key]
            try:
                answer = await self.answer(messages)
            except FailedError as failure:
                self.note(failure, name)
                if self.gave_up:
                    raise _GaveUpError from None
            else:
                self.journal.record(key, answer)
                self.report()

    def note(self, failure: FailedError, name: str) -> None:
        if self.gave_up:
            return  # one problem was already reported for all prompts, including those under way
        self.gave_up = failure.attempts > 0 and self.contact.should_give_up(
            failure.kind, failure.attempts, self.settings
        )
        if self.gave_up:
            self.problems.clear()
        ends_run = self.gave_up or failure.ends_run
        self.problems.append(Problem(self.settings.base_url if ends_run else name, str(failure), failure.remedy))
        self.stopped = self.stopped or ends_run

    async def answer(self, messages: Sequence[Message]) -> Answer:
        """Return the answer to one prompt, after as many attempts as `Contact.attempts_allowed` grants."""
        kinds: list[str] = []
        while True:
            try:
                answer = await self.attempt(messages)
            except (openai.APIError, TimeoutError, MalformedReplyError) as error:
                kinds.append(kind_of(error))
                await self.wait_or_fail(error, kinds)
            except _RedirectedError as error:
                remedy = "pass that address as --base-url if you trust it: nothing was sent there"
                raise FailedError(str(error), remedy, ends_run=True) from None
            except _TooLongError as error:
                raise FailedError(str(error), "check the endpoint: no valid answer is that long") from None
            else:
                self.contact.answered = True
                return answer

    async def wait_or_fail(self, error: Exception, kinds: Sequence[str]) -> None:
        """Wait before the next attempt, or raise `FailedError` if there is none. `kinds` are the kinds of failure so far."""
        headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
        tries = self.contact.attempts_allowed(kinds, self.settings)
        failure = problem_of(error, self.settings, self.secret)
        if self.stopped or not is_temporary(error) or requested_wait(headers) > self.settings.patience:
            raise failure
        if len(kinds) >= tries:
            if (
                not failure.ends_run
            ):  # otherwise all workers must report the same problem, whatever their number of attempts
                failure.kind, failure.attempts = kinds[-1], len(kinds)
            raise failure
        self.contact.tell_once(
            f"waiting for {self.settings.base_url}: {failure.what}; attempt {len(kinds) + 1} of {tries}"
        )
        await _sleep(wait_before(len(kinds), self.settings, headers))
        if self.stopped:
            raise failure

    async def attempt(self, messages: Sequence[Message]) -> Answer:
        sent: list[Any] = [message._asdict() for message in messages]
        async with asyncio.timeout(self.settings.timeout):
            reply = await self.client.chat.completions.with_raw_response.create(
                messages=sent, **self.settings.parameters()
            )
        content: bytes = reply.content
        return read_reply(content.replace(self.secret.encode(), b"[key]") if self.secret else content)
