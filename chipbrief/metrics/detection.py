"""Finding what may be a name in a text that nobody has labelled: runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_RUN = re.compile(r"(?<!\w)(?:[A-Z]\.){2,}|(?<!\w)[^\W\d_a-z][\w&]*(?:[-.][\w&]+)*(?:'(?!s\b)\w+)?")
_INSIDE = re.compile(r"(?<=[a-z,] )[^\W\d_]\w*")
_SMALL_LETTERS = re.compile(r"(?<!\w)[a-z]+(?!\w)")
_SPEAKS = re.compile(
    r"(?:'s)? (?:said|says|told|has|had|will|would|is|was|plans|announced|agreed|denied|rejected|warned|argued|called|wants|expects)\b"
)
_OPENERS = frozenset(
    "A About According After All Although Among An And Another Any As At Because Before Both But By Despite During "
    "Each Earlier Even Every For From Further He Her Here His How However If In Instead It Its Just Last Later Like "
    "Many Meanwhile More Most Much My Neither Next No Nobody None Nor Nothing Now Of On One Only Or Other Our Over "
    "People Rather She Since So Some Someone Still Such That The Their Then There These They This Those Though "
    "Through Thus To Today Tomorrow Under Until We What When Where Whether Which While Who Why With Without "
    "Yesterday Yet You".split()
)
_LINKS = frozenset(("of", "for", "of the", "on", "de", "al", "bin", "van", "von", "da", "di"))
_TITLES = (
    "President Prime Foreign Defense Defence Finance Commerce Treasury Vice Chief Executive Minister Secretary Senator Sen. Sens. Rep. "
    "Reps. Governor Gov. Mayor Judge General Gen. Professor Prof. Dr Dr. Mr Mr. Mrs Mrs. Ms Ms. CEO King Queen Pope"
).split()
NO_NAMES = frozenset((*_TITLES, *_LINKS, "the", "and"))
_LOOK_BACK = 12
"""Characters before a word that tell whether it opens a sentence: blanks and quotation marks are fewer."""


class Words(NamedTuple):
    """A document's words with a capital `inside` a sentence, and its `plain` words, in small letters."""

    inside: set[str]
    plain: set[str]


def words_of(document: str) -> Words:
    """What a document tells about which capitalised words are names."""
    return Words(set(_INSIDE.findall(document)), set(_SMALL_LETTERS.findall(document)))


def capitalised_runs(summary: str, words: Words) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, joined over “of” and the like; a first word that only opens a sentence is left out."""
    runs: list[tuple[int, int]] = []
    for start, end in (match.span() for match in _RUN.finditer(summary) if match[0][0].isupper()):
        between = summary[runs[-1][1] : start] if runs else "\n"
        if runs and "\n" not in between and (not between.strip() or between.strip() in _LINKS):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    for start, end in runs:
        if _opens(summary, start):
            first, _, more = summary[start:end].partition(" ")
            if not _is_name(first, bool(more) or _SPEAKS.match(summary, end) is not None, words):
                start += len(first)
        if start < end:
            yield start, end


def _is_name(first: str, acts: bool, words: Words) -> bool:
    """Whether the capitalised word that opens a sentence is a name.

    It is if it holds another capital or a digit, or if the document has it with its capital `inside` a sentence.
    Otherwise only if it `acts` (another name follows, or a verb of saying or being), opens no sentences by its kind, is
    no plural, and the document does not have it in small letters, as `plain` words have.
    """
    if len(first) > 1 and not first[1:].islower():
        return True
    if first in words.inside:
        return True
    return acts and first not in _OPENERS and not first.endswith("s") and first.lower() not in words.plain


def _opens(text: str, start: int) -> bool:
    """Whether a sentence or a line begins at `start`."""
    before = text[max(0, start - _LOOK_BACK) : start]
    stripped = before.rstrip(" \"'“‘(")
    return (not stripped and start <= _LOOK_BACK) or stripped.endswith((".", "?", "!", ":", "\n"))
