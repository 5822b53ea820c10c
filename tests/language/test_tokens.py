"""Tests of comparing names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language import plain_words
from chipbrief.language import words as words_module
from chipbrief.language.tokens import cut, key, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("U.S", "US"),
        ("ＵＳ", "U.S."),
        ("Nvidia's", "NVIDIA"),
        ("ＮＡＴＯ", "nato"),
        ("São Paulo", "SÃO PAULO"),
        ("Xi’s", "xi"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("US", "us"), ("WHO", "who"), ("Lee", "fleet"), ("Al", "also"), ("Bank", "Banks")]
)
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "keys", "written", "capitals"),
    [
        ("The U.S. Army's", ["the", "US", "army"], ["The", "U.S.", "Army"], ["The", "U.S.", "Army"]),
        ("at 5 p.m. in D.C", ["at", "5", "pm", "in", "dc"], ["at", "5", "p.m.", "in", "D.C"], ["D.C"]),
        ("e.S.word, x’s's", ["es", "word", "x"], ["e.S", "word", "x"], ["e.S"]),
        ("it is IT, A.1.B", ["it", "is", "IT", "a", "1", "b"], ["it", "is", "IT", "A", "1", "B"], ["IT", "A", "B"]),
        ("'s S's -- _", ["s", "s", "_"], ["s", "S", "_"], ["S"]),
    ],
)
def test_words_with_their_places(text: str, keys: list[str], written: list[str], capitals: list[str]) -> None:
    found = cut(text)
    assert found.keys == keys
    spans = [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert (spans, [spans[at] for at in found.capitals]) == (written, capitals)


PIECES = st.sampled_from(
    [
        "a",
        "s",
        "S",
        "U",
        "us",
        "IT",
        "N.",
        "U.S.",
        "'s",
        "’s",
        ".",
        " ",
        "-",
        ",",
        "1",
        "_",
        "Word",
        "“",
        "…",
        "\n",
        "  ",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(st.characters(max_codepoint=127), max_size=40))


@given(TEXTS)
def test_a_letter_beyond_ascii_changes_no_other_word(text: str) -> None:
    """Texts with and without such letters are cut in two ways."""
    one, other = cut(f"{text} x"), cut(f"{text} é")
    assert [*map(list, one[2:])] == [*map(list, other[2:])]
    assert one.keys[:-1] == other.keys[:-1]


@given(TEXTS)
def test_words_of_short_and_long_texts_are_found_alike(text: str) -> None:
    plain = plain_words.in_ascii(text, " ")
    assert plain is not None
    long = plain + " " * 2000
    assert [*map(list, plain_words.columns(plain))] == [*map(list, plain_words.columns(long))]


@given(TEXTS)
def test_words_for_lengths_are_those_of_the_pattern(text: str) -> None:
    """Longer texts of ASCII are cut without it."""
    plain = plain_words.in_ascii(text, "'")
    assert plain is not None
    assert plain_words.running_words(plain) == words(plain.ljust(1000)) == words(f"{plain} é")[:-1]


@given(
    st.sampled_from(sorted(words_module._BETWEEN)),
    st.text("ab1Z .,:;!?\n\"'’%$(-", max_size=14),
    st.sampled_from(["a", "Z", "1", "U.S.", "é"]),
    st.sampled_from(["a", "Z", "1", "É"]),
)
def test_what_stands_between_two_words_needs_no_look_at_the_words(
    between: str, before: str, word: str, following: str
) -> None:
    """The table of what stands between words says the same as a look at the whole text."""
    text = f"{before}{word}{between}{following}"
    start = len(text) - len(following)
    assert words_module._BETWEEN[between] == (words_module.opens(text, start), words_module.is_joint(between))
