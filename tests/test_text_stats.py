"""Copying, with values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.metrics.text_stats import compression, coverage, density, fragments, length, novel_ngrams

DOCUMENT = "The chip maker sold chips to China. Officials said the sales would stop."


@pytest.mark.parametrize(
    ("summary", "n", "expected"),
    [
        # the, chip, maker, halted, sales: only “halted” is new.
        ("The chip maker halted sales", 1, 1 / 5),
        # the chip, chip maker | maker halted, halted sales.
        ("The chip maker halted sales", 2, 2 / 4),
        # the chip maker | chip maker halted, maker halted sales.
        ("The chip maker halted sales", 3, 2 / 3),
        ("The chip maker halted sales", 4, 1.0),
        ("The chip maker halted sales", 5, 1.0),
        ("The chip maker halted sales", 6, None),
        ("", 1, None),
        ("...", 1, None),
        # Distinct: the pair “chips chips” counts once, “sold chips” once.
        ("sold chips chips chips", 2, 1 / 2),
        # Case and the ends of sentences are no difference.
        ("CHINA officials", 2, 0.0),
    ],
)
def test_novel_ngrams(summary: str, n: int, expected: float | None) -> None:
    assert novel_ngrams(DOCUMENT, summary, n) == (None if expected is None else pytest.approx(expected))


def test_the_kind_of_quotes_is_no_novelty() -> None:
    assert novel_ngrams("Nvidia’s chips", "Nvidia's chips", 1) == 0


@pytest.mark.parametrize(
    ("summary", "expected", "covered", "dense"),
    [
        # Four words in runs of three and one: 4/5 covered, (9 + 1)/5 dense.
        ("The chip maker halted sales", ["the chip maker", "sales"], 4 / 5, 2.0),
        # The longest match, not the first: “the sales” before “the” of “the chip”. (4 + 1)/3.
        ("the sales China", ["the sales", "china"], 1.0, 5 / 3),
        ("Officials said the sales would stop", ["officials said the sales would stop"], 1.0, 6.0),
        ("nothing here", [], 0.0, 0.0),
        ("", [], None, None),
    ],
)
def test_fragments(summary: str, expected: list[str], covered: float | None, dense: float | None) -> None:
    assert [" ".join(fragment) for fragment in fragments(DOCUMENT, summary)] == expected
    assert coverage(DOCUMENT, summary) == (None if covered is None else pytest.approx(covered))
    assert density(DOCUMENT, summary) == (None if dense is None else pytest.approx(dense))


def test_the_scan_goes_on_behind_a_match_as_published() -> None:
    # “a a b” does stand in the document, but from its second word: the scan has matched “a a” and gone past it.
    assert fragments("a a a b", "a a b") == [("a", "a"), ("b",)]


TEXT = st.lists(st.sampled_from("a b c d".split()), max_size=8).map(" ".join)


@given(TEXT, TEXT)
def test_bounds(document: str, summary: str) -> None:
    count, covered, dense = length(summary), coverage(document, summary), density(document, summary)
    if not count:
        assert covered is None
        assert dense is None
        return
    assert covered is not None
    assert dense is not None
    assert 0 <= covered <= 1
    assert covered <= dense <= covered * count
    # The words outside every fragment are those that the document lacks.
    assert (covered == 1) == (novel_ngrams(document, summary, 1) == 0)


@given(TEXT)
def test_a_copy_has_nothing_new(text: str) -> None:
    assert all(novel_ngrams(text, text, n) in (0, None) for n in range(1, 5))
    assert coverage(text, text) in (1, None)
    assert compression(text, text) in (1, None)
