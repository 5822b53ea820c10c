"""Articles of HTML pages: the text by trafilatura, and the fields from JSON-LD or from the page's metadata.

trafilatura finds the main text of a page and leaves menus and advertisements out. It needs the extra `html`.
"""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from chipbrief.pages.fragments import Paragraph, paragraphs_of
from chipbrief.pages.sources import Page
from chipbrief.problems import fail

_JSON_LD = re.compile(r"<script[^>]{0,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
SCRIPT_LIMIT = 50
"""Maximum number of JSON-LD scripts that are read."""
_ARTICLE_TYPES = frozenset(
    "NewsArticle Article ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle LiveBlogPosting BlogPosting Report".split()
)
LOST_WORDS = 12
"""Minimum number of words of a paragraph that counts as lost if it was not extracted."""
BODY_SHARE = 0.5
"""If trafilatura finds less than this share of the `articleBody` of JSON-LD, that text is taken instead."""
TAG_LIMIT = 100_000
"""Maximum number of tags in a page. News pages have some thousands; parsing takes seconds at this limit."""
FALLBACK_LIMIT = 20_000
"""Number of tags from which trafilatura must not compare its text with that of jusText, whose time is quadratic in the paragraphs."""
COMPARED_LIMIT = 2000
"""Maximum number of paragraphs that are searched in the extracted text. Further ones must equal a line of it."""
NESTING_LIMIT = 12


def read_html(html: str, where: str, name: str) -> Page:
    """Return the article of an HTML page. Raise `InputError` if trafilatura is not installed or finds no text."""
    try:
        import trafilatura
        from trafilatura.settings import DEFAULT_CONFIG
    except ImportError:
        raise fail(
            where, "is HTML, which needs trafilatura", "pip install 'chipbrief[html]', or pass the page as text"
        ) from None
    tags = html.count("<")
    if tags > TAG_LIMIT:
        raise fail(where, f"has more than {TAG_LIMIT:,} tags", "pass the page of one article, or its text")
    config = copy.deepcopy(DEFAULT_CONFIG)
    for setting in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", setting, "1")  # short articles keep their paragraphs
    document = trafilatura.bare_extraction(
        html, include_comments=False, include_tables=True, with_metadata=True, config=config,
        fast=tags > FALLBACK_LIMIT,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )  # fmt: skip
    lines = [] if (body := getattr(document, "body", None)) is None else list(_lines(body))
    stated = _stated(html)
    text = "\n\n".join(line for line, _ in lines)
    stated_body = stated.pop("body", "")
    if len(text) < BODY_SHARE * len(stated_body):
        text, lines = stated_body, []
    blocks = paragraphs_of(html)
    if not text.strip() or (lines and all(is_heading for _, is_heading in lines)):  # trafilatura leaves short pages out
        text = "\n\n".join(part.text for part in blocks if part.tag == "p" and not part.around)
    else:
        text = _with_first(blocks, text)
    if not text.strip():
        raise fail(where, "is HTML in which no article was found", "pass the page of one article, or its text")
    metadata = {
        "title": getattr(document, "title", None), "byline": getattr(document, "author", None), "publisher": getattr(document, "sitename", None),
        "date": getattr(document, "date", None),
    }  # fmt: skip
    fields = {
        key: " ".join(value.split())
        for key, value in {**metadata, **stated}.items()
        if isinstance(value, str) and value.strip()
    }
    headings = frozenset(line for line, is_heading in lines if is_heading)
    items = frozenset(block.text for block in blocks if block.tag == "li")
    return Page(name, text, fields, headings, items, _lost(blocks, text), marked_up=True)


def _lines(body: Any) -> Iterator[tuple[str, bool]]:
    """Yield the blocks of trafilatura's tree, and whether each is a heading inside the article."""
    for element in body:
        heading = element.tag == "head"
        for block in element.iter("item", "row") if element.tag in ("list", "table") else (element,):
            text = (
                " ".join(" ".join(block.itertext()).split())
                if block.tag == "row"
                else " ".join("".join(block.itertext()).split())
            )
            if text:
                yield text, heading


def _with_first(blocks: list[Paragraph], text: str) -> str:
    """Return the text with the paragraph between the title and the first paragraph of the text, if trafilatura has lost it.

    It loses text that stands directly behind a heading, outside any element of its own.
    """
    at = next((number for number, block in enumerate(blocks) if block.tag == "h1"), len(blocks))
    if at + 2 >= len(blocks) or len(blocks[at + 1].text.split(None, LOST_WORDS)) < LOST_WORDS:
        return text
    rest = text.removeprefix(blocks[at].text)
    letters, following = _letters(rest), _letters(blocks[at + 2].text)
    if blocks[at + 1].around or not following or not letters.startswith(following):
        return text
    if _letters(blocks[at + 1].text) in letters:
        return text
    return f"{text[: len(text) - len(rest)]}\n\n{blocks[at + 1].text}\n\n{rest}".strip()


def _lost(paragraphs: list[Paragraph], text: str) -> int:
    """Return the number of characters, without spaces, of long paragraphs of the page that are not in the extracted text."""
    kept = _letters(text)
    lines = set(map(_letters, text.splitlines()))
    long = {
        _letters(paragraph.text)
        for paragraph in paragraphs
        if not paragraph.around and len(paragraph.text.split(None, LOST_WORDS)) >= LOST_WORDS
    }
    missing = sorted(long - lines)
    return sum(
        len(letters) for number, letters in enumerate(missing) if number >= COMPARED_LIMIT or letters not in kept
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _stated(html: str) -> dict[str, str]:
    """Return what JSON-LD says of the article: title, byline, publisher, date and body. Broken JSON is ignored."""
    for match in itertools.islice(_JSON_LD.finditer(html), SCRIPT_LIMIT):
        end = _SCRIPT_END.search(html, match.end())
        if end is None:
            break
        try:
            data = json.loads(html[match.end() : end.start()])
        except (ValueError, RecursionError):
            continue
        for item in _objects(data, 0):
            types = item.get("@type")
            kinds = types if isinstance(types, list) else [types]
            if any(isinstance(kind, str) and kind in _ARTICLE_TYPES for kind in kinds):
                return _article_fields(item)
    return {}


def _objects(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > NESTING_LIMIT:
        return
    if isinstance(data, dict):
        yield data
        data = [value for value in data.values() if isinstance(value, dict | list)]
    if isinstance(data, list):
        for item in data:
            yield from _objects(item, depth + 1)


def _article_fields(item: dict[str, Any]) -> dict[str, str]:
    names = {
        "title": _name(item.get("headline")), "byline": _name(item.get("author")), "publisher": _name(item.get("publisher")),
        "date": _name(item.get("datePublished"))[:10], "body": _text(item.get("articleBody")),
    }  # fmt: skip
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", names["date"]):
        names["date"] = ""
    return {key: value for key, value in names.items() if value}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return "\n\n".join(part.text for part in paragraphs_of(value)) if "<" in value else value.strip()


def _name(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) else ""
