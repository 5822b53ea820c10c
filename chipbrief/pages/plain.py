"""The title and header of an article, and pages without a template: one article, or several that a wire service sent."""

from __future__ import annotations

import re

from chipbrief.language.tokens import straighten_quotes
from chipbrief.pages.dates import AGE_LINE, PUBLISHER_WORDS, is_publisher, iso_date, parts_of, publisher_and_age
from chipbrief.pages.found import AGENCIES, word_count
from chipbrief.pages.headings import has_verb
from chipbrief.pages.lines import Line, Segment
from chipbrief.pages.segment import Span

TITLE_WORDS = 30
"""Maximum number of words in a title."""
FEW_WORDS = 15
"""An aggregated page whose main text has fewer words than this and no sentence has no main article."""
_MARKS = re.compile(r"(?: ?\[\d{1,2}\])+$")
_QUOTED_PART = re.compile(r"[\"“'‘][^\"“”\n]{2,120}[\"”'’]")
_WIRE_PARAGRAPH = re.compile(
    rf"(?:[A-Z][\w.'/ -]{{1,40}}(?:, (?:[A-Z][\w.]+ ?){{1,2}}\d{{0,2}})? )?\((?:{AGENCIES})\) ?(?:--|[-:—–]) ?\S"
)


def same_title(one: str, other: str) -> bool:
    """Return whether two lines are the same title. The first one may be cut short with an ellipsis."""
    if one == other:
        return True
    if one[:1] != other[:1] and one[:1] not in "‘’“”'\"":
        return False
    first, second = (" ".join(straighten_quotes(text).split()) for text in (one, other))
    return first == second or (first.endswith(("…", "...")) and second.startswith(first.rstrip("… .")))


def take_title(segment: Segment, rest: list[Line]) -> list[Line]:
    """Move the title into the segment and return the lines after it. Dates and labels above a title are removed."""
    above = 0
    while above < min(3, len(rest) - 2) and _stands_above(rest[above].text):
        above += 1
    if above and _is_title(rest[above:]):
        for line in rest[:above]:
            segment.date = segment.date or iso_date(line.text)
        segment.remove("above_title", rest[:above])
        rest = rest[above:]
    copies = 1
    while copies < len(rest) and same_title(rest[copies].text, rest[0].text):
        copies += 1
    if rest and (copies > 1 or (segment.aggregated and not is_sentence(rest[0].text)) or _is_title(rest)):
        segment.title = rest[0]
        segment.remove("repeated_title", rest[1:copies])
        rest = rest[copies:]
    return rest


def _stands_above(line: str) -> bool:
    """Return whether a line is a date or a label. A name alone may be a title."""
    parts = parts_of(line)
    return bool(parts) and not any(part.rule in ("byline", "publisher", "agency") for part in parts or ())


def is_sentence(text: str) -> bool:
    """Return whether a first line is too long for a title or ends like a sentence."""
    count = word_count(text)
    return count > TITLE_WORDS or (count > 8 and text.endswith("."))


def _is_title(lines: list[Line]) -> bool:
    """Return whether a page without a template begins with a title: a short line that is no sentence and has text after it.

    A title may have a quotation in it or at one of its ends, but the quotation must be closed.
    """
    text = _MARKS.sub("", lines[0].text)
    if not (len(lines) > 1 and 0 < word_count(text) <= TITLE_WORDS and "://" not in text):
        return False
    if text[0] in "\"“'‘" or text[-1] in "\"”’'":
        quoted = _QUOTED_PART.search(text)
        return bool(quoted) and text[-1] not in ".,;" and word_count(text) <= 20
    return text[-1] not in ".:;,。．।…—" or re.search(r"(?:[A-Z]\.){2,}$", text) is not None


def take_age(segment: Segment, line: Line) -> None:
    """Set the age from a header line, without the label that an icon left before it (“time”)."""
    match = AGE_LINE.fullmatch(line.text)
    label = match.start("age") if match else 4 if line.text.startswith("time") and line.text[4:].strip() else 0
    segment.age = line.start + label, line.end
    if label:
        segment.removed.append(("age_label", (line.start, line.start + label)))


def take_front(segment: Segment, lines: list[Line]) -> list[Segment]:
    """Move publisher and age into the segment, and the other lines into its body. Return all articles in these lines.

    Publisher and age may be joined on one line, or stand on two lines.
    """
    if lines and (glued := publisher_and_age(lines[0].text, segment.aggregated)):
        start = lines[0].start
        segment.publisher = start, start + glued.end("publisher")
        segment.age = start + glued.start("age"), lines[0].end
        lines = lines[1:]
    elif len(lines) > 1 and AGE_LINE.fullmatch(lines[1].text) and word_count(lines[0].text) <= PUBLISHER_WORDS:
        if segment.aggregated or is_publisher(lines[0].text):
            segment.publisher = lines[0].span
        elif re.fullmatch(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2}", lines[0].text):
            segment.byline = lines[0].span
        if segment.publisher or segment.byline:
            take_age(segment, lines[1])
            lines = lines[2:]
    if segment.aggregated:
        segment.body = [] if _has_no_sentence(segment, lines) else lines
        return [segment]
    return _wire_stories(segment, lines)


def _has_no_sentence(segment: Segment, lines: list[Line]) -> bool:
    """Return whether these lines are headlines or labels only. If so, record them as removed."""
    words = sum(word_count(line.text) for line in lines)
    headlines = 0 < words < FEW_WORDS and not any(line.text[-1] in ".!?。।\"'”’…" for line in lines)
    if headlines and segment.title is not None and not any(has_verb(line.text) for line in lines):
        segment.remove("no_sentence", lines)
        return True
    return False


def _wire_stories(segment: Segment, lines: list[Line]) -> list[Segment]:
    """Split a page that holds several stories of wire services.

    Each story begins with a title and a paragraph that names its agency after the dateline. The first one must do so too.
    """
    starts = [at for at, line in enumerate(lines) if _WIRE_PARAGRAPH.match(line.text)]
    first = next((at for at, line in enumerate(lines) if word_count(line.text) > 15), len(lines))
    if not starts or starts[0] > first:
        segment.body = lines
        return [segment]
    titles = [
        at - 1
        for at in starts
        if at > first + 1 and _is_title(lines[at - 1 :]) and word_count(lines[at - 1].text) <= 20
    ]
    segment.body = lines[: titles[0] if titles else None]
    segments = [segment]
    for number, at in enumerate(titles):
        end = titles[number + 1] if number + 1 < len(titles) else None
        segments.append(Segment(len(segments), lines[at], body=lines[at + 1 : end]))
    return segments


def without_empty(segments: list[Segment]) -> list[Segment]:
    """Return the segments that have a body.

    Lines of the other segments are recorded as removed in a neighbour, so that every character stays accounted for.
    """
    kept: list[Segment] = []
    homeless: list[tuple[str, Span]] = []
    for segment in segments:
        if segment.body:
            segment.removed = homeless + segment.removed
            homeless = []
            kept.append(segment)
            continue
        spans = [segment.title.span] if segment.title else []
        spans += [span for span in (segment.publisher, segment.age, segment.byline) if span]
        lost = segment.removed + [("empty_article", span) for span in spans]
        if kept:
            kept[-1].removed.extend(lost)
        else:
            homeless.extend(lost)
    return kept
