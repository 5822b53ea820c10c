"""Asking: the official client, a limit of concurrent requests, retries, and the journal between every two steps."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import openai

from chipbrief.endpoint.failure import Contact, FailedError, asked_for, failed, kind_of, passes, pause
from chipbrief.endpoint.journal import Journal, open_journal
from chipbrief.endpoint.records import KEY_VARIABLES, Answer, MalformedReplyError, Message, Settings, read_reply
from chipbrief.problems import InputError, Problem, fail

NO_KEY = "none"
"""What is sent where there is no key: the client insists on one, and an endpoint without accounts ignores it."""
SECRET_LENGTH = 12
"""Keys below this length are placeholders, which local endpoints ignore; a longer one is struck out wherever it is quoted."""
BODY_LIMIT = 4 << 20
"""Bytes of a reply: far more than any answer within `max_tokens`, far less than would hurt."""

_sleep = asyncio.sleep


class _TooLongError(openai.OpenAIError):
    """A body beyond the limit. The client lets errors of its own family through as they are."""


class _SilentError(Exception):
    """Ends every worker at once: nobody waits for the time-out of a question that was just begun."""


class _Limited(httpx2.AsyncByteStream):
    """The stream of a body that ends the request where it becomes too long."""

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


async def _limit(response: httpx2.Response) -> None:
    """Called with every response before its body is read. A compressed one could be small and grow without bound."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise _TooLongError("the reply is compressed although this was not accepted")
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _Limited(response.stream)


def api_key() -> str:
    """The key of the environment, `NO_KEY` without one. Raises `InputError` where it cannot be sent, without showing it."""
    for name in KEY_VARIABLES:
        if (value := os.environ.get(name)) is not None:
            key = value.strip()
            if not (key.isascii() and key.isprintable()) or " " in key:
                raise fail(name, "holds characters that cannot be sent", "set it to the key alone")
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
    """See `chipbrief.endpoint.ask`."""
    settings.check()
    key = api_key()
    questions = {settings.key(messages): (messages, name) for messages, name in zip(prompts, names, strict=True)}
    with open_journal(journal) as opened:
        client = openai.AsyncOpenAI(
            api_key=key,
            base_url=settings.base_url,
            max_retries=0,
            timeout=settings.timeout,
            default_headers={"Accept-Encoding": "identity"},
            http_client=openai.DefaultAsyncHttpxClient(event_hooks={"response": [_limit]}),
        )
        async with client:
            run = _Run(client, settings, opened, questions, progress, contact)
            await run.finish()
        if run.problems:
            raise InputError(dict.fromkeys(run.problems))
        return [opened.answers[settings.key(messages)] for messages in prompts]


class _Run:
    """The questions of one call that the journal does not answer, asked by as many workers as may ask at once."""

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
        self.ended = self.silent = False

    async def finish(self) -> None:
        left = iter([key for key in self.questions if key not in self.journal.answers])
        self.report()
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self.settings.concurrency):
                    workers.create_task(self.work(left))
        except ExceptionGroup as errors:  # a journal that cannot be written ends every worker
            if (others := errors.split(_SilentError)[1]) is not None:
                raise others.exceptions[0] from None

    def report(self) -> None:
        self.progress(sum(key in self.journal.answers for key in self.questions), len(self.questions))

    async def work(self, left: Iterator[str]) -> None:
        for key in left:
            if self.ended:
                return
            messages, name = self.questions[key]
            try:
                answer = await self.answer(messages)
            except FailedError as failure:
                self.note(failure, name)
                if self.silent:
                    raise _SilentError from None
            else:
                self.journal.record(key, answer)
                self.report()

    def note(self, failure: FailedError, name: str) -> None:
        if self.silent:
            return  # said of all questions at once, those that were under way too
        self.silent = failure.attempts > 0 and self.contact.is_silent(failure.kind, failure.attempts, self.settings)
        if self.silent:
            self.problems.clear()
        ends = self.silent or failure.ends
        self.problems.append(Problem(self.settings.base_url if ends else name, str(failure), failure.remedy))
        self.ended = self.ended or ends

    async def answer(self, messages: Sequence[Message]) -> Answer:
        """One answer, after as many attempts as it takes and `retries` allows, or `trial` while nothing was answered."""
        kinds: list[str] = []
        while True:
            try:
                answer = await self.attempt(messages)
            except (openai.APIError, TimeoutError, MalformedReplyError) as error:
                kinds.append(kind_of(error))
                await self.wait_or_fail(error, kinds)
            except _TooLongError as error:
                raise FailedError(str(error), "no answer is that long: check the endpoint") from None
            else:
                self.contact.answered = True
                return answer

    async def wait_or_fail(self, error: Exception, kinds: Sequence[str]) -> None:
        """The pause before the next attempt; `kinds` are those of the failures so far. Raises `FailedError` at the last."""
        headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
        tries = self.contact.tries(kinds, self.settings)
        failure = failed(error, self.settings, self.secret)
        if self.ended or not passes(error) or asked_for(headers) > self.settings.patience:
            raise failure
        if len(kinds) >= tries:
            if not failure.ends:  # every worker says the same of what ends the run, however often it tried
                failure.kind, failure.attempts = kinds[-1], len(kinds)
            raise failure
        self.contact.say(f"waiting for {self.settings.base_url}: {failure.what}; attempt {len(kinds) + 1} of {tries}")
        await _sleep(pause(len(kinds), self.settings, headers))
        if self.ended:
            raise failure

    async def attempt(self, messages: Sequence[Message]) -> Answer:
        sent: list[Any] = [message._asdict() for message in messages]
        async with asyncio.timeout(self.settings.timeout):
            reply = await self.client.chat.completions.with_raw_response.create(
                messages=sent, **self.settings.parameters()
            )
        content: bytes = reply.content
        return read_reply(content.replace(self.secret.encode(), b"[key]") if self.secret else content)
