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


SIGNS: dict[str, tuple[str, ...]] = {
    "thinking": ("<", "[", "◁"),
    "code fences": ("`", "~"),
    "character references": ("&",),
    "separators": ("<", "[", "|", "#", "story_separator"),
    "tags": ("<",),
    "headings and quotes": ("#", ">", "*", "_", "=", "---", "- -"),
    "list marks": (),
    "emphasis": ("*", "_", "~", "`"),
    "links": ("](",),
    "word counts": ("word", "character", "sentence", "token", "length", "source"),
    "closings": ("hope th", "let me know", "feel free", "would you like", "do you want", "is there any", "if you"),
    "citation marks": ("[", "【", *"\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"),
}
"""Of which a text in small letters must have one for a rule to find anything, or match one of `PATTERNS`: this takes much less time."""
PATTERNS = {
    "separators": (re.compile(r"[.!?…\"”’)][ \t]{1,3}[^\w\s]"),),
    "list marks": (
        re.compile(
            r"\n[^\S\n]{0,40}(?:[^\w\s]|\d|\w{1,5}[.)]|step|point|key point|item|bullet|sentence|paragraph|part|fact|highlight|takeaway"
            r"|option|summary|headline|version|answer|response)"
        ),
        re.compile(
            r"[.)](?<=\d.)(?:(?<=[.!?:;,\"”’)] \d.)|(?<=[.!?:;,\"”’)] \d\d.)|(?<= and \d.)|(?<= and \d\d.)|(?<=[(\[]\d.)|(?<=[(\[]\d\d.))"
        ),
    ),
}
"""The same as patterns, for a text with a line end before it, which is found faster than the start of a line."""


def may_fire(rule: str, lowered: str) -> bool:
    """Return whether a text, in small letters, has what the rule of this name needs."""
    signs = SIGNS.get(rule)
    if signs is None or any(map(lowered.__contains__, signs)):
        return True
    return any(pattern.search(f"\n{lowered}") for pattern in PATTERNS.get(rule, ()))
