"""Tests of undoing tokenization."""

from __future__ import annotations

import pytest

from chipbrief.language.words import plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("trump ' s plan", "trump's plan"),
        ("they do n't , they 're", "they don't, they're"),
        ("-LRB- CNN -RRB- `` so ''", '( CNN ) " so "'),
        ("$ 4 trillion , 20 %", "$4 trillion, 20%"),
        ("a 50 - year - old", "a 50-year-old"),
        ("won 3 - 1 .", "won 3-1."),
        ("at 7 : 30 , 1 , 000", "at 7:30, 1,000"),
        ("the u . s . army", "the u.s. army"),
        ("the U. S. army, the U. K. and Vitamin B. C. Smith", "the U.S. army, the U.K. and Vitamin B. C. Smith"),
        ("Nothing to do, he said: 'so'.", "Nothing to do, he said: 'so'."),
    ],
)
def test_tokenization_is_undone(text: str, plain: str) -> None:
    found = plain_text(text)
    assert found.text == plain
    for at, sign in enumerate(found.text):
        start, end = found.origin(at, at + 1)
        assert text[start] == sign or (sign in '()[]{}"' and end > start)
