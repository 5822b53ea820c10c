"""Tests of ROUGE-1.5.5: cases by hand, and comparison with values printed by the Perl script."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.metrics import rouge
from chipbrief.metrics.rouge import perl_porter, rouge155
from tests.paths import SHARED, needs_rouge155


@pytest.mark.parametrize(
    ("prediction", "references", "kind", "multi", "expected"),
    [
        # Hyphens and the bytes of accented letters separate tokens: re export na ve. The Kelvin sign is not a k.
        (["Re-export, naïve"], [["re export na ve"]], "rouge1", "max", (1, 1, 1)),
        (["\u212a"], [["k"]], "rouge1", "max", (0, 0, 0)),
        # F is computed from rounded values: 1/3 and 1/17 would give 0.1, but 0.33333 and 0.05882 give 0.09999.
        (["a x y"], [["a" + " b" * 16]], "rouge1", "max", (0.33333, 0.05882, 0.09999)),
        # The bigram b c crosses two sentences and counts: 1 of 3, 1 of 1.
        (["a b", "c d"], [["b c"]], "rouge2", "max", (0.33333, 1, 0.5)),
        (["a b\nc d"], [["b c"]], "rouge3", "max", (0, 0, 0)),
        # Union of a b (first sentence) and a c (second): 3 of 4, 3 of 3. A token of the prediction counts once.
        (["a b", "a c"], [["a b c"]], "rougeL", "max", (0.75, 1, 0.85714)),
        (["a b\na c"], [["a b c"]], "rougeLsum", "max", (0.75, 1, 0.85714)),
        (["a"], [["a", "a"]], "rougeL", "max", (1, 0.5, 0.66667)),
        # Units: a, b, ab, ac, bc and a, b, ab, ad, bd. The last token counts only in pairs; a single token gives no unit.
        (["a b c"], [["a b d"]], "rougeSU4", "max", (0.6, 0.6, 0.6)),
        (["a"], [["a"]], "rougeSU4", "max", (0, 0, 0)),
        # With four tokens between them, a and b are a pair (1 of 15); with five they are not.
        (["a 1 2 3 4 b"], [["a b"]], "rougeS4", "max", (0.06667, 1, 0.12501)),
        (["a 1 2 3 4 5 b"], [["a b"]], "rougeS4", "max", (0, 0, 0)),
        # "mean" divides sums: 3 + 1 hits of 8 and of 6. It does not average 1/4 and 3/4, or 1 and 3/5.
        # "max" takes the reference with the highest recall: recall 1, F 0.4.
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
        ("oxen", "ox"),  # irregular form
        ("best", "good"),
        ("was", "was"),  # irregular, but words of three letters stay unchanged
        ("comics", "comic_strip"),  # the first base form in WordNet, which is not stemmed again
        ("bed", "bed"),
        ("feed", "feed"),
        ("agreed", "agre"),
        ("hoping", "hope"),
        ("hopping", "hop"),
        ("using", "us"),  # a stem that begins with a vowel does not get its e back
        ("possibly", "possibl"),  # -bli becomes -ble
        ("geology", "geologi"),  # -logi needs a vowel and a consonant before it
        ("archaeology", "archaeolog"),
        ("relational", "relat"),
        ("relationalness", "relat"),  # removes -ness, then -al, then -tion
        ("incidentation", "incid"),  # removes -ation, -ate, -ent
        ("generalizations", "gener"),
        ("movement", "movem"),  # -ement stays, but -ent is removed
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
def test_missing_references_and_unknown_types_are_errors(
    references: list[list[str]], types: list[str], message: str
) -> None:
    """Missing references and unknown types raise `ValueError`."""
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


@given(TEXT, TEXT)
def test_swapping_the_texts_swaps_precision_and_recall(one: list[str], other: list[str]) -> None:
    """Exchanging prediction and reference exchanges precision and recall."""
    there, back = (
        rouge155.score(a, [b], list(rouge155.COUNTERS), stemmer=True) for a, b in ((one, other), (other, one))
    )
    assert all((there[kind].precision, there[kind].recall) == (back[kind].recall, back[kind].precision) for kind in SYMMETRIC)  # fmt: skip
    assert all(0 <= part <= 1 for found in there.values() for part in found)


@given(TEXT)
def test_a_text_with_tokens_matches_itself(text: list[str]) -> None:
    """A text compared with itself has an F of 1 if it has enough tokens, else 0."""
    size = sum(map(len, rouge155.tokenize(text, stemmer=False)))
    found = rouge155.score(text, [text], ["rouge1", "rouge2", "rougeL", "rougeSU4"])
    assert [one.fmeasure for one in found.values()] == [size > 0, size > 1, size > 0, size > 1]


@given(st.text())
def test_tokens_are_those_of_the_bytes(text: str) -> None:
    expected = re.findall(rb"[a-z0-9]+", text.encode("utf-8", "surrogatepass").lower())
    assert [token.encode() for line in rouge155.tokenize([text], stemmer=False) for token in line] == expected
