"""ROUGE by hand, against rouge_score and NLTK themselves, and the engines against each other."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk.stem.porter import PorterStemmer
from rouge_score.rouge_scorer import RougeScorer

from chipbrief.metrics import rouge
from chipbrief.metrics.rouge import porter, texts
from chipbrief.text import sentence_lines


@pytest.mark.parametrize(
    ("prediction", "references", "kind", "expected"),
    [
        ("the cat sat", "the cat sat", "rouge1", (1, 1, 1)),
        ("the cat", ["the cat sat down"], "rouge1", (1, 0.5, 2 / 3)),
        ("the cat", ["the cat sat down"], "rouge2", (1, 1 / 3, 0.5)),
        ("the cat sat", ["the cat sat down"], "rouge3", (1, 0.5, 2 / 3)),
        ("the cat", ["the cat"], "rouge9", (0, 0, 0)),
        ("cat the", ["the cat"], "rougeL", (0.5, 0.5, 0.5)),
        ("b\na", ["a\nb"], "rougeL", (0.5, 0.5, 0.5)),
        ("b\na", ["a\nb"], "rougeLsum", (1, 1, 1)),
        # Each token of the reference counts once, however many sentences of the prediction have it.
        ("a b\na c", ["a b c"], "rougeLsum", (0.75, 1, 6 / 7)),
        # One line: the sentences that sentencex finds.
        ("It fell. It rose.", ["It rose. It fell."], "rougeL", (0.5, 0.5, 0.5)),
        ("It fell. It rose.", ["It rose. It fell."], "rougeLsum", (1, 1, 1)),
        ("", ["the cat"], "rouge1", (0, 0, 0)),
        ("the cat", [""], "rouge1", (0, 0, 0)),
        ("", [""], "rougeLsum", (0, 0, 0)),
        ("...", ["..."], "rougeL", (0, 0, 0)),
        # The best F of the two, not the best recall; of two equal ones the first.
        ("the cat", ["the cat", "the cat the cat sat"], "rouge1", (1, 1, 1)),
        ("a b c d", ["a", "a b c d e f g h i j k l m n o p"], "rouge1", (0.25, 1, 0.4)),
        ("running cats", ["run cat"], "rouge1", (1, 1, 1)),
        # K with the Kelvin sign and I with a dot are k and i in small letters; NUL and a lone surrogate separate.
        ("\u212aO\0A\ud800B \u0130", ["ko a b i"], "rougeL", (1, 1, 1)),
    ],
)
def test_rouge_by_hand(prediction: str, references: list[str], kind: str, expected: tuple[float, float, float]) -> None:
    assert rouge.score(prediction, references, types=(kind,))[kind] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"references": []}, "at least one reference"),
        ({"types": ("rouge1", "rouge0")}, "rouge0"),
        ({"types": "rouge1"}, "list of types"),
        ({"multi": "best"}, "multi: 'best'"),
        ({"stemmer": True}, "stemmer: True"),
        ({"sentences": "punkt"}, "'auto', 'newline'"),
        ({"compatibility": "rouge155", "tokenizer": "unicode"}, "tokenizer of its own"),
    ],
)
def test_wrong_settings_are_errors(setting: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rouge.score(**{"prediction": "a", "references": "a", **setting})  # type: ignore[arg-type]


PIECES = "the a chips sold selling national nationally skies dying \u0130stanbul \u212aelvin NVIDIA 31% são . \n \n\n \0 \ud800 \r \x85".split(
    " "
)
TEXT = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join), st.text(max_size=60), st.text("ab \n", max_size=150)
)


def _reference_scores(prediction: str, references: list[str], stem: bool, multi: str) -> dict[str, list[float]]:
    """rouge_score's own values; its mean over references is ours to take."""
    scorer = RougeScorer(list(rouge.KNOWN_TYPES), use_stemmer=stem)
    if multi == "max":
        return {kind: list(found) for kind, found in scorer.score_multi(references, prediction).items()}
    each = [scorer.score(reference, prediction) for reference in references]
    return {kind: [sum(part) / len(each) for part in zip(*(one[kind] for one in each))] for kind in rouge.KNOWN_TYPES}  # noqa: B905


@settings(deadline=None, max_examples=300)
@given(TEXT, st.lists(TEXT, min_size=1, max_size=3), st.booleans(), st.sampled_from(("max", "mean")))
def test_values_are_those_of_rouge_score(
    prediction: str, references: list[str], stem: bool, multi: rouge.Multi
) -> None:
    expected = _reference_scores(prediction, references, stem, multi)
    found = rouge.score(
        prediction, references, rouge.KNOWN_TYPES, "porter" if stem else None, multi=multi, sentences="newline"
    )
    for kind in rouge.KNOWN_TYPES:
        assert found[kind] == pytest.approx(expected[kind], abs=0 if multi == "max" else 1e-15, rel=0), kind


@pytest.mark.parametrize("size", [1, 63, 64, 65, 127, 128, 129, 640])
def test_values_at_the_ends_of_machine_words(size: int) -> None:
    draw = random.Random(size)
    pairs = [tuple(_random_text(draw, size + more) for more in (draw.randint(0, 2), 0)) for _ in range(4)]
    for prediction, reference in pairs:
        expected = RougeScorer(list(rouge.KNOWN_TYPES)).score(reference, prediction)
        assert rouge.score(prediction, reference, rouge.KNOWN_TYPES, None, sentences="newline") == expected


def _random_text(draw: random.Random, size: int) -> str:
    return "".join(f"{draw.choice('abcdefghij')}{draw.choice('    ' + chr(10))}" for _ in range(size))


@given(TEXT)
def test_sentences_change_no_token(text: str) -> None:
    words = texts.tokenizer("ascii", None)
    assert [word for sentence in texts.split(text, "auto", words) for word in words(sentence)] == words(text)


def test_sentences_are_those_of_the_text_module() -> None:
    text = "Sens. Elizabeth Warren wrote. U.S. lawmakers agreed."
    assert texts.split(text, "auto", texts.tokenizer("ascii", None)) == sentence_lines(text)


SUFFIXES = sorted(
    {rule.suffix for rules in (porter.PLURALS, porter.ALLI, porter.STEP_2, porter.STEP_3, porter.STEP_4) for rule in rules}
    | {"ed", "ied", "eed", "ing", "at", "bl", "iz", "y", "e", "ll"}
)  # fmt: skip
WORD = st.one_of(
    st.sampled_from(sorted(porter.IRREGULAR)),
    st.text("abdeilsty01", min_size=1, max_size=12),
    st.builds(lambda start, ends: start + "".join(ends), st.text("abelstxyz", min_size=1, max_size=5),
              st.lists(st.sampled_from(SUFFIXES), min_size=1, max_size=3)),
)  # fmt: skip


@settings(max_examples=2000, deadline=None)
@given(WORD)
@example("y" * 100_000)
def test_stems_are_those_of_nltk(word: str) -> None:
    assert porter.stem(word) == PorterStemmer().stem(word)


def test_the_irregular_forms_are_those_of_nltk() -> None:
    assert PorterStemmer().pool == porter.IRREGULAR


def test_many_is_one_by_one() -> None:
    predictions, references = ["a b c", "", "the cats sat"], ["a c", ["x", "y"], ["the cat", "a cat sat"]]
    found = rouge.score_many(predictions, references, types=("rouge2", "rougeL"))
    for kind, values in found.items():
        assert values.tolist() == [
            list(rouge.score(one, many)[kind]) for one, many in zip(predictions, references, strict=True)
        ]
    assert rouge.score_many([], [])["rouge1"].shape == (0, 3)
