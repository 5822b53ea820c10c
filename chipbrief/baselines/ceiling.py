"""The annotators' ceiling: how the annotators' references score against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

from chipbrief.metrics import bootstrap
from chipbrief.records import Reference, Story
from chipbrief.scoring.intervals import clusters_of
from chipbrief.scoring.setting import Setting, references_of, signature
from chipbrief.scoring.system import ArticleScores, Scores, reference_length, score_system

NAME = "annotators"


def annotators(stories: Sequence[Story], setting: Setting, data: str) -> Scores | None:
    """Score each reference against the other references of its story, and return the mean per story.

    The scores are not quite comparable with those of systems: there is one reference fewer to compare with, and the best
    of fewer references is lower. Returns None unless every story has at least two references of the setting's kind.
    """
    if any(len(references_of(story, setting)) < 2 for story in stories):
        return None
    labelled = any(story.entities for story in stories)
    articles = tuple(_mean(story, setting, data, labelled) for story in stories)
    clusters = clusters_of(stories)
    estimates = {
        name: bootstrap.estimate(
            [article.measures[name] for article in articles], setting.resamples, setting.seed, groups=clusters
        )
        for name in articles[0].measures
    }
    rest = [_with_references(story, references_of(story, setting)[1:]) for story in stories]
    lengths = reference_length(stories, setting)
    return Scores(NAME, signature(rest, setting, data), articles, estimates, {}, {}, 0, 0, lengths, clusters=clusters)


def _mean(story: Story, setting: Setting, data: str, labelled: bool) -> ArticleScores:
    own = references_of(story, setting)
    rows = [_against(story, one, [other for other in own if other is not one], setting, data, labelled) for one in own]
    measures = {name: _average([row[name] for row in rows]) for name in rows[0]}
    return ArticleScores(story.id, measures, (), {}, (), ())


def _against(
    story: Story, one: Reference, others: Sequence[Reference], setting: Setting, data: str, labelled: bool
) -> dict[str, float | None]:
    # One resample is enough, because only the scores of the article are used and not their interval.
    scores = score_system(
        NAME,
        {story.id: one.text},
        [_without(_with_references(story, others), one)],
        replace(setting, resamples=1),
        data,
        labelled=labelled,
    )
    return scores.articles[0].measures


def _with_references(story: Story, references: Sequence[Reference]) -> Story:
    return replace(story, references=tuple(references))


def _without(story: Story, one: Reference) -> Story:
    """Return the story with fact weights from the other annotators, so that no one is scored on a fact that only they stated."""
    others = {reference.annotator for reference in story.references} - {one.annotator}
    facts = (replace(fact, weight=len(others & set(fact.stated_by)) / max(1, len(others))) for fact in story.facts)
    return replace(story, facts=tuple(facts))


def _average(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else None
