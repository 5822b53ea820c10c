"""The pages of several runs and of their stories, linked with each other: for `score --report` and for the leaderboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from chipbrief.baselines.pins import DECIMALS, estimates, read
from chipbrief.corpora.store import scores_path
from chipbrief.leaderboard.board import SUBMITTED_FAMILY, Section
from chipbrief.records import Story
from chipbrief.reports.baselines.tables import family_of
from chipbrief.reports.pages import index
from chipbrief.reports.pages.addresses import Site, slugs
from chipbrief.reports.pages.profile import SystemRow, shares
from chipbrief.reports.pages.render import Link, Nav
from chipbrief.reports.pages.run import run_pages
from chipbrief.reports.pages.story_page import story_page
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores
from chipbrief.submissions import Submission
from chipbrief.writing import write_together

MAX_STORY_PAGES = 500
"""Maximum number of stories that get a page with all systems: those with the lowest mean of the first measure."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has pages: its row, which has scores and the path of its page, and its summaries by story."""

    row: SystemRow
    summaries: Mapping[str, str]


def write_runs(
    folder: Path,
    results: Sequence[Scores],
    stories: Sequence[Story],
    submissions: Sequence[Submission],
    setting: Setting,
) -> list[Path]:
    """Write one page per system, which also lists the other systems and the baselines of the setting, and one per story.

    A pinned baseline with the name and the values of a scored system is that system, and is listed once. All pages become
    current at once. Return the path of the page of each system, then that of the overview. The other pages are linked from
    these.
    """
    names = slugs((result.system for result in results), ("index", "stories", "compare", "pairs"))
    pins = pinned(results[0].signature, setting)
    runs = []
    for result, name, submission in zip(results, names, submissions, strict=True):
        same = next((pin for pin in pins if _is_same(pin, result)), None)
        family = same.family if same else "scored with it"
        row = SystemRow(result.system, family, result.estimates, href=f"{name}.html", scores=result)
        runs.append(Run(row, submission.summaries))
        pins = [pin for pin in pins if pin is not same]
    overview = Link("Overview", index.NAME)
    pages = pages_of(runs, stories, setting, pins, [overview], [overview])
    listed = (index.NAME, index.index_page([run.row for run in runs], pins, setting))
    written = write_together(folder, chain(pages, [listed]))
    return [*written[: len(runs)], written[-1]]


def pages_of(
    runs: Sequence[Run],
    stories: Sequence[Story],
    setting: Setting,
    others: Sequence[SystemRow] = (),
    links: Sequence[Link] = (),
    crumbs: Sequence[Link] = (),
    prefix: str = "stories/",
    *,
    stable: bool = False,
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of the page of each run, then of the pages beside them, then of each story.

    `others` are systems without a page. `links` are the main pages, and `crumbs` the pages above these. `prefix` begins
    the paths of stories. With `stable`, the page of a run does not depend on submitted runs other than itself: it shows
    only baselines and annotators beside the run, and no ranks. Pages of stories still show all systems.
    """
    shown = _shown(runs, len(stories)) if len(runs) > 1 else []
    names = slugs(story.id for story in stories)
    paths = {names[at]: f"{prefix}{names[at]}.html" for at in shown}
    beside: list[tuple[str, bytes]] = []
    for run in runs:
        assert run.row.href is not None
        assert run.row.scores is not None
        peers = [one for one in runs if one is run or not (stable and one.row.family == SUBMITTED_FAMILY)]
        if stable and run.row.family == SUBMITTED_FAMILY:
            before, after = None, None
        else:
            at = peers.index(run)
            before, after = _neighbour(peers, at - 1), _neighbour(peers, at + 1)
        site = Site(run.row.href, tuple(links), tuple(crumbs), paths, before, after)
        rest = [*(one.row for one in peers if one is not run), *others]
        if stable:
            rest = [replace(row, ranks={}) for row in rest if row.family != SUBMITTED_FAMILY]
        row = replace(run.row, ranks={}) if stable else run.row
        (first, *more) = run_pages(row, run.row.scores, stories, run.summaries, setting, rest, site).items()
        yield first
        beside += more
    yield from beside
    rows, summaries = [run.row for run in runs], [run.summaries for run in runs]
    listed = [Link((stories[at].title or stories[at].id)[:200], paths[names[at]]) for at in shown]
    for place, at in enumerate(shown):
        before = listed[place - 1] if place else None
        after = listed[place + 1] if place + 1 < len(listed) else None
        title, path = listed[place]
        nav = Nav(tuple(links), title, tuple(crumbs), before, after)
        yield path, story_page(at, stories[at], rows, summaries, setting, path, nav)


def section_pages(
    section: Section, paths: Mapping[str, str | None], links: Sequence[Link], crumbs: Sequence[Link]
) -> dict[str, bytes]:
    """Return the pages of the runs and stories of one section of the leaderboard. `paths` has the path of each system's page."""
    rows = [
        SystemRow(row.system, row.family, row.scores.estimates, row.ranks, paths[row.system], row.scores)
        for row in section.rows
    ]
    runs = [Run(one, row.summaries) for one, row in zip(rows, section.rows, strict=True) if one.href]
    prefix = f"stories/{section.setting.config}.{section.setting.kind}."
    others = [one for one in rows if not one.href]
    return dict(pages_of(runs, section.stories, section.setting, others, links, crumbs, prefix, stable=True))


def _neighbour(runs: Sequence[Run], at: int) -> Link | None:
    if not 0 <= at < len(runs):
        return None
    row = runs[at].row
    return Link(row.system, row.href) if row.href else None


def _shown(runs: Sequence[Run], count: int) -> list[int]:
    """Return the numbers of the stories that get a page, in the order of the corpus."""
    if count <= MAX_STORY_PAGES:
        return list(range(count))
    keys = [shares(run.row.scores)[:1] for run in runs if run.row.scores]
    columns = [
        [article.measures[key[0]] for article in run.row.scores.articles]
        for run, key in zip(runs, keys, strict=True)
        if run.row.scores and key
    ]
    means = [sum(round(1000 * value) for value in values if value is not None) for values in zip(*columns, strict=True)]
    return sorted(sorted(range(count), key=lambda at: (means[at] if means else 0, at))[:MAX_STORY_PAGES])


def pinned(signature: str, setting: Setting) -> list[SystemRow]:
    """Return the pinned baselines and annotators, highest ROUGE-1 first, or an empty list if their signature differs."""
    pin = read(scores_path()).get(f"{setting.config}/{setting.kind}", {})
    if pin.get("signature") != signature:
        return []
    found = [SystemRow(name, str(family_of(name)), estimates(system)) for name, system in pin["systems"].items()]
    return sorted(found, key=lambda one: -(one.estimates["rouge1_fmeasure"].mean or 0))


def _is_same(row: SystemRow, result: Scores) -> bool:
    """Return whether a pinned row has the name and the means of a scored system."""
    if row.system != result.system:
        return False
    pairs = (
        (found.mean, result.estimates[key].mean) for key, found in row.estimates.items() if key in result.estimates
    )
    return all(a == b or (a is not None and b is not None and abs(a - b) <= 10**-DECIMALS) for a, b in pairs)
