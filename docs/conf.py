"""Settings of the documentation site, built by `make docs`.

Sphinx was chosen because MkDocs 1.x has had no release since 2024 and Material for MkDocs ends in November 2026.

The source folder is the root of the repository, not docs/. So relative links between docs/ and README.md, DATASHEET.md and
the other documents work in the repository as well as on the site.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.special import TextLexer
from sphinx.highlighting import lexers

import chipbrief

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "ChipBrief"
author = "The ChipBrief authors"
version = release = chipbrief.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "*.md",
    "dataset/README.md",
    "baselines/README.md",
    "submissions/README.md",
    "annotations/GUIDELINES.md",
]
exclude_patterns = [".*", "build", "dist", "tests", "leaderboard", "chipbrief", "scripts"]
"""Folders that Sphinx does not search for pages."""

html_theme = "furo"
html_title = f"ChipBrief {release}"
html_show_copyright = False
myst_heading_anchors = 4
smartquotes = False
"""Left off, because it would turn `--option` into a dash."""

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
nitpick_ignore_regex = [
    (
        "py:class",
        r"chipbrief\.language\.(dressing|evidence|normalise|tokens|values|words)\..*",
    ),  # what a reading is made of
    ("py:class", r"chipbrief\.corpora\.own\..*"),  # what a corpus is made of
    ("py:class", r"(collections|np|npt|numpy|pathlib)\..*|NDArray.*|ArrayLike"),
    ("py:class", "Ask|Compatibility|Engine|Groups|Judge|Multi|Sentences|Stemmer|Tokenizer"),
]
"""Types of other libraries, whose documentation is on other sites, and names of types that list the allowed values."""

lexers["mermaid"] = TextLexer()
"""Show the source of a diagram in this language: drawing it would need a script from another site."""


def _as_rst(_app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Turn a docstring, which is Markdown, into reStructuredText: mark code, and escape what has a meaning there only."""
    for at, line in enumerate(lines):
        parts = re.split(r"(`[^`]+`)", line)
        lines[at] = "".join(f"`{part}`" if part.startswith("`") else re.sub(r"([|_])", r"\\\1", part) for part in parts)


def _is_left_out(_app: Sphinx, _what: str, _name: str, found: object, skip: bool, _options: object) -> bool | None:
    """Leave out the fields of named tuples, whose documentation is only “Alias for field number 0”."""
    return True if skip or (inspect.getdoc(found) or "").startswith("Alias for field number") else None


def _redirect(app: Sphinx, error: Exception | None) -> None:
    """Write index.html at the top of the site, which leads to the first page."""
    if error is None and app.builder.name == "html":
        page = '<!doctype html><meta charset="utf-8"><title>ChipBrief</title><meta http-equiv="refresh" content="0; url=docs/index.html">\n'
        (Path(app.outdir) / "index.html").write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect the functions above."""
    app.connect("autodoc-process-docstring", _as_rst)
    app.connect("autodoc-skip-member", _is_left_out)
    app.connect("build-finished", _redirect)
