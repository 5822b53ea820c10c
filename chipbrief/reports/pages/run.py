"""The pages of one run: its profile and all its stories, with the texts of the weakest, and pages beside it with the other texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chipbrief.records import Story
from chipbrief.reports.pages.addresses import Site, header, linker, slugs
from chipbrief.reports.pages.care import care, lede, remarks
from chipbrief.reports.pages.names import NamesFound, names_of
from chipbrief.reports.pages.profile import OPPONENT, SystemRow, against, by_type, profile, rivals_noun
from chipbrief.reports.pages.render import FEWEST_CHARACTERS, Link, Nav, fragment, page
from chipbrief.reports.pages.story import Evidence, evidence, texts, view
from chipbrief.reports.pages.story_list import Listing, listing, row
from chipbrief.reports.table import columns, number
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores

if TYPE_CHECKING:
    from markupsafe import Markup

MAX_CHARACTERS = 20_000
"""Maximum number of characters shown per summary; fewer if a story would be too large."""
LIST_BYTES = 860_000
"""Maximum size of the rows and texts of one page of the list. Further rows are on pages beside it."""
TEXTS_BYTES = 300_000
"""Maximum size of the texts on the page of a run. Further texts are on pages beside it."""
PART_BYTES = 800_000
"""Maximum size of the rows and texts on a page with further texts."""
STORY_BYTES = 280_000
"""Maximum size of the texts of one story."""
RUN_BYTES = 64 << 20
"""Size of the texts of a run from which further stories are listed without texts."""
MAX_SYSTEMS = 60
"""Maximum number of systems in the table of scores of a run."""


@dataclass(slots=True)
class Page:
    """Rows and texts that lie on one page, and their sizes in bytes."""

    rows: list[Markup] = field(default_factory=list)
    first: int = 0
    rows_size: int = 0
    texts_size: int = 0


def run_page(
    result: Scores,
    stories: Sequence[Story],
    summaries: Mapping[str, str],
    setting: Setting,
    others: Sequence[SystemRow],
) -> bytes:
    """Return the first page of a run as bytes. See `run_pages`."""
    this = SystemRow(result.system, "this run", result.estimates, scores=result)
    return run_pages(this, result, stories, summaries, setting, others)["run.html"]


def run_pages(
    this: SystemRow,
    result: Scores,
    stories: Sequence[Story],
    summaries: Mapping[str, str],
    setting: Setting,
    others: Sequence[SystemRow],
    site: Site | None = None,
) -> dict[str, bytes]:
    """Return the pages of a run by their paths: its own page, and those beside it if its stories do not fit into one.

    The list of stories is whole. Each page is below the limit of `render.PAGE_LIMIT`. All texts are untrusted; the templates
    escape them.
    """
    site = site or Site()
    names = [
        names_of(story, one, summaries.get(story.id, ""), setting, unlabelled=result.unlabelled)
        for story, one in zip(stories, result.articles, strict=True)
    ]
    found = listing(result, stories, names, summaries)
    lists, parts = _pages(result, stories, names, summaries, setting, found, site)
    shared = {"this": this, "result": result, "setting": setting, "listing": found, "site": site, "number": number}
    pages = {}
    paths = [site.path, *(f"{site.folder}/list-{at}.html" for at in range(2, len(lists) + 1))]
    inside = (*site.crumbs, Link(this.system[:60], site.path))
    head = _head(this, result, others)
    for at, (path, one) in enumerate(zip(paths, lists, strict=True)):
        nav = Nav(site.links, this.system, site.crumbs, site.before, site.after)
        if at:
            nav = Nav(site.links, f"stories from {one.first + 1:,}", inside)
        turns = _turns(paths, lists, at)
        pages[path] = page(
            "run.html", header(path, nav), **shared, page=one, turns=turns, link=linker(path), head=None if at else head
        )
    paths = [f"{site.folder}/stories-{at}.html" for at in range(1, len(parts) + 1)]
    for at, (path, one) in enumerate(zip(paths, parts, strict=True)):
        nav = Nav(site.links, f"texts of the stories from {one.first + 1:,}", inside)
        turns = _turns(paths, parts, at)
        pages[path] = page("run.html", header(path, nav), **shared, page=one, turns=turns, link=linker(path), head=None)
    return pages


def _turns(paths: Sequence[str], pages: Sequence[Page], at: int) -> list[tuple[str, str]]:
    """Return links to the pages around the page number `at`, of the list or of the texts, as (label, path)."""
    found = [(f"‹ stories from {pages[at - 1].first + 1:,}", paths[at - 1])] if at else []
    if at + 1 < len(paths):
        found.append((f"stories from {pages[at + 1].first + 1:,} ›", paths[at + 1]))
    return found


def _head(this: SystemRow, result: Scores, others: Sequence[SystemRow]) -> dict[str, Any]:
    """Return what only the first page of a run shows."""
    rows = profile(this, result, others)
    shown = [this, *others][:MAX_SYSTEMS]
    return {
        "lede": list(lede(rows, result)),
        "profile": rows,
        "rivals": sum(one.competes for one in others),
        "noun": rivals_noun(this, others),
        "has_ceiling": any(one.ceiling is not None for one in rows),
        "care": list(care(result, others)),
        "remarks": remarks(result),
        "types": by_type(result, others),
        "against": against(result, others),
        "opponent": next((one for one in others if one.system == OPPONENT), None),
        "columns": columns(result),
        "systems": shown,
        "systems_left": len(others) + 1 - len(shown),
    }


def _pages(
    result: Scores,
    stories: Sequence[Story],
    names: Sequence[NamesFound],
    summaries: Mapping[str, str],
    setting: Setting,
    found: Listing,
    site: Site,
) -> tuple[list[Page], list[Page]]:
    """Return the pages of the list, and the pages beside them with the texts that do not fit on the first."""
    lists, parts = [Page()], list[Page]()
    addresses = slugs(story.id for story in stories)
    size = 0
    for place, at in enumerate(found.order):
        story, summary = stories[at], summaries.get(stories[at].id, "")
        seen = evidence(story, result.articles[at], summary, names[at], MAX_CHARACTERS)
        line = row(at, story, addresses[at], result, found, seen)
        block = _texts(result, at, story, addresses[at], summary, setting, seen) if size < RUN_BYTES else None
        weight = len(block.encode()) if block else 0
        size += weight
        is_here = len(lists) == 1 and not parts and lists[0].texts_size + weight <= TEXTS_BYTES
        href, part = None, None
        if block is not None and not is_here:
            part = _room(parts, weight, PART_BYTES - 4000, place)
            href = f"{site.folder}/stories-{len(parts)}.html#story-{addresses[at]}"
        page_of_list = lists[-1]
        path = site.path if len(lists) == 1 else f"{site.folder}/list-{len(lists)}.html"
        text = _row(line, found, site, linker(path), href, block if is_here else None)
        size_of_row = len(text.encode()) - (weight if is_here else 0)
        if page_of_list.rows_size + page_of_list.texts_size + size_of_row > LIST_BYTES:
            page_of_list = Page(first=place)
            lists.append(page_of_list)
            text = _row(line, found, site, linker(f"{site.folder}/list-2.html"), href, block if is_here else None)
        page_of_list.rows.append(text)
        page_of_list.rows_size += size_of_row
        page_of_list.texts_size += weight if is_here else 0
        if part is not None:
            inside = _row(line, found, site, linker(f"{site.folder}/stories-1.html"), None, block)
            part.rows.append(inside)
            part.texts_size += len(inside.encode()) - weight
    return lists, parts


def _room(parts: list[Page], weight: int, most: int, place: int) -> Page:
    """Return the last page if it has room for `weight` bytes, or else a new one. Count the bytes."""
    if not parts or parts[-1].texts_size + weight > most:
        parts.append(Page(first=place))
    parts[-1].texts_size += weight
    return parts[-1]


def _row(
    line: Any, found: Listing, site: Site, link: Callable[[str], str], href: str | None, block: Markup | None
) -> Markup:
    return fragment(
        "story_row.html",
        row=line,
        listing=found,
        number=number,
        texts=block,
        href=link(href.partition("#")[0]) + "#" + href.partition("#")[2] if href else None,
        everyone=link(site.stories[line.slug]) if line.slug in site.stories else None,
    )


def _texts(result: Scores, at: int, story: Story, slug: str, summary: str, setting: Setting, found: Evidence) -> Markup:
    """Return the texts of a story, with fewer characters if they would be larger than `STORY_BYTES`."""
    for shown in _fewer():
        names = NamesFound(found.named, found.missed)
        seen = found if shown == MAX_CHARACTERS else evidence(story, result.articles[at], summary, names, shown)
        block = fragment(
            "texts.html",
            story=view(story, slug, result.articles[at], summary, seen, shown),
            texts=texts(story, setting, shown),
            has_document=bool(story.document.strip()),
        )
        if len(block.encode()) <= STORY_BYTES:
            break
    return block


def _fewer() -> Iterator[int]:
    """Yield numbers of characters: the maximum, a quarter of it each time, and 0."""
    shown = MAX_CHARACTERS
    while shown >= FEWEST_CHARACTERS:
        yield shown
        shown //= 4
    yield 0
