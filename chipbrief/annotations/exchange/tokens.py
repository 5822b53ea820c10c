"""Cut a text into tokens that cover all of it, for formats that label tokens and not characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from chipbrief.annotations.schema import SpanLabel
from chipbrief.problems import InputError, Problem


def tokens(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each token: a run of letters and digits, or one other character, each with its marks.

    Only white space lies between tokens, so the tokens of a text can be found in it again.
    """
    found: list[tuple[int, int]] = []
    joins = False
    for at, character in enumerate(text):
        if character.isspace():
            joins = False
            continue
        mark = unicodedata.category(character)[0] == "M"
        word = character.isalnum() or character == "_"
        if found and found[-1][1] == at and (mark or (word and joins)):
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
            joins = word
    return found


def tags(text: str, spans: Sequence[SpanLabel], where: str) -> list[tuple[int, int, str]]:
    """Return each token with its BIO2 tag. Raise `InputError` with the spans that overlap or cut a token."""
    cut = tokens(text)
    starts, ends = {start: at for at, (start, _) in enumerate(cut)}, {end: at for at, (_, end) in enumerate(cut)}
    found, problems = ["O"] * len(cut), []
    for span in spans:
        first, last = starts.get(span.start), ends.get(span.end)
        if first is None or last is None:
            what = f"{span.text!a} at {span.start} begins or ends inside a token, which this format cannot hold"
            problems.append(Problem(where, what, "use the format label-studio, brat or csv"))
        elif any(tag != "O" for tag in found[first : last + 1]):
            what = f"{span.text!a} at {span.start} overlaps another span, which this format cannot hold"
            problems.append(Problem(where, what, "use the format label-studio, brat or csv"))
        else:
            found[first : last + 1] = [f"B-{span.type}", *[f"I-{span.type}"] * (last - first)]
    if problems:
        raise InputError(problems)
    return [(start, end, tag) for (start, end), tag in zip(cut, found, strict=True)]
