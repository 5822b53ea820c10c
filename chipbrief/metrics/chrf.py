"""chrF++ (Popović 2017): the F score of shared runs of characters, words and word pairs, computed by `sacrebleu`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from math import fsum
from typing import Any, Literal

from chipbrief.problems import fail

WORD_ORDER = 2
"""Longest run of words. With 2 the measure is called chrF++, with 0 chrF. Runs of characters have up to six."""


def score(prediction: str, references: Sequence[str], multi: Literal["max", "mean"] = "max") -> float:
    """Return chrF++ (0 to 1) of one summary: `sentence_chrf` of sacrebleu with `word_order=2`, divided by 100.

    Of several references, `max` takes the one with the highest score, as sacrebleu does, and `mean` takes the mean of all.
    The mean of this value over stories is a macro average. `corpus_chrf` of sacrebleu is not: it adds the counts of all
    texts first, so that long summaries count more. Raise `InputError` if sacrebleu is not installed, and `ValueError` if
    there is no reference.
    """
    if not references:
        raise ValueError("references: the list is empty (pass one text or more)")
    if multi == "max":
        return float(_scorer().sentence_score(prediction, list(references)).score) / 100
    return fsum(score(prediction, [reference]) for reference in references) / len(references)


def version() -> str:
    """Return what a signature says of this measure. Raise `InputError` if sacrebleu is not installed."""
    try:
        return f"sacrebleu-{version_of('sacrebleu')},nw-{WORD_ORDER}"
    except PackageNotFoundError:
        raise _missing() from None


@lru_cache
def _scorer() -> Any:
    try:
        from sacrebleu.metrics.chrf import CHRF
    except ModuleNotFoundError:
        raise _missing() from None
    return CHRF(word_order=WORD_ORDER)


def _missing() -> Exception:
    return fail("sacrebleu", "is not installed", "pip install 'chipbrief[chrf]'")
