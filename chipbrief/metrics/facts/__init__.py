"""`fact_recall`: of the facts of a story, weighted, the share that a summary states, as a matcher sees it.

The number is only as good as its matcher: docs/fact_matching.md has how often each one is right, and which way it errs.
Works on anybody's facts: `plain` makes them from texts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from chipbrief.metrics.entities import named
from chipbrief.metrics.facts import lexical, llm
from chipbrief.metrics.facts.llm import Ask as Ask
from chipbrief.records import Entity, Fact


class Matcher(NamedTuple):
    """`judge` says for each fact's id whether the summary states it, null where it cannot say.

    `version` counts up with every change of what it says.
    """

    judge: Callable[[str, Sequence[Fact], Sequence[Entity], Ask | None], Mapping[str, bool | None]]
    version: int


def _lexical(summary: str, facts: Sequence[Fact], entities: Sequence[Entity], ask: Ask | None) -> dict[str, bool]:
    del ask
    return lexical.judge(summary, facts, entities)


MATCHERS = {"lexical": Matcher(_lexical, 1), "llm": Matcher(llm.judge, 1)}
"""The ways of telling whether a summary states a fact; `llm` needs a function `ask` that reaches a language model."""


def signature(matcher: str = "lexical") -> str:
    """The matcher and its version, for the line that says how a score was made: `lexical-1`."""
    return f"{matcher}-{MATCHERS[matcher].version}"


def judge(
    summary: str,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> dict[str, bool | None]:
    """For each fact's id whether `summary` states it; null where the matcher could not tell. `KeyError` for no matcher."""
    return dict(MATCHERS[matcher].judge(summary, facts, entities, ask))


def stated(
    summary: str,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> set[str]:
    """The ids of the facts that `summary` states. One that the matcher could not tell is not among them."""
    return {fact for fact, found in judge(summary, facts, entities, matcher, ask).items() if found}


def recall(
    summary: str,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> float | None:
    """`fact_recall`: the weighted share of the facts that `summary` states.

    A fact weighs the share of the references that state it. Null where no fact weighs anything: the article is then left
    out of the mean, and counted.
    """
    return share_stated(facts, stated(summary, facts, entities, matcher, ask))


def share_stated(facts: Sequence[Fact], inside: Collection[str]) -> float | None:
    """The part of all weight that lies on the facts `inside`; null where there is none."""
    total = fsum(fact.weight for fact in facts)
    return fsum(fact.weight for fact in facts if fact.id in inside) / total if total else None


def plain(texts: Sequence[str], entities: Sequence[Entity] = ()) -> tuple[Fact, ...]:
    """Facts from texts of one claim each: `f1`, `f2` …, each of weight 1, with those of the `entities` that it names."""
    return tuple(
        Fact(f"f{number}", text, tuple(sorted(named(text, entities))), (), 1.0) for number, text in enumerate(texts, 1)
    )


def score(summary: str, fact: str, entities: Sequence[Entity] = ()) -> float:
    """The probability, by the matcher `lexical`, that `summary` states one fact that stands by itself.

    Without the other facts of a story each word weighs the same, which costs some accuracy: better give `judge` all of them.
    """
    return lexical.scores(summary, plain([fact], entities), entities)["f1"]


def states(summary: str, fact: str, entities: Sequence[Entity] = ()) -> bool:
    """Whether `summary` states one fact that stands by itself, by the matcher `lexical`; see `score`."""
    return score(summary, fact, entities) >= lexical.MODEL.threshold
