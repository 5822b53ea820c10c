"""Questions to a language model behind an OpenAI-compatible endpoint, each paid for once.

The endpoint is untrusted and unreliable: answers are limited in size and time, what fails in passing is asked again, and
every answer is in a journal on the disk before the next question is sent, so that a run that was killed goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from chipbrief.endpoint.failure import Contact
from chipbrief.endpoint.records import Answer, Message, Settings
from chipbrief.problems import fail

__all__ = ["Answer", "Contact", "Message", "Settings", "ask", "ask_async"]


def ask(
    prompts: Sequence[str | Sequence[Message]],
    settings: Settings,
    journal: Path,
    progress: Callable[[int, int], None] | None = None,
    names: Sequence[str] = (),
    contact: Contact | None = None,
) -> list[Answer]:
    """The answers to `prompts` (a user's text, or a list of messages), in their order.

    Prompts that `journal` has answers to are not sent, nor is the same prompt sent twice. `progress` is called with the
    number of answers that are there and the number that is wanted. `names` say in messages which prompt is meant.
    `contact` is shared by calls that ask the same endpoint one after the other.
    Raises `InputError` with the problems of every prompt that got no answer; the answers that came are in the journal.
    Where an event loop runs already (a notebook), await `ask_async`.
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
    """`ask`, to be awaited."""
    try:
        import openai  # noqa: F401
    except ModuleNotFoundError:
        raise fail("openai", "is not installed", "pip install 'chipbrief[llm]'") from None
    # Imported here: the official client takes a second to load.
    from chipbrief.endpoint.client import answer_all

    messages = [[Message("user", prompt)] if isinstance(prompt, str) else list(prompt) for prompt in prompts]
    labels = list(names) or [f"prompt {number}" for number in range(1, len(messages) + 1)]
    return await answer_all(messages, settings, journal, progress or _silent, labels, contact or Contact())


def _silent(_there: int, _wanted: int) -> None:
    pass
