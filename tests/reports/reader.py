"""Read a page for the tests."""

from __future__ import annotations

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Parse a page into its tags, attributes and text, so that injected elements can be found."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.content = ""
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.content += data
