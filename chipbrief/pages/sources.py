"""Recognise what a file is (text, HTML, a feed, PDF), and read the pages in it.

The format is recognised by the content, never by the file's name. A file of any other format is refused, so that no markup
or binary data is taken for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chipbrief.files import decode, open_regular
from chipbrief.problems import fail

FILE_LIMIT = 64 << 20
"""Maximum size of a file in bytes. A feed may hold many articles."""
TEXT_LIMIT = 16 << 20
"""Maximum number of characters of one page."""
LINE_LIMIT = 250_000
"""Maximum number of lines of one page. A news page has some hundreds; each line takes up to 400 bytes of memory while it is cleaned."""
_LINE_ENDS = ("\n", "\r", "\u2028", "\u2029", "\x85")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, its text, and what its markup says. `left_out` counts characters of paragraphs that were not extracted.

    `fields` has `title`, `publisher`, `byline`, `date` and `age` if the markup states them. If it has a title, the text is
    one article without a header. `headings` are the lines of the text that the markup calls headings, and `items` those that it
    calls list items, which are no headings.
    """

    name: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    headings: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    left_out: int = 0
    marked_up: bool = False


_HTML_START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|article|section|h[1-6]|ul|ol|li|table|tr|td|script|style|header|footer|nav|figure|main|blockquote)(?: [^<>]{0,500})?>",
    re.IGNORECASE,
)
_FEED_START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<[!?].{0,2000}?>\s*)*<(?:rss|feed|rdf:RDF|atom:feed)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_START = re.compile(r"\ufeff?\s*<\?xml\b")
_MULTIPART = re.compile(r"(?i)(?:[\w-]{1,40}: [^\n]{0,500}\n){0,20}content-type: multipart/")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
BLOCK_TAGS = 4
"""Number of block tags from which a text is HTML. An article about HTML may name one or two."""
_BINARY = (
    (b"PK\x03\x04", "a ZIP archive or an office document"), (b"\x1f\x8b", "compressed with gzip"), (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich text document (RTF)"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"RIFF", "a media file"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"), (b"BZh", "compressed with bzip2"), (b"\xfd7zXZ", "compressed with xz"), (b"PAR1", "a Parquet table"),
)  # fmt: skip


def read_source(path: Path, name: str | None = None) -> Iterator[Page]:
    """Yield the pages in the file at `path` (`-` for standard input). Raise `InputError` if it cannot be read as any format."""
    where = "standard input" if str(path) == "-" else str(path)
    return pages_in(_read(path, where), where, name or ("-" if str(path) == "-" else path.name))


def _read(path: Path, where: str) -> bytes:
    if str(path) == "-":
        import sys

        stream = getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise fail(where, "is closed", "pass a file")
        data: bytes = stream.read(FILE_LIMIT + 1)
    else:
        with open_regular(path) as file:
            try:
                data = file.read(FILE_LIMIT + 1)
            except OSError as error:
                raise fail(where, f"cannot be read: {error.strerror}", "pass a readable file") from None
    if len(data) > FILE_LIMIT:
        raise fail(where, f"is larger than {FILE_LIMIT:,} bytes", "split it, or check that it is the right file")
    return data


def pages_in(data: bytes, where: str, name: str) -> Iterator[Page]:
    """Yield the pages in `data`, whatever its format is. `where` names it in messages, and `name` in the articles."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        from chipbrief.pages.pdf import read_pdf

        yield Page(name, _limited(read_pdf(data, where), where), marked_up=True)
        return
    yield from pages_of_text(_limited(_decoded(data, where), where), where, name)


def pages_of_text(text: str, where: str, name: str) -> Iterator[Page]:
    """Yield the pages in a decoded file: the entries of a feed, the article of an HTML page, or the text itself."""
    if "<" in text and _FEED_START.match(text):
        from chipbrief.pages.feeds import read_feed

        yield from read_feed(text, where, name)
    elif looks_like_html(text):
        from chipbrief.pages.markup import read_html

        yield read_html(text, where, name)
    elif _XML_START.match(text):
        raise fail(where, "is XML, but no feed and no XHTML page", "pass the page as text, HTML, RSS or Atom")
    elif _MULTIPART.match(text):
        raise fail(where, "is a web archive (MHTML)", "save the page as HTML or text")
    else:
        yield Page(name, text)


def looks_like_html(text: str) -> bool:
    """Return whether a text is an HTML page or a fragment of one: by its beginning, or by its number of block tags."""
    if _HTML_START.match(text):
        return True
    if "<" not in text:
        return False
    tags = _BLOCK_TAG.finditer(text)
    count = sum(1 for _, _ in zip(tags, range(BLOCK_TAGS), strict=False))
    return count >= BLOCK_TAGS or (count >= 2 and text.lstrip().startswith("<"))


def _decoded(data: bytes, where: str) -> str:
    for start, kind in _BINARY:
        if data.startswith(start):
            raise fail(where, f"is {kind}", "pass the page as text, HTML, RSS, Atom or PDF")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise fail(where, "is not UTF-16, although it begins like it", "save it as UTF-8") from None
    if b"\0" in data[:4096]:
        raise fail(where, "is not a text: it contains NUL characters", "pass the page as text, HTML, RSS, Atom or PDF")
    charset = _CHARSET.search(data, 0, 4096)
    if charset and charset[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(charset[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # the declaration is wrong: UTF-8 is tried, and its error is reported
    return decode(data, where)


def _limited(text: str, where: str) -> str:
    if len(text) > TEXT_LIMIT:
        raise fail(where, f"has more than {TEXT_LIMIT:,} characters", "split it, or check that it is the right file")
    return text


def check_lines(text: str, where: str) -> None:
    """Raise `InputError` if a page has more than `LINE_LIMIT` lines."""
    if sum(map(text.count, _LINE_ENDS)) - text.count("\r\n") > LINE_LIMIT:
        raise fail(where, f"has more than {LINE_LIMIT:,} lines", "split it, or check that it is the page of an article")
