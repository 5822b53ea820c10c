"""Reading the body of an endpoint's reply: the few fields of the protocol that are used, and no trust in any."""

from __future__ import annotations

import json
from typing import Any

from chipbrief.endpoint.records import TEXT_LIMIT, Answer

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
