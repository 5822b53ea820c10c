"""Sums over all articles of a system: micro averages, and entity recall by type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING

from chipbrief.metrics import bootstrap, entities
from chipbrief.metrics.bootstrap import Estimate
from chipbrief.records import EntityType, Story
from chipbrief.scoring.setting import Setting

if TYPE_CHECKING:
    from chipbrief.scoring.system import ArticleScores


def micro(articles: Sequence[ArticleScores], setting: Setting, groups: Sequence[str] | None) -> dict[str, Estimate]:
    """Return the micro averages. Each resample of articles gives a ratio of sums of its own."""
    recall = [entities.coverage(article.weights, set(article.named)) for article in articles]
    counted = [entities.coverage(entities.unweighted(one.weights), set(one.named)) for one in articles]
    precision = [(len(article.mentions) - len(article.unsupported), len(article.mentions)) for article in articles]
    return {
        name: bootstrap.ratio(
            [over for over, _ in pairs],
            [under for _, under in pairs],
            setting.resamples,
            setting.seed,
            groups=groups,
        )
        for name, pairs in (
            ("entity_recall", recall),
            ("entity_recall_unweighted", counted),
            ("entity_precision_source", precision),
        )
    }


def by_type(articles: Sequence[ArticleScores], stories: Sequence[Story]) -> dict[EntityType, entities.Coverage]:
    """Return the named weight and the total weight of each entity type, summed over all articles."""
    found: dict[EntityType, list[entities.Coverage]] = defaultdict(list)
    for article, story in zip(articles, stories, strict=True):
        for kind, one in entities.by_type(article.weights, set(article.named), story.entities).items():
            found[kind].append(one)
    return {kind: entities.Coverage(*map(fsum, zip(*found[kind], strict=True))) for kind in sorted(found)}
