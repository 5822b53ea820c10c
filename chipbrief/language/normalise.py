"""Normalise a text before it is read, with a map from every offset back to the text as it came.

The rules change how a character is encoded and never which word or sign a reader sees: `$4 trillion` reads the same with
any blank, hyphen or width. Superscripts, vulgar fractions and curly quotation marks are left alone, because they mean something.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

__all__ = ["Normal", "Places", "normalised"]

_BLANKS = "\t\v\f\x1c\x1d\x1e\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\r\x85\u2028\u2029"
_HYPHENS = "\u2010\u2011\u2012\u2212\u2043\ufe58\ufe63"
_HIDDEN = "\xad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufe00-\ufe0f\ufeff"
"""Soft hyphen, zero-width characters and variation selectors, as ranges of a character class."""
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_WIDE = range(0xFF01, 0xFF5F)
_SAME_LENGTH = {
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _LINE_ENDS), "\n"),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **{code: chr(code - 0xFEE0) for code in _WIDE},
    0xFFE0: "¢",
    0xFFE1: "£",
    0xFFE5: "¥",
    0xFFE6: "₩",
    0xFE69: "$",
    0xFE6A: "%",
    0x2044: "/",
    0x2215: "/",
}
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _SAME_LENGTH)))}]")
_REFERENCE = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});"
_CONTROLS = "\t\v\f\x1c\x1d\x1e\x1f\r"
_MOVING_CHARACTERS = re.compile(f"[{_HIDDEN}{_MARKS}\ufb00-\ufb06]")
_BLANK_REFERENCE = r"&(?:nbsp|#160|#[xX][aA]0);"
_RUN = rf"(?:[\n{_HIDDEN}]|\r\n|{_BLANK_REFERENCE}| (?=[ \n\r&{_HIDDEN}]))(?:[ \n{_HIDDEN}]|\r\n|{_BLANK_REFERENCE})*"
"""Blanks, line ends and hidden characters, if they are more than one blank."""
_RUNS_AND_REFERENCES = re.compile(rf"(?P<run>{_RUN})|{_REFERENCE}")
_PLAIN_RUNS = re.compile(r"(?P<run>\n[ \n]*| [ \n]+)")
"""The same in ASCII without references and `\\r`."""
_LINE_RUNS = re.compile(r"(?P<run>\n[ \n]*)")
"""The same if each run begins with a line end."""
_LONGER = re.compile(rf"(?P<run>{_RUN})|[^\W\d_][{_MARKS}]{{1,30}}|[\ufb00-\ufb06]|{_REFERENCE}")
"""What has another length once it is normalised."""


class Places:
    """Where each character of a changed text stands in the text before the change.

    It holds the changes, not the characters, so that it costs nothing where a text is left as it is.
    """

    __slots__ = ("_new", "_old")

    def __init__(self, changes: Iterable[tuple[int, int, int]]) -> None:
        """`changes`: (start, end, length): `length` characters stand for `old[start:end]`. In order, without overlaps."""
        self._new = [0]
        self._old: list[tuple[int, int | None]] = [(0, None)]
        moved = 0
        for start, end, length in changes:
            if length:
                self._new.append(start + moved)
                self._old.append((start, end))
            moved += length - (end - start)
            self._new.append(end + moved)
            self._old.append((end, None))

    def __getitem__(self, at: int) -> tuple[int, int]:
        """Return the (start, end) in the text before the change of character `at`."""
        part = bisect_right(self._new, at) - 1
        start, end = self._old[part]
        if end is not None:
            return start, end
        start += at - self._new[part]
        return start, start + 1

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` to `end`, at least one, stand in the text before the change."""
        return self[start][0], self[end - 1][1]


class Normal(NamedTuple):
    """A normalised text. `places[n]` is the (start, end) in the original of its character n; null if nothing moved."""

    text: str
    places: Places | None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the original. The part must not be empty."""
        return (start, end) if self.places is None else self.places.origin(start, end)


def normalised(text: str) -> Normal:
    """Return `text` with one kind of blank, line end, hyphen, width and accent, and without what no reader sees.

    Runs of blanks become one blank. A line end stays one (`\\n`); an empty line between two paragraphs stays one (`\\n\\n`).
    """
    if text.isascii():
        if any(map(text.__contains__, _CONTROLS)):
            text = _one_length(text)
        if "&" in text or "\r" in text:
            return _moved(text, _RUNS_AND_REFERENCES)
        if not _has_runs(text):
            return Normal(text, None)
        return _moved(text, _PLAIN_RUNS if "  " in text or " \n" in text else _LINE_RUNS)
    if _ODD.search(text):
        text = _one_length(text)
    if _MOVING_CHARACTERS.search(text):
        return _moved(text, _LONGER)
    if "&" in text or "\r" in text or _has_runs(text):
        return _moved(text, _RUNS_AND_REFERENCES)
    return Normal(text, None)


def _one_length(text: str) -> str:
    """Return `text` with one kind of blank, line end, hyphen and width. `\\r\\n` stays a pair: it is one line end."""
    return "\r\n".join(part.translate(_SAME_LENGTH) for part in text.split("\r\n"))


def _has_runs(text: str) -> bool:
    """Return whether blanks and line ends stand beside each other, but for an empty line between two paragraphs."""
    return "  " in text or ("\n" in text and (" \n" in text or "\n " in text or "\n\n\n" in text))


def _moved(text: str, pattern: re.Pattern[str]) -> Normal:
    """Return `text` with the changes that move what follows, and the map."""
    pieces: list[str] = []
    changes: list[tuple[int, int, int]] = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        new = _blank(match[0]) if match["run"] else _replacement(match[0])
        if new == match[0]:
            continue
        pieces += (text[at:start], new)
        changes.append((start, end, len(new)))
        at = end
    if not at:
        return Normal(text, None)
    return Normal("".join(pieces) + text[at:], Places(changes))


def _blank(run: str) -> str:
    """Return one blank, a line end, the empty line of two paragraphs, or nothing for hidden characters alone."""
    ends = run.replace("\r\n", "\n").count("\n")
    return "\n" * min(ends, 2) or (" " if " " in run or "&" in run else "")


def _replacement(written: str) -> str:
    if written[0] == "&":
        return unescape(written).translate(_SAME_LENGTH)
    return unicodedata.normalize("NFKC" if "\ufb00" <= written[0] <= "\ufb06" else "NFC", written)
