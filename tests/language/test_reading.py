"""Tests of readings: what is read once, what leads back to the text as given, and what is kept for how long."""

from __future__ import annotations

import gc
import time
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language import reading, tokens
from chipbrief.language.normalise import Places
from chipbrief.language.once import once
from chipbrief.language.reading import Reading, read
from chipbrief.metrics import entities, facts, text_stats
from chipbrief.metrics.entities.gold import Once
from chipbrief.records import Fact

PIECES = (
    "Oslo", "Ann Lee", "the", " ", "  ", "\n", "\n\n", "\t", "\u00a0", "\u200b", "$", "4", "1,000", "percent", ".", "U.S.", "u . s .",
    "``", "''", "-lrb-", " 's", "- ", "1. ", "**", "&amp;", "&#39;", "[1]", "ﬁ", "e\u0301", "½", "–", "“", "May 5", "<q>", "İ",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
DOCUMENT = "OSLO – Acme Corp. paid $4 million to Ann Lee in May 2024, its chief said. “It's 5 percent more,” Lee added."
SUMMARY = "- **Acme** paid Lee $4 million in May.\n- Bob got 6 percent."


@pytest.mark.parametrize(
    ("changes", "length", "expected"),
    [
        ([], 3, [(0, 1), (1, 2), (2, 3)]),
        ([(1, 3, 0)], 2, [(0, 1), (3, 4)]),
        ([(0, 5, 1)], 2, [(0, 5), (5, 6)]),
        ([(1, 2, 3)], 5, [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]),
        ([(0, 1, 0), (2, 4, 1), (4, 6, 0)], 3, [(1, 2), (2, 4), (6, 7)]),
    ],
)
def test_places(changes: list[tuple[int, int, int]], length: int, expected: list[tuple[int, int]]) -> None:
    places = Places(changes)
    assert [places[at] for at in range(length)] == expected
    assert places.origin(0, length) == (expected[0][0], expected[-1][1])


@given(TEXTS)
def test_what_is_read_leads_back(text: str) -> None:
    """Words and values stand where they say: in order, inside the text, and as written but for normalisation."""
    found = Reading(text)
    for part in (found.words, found.values):
        spans = [found.plain.origin(one.start, one.end) for one in part]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
    for word in found.words:
        start, end = found.plain.origin(word.start, word.end)
        assert text[start] == found.plain.text[word.start] or not text[start:end].isascii() or "&" in text


@given(TEXTS, TEXTS)
def test_a_reading_scores_like_its_text(document: str, summary: str) -> None:
    known = facts.plain([DOCUMENT])
    both: list[tuple[Any, Any]] = [(document, summary), (Reading(document), Reading(summary))]
    found: list[list[Any]] = [
        [
            entities.support(document=one, summary=other),
            entities.unlabelled_recall(other, [one]),
            facts.probabilities(other, known),
            text_stats.length(other),
            text_stats.compression(document=one, summary=other),
            text_stats.novel_ngrams(document=one, summary=other, n=2),
            text_stats.fragments(document=one, summary=other),
            text_stats.repeated_trigrams(other),
            text_stats.is_refusal(other),
        ]
        for one, other in both
    ]
    assert found[0] == found[1]


def test_a_document_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(text: str) -> Any:
        calls.append(text)
        return original(text)

    original = tokens.cut
    monkeypatch.setattr(reading, "cut", counted)
    document = f"{DOCUMENT} Number {time.perf_counter_ns()}."
    for number in range(10):
        summary = f"{SUMMARY} {number}"
        entities.support(document=document, summary=summary)
        entities.unlabelled_recall(summary, [document])
        facts.judge(summary, facts.plain(["Acme paid Lee."]))
    assert sum("OSLO" in text for text in calls) == 1


def test_a_text_without_dressing_is_its_own_bare_reading() -> None:
    plain = read(DOCUMENT)
    assert plain.bare is plain
    assert read(SUMMARY).bare.given == "Acme paid Lee $4 million in May.\nBob got 6 percent."


def test_few_characters_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first texts go when the limit is passed, and a text beyond the limit is not kept at all."""
    monkeypatch.setattr(reading, "KEPT", 30)
    kept = reading._Kept()
    first, second = kept("a" * 20), kept("b" * 10)
    assert kept("a" * 20) is first
    third = kept("c" * 5)
    assert kept("a" * 20) is not first
    assert kept("c" * 5) is third
    assert kept("d" * 31) is not kept("d" * 31)
    assert second.given == "b" * 10


def test_records_are_made_ready_once() -> None:
    calls: list[tuple[Any, ...]] = []

    def make(*records: Any) -> int:
        calls.append(records)
        return len(calls)

    once = Once(make)
    one, same = (Fact("f1", "Oslo grew.", (), (), 1.0),), (Fact("f1", "Oslo grew.", (), (), 1.0),)
    assert [once(one), once(one), once(same), once(list(one))] == [1, 1, 1, 1]
    changing = [*one]
    assert once(changing) == 1
    changing.append(Fact("f2", "Oslo shrank.", (), (), 1.0))
    assert once(changing) == 2


@pytest.mark.parametrize(
    "piece",
    ["1 000 ", "1,000 ", "AB ", "Ab ", "A", "A.", "U.S. ", "-", "- ", "1. ", "1. A\n", '"', "“", "&#39;", "&nbsp;", "``", "1,", "5-", "first ",
     "Ann Lee ", "Ann of ", "two hundred and ", "5 percent and ", "July 4-", "Smith 2, ", "doubled ", "the ", "e\u0301", "\u200b", "Jo-"],
)  # fmt: skip
def test_hostile_texts_are_read(piece: str) -> None:
    """24,000 characters of every kind come to an end. `scripts/benchmark_text.py` measures how the time grows with the length."""
    text = piece * (24_000 // len(piece))
    for document, summary in ((text, SUMMARY), (DOCUMENT, text)):
        found = entities.support(document=document, summary=summary)
        assert all(summary[one.start : one.end] == one.text for one in found)
    assert len(facts.judge(text, facts.plain(["Acme paid Lee."]))) == 1
    assert text_stats.density(document=text, summary=text) is not None or not text_stats.length(text)


def test_a_kept_property_is_computed_once_for_each_object() -> None:
    calls = []

    class Circle:
        def __init__(self, radius: int) -> None:
            self.radius = radius

        @once
        def diameter(self) -> int:
            """Twice the radius."""
            calls.append(self.radius)
            return 2 * self.radius

    one, other = Circle(1), Circle(2)
    assert (one.diameter, one.diameter, other.diameter, calls) == (2, 2, 4, [1, 2])
    assert Circle.diameter.__doc__ == "Twice the radius."


@given(TEXTS)
def test_the_length_is_that_of_the_words(text: str) -> None:
    assert Reading(text).length == len(tokens.words(text))


@pytest.mark.parametrize("text", [DOCUMENT, SUMMARY])
def test_a_reading_is_freed_without_the_garbage_collector(text: str) -> None:
    """A reading that held itself would stay in memory, with some hundred kilobytes for an article, until Python looks for cycles."""
    gc.disable()
    try:
        one = Reading(text)
        parts = (
            one.bare.words,
            one.bare.values,
            one.bare.evidence.own,
            one.tokens,
            one.folded,
            one.length,
            one.sentences,
        )
        assert all(part is not None for part in parts)
        kept = weakref.ref(one)
        del one, parts
        assert kept() is None
    finally:
        gc.enable()
