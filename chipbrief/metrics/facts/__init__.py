"""`fact_recall`: the weighted share of a story's facts that a summary states.

A *matcher* decides whether a summary states a fact. docs/fact_matching.md shows how often each matcher is right and what
errors it makes. To use your own facts, make them from texts with `plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from chipbrief.language.dressing import bare
from chipbrief.metrics.entities import named
from chipbrief.metrics.facts import lexical, llm
from chipbrief.metrics.facts.llm import Ask as Ask
from chipbrief.records import Entity, Fact


class Matcher(NamedTuple):
    """A way to decide which facts a summary states.

    `judge` takes summary, facts, entities and an optional `ask`. It maps each fact id to true, false, or null if it cannot
    decide. `version` increases with every change that alters a decision.
    """

    judge: Callable[[str, Sequence[Fact], Sequence[Entity], Ask | None], Mapping[str, bool | None]]
    version: int


def _lexical(summary: str, facts: Sequence[Fact], entities: Sequence[Entity], ask: Ask | None) -> dict[str, bool]:
    del ask
    return lexical.judge(summary, facts, entities)


MATCHERS = {"lexical": Matcher(_lexical, 1), "llm": Matcher(llm.judge, 1)}
"""All matchers by name. `llm` needs a function `ask` that sends prompts to a language model."""


def signature(matcher: str = "lexical") -> str:
    """Return name and version of a matcher for the signature of a score, such as `lexical-1`.

    Raise `KeyError` for an unknown matcher.
    """
    return f"{matcher}-{MATCHERS[matcher].version}"


def judge(
    summary: str,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> dict[str, bool | None]:
    """Map each fact id to whether `summary` states the fact, or to null if the matcher cannot decide.

    Raise `KeyError` for an unknown matcher, and `ValueError` if `llm` has no `ask` or gets a wrong number of answers.
    """
    return dict(MATCHERS[matcher].judge(bare(summary), facts, entities, ask))


def stated(
    summary: str,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> set[str]:
    """Return the ids of the facts that `summary` states, without those that the matcher cannot decide.

    Raise the errors of `judge`.
    """
    return {fact for fact, found in judge(summary, facts, entities, matcher, ask).items() if found}


def recall(
    summary: str,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> float | None:
    """Return `fact_recall`: the weighted share (0 to 1) of the facts that `summary` states.

    The weight of a fact is the share of the references that state it. Null if all weights are 0: such an article is left
    out of the mean, and counted. Raise the errors of `judge`.
    """
    return share_stated(facts, stated(summary, facts, entities, matcher, ask))


def share_stated(facts: Sequence[Fact], inside: Collection[str]) -> float | None:
    """Return the weight of the facts with ids in `inside` divided by the weight of all facts (0 to 1).

    Null if the weight of all facts is 0.
    """
    total = fsum(fact.weight for fact in facts)
    return fsum(fact.weight for fact in facts if fact.id in inside) / total if total else None


def plain(texts: Sequence[str], entities: Sequence[Entity] = ()) -> tuple[Fact, ...]:
    """Make facts from texts of one claim each. Their ids are `f1`, `f2` …, and their weights 1.

    Each fact gets the ids of those `entities` that its text names.
    """
    return tuple(
        Fact(f"f{number}", text, tuple(sorted(named(text, entities))), (), 1.0) for number, text in enumerate(texts, 1)
    )


def score(summary: str, fact: str, entities: Sequence[Entity] = ()) -> float:
    """Return the probability (0 to 1), by the matcher `lexical`, that `summary` states one single fact.

    All words of the fact have the same weight here. If you have all facts of a story, pass them to `judge`: it is more
    accurate, because it gives a higher weight to words that few of the facts contain.
    """
    return lexical.scores(bare(summary), plain([fact], entities), entities)["f1"]


def states(summary: str, fact: str, entities: Sequence[Entity] = ()) -> bool:
    """Return whether `summary` states one single fact, by the matcher `lexical`; see `score`."""
    return score(summary, fact, entities) >= lexical.MODEL.threshold
