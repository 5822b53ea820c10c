"""Tests of splitting texts into words and sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language import sentence_ends
from chipbrief.language.tokens import sentence_lines, sentence_spans, split_sentences


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
        ("1. The ferry sank. 2. Two died.", ["1. The ferry sank.", "2. Two died."]),
        ("i. The ferry sank. ii. Two died.", ["i. The ferry sank.", "ii. Two died."]),
        ("She ate: 1. a plum, 2. a pear.", ["She ate: 1. a plum, 2. a pear."]),
        ("It ended 0 – 0. The second half was no better.", ["It ended 0 – 0.", "The second half was no better."]),
        (
            "It sails at 8 a.m. Sunday. It lands at 9 p.m. GMT.",
            ["It sails at 8 a.m. Sunday.", "It lands at 9 p.m. GMT."],
        ),
        ("It left at 7 a.m. Sunday was calm.", ["It left at 7 a.m.", "Sunday was calm."]),
        ("It left at 7 a.m. The sea was calm.", ["It left at 7 a.m.", "The sea was calm."]),
        ("It cost approx. €9 million. Govt. aid paid.", ["It cost approx. €9 million.", "Govt. aid paid."]),
        ("A third fear is a China-U.S. Cold War. It grew.", ["A third fear is a China-U.S. Cold War.", "It grew."]),
        (
            "Roe et al. [1998] saw it. Lee et al. (2001) did not.",
            ["Roe et al. [1998] saw it.", "Lee et al. (2001) did not."],
        ),
        ("- **The ferry sank.** *Two died.*", ["- **The ferry sank.**", "*Two died.*"]),
        ("<s> The ferry sank. </s> <s> Two died. </s>", ["<s> The ferry sank. </s>", "<s> Two died. </s>"]),
        ('"It sank!" Roe said. She swam.', ['"It sank!" Roe said.', "She swam."]),
        ("Jeopardy! host Roe left. She swam.", ["Jeopardy! host Roe left.", "She swam."]),
        ("It drifted… Then it sank.", ["It drifted…", "Then it sank."]),
        ("It sank. (Two died.) It rained.", ["It sank.", "(Two died.)", "It rained."]),
        ("the ferry sank. two died.", ["the ferry sank.", "two died."]),
    ],
)
def test_split_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_sentence_lines_keeps_the_lines_that_a_text_has() -> None:
    assert sentence_lines("One. Two.\nThree.") == ["One. Two.", "Three."]
    assert sentence_lines("One. Two.") == ["One.", "Two."]


@given(
    st.lists(
        st.sampled_from(
            ["1. ", "a) ", "Oslo ", "ran. ", "** ", "</s> ", "[1] ", "a.m. ", "U.S. ", '"', "…", "(", ".) ", "x! "]
        ),
        max_size=12,
    )
)
def test_no_character_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
    assert [text[start:end] for start, end in sentence_spans(text)] == split_sentences(text)


@pytest.mark.parametrize("unit", ["1. ", "** ", "a.m. ", "(a.) ", "… A", "U.S.", "</s>"])
def test_joining_takes_linear_time(unit: str) -> None:
    # Behind the splitter, whose own time is not ours.
    from chipbrief.language.sentence_ends import corrected

    pieces = [unit] * 20_000
    start = time.process_time()
    assert "".join(corrected(pieces)) == "".join(pieces)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("The ferry sank off the U.S\u00a0J. Roe. She swam.", ["The ferry sank off the U.S\u00a0J. Roe.", "She swam."]),
        ("The ferry sank near it.\u00a0J. Roe. She swam.", ["The ferry sank near it.", "J. Roe.", "She swam."]),
    ],
)
def test_lines_on_which_sentencex_fails(line: str, sentences: list[str]) -> None:
    """sentencex 1.0.32 fails on blanks of several bytes before an initial."""
    assert split_sentences(line) == sentences


@given(
    st.lists(
        st.sampled_from(
            'Hon|al|AL|Messrs|a|p|.|m|. | |(|)|]|12|7|123|٣|iv|XII|é|_|-|: |N|Y|\t|!|?|"|”|ferry|Supt|Fig|bros'.split(
                "|"
            )
        ),
        min_size=1,
        max_size=9,
    ).map("".join),
    st.sampled_from([".", ". ", "!", "? ", '."', "  ", ""]),
    st.sampled_from(["The", "the", "5", "(x", "GMT", "Tuesday x", "Roe said", "S.", "N.Y.", "é", "$5"]),
)
def test_the_quick_look_spares_no_end_a_rule(left: str, mark: str, right: str) -> None:
    """A piece that looks as if no rule applies behind it is joined by none."""
    piece = (left + mark)[-sentence_ends._LOOK :]
    ahead = right.lstrip()
    joined = any(before.search(piece) and behind.match(ahead) for before, behind in sentence_ends.JOINS)
    initials = all(
        (pattern.search if at == 0 else pattern.match)(text)
        for at, (pattern, text) in enumerate(zip(sentence_ends._INITIALS, (piece, right), strict=True))
    )
    assert not (sentence_ends._is_plain_end(piece) and (joined or initials))
    if sentence_ends._ORDINARY.fullmatch(f"{piece[-7:]}\n{right[:1]}"):
        assert not any((joined, initials, sentence_ends._CLOSING.match(right)))
