"""Tests of the Unicode tokenizer: its rule, case by case, and properties of all texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipbrief.metrics import rouge
from chipbrief.metrics.rouge.unicode_tokenizer import VERSION, tokenize, tokenize_sentences


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ""),
        (" \n\u00a0", ""),
        ("Müller in São Paulo", "müller in são paulo"),
        ("STRASSE straße Straße", "strasse strasse strasse"),
        ("Москва, Αθήνα; العربية ירושלים", "москва αθήνα العربية ירושלים"),
        ("हिन्दी में தமிழ் བོད་སྐད", "हिन्दी में தமிழ் བོད སྐད"),
        ("한국어 텍스트", "한국어 텍스트"),
        ("株式会社 コーヒー", "株 式 会 社 コ ー ヒ ー"),
        ("ｶﾞｽ", "ガ ス"),  # half-width kana
        ("สวัสดี ລາວ ខ្មែរ မြန်မာ", "ส วั ส ดี ລ າ ວ ខ្ មែ រ မြ န် မာ"),
        ("AI技術2025年", "ai 技 術 2025 年"),
        ("$1,000 3.5% €5m £3bn US$4tn S$55m 1.000,50", "$1,000 3.5% €5m £3bn us$4tn s$55m 1.000,50"),
        ("$ 5, 100€ 100 €, 3,5 % 2\u00a0%.", "$5 100€ 100€ 3,5% 2%"),
        ("$5 $6", "$5 $6"),
        ("٣٫٥٪ １２％", "٣٫٥٪ 12%"),
        ("2½ ½ 10² m²", "2 1⁄2 1⁄2 10 2 m2"),
        ("株価$5 Acme™ 25℃ I❤NY", "株 価 $5 acme tm 25 c i ❤ ny"),
        ("20th H20 COVID-19 F-35 1,2.", "20th h20 covid 19 f 35 1,2"),
        ("the U.S. the U.S, U.S.-led e.g. J. K. end.Start", "the u.s. the u.s. u.s. led e.g. j k end start"),
        ("Nvidia's Nvidia’s don´t l'été snake_case", "nvidia s nvidia s don t l été snake case"),
        ("می\u200cخواهم soft\u00adhyphen \ufeffmark", "میخواهم softhyphen mark"),
        ("😀👍🏽 ❤️ ❤ 👩\u200d🔬 🇩🇪🇫🇷🇯", "😀 👍🏽 ❤ ❤ 👩 🔬 🇩🇪 🇫🇷 🇯"),
        ("yes … — !?", "yes"),
        ("… —", ". . . —"),  # symbols are kept if the text has nothing else
        ("\ud800", "\ud800"),
    ],
)
def test_tokens_by_hand(text: str, tokens: str) -> None:
    assert tokenize(text) == tokens.split()


def test_the_version_belongs_to_the_cases_above() -> None:
    """The cases above belong to this version of the rule."""
    assert VERSION == "1"  # if you change a case above, raise the version


PIECES = "a.b U.S. don't $ € 5 1,000 % 3.5 株式 สวั é e\u0301 \u0323 ½ ² ー 😀 🏽 🇩 … - \u200d \u00ad \u2044 ﬁ İ \u037a \ud800".split()
TEXT = st.one_of(st.text(max_size=40), st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=20).map("".join))


@given(TEXT)
@example("\u0344" + "\u0323\u0301" * 40)
def test_tokens_do_not_depend_on_how_letters_are_composed(text: str) -> None:
    tokens = tokenize(text)
    assert tokens == tokenize(unicodedata.normalize("NFC", text)) == tokenize(unicodedata.normalize("NFD", text))
    assert all(token and not any(map(str.isspace, token)) for token in tokens)


@given(TEXT)
@example("word")
def test_tokenizing_tokens_again_changes_nothing(text: str) -> None:
    """Tokenizing the joined tokens gives the same tokens."""
    tokens = tokenize("word " + text)
    assert tokenize(" ".join(tokens)) == tokens


@given(TEXT.filter(str.strip))
@example("…")
@example("😀")
@example("a\n***\nb")
@example("\u200b")
def test_a_text_matches_itself(text: str) -> None:
    """A text compared with itself has an F of 1."""
    found = rouge.score(text, text, ("rouge1", "rougeL", "rougeLsum"), tokenizer="unicode")
    assert [one.fmeasure for one in found.values()] == [1, 1, 1]


@pytest.mark.parametrize(
    ("prediction", "reference", "expected"),
    [
        ("株価上昇", "株価下落", 0.5),
        ("Müller", "Muller", 0),
        ("chips sold", "chip selling", 0.5),  # ASCII words are stemmed
        ("$1,000 U.S. cafés", "$1,000 U.S. café", 2 / 3),  # other words, amounts and acronyms are not stemmed
    ],
)
def test_scores_by_hand(prediction: str, reference: str, expected: float) -> None:
    found = rouge.score(prediction, reference, ("rouge1",), tokenizer="unicode")
    assert found["rouge1"].fmeasure == pytest.approx(expected)


def test_punctuation_counts_only_in_a_text_without_words() -> None:
    assert tokenize_sentences(["one", "***", ""]) == [["one"], [], []]
    assert tokenize_sentences(["*", "", "—"]) == [["*"], [], ["—"]]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 100_000, 1),
        ("a." * 50_000, 1),
        ("1," * 50_000, 1),
        ("$" * 100_000 + "x", 1),
        ("aaa$" * 25_000, 25_000),
        ("e" + "\u0301\u0323" * 500_000, 1),
        ("a." + "\u0301" * 100_000 + "b", 2),
        ("1 " * 50_000 + "%", 50_000),
        ("🇩" * 100_000, 50_000),
        ("The U.S. paid $1,000, or 3.5%. " * 32_000, 6 * 32_000),
    ],
    ids=range(10),
)
def test_hostile_and_long_texts_take_linear_time(text: str, count: int) -> None:
    assert len(tokenize(text)) == count  # would not finish if the time were quadratic
