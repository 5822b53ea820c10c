"""The edits by which rules of dressing change a text."""

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
