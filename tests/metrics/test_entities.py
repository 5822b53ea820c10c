"""Tests of forms in texts, comparison of names and values, and entity coverage. Expected values are worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.metrics import entities
from chipbrief.records import Entity, EntityType


def entity(
    name: str,
    kind: EntityType = "ORG",
    forms: tuple[str, ...] = (),
    value: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Entity:
    return Entity(name.lower(), name, kind, value, forms or (name,), aliases, 0.0, ())


NVIDIA = entity("Nvidia")
STATE = entity("China", "GPE", ("China", "Beijing"), aliases=("Chinese",))
CITY = entity("Beijing city", "GPE", ("in [Beijing]",))
SHARE = entity("31%", "PERCENT", ("31%",), "31 %")
EXPERTS = entity("20 experts", "CARDINAL", ("[20] experts",), "20")


@pytest.mark.parametrize(
    ("summary", "references", "gold", "expected"),
    [
        ("Nvidia sells to China.", ["Nvidia and China."], [NVIDIA, STATE], 1.0),
        ("NVIDIA sells.", ["Nvidia and China."], [NVIDIA, STATE], 0.5),
        # Nvidia has weight 1 (in both references), China 1/2. A summary that names only China gets a third.
        ("China waits.", ["Nvidia and China.", "Nvidia only."], [NVIDIA, STATE], 1 / 3),
        ("A Chinese plan.", ["China."], [STATE], 1.0),
        ("Beijing decides.", ["China."], [STATE, CITY], 1.0),
        ("A cut of 31 per cent.", ["31% were cut."], [SHARE], 1.0),
        ("A cut of 13 per cent.", ["31% were cut."], [SHARE], 0.0),
        ("All 20 wrote.", ["A letter of 20 experts."], [EXPERTS], 1.0),
        ("", ["Nvidia."], [NVIDIA], 0.0),
        ("Nvidia.", ["No name at all."], [NVIDIA], None),
        ("Nvidia.", [""], [], None),
    ],
)
def test_entity_recall(summary: str, references: list[str], gold: list[Entity], expected: float | None) -> None:
    found = entities.recall(summary, references, gold)
    assert found == (None if expected is None else pytest.approx(expected))


DOCUMENT = "Nvidia may sell the H20 to China, Jensen Huang said on July 15. It lost $5.5 billion, 31% of the U.S. trade. The group of 20 experts of the Bank of England met."


@pytest.mark.parametrize(
    ("summary", "unsupported"),
    [
        ("Nvidia's Jensen Huang sells the H20.", []),
        ("On 15 July Nvidia lost 5.5 billion dollars.", []),
        ("On 16 July Nvidia lost 5.6 billion dollars.", ["16 July", "5.6 billion dollars"]),
        ("Trade with the US fell by 31 per cent.", []),
        ("AMD sells to China.", ["AMD"]),
        ("It was a plan of Ada Lind and the Bank of England.", ["Ada Lind"]),
        ("Chinese buyers wait.", []),
        ("President Huang spoke.", []),
        ("They met Bob Huang of Nvidia Zorbcorp.", ["Bob Huang", "Zorbcorp"]),
        ("On July 15, 1987 it met.", ["July 15, 1987"]),
        ("Tim Cook and Elon Musk met.", ["Tim Cook", "Elon Musk"]),
        ("Samsung said so. Trade will grow. Analysts said no. It is late.", ["Samsung"]),
        ("Ministry of Truth met.", ["Ministry of Truth"]),
        ("About 5.5 billion dollars, $5.5B.", []),
        ("Zorblax objected.", ["Zorblax"]),
        ("A Chinese plan.", []),
        ("Sales begin soon.", []),
        ("", []),
    ],
)
def test_support(summary: str, unsupported: list[str]) -> None:
    mentions = entities.support(document=DOCUMENT, summary=summary, gold=[NVIDIA, STATE])
    assert [mention.text for mention in mentions if not mention.supported] == unsupported
    assert all(summary[mention.start : mention.end] == mention.text for mention in mentions)


def test_precision_without_mentions_is_undefined() -> None:
    assert entities.precision_source(entities.support(document=DOCUMENT, summary="sales begin soon")) is None
    assert entities.precision_source(entities.support(document=DOCUMENT, summary="AMD and Nvidia")) == 0.5


@given(st.text(max_size=80), st.text(max_size=80))
def test_support_accepts_any_text(document: str, summary: str) -> None:
    for mention in entities.support(document=document, summary=summary):
        assert summary[mention.start : mention.end] == mention.text
