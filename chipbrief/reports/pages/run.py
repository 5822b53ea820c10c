"""The page of one run: its scores beside those of others, and every story to be looked into."""

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
from chipbrief.reports.pages.render import fitting, page
from chipbrief.reports.pages.story import StoryView, sources_by_tenth, view
from chipbrief.reports.table import COLUMNS, notes, number
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores
from chipbrief.submissions import Submission

SHARES = tuple((key, name) for key, name, factor in COLUMNS if factor == 100)
SHOWN = 20_000
"""Characters shown of one summary, where there is room."""
COPIED = 0.5
"""Of a summary's runs of three words, those that stand in the article: a page warns where the mean is this or more."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A system that the run is shown beside: a baseline, or the annotators themselves."""

    system: str
    family: str
    estimates: Mapping[str, Estimate]


def run_page(
    result: Scores,
    stories: Sequence[Story],
    summaries: Mapping[str, str],
    setting: Setting,
    beside: Sequence[Beside],
    board: str | None = None,
) -> bytes:
    """The page as bytes, with a link to the leaderboard's page `board`. Every text in it may be a stranger's: the template escapes it."""

    def draw(shown: int) -> bytes:
        views = [
            view(story, scores, summaries[story.id], setting, shown)
            for story, scores in zip(stories, result.articles, strict=True)
        ]
        return page(
            "run.html",
            system=result.system,
            setting=setting,
            signature=result.signature,
            board=board,
            notes=[*(note.removeprefix(f"{result.system}: ") for note in notes(result)), *_copying(result)],
            columns=COLUMNS,
            number=number,
            systems=[Beside(result.system, "this run", result.estimates), *beside],
            stories=views,
            charts=_charts(result, views),
        )

    return fitting(draw, SHOWN)


def _charts(result: Scores, views: Sequence[StoryView]) -> dict[str, charts.Chart]:
    measures = [(name, _of_stories(result, key), result.estimates[key][:3]) for key, name in SHARES]
    types = [(kind.replace("_", " "), one / all_of) for kind, (one, all_of) in result.by_type.items()]
    return {
        "strips": charts.strips(measures),
        "types": charts.bars([(kind, share, f"{share * 100:.0f} %") for kind, share in types]),
        "length": charts.scatter(_length_and_rouge(result)),
        "sources": charts.histogram(sources_by_tenth(views)),
    }


def _of_stories(result: Scores, key: str) -> dict[str, float | None]:
    return {article.id: article.measures[key] for article in result.articles}


def _length_and_rouge(result: Scores) -> list[tuple[str, float, float]]:
    points = [(one.id, one.measures["length"], one.measures["rouge1_fmeasure"]) for one in result.articles]
    return [(story, length, rouge) for story, length, rouge in points if length is not None and rouge is not None]


def _copying(result: Scores) -> list[str]:
    novel = result.estimates["novel_3grams"].mean
    if novel is None or 1 - novel < COPIED:
        return []
    run = result.estimates["longest_copy"].mean or 0
    return [
        f"{(1 - novel) * 100:.0f} % of its runs of three words stand in the article, and the longest copy of a story is "
        f"{run:.0f} words in the mean: what copies recalls names and facts without effort"
    ]


_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def write_runs(
    folder: Path,
    results: Sequence[Scores],
    stories: Sequence[Story],
    submissions: Sequence[Submission],
    setting: Setting,
) -> Iterator[Path]:
    """A page a system, beside the baselines of the same setting and the other systems; its path once it is written."""
    names: set[str] = set()
    for result, submission in zip(results, submissions, strict=True):
        others = [Beside(other.system, "this command", other.estimates) for other in results if other is not result]
        beside = [*others, *pinned(result.signature, setting)]
        data = run_page(result, stories, submission.summaries, setting, beside)
        path = folder / _free_name(result.system, names)
        write_atomically(path, data)
        yield path


def pinned(signature: str, setting: Setting) -> list[Beside]:
    """The baselines and the annotators as this installation has them scored; none where they were scored in another way."""
    pin = read(scores_path()).get(f"{setting.config}/{setting.kind}", {})
    if pin.get("signature") != signature:
        return []
    found = [
        Beside(name, SYSTEMS[name].family if name in SYSTEMS else "ceiling", estimates(system))
        for name, system in pin["systems"].items()
    ]
    return sorted(found, key=lambda one: -(one.estimates["rouge1_fmeasure"].mean or 0))


def _free_name(system: str, taken: set[str]) -> str:
    """A file name for a system, whatever it is called, that no other has."""
    base = _NO_FILE_NAME.sub("-", system)[:60].strip(".-") or "system"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name.casefold())
    return f"{name}.html"
