"""Templates into pages of one file each. Everything that a template is given is text, and is escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from chipbrief import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE_LIMIT = 1 << 20
"""Bytes of one page at most; what a page shows of long texts is cut so that it stays below."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Imported here: who scores without a page does not wait for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("chipbrief.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source_hash(text: str) -> str:
    """The hash by which the page's own policy admits its style and its script, and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def page(template: str, **content: Any) -> bytes:
    """The page of a template, with its style and script inside. Raises `ValueError` where it is larger than a page may be."""
    from markupsafe import Markup

    folder = files("chipbrief.site") / "templates"
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    text = _environment().get_template(template).render(
        style=Markup(style),  # noqa: S704  our own file
        script=Markup(script),  # noqa: S704
        hashes={"style": _source_hash(style), "script": _source_hash(script)},
        version=__version__,
        **content,
    )  # fmt: skip
    data = text.encode("utf-8", "replace")
    if len(data) > PAGE_LIMIT:
        raise ValueError(f"{template}: a page of {len(data):,} bytes is larger than {PAGE_LIMIT:,}")
    return data
