"""Tests of references that are read once: their mentions are those of `support`, whatever was asked of them before."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipbrief.language.names import candidates
from chipbrief.language.reading import Reading
from chipbrief.metrics import entities
from chipbrief.metrics.entities.expected import Expected
from chipbrief.metrics.entities.lookalikes import Nearby, lookalikes

PIECES = (
    "Trump trump Officials officials Welsh Swansea Wales Coca Cola CocaCola BBC British Broadcasting Corporation Zelenskyy Zelensky "
    "Britain British UK U.K. colour Color Thompson Thomson Liz Elizabeth Smith Ann Lee Lee's F-16 Under-21s us US The Police said in of "
    "New Mexico Mexico Texas Rangers Paris Hilton 5 $5 20% July 15 on about first half 2014 IT IS . , - : ' é \u200b hundreds (Eng) <unk> "
    "Niger Nigeria Islam Islamist Center Centre St Saint Bank England BoE Viennese Vienna Mr"
).split(" ")
TEXT = st.lists(st.sampled_from(PIECES), max_size=18).map(" ".join) | st.text(max_size=40)


@given(TEXT, st.lists(TEXT, min_size=2, max_size=5))
@example("Officials said Ann Lee won.", ["x", "The Officials left.", "officials left", "Lee won", "x"])
@example("The BBC. British Broadcasting Corporation said", ["x", "BBC", "British", "bbc", "B. B. C."])
@example("Smith left Paris. Texas won.", ["x", "Paris Hilton", "Texas Rangers", "smith", "thomson"])
@example(
    "It met the National Development and Reform Commission.",
    ["x", "NDRC", "National Development left", "The NDRC left"],
)
@example("They won on July 15. Lee left.", ["x", "July 15", "July 16", "15", "Lee"])
def test_mentions_are_those_of_support(reference: str, documents: list[str]) -> None:
    asked = Expected(Reading(reference))
    for document in documents:
        assert asked.mentions(Reading(document)) == entities.support(document=document, summary=reference)


@given(st.lists(st.sampled_from([one for one in PIECES if one.isalpha()]), min_size=1, max_size=4), TEXT)
def test_a_text_without_lookalikes_has_no_part_of_a_name(words: list[str], document: str) -> None:
    """The quick test errs on one side: whatever `support` finds supported has a lookalike."""
    name = " ".join(one.capitalize() for one in words)
    reading = Reading(name)
    if not Nearby([lookalikes(tuple(reading.cut.keys))]).places(Reading(document).bare.evidence):
        found = entities.support(document=document, summary=f"He saw {name}.")
        assert [one.text for one in found if one.supported] == []


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("lee", "Ann Lee left."),
        ("cocacola", "Coca Cola paid."),
        ("center", "The centre is open."),
        ("zelenskyy", "Zelenskiy came."),
        ("viennese", "They met in Vienna."),
        ("welsh", "He lives in Swansea."),
        ("british", "The UK agreed."),
        ("bbc", "The British Broadcasting Corporation said so."),
        ("elizabeth", "Liz left."),
        ("f16", "An F-16C fell."),
        ("f16s", "An F-16 fell."),
        ("england", "T Beckwith (Eng) won."),
        ("isis", "Islamic State said so."),
        ("boe", "The Bank of England said so."),
    ],
)
def test_lookalikes_by_hand(name: str, document: str) -> None:
    near = Nearby([lookalikes(("zorb",)), lookalikes((name,))])
    assert near.places(Reading(document).evidence) == {1}
    assert near.places(Reading("They were late. It rained.").evidence) == set()


@pytest.mark.parametrize("keys", [("a" * 61,), tuple("abcdefghi")])
def test_long_names_are_judged_in_full(keys: tuple[str, ...]) -> None:
    assert lookalikes(keys) is None
    assert Nearby([None]).places(Reading("It rained.").evidence) == {0}


def test_what_the_reference_says_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the summaries that have no word that the names depend on, none looks for the names of the reference again."""
    calls = []

    def counted(*given: Any) -> Any:
        calls.append(given)
        return candidates(*given)

    monkeypatch.setattr("chipbrief.metrics.entities.expected.candidates", counted)
    asked = Expected(Reading("Officials said on Monday that Ann Lee won against Zorb in Leeds."))
    for at in range(10):
        asked.mentions(Reading(f"It rained for hours, they said {at}."))
    assert len(calls) == 1
    for document in ("The Officials left.", "All Officials of Leeds left."):
        asked.mentions(Reading(document))
    assert len(calls) == 2


def test_names_that_are_kept_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chipbrief.metrics.entities.expected._MOST_KEPT", 3)
    reference = "Officials left. Police stayed with Ann Lee. Mayor Zorb won $5 million."
    asked = Expected(Reading(reference))
    for document in ("x", "The Officials left.", "All Police left.", "Officials and the Police won $5 million.", "x"):
        assert asked.mentions(Reading(document)) == entities.support(document=document, summary=reference)
        assert len(asked._kept) < 3


@pytest.mark.parametrize("reference", ["They paid $4\u00a0trillion in New\u202fYork.", "20－30 percent of 3⁄4"])
def test_mentions_are_as_the_reference_writes_them(reference: str) -> None:
    for document in ("x", "They paid $4 trillion in New York: 20-30 percent of 3/4."):
        found = Expected(Reading(reference)).mentions(Reading(document))
        assert found == entities.support(document=document, summary=reference)
        assert found
        assert [one.text for one in found] == [reference[one.start : one.end] for one in found]


def test_names_with_numbers_depend_on_the_document_only_where_english_has_the_word() -> None:
    reference = "The F-16 and the mission - 20 people saw it - landed."
    asked = Expected(Reading(reference))
    for document in (
        "An F-16 landed.",
        "A mission-20 landed.",
        "Mission 20 landed.",
        "The mission - 20 left - landed.",
        "x",
    ):
        assert asked.mentions(Reading(document)) == entities.support(document=document, summary=reference)
