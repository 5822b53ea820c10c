"""Scores of a system that answered several times: the mean over the answers to each story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

from chipbrief.metrics import bootstrap
from chipbrief.records import Story
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import ArticleScores, Scores
from chipbrief.scoring.totals import by_type, micro


def mean_of_repeats(repeats: Sequence[Scores], stories: Sequence[Story], setting: Setting) -> Scores:
    """Return one result for the repeats of a system, each scored on all `stories`.

    A measure of a story is its mean over the repeats in which it is defined, and intervals resample stories. So more repeats make
    the value of a story more precise, but never count as more stories. Micro averages are over all answers, with the answers to
    one story resampled together. Names and facts of a story are those of its first answer, and counts are over all answers.
    """
    first = repeats[0]
    if len(repeats) == 1:
        return first
    articles = tuple(_mean([one.articles[at] for one in repeats]) for at in range(len(stories)))
    groups = first.clusters or tuple(story.id for story in stories)
    every = [article for one in repeats for article in one.articles]
    estimates = {
        name: bootstrap.estimate(
            [one.measures[name] for one in articles], setting.resamples, setting.seed, groups=first.clusters
        )
        for name in first.estimates
    }
    rules = dict.fromkeys(rule for one in repeats for rule in one.dressing)
    absent = tuple(story for story in first.absent if all(story in one.absent for one in repeats))
    return replace(
        first,
        articles=articles,
        estimates=estimates,
        micro={name: one for name, one in micro(every, setting, groups * len(repeats)).items() if name in first.micro},
        by_type=by_type(every, [*stories] * len(repeats)),
        empty=sum(one.empty for one in repeats),
        refused=sum(one.refused for one in repeats),
        dressed=sum(one.dressed for one in repeats),
        dressing={rule: sum(one.dressing.get(rule, 0) for one in repeats) for rule in rules},
        undefined={name: reason for name, reason in first.undefined.items() if not estimates[name].n},
        absent=absent,
        answers=sum(len(stories) - len(one.absent) for one in repeats),
    )


def _mean(answers: Sequence[ArticleScores]) -> ArticleScores:
    values = {
        name: [value for one in answers if (value := one.measures[name]) is not None] for name in answers[0].measures
    }
    means = {name: fsum(found) / len(found) if found else None for name, found in values.items()}
    return replace(answers[0], measures=means)
