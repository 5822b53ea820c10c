"""Render templates as self-contained HTML pages. All content passed to a template is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from chipbrief import __version__
from chipbrief.reports.table import name_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PAGE_LIMIT = 1 << 20
"""Size limit of a page in bytes (exclusive). Long texts are cut to stay below it."""
FEWEST_CHARACTERS = 1000
"""Number of characters per text below which rows are left out instead of further characters."""
_FORBIDDEN_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters that HTML forbids (WHATWG, 13.1)."""


_BREAK = re.compile(r"(?<=[-/_.])(?=.)", re.DOTALL)
"""Places where a long name may break."""


class TooLarge(ValueError):  # noqa: N818  the name states the error
    """Raised for a page of `PAGE_LIMIT` bytes or more."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Imported here, because scoring without pages should not wait for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader("chipbrief.reports.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["parts"] = lambda name: _BREAK.split(name_of(name))
    return found


def source_hash(text: str) -> str:
    """Return the hash with which the page's Content-Security-Policy allows its own style or script, and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


class Link(NamedTuple):
    """A link: its text, and its address relative to the page."""

    label: str
    address: str


class Nav(NamedTuple):
    """The header of a page: links to the main pages, the path to this page, and the pages before and after it.

    `here` is the name of this page. If it is among `links`, that link is marked; after `crumbs`, it ends the path.
    """

    links: tuple[Link, ...] = ()
    here: str = ""
    crumbs: tuple[Link, ...] = ()
    before: Link | None = None
    after: Link | None = None


NO_NAV = Nav()
ASSETS = {"board.html": "board", "compare.html": "compare", "run.html": "run", "story.html": "run"}
"""Name of the style and the script that a template has beside the shared ones."""


def sources(template: str) -> tuple[str, str]:
    """Return the style and the script of a page: those that all pages share, then its own."""
    folder = files("chipbrief.reports.pages") / "templates"
    own = ASSETS[template]
    styles = [folder / f"{name}.css" for name in ("tokens", "base", own)]
    scripts = [path for name in ("base", own) if (path := folder / f"{name}.js").is_file()]
    style, script = ("".join(path.read_text(encoding="utf-8") for path in paths) for paths in (styles, scripts))
    return style, script


def page(template: str, nav: Nav = NO_NAV, **content: Any) -> bytes:
    """Render a template as a page with inline style and script. Raise `TooLarge` if it has `PAGE_LIMIT` bytes or more."""
    from markupsafe import Markup

    style, script = sources(template)
    text = _environment().get_template(template).render(
        style=Markup(style),  # noqa: S704  our own file
        script=Markup(script),  # noqa: S704
        hashes={"style": source_hash(style), "script": source_hash(script)},
        version=__version__,
        nav=nav,
        **content,
    )  # fmt: skip
    data = _FORBIDDEN_IN_HTML.sub("\N{REPLACEMENT CHARACTER}", text).encode("utf-8", "replace")
    if len(data) >= PAGE_LIMIT:
        raise TooLarge(f"{template}: the page has {len(data):,} bytes; it must have fewer than {PAGE_LIMIT:,}")
    return data


def fragment(template: str, **content: Any) -> Markup:
    """Render a template as a part of a page."""
    from markupsafe import Markup

    return Markup(_environment().get_template(template).render(**content))  # noqa: S704  the template escapes its content


def fitting(draw: Callable[[int, int], bytes], shown: int, rows: int) -> bytes:
    """Return the page that `draw` makes with `shown` characters per text and `rows` rows, or with fewer if it is too large.

    Texts are cut first, down to `FEWEST_CHARACTERS`, then rows are left out. The size is known only after rendering, because escapes
    and marks add bytes. Raise `TooLarge` if even a page without texts and rows is too large.
    """
    while True:
        try:
            return draw(shown, rows)
        except TooLarge:
            if shown > FEWEST_CHARACTERS:
                shown = max(shown // 4, FEWEST_CHARACTERS)
            elif rows:
                rows //= 2
            elif shown:
                shown = 0
            else:
                raise
