"""The result type of ROUGE, its types, and the checks of its settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

ROUGE_SCORE_VERSION = "0.1.2"
"""Release of `rouge_score` whose values `compatibility="rouge_score"` reproduces."""

TYPES = ("rouge1", "rouge2", "rougeL", "rougeLsum")
"""Default types."""

Stemmer = Literal["porter"]
Compatibility = Literal["rouge_score", "rouge155"]
Multi = Literal["max", "mean"]
Tokenizer = Literal["ascii", "unicode"]
Sentences = Literal["auto", "newline"]
Engine = Literal["auto", "numba", "python"]


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    fmeasure: float


ZERO = Score(0.0, 0.0, 0.0)
"""Score of a summary that shares nothing with its reference."""


def score_of(hits: int, predicted: int, expected: int) -> Score:
    """Return the score for `hits` shared units, given the number of units in the prediction and in the reference.

    The score is 0 if there are no units. The order of the operations makes the last bit equal to that of `rouge_score`.
    """
    precision, recall = hits / max(predicted, 1), hits / max(expected, 1)
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0)


def combine(scores: list[Score], multi: Multi) -> Score:
    """Combine the scores against several references: the first with the highest F, or the means of P, of R and of F."""
    if multi == "max":
        return max(scores, key=lambda one: one.fmeasure)
    totals = [0.0, 0.0, 0.0]
    for one in scores:  # not sum(): since Python 3.12 its rounding differs from that of the compiled engine
        totals = [total + part for total, part in zip(totals, one, strict=True)]
    return Score(*(total / len(scores) for total in totals))


KNOWN_TYPES = (*(f"rouge{n}" for n in range(1, 10)), "rougeL", "rougeLsum")
"""Types of `compatibility="rouge_score"`. `rouge155` has its own."""

ALLOWED = {
    "stemmer": ("porter", None),
    "compatibility": ("rouge_score", "rouge155"),
    "multi": ("max", "mean"),
    "tokenizer": ("ascii", "unicode"),
    "sentences": ("auto", "newline"),
}
"""Allowed values of each setting."""


class Setting(NamedTuple):
    """The arguments that `score` and `score_many` share, explained there."""

    types: tuple[str, ...]
    stemmer: Stemmer | None
    compatibility: Compatibility
    multi: Multi
    tokenizer: Tokenizer
    sentences: Sentences

    @property
    def splitting(self) -> Sentences:
        """How to split texts into sentences: the fastest way, `newline`, unless ROUGE-Lsum needs `sentences`.

        `rouge155` always splits at line feeds, because the script expects one sentence per line.
        """
        return self.sentences if self.compatibility == "rouge_score" and "rougeLsum" in self.types else "newline"


def checked(types: Sequence[str], *rest: object) -> Setting:
    """Return the setting. If an argument is wrong, raise `ValueError` with its value and the allowed values."""
    if isinstance(types, str):
        raise ValueError(f"types: {types!r} is a string (pass a list of types, such as ['rouge1'])")
    setting = Setting(tuple(types), *rest)  # type: ignore[arg-type]
    for name, allowed in ALLOWED.items():
        if (value := getattr(setting, name)) not in allowed:
            raise ValueError(f"{name}: {value!r} is not a known value (use one of {', '.join(map(repr, allowed))})")
    if setting.compatibility == "rouge155":
        if setting.tokenizer != "ascii":
            raise ValueError("tokenizer: compatibility='rouge155' has its own tokenizer (leave tokenizer='ascii')")
    elif unknown := [kind for kind in types if kind not in KNOWN_TYPES]:
        raise ValueError(f"types: {unknown[0]!r} is not a known type (use {', '.join(KNOWN_TYPES)})")
    return setting
