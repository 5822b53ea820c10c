"""Tests of normalising texts and of undoing tokenization."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language import plain as plain_module
from chipbrief.language.normalise import normalised
from chipbrief.language.plain import plain_text


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("7\xa0km \u2009 on", "7 km on"),
        ("a\tb\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("one \n \n\n two", "one\n\ntwo"),
        ("7‐8‑9‒1−2", "7-8-9-1-2"),
        ("7–8—9", "7–8—9"),
        ("ＡＣＭＥ ￥７％", "ACME ¥7%"),
        ("so\xadft ze\u200bro", "soft zero"),
        ("Mu\u0308ller", "Müller"),
        ("ﬁve ﬂat", "five flat"),
        ("3⁄4 and ¾ m²", "3/4 and ¾ m²"),
        ("&pound;7 &#38; &#x24;8 &nbsp;", "£7 & $8 "),
        ("AT&T; R&D &unknown;", "AT&T; R&D &unknown;"),
        ("it’s “so”", "it’s “so”"),
    ],
)
def test_a_text_is_normalised(text: str, normal: str) -> None:
    assert normalised(text).text == normal


@pytest.mark.parametrize("text", ["", "Plain.\n\nText & more.", "It’s 5\xa0km – or 6‑7.", "Ｗｉｄｅ"])
def test_no_map_is_made_if_nothing_moves(text: str) -> None:
    assert normalised(text).places is None


@given(st.text(st.sampled_from(" \n\r\t\xa0a&#36;1e\u0301ﬁ\xad\u200b-−"), max_size=40))
def test_every_character_leads_back(text: str) -> None:
    normal = normalised(text)
    at = 0
    for place, sign in enumerate(normal.text):
        start, end = normal.origin(place, place + 1)
        assert at <= start < end <= len(text) or (start, end) == normal.origin(place - 1, place)
        assert (
            end - start > 1
            or unicodedata.normalize("NFKC", sign).strip() in ("", "-", sign, "fi", "ffi")
            or sign in text[start:end]
        )
        at = start


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


@given(
    st.lists(
        st.sampled_from(
            [
                *" .,'`-:;?!)%$’–nmkslt19A",
                "``",
                "-lrb-",
                "u . s .",
                "U. S. A.",
                "U. K.",
                "D. C.",
                "B-",
                " n't",
                "year - old",
            ]
        )
    ).map("".join)
)
def test_signs_of_a_tokenizer_are_found_wherever_they_stand(text: str) -> None:
    """They are matched where they may begin, and only in texts with a hint of them. A search for the whole pattern finds the same."""
    searched = [match.span() for match in plain_module._CHANGE.finditer(text)]
    assert [match.span() for match in plain_module._changes(text)] == searched
    assert not searched or plain_module._HINT.search(text) or plain_module._has_hint(text)
