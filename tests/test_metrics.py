"""Bootstrap and lengths by hand."""

from __future__ import annotations

import pytest

from chipbrief.metrics import bootstrap, text_stats
from chipbrief.text import sentence_lines, split_sentences, words


def test_bootstrap_of_equal_values_has_no_width() -> None:
    assert bootstrap.estimate([0.5, 0.5, None, 0.5]) == (0.5, 0.5, 0.5, 3)


def test_bootstrap_of_nothing() -> None:
    assert bootstrap.estimate([None, None]) == (None, None, None, 0)
    assert bootstrap.estimate([]) == (None, None, None, 0)


def test_bootstrap_of_two_values() -> None:
    # Means of two draws from {0, 1}: 0 and 1 each in a quarter of the resamples, so the ends are 0 and 1.
    assert bootstrap.estimate([0.0, 1.0]) == (0.5, 0.0, 1.0, 2)


def test_bootstrap_interval_is_that_of_the_normal_distribution() -> None:
    # 0 and 1 a thousand times each: the mean's standard error is 0.5 / sqrt(2000) = 0.01118.
    found = bootstrap.estimate([0.0, 1.0] * 1000)
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.01118, abs=0.001)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.01118, abs=0.001)


def test_bootstrap_is_repeatable_and_seeded() -> None:
    values = [0.1, 0.4, 0.3, 0.9]
    assert bootstrap.estimate(values) == bootstrap.estimate(values)
    assert bootstrap.estimate(values, 50, seed=1) != bootstrap.estimate(values, 50, seed=2)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Nvidia's H20", 2),
        ("a 145-percent rise of $5.5 billion", 6),
        ("U.S. and China", 3),
        ("株式 Москва", 2),
        ("– … !", 0),
    ],
)
def test_words(text: str, count: int) -> None:
    assert len(words(text)) == text_stats.length(text) == count


def test_compression() -> None:
    assert text_stats.compression("a b c d", "a b") == 2
    assert text_stats.compression("a b", "") is None


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (
            "Sens. Elizabeth Warren wrote. U.S. lawmakers agreed.",
            ["Sens. Elizabeth Warren wrote.", "U.S. lawmakers agreed."],
        ),
        ("It rose 3.5% on Jan. 8. Did it?", ["It rose 3.5% on Jan. 8.", "Did it?"]),
        ("One\n\nTwo. Three.", ["One", "Two.", "Three."]),
    ],
)
def test_split_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_sentence_lines_keeps_the_lines_that_a_text_has() -> None:
    assert sentence_lines("One. Two.\nThree.") == ["One. Two.", "Three."]
    assert sentence_lines("One. Two.") == ["One.", "Two."]
