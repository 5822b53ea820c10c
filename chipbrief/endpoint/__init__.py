"""Send prompts to a language model behind an OpenAI-compatible endpoint, and keep every answer.

The endpoint is treated as untrusted and unreliable. Answers are limited in size and time, and temporary failures are
retried. Every answer is written to a journal on disk before the next prompt is sent, so a killed run can be resumed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from chipbrief.endpoint.failure import Contact
from chipbrief.endpoint.journal import stored
from chipbrief.endpoint.records import Answer, Message, Settings
from chipbrief.problems import fail

__all__ = ["Answer", "Contact", "Message", "Settings", "ask", "ask_async", "stored"]


def ask(
    prompts: Sequence[str | Sequence[Message]],
    settings: Settings,
    journal: Path,
    progress: Callable[[int, int], None] | None = None,
    names: Sequence[str] = (),
    contact: Contact | None = None,
) -> list[Answer]:
    """Return one answer per prompt, in the order of `prompts`. A prompt is a user message or a list of messages.

    A prompt is not sent if `journal` already has its answer, and equal prompts are sent once. `progress` is called with
    the number of answers so far and the total. `names` identify the prompts in error messages. Pass the same `contact`
    to successive calls for one endpoint. If an event loop is already running (in a notebook), await `ask_async` instead.
    Raise `InputError` with every prompt that got no answer. The answers received stay in the journal. Raise it also if the
    settings, the key or the journal cannot be used.
    """
    return asyncio.run(ask_async(prompts, settings, journal, progress, names, contact))


async def ask_async(
    prompts: Sequence[str | Sequence[Message]],
    settings: Settings,
    journal: Path,
    progress: Callable[[int, int], None] | None = None,
    names: Sequence[str] = (),
    contact: Contact | None = None,
) -> list[Answer]:
    """Do the same as `ask`, as a coroutine."""
    try:
        import openai  # noqa: F401
    except ModuleNotFoundError:
        raise fail("openai", "is not installed", "pip install 'chipbrief[llm]'") from None
    # Imported here because the official client takes a second to load.
    from chipbrief.endpoint.client import answer_all

    messages = [[Message("user", prompt)] if isinstance(prompt, str) else list(prompt) for prompt in prompts]
    labels = list(names) or [f"prompt {number}" for number in range(1, len(messages) + 1)]
    return await answer_all(messages, settings, journal, progress or _no_progress, labels, contact or Contact())


def _no_progress(_answered: int, _total: int) -> None:
    pass
