"""Find where each article of a page begins and ends, and its header.

Two layouts of the aggregator are known, shown side by side below. Headers of related articles are found by their shape:
a publisher, any short line, and a bullet with the same publisher. The wording of the age does not matter.
`plain.py` handles other pages.

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
from functools import lru_cache
from typing import NamedTuple

from chipbrief.pages.dates import AGE_LINE, PUBLISHER_WORDS
from chipbrief.pages.found import word_count
from chipbrief.pages.interface import APP_LINES, HASHTAGS, UNKNOWN, interface_start, take_interface
from chipbrief.pages.lines import Line, Segment, lines_in
from chipbrief.pages.plain import is_sentence, same_title, take_age, take_front, take_title, without_empty
from chipbrief.pages.segment import Traced

BULLET = re.compile(r"[•·*\-–]\s*(?P<name>\S.{0,60})")
BULLET_LIMIT = 9
"""Maximum number of lines from an age to the title: sections and the publisher stand between them as bullets."""
UNKNOWN_AGE = 40
"""Maximum number of characters of a line between a publisher and its bullet that is no known age."""
SHORT_AGE = re.compile(r"(?=.*\d)[^.!?]{1,20}")
"""A line between a publisher and a repeated title that is an age, whatever its language or unit ("3h", "vor 2 Tagen")."""


class Header(NamedTuple):
    """Header of a related article: the lines from `first` to `body` (exclusive). All fields are line indices."""

    first: int
    body: int
    title: int | None
    publisher: int | None
    age: int | None


def split_page(page: Traced) -> list[Segment]:
    """Return the page's articles in page order. Each non-blank line belongs to exactly one of them."""
    lines = list(lines_in(page.text))
    headers = list(_related_headers(lines))
    app = _app_start(lines)
    first = headers[0].first if headers else app
    segments = _main(lines[:first], bool(headers))
    for number, header in enumerate(headers, 1):
        end = headers[number].first if number < len(headers) else max(app, header.body)
        segments.append(_related(lines, header, end, number))
    segments[-1].remove("app_store", lines[max(app, headers[-1].body if headers else 0) :])
    for segment in segments:
        if segment.index == UNKNOWN:
            segment.index = len(headers) + 1
    return without_empty(segments)


def _app_start(lines: list[Line]) -> int:
    """Return the index of the first line of the app-store block that ends the page, or the number of lines."""
    at = len(lines)
    while at and APP_LINES.fullmatch(lines[at - 1].text):
        at -= 1
    return at


def _related_headers(lines: list[Line]) -> Iterator[Header]:
    """Yield a header wherever a publisher, an age and a bullet with the same publisher follow each other.

    One of the three may be missing if the same title stands before and after the others.
    """
    after = 0
    for at in range(1, len(lines) - 1):
        if at - 1 < after or len(lines[at].text) > UNKNOWN_AGE + 20:
            continue
        no_age = BULLET.fullmatch(lines[at].text) is not None
        bullet = at if no_age else at + 1
        while bullet < min(len(lines), at + BULLET_LIMIT) and BULLET.fullmatch(lines[bullet].text):
            bullet += 1
        if bullet == at + 1 and not no_age and not (_is_age(lines[at].text) or SHORT_AGE.fullmatch(lines[at].text)):
            continue  # neither an age nor a bullet
        kind = _header_kind(lines, at, bullet, no_age)
        if kind is None:
            continue
        title = bullet if bullet < len(lines) else None
        first = publisher = at if kind == "no publisher" else at - 1
        while title is not None and first - 1 >= after and same_title(lines[first - 1].text, lines[title].text):
            first -= 1
        if first == at - 1 and first - 2 >= after and lines[first - 1].text == lines[first - 2].text:
            first -= 2  # a shortened title, printed twice
            if title is not None and _is_body(lines[title].text, lines[first].text):
                title, bullet = first, title  # the title stands above only
        after = bullet if title is None or title < at else title + 1
        yield Header(first, after, title, None if publisher == at else publisher, None if no_age else at)


@lru_cache(maxsize=256)
def _is_age(line: str) -> bool:
    """Return whether a line is an age or a date. A page with many articles repeats its ages and publishers."""
    return AGE_LINE.fullmatch(line) is not None


def _is_body(line: str, above: str) -> bool:
    """Return whether the line behind a header is the first sentence and not the title, a copy of which stands `above` it twice."""
    return is_sentence(line) and not line.startswith(above.rstrip("… ."))


def _header_kind(lines: list[Line], at: int, bullet: int, no_age: bool) -> str | None:
    """Return what the header has whose age, or first bullet, is the line `at`. Return `None` if there is no header."""
    publisher, known = lines[at - 1].text, _is_age(lines[at].text)
    title = lines[bullet].text if bullet < len(lines) else None
    repeated = title is not None and at >= 2 and same_title(lines[at - 2].text, title)
    bulleted = any(_is_bullet_of(publisher, line.text, known) for line in lines[at if no_age else at + 1 : bullet])
    if no_age:
        return "no age" if bulleted and repeated else None
    if known and repeated and title is not None and same_title(publisher, title):
        return "no publisher"
    if bulleted:
        return "all" if known or len(lines[at].text) <= UNKNOWN_AGE else None
    aged = known or SHORT_AGE.fullmatch(lines[at].text)
    return "no bullet" if aged and repeated and word_count(publisher) <= PUBLISHER_WORDS else None


@lru_cache(maxsize=256)
def _is_bullet_of(publisher: str, line: str, known: bool) -> bool:
    """Return whether the line is a bullet with the publisher's name.

    If the age is known, one name may contain the other (LiveMint, Mint). Otherwise they must be the same.
    """
    bullet = BULLET.fullmatch(line)
    one, other = (bullet["name"] if bullet else "").casefold(), publisher.casefold()
    contained = known and min(len(one), len(other)) > 3 and (one in other or other in one)
    return len(one) > 1 and (one == other or contained)


def _related(lines: list[Line], header: Header, end: int, number: int) -> Segment:
    title = None if header.title is None else lines[header.title]
    segment = Segment(number, title, aggregated=True)
    stated = [at for at in (header.publisher, header.age) if at is not None]
    if header.publisher is not None:
        segment.publisher = lines[header.publisher].span
    if header.age is not None:
        take_age(segment, lines[header.age])
    if header.first < stated[0]:
        copies = [line for line in lines[header.first : stated[0]] if line is not title]
        segment.remove("repeated_title", copies)
    behind = header.title is not None and header.title > stated[-1]
    bullets = lines[stated[-1] + 1 : header.title if behind else header.body]
    segment.remove("publisher_bullet", bullets)
    segment.body = lines[header.body : end]
    return segment


def _main(lines: list[Line], related: bool) -> list[Segment]:
    """Return the main article: its header, its body, and the interface between it and the related articles.

    Long text in the interface that no rule explains becomes a segment of its own.
    """
    segment = Segment(0)
    end = interface_start(lines)
    segment.aggregated = end < len(lines) or related
    unknown = take_interface(segment, lines[end:])
    rest = lines[:end]
    if rest and rest[0].text == "logo":
        segment.remove("logo", rest[:1])
        segment.aggregated = True
        rest = rest[1:]
    while rest and HASHTAGS.fullmatch(rest[0].text):
        segment.remove("listing_heading", rest[:1])
        rest = rest[1:]
    segments = take_front(segment, take_title(segment, rest))
    return [*segments, unknown] if unknown else segments
