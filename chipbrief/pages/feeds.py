"""Articles of RSS and Atom feeds: one page per entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from chipbrief.pages.fragments import HEADINGS, paragraphs_of
from chipbrief.pages.sources import Page
from chipbrief.problems import fail

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BODIES = ("encoded", "content", "description", "summary")
"""Elements that may hold the text of an entry. The longest text counts."""


def read_feed(text: str, where: str, name: str) -> Iterator[Page]:
    """Yield one page per entry that has text. Raise `InputError` if the feed is no XML, declares a document type, or has no text."""
    from xml.etree import ElementTree

    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise fail(where, "is a feed with a document type or entities", "remove the DOCTYPE: entities are not resolved")
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff")))  # noqa: S314  # no entities: see above
    except ElementTree.ParseError as error:
        raise fail(where, f"is no valid feed: {error}", "save the feed again", error.position[0]) from None
    channel = next((child for child in root if _tag(child) == "channel"), root)
    publisher = _child(channel, "title")
    entries = [element for element in root.iter() if _tag(element) in ("item", "entry")]
    count = 0
    for number, entry in enumerate(entries):
        if page := _page(entry, f"{name}#{number + 1}", publisher):
            count += 1
            yield page
    if not count:
        raise fail(where, "is a feed without the text of any entry", "pass the pages that its links lead to")


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element, *names: str) -> str:
    """Return the text of the first child with one of these names, without markup, or an empty text."""
    for name in names:
        for child in element:
            if _tag(child) == name and (text := " ".join("".join(child.itertext()).split())):
                return text
    return ""


def _page(entry: Element, name: str, publisher: str) -> Page | None:
    bodies = ["".join(child.itertext()) for child in entry if _tag(child) in _BODIES]
    body = max(bodies, key=len, default="")
    paragraphs = paragraphs_of(body) if "<" in body else []
    lines = [paragraph.text for paragraph in paragraphs] or [line.strip() for line in body.splitlines() if line.strip()]
    if not lines:
        return None
    stated = {
        "title": _child(entry, "title"), "publisher": _child(entry, "source") or publisher, "byline": _child(entry, "creator", "author"),
        "date": _date(_child(entry, "pubDate", "published", "date", "updated")),
    }  # fmt: skip
    headings = frozenset(paragraph.text for paragraph in paragraphs if paragraph.tag in HEADINGS)
    return Page(
        name, "\n\n".join(lines), {key: value for key, value in stated.items() if value}, headings, marked_up=True
    )


def _date(text: str) -> str:
    """Return a date of RSS (RFC 2822) or Atom (ISO 8601) as YYYY-MM-DD, or an empty text."""
    if re.match(r"\d{4}-\d{2}-\d{2}", text):
        return text[:10]
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return ""
