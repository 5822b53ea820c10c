"""The text of a page with the raw offset of each character."""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]
"""Start and end (exclusive), in code points."""

# Invisible marks to remove. Zero-width joiners stay, because emoji and several scripts need them.
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))
_CONTROL = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A))
_SPACES = dict.fromkeys((0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_LINES = str.maketrans(dict.fromkeys("\u2028\u2029\x85", "\n"))
_REFERENCE = re.compile(r"&(?:#\d{2,6}|#[xX][\da-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});")
# Whatever is not printable ASCII or common punctuation, and the beginning of HTML character references.
_SPECIAL = re.compile(r"[^\n -%'-~‘’“”–—…•]")
_BLANKS = {"\t": " ", "\r": "\n"}
# Words end at ASCII spaces only: mojibake can contain a no-break space as one of its bytes ("Ã\u00a0" is "à").
_SPACE = re.compile(r"[ \t\r\n]")
_MOJIBAKE = {"â„¢": "™", "Â®": "®", "Â©": "©"}
"""Mojibake that ftfy leaves alone after a small letter."""


@dataclass(frozen=True, slots=True)
class Traced:
    """Text with raw offsets, in pieces that are as long as possible.

    Piece `n` begins at `starts[n]` in `text` and at `raws[n]` in the raw page. If `widths[n]` is 0, its characters stand in
    the raw page one by one. Otherwise each of them comes from the whole raw span of `widths[n]` characters.
    """

    text: str
    starts: array[int]
    raws: array[int]
    widths: array[int]

    def __getitem__(self, span: Span) -> Traced:
        start, end = span
        if (only := self._within_one_piece(span)) is not None:
            return Traced(self.text[start:end], array("l", (0,)), array("l", only[:1]), array("l", (0,)))
        part = _Pieces()
        part.extend(self, start, end)
        return part.traced(self.text[start:end])

    def without(self, spans: Iterable[Span]) -> Traced:
        """Return this text without `spans`, which must not overlap."""
        texts, pieces, at = [], _Pieces(), 0
        for start, end in sorted(spans):
            texts.append(self.text[at:start])
            pieces.extend(self, at, start)
            at = end
        texts.append(self.text[at:])
        pieces.extend(self, at, len(self.text))
        return pieces.traced("".join(texts))

    def pieces(self, span: Span) -> Iterator[tuple[int, int, int, int]]:
        """Yield start and end in the text, raw start and width of each piece inside `span`, cut to it."""
        start, end = span
        if start >= end:
            return
        number = bisect_right(self.starts, start) - 1
        while number < len(self.starts) and self.starts[number] < end:
            first = self.starts[number]
            last = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
            begin, width = max(first, start), self.widths[number]
            yield begin, min(last, end), self.raws[number] + (0 if width else begin - first), width
            number += 1

    def raw_spans(self, span: Span) -> Iterator[Span]:
        """Yield the raw spans that `text[span]` came from. There are several if text in between was removed before."""
        if (only := self._within_one_piece(span)) is not None:
            yield only
            return
        start: int | None = None
        end = 0
        for first, last, raw, width in self.pieces(span):
            if start is not None and raw > end:
                yield start, end
                start = None
            start = raw if start is None else start
            end = max(end, raw + (width or last - first))
        if start is not None:
            yield start, end

    def _within_one_piece(self, span: Span) -> Span | None:
        """Return the raw span of a span inside one piece whose characters stand in the raw page one by one."""
        start, end = span
        number = bisect_right(self.starts, start) - 1
        last = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        if not number >= 0 or self.widths[number] or not start < end <= last:
            return None
        shift = self.raws[number] - self.starts[number]
        return start + shift, end + shift

    def before(self, raw: int) -> int:
        """Return the offset behind the text that comes from before the raw offset `raw`."""
        number = bisect_left(self.raws, raw) - 1
        if number < 0:
            return 0
        first = self.starts[number]
        last = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return last if self.widths[number] else min(last, first + raw - self.raws[number])

    def find(self, raw_start: int, raw_end: int) -> Span | None:
        """Return the span of the text that comes from the raw span, or `None` if nothing does."""
        found = [
            (max(first, first + raw_start - raw), min(last, first + raw_end - raw)) if not width else (first, last)
            for first, last, raw, width in self.pieces((0, len(self.text)))
            if (raw < raw_end and raw + last - first > raw_start if not width else raw_start <= raw < raw_end)
        ]
        return (found[0][0], found[-1][1]) if found else None


class _Pieces:
    """Pieces of a text that is put together from left to right. Pieces that follow each other are joined."""

    def __init__(self) -> None:
        self.arrays = array("l"), array("l"), array("l")
        self.length = 0
        self.expected = -1  # the raw offset at which a further piece would continue the last one

    def add(self, length: int, raw: int, width: int) -> None:
        if not length:
            return
        if width or raw != self.expected:
            for values, value in zip(self.arrays, (self.length, raw, width), strict=True):
                values.append(value)
        self.length += length
        self.expected = -1 if width else raw + length

    def extend(self, text: Traced, start: int, end: int) -> None:
        for first, last, raw, width in text.pieces((start, end)):
            self.add(last - first, raw, width)

    def traced(self, text: str) -> Traced:
        return Traced(text, *self.arrays)


@lru_cache(maxsize=1 << 14)
def repair_word(word: str) -> str:
    """Return one word in NFC: mojibake repaired (by ftfy), HTML character references resolved, invisible marks removed."""
    if "&" in word:
        word = _REFERENCE.sub(lambda match: html.unescape(match[0]), word)
    if not word.isascii():
        # Imported here because ftfy loads large tables, which plain ASCII pages never need.
        from ftfy import fix_encoding

        word = fix_encoding(word)
        for wrong, right in _MOJIBAKE.items():
            word = word.replace(wrong, right)
        word = unicodedata.normalize("NFC", word.translate(_LINES).translate(_INVISIBLE))
    return word.translate(_SPACES).translate(_CONTROL)


def _shared(one: str, other: str) -> int:
    """Return the length of the longest common prefix of two texts."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def trace(raw: str) -> Traced:
    """Return `raw` with LF line ends and repaired characters. Each word is repaired alone, so that raw offsets stay known."""
    texts: list[str] = []
    pieces = _Pieces()
    taken = done = 0  # up to where the raw text was copied, and looked at
    while match := _SPECIAL.search(raw, done):
        start, found = match.start(), match[0]
        if found == "&" and not _REFERENCE.match(raw, start):
            done = match.end()
            continue
        if found in _BLANKS:
            done = match.end() + (found == "\r" and raw.startswith("\n", match.end()))
            fixed = _BLANKS[found]
        else:
            start, done = _word(raw, start, done)
            fixed = repair_word(raw[start:done])
        token = raw[start:done]
        if fixed != token:
            texts += raw[taken:start], fixed
            pieces.add(start - taken, taken, 0)
            _align(pieces, token, fixed, start)
            taken = done
    texts.append(raw[taken:])
    pieces.add(len(raw) - taken, taken, 0)
    return pieces.traced("".join(texts))


def _word(raw: str, at: int, done: int) -> Span:
    """Return the span of the word around the offset `at`. It does not begin before `done`."""
    before = raw.rfind(" ", done, at)
    for blank in "\n\t\r":
        before = max(before, raw.rfind(blank, max(before, done), at))
    after = _SPACE.search(raw, at)
    return before + 1 if before >= 0 else done, after.start() if after else len(raw)


def _align(pieces: _Pieces, token: str, fixed: str, start: int) -> None:
    """Add the pieces of one repaired word.

    If its length or its letters changed, only the unchanged ends have known offsets.
    """
    if len(fixed) == len(token) and all(new == old or not old.isalnum() for new, old in zip(fixed, token, strict=True)):
        pieces.add(len(token), start, 0)
        return
    head = _shared(token, fixed)
    tail = _shared(token[head:][::-1], fixed[head:][::-1])
    pieces.add(head, start, 0)
    pieces.add(len(fixed) - head - tail, start + head, len(token) - head - tail or 1)
    pieces.add(tail, start + len(token) - tail, 0)
