"""Whether a summary states a fact, asked of a language model: one yes-or-no question a fact.

Nothing here talks to a model. `ask` takes prompts and gives back an answer to each, null where it got none; whoever makes
it decides on the endpoint, on caching and on what to do about failures. A summary can try to talk the model into an
answer: the question says that it is data, which helps and guarantees nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from string import Template

from chipbrief.records import Entity, Fact

Ask = Callable[[Sequence[str]], Sequence[str | None]]
_ANSWER = re.compile(r"[\s\"'*]*(?P<word>yes|no)[\s\"'*.!]*", re.I)


@lru_cache
def _question() -> Template:
    return Template((files("chipbrief.metrics.facts") / "question.txt").read_text(encoding="utf-8"))


def prompt(summary: str, fact: str) -> str:
    """The question about one fact. Angle brackets of the texts are replaced, so that neither can close its own mark."""
    marks = str.maketrans("<>", "‹›")
    return _question().substitute(summary=summary.strip().translate(marks), fact=fact.strip().translate(marks))


def parse(answer: str | None) -> bool | None:
    """`yes` or `no`, whatever the case and the quotation marks or full stop around it. Anything more is no answer."""
    match = _ANSWER.fullmatch(answer or "")
    return match["word"].lower() == "yes" if match else None


def judge(
    summary: str, facts: Sequence[Fact], entities: Sequence[Entity] = (), ask: Ask | None = None
) -> dict[str, bool | None]:
    """For each fact's id whether the model says that the summary states it; null where it gave no clear answer.

    All facts are asked in one call. An empty summary states nothing, and nobody is asked. Raises `ValueError` without
    `ask`, or where that gives back another number of answers than it got questions.
    """
    del entities  # the model needs no list of names
    if ask is None:
        raise ValueError("the matcher llm needs `ask`, a function from prompts to answers")
    if not summary.strip():
        return dict.fromkeys((fact.id for fact in facts), False)
    answers = ask([prompt(summary, fact.text) for fact in facts])
    if len(answers) != len(facts):
        raise ValueError(f"{len(answers)} answers to {len(facts)} questions")
    return {fact.id: parse(answer) for fact, answer in zip(facts, answers, strict=True)}
