"""`fact_recall`: the weighted share of a story's facts that a summary states, estimated from probabilities.

A *matcher* says how likely it is that a summary states a fact. docs/fact_matching.md shows how often each matcher is right and what
errors it makes. To use your own facts, make them from texts with `plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import NamedTuple, cast

from chipbrief.language.reading import Reading, read
from chipbrief.metrics import entailment
from chipbrief.metrics.entities import named
from chipbrief.metrics.facts import lexical, llm, neural
from chipbrief.records import Entity, Fact

Ask = llm.Ask | entailment.Judge
"""What a matcher asks: `llm` a function from prompts to answers, `neural` one from a summary and facts to probabilities."""


class Matcher(NamedTuple):
    """A way to decide which facts a summary states.

    `probabilities` takes the reading of a summary, facts, entities and an optional `ask`. It maps each fact id to the
    probability (0 to 1) that the summary states the fact, or to null if it cannot decide. A fact counts as stated if its
    probability reaches `threshold`.
    `version` increases with every change that alters a probability.
    """

    probabilities: Callable[[Reading, Sequence[Fact], Sequence[Entity], Ask | None], Mapping[str, float | None]]
    threshold: float
    version: int


def _lexical(summary: Reading, facts: Sequence[Fact], entities: Sequence[Entity], ask: Ask | None) -> dict[str, float]:
    del ask
    found = lexical.scores(summary, facts, entities)
    # An alternative is read in place of its fact, among the story's other facts: the weight of a word depends on them.
    for at in range(max((len(fact.alternatives) for fact in facts), default=0)):
        told = [replace(fact, text=fact.alternatives[at]) if at < len(fact.alternatives) else fact for fact in facts]
        for fact, one in lexical.scores(summary, told, entities).items():
            found[fact] = max(found[fact], one)
    return found


def _llm(
    summary: Reading, facts: Sequence[Fact], entities: Sequence[Entity], ask: Ask | None
) -> dict[str, float | None]:
    wordings = _wordings(facts)
    answers = llm.judge(summary.given, [one for _, one in wordings], entities, cast("llm.Ask | None", ask))
    found: dict[str, list[bool | None]] = {fact.id: [] for fact in facts}
    for fact_id, one in wordings:
        found[fact_id].append(answers[one.id])
    return {fact_id: 1.0 if True in said else None if None in said else 0.0 for fact_id, said in found.items()}


def _neural(summary: Reading, facts: Sequence[Fact], entities: Sequence[Entity], ask: Ask | None) -> dict[str, float]:
    del entities  # the model needs no list of names
    wordings = _wordings(facts)
    chances = neural.judge(summary.given, [one for _, one in wordings], cast("entailment.Judge | None", ask))
    found = {fact.id: 0.0 for fact in facts}
    for fact_id, one in wordings:
        found[fact_id] = max(found[fact_id], chances[one.id])
    return found


def _wordings(facts: Sequence[Fact]) -> list[tuple[str, Fact]]:
    """Return each text and each alternative of the facts as a fact with an id of its own, with the id of its fact."""
    texts = ((fact, text) for fact in facts for text in (fact.text, *fact.alternatives))
    return [(fact.id, replace(fact, id=f"{number}", text=text)) for number, (fact, text) in enumerate(texts)]


MATCHERS = {
    "lexical": Matcher(_lexical, lexical.MODEL.threshold, 3),
    "llm": Matcher(_llm, 1.0, 1),
    "neural": Matcher(_neural, 0.5, 1),
}
"""All matchers by name. `llm` needs a function `ask` that sends prompts to a language model; its probabilities are 0 or 1.

`neural` needs as `ask` what `chipbrief.metrics.entailment.load` returns.
"""


def signature(matcher: str = "lexical") -> str:
    """Return name and version of a matcher for the signature of a score, such as `lexical-3`.

    Raise `KeyError` for an unknown matcher.
    """
    return f"{matcher}-{MATCHERS[matcher].version}"


def probabilities(
    summary: str | Reading,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> dict[str, float | None]:
    """Map each fact id to the probability that `summary` states the fact, or to null if the matcher cannot decide.

    If a fact has alternatives, its probability is the highest of those of its text and of its alternatives.
    Raise `KeyError` for an unknown matcher, and `ValueError` if `llm` or `neural` has no `ask` or gets a wrong number of answers.
    """
    return dict(MATCHERS[matcher].probabilities(read(summary).bare, facts, entities, ask))


def judge(
    summary: str | Reading,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> dict[str, bool | None]:
    """Map each fact id to whether `summary` states the fact, or to null if the matcher cannot decide.

    A fact counts as stated if its probability reaches the matcher's threshold. Raise the errors of `probabilities`.
    """
    threshold = MATCHERS[matcher].threshold
    found = probabilities(summary, facts, entities, matcher, ask)
    return {fact: None if one is None else one >= threshold for fact, one in found.items()}


def stated(
    summary: str | Reading,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> set[str]:
    """Return the ids of the facts that `summary` states, without those that the matcher cannot decide.

    Raise the errors of `probabilities`.
    """
    return likely(probabilities(summary, facts, entities, matcher, ask), matcher)


def likely(found: Mapping[str, float | None], matcher: str = "lexical") -> set[str]:
    """Return the ids of the facts whose probability, as `probabilities` returns it, reaches the threshold of `matcher`."""
    threshold = MATCHERS[matcher].threshold
    return {fact for fact, one in found.items() if one is not None and one >= threshold}


def recall(
    summary: str | Reading,
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    matcher: str = "lexical",
    ask: Ask | None = None,
) -> float | None:
    """Return `fact_recall`: the weighted mean (0 to 1) of the probabilities that `summary` states each fact.

    This estimates the share of the facts that the summary states, with less error than `share_stated`: a fact that is stated
    with a probability of 0.4 counts as 0.4. The weight of a fact is the share of the references that state it. Null if all
    weights are 0: such an article is left out of the mean, and counted. Raise the errors of `probabilities`.
    """
    return mean_probability(facts, probabilities(summary, facts, entities, matcher, ask))


def mean_probability(facts: Sequence[Fact], found: Mapping[str, float | None]) -> float | None:
    """Return the mean of the probabilities `found`, each with the weight of its fact (0 to 1).

    A probability that is null counts as 0. The mean is null if the weight of all facts is 0.
    """
    total = fsum(fact.weight for fact in facts)
    return fsum(fact.weight * (found[fact.id] or 0.0) for fact in facts) / total if total else None


def share_stated(facts: Sequence[Fact], inside: Collection[str]) -> float | None:
    """Return the weight of the facts with ids in `inside` divided by the weight of all facts (0 to 1).

    Null if the weight of all facts is 0.
    """
    return mean_probability(facts, {fact.id: float(fact.id in inside) for fact in facts})


def plain(texts: Sequence[str], entities: Sequence[Entity] = ()) -> tuple[Fact, ...]:
    """Make facts from texts of one claim each. Their ids are `f1`, `f2` …, and their weights 1.

    Each fact gets the ids of those `entities` that its text names.
    """
    return tuple(
        Fact(f"f{number}", text, tuple(sorted(named(text, entities))), (), 1.0) for number, text in enumerate(texts, 1)
    )


def score(*, summary: str | Reading, fact: str, entities: Sequence[Entity] = ()) -> float:
    """Return the probability (0 to 1), by the matcher `lexical`, that `summary` states one single fact.

    All words of the fact have the same weight here. If you have all facts of a story, pass them to `judge`: it is more
    accurate, because it gives a higher weight to words that few of the facts contain.
    """
    return lexical.scores(read(summary).bare, plain([fact], entities), entities)["f1"]


def states(*, summary: str | Reading, fact: str, entities: Sequence[Entity] = ()) -> bool:
    """Return whether `summary` states one single fact, by the matcher `lexical`; see `score`."""
    return score(summary=summary, fact=fact, entities=entities) >= lexical.MODEL.threshold
