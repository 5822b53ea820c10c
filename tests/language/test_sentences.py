"""Tests of splitting texts into words and sentences."""

from __future__ import annotations

import pytest

from chipbrief.language.tokens import sentence_lines, split_sentences


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
