"""Score one summary at a time, as other tools ask for it, with the same values as `chipbrief score`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import fsum, isnan, nan
from types import MappingProxyType

from chipbrief.corpora.corpus import shipped
from chipbrief.corpora.own import About, own_story
from chipbrief.corpora.store import dataset_folder, split_path
from chipbrief.records import SPLITS, Story
from chipbrief.scoring.setting import Setting, references_of
from chipbrief.scoring.system import score_system

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "rouge": ("rouge1_fmeasure", "rouge2_fmeasure", "rougeL_fmeasure", "rougeLsum_fmeasure"),
        "entities": ("entity_recall", "entity_precision_source"),
        "facts": ("fact_recall",),
        "length": ("length",),
    }
)
"""Measures by the name of their group."""
MEASURES = tuple(name for group in GROUPS.values() for name in group)
CONFIGS = ("open", "multi")
"""Configurations whose stories are known by their id, with their labels."""
CACHED = 4096
"""Number of results that are kept, because some tools ask for each measure of a summary separately."""


def score_one(
    summary: str,
    *,
    document: str = "",
    references: Sequence[str] = (),
    story_id: str | None = None,
    measures: Sequence[str] = MEASURES,
) -> dict[str, float]:
    """Return the measures of one summary, each NaN if it is undefined.

    If `story_id` is a story of this package and `document` contains its article (or is empty), its own references,
    labelled entities and facts count. Otherwise `references` count, names and values in them stand for the entities, and the
    measures of facts are undefined.
    """
    return dict(zip(measures, _score(summary, document, tuple(references), story_id, tuple(measures)), strict=True))


@lru_cache(CACHED)
def _score(
    summary: str, document: str, references: tuple[str, ...], story_id: str | None, measures: tuple[str, ...]
) -> tuple[float, ...]:
    story = known_story(story_id, document)
    if story is None:
        story = own_story(story_id or "1", [document], [text for text in references if text.strip()], About("texts"))
    # One resample: the interval of a single summary is not used.
    found = score_system("", {story.id: summary}, [story], Setting(resamples=1), "", columns=measures)
    values = found.articles[0].measures
    return tuple(nan if (value := values[name]) is None else value for name in measures)


def known_story(story_id: str | None, document: str) -> Story | None:
    """Return the story of this package with an id, if `document` is empty or contains its article, else None."""
    story = _stories().get(story_id) if story_id is not None else None
    return story if story is not None and (not document or story.document in document) else None


@lru_cache(1)
def _stories() -> Mapping[str, Story]:
    return {
        story.id: story
        for config in CONFIGS
        for split in SPLITS
        if split_path(dataset_folder(), config, split).is_file()
        for story in shipped(config, split).stories
    }


def rows_of(config: str, split: str) -> list[dict[str, str | list[str]]]:
    """Return id, title, document and references of the stories of one split, as plain values for the data sets of other tools."""
    return [
        {
            "id": story.id,
            "title": story.title or "",
            "document": story.document,
            "references": [reference.text for reference in references_of(story, Setting())],
        }
        for story in shipped(config, split).stories
    ]


def mean_defined(values: Iterable[float]) -> float:
    """Return the mean of the values that are not NaN, or NaN if there is none."""
    defined = [value for value in values if not isnan(value)]
    return fsum(defined) / len(defined) if defined else nan
