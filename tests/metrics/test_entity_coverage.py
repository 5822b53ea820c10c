"""Tests of entity coverage of references: cases for each matching rule, and the means over articles."""

from __future__ import annotations

import pytest

from chipbrief.metrics import entities
from chipbrief.metrics.entities import Coverage
from chipbrief.records import Entity, EntityType


def entity(
    name: str,
    kind: EntityType = "ORG",
    forms: tuple[str, ...] = (),
    value: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Entity:
    return Entity(name.lower(), name, kind, value, forms or (name,), aliases, 0.0, ())


LEE = entity("Ann Lee", "PERSON")
OTHER_LEE = entity("Bo Lee", "PERSON")
HILL = entity("Jo Hill", "PERSON")
HUANG = entity("Jensen Huang", "PERSON", ("Jensen Huang", "Jen-Hsun Huang"))
BIDEN = entity("Joe Biden", "PERSON")
NVIDIA = entity("Nvidia")
US = entity("United States", "GPE", ("United States", "US", "U.S."), aliases=("American",))
DAY = entity("15 July", "DATE", ("July 15",), "2025-07-15")
TUESDAY = entity("Tuesday", "DATE", ("Tuesday",), "XXXX-WXX-2")
MONEY = entity("$4 trillion", "MONEY", ("$4 trillion",), "USD 4000000000000")
SHARE = entity("31%", "PERCENT", ("31%",), "31 %")
RANGE = entity("20-30%", "PERCENT", ("20-30%",), "20..30 %")
COUNT = entity("64,719", "CARDINAL", ("64,719",), "64719")
FIVE = entity("five", "CARDINAL", ("[five] firms",), "5")
THURSDAY_17_JULY = "2025-07-17"

RULES: list[tuple[str, str, list[Entity], list[str]]] = [
    ("whole tokens", "Annex leeway, a fleet.", [LEE], []),
    ("compatibility forms (NFKC)", "ＡＮＮ Ｌｅｅ spoke.", [LEE], ["ann lee"]),
    ("case", "ANN LEE spoke.", [LEE], ["ann lee"]),
    ("decomposed letters", "Mu\u0308ller sang.", [entity("Thomas Müller", "PERSON")], ["thomas müller"]),
    ("a form before a mark", "Mu\u0308ller sang.", [entity("Mu")], []),
    ("compatibility forms of an acronym", "The Ｕ．Ｓ． agreed.", [US], ["united states"]),
    ("an acronym with a blank", "The U. S. agreed.", [US], ["united states"]),
    ("small letters", "ann lee spoke .", [LEE], ["ann lee"]),
    ("accents", "Beyonce sang.", [entity("Beyoncé", "PERSON")], ["beyoncé"]),
    ("dots of acronyms", "The U.S agreed.", [US], ["united states"]),
    ("dots in small letters", "the u.s. agreed .", [US], ["united states"]),
    ("a pronoun is no state", "They told us so.", [US], []),
    ("possessive", "Ann Lee's plan.", [LEE], ["ann lee"]),
    ("aliases", "An American plan.", [US], ["united states"]),
    ("a surname alone", "Lee spoke.", [LEE], ["ann lee"]),
    ("a surname that two share", "Lee spoke.", [LEE, OTHER_LEE], []),
    ("the full name of one of two", "Bo Lee spoke.", [LEE, OTHER_LEE], ["bo lee"]),
    ("a bare form that two claim", "Lee spoke.", [entity("Ann Lee", "PERSON", ("Lee",)), entity("Bo Lee", "PERSON", ("Lee",))], []),
    ("a surname that is another's name", "Lee spoke.", [LEE, entity("Lee", "GPE")], ["lee"]),
    ("a surname that is a word", "They went up the hill.", [HILL], []),
    ("a surname that is a word, with its capital", "Yesterday Hill spoke.", [HILL], ["jo hill"]),
    *(
        (f"a surname behind others: {text}", text, [HUANG, HILL, BIDEN, NVIDIA], expected)
        for text, expected in (
            ("Jenny Huang spoke.", []),
            ("They saw jenny huang .", []),
            ("They met Lori Huang.", []),
            ("Police on Capitol Hill said.", []),
            ("They live in Notting Hill.", []),
            ("CEO Huang spoke.", ["jensen huang"]),
            ("The plan of Nvidia's Huang.", ["jensen huang", "nvidia"]),
            ("The plan of Mr. Huang, or Mr Huang.", ["jensen huang"]),
            ("They met President Huang.", ["jensen huang"]),
            ("They met Nvidia CEO Huang.", ["jensen huang", "nvidia"]),
            ("They met Nvidia Huang.", ["jensen huang", "nvidia"]),
            ("They met Jen-Hsun Huang.", ["jensen huang"]),
            ("They met Jensen Robert Huang.", ["jensen huang"]),
            ("They met the Taiwanese-American Huang.", ["jensen huang"]),
            ("It fell in October.\nThe Huang plan, and he met Xu.\nPresident Huang.", ["jensen huang"]),
            ("Sales fell.\nThe Huang plan.", ["jensen huang"]),
            ("Then Huang spoke. On Monday Huang left.", ["jensen huang"]),
            ("Last week in Beijing Huang spoke.", ["jensen huang"]),
            ("Will Huang go?", ["jensen huang"]),
            ("They asked Will Huang.", []),
            ("to mark huang 's day .", ["jensen huang"]),
            ("In May Huang met Joseph Biden and Striker Hill.", ["jensen huang", "jo hill", "joe biden"]),
        )
    ),
    ("a first name alone", "Ann spoke.", [LEE], []),
    ("day before month", "On 15 July it met.", [DAY], ["15 july"]),
    ("month before day", "On July 15 it met.", [DAY], ["15 july"]),
    ("ISO date", "On 2025-07-15 it met.", [DAY], ["15 july"]),
    ("a day of another year", "On 15 July 2024 it met.", [DAY], []),
    ("a month is less than its day", "In July it met.", [DAY], []),
    ("money by sign", "Worth US$4tn.", [MONEY], ["$4 trillion"]),
    ("money in words", "Worth 4 trillion dollars.", [MONEY], ["$4 trillion"]),
    ("another currency", "Worth €4 trillion.", [MONEY], []),
    ("rounding is a change", "Worth $4.1 trillion.", [MONEY], []),
    ("per cent", "It fell 31 per cent.", [SHARE], ["31%"]),
    ("percent", "It fell 31 percent.", [SHARE], ["31%"]),
    ("pct", "It fell 31 pct.", [SHARE], ["31%"]),
    ("per cent in words", "It fell thirty-one percent.", [SHARE], ["31%"]),
    ("a number without its unit", "It fell by 31.", [SHARE], []),
    ("range with a dash", "From 20–30% is cut.", [RANGE], ["20-30%"]),
    ("range in words", "20 to 30 per cent is cut.", [RANGE], ["20-30%"]),
    ("range with between", "Between 20 and 30 percent is cut.", [RANGE], ["20-30%"]),
    ("one end of a range", "30 per cent is cut.", [RANGE], []),
    ("digits without a comma", "There were 64719.", [COUNT], ["64,719"]),
    ("digits for words", "All 5 cut staff.", [FIVE], ["five"]),
    ("hedges are ignored", "More than 64,719 cars.", [COUNT], ["64,719"]),
    ("tokenised", "worth $ 4 trillion .", [MONEY], ["$4 trillion"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "gold", "expected"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_named(text: str, gold: list[Entity], expected: list[str]) -> None:
    assert sorted(entities.named(text, gold)) == expected


@pytest.mark.parametrize(
    ("text", "gold", "published", "expected"),
    [
        ("It met on Tuesday.", DAY, THURSDAY_17_JULY, True),
        ("It met on Wednesday.", DAY, THURSDAY_17_JULY, False),
        ("It met on Tuesday.", DAY, "2025-07-24", False),
        ("It met on Tuesday.", DAY, None, False),
        ("It met on Tuesday.", DAY, "no date", False),
        ("It met on 15 July.", TUESDAY, THURSDAY_17_JULY, True),
        ("It met on 8 July.", TUESDAY, THURSDAY_17_JULY, False),
        ("It met on Tuesday.", TUESDAY, None, True),
    ],
)
def test_weekday_against_the_storys_date(text: str, gold: Entity, published: str | None, expected: bool) -> None:
    assert bool(entities.named(text, [gold], published)) is expected


def test_coverage_by_type_and_its_means() -> None:
    gold = [LEE, US, SHARE]
    weights = entities.weights_of(["Ann Lee of the US: 31%.", "Ann Lee."], gold)
    assert weights == {"ann lee": 1.0, "united states": 0.5, "31%": 0.5}
    inside = entities.named("Lee: 31 per cent.", gold)
    assert entities.by_type(weights, inside, gold) == {
        "PERSON": Coverage(1.0, 1.0),
        "GPE": Coverage(0.0, 0.5),
        "PERCENT": Coverage(0.5, 0.5),
    }
    assert entities.coverage(weights, inside) == Coverage(1.5, 2.0)
    assert entities.coverage(entities.unweighted(weights), inside) == Coverage(2.0, 3.0)
    articles = [Coverage(1.5, 2.0), Coverage(0.0, 1.0), Coverage(0.0, 0.0)]
    assert entities.micro(articles) == pytest.approx(0.5)
    assert entities.macro(articles) == pytest.approx(0.375)


def test_articles_without_entities_are_left_out() -> None:
    assert entities.by_type({}, set(), [LEE]) == {}
    assert entities.micro([Coverage(0.0, 0.0)]) is None
    assert entities.macro([]) is None
    assert entities.recall("", ["Ann Lee."], [LEE]) == 0.0
    assert entities.recall("Ann Lee.", ["Nobody."], [LEE]) is None
