"""Tests of aligning summary sentences to article sentences. The expected values are worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language.tokens import sentence_spans
from chipbrief.metrics.alignment import align

ARTICLE = (
    "The port of Larne will close in March. Its owner blamed falling freight.\n\nUnions called the plan a betrayal."
)


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("The port of Larne will shut.", [(0, ["The port of Larne will"], 5 / 6)]),
        # No run of three words is shared, but two long words are: falling, freight.
        ("Freight has been falling, it said.", [(1, [], 0.0)]),
        # One shared long word is not enough.
        ("Unions wept.", [(None, [], 0.0)]),
        ("Called the plan off. A port of Larne.", [(2, ["Called the plan"], 3 / 4), (0, ["port of Larne"], 3 / 4)]),
        # Two copied passages may overlap in the article, but each word of the summary counts once.
        ("close in March. Its owner blamed", [(0, ["close in March"], 1.0), (1, ["Its owner blamed"], 1.0)]),
        ("", []),
        ("…", [(None, [], 0.0)]),
    ],
)
def test_alignment(summary: str, expected: list[tuple[int | None, list[str], float]]) -> None:
    found = align(document=ARTICLE, summary=summary)
    assert [(one.source, [summary[slice(*span)] for span in one.copied]) for one in found] == [
        row[:2] for row in expected
    ]
    assert [one.share for one in found] == pytest.approx([row[2] for row in expected])


@given(st.text("ab .\n’'", max_size=60), st.text("ab .\n’'", max_size=60))
def test_spans_lie_in_their_sentence(document: str, summary: str) -> None:
    count = len(sentence_spans(document))
    for one in align(document=document, summary=summary):
        assert 0 <= one.share <= 1
        assert one.source is None or 0 <= one.source < count
        assert all(one.start <= start < end <= one.end for start, end in one.copied)


@given(st.text("ab .\n", max_size=40))
def test_a_copied_text_is_copied_wholly(text: str) -> None:
    assert all(one.share in (0.0, 1.0) for one in align(document=text, summary=text))
