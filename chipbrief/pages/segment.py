"""The text of a page with the raw offset of each character, and the lines of each article before cleaning.

Ages and dates mark where an article begins. They stand on a line of their own or directly after the publisher.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_HOURS = r"(?:an?|1?\d|2[0-4]) hours?"
_COUNTED = r"(?:an?|\d{1,2}) (?:second|sec|minute|min|day|week|month|year)s?"
_CLOCK = r"(?: \d{1,2}:\d{2})?"
_DATES = (
    rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}{_CLOCK}|\d{{4}}-\d{{2}}-\d{{2}}{_CLOCK}"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}, \d{4}"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}"
)
_UNITS = rf"(?:{_COUNTED}|{_HOURS}|\d{{1,2}}[hd]) ago|just now|yesterday|{_DATES}"
AGE_LINE = re.compile(rf"(?:time)?\s*(?:\d{{1,2}}:\d{{2}} )?(?P<age>{_UNITS})", re.IGNORECASE)
# First try a publisher that does not end in a digit, then the shortest one before a valid age: News24 in “News242 hours ago”.
PUBLISHER_AND_AGE = (
    re.compile(rf"(?P<publisher>\S.{{0,58}}?[^\s\d]|\S)\s*(?P<age>{_UNITS})", re.IGNORECASE),
    re.compile(rf"(?P<publisher>\S.{{0,58}}?\S|\S)\s*(?P<age>{_UNITS})", re.IGNORECASE),
)
PUBLISHER_WORDS = 6
"""Maximum number of words in a publisher's name."""


def publisher_and_age(line: str) -> re.Match[str] | None:
    """Match a line that is a publisher followed by an age or date (groups `publisher` and `age`), or return `None`."""
    matches = (pattern.fullmatch(line) for pattern in PUBLISHER_AND_AGE)
    found = next((match for match in matches if match), None)
    return found if found and len(found["publisher"].split()) <= PUBLISHER_WORDS else None


Span = tuple[int, int]
"""Start and end (exclusive), in code points."""

# Invisible marks to remove. Zero-width joiners stay, because emoji and several scripts need them.
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))
_CONTROL = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A))
_SPACES = dict.fromkeys((0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_LINES = str.maketrans(dict.fromkeys("\u2028\u2029\x85", "\n"))
# Split at ASCII spaces only: mojibake can contain a no-break space as one of its bytes ("Ã\u00a0" is "à").
_TOKEN = re.compile(r"\r\n?|\n|[ \t]+|[^ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Traced:
    """Text with raw offsets: `text[i]` comes from the raw characters from `origin[i]` to `origin[i] + width[i]`."""

    text: str
    origin: array[int]
    width: array[int]

    def __getitem__(self, span: Span) -> Traced:
        start, end = span
        return Traced(self.text[start:end], self.origin[start:end], self.width[start:end])

    def without(self, spans: Iterable[Span]) -> Traced:
        """Return this text without `spans`, which must not overlap."""
        pieces, at = [], 0
        for start, end in sorted(spans):
            pieces.append(self[(at, start)])
            at = end
        pieces.append(self[(at, len(self.text))])
        origin, width = array("l"), array("l")
        for piece in pieces:
            origin.extend(piece.origin)
            width.extend(piece.width)
        return Traced("".join(piece.text for piece in pieces), origin, width)

    def raw_spans(self, span: Span) -> Iterator[Span]:
        """Yield the raw spans that `text[span]` came from. There are several if text in between was removed before."""
        start: int | None = None
        end = 0
        for position in range(*span):
            begin = self.origin[position]
            if start is not None and begin > end:
                yield start, end
                start = None
            start = begin if start is None else start
            end = max(end, begin + self.width[position])
        if start is not None:
            yield start, end


def repair_word(word: str) -> str:
    """Return one word in NFC with mojibake repaired (by ftfy), invisible marks removed and unusual spaces replaced."""
    if word.isascii():
        return word.translate(_CONTROL) if not word.isprintable() else word
    # Imported here because ftfy loads large tables, which plain ASCII pages never need.
    from ftfy import fix_encoding

    fixed = fix_encoding(word).translate(_LINES).translate(_INVISIBLE).translate(_SPACES).translate(_CONTROL)
    return unicodedata.normalize("NFC", fixed)


def _shared(one: str, other: str) -> int:
    """Return the length of the longest common prefix of two texts."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def trace(raw: str) -> Traced:
    """Return `raw` with LF line ends and repaired characters. Each word is repaired alone, so that raw offsets stay known."""
    parts: list[str] = []
    origin, width = array("l"), array("l")
    for match in _TOKEN.finditer(raw):
        start, token = match.start(), match[0]
        if token[0] in "\r\n":
            fixed = "\n"
        elif token[0] in " \t":
            fixed = " " * len(token)
        else:
            fixed = repair_word(token)
        parts.append(fixed)
        if len(fixed) == len(token) and all(
            new == old or not old.isalnum() for new, old in zip(fixed, token, strict=True)
        ):
            origin.extend(range(start, start + len(token)))
            width.extend([1] * len(token))
        else:
            # If letters changed, only the unchanged ends have known offsets. Each changed character maps to the whole changed part.
            head = _shared(token, fixed)
            tail = _shared(token[head:][::-1], fixed[head:][::-1])
            changed = len(fixed) - head - tail
            origin.extend((*range(start, start + head), *[start + head] * changed))
            origin.extend(range(start + len(token) - tail, start + len(token)))
            width.extend((*[1] * head, *[len(token) - head - tail] * changed, *[1] * tail))
    return Traced("".join(parts), origin, width)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without surrounding spaces, and its offsets in the text of the page."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Start and end offsets."""
        return self.start, self.end


@dataclass(slots=True)
class Segment:
    """The lines of one article: header fields, lines of the body, and removed spans with the rule that removed them."""

    index: int
    title: Line | None = None
    publisher: Span | None = None
    age: Span | None = None
    body: list[Line] = field(default_factory=list)
    removed: list[tuple[str, Span]] = field(default_factory=list)
    aggregated: bool = False

    def remove(self, rule: str, lines: Sequence[Line]) -> None:
        """Record `lines` as removed by `rule`."""
        self.removed.extend((rule, line.span) for line in lines)

    def take_age(self, line: Line) -> None:
        """Set the age from a line that matches `AGE_LINE`, without the label that an icon left before it (“time”)."""
        match = AGE_LINE.fullmatch(line.text)
        assert match is not None, "headers are built on lines that match"
        start = line.start + match.start("age")
        self.age = start, line.end
        if start > line.start:
            self.removed.append(("age_label", (line.start, start)))
