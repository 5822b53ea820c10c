"""Normalise a text before it is read, with a map from every offset back to the text as it came.

The rules change how a character is encoded and never which word or sign a reader sees: `$4 trillion` reads the same with
any blank, hyphen or width. Superscripts, vulgar fractions and curly quotation marks are left alone, because they mean something.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import NamedTuple

__all__ = ["Normal", "normalised"]

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
    0xFFE0: "¢", 0xFFE1: "£", 0xFFE5: "¥", 0xFFE6: "₩", 0xFE69: "$", 0xFE6A: "%", 0x2044: "/", 0x2215: "/",
}
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _SAME_LENGTH)))}]")
_REFERENCE = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});"
_LONGER = re.compile(
    rf"[{_HIDDEN}]+|\r\n|[ \n]{{0,9}}\n[ \n]{{0,9}}|  +|[^\W\d_][{_MARKS}]{{1,30}}|[\ufb00-\ufb06]|{_REFERENCE}"
)
"""What has another length once it is normalised, and each line end with the blanks and line ends around it."""


class Normal(NamedTuple):
    """A normalised text. `places[n]` is the (start, end) in the original of its character n; null if nothing moved."""

    text: str
    places: list[tuple[int, int]] | None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the original. The part must not be empty."""
        if self.places is None:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def normalised(text: str) -> Normal:
    """Return `text` with one kind of blank, line end, hyphen, width and accent, and without what no reader sees.

    Runs of blanks become one blank. A line end stays one (`\\n`); an empty line between two paragraphs stays one (`\\n\\n`).
    """
    if text.isascii():
        if not any(sign in text for sign in ("  ", "&", "\r", " \n", "\n ", "\n\n\n", "\t", "\v", "\f")):
            return Normal(text, None)
        even = text
    else:
        even = text
    even = even.translate(_SAME_LENGTH) if _ODD.search(text.replace("\r\n", "")) else even
    if "\r\n" in text:
        even = _keep_pairs(text)
    return _moved(even)


def _keep_pairs(text: str) -> str:
    """Return `text` with every sign of the same length replaced, except that `\\r\\n` stays one line end."""
    return "\r\n".join(part.translate(_SAME_LENGTH) for part in text.split("\r\n"))


def _moved(text: str) -> Normal:
    """Return `text` with the changes that move what follows. Most texts have none, and no map is made."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for match in _LONGER.finditer(text):
        start, end = match.span()
        new = _replacement(match[0])
        if new == match[0]:
            continue
        pieces += (text[at:start], new)
        places += [(place, place + 1) for place in range(at, start)]
        places += [(start, end)] * len(new)
        at = end
    if not at:
        return Normal(text, None)
    pieces.append(text[at:])
    places += [(place, place + 1) for place in range(at, len(text))]
    return Normal("".join(pieces), places)


def _replacement(written: str) -> str:
    if written.isspace():
        ends = written.replace("\r\n", "\n").count("\n")
        return "\n" * min(ends, 2) or " "
    if written[0] == "&":
        return unescape(written).translate(_SAME_LENGTH)
    if re.fullmatch(f"[{_HIDDEN}]+", written):
        return ""
    return unicodedata.normalize("NFKC" if "\ufb00" <= written[0] <= "\ufb06" else "NFC", written)
