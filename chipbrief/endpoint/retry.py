"""When a question is asked again, and how long to wait before."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from chipbrief.endpoint.records import Settings

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
