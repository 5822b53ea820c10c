"""What every module of ROUGE speaks of: the score, its kinds, and the settings by name."""

from __future__ import annotations

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
