"""Tests of `rouge.sentence_lines`: texts with a sentence on each line score as the texts themselves do."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipbrief.metrics import rouge

PIECES = "The cat sat. He left! “Why?” Dr. Lee U.S. 1. a.m. Tuesday is… it (so.) \n \r\n \u2028 é \ud800 İ K ? . ; ...".split(
    " "
)
TEXT = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=30)


@pytest.mark.parametrize("engine", ["python", "numba"])
@given(said=TEXT, expected=TEXT)
@example("The cat sat. It left.", " The cat left. It sat. ")
@example("", " ")
@example("A line.\nIt sat. He left.", "One\u2028two. Three.\r\n")
def test_lines_score_as_the_text(engine: str, said: str, expected: str) -> None:
    if engine == "numba":
        pytest.importorskip("numba")
    lines = [rouge.sentence_lines(one) for one in (said, expected)]
    found = rouge.score_many([lines[0]], [lines[1]], sentences="newline", engine=engine)  # type: ignore[arg-type]
    for kind, one in rouge.score(said, expected).items():
        assert tuple(found[kind][0].tolist()) == tuple(one)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("It sat. He left.", "It sat.\nHe left."),
        ("  It sat.  He left. ", "It sat.\nHe left."),
        ("It sat. He left.\nIt ran.", "It sat. He left.\nIt ran."),
        ("no end", "no end"),
        ("", ""),
    ],
)
def test_lines_by_hand(text: str, lines: str) -> None:
    assert rouge.sentence_lines(text) == lines
