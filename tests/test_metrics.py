"""ROUGE against rouge_score itself and by hand; bootstrap and lengths by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from chipbrief.metrics import bootstrap, rouge, text_stats
from chipbrief.text import sentence_lines, split_sentences, words


@pytest.mark.parametrize(
    ("prediction", "references", "kind", "expected"),
    [
        ("the cat sat", ["the cat sat"], "rouge1", (1, 1, 1)),
        ("the cat", ["the cat sat down"], "rouge1", (1, 0.5, 2 / 3)),
        ("the cat", ["the cat sat down"], "rouge2", (1, 1 / 3, 0.5)),
        ("cat the", ["the cat"], "rougeL", (0.5, 0.5, 0.5)),
        ("b\na", ["a\nb"], "rougeLsum", (1, 1, 1)),
        ("", ["the cat"], "rouge1", (0, 0, 0)),
        ("the cat", [""], "rouge1", (0, 0, 0)),
        ("", [""], "rougeLsum", (0, 0, 0)),
        ("...", ["..."], "rougeL", (0, 0, 0)),
        # The best F of the two, not the best recall.
        ("the cat", ["the cat", "the cat the cat sat"], "rouge1", (1, 1, 1)),
        ("running cats", ["run cat"], "rouge1", (1, 1, 1)),
    ],
)
def test_rouge_by_hand(prediction: str, references: list[str], kind: str, expected: tuple[float, float, float]) -> None:
    assert rouge.score(prediction, references)[kind] == pytest.approx(expected)


def test_mean_over_references() -> None:
    assert rouge.score("a b", ["a b", "c d"], multi="mean")["rouge1"] == pytest.approx((0.5, 0.5, 0.5))


def test_no_reference_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one reference"):
        rouge.score("a", [])


TEXT = st.lists(st.sampled_from("the a chips sold selling Nvidia 31% são .".split()), max_size=12).map(" ".join)


@given(TEXT, st.lists(TEXT, min_size=1, max_size=3))
def test_values_are_those_of_rouge_score(prediction: str, references: list[str]) -> None:
    scorer = RougeScorer(list(rouge.TYPES), use_stemmer=True)

    def lines(text: str) -> str:
        return "\n".join(sentence_lines(text))

    expected = scorer.score_multi([lines(one) for one in references], lines(prediction))
    found = rouge.score(prediction, references)
    assert all(tuple(found[kind]) == pytest.approx(tuple(expected[kind]), abs=1e-12) for kind in rouge.TYPES)


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
