"""The page of one run: its scores in a table with other systems, and every story with its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chipbrief.baselines.pins import estimates, read
from chipbrief.baselines.systems import SYSTEMS
from chipbrief.corpora.store import scores_path
from chipbrief.files import write_atomically
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.records import Story
from chipbrief.reports.pages import charts
from chipbrief.reports.pages.render import NO_NAV, Nav, fitting, page
from chipbrief.reports.pages.story import StoryView, sources_by_tenth, view
from chipbrief.reports.table import columns, notes, number
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import ArticleScores, Scores
from chipbrief.submissions import Submission

MAX_CHARACTERS = 20_000
"""Maximum number of characters shown per summary; fewer if the page would be too large."""
MAX_DOTS = 400
"""Maximum number of stories in a plot with one dot per story."""
COPYING_WARNING = 0.5
"""Mean share of a summary's 3-grams found in the article from which the page warns of copying."""


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One row of the table of scores: the run itself, a baseline, the annotators, or another system."""

    system: str
    family: str
    estimates: Mapping[str, Estimate]


def run_page(
    result: Scores,
    stories: Sequence[Story],
    summaries: Mapping[str, str],
    setting: Setting,
    others: Sequence[SystemRow],
    nav: Nav = NO_NAV,
) -> bytes:
    """Return the page of a run as bytes.

    `others` are listed below the run in the table of scores. `nav` is the header of the page.
    All texts are untrusted; the template escapes them.
    """

    def draw(shown: int, rows: int) -> bytes:
        chosen = _lowest(result, rows)
        views = [
            view(story, scores, summaries.get(story.id, ""), setting, shown)
            for story, scores in zip(stories, result.articles, strict=True)
            if story.id in chosen
        ]
        return page(
            "run.html",
            nav,
            system=result.system,
            setting=setting,
            signature=result.signature,
            notes=[
                *(note.removeprefix(f"{result.system}: ") for note in notes(result)),
                *_copying(result),
                *_left_out(result, len(views)),
            ],
            columns=columns(result),
            number=number,
            systems=[SystemRow(result.system, "this run", result.estimates), *others],
            stories=views,
            count=len(stories),
            charts=_charts(result, views),
        )

    return fitting(draw, MAX_CHARACTERS, len(stories))


def _lowest(result: Scores, rows: int) -> set[str]:
    """Return the ids of the `rows` stories with the lowest ROUGE-1, or without ROUGE the lowest entity precision."""
    measure = "rouge1_fmeasure" if result.estimates["rouge1_fmeasure"].n else "entity_precision_source"
    values = [
        (2.0 if (value := one.measures[measure]) is None else value, at) for at, one in enumerate(result.articles)
    ]
    return {result.articles[at].id for _, at in sorted(values)[:rows]}


def _left_out(result: Scores, listed: int) -> list[str]:
    """Return notes on stories that the page leaves out to keep its size."""
    count, found = len(result.articles), []
    if listed < count:
        found.append(f"the page lists the {listed:,} stories with the lowest scores; --json has all {count:,}")
    if count > MAX_DOTS:
        found.append(
            f"the plots show about {MAX_DOTS} of {count:,} stories, at equal distances in the order of the corpus"
        )
    return found


def _charts(result: Scores, views: Sequence[StoryView]) -> dict[str, charts.Chart]:
    measures = [
        (name, _values_by_story(result, key), result.estimates[key][:3])
        for key, name, factor in columns(result)
        if factor == 100
    ]
    types = [(kind.replace("_", " "), one / all_of) for kind, (one, all_of) in result.by_type.items()]
    return {
        "strips": charts.strips(measures),
        "types": charts.bars([(kind, share, f"{share * 100:.0f} %") for kind, share in types]),
        "length": charts.scatter(_length_and_rouge(result)),
        "sources": charts.histogram(sources_by_tenth(views)),
    }


def _values_by_story(result: Scores, key: str) -> dict[str, float | None]:
    return {article.id: article.measures[key] for article in _sample(result)}


def _sample(result: Scores) -> Sequence[ArticleScores]:
    """Return the stories to plot: all, or about `MAX_DOTS` at equal distances."""
    return result.articles[:: -(-len(result.articles) // MAX_DOTS)]


def _length_and_rouge(result: Scores) -> list[tuple[str, float, float]]:
    points = [(one.id, one.measures["length"], one.measures["rouge1_fmeasure"]) for one in _sample(result)]
    return [(story, length, rouge) for story, length, rouge in points if length is not None and rouge is not None]


def _copying(result: Scores) -> list[str]:
    novel = result.estimates["novel_3grams"].mean
    if novel is None or 1 - novel < COPYING_WARNING:
        return []
    run = result.estimates["longest_copy"].mean or 0
    return [
        f"on average, {(1 - novel) * 100:.0f} % of a summary's distinct 3-word sequences also occur in the article, and the "
        f"longest copied run has {run:.0f} words; copying alone is enough to recall names and facts"
    ]


_UNSAFE_IN_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def write_runs(
    folder: Path,
    results: Sequence[Scores],
    stories: Sequence[Story],
    submissions: Sequence[Submission],
    setting: Setting,
) -> Iterator[Path]:
    """Write one page per system, which also lists the other systems and the baselines of the setting. Yield each path written."""
    names: set[str] = set()
    for result, submission in zip(results, submissions, strict=True):
        others = [SystemRow(other.system, "this command", other.estimates) for other in results if other is not result]
        others += pinned(result.signature, setting)
        data = run_page(result, stories, submission.summaries, setting, others)
        path = folder / _free_name(result.system, names)
        write_atomically(path, data)
        yield path


def pinned(signature: str, setting: Setting) -> list[SystemRow]:
    """Return the pinned baselines and annotators, highest ROUGE-1 first, or an empty list if their signature differs."""
    pin = read(scores_path()).get(f"{setting.config}/{setting.kind}", {})
    if pin.get("signature") != signature:
        return []
    found = [
        SystemRow(name, SYSTEMS[name].family if name in SYSTEMS else "ceiling", estimates(system))
        for name, system in pin["systems"].items()
    ]
    return sorted(found, key=lambda one: -(one.estimates["rouge1_fmeasure"].mean or 0))


def _free_name(system: str, taken: set[str]) -> str:
    """Return a safe file name for a system that is not in `taken`, and add it there."""
    base = _UNSAFE_IN_FILE_NAME.sub("-", system)[:60].strip(".-") or "system"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name.casefold())
    return f"{name}.html"
