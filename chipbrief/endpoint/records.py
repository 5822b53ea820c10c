"""Request settings for an endpoint, and the parsing of its replies. Each field is checked before it is used."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from chipbrief.files import sha256
from chipbrief.problems import InputError, Problem

KEY_VARIABLES = ("CHIPBRIEF_API_KEY", "OPENAI_API_KEY")
"""Environment variables for the API key. The first one that is set is used. If it is empty, a placeholder is sent."""
SEED = 12345
"""Default seed that is sent with each request."""
TEXT_LIMIT = 100_000
"""Maximum length of an answer in characters, the same as for a summary in a submission. Longer answers are cut."""

Outcome = Literal["complete", "length", "refusal", "content_filter", "empty"]
OUTCOMES: tuple[Outcome, ...] = ("complete", "length", "refusal", "content_filter", "empty")
"""How an answer ended: completed, cut at the token limit, refused by the model, stopped by the endpoint's filter, or empty."""


class Message(NamedTuple):
    """One message of a conversation; `role` is `system`, `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The endpoint, the model and the request parameters. The API key is not included: it comes from the environment.

    - `max_tokens` is sent under the name `limit_name` (newer OpenAI models only accept `max_completion_tokens`).
    - `temperature` and `seed` are not sent if they are None, because some endpoints reject them.
    - `timeout` is the limit for one whole attempt, in seconds.
    - `retries` is the number of further attempts after a failed one.
    - `backoff` is the first pause between attempts, in seconds. It doubles each time, with jitter.
    - `patience` is the longest pause, in seconds. If the endpoint asks for a longer one (Retry-After), the prompt fails.
    - `trial` is the number of attempts per prompt that fail alike, as long as the endpoint has never answered.
    - `refused` is the remedy shown for status 400, since only the caller knows which parameters can be changed.
    """

    base_url: str
    model: str
    max_tokens: int
    temperature: float | None = 0.0
    seed: int | None = SEED
    limit_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    concurrency: int = 4
    timeout: float = 120.0
    retries: int = 6
    backoff: float = 1.0
    patience: float = 120.0
    trial: int = 3
    refused: str = "if the message names a parameter, change it with --omit or --limit-name"

    def parameters(self) -> dict[str, Any]:
        """Return the request fields that are sent with the messages."""
        sent: dict[str, Any] = {"model": self.model, self.limit_name: self.max_tokens}
        if self.temperature is not None:
            sent["temperature"] = self.temperature
        if self.seed is not None:
            sent["seed"] = self.seed
        return sent

    def key(self, messages: Sequence[Message]) -> str:
        """Return the journal key of a prompt: a SHA-256 digest of everything that the answer depends on.

        It includes the base URL, because the same model name may mean another model at another endpoint. It leaves out
        time limits, retries and concurrency.
        """
        question = {
            "base_url": self.base_url.rstrip("/"),
            "messages": [message._asdict() for message in messages],
            "parameters": self.parameters(),
        }
        return sha256(json.dumps(question, sort_keys=True))

    def check(self) -> None:
        """Raise `InputError` listing every invalid setting."""
        url = _parsed_url(self.base_url)
        faults = (
            (url is None, "--base-url", "is not an http or https address", "pass one such as http://127.0.0.1:8000/v1"),
            (url is not None and "@" in url.netloc, "--base-url", "contains a user name or password", "set OPENAI_API_KEY to the key"),
            (not self.model or not self.model.isprintable(), "--model", "is empty or not printable", "pass the name of a model"),
            (self.max_tokens < 1, "--max-tokens", "is below 1", "leave it out to derive it from the word budget"),
            (not 1 <= self.concurrency <= 256, "--concurrency", "is not between 1 and 256", "pass a small number such as 4"),
            (self.trial < 1, "trial", "is below 1", "pass 1 to make one attempt"),
            (self.retries < 0, "--retries", "is below 0", "pass 0 to make one attempt"),
            (not _are_positive(self.timeout), "--timeout", "is not a positive number of seconds", "pass one such as 120"),
            (not _are_positive(self.patience, self.backoff), "--patience", "is not a positive number of seconds", "pass one such as 120"),
            (not 0 <= (self.temperature or 0) < math.inf, "--temperature", "is not 0 or a positive number", "leave it out for 0"),
        )  # fmt: skip
        if problems := [Problem(where, what, remedy) for wrong, where, what, remedy in faults if wrong]:
            raise InputError(problems)


def _parsed_url(address: str) -> Any:
    try:
        url = urlsplit(address)
        usable = url.scheme in ("http", "https") and url.hostname and address.isprintable() and url.port != 0
    except ValueError:
        return None
    return url if usable else None


def _are_positive(*numbers: float) -> bool:
    return all(math.isfinite(number) and number > 0 for number in numbers)


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's answer, unchanged. The token counts are reported by the endpoint; None if it reports none.

    `model` is the model name in the reply, often a dated version of the requested name.
    """

    text: str
    finish_reason: str | None = None
    refusal: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    model: str | None = None

    @property
    def outcome(self) -> Outcome:
        """How the answer ended. A refusal takes precedence over a limit, and a limit over an empty text."""
        if self.refusal is not None:
            return "refusal"
        if self.finish_reason == "content_filter":
            return "content_filter"
        if self.finish_reason == "length":
            return "length"
        return "complete" if self.text.strip() else "empty"


SHORT_LIMIT = 2000
"""Maximum length of a refusal, a finish reason or a model name, in characters. The rest is cut."""


class MalformedReplyError(ValueError):
    """A response body that is not a valid chat completion."""


def read_reply(body: bytes) -> Answer:
    """Return the first choice of a chat completion. Raise `MalformedReplyError` if `body` is not a valid one.

    If an endpoint ignores the token limit, its text is cut at `TEXT_LIMIT` characters and the finish reason becomes
    `length`. Lone surrogates and NUL characters are replaced, because they cannot be stored in a text file.
    """
    try:
        reply = json.loads(body, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise MalformedReplyError("the reply is not JSON") from error
    choices = _get(reply, "choices", list)
    if not choices:
        raise MalformedReplyError(_error_message(reply) or "the reply has no choices")
    message = _get(choices[0], "message", dict) or {}
    text = _clean(_get(message, "content", str) or "")
    reason = _optional(choices[0], "finish_reason")
    return Answer(
        text=text[:TEXT_LIMIT],
        finish_reason="length" if len(text) > TEXT_LIMIT else reason,
        refusal=_optional(message, "refusal") or None,
        prompt_tokens=_count(reply, "prompt_tokens"),
        completion_tokens=_count(reply, "completion_tokens"),
        model=_optional(reply, "model"),
    )


def _get(value: Any, key: str, kind: type) -> Any:
    """Return `value[key]`, or None if it is missing or null. Raise `MalformedReplyError` if a type is wrong."""
    if not isinstance(value, dict):
        raise MalformedReplyError(f"the reply has no JSON object with {key!r}")
    member = value.get(key)
    if member is not None and not isinstance(member, kind):
        raise MalformedReplyError(f"{key!r} in the reply has a type that the protocol does not allow")
    return member


def _count(reply: dict[str, Any], key: str) -> int | None:
    """Return a token count, or None if it is invalid: it is only reported, so the paid answer is kept anyway."""
    usage = reply.get("usage")
    count = usage.get(key) if isinstance(usage, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1 << 53 else None


def _error_message(reply: dict[str, Any]) -> str | None:
    """Return the error message of a reply that reports an error with a success status."""
    error = reply.get("error")
    message = error.get("message") if isinstance(error, dict) else error
    return f"the endpoint says: {message[:300]}" if isinstance(message, str) else None


def _number(digits: str) -> int | float:
    """Return a number of any length: Python refuses to read integers of more than 4,300 digits, and the answer would be lost."""
    return int(digits) if len(digits) < 20 else float(digits)


def _optional(value: dict[str, Any], key: str) -> str | None:
    """Return a text that is only reported, or None if it is missing or no text: the paid answer is kept anyway."""
    text = value.get(key)
    return _clean(text)[:SHORT_LIMIT] if isinstance(text, str) else None


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
