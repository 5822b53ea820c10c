"""The matcher `llm`: ask a language model one yes-or-no question per fact.

This module does not contact a model. The caller passes `ask`, which decides on endpoint, caching and failures. A summary
may contain instructions to the model (prompt injection). The prompt tells the model that the summary is data, which helps
but guarantees nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from string import Template

from chipbrief.records import Entity, Fact

Ask = Callable[[Sequence[str]], Sequence[str | None]]
"""A function from prompts to one answer per prompt, in the same order; null marks a prompt without an answer."""
_ANSWER = re.compile(r"[\s\"'*]*(?P<word>yes|no)[\s\"'*.!]*", re.I)


@lru_cache
def _question() -> Template:
    return Template((files("chipbrief.metrics.facts") / "question.txt").read_text(encoding="utf-8"))


def prompt(summary: str, fact: str) -> str:
    """Return the question about one fact. Angle brackets in both texts are replaced, so that no text can close its own tag."""
    marks = str.maketrans("<>", "‹›")
    return _question().substitute(summary=summary.strip().translate(marks), fact=fact.strip().translate(marks))


def parse(answer: str | None) -> bool | None:
    """Return true for *yes*, false for *no*, and null for any other answer.

    Case, blanks, quotation marks, asterisks, and final full stops or exclamation marks are ignored.
    """
    match = _ANSWER.fullmatch(answer or "")
    return match["word"].lower() == "yes" if match else None


def judge(
    summary: str, facts: Sequence[Fact], entities: Sequence[Entity] = (), ask: Ask | None = None
) -> dict[str, bool | None]:
    """Map each fact id to the model's answer whether the summary states the fact, or to null if the answer is not clear.

    All questions go to `ask` in one call. For an empty summary, all answers are false and `ask` is not called. Raise
    `ValueError` if `ask` is null or does not return one answer per question.
    """
    del entities  # the model needs no list of names
    if ask is None:
        raise ValueError("matcher llm: needs `ask` (pass a function that takes prompts and returns their answers)")
    if not summary.strip():
        return dict.fromkeys((fact.id for fact in facts), False)
    answers = ask([prompt(summary, fact.text) for fact in facts])
    if len(answers) != len(facts):
        raise ValueError(
            f"ask: returned {len(answers)} answers to {len(facts)} questions (return one answer or null each)"
        )
    return {fact.id: parse(answer) for fact, answer in zip(facts, answers, strict=True)}
