"""The edits by which rules of dressing change a text, and the signs without which a rule finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace the characters from `start` to `end` with `new`. The range is not empty."""

    start: int
    end: int
    new: str = ""


def dropped(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Edit]]:
    """Return a function that finds all matches of `pattern`, to be removed."""

    def find(text: str) -> Iterator[Edit]:
        return (Edit(*match.span()) for match in pattern.finditer(text) if match[0])

    return find


def line_end(text: str, start: int, end: int) -> Edit:
    """Return an edit that puts a line end in place of a separator. At the edges of the text, it puts nothing."""
    inside = start > 0 and end < len(text)
    return Edit(start, end, "\n" if inside else "")


NEEDS = {
    name: tuple(map(re.compile, signs))
    for name, signs in {
        "thinking": (r"[<\[◁]",),
        "code fences": (r"[`~]",),
        "character references": (r"&",),
        "separators": (r"[<\[|#]", r"story_separator", r"[.!?…\"”’)][ \t]{1,3}[^\w\s]"),
        "tags": (r"<",),
        "headings and quotes": (r"[#>*_=]", r"---", r"- -"),
        "list marks": (
            r"(?m)^[^\S\n]{0,40}(?:[^\w\s]|\d|\w{1,5}[.)]|step|point|key point|item|bullet|sentence|paragraph|part|fact|highlight|takeaway"
            r"|option|summary|headline|version|answer|response)",
            r"\d(?:[.)\]:/]| [-–—])",
        ),
        "emphasis": (r"[*_~`]",),
        "links": (r"\]\(",),
        "word counts": (r"word", r"character", r"sentence", r"token", r"length", r"source"),
        "closings": (
            r"hope th",
            r"let me know",
            r"feel free",
            r"would you like",
            r"do you want",
            r"is there any",
            r"if you",
        ),
        "citation marks": (r"[\[【\u00b9\u00b2\u00b3\u2070\u2074-\u2079]",),
    }.items()
}
"""Of which a text in small letters must have one for a rule to find anything: they are found much faster than what the rule finds."""


def may_fire(rule: str, lowered: str) -> bool:
    """Return whether a text, in small letters, has a sign that the rule of this name needs."""
    needs = NEEDS.get(rule)
    return needs is None or any(sign.search(lowered) for sign in needs)
