"""Templates into pages of one file each. Everything that a template is given is text, and is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from chipbrief import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE_LIMIT = 1 << 20
"""Bytes that a page stays below; what it shows of long texts is cut for that."""
_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, which HTML forbids (WHATWG, 13.1)."""


class TooLarge(ValueError):  # noqa: N818  it says what is wrong
    """A page of `PAGE_LIMIT` bytes or more."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Imported here: who scores without a page does not wait for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("chipbrief.reports.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def source_hash(text: str) -> str:
    """The hash by which the page's own policy admits its style and its script, and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def page(template: str, **content: Any) -> bytes:
    """The page of a template, with its style and script inside. Raises `TooLarge`."""
    from markupsafe import Markup

    folder = files("chipbrief.reports.pages") / "templates"
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    text = _environment().get_template(template).render(
        style=Markup(style),  # noqa: S704  our own file
        script=Markup(script),  # noqa: S704
        hashes={"style": source_hash(style), "script": source_hash(script)},
        version=__version__,
        **content,
    )  # fmt: skip
    data = _NOT_IN_HTML.sub("\N{REPLACEMENT CHARACTER}", text).encode("utf-8", "replace")
    if len(data) >= PAGE_LIMIT:
        raise TooLarge(f"{template}: a page of {len(data):,} bytes, which is {PAGE_LIMIT:,} or more")
    return data


def fitting(draw: Callable[[int], bytes], shown: int) -> bytes:
    """The page that `draw` makes when it may show `shown` characters of each text, or a part of them where that is too large.

    How many bytes a character takes is known only when the page is made: it may be escaped, or have a mark of its own.
    """
    while shown:
        try:
            return draw(shown)
        except TooLarge:
            shown //= 4
    return draw(0)
