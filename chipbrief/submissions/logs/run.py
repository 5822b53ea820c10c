"""Neutral record of a run: the texts and scores of each sample, whatever tool wrote them."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum
from typing import Literal, NamedTuple

from chipbrief.problems import fail, quote

MAX_NAMED = 20
"""Maximum number of names or ids that one message lists."""


class Missing(StrEnum):
    """Reason why a sample has no number for a score."""

    NAN = "NaN"
    NULL = "null"
    ABSENT = "absent"
    ERROR = "error"
    NOT_A_NUMBER = "not a number"


Score = float | Missing
Undefined = Literal["skip", "zero"]
"""What happens to a score without a number: it is left out, or it counts as 0."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample of a run. The key is (`id`, `repeat`).

    `texts` has one text for each answer of the system: none after an error, several if it gave several choices. `error` is the
    reason if the sample failed. `content` is a digest of what the system was given, and `fields` has values that could
    identify the sample, by their path (`doc.id`).
    """

    id: str
    repeat: int = 1
    texts: tuple[str, ...] = ()
    scores: Mapping[str, Score] = field(default_factory=dict)
    error: str = ""
    content: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """Samples of one system on one task.

    `positional` tells that the ids are numbers of rows, which shift if a row is missing. `planned` has the ids that the run was
    to have, as far as the file says. `aliases` maps other names of scores to their names in the samples. `notes` says what a
    reader of the results should know, such as that the run was cancelled.
    """

    where: str
    format: str
    version: str
    system: str
    task: str
    samples: tuple[Sample, ...]
    positional: bool = False
    planned: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scores that are a number in at least one sample, in the order in which they first appear."""
        found = (name for one in self.samples for name, value in one.scores.items() if isinstance(value, float))
        return tuple(dict.fromkeys(found))

    @property
    def has_texts(self) -> bool:
        """Whether a sample has a text."""
        return any(one.texts for one in self.samples)


class Measured(NamedTuple):
    """One score of a run: the mean over the repeats of each id, and what is behind it."""

    name: str
    values: dict[str, float]
    """Mean over the repeats that count, by id. An id without any is left out."""
    repeats: dict[str, int]
    """Number of samples of each id."""
    missing: dict[str, dict[str, int]]
    """Number of samples without a number, by reason and id. With the rule `zero` they are in the means as 0."""


def measured(run: Run, measure: str, undefined: Undefined = "skip") -> Measured:
    """Return one score of a run. Raise `InputError` if `measure` names no score, or several.

    With the rule `skip`, the mean of an id is over its repeats that have a number; with `zero`, every other repeat counts as 0.
    """
    name = resolve(run, measure)
    numbers: dict[str, list[float]] = {}
    missing: dict[str, Counter[str]] = {}
    repeats: Counter[str] = Counter()
    for one in run.samples:
        repeats[one.id] += 1
        value = one.scores.get(name, Missing.ERROR if one.error else Missing.ABSENT)
        if isinstance(value, Missing):
            missing.setdefault(value, Counter())[one.id] += 1
            if undefined == "skip":
                continue
            value = 0.0
        numbers.setdefault(one.id, []).append(value)
    values = {story: fsum(found) / len(found) for story, found in numbers.items()}
    return Measured(name, values, dict(repeats), {reason: dict(ids) for reason, ids in missing.items()})


def per_sample(run: Run, measure: str, undefined: Undefined = "skip") -> dict[str, float]:
    """Return the mean of a score over the repeats of each id. Ids without a value are left out (see `measured`)."""
    return measured(run, measure, undefined).values


def resolve(run: Run, measure: str) -> str:
    """Return the name of the score that `measure` stands for. Raise `InputError` if there is none, or several."""
    names = run.names
    if measure in names:
        return measure
    meant = [name for name in run.aliases.get(measure, ()) if name in names]
    if len(meant) == 1:
        return meant[0]
    where = f"{run.where}: score {quote(measure)}"
    if meant:
        raise fail(where, f"stands for {len(meant)} scores", f"choose one of {_listed(meant)}")
    if not names:
        raise fail(where, "is unknown, because no sample has a score", "score the run first, or compare its texts")
    near = difflib.get_close_matches(measure, names, n=1)
    raise fail(where, "is unknown", f"did you mean {near[0]}?" if near else f"choose one of {_listed(names)}")


def _listed(names: Sequence[str]) -> str:
    more = f", … ({len(names) - MAX_NAMED} more)" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more
