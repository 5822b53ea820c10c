"""Why a question got no answer, in words, and what to do about it."""

from __future__ import annotations

import httpx2
import openai

from chipbrief.endpoint.records import KEY_VARIABLES, Settings
from chipbrief.endpoint.retry import HOPELESS, is_retried


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
