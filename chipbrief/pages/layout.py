"""Find where each article of a page begins and ends, and its header.

Two layouts of the aggregator are known, shown side by side below. Other pages count as one article without a template.

logo                                    Title
Title
                                        paragraphs …
Title                                   Hashtags

Publisher2 days ago                     Try Our AI Features …
paragraphs …                            Related Articles
Orange background
                                        Publisher
Try Our AI Features …                   17 minutes ago
Related Articles                        - Publisher
                                        Title
Title                                   the whole article in one line
Title

Publisher

time14 minutes ago

  • Publisher

Title

the whole article in one line
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chipbrief.language.tokens import straighten_quotes
from chipbrief.pages.segment import AGE_LINE, PUBLISHER_WORDS, Line, Segment, Span, Traced, publisher_and_age

BULLET = re.compile(r"\s*[•·*\-–]\s*(?P<name>\S.{0,60})")
HASHTAGS = re.compile(r"#\w\S*(?:[\s,]+#\w\S*)*|Latest news with\s+#.{1,100}", re.IGNORECASE)
EXPLORE = re.compile(r"Explore what \S{1,40} AI can do for you:")
RELATED = "Related Articles"
INTERFACE_START = frozenset(("Orange background", "Try Our AI Features"))
"""First lines of the interface after the main article. Everything after them is interface, including readers' comments."""
MAIN_END = frozenset(
    ("Orange background", "Hashtags", "Try Our AI Features", "Comments", "No comments yet...", RELATED)
)
"""Interface lines that may end the main article."""
APP_LINES = re.compile(
    r"app-storeplay-store|Get Started Now: Download the App|DOWNLOAD THE APP"
    r"|Ready to dive into .{1,100}\? Download \S{1,40} app today.{1,100}"
)
TITLE_WORDS = 30
"""Maximum number of words in a title."""


@dataclass(frozen=True, slots=True)
class Header:
    """Header of a related article: the lines from `first` to `body` (exclusive). All fields are line indices."""

    first: int
    body: int
    title: int | None
    publisher: int
    age: int


def split_page(page: Traced) -> list[Segment]:
    """Return the page's articles in page order. Each non-blank line belongs to exactly one of them."""
    lines = [line for line in _lines(page.text) if line.text]
    headers = list(_related_headers(lines))
    app = _app_start(lines)
    first = headers[0].first if headers else app
    segments = [_main(lines[:first])]
    for number, header in enumerate(headers, 1):
        end = headers[number].first if number < len(headers) else max(app, header.body)
        segments.append(_related(lines, header, end, number))
    segments[-1].remove("app_store", lines[max(app, headers[-1].body if headers else 0) :])
    return _without_empty(segments)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        begin = start + len(raw) - len(raw.lstrip())
        yield Line(begin, begin + len(stripped), stripped)
        start += len(raw) + 1


def _app_start(lines: list[Line]) -> int:
    """Return the index of the first line of the app-store block that ends the page, or the number of lines."""
    at = len(lines)
    while at and APP_LINES.fullmatch(lines[at - 1].text):
        at -= 1
    return at


def _related_headers(lines: list[Line]) -> Iterator[Header]:
    """Yield a header wherever a publisher, an age and a bullet with the same publisher follow each other."""
    after = 0
    for at, line in enumerate(lines):
        if at < 1 or at - 1 < after or not AGE_LINE.fullmatch(line.text):
            continue
        bullet = at + 1
        while bullet < len(lines) and BULLET.fullmatch(lines[bullet].text):
            bullet += 1
        publisher = lines[at - 1].text
        if not any(_is_bullet_of(publisher, line.text) for line in lines[at + 1 : bullet]):
            continue
        title = bullet if bullet < len(lines) else None
        first = at - 1
        while title is not None and first - 1 >= after and _same_title(lines[first - 1].text, lines[title].text):
            first -= 1
        if first == at - 1 and first - 2 >= after and lines[first - 1].text == lines[first - 2].text:
            first -= 2  # a shortened title, printed twice
        after = bullet if title is None else title + 1
        yield Header(first, after, title, at - 1, at)


def _is_bullet_of(publisher: str, line: str) -> bool:
    """Return whether the line is a bullet with the publisher's name. One name may contain the other (LiveMint, Mint)."""
    bullet = BULLET.fullmatch(line)
    one, other = (bullet["name"] if bullet else "").casefold(), publisher.casefold()
    return bool(one) and (one == other or (min(len(one), len(other)) > 3 and (one in other or other in one)))


def _same_title(one: str, other: str) -> bool:
    first, second = (" ".join(straighten_quotes(text).split()) for text in (one, other))
    return first == second or (first.endswith(("…", "...")) and second.startswith(first.rstrip("… .")))


def _related(lines: list[Line], header: Header, end: int, number: int) -> Segment:
    title = None if header.title is None else lines[header.title]
    segment = Segment(number, title, lines[header.publisher].span, aggregated=True)
    segment.take_age(lines[header.age])
    segment.remove("repeated_title", lines[header.first : header.publisher])
    bullets = lines[header.age + 1 : header.body if title is None else header.title]
    segment.remove("publisher_bullet", bullets)
    segment.body = lines[header.body : end]
    return segment


def _main(lines: list[Line]) -> Segment:
    """Return the main article: its header, its body, and the interface between it and the related articles."""
    segment = Segment(0)
    end = _interface_start(lines)
    segment.remove("interface", lines[end:])
    segment.aggregated = end < len(lines)
    rest = lines[:end]
    if rest and rest[0].text == "logo":
        segment.remove("logo", rest[:1])
        segment.aggregated = True
        rest = rest[1:]
    while rest and HASHTAGS.fullmatch(rest[0].text):
        segment.remove("listing_heading", rest[:1])
        rest = rest[1:]
    copies = 1
    while copies < len(rest) and _same_title(rest[copies].text, rest[0].text):
        copies += 1
    if rest and (copies > 1 or (segment.aggregated and not _is_sentence(rest[0].text)) or _is_title(rest)):
        segment.title = rest[0]
        segment.remove("repeated_title", rest[1:copies])
        rest = rest[copies:]
    segment.body = _take_publisher(segment, rest)
    return segment


def _is_sentence(text: str) -> bool:
    """Return whether a first line is too long for a title or ends like a sentence."""
    count = len(text.split())
    return count > TITLE_WORDS or (count > 8 and text.endswith("."))


def _is_title(lines: list[Line]) -> bool:
    """Return whether a page without a template begins with a title: a short line that is no sentence and has text after it."""
    text = re.sub(r"(?: ?\[\d{1,2}\])+$", "", lines[0].text)
    short = len(lines) > 1 and 0 < len(text.split()) <= TITLE_WORDS and "://" not in text
    return short and text[-1] not in ".!:;,\"'”’。．！।…—" and text[0] not in "\"“'‘"


def _take_publisher(segment: Segment, lines: list[Line]) -> list[Line]:
    """Move publisher and age into the segment and return the lines after them.

    They may be joined on one line, or stand on two lines.
    """
    if lines and (glued := publisher_and_age(lines[0].text)):
        start = lines[0].start
        segment.publisher = start, start + glued.end("publisher")
        segment.age = start + glued.start("age"), lines[0].end
        return lines[1:]
    if len(lines) > 1 and AGE_LINE.fullmatch(lines[1].text) and len(lines[0].text.split()) <= PUBLISHER_WORDS:
        segment.publisher = lines[0].span
        segment.take_age(lines[1])
        return lines[2:]
    return lines


def _interface_start(lines: list[Line]) -> int:
    """Return the index of the first line of the interface after the main article, or the number of lines.

    The interface begins at a line that only the interface has. Interface lines directly before it belong to it as well.
    Without such a line, it is the run of interface lines at the end.
    """
    marks = (at for at, line in enumerate(lines) if line.text in INTERFACE_START or EXPLORE.fullmatch(line.text))
    at = next(marks, len(lines))
    while at:
        text = lines[at - 1].text
        if not (text in MAIN_END or EXPLORE.fullmatch(text) or (HASHTAGS.fullmatch(text) and at > 1)):
            break
        at -= 1
    return at


def _without_empty(segments: list[Segment]) -> list[Segment]:
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
        spans += [span for span in (segment.publisher, segment.age) if span]
        lost = segment.removed + [("empty_article", span) for span in spans]
        if kept:
            kept[-1].removed.extend(lost)
        else:
            homeless.extend(lost)
    return kept
