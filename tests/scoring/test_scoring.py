"""Tests of scores on two small stories. The expected values are worked out by hand."""

from __future__ import annotations

import pytest

from chipbrief.problems import InputError
from chipbrief.records import Entity, EntityType, Fact, Part, Reference, Story
from chipbrief.reports.table import text_table
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system

DOCUMENT = "Ann Lee beat Bo Ray in Oslo.\n\nThe race was held in 2024 and drew crowds."


def _entity(name: str, kind: EntityType) -> Entity:
    return Entity(name.lower().replace(" ", "-"), name, kind, None, (name,), (), 0.0, ())


def _story(identifier: str, *abstracts: str, published: str | None = None) -> Story:
    references = tuple(
        Reference(f"{identifier}/{at}", "abstract", text, f"set-{at}", "model", None)
        for at, text in enumerate(abstracts)
    )
    known = (_entity("Ann Lee", "PERSON"), _entity("Bo Ray", "PERSON"), _entity("Oslo", "GPE"))
    facts = (
        Fact("f1", "Ann Lee beat Bo Ray in Oslo.", ("ann-lee", "bo-ray", "oslo"), ("set-0",), 1.0),
        Fact("f2", "The race drew crowds.", (), (), 0.0),
    )
    parts = (Part(identifier, 0, len(DOCUMENT)),)
    return Story(
        identifier, None, None, None, published, "en", DOCUMENT, parts, None, references, known, facts, (), None, "x"
    )


STORIES = [_story("one", "Ann Lee beat Bo Ray in Oslo.", "Ann Lee won in Oslo."), _story("two", "Ann Lee won.")]
# Weights of the entities: Ann Lee 1, Bo Ray 1/2, Oslo 1 in the first story; Ann Lee 1 in the second.
SUMMARIES = {"one": "Ann Lee beat Bo Ray in Bergen.", "two": ""}


def test_the_measures_of_entities_by_hand() -> None:
    scores = score_system("mine", SUMMARIES, STORIES, Setting(resamples=50), "x")
    one, two = scores.articles
    assert one.measures["entity_recall"] == pytest.approx(1.5 / 2.5)
    assert one.measures["entity_recall_unweighted"] == pytest.approx(2 / 3)
    assert one.measures["entity_precision_source"] == pytest.approx(2 / 3)
    assert one.unsupported == ("Bergen",)
    assert two.measures["entity_recall"] == 0
    assert two.measures["entity_precision_source"] is None
    # Macro: (0.6 + 0) / 2. Micro: 1.5 of 3.5 by weight, 2 of 4 by number, 2 of 3 mentions.
    assert scores.estimates["entity_recall"].mean == pytest.approx(0.3)
    means = {name: found.mean for name, found in scores.micro.items()}
    assert means == pytest.approx(
        {"entity_recall": 1.5 / 3.5, "entity_recall_unweighted": 2 / 4, "entity_precision_source": 2 / 3}
    )
    assert {kind: tuple(found) for kind, found in scores.by_type.items()} == {"GPE": (0, 1), "PERSON": (1.5, 2.5)}


def test_what_is_behind_the_numbers_is_counted_and_said() -> None:
    """The table tells how many summaries are empty, which names are unsupported and if the length is unusual."""
    scores = score_system("mine", SUMMARIES, STORIES, Setting(resamples=50), "x")
    assert (scores.empty, scores.refused, scores.reference_length) == (1, 0, (3, 7))
    assert scores.estimates["entity_precision_source"].n == 1
    table = text_table([scores])
    assert "1 of 2 summaries are empty (their ROUGE and recall are 0)" in table
    assert "names and values not found in the article: Bergen (one)" in table
    assert "is outside" not in table  # the mean length of 3.5 words is within the range of 3 to 7
    long = score_system("long", {"one": "a " * 30, "two": "I'm sorry."}, STORIES, Setting(resamples=50), "x")
    assert long.has_unusual_length
    assert long.refused == 1
    assert "mean length of 16.0 words is outside the references' range of 3 to 7 words" in text_table([long])


def test_facts_weigh_as_they_are_stated() -> None:
    """A copy of the document gets a fact recall close to 1, and an unrelated summary one close to 0."""
    scores = score_system("copy", {"one": DOCUMENT, "two": "nothing"}, STORIES, Setting(resamples=50), "x")
    assert [article.measures["fact_recall"] for article in scores.articles] == pytest.approx([1, 0], abs=0.05)
    assert "f1" in scores.articles[0].facts
    assert scores.articles[1].facts == ()


def test_a_weekday_is_that_of_the_storys_date() -> None:
    text = "It closed on 15 July."
    day = Entity("day", "July 15", "DATE", "XXXX-07-15", ("July 15",), (), 0.0, ())
    for published, expected in (("2025-07-17", 1.0), (None, 0.0)):
        story = _story("one", text, published=published)
        story = Story(**{name: getattr(story, name) for name in story.__slots__} | {"entities": (day,)})
        scores = score_system("mine", {"one": "It closed on Tuesday."}, [story], Setting(resamples=5), "x")
        assert scores.articles[0].measures["entity_recall"] == expected


def test_a_setting_that_no_story_has_is_refused() -> None:
    with pytest.raises(InputError, match="has no headline by a person"):
        score_system("mine", SUMMARIES, STORIES, Setting(kind="headline", author_kind="person"), "x")


def test_dressing_is_counted_and_said_and_rouge_reads_it_unless_undressed() -> None:
    summaries = {"one": "**Summary:**\n- Ann Lee beat Bo Ray in Oslo.", "two": "1. Ann Lee won."}
    given = score_system("mine", summaries, STORIES, Setting(resamples=50), "x")
    assert (given.dressed, given.dressing) == (2, {"list marks": 2, "emphasis": 1, "labels": 1})
    assert given.as_dict()["dressing"] == given.dressing
    assert "mine: dressed: 2 of 2 summaries: list marks 2, emphasis 1, labels 1\n" in text_table([given])
    assert given.estimates["length"].mean == 5
    assert given.estimates["entity_precision_source"].mean == 1
    bare = score_system("mine", summaries, STORIES, Setting(resamples=50, undress=True), "x")
    assert [one.measures["rouge1_precision"] for one in given.articles] == [7 / 8, 3 / 4]
    assert [one.measures["rouge1_precision"] for one in bare.articles] == [1, 1]
    assert {name for name in bare.estimates if bare.estimates[name] != given.estimates[name]} == {
        f"{kind}_{part}" for kind in ("rouge1", "rouge2", "rougeL", "rougeLsum") for part in ("precision", "fmeasure")
    }
    assert bare.signature.replace("|undress:rules-2", "") == given.signature
    assert "dressed" not in text_table([score_system("mine", SUMMARIES, STORIES, Setting(resamples=50), "x")])


def test_json_has_these_keys_and_values() -> None:
    """The keys of `score --json` are a format that others read, so all are pinned here."""
    found = score_system("mine", SUMMARIES, STORIES, Setting(resamples=50), "x").as_dict()
    assert list(found) == [
        "system", "signature", "empty", "refused", "dressed", "dressing", "reference_length", "undefined", "lacking", "unlabelled",
        "absent", "measures", "micro", "entity_recall_by_type", "articles",
    ]  # fmt: skip
    assert (found["system"], found["empty"], found["refused"], found["reference_length"]) == ("mine", 1, 0, [3, 7])
    assert (found["unlabelled"], found["absent"], found["undefined"], found["lacking"]) == (False, [], {}, {})
    assert list(found["measures"]["entity_recall"]) == ["mean", "low", "high", "n"]
    by_type = found["entity_recall_by_type"]
    assert list(by_type) == ["GPE", "PERSON"]  # sorted by name, whatever the stories have first
    assert by_type["PERSON"] == pytest.approx({"named": 1.5, "weight": 2.5, "recall": 0.6})
    assert by_type["GPE"] == pytest.approx({"named": 0, "weight": 1, "recall": 0})
    one, two = found["articles"]
    assert list(one) == ["id", "measures", "mentions", "named", "missed", "facts"]
    assert (one["id"], two["id"]) == ("one", "two")
    assert (one["named"], one["missed"]) == ({"ann-lee": 1.0, "bo-ray": 0.5}, {"oslo": 1.0})
    assert (two["named"], two["missed"]) == ({}, {"ann-lee": 1.0})
    assert [(mention["text"], mention["type"], mention["supported"]) for mention in one["mentions"]] == [
        ("Ann Lee", "PERSON", True),
        ("Bo Ray", "PERSON", True),
        ("Bergen", None, False),
    ]
    assert list(one["mentions"][0]) == ["start", "end", "text", "type", "supported", "hedge"]


@pytest.mark.parametrize(("words", "unusual"), [(2, True), (3, False), (7, False), (8, True)])
def test_a_mean_length_of_the_shortest_or_longest_reference_is_usual(words: int, unusual: bool) -> None:
    summaries = {"one": "word " * words, "two": "word " * words}
    scores = score_system("mine", summaries, STORIES, Setting(resamples=5), "x")
    assert scores.reference_length == (3, 7)
    assert scores.has_unusual_length is unusual
