"""The lines of one article of a page before cleaning.

Each character remembers which raw character it came from. Ages and dates, alone on a line or glued to the publisher, tell
where an article begins.
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
# A publisher without a digit at its end, or else the shortest that leaves a valid age: “News242 hours ago” is News24's.
PUBLISHER_AND_AGE = (
    re.compile(rf"(?P<publisher>\S.{{0,58}}?[^\s\d]|\S)\s*(?P<age>{_UNITS})", re.IGNORECASE),
    re.compile(rf"(?P<publisher>\S.{{0,58}}?\S|\S)\s*(?P<age>{_UNITS})", re.IGNORECASE),
)
PUBLISHER_WORDS = 6


def publisher_and_age(line: str) -> re.Match[str] | None:
    """A line that is a publisher with an age or date behind it, in the groups `publisher` and `age`."""
    matches = (pattern.fullmatch(line) for pattern in PUBLISHER_AND_AGE)
    found = next((match for match in matches if match), None)
    return found if found and len(found["publisher"].split()) <= PUBLISHER_WORDS else None


Span = tuple[int, int]
"""Start and exclusive end, in code points."""

# Marks without width or meaning of their own. Zero-width joiners stay: emoji and several scripts need them.
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))
_CONTROL = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A))
_SPACES = dict.fromkeys((0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_LINES = str.maketrans(dict.fromkeys("\u2028\u2029\x85", "\n"))
# ASCII blanks only: mojibake can hold a no-break space as one of its bytes ("Ã\u00a0" is "à").
_TOKEN = re.compile(r"\r\n?|\n|[ \t]+|[^ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Traced:
    """`text[i]` stands for the raw characters from `origin[i]` to `origin[i] + width[i]`."""

    text: str
    origin: array[int]
    width: array[int]

    def __getitem__(self, span: Span) -> Traced:
        start, end = span
        return Traced(self.text[start:end], self.origin[start:end], self.width[start:end])

    def without(self, spans: Iterable[Span]) -> Traced:
        """This text less `spans`, which do not overlap."""
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
        """The raw intervals that `text[span]` came from: more than one where something between was removed before."""
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
    """One word with its encoding damage undone: mojibake (by ftfy), invisible marks, odd spaces, NFC."""
    if word.isascii():
        return word.translate(_CONTROL) if not word.isprintable() else word
    # Imported here: ftfy loads its tables, which plain ASCII pages never need.
    from ftfy import fix_encoding

    fixed = fix_encoding(word).translate(_LINES).translate(_INVISIBLE).translate(_SPACES).translate(_CONTROL)
    return unicodedata.normalize("NFC", fixed)


def _shared(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def trace(raw: str) -> Traced:
    """`raw` with LF line ends and repaired characters, word by word so that each keeps its place in `raw`."""
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
            # Of what changed its letters only the ends are known, so each character there stands for all of it.
            head = _shared(token, fixed)
            tail = _shared(token[head:][::-1], fixed[head:][::-1])
            changed = len(fixed) - head - tail
            origin.extend((*range(start, start + head), *[start + head] * changed))
            origin.extend(range(start + len(token) - tail, start + len(token)))
            width.extend((*[1] * head, *[len(token) - head - tail] * changed, *[1] * tail))
    return Traced("".join(parts), origin, width)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it, and where it stands."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Start and end."""
        return self.start, self.end


@dataclass(slots=True)
class Segment:
    """The lines of one article: its header fields, the spans that its body has, and the rest by rule."""

    index: int
    title: Line | None = None
    publisher: Span | None = None
    age: Span | None = None
    body: list[Line] = field(default_factory=list)
    removed: list[tuple[str, Span]] = field(default_factory=list)
    aggregated: bool = False

    def remove(self, rule: str, lines: Sequence[Line]) -> None:
        """Count `lines` as removed by `rule`."""
        self.removed.extend((rule, line.span) for line in lines)

    def take_age(self, line: Line) -> None:
        """The age of a line that matches `AGE_LINE`, without the word that the icon before it left behind."""
        match = AGE_LINE.fullmatch(line.text)
        assert match is not None, "headers are built on lines that match"
        start = line.start + match.start("age")
        self.age = start, line.end
        if start > line.start:
            self.removed.append(("age_label", (line.start, start)))
