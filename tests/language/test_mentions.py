"""Tests of finding forms in texts, and names and numbers that no form covers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipbrief.language.evidence import Evidence
from chipbrief.language.forms import capital_runs, initials, letters_of_names, near_each_other
from chipbrief.language.mentions import Forms, find_mentions, parse_form, unlabelled
from chipbrief.language.tokens import cut
from chipbrief.problems import InputError

LONG = "the ships lay in the harbour and waited for wind " * 25


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("US and USA, AUS", {"us": ["US"]}, ["us:US"]),
        ("the US-China talks", {"us": ["US"], "cn": ["China"]}, ["us:US", "cn:China"]),
        ("U.S.-based; U.S.", {"us": ["U.S."]}, ["us:U.S.", "us:U.S."]),
        (
            "the US Commerce Department and the US",
            {"us": ["US"], "dc": ["US Commerce Department"]},
            ["dc:US Commerce Department", "us:US"],
        ),
        ("New York Times Square", {"nyt": ["New York Times"], "ts": ["Times Square"]}, ["nyt:New York Times"]),
        ("Beijing said in Beijing", {"cn": ["Beijing"], "bj": ["in [Beijing]"]}, ["cn:Beijing", "bj:Beijing"]),
        ("20 of 2,000 at 20.5 and $20", {"n": ["20"]}, ["n:20"]),
        ("31% and 31", {"p": ["31%"], "n": ["31"]}, ["p:31%", "n:31"]),
        ("Xi's and Xiamen", {"xi": ["Xi"]}, ["xi:Xi"]),
        ("Dell'Era, Müller-Lüdenscheidt", {"d": ["Dell'Era"], "m": ["Müller"]}, ["d:Dell'Era", "m:Müller"]),
        ("nvidia", {"n": ["Nvidia"]}, []),
        (
            "\u00e9OPEC, e\u0301OPEC, e\u0323\u0301OPEC",
            {"o": ["OPEC"]},
            [],
        ),  # inside a word, also behind combining marks
        ("OPECe\u0301, OPEC\u0301", {"o": ["OPEC"]}, []),
        ("\u00e9 OPEC, e\u0301 OPEC, e\u0301-OPEC", {"o": ["OPEC"]}, ["o:OPEC"] * 3),
        ("OPEC \u0301OPEC", {"o": ["OPEC"]}, ["o:OPEC"] * 2),  # a mark without a letter before it is no part of a word
        ("e\u0301in Beijing, in Beijing", {"bj": ["in [Beijing]"]}, ["bj:Beijing"]),
        ("\u00e9$20, e\u0301$20, $20", {"m": ["$20"]}, ["m:$20"]),
        ("steels\u0301, steels", {"s": ["[steel]s"]}, ["s:steel"]),
        ("e\u0301 (Beijing)\u0301", {"bj": [" ([Beijing])"]}, ["bj:Beijing"]),
        ("", {"n": ["x"]}, []),
        ("two countries, two leaders", {"c": ["two"], "l": ["[two] leaders"]}, ["c:two", "l:two"]),
    ],
)
def test_find_mentions(text: str, forms: dict[str, list[str]], expected: list[str]) -> None:
    assert [f"{found.entity}:{text[found.start : found.end]}" for found in find_mentions(text, forms)] == expected
    long = f"{text} {LONG}"
    in_long = Forms(forms).find_in(Evidence(cut(long)))
    assert [f"{found.entity}:{long[found.start : found.end]}" for found in in_long] == expected


@given(
    st.text(max_size=60), st.lists(st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=4), max_size=6)
)
def test_mentions_slice_to_their_form_and_never_overlap(text: str, forms: list[str]) -> None:
    usable = [form for form in forms if form.strip()]
    found = find_mentions(text, {form: [form] for form in usable})
    assert all(text[one.start : one.end] == one.entity for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(
    st.lists(
        st.sampled_from(["an", "OPEC", "U.S.", "Steel", "US", " ", "'s", ".", "-", "é", "e\u0301", "AT&T", "1", ","]),
        max_size=12,
    ).map("".join),
    st.lists(
        st.sampled_from(
            [
                "an[OPEC]",
                "OPEC",
                "U.S. Steel",
                "US",
                "US [US]",
                "S. Steel",
                "AT&T",
                "é",
                "[Steel]s",
                "Steel-1",
                "a",
                "'s",
            ]
        ),
        max_size=5,
    ),
)
@example("\u00e9OPEC", ["OPEC"])
@example("e\u0301OPEC", ["OPEC"])
@example("e\u0301anOPEC", ["an[OPEC]"])
@example("ane\u0301US", ["US"])
def test_words_of_the_text_spare_looks_and_change_nothing(text: str, forms: list[str]) -> None:
    known = Forms({form: [form] for form in forms})
    for whole in (text, f"{text} {LONG}", f"{LONG} {text}"):  # a long text is searched in another way
        assert known.find_in(Evidence(cut(whole))) == known.find(whole)


@pytest.mark.parametrize("form", ["", " ", "[a", "a]", "[a] [b]", "[]"])
def test_bad_form(form: str) -> None:
    with pytest.raises(InputError, match="is not a form"):
        parse_form(form)


def test_unlabelled_finds_names_and_numbers_but_no_sentence_openers() -> None:
    text = "The pier cost $12 and two boats. Work by Ada Lind began."
    assert [text[start:end] for start, end in unlabelled(text, [])] == ["$12", "two", "Ada Lind"]
    assert list(unlabelled(text, [(14, 17), (22, 25), (41, 49)])) == []


@pytest.mark.parametrize(
    ("capitals", "expected"),
    [
        ([], []),
        ([3, 4], []),
        ([3, 4, 5], [[3, 4, 5]]),
        ([0, 3], [[0, 3]]),
        ([0, 4, 5, 7, 11], [[4, 5, 7]]),
        ([1, 2, 9, 11, 20, 21, 22], [[9, 11], [20, 21, 22]]),
    ],
)
def test_capitals_are_near_each_other_if_a_name_of_three_words_may_reach_over_them(
    capitals: list[int], expected: list[list[int]]
) -> None:
    assert list(near_each_other(capitals, 3)) == expected


WORDS = st.lists(
    st.tuples(st.sampled_from("US of the and Bank For a".split()), st.booleans(), st.booleans()), max_size=12
)


@given(WORDS)
@example([("Bank", True, True), ("of", False, True), ("the", False, True), ("US", True, True)])
def test_the_letters_of_names_have_the_initials_of_each_run_of_capitals(words: list[tuple[str, bool, bool]]) -> None:
    keys = [word for word, _, _ in words]
    capitals = [at for at, (_, has_capital, _) in enumerate(words) if has_capital]
    letters = letters_of_names(keys, capitals)
    for run in capital_runs(keys, capitals, lambda at: words[at][2]):
        assert all(one in letters for first in run for one in initials(keys[first : run.stop]))
