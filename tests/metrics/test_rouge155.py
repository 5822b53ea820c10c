"""ROUGE-1.5.5 by hand, and against the values that the Perl script printed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipbrief.metrics import rouge
from chipbrief.metrics.rouge import perl_porter, rouge155
from tests.paths import SHARED, needs_rouge155


@pytest.mark.parametrize(
    ("prediction", "references", "kind", "multi", "expected"),
    [
        # A hyphen, a capital and the bytes of an accent: re export na ve. The bytes of the Kelvin sign are no k.
        (["Re-export, naïve"], [["re export na ve"]], "rouge1", "max", (1, 1, 1)),
        (["\u212a"], [["k"]], "rouge1", "max", (0, 0, 0)),
        # 1/3 and 1/17 make an F of 0.1; 0.33333 and 0.05882 do not.
        (["a x y"], [["a" + " b" * 16]], "rouge1", "max", (0.33333, 0.05882, 0.09999)),
        # The pair b c stands across two sentences. 1 of 3, 1 of 1.
        (["a b", "c d"], [["b c"]], "rouge2", "max", (0.33333, 1, 0.5)),
        (["a b\nc d"], [["b c"]], "rouge3", "max", (0, 0, 0)),
        # Union: a b of one sentence and a c of the other; 3 of 4, 3 of 3. A token of the prediction is counted once.
        (["a b", "a c"], [["a b c"]], "rougeL", "max", (0.75, 1, 0.85714)),
        (["a b\na c"], [["a b c"]], "rougeLsum", "max", (0.75, 1, 0.85714)),
        (["a"], [["a", "a"]], "rougeL", "max", (1, 0.5, 0.66667)),
        # a, b, ab, ac, bc and a, b, ab, ad, bd: the last token counts in pairs alone, and one token is nothing.
        (["a b c"], [["a b d"]], "rougeSU4", "max", (0.6, 0.6, 0.6)),
        (["a"], [["a"]], "rougeSU4", "max", (0, 0, 0)),
        # Four tokens between a and b, one of 15 pairs; with five they are no pair.
        (["a 1 2 3 4 b"], [["a b"]], "rougeS4", "max", (0.06667, 1, 0.12501)),
        (["a 1 2 3 4 5 b"], [["a b"]], "rougeS4", "max", (0, 0, 0)),
        # Sums, 3 + 1 hits of 8 and 6: not the mean of 1/4 and 3/4, of 1 and 3/5. The best has the recall of 1, and F 0.4.
        (["a b c d"], [["a"], ["a b c e f"]], "rouge1", "mean", (0.5, 0.66667, 0.57143)),
        (["a b c d"], [["a"], ["a b c e f"]], "rouge1", "max", (0.25, 1, 0.4)),
        (["a b c d"], [["a b c e f"], ["a"]], "rougeL", "max", (0.25, 1, 0.4)),
        (["a"], [["a"], [""]], "rouge1", "mean", (0.5, 1, 0.66667)),
        ([], [["a"]], "rouge1", "max", (0, 0, 0)),
        (["..."], [["..."]], "rougeL", "mean", (0, 0, 0)),
    ],
)
def test_values_by_hand(
    prediction: list[str],
    references: list[list[str]],
    kind: str,
    multi: rouge.Multi,
    expected: tuple[float, float, float],
) -> None:
    assert rouge155.score(prediction, references, [kind], multi=multi) == {kind: expected}


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("oxen", "ox"),  # irregular
        ("best", "good"),
        ("was", "was"),  # irregular, but three letters are left alone
        ("comics", "comic_strip"),  # the first base of WordNet's, and not stemmed in turn
        ("bed", "bed"),
        ("feed", "feed"),
        ("agreed", "agre"),
        ("hoping", "hope"),
        ("hopping", "hop"),
        ("using", "us"),  # a stem that begins with a vowel gets no e back
        ("possibly", "possibl"),  # -bli to -ble
        ("geology", "geologi"),  # -logi needs a vowel and a consonant before it
        ("archaeology", "archaeolog"),
        ("relational", "relat"),
        ("relationalness", "relat"),  # -ness, then -al, then -tion
        ("incidentation", "incid"),  # -ation, -ate, -ent
        ("generalizations", "gener"),
        ("movement", "movem"),  # -ement does not go, -ent does
        ("controlled", "control"),
        ("yields", "yield"),
        ("flying", "fly"),
        ("h20s", "h20"),
    ],
)
def test_stems_by_hand(word: str, stem: str) -> None:
    assert perl_porter.stem(word) == stem


def test_the_irregular_forms_are_all_there() -> None:
    forms = perl_porter.irregular_forms()
    assert (len(forms), forms["aardwolves"], forms["zoaeae"]) == (5930, "aardwolf", "zoaea")
    assert all(form and base for form, base in forms.items())


@pytest.mark.parametrize(
    ("references", "types", "message"), [([], ["rouge1"], "one reference"), ([["a"]], ["rougeW"], "'rougeW'.*rougeSU4")]
)
def test_wrong_questions_are_errors(references: list[list[str]], types: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rouge155.score(["a"], references, types)


def _cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / "rouge155/cases.jsonl").read_text(encoding="utf-8").splitlines()]


@needs_rouge155
@pytest.mark.parametrize("stemmer", [None, "porter"])
@pytest.mark.parametrize(("multi", "formula"), [("mean", "average"), ("max", "best")])
def test_values_are_those_of_the_perl_script(stemmer: Any, multi: rouge.Multi, formula: str) -> None:
    setting = f"{'stem' if stemmer else 'nostem'}_{formula}"
    cases = _cases()
    for case in cases:
        texts = ["\n".join(sentences) for sentences in (case["prediction"], *case["references"])]
        expected = case["rouge155"][setting]
        found = rouge.score(texts[0], texts[1:], list(expected), stemmer, "rouge155", multi)
        assert {
            kind: {"p": one.precision, "r": one.recall, "f": one.fmeasure} for kind, one in found.items()
        } == expected, case["id"]
    assert len(cases) == 200


TEXT = st.lists(st.one_of(st.text("abc 1-é\n", max_size=30), st.text(max_size=20)), max_size=4)
SYMMETRIC = [kind for kind in rouge155.COUNTERS if not kind.startswith("rougeL")]


@settings(deadline=None)
@given(TEXT, TEXT)
def test_precision_is_recall_with_the_texts_changed_over(one: list[str], other: list[str]) -> None:
    there, back = (
        rouge155.score(a, [b], list(rouge155.COUNTERS), stemmer=True) for a, b in ((one, other), (other, one))
    )
    assert all((there[kind].precision, there[kind].recall) == (back[kind].recall, back[kind].precision) for kind in SYMMETRIC)  # fmt: skip
    assert all(0 <= part <= 1 for found in there.values() for part in found)


@given(TEXT)
def test_a_text_is_like_itself_if_it_has_a_token(text: list[str]) -> None:
    size = sum(map(len, rouge155.tokenize(text, stemmer=False)))
    found = rouge155.score(text, [text], ["rouge1", "rouge2", "rougeL", "rougeSU4"])
    assert [one.fmeasure for one in found.values()] == [size > 0, size > 1, size > 0, size > 1]


@given(st.text())
def test_tokens_are_those_of_the_bytes(text: str) -> None:
    expected = re.findall(rb"[a-z0-9]+", text.encode("utf-8", "surrogatepass").lower())
    assert [token.encode() for line in rouge155.tokenize([text], stemmer=False) for token in line] == expected
