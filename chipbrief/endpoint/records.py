"""What is asked of an endpoint, and what comes back. The few fields that are read of a reply are read without trust."""

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
"""The first that is set is sent; an empty one means that no key is."""
SEED = 12345
TEXT_LIMIT = 100_000
"""Characters of an answer that are kept: as many as a summary of a submission may have."""

Outcome = Literal["complete", "length", "refusal", "content_filter", "empty"]
OUTCOMES: tuple[Outcome, ...] = ("complete", "length", "refusal", "content_filter", "empty")
"""How an answer ended: as asked; cut at the limit of tokens; refused by the model; by the endpoint's filter; with nothing."""


class Message(NamedTuple):
    """One message of a conversation; `role` is `system`, `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Which model, where, and how it is asked. The key is no part of them: it comes from the environment.

    `max_tokens` is sent under the name `limit_name` (newer models of OpenAI know only `max_completion_tokens`).
    A `temperature` or `seed` of None is not sent, for endpoints that refuse it. Times are in seconds: `timeout` is for
    one attempt as a whole, `backoff` the first pause before another (it doubles, with jitter), `patience` the longest
    pause, beyond which an endpoint that asks for more (Retry-After) is given up. `trial` is for an endpoint that has not
    answered at all: a question's attempts, where all fail alike. `refused` is the remedy for a request that is refused:
    whoever asks knows what can be changed.
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
    refused: str = "where it names a parameter, see --omit and --limit-name"

    def parameters(self) -> dict[str, Any]:
        """What is sent beside the messages."""
        sent: dict[str, Any] = {"model": self.model, self.limit_name: self.max_tokens}
        if self.temperature is not None:
            sent["temperature"] = self.temperature
        if self.seed is not None:
            sent["seed"] = self.seed
        return sent

    def key(self, messages: Sequence[Message]) -> str:
        """What the journal knows a question by: everything that the answer depends on, and nothing else.

        The address counts, because the same name elsewhere may be another model. Pauses and concurrency do not.
        """
        question = {
            "base_url": self.base_url.rstrip("/"),
            "messages": [message._asdict() for message in messages],
            "parameters": self.parameters(),
        }
        return sha256(json.dumps(question, sort_keys=True))

    def check(self) -> None:
        """Raise `InputError` with everything that makes these settings unusable."""
        url = _split(self.base_url)
        faults = (
            (url is None, "--base-url", "is no http or https address", "for example http://127.0.0.1:8000/v1"),
            (url is not None and "@" in url.netloc, "--base-url", "holds a name or password", "give the key in OPENAI_API_KEY"),
            (not self.model or not self.model.isprintable(), "--model", "is empty or not printable", "name a model"),
            (self.max_tokens < 1, "--max-tokens", "is below 1", "leave it out for one that fits the budget"),
            (not 1 <= self.concurrency <= 256, "--concurrency", "is not between 1 and 256", "a few is usual"),
            (self.trial < 1, "trial", "is below 1", "1 asks once"),
            (self.retries < 0, "--retries", "is below 0", "0 asks once"),
            (not _positive(self.timeout), "--timeout", "is no number of seconds above 0", "for example 120"),
            (not _positive(self.patience, self.backoff), "--patience", "is no number of seconds above 0", "for example 120"),
            (not _positive(1 + (self.temperature or 0)), "--temperature", "is no number from 0 up", "0 is the default"),
        )  # fmt: skip
        if problems := [Problem(where, what, remedy) for wrong, where, what, remedy in faults if wrong]:
            raise InputError(problems)


def _split(address: str) -> Any:
    try:
        url = urlsplit(address)
        usable = url.scheme in ("http", "https") and url.hostname and address.isprintable() and url.port != 0
    except ValueError:
        return None
    return url if usable else None


def _positive(*numbers: float) -> bool:
    return all(math.isfinite(number) and number > 0 for number in numbers)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered, as it came. Token counts are the endpoint's own, and null where it gives none.

    `model` is the name under which the endpoint says that it answered: often a dated version of the one asked for.
    """

    text: str
    finish_reason: str | None = None
    refusal: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    model: str | None = None

    @property
    def outcome(self) -> Outcome:
        """How it ended, by the clearest sign: a refusal outweighs a limit, a limit an empty text."""
        if self.refusal is not None:
            return "refusal"
        if self.finish_reason == "content_filter":
            return "content_filter"
        if self.finish_reason == "length":
            return "length"
        return "complete" if self.text.strip() else "empty"


SHORT_LIMIT = 2000
"""Characters of a refusal, a name or a message of the endpoint that are kept."""


class MalformedReplyError(ValueError):
    """A body that is not a chat completion."""


def read_reply(body: bytes) -> Answer:
    """The first choice of a chat completion. Raises `MalformedReplyError`.

    An endpoint that ignores the limit of tokens is cut at `TEXT_LIMIT` characters, and the answer counts as cut. Half
    surrogate pairs and NULs, which no file of text may hold, are replaced.
    """
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedReplyError("the reply is not JSON") from error
    choices = _get(reply, "choices", list)
    if not choices:
        raise MalformedReplyError(_own_words(reply) or "the reply has no choices")
    message = _get(choices[0], "message", dict) or {}
    text = _clean(_get(message, "content", str) or "")
    reason = _short(_get(choices[0], "finish_reason", str))
    return Answer(
        text=text[:TEXT_LIMIT],
        finish_reason="length" if len(text) > TEXT_LIMIT else reason,
        refusal=_short(_get(message, "refusal", str)) or None,
        prompt_tokens=_count(reply, "prompt_tokens"),
        completion_tokens=_count(reply, "completion_tokens"),
        model=_short(_get(reply, "model", str)),
    )


def _get(value: Any, key: str, kind: type) -> Any:
    """The member, None where it is missing or null. Raises `MalformedReplyError` where it is something else."""
    if not isinstance(value, dict):
        raise MalformedReplyError(f"the reply has no object where {key!r} belongs")
    member = value.get(key)
    if member is not None and not isinstance(member, kind):
        raise MalformedReplyError(f"{key!r} of the reply is not of the protocol's type")
    return member


def _count(reply: dict[str, Any], key: str) -> int | None:
    """A count of tokens. It only informs, so a wrong one is no reason to lose a paid answer."""
    usage = reply.get("usage")
    count = usage.get(key) if isinstance(usage, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1 << 53 else None


def _own_words(reply: dict[str, Any]) -> str | None:
    """The message of an endpoint that reports an error under the status of success."""
    error = reply.get("error")
    message = error.get("message") if isinstance(error, dict) else error
    return f"the endpoint says: {message[:300]}" if isinstance(message, str) else None


def _short(text: str | None) -> str | None:
    return None if text is None else _clean(text)[:SHORT_LIMIT]


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
