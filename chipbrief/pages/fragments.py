"""The paragraphs of an HTML document or fragment, by the parser of the standard library."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "p div article section h1 h2 h3 h4 h5 h6 ul ol li table tr td th header footer nav figure figcaption main blockquote aside body html form dl dt dd pre title".split()
)
_BREAKS = frozenset(("br", "hr"))
_HIDDEN = frozenset("script style noscript template head svg iframe select button textarea".split())
_AROUND = frozenset("nav header footer aside form figure figcaption dialog".split())
"""Elements around an article. Paragraphs in them are not counted as lost."""
_VOID = frozenset("br hr img input meta link source wbr area base col embed track".split())
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
DEPTH_LIMIT = 400
"""Maximum number of open elements that are remembered."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one block: its element, and whether it stands in an element around the article."""

    text: str
    tag: str
    around: bool


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.hidden = self.around = 0
        self.parts: list[str] = []
        self.found: list[Paragraph] = []
        self.tag = "p"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _BLOCKS or tag in _BREAKS:
            self.close_block()
        if tag in _BLOCKS:
            self.tag = tag
        if tag not in _VOID and len(self.open) < DEPTH_LIMIT:
            self.open.append(tag)
            self.hidden += tag in _HIDDEN
            self.around += tag in _AROUND

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.close_block()
            self.tag = "p"
        if tag in self.open:
            while (last := self.open.pop()) is not None:
                self.hidden -= last in _HIDDEN
                self.around -= last in _AROUND
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)

    def close_block(self) -> None:
        text = " ".join("".join(self.parts).split())
        self.parts.clear()
        if text:
            self.found.append(Paragraph(text, self.tag, self.around > 0))


def paragraphs_of(html: str) -> list[Paragraph]:
    """Return the blocks of visible text in page order. Scripts, styles and controls are left out."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    parser.close_block()
    return parser.found
