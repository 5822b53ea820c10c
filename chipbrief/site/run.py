"""The page of one run: its scores beside those of others, and every story to be looked into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chipbrief.metrics.bootstrap import Estimate
from chipbrief.records import Story
from chipbrief.report import COLUMNS, notes, number
from chipbrief.scoring import Scores
from chipbrief.setting import Setting
from chipbrief.site import charts
from chipbrief.site.render import page
from chipbrief.site.story import SHOWN_IN_ALL, sources_by_tenth, view

SHARES = tuple((key, name) for key, name, factor in COLUMNS if factor == 100)


@dataclass(frozen=True, slots=True)
class Beside:
    """A system that the run is shown beside: a baseline, or the annotators themselves."""

    system: str
    family: str
    estimates: Mapping[str, Estimate]


def run_page(
    result: Scores, stories: Sequence[Story], summaries: Mapping[str, str], setting: Setting, beside: Sequence[Beside]
) -> bytes:
    """The page as bytes. Every text in it may be a stranger's: the template escapes it."""
    shown = SHOWN_IN_ALL // max(1, len(stories))
    views = [
        view(story, scores, summaries[story.id], setting, shown)
        for story, scores in zip(stories, result.articles, strict=True)
    ]
    return page(
        "run.html",
        system=result.system,
        setting=setting,
        signature=result.signature,
        notes=notes(result),
        columns=COLUMNS,
        number=number,
        systems=[Beside(result.system, "this run", result.estimates), *beside],
        stories=views,
        charts={
            "strips": charts.strips([(name, _of_stories(result, key), result.estimates[key][:3]) for key, name in SHARES]),
            "types": charts.bars([(kind, one / all_of, f"{one / all_of * 100:.0f} %") for kind, (one, all_of) in result.by_type.items()]),
            "length": charts.scatter(_length_and_rouge(result)),
            "sources": charts.histogram(sources_by_tenth(stories, summaries)),
        },
    )  # fmt: skip


def _of_stories(result: Scores, key: str) -> dict[str, float | None]:
    return {article.id: article.measures[key] for article in result.articles}


def _length_and_rouge(result: Scores) -> list[tuple[str, float, float]]:
    points = [(one.id, one.measures["length"], one.measures["rouge1_fmeasure"]) for one in result.articles]
    return [(story, length, rouge) for story, length, rouge in points if length is not None and rouge is not None]
