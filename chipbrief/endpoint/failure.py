"""Failed requests: when to repeat one and how long to wait, what to tell the user, and when to give an endpoint up."""

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

RETRIED = frozenset((408, 409, 425, 429))
"""Besides every status from 500 up: time-outs, conflicts, and too many requests."""
SPENT = frozenset(("insufficient_quota", "billing_hard_limit_reached"))
"""Codes that come with 429 as well, and that no waiting changes."""
HOPELESS = frozenset((401, 402, 403, 404))
"""What one question meets, every other would: the run ends."""


def is_retried(status: int, code: str | None) -> bool:
    """Whether a reply of this status, with the endpoint's own code for the error, may be another one next time."""
    return (status in RETRIED or status >= 500) and code not in SPENT


def pause(attempt: int, settings: Settings, headers: Mapping[str, str], now: float | None = None) -> float:
    """Seconds before the next attempt; `attempt` counts those that failed, from 1.

    Exponential, with jitter so that questions that failed together do not come back together; never sooner than the
    endpoint asks for, and never longer than `patience` unless it does.
    """
    jitter = random.uniform(0.5, 1)  # noqa: S311 - it spreads load and guards nothing
    own = min(settings.backoff * 2.0 ** min(attempt - 1, 60), settings.patience) * jitter
    return max(own, asked_for(headers, now))


def asked_for(headers: Mapping[str, str], now: float | None = None) -> float:
    """The seconds that the endpoint asks for: `retry-after-ms`, or `retry-after` as seconds or as a date; else 0."""
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
    """No answer to one question; `ends` where no other question can have one either.

    `attempts` and `kind` (of the failure) are set where it failed as often as it may.
    """

    def __init__(self, what: str, remedy: str, ends: bool = False) -> None:
        super().__init__(what)
        self.what, self.remedy, self.ends = what, remedy, ends
        self.kind, self.attempts = "", 0

    def __str__(self) -> str:
        return f"{self.what} ({self.attempts} attempts)" if self.attempts > 1 else self.what


def passes(error: Exception) -> bool:
    """Whether another attempt may end otherwise."""
    return not isinstance(error, openai.APIStatusError) or is_retried(error.status_code, error.code)


def kind_of(error: Exception) -> str:
    """What failures have in common that would fail again for the same reason."""
    if isinstance(error, openai.APIStatusError):
        return f"status {error.status_code}"
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return "no answer in time"
    return "no connection" if isinstance(error, openai.APIConnectionError) else "no answer in the reply"


def failed(error: Exception, settings: Settings, secret: str) -> FailedError:
    """What to say of an attempt that failed, without the `secret`."""
    if isinstance(error, openai.APIStatusError):
        said = _said(error).replace(secret, "[key]") if secret else _said(error)
        what = f"status {error.status_code}: {said[:300]}"
        return FailedError(what, _remedy(error, settings), ends=error.status_code in HOPELESS or _spent(error))
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return FailedError(f"no answer within {settings.timeout:g} seconds", "give a longer --timeout")
    if isinstance(error, openai.APIConnectionError):
        what = f"the connection failed: {error.__cause__ or error}"
        if isinstance(error.__cause__, httpx2.ConnectError):
            # Nothing listens: every other question would wait for as many attempts in vain.
            return FailedError(what, "check --base-url, or run again to go on", ends=True)
        return FailedError(what, "run again to go on")
    return FailedError(str(error), "is this an OpenAI-compatible endpoint? see --base-url")


def _spent(error: openai.APIStatusError) -> bool:
    return error.status_code == 429 and not is_retried(429, error.code)


def _said(error: openai.APIStatusError) -> str:
    """The endpoint's own words; `detail` is where FastAPI puts them."""
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
    return "run again to go on" if is_retried(error.status_code, error.code) else "see what the endpoint says"


WAITING = frozenset(("status 429", "status 503"))
"""Failures of an endpoint that is there and asks to wait: too many requests, or a model that is still being loaded."""


class Contact:
    """The state of one endpoint, for as many calls of `ask` as belong together. `tell` is called at the first retry.

    An endpoint that has answered is asked as often as `retries` allows. One that never has is given up after `trial`
    attempts that fail alike, and where two questions end so, it is at fault and not the question: the run ends.
    """

    def __init__(self, tell: Callable[[str], None] | None = None) -> None:
        self.answered = False
        self._tell = tell
        self._given_up: dict[str, list[int]] = {}

    def say(self, line: str) -> None:
        """Tell `line`, once: somebody who waits should know what for, not read it for every question."""
        if self._tell is not None:
            self._tell(printable(line))
            self._tell = None

    def tries(self, kinds: Sequence[str], settings: Settings) -> int:
        """Attempts that a question has whose failures were of these kinds."""
        if self.answered or kinds[-1] in WAITING or len(set(kinds)) > 1:
            return settings.retries + 1
        return min(settings.trial, settings.retries + 1)

    def is_silent(self, kind: str, attempts: int, settings: Settings) -> bool:
        """Whether the run ends with this question, which was given up after `attempts` that failed like the last, of `kind`."""
        given_up = self._given_up.setdefault(kind, [])
        given_up.append(attempts)
        return not self.answered and len(given_up) > 1 and sum(given_up) >= settings.trial
