"""Asking: the official client, a limit of concurrent requests, retries, and the journal between every two steps."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import openai

from chipbrief.endpoint.journal import Journal, open_journal
from chipbrief.endpoint.records import Answer, Message, Settings
from chipbrief.endpoint.reply import MalformedReplyError, read_reply
from chipbrief.endpoint.retry import HOPELESS, asked_for, is_retried, pause
from chipbrief.problems import InputError, Problem, fail

KEY_VARIABLES = ("CHIPBRIEF_API_KEY", "OPENAI_API_KEY")
"""The first that is set is sent; an empty one means that no key is."""
NO_KEY = "none"
"""What is sent where there is no key: the client insists on one, and an endpoint without accounts ignores it."""
SECRET_LENGTH = 12
"""Keys below this length are placeholders, which local endpoints ignore; a longer one is struck out wherever it is quoted."""
BODY_LIMIT = 4 << 20
"""Bytes of a reply: far more than any answer within `max_tokens`, far less than would hurt."""

_sleep = asyncio.sleep


class _TooLongError(openai.OpenAIError):
    """A body beyond the limit. The client lets errors of its own family through as they are."""


class _FailedError(Exception):
    """No answer to one question; `ends` where no other question can have one either."""

    def __init__(self, what: str, remedy: str, ends: bool = False) -> None:
        super().__init__(what)
        self.what, self.remedy, self.ends = what, remedy, ends


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
            run = _Run(client, settings, opened, questions, progress)
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
    ) -> None:
        self.client, self.settings, self.journal = client, settings, journal
        self.questions, self.progress = questions, progress
        self.secret = client.api_key if len(client.api_key) >= SECRET_LENGTH else ""
        self.problems: list[Problem] = []
        self.ended = False

    async def finish(self) -> None:
        left = iter([key for key in self.questions if key not in self.journal.answers])
        self.report()
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self.settings.concurrency):
                    workers.create_task(self.work(left))
        except ExceptionGroup as errors:  # a journal that cannot be written ends every worker
            raise errors.exceptions[0] from None

    def report(self) -> None:
        self.progress(sum(key in self.journal.answers for key in self.questions), len(self.questions))

    async def work(self, left: Iterator[str]) -> None:
        for key in left:
            if self.ended:
                return
            messages, name = self.questions[key]
            try:
                answer = await self.answer(messages)
            except _FailedError as failure:
                where = self.settings.base_url if failure.ends else name
                self.problems.append(Problem(where, failure.what, failure.remedy))
                self.ended = self.ended or failure.ends
            else:
                self.journal.record(key, answer)
                self.report()

    async def answer(self, messages: Sequence[Message]) -> Answer:
        """One answer, after as many attempts as it takes and `retries` allows."""
        for attempt in range(1, self.settings.retries + 2):
            try:
                return await self.attempt(messages)
            except (openai.APIError, TimeoutError, MalformedReplyError) as error:
                headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
                last = self.ended or attempt > self.settings.retries
                if last or not _passes(error) or asked_for(headers) > self.settings.patience:
                    raise self.failed(error, attempt) from None
                await _sleep(pause(attempt, self.settings, headers))
            except _TooLongError as error:
                raise _FailedError(str(error), "no answer is that long: check the endpoint") from None
        raise AssertionError("the last attempt returns or raises")

    async def attempt(self, messages: Sequence[Message]) -> Answer:
        sent: list[Any] = [message._asdict() for message in messages]
        async with asyncio.timeout(self.settings.timeout):
            reply = await self.client.chat.completions.with_raw_response.create(
                messages=sent, **self.settings.parameters()
            )
        content: bytes = reply.content
        return read_reply(content.replace(self.secret.encode(), b"[key]") if self.secret else content)

    def failed(self, error: Exception, attempts: int) -> _FailedError:
        times = f" ({attempts} attempts)" if attempts > 1 else ""
        if isinstance(error, openai.APIStatusError):
            said = _said(error).replace(self.secret, "[key]") if self.secret else _said(error)
            what = f"status {error.status_code}: {said[:300]}"
            if error.status_code in HOPELESS or _spent(error):
                return _FailedError(what, _remedy(error), ends=True)
            return _FailedError(f"{what}{times}", _remedy(error))
        if isinstance(error, TimeoutError | openai.APITimeoutError):
            return _FailedError(f"no answer within {self.settings.timeout:g} seconds{times}", "give a longer --timeout")
        if isinstance(error, openai.APIConnectionError):
            what = f"the connection failed: {error.__cause__ or error}"
            if isinstance(error.__cause__, httpx2.ConnectError):
                # Nothing listens: every other question would wait for as many attempts in vain.
                return _FailedError(what, "check --base-url, or run again to go on", ends=True)
            return _FailedError(f"{what}{times}", "run again to go on")
        return _FailedError(f"{error}{times}", "is this an OpenAI-compatible endpoint? see --base-url")


def _passes(error: Exception) -> bool:
    if isinstance(error, openai.APIStatusError):
        return is_retried(error.status_code, error.code)
    return True


def _spent(error: openai.APIStatusError) -> bool:
    return error.status_code == 429 and not is_retried(429, error.code)


def _said(error: openai.APIStatusError) -> str:
    """The endpoint's own words; `detail` is where FastAPI puts them."""
    body = error.body
    words = (body.get("message") or body.get("detail")) if isinstance(body, dict) else body
    return words if isinstance(words, str) else error.response.text


def _remedy(error: openai.APIStatusError) -> str:
    if error.status_code in (401, 403):
        return f"set the endpoint's key in {' or '.join(KEY_VARIABLES)}"
    if error.status_code == 404:
        return "check --base-url (it often ends in /v1) and --model"
    if error.status_code == 400:
        return "where it names a parameter, see --omit and --limit-name"
    return "run again to go on" if is_retried(error.status_code, error.code) else "see what the endpoint says"
