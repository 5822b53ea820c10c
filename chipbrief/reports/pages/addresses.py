"""Paths of the pages of runs and stories, and the links between them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from chipbrief.reports.pages.render import Link, Nav

MAX_SLUG = 60
"""Maximum length of the part of an address that stands for a story or a system, in characters."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Site:
    """The pages that the page of a run is linked with, as paths below a common folder.

    `links` are the main pages, and `crumbs` the pages above this one. `stories` has the page of each story by its slug. `before` and
    `after` are the neighbouring runs. The address of a link is such a path, too.
    """

    path: str = "run.html"
    links: tuple[Link, ...] = ()
    crumbs: tuple[Link, ...] = ()
    stories: Mapping[str, str] = field(default_factory=dict)
    before: Link | None = None
    after: Link | None = None

    @property
    def folder(self) -> str:
        """Folder of the pages beside the page of the run."""
        return self.path.removesuffix(".html")


def linker(start: str) -> Callable[[str], str]:
    """Return a function that makes a path below the common folder relative to the page `start`. Other addresses stay."""
    return lambda path: path if "://" in path else posixpath.relpath(path, posixpath.dirname(start) or ".")


def header(path: str, nav: Nav) -> Nav:
    """Return a header with the addresses relative to the page `path`. Those of `nav` are below the common folder."""
    link = linker(path)

    def to(one: Link) -> Link:
        return Link(one.label, link(one.address))

    before, after = (None if one is None else to(one) for one in (nav.before, nav.after))
    return Nav(tuple(map(to, nav.links)), nav.here, tuple(map(to, nav.crumbs)), before, after)


def slugs(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return for each name a text that is safe in file names and addresses, and differs from all others also without case."""
    used = {one.casefold() for one in taken}
    found = []
    for name in names:
        base = _UNSAFE.sub("-", name)[:MAX_SLUG].strip(".-") or "x"
        slug, number = base, 1
        while slug.casefold() in used:
            number += 1
            slug = f"{base}-{number}"
        used.add(slug.casefold())
        found.append(slug)
    return found
