"""Tests of the copying statistics. The expected values are worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.metrics.text_stats import (
    compression,
    coverage,
    density,
    fragments,
    is_refusal,
    length,
    longest_copy,
    novel_ngrams,
    repeated_trigrams,
    sentences,
)

DOCUMENT = "The chip maker sold chips to China. Officials said the sales would stop."


@pytest.mark.parametrize(
    ("summary", "n", "expected"),
    [
        # Of the, chip, maker, halted, sales only “halted” is new.
        ("The chip maker halted sales", 1, 1 / 5),
        # In the document: the chip, chip maker. New: maker halted, halted sales.
        ("The chip maker halted sales", 2, 2 / 4),
        # In the document: the chip maker. New: chip maker halted, maker halted sales.
        ("The chip maker halted sales", 3, 2 / 3),
        ("The chip maker halted sales", 4, 1.0),
        ("The chip maker halted sales", 5, 1.0),
        ("The chip maker halted sales", 6, None),
        ("", 1, None),
        ("...", 1, None),
        # Distinct bigrams count: “sold chips” once, “chips chips” once.
        ("sold chips chips chips", 2, 1 / 2),
        # Case and the ends of sentences make no difference.
        ("CHINA officials", 2, 0.0),
    ],
)
def test_novel_ngrams(summary: str, n: int, expected: float | None) -> None:
    assert novel_ngrams(DOCUMENT, summary, n) == (None if expected is None else pytest.approx(expected))


def test_the_kind_of_quotes_does_not_matter() -> None:
    """Straight and curly quotation marks count as equal."""
    assert novel_ngrams("Nvidia’s chips", "Nvidia's chips", 1) == 0


@pytest.mark.parametrize(
    ("summary", "expected", "covered", "dense"),
    [
        # The copied runs have three words and one word: coverage 4/5, density (9 + 1)/5.
        ("The chip maker halted sales", ["the chip maker", "sales"], 4 / 5, 2.0),
        # The longest match counts (“the sales”), not the first (“the” of “the chip”): density (4 + 1)/3.
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


def test_the_scan_continues_after_a_match_as_published() -> None:
    # “a a b” starts at the second word of the document, but the published scan matches “a a” first and continues behind it.
    assert fragments("a a a b", "a a b") == [("a", "a"), ("b",)]


@pytest.mark.parametrize(
    ("summary", "words"), [("The chip maker sold nothing", 4), ("sales would rise", 2), ("nothing", 0), ("", 0)]
)
def test_longest_copy(summary: str, words: int) -> None:
    assert longest_copy(DOCUMENT, summary) == words


@pytest.mark.parametrize(
    ("summary", "share"),
    [
        # The trigrams are the cat sat, cat sat the, sat the cat, the cat sat. The last of four is a repetition.
        ("The cat sat the cat sat", 1 / 4),
        # The sentence occurs twice: two of four trigrams are repetitions.
        ("The old cat sat.\nThe old cat sat.", 2 / 4),
        # Trigrams do not cross sentences.
        ("a b c. d e f.", 0.0),
        ("a b", None),
        ("", None),
    ],
)
def test_repeated_trigrams(summary: str, share: float | None) -> None:
    assert repeated_trigrams(summary) == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ("", 0),
        ("Nvidia's U.S. chips", 3),
        ("हिन्दी भाषा", 2),
        ("Mu\u0308ller e\u0301", 2),
        ("1\ufe0f\u20e3 \u0301 ❤\ufe0f", 1),
    ],
)
def test_length(summary: str, words: int) -> None:
    assert length(summary) == words


@pytest.mark.parametrize(("summary", "count"), [("", 0), ("One. Two.", 2), ("One. Two.\nThree.", 2), ("no stop", 1)])
def test_sentences(summary: str, count: int) -> None:
    assert sentences(summary) == count


@pytest.mark.parametrize(
    ("summary", "refused"),
    [
        ("I'm sorry, but I can't help with that.", True),
        ("I’m very sorry: the text is too long.", True),
        ("As an AI language model, I have no access to it.", True),
        ("Unfortunately, I have no article.", True),
        ("I cannot summarize this.", True),
        ("", False),
        ("The minister said he was sorry.", False),
        ("I can only say that sales fell, the minister said.", False),
        ("Sorry seems to be the hardest word for banks.", False),
    ],
)
def test_refusals(summary: str, refused: bool) -> None:
    """`is_refusal` recognises answers in which a model refuses to summarize."""
    assert is_refusal(summary) is refused


TEXT = st.lists(st.sampled_from("a b c d".split()), max_size=8).map(" ".join)


@given(TEXT, TEXT)
def test_bounds(document: str, summary: str) -> None:
    """Coverage is between 0 and 1, and density is between coverage and coverage times length."""
    count, covered, dense = length(summary), coverage(document, summary), density(document, summary)
    if not count:
        assert covered is None
        assert dense is None
        return
    assert covered is not None
    assert dense is not None
    assert 0 <= covered <= 1
    assert covered <= dense <= covered * count
    # Coverage is 1 if and only if the document has all words of the summary.
    assert (covered == 1) == (novel_ngrams(document, summary, 1) == 0)


@given(TEXT)
def test_a_copy_has_no_novel_ngrams(text: str) -> None:
    assert all(novel_ngrams(text, text, n) in (0, None) for n in range(1, 5))
    assert coverage(text, text) in (1, None)
    assert compression(text, text) in (1, None)
