"""The score, its kinds, and the settings that a score depends on, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

ROUGE_SCORE_VERSION = "0.1.2"
"""The release of `rouge_score` whose values `compatibility="rouge_score"` has."""

TYPES = ("rouge1", "rouge2", "rougeL", "rougeLsum")
"""What is scored where nothing else is asked for."""

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


def score_of(hits: int, predicted: int, expected: int) -> Score:
    """The score of `hits` units out of those of the prediction and of the reference; 0 where there are none.

    The order of the operations is part of the result: with it the last bit is that of `rouge_score`.
    """
    precision, recall = hits / max(predicted, 1), hits / max(expected, 1)
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0)


def combine(scores: list[Score], multi: Multi) -> Score:
    """One score from those against each reference: the first with the highest F, or the mean of P, R and F each."""
    if multi == "max":
        return max(scores, key=lambda one: one.fmeasure)
    totals = [0.0, 0.0, 0.0]
    for one in scores:  # not sum(): since Python 3.12 it rounds otherwise than the compiled engine does
        totals = [total + part for total, part in zip(totals, one, strict=True)]
    return Score(*(total / len(scores) for total in totals))


KNOWN_TYPES = (*(f"rouge{n}" for n in range(1, 10)), "rougeL", "rougeLsum")
"""The types that `compatibility="rouge_score"` knows; `rouge155` has its own."""

ALLOWED = {
    "stemmer": ("porter", None),
    "compatibility": ("rouge_score", "rouge155"),
    "multi": ("max", "mean"),
    "tokenizer": ("ascii", "unicode"),
    "sentences": ("auto", "newline"),
}


class Setting(NamedTuple):
    """The arguments that `score` and `score_many` share; they explain them."""

    types: tuple[str, ...]
    stemmer: Stemmer | None
    compatibility: Compatibility
    multi: Multi
    tokenizer: Tokenizer
    sentences: Sentences

    @property
    def cuts(self) -> Sentences:
        """How texts are cut: where no type depends on sentences, in the way that costs nothing.

        For `rouge155` at line feeds in any case: the script reads a sentence a line and splits none.
        """
        return self.sentences if self.compatibility == "rouge_score" and "rougeLsum" in self.types else "newline"


def checked(types: Sequence[str], *rest: object) -> Setting:
    """The setting, or a `ValueError` that names the argument, its value and those that are possible."""
    if isinstance(types, str):
        raise ValueError(f"types: {types!r} is one text; a list of types is needed")
    setting = Setting(tuple(types), *rest)  # type: ignore[arg-type]
    for name, allowed in ALLOWED.items():
        if (value := getattr(setting, name)) not in allowed:
            raise ValueError(f"{name}: {value!r} is not one of {', '.join(map(repr, allowed))}")
    if setting.compatibility == "rouge155":
        if setting.tokenizer != "ascii":
            raise ValueError("tokenizer: compatibility='rouge155' has a tokenizer of its own; leave it 'ascii'")
    elif unknown := [kind for kind in types if kind not in KNOWN_TYPES]:
        raise ValueError(f"types: {unknown[0]!r} is not one of {', '.join(KNOWN_TYPES)}")
    return setting
