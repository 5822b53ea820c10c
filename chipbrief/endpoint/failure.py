"""Failed requests: which to retry, how long to wait, what to tell the user, and when to give up on an endpoint."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime

import httpx2
import openai

from chipbrief.endpoint.records import KEY_VARIABLES, Settings
from chipbrief.problems import printable

RETRIED_STATUSES = frozenset((408, 409, 425, 429))
"""Statuses below 500 that are retried: time-outs (408), conflicts (409), too early (425) and too many requests (429)."""
QUOTA_CODES = frozenset(("insufficient_quota", "billing_hard_limit_reached"))
"""Error codes that come with status 429 although waiting does not help: the account has no quota left."""
FATAL_STATUSES = frozenset((401, 402, 403, 404))
"""Statuses that end the run, because every other request would get the same one: wrong key, no credit, no access, wrong address."""

RUN_AGAIN = "run the command again to continue"
"""Remedy for a failure that may go away. Answers in the journal are not requested again."""


def is_retried(status: int, code: str | None) -> bool:
    """Return whether a request is retried after this status. `code` is the error code in the reply, if it has one."""
    return (status in RETRIED_STATUSES or status >= 500) and code not in QUOTA_CODES


def wait_before(attempt: int, settings: Settings, headers: Mapping[str, str], now: float | None = None) -> float:
    """Return the seconds to wait after `attempt` failed attempts (at least 1).

    The wait grows exponentially up to `patience`, with jitter so that requests that failed together are not repeated
    together. It is never shorter than the endpoint asks for, even if that is longer than `patience`.
    """
    jitter = random.uniform(0.5, 1)  # noqa: S311 - not used for security
    own = min(settings.backoff * 2.0 ** min(attempt - 1, 60), settings.patience) * jitter
    return max(own, requested_wait(headers, now))


def requested_wait(headers: Mapping[str, str], now: float | None = None) -> float:
    """Return the wait in seconds that the endpoint asks for, or 0.

    The header is `retry-after-ms`, or `retry-after` with seconds or a date.
    """
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        return 0.0 if math.isnan(seconds) else max(0.0, seconds)
    try:
        until = parsedate_to_datetime(headers.get("retry-after", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return max(0.0, until - (time.time() if now is None else now))


class FailedError(Exception):
    """A prompt got no answer. If `ends_run` is true, no other prompt can get one either.

    `attempts` and the `kind` of the last failure are set if all allowed attempts were made.
    """

    def __init__(self, what: str, remedy: str, ends_run: bool = False) -> None:
        super().__init__(what)
        self.what, self.remedy, self.ends_run = what, remedy, ends_run
        self.kind, self.attempts = "", 0

    def __str__(self) -> str:
        return f"{self.what} ({self.attempts} attempts)" if self.attempts > 1 else self.what


def is_temporary(error: Exception) -> bool:
    """Return whether another attempt may succeed."""
    return not isinstance(error, openai.APIStatusError) or is_retried(error.status_code, error.code)


def kind_of(error: Exception) -> str:
    """Return the kind of a failure. Failures of the same kind are assumed to have the same cause."""
    if isinstance(error, openai.APIStatusError):
        return f"status {error.status_code}"
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return "no answer in time"
    return "no connection" if isinstance(error, openai.APIConnectionError) else "no answer in the reply"


def problem_of(error: Exception, settings: Settings, secret: str) -> FailedError:
    """Return what to tell the user about a failed attempt. The `secret` is replaced by `[key]`."""
    if isinstance(error, openai.APIStatusError):
        said = _error_message(error).replace(secret, "[key]") if secret else _error_message(error)
        what = f"status {error.status_code}: {said[:300]}"
        return FailedError(
            what, _remedy(error, settings), ends_run=error.status_code in FATAL_STATUSES or _is_quota_spent(error)
        )
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return FailedError(f"no answer within {settings.timeout:g} seconds", "pass a longer --timeout")
    if isinstance(error, openai.APIConnectionError):
        what = f"the connection failed: {error.__cause__ or error}"
        if isinstance(error.__cause__, httpx2.ConnectError):
            # Nothing listens at the address, so every other request would fail as well.
            return FailedError(what, "check --base-url, or run the command again to continue", ends_run=True)
        return FailedError(what, RUN_AGAIN)
    return FailedError(str(error), "check that --base-url is an OpenAI-compatible endpoint")


def _is_quota_spent(error: openai.APIStatusError) -> bool:
    return error.status_code == 429 and not is_retried(429, error.code)


def _error_message(error: openai.APIStatusError) -> str:
    """Return the endpoint's error message. FastAPI puts it under `detail`."""
    body = error.body
    words = (body.get("message") or body.get("detail")) if isinstance(body, dict) else body
    return words if isinstance(words, str) else error.response.text


def _remedy(error: openai.APIStatusError, settings: Settings) -> str:
    if error.status_code in (401, 403):
        return f"set the endpoint's key in {' or '.join(KEY_VARIABLES)}"
    if error.status_code == 404:
        return "check --base-url (it often ends in /v1) and --model"
    if error.status_code == 400:
        return settings.refused
    return RUN_AGAIN if is_retried(error.status_code, error.code) else "correct what the endpoint's message names"


WAIT_KINDS = frozenset(("status 429", "status 503"))
"""Kinds of failure that mean 'wait': too many requests, or a model that is still loading."""


class Contact:
    """The state of one endpoint, shared by successive calls of `ask`. `tell` is called once, at the first retry.

    If the endpoint has answered before, each prompt gets all attempts that `retries` allows. If it never has, a prompt
    fails after `trial` attempts that fail alike (`WAIT_KINDS` excepted). If two prompts fail for the same reason before
    any answer has come, the endpoint is at fault and the run ends.
    """

    def __init__(self, tell: Callable[[str], None] | None = None) -> None:
        self.answered = False
        self._tell = self._say = tell
        self._given_up: dict[str, list[int]] = {}

    def say(self, line: str) -> None:
        """Pass `line` to `tell`."""
        if self._say is not None:
            self._say(printable(line))

    def tell_once(self, line: str) -> None:
        """Pass `line` to `tell`, at most once, so that a waiting user learns the reason without a message per prompt."""
        if self._tell is not None:
            self._tell(printable(line))
            self._tell = None

    def attempts_allowed(self, kinds: Sequence[str], settings: Settings) -> int:
        """Return the number of attempts that a prompt gets, given the kinds of its failures so far."""
        if self.answered or kinds[-1] in WAIT_KINDS or len(set(kinds)) > 1:
            return settings.retries + 1
        return min(settings.trial, settings.retries + 1)

    def should_give_up(self, kind: str, attempts: int, settings: Settings) -> bool:
        """Record that a prompt failed after `attempts` attempts, the last of `kind`. Return whether this ends the run."""
        given_up = self._given_up.setdefault(kind, [])
        given_up.append(attempts)
        return not self.answered and len(given_up) > 1 and sum(given_up) >= settings.trial
