"""Tests of the configuration `multi`: articles are joined, and entities that are the same thing are merged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.build import build_open
from chipbrief.annotations.clusters import DIVIDER, build_multi
from chipbrief.corpora.store import load
from chipbrief.language.mentions import parse_form
from chipbrief.metrics import entities
from chipbrief.records import Entity
from tests.paths import CASES


def test_parts_are_the_articles() -> None:
    stories = {story.id: story for story in load("open")}
    for cluster in load("multi"):
        assert DIVIDER.join(stories[part.id].document for part in cluster.parts) == cluster.document
        assert all(cluster.document[part.start : part.end] == stories[part.id].document for part in cluster.parts)


def test_every_mention_slices_to_a_form_and_none_is_lost() -> None:
    stories = {story.id: story for story in load("open")}
    for cluster in load("multi"):
        count = 0
        for entity in cluster.entities:
            forms = {parse_form(form).mention for form in entity.forms}
            found = [cluster.document[one.start : one.end] for one in entity.mentions]
            assert set(found) <= forms
            count += len(found)
        assert count == sum(len(entity.mentions) for part in cluster.parts for entity in stories[part.id].entities)
        assert len({entity.id for entity in cluster.entities}) == len(cluster.entities)


def test_same_id_type_and_value_are_one_entity_and_relative_dates_are_not() -> None:
    labels = load_annotations(CASES / "annotations")
    rows = build_open(labels)
    (cluster,) = build_multi(labels, rows)["test"]
    by_id = {entity.id: entity for entity in cluster.entities}
    # Both stories have Port Lindal. Friday (with a value) and a year are in one story each.
    assert len(by_id["port-lindal"].mentions) == 3 - 1
    assert {"date-friday", "date-monday", "dur-a-year"} <= by_id.keys()
    relative = [
        replace(
            story,
            entities=tuple(replace(one, value=None) if one.id == "date-friday" else one for one in story.entities),
        )
        for story in rows["test"]
    ]
    twice = [
        replace(story, entities=(*story.entities, relative[0].entities[1])) if story.id == "pier" else story
        for story in relative
    ]
    (cluster,) = build_multi(labels, {"test": twice})["test"]
    assert {"date-friday", "date-friday-pier"} <= {entity.id for entity in cluster.entities}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("XXXX-04", "2025-04"), {"2025-04"}),
        (("2025-07-15", "XXXX-07-15"), {"2025-07-15"}),
        (("XXXX-04", "2025-05"), {"XXXX-04", "2025-05"}),
        (("XXXX-WXX-5", "2025-07-15"), {"XXXX-WXX-5", "2025-07-15"}),
    ],
)
def test_a_date_takes_the_year_of_another_story(values: tuple[str, str], expected: set[str]) -> None:
    labels = load_annotations(CASES / "annotations")
    stories = [
        replace(story, entities=(Entity("when", "April", "DATE", value, ("April",), (), 0.0, ()),))
        for story, value in zip(build_open(labels)["test"], values, strict=True)
    ]
    (cluster,) = build_multi(labels, {"test": stories})["test"]
    assert {entity.value for entity in cluster.entities} == expected


def test_one_day_and_one_month_of_the_committed_cluster_are_one_entity_each() -> None:
    h20 = next(one for one in load("multi") if one.id == "h20")
    values = [entity.value for entity in h20.entities if entity.type == "DATE"]
    assert values.count("2025-04") == values.count("2025-07-15") == 1
    assert not {"XXXX-04", "XXXX-07-15"} & set(values)


@pytest.mark.parametrize("cluster", ["h20", "solar", "cyber"])
def test_references_need_more_than_one_story(cluster: str) -> None:
    """For each story of a cluster, every abstract names an entity that this story lacks."""
    row = next(one for one in load("multi") if one.id == cluster)
    named = [entities.named(one.text, row.entities) for one in row.references if one.kind == "abstract"]
    for part in row.parts:
        own = {
            entity.id for entity in row.entities if any(part.start <= one.start < part.end for one in entity.mentions)
        }
        assert all(names - own for names in named), part.id
