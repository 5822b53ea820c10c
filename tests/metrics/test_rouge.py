"""Tests of ROUGE: cases by hand, comparison with rouge_score and NLTK, and of the two engines with each other."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk.stem.porter import PorterStemmer
from rouge_score.rouge_scorer import RougeScorer

from chipbrief.language.tokens import sentence_lines
from chipbrief.metrics import rouge
from chipbrief.metrics.rouge import porter, texts
from chipbrief.metrics.rouge.settings import Engine, Sentences, Stemmer
from tests.paths import ROOT


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
        # Each token of the reference counts once, even if several sentences of the prediction contain it.
        ("a b\na c", ["a b c"], "rougeLsum", (0.75, 1, 6 / 7)),
        # Without line breaks, sentencex splits the sentences.
        ("It fell. It rose.", ["It rose. It fell."], "rougeL", (0.5, 0.5, 0.5)),
        ("It fell. It rose.", ["It rose. It fell."], "rougeLsum", (1, 1, 1)),
        ("", ["the cat"], "rouge1", (0, 0, 0)),
        ("the cat", [""], "rouge1", (0, 0, 0)),
        ("", [""], "rougeLsum", (0, 0, 0)),
        ("...", ["..."], "rougeL", (0, 0, 0)),
        # The reference with the best F counts, not the one with the best recall; if two are equal, the first.
        ("the cat", ["the cat", "the cat the cat sat"], "rouge1", (1, 1, 1)),
        ("a b c d", ["a", "a b c d e f g h i j k l m n o p"], "rouge1", (0.25, 1, 0.4)),
        ("running cats", ["run cat"], "rouge1", (1, 1, 1)),
        # The Kelvin sign lower-cases to k, and the dotted capital I to i. NUL and a lone surrogate separate tokens.
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
        ({"compatibility": "rouge155", "tokenizer": "unicode"}, "its own tokenizer"),
    ],
)
def test_wrong_settings_are_errors(setting: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rouge.score(**{"prediction": "a", "references": "a", **setting})  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["python", "numba"])
@pytest.mark.parametrize(
    ("predictions", "references", "error", "message"),
    [
        ("abc", ["a"], TypeError, "predictions: is a string"),
        (["abc"], "a", TypeError, "references: is a string"),
        (["a", None], ["a", "b"], TypeError, r"predictions\[1\]: is NoneType \(pass a string\)"),
        ([b"a"], ["a"], TypeError, r"predictions\[0\]: is bytes \(pass a string\)"),
        (["a", "b"], ["a", None], TypeError, r"references\[1\]: is NoneType \(pass a string or a list of strings\)"),
        (["a"], [["a", 3]], TypeError, r"references\[0\]: is int \(pass a string\)"),
        (["a"], [[]], ValueError, r"references\[0\]: is empty \(pass at least one reference\)"),
        (["a"], ["a", "b"], ValueError, "references: 2 for 1 predictions"),
    ],
)
def test_errors_name_the_wrong_text(
    predictions: Any, references: Any, error: type[Exception], message: str, engine: Engine
) -> None:
    """An error names the prediction or reference that is not a text."""
    with pytest.raises(error, match=message):
        rouge.score_many(predictions, references, engine=engine)
    with pytest.raises(TypeError, match=r"prediction: is NoneType \(pass a string\)"):
        rouge.score(None, "a")  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["python", "numba"])
def test_arrays_of_texts_are_accepted(engine: Engine) -> None:
    rows = [np.array(["a b", "c"]), ("d",), "e"]
    found = rouge.score_many(np.array(["a b", "d", "f"]), rows, ("rouge1",), engine=engine)  # type: ignore[arg-type]
    assert found["rouge1"][:, 2].tolist() == [1, 1, 0]


@pytest.mark.parametrize("engine", ["python", "numba"])
def test_arrays_of_pyarrow_are_accepted(engine: Engine) -> None:
    rows = pa.chunked_array([[["a b", "c"]], [["d"], ["e"]]])
    found = rouge.score_many(pa.array(["a b", "d", "f"]), rows, ("rouge1",), engine=engine)
    assert found["rouge1"][:, 2].tolist() == [1, 1, 0]
    with pytest.raises(TypeError, match=r"predictions\[1\]: is NoneType"):
        rouge.score_many(pa.array(["a", None]), pa.array(["a", "b"]), engine=engine)


PIECES = "the a chips sold selling national nationally skies dying \u0130stanbul \u212aelvin NVIDIA 31% são . \n \n\n \0 \ud800 \r \x85".split(
    " "
)
TEXT = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join), st.text(max_size=60), st.text("ab \n", max_size=150)
)


def _reference_scores(prediction: str, references: list[str], stem: bool, multi: str) -> dict[str, list[float]]:
    """Return the values of rouge_score. It has no mean over references, so this function computes the mean."""
    scorer = RougeScorer(list(rouge.KNOWN_TYPES), use_stemmer=stem)
    if multi == "max":
        return {kind: list(found) for kind, found in scorer.score_multi(references, prediction).items()}
    each = [scorer.score(reference, prediction) for reference in references]
    return {kind: [sum(part) / len(each) for part in zip(*(one[kind] for one in each))] for kind in rouge.KNOWN_TYPES}  # noqa: B905


ENGINES: tuple[Engine, ...] = ("python", "numba")
"""Both engines. numba takes seconds to import and compile."""


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=300)
@given(TEXT, st.lists(TEXT, min_size=1, max_size=3), st.booleans(), st.sampled_from(("max", "mean")))
def test_values_are_those_of_rouge_score(
    engine: Engine, prediction: str, references: list[str], stem: bool, multi: rouge.Multi
) -> None:
    expected = _reference_scores(prediction, references, stem, multi)
    stemmer: Stemmer | None = "porter" if stem else None
    found = rouge.score_many(
        [prediction], [references], rouge.KNOWN_TYPES, stemmer, multi=multi, sentences="newline", engine=engine
    )
    for kind in rouge.KNOWN_TYPES:
        assert found[kind][0].tolist() == pytest.approx(expected[kind], abs=0 if multi == "max" else 1e-15, rel=0), kind


@pytest.mark.parametrize("engine", ENGINES)
def test_values_at_the_ends_of_machine_words(engine: Engine) -> None:
    """The values are right for texts with lengths around multiples of 64 tokens, the size of a machine word."""
    draw = random.Random(1)
    sizes = (1, 63, 64, 65, 127, 128, 129, 640)
    pairs = [tuple(_random_text(draw, size + more) for more in (draw.randint(0, 2), 0)) for size in sizes * 4]
    scorer = RougeScorer(list(rouge.KNOWN_TYPES))
    predictions, references = zip(*pairs, strict=True)
    found = rouge.score_many(predictions, references, rouge.KNOWN_TYPES, None, sentences="newline", engine=engine)
    for row, (prediction, reference) in enumerate(pairs):
        expected = scorer.score(reference, prediction)
        assert {kind: tuple(values[row]) for kind, values in found.items()} == expected


@pytest.mark.parametrize("multi", ["max", "mean"])
@pytest.mark.parametrize("types", [rouge.TYPES, rouge.KNOWN_TYPES, ("rougeLsum",), ("rougeL", "rouge3"), ("rouge1",)])
def test_engines_agree_to_the_last_bit(types: tuple[str, ...], multi: rouge.Multi) -> None:
    draw = random.Random(2)
    texts_of_words = [_random_words(draw) for _ in range(300)]
    predictions = texts_of_words[:100]
    references = [texts_of_words[100 + at : 101 + at + draw.randint(0, 3)] for at in range(100)]
    modes: tuple[Sentences, ...] = ("newline", "auto")
    for mode in modes:
        by_engine = [
            rouge.score_many(predictions, references, types, multi=multi, sentences=mode, engine=engine)
            for engine in ENGINES
        ]
        for kind in types:
            assert by_engine[0][kind].tolist() == by_engine[1][kind].tolist(), kind


def test_kernels_get_larger_arrays_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernels enlarge chunks, tables and rows for long texts, long words and more words than the vocabulary holds."""
    from chipbrief.metrics.rouge import numba_engine

    monkeypatch.setattr(numba_engine, "_SPARE", {True: [], False: []})
    monkeypatch.setattr(numba_engine, "CHUNK_CHARACTERS", 3000)
    monkeypatch.setattr(numba_engine, "MIN_WORDS", 32)
    monkeypatch.setattr(numba_engine, "MAX_WORDS", 2048)
    draw = random.Random(3)
    long_words = ["".join(draw.choices("abst", k=size)) for size in (15, 16, 17, 17, 40, 500) for _ in range(6)]
    predictions, references = (
        [" ".join(draw.choices([*long_words, "a", "b", f"w{at}"], k=1 + at * at // 10)) for at in range(120)]
        for _ in range(2)
    )
    python, kernels = (
        rouge.score_many(predictions, references, sentences="newline", engine=engine) for engine in ENGINES
    )
    assert {kind: values.tolist() for kind, values in kernels.items()} == {
        kind: values.tolist() for kind, values in python.items()
    }


@given(
    st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(["running", "runs", "run", "cat", "cats"]))), min_size=2)
)
def test_calls_that_use_the_same_arrays_do_not_disturb_each_other(calls: list[tuple[bool, list[str]]]) -> None:
    """The kernels keep arrays from call to call, with the numbers of words and stems that they have seen."""
    for stemming, words in calls:
        texts = [" ".join(words)], ["cats run"]
        python, kernels = (
            rouge.score_many(*texts, stemmer="porter" if stemming else None, engine=engine) for engine in ENGINES
        )
        assert {kind: values.tolist() for kind, values in kernels.items()} == {
            kind: values.tolist() for kind, values in python.items()
        }


def test_arrays_for_long_texts_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from chipbrief.metrics.rouge import numba_engine

    monkeypatch.setattr(numba_engine, "_SPARE", {True: [], False: []})
    rouge.score_many(["a"], ["a"], engine="numba")
    assert len(numba_engine._SPARE[True]) == 1
    rouge.score_many(["a" * 10_000_000], ["a"], engine="numba")
    assert numba_engine._SPARE == {True: [], False: []}


def test_the_compiled_stemmer_equals_the_python_stemmer() -> None:
    """Both stemmers agree on words with all pairs of suffixes, and of all lengths around 64 letters.

    The compiled stemmer has bits for 64 letters. Some of the words have vowels only at the beginning.
    """
    draw = random.Random(11)
    steps = (porter.PLURALS, porter.ALLI, porter.STEP_2, porter.STEP_3, porter.STEP_4, porter.DOUBLE_L)
    suffixes = [
        "",
        "s",
        "ed",
        "ing",
        "eed",
        "ied",
        "ies",
        "y",
        "e",
        "ll",
        *(rule.suffix for rules in steps for rule in rules),
    ]
    starts = ["", "", "a", "ab", "abab", "by"]
    predictions, references = [], []
    for alphabet in ("bc", "aeioubst", "yab", "bcdy", "abcdefghijklmnopqrstuvwxyz0", "blatiz"):
        for size in [*range(12), 30, *range(45, 70), 200]:
            for _ in range(40):
                base = draw.choice(starts) + "".join(draw.choices(alphabet, k=size)) + draw.choice(suffixes)
                predictions.append(base + draw.choice(suffixes))
                references.append(f"{base} {base + draw.choice(suffixes)} {base[:-1]}")
    python, kernels = (
        rouge.score_many(predictions, references, ("rouge1",), engine=engine, sentences="newline")["rouge1"]
        for engine in ENGINES
    )
    assert python.tolist() == kernels.tolist()
    assert 0.3 < (python[:, 2] > 0).mean() < 0.9


def _random_words(draw: random.Random) -> str:
    return " ".join(draw.choices([*PIECES, "x" * 20, "a.b"], k=draw.randint(0, 150)))


def _random_text(draw: random.Random, size: int) -> str:
    return "".join(f"{draw.choice('abcdefghij')}{draw.choice('    ' + chr(10))}" for _ in range(size))


@given(TEXT)
def test_splitting_sentences_does_not_change_tokens(text: str) -> None:
    """Splitting a text into sentences does not change its tokens."""
    words = texts.tokenizer("ascii", None)
    assert [word for sentence in texts.split(text, "auto", words) for word in words(sentence)] == words(text)


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        ("zipf", "zipf"),
        ("zipf", "line"),
        ("line", "zipf"),
        ("one word", "one word"),
        ("one word", "words"),
        ("words", "words"),
        ("words", "zipf"),
    ],
)
def test_long_texts_take_quadratic_time_in_python(prediction: str, reference: str) -> None:
    """ROUGE-Lsum of 8,000 words takes at most seconds, whatever the sentences are. (It took 0.1 s in November 2026.)"""
    draw = random.Random(7)
    words = draw.choices([f"w{at}" for at in range(5000)], [1 / (at + 3) for at in range(5000)], k=8000)
    shapes = {
        "zipf": "\n".join(" ".join(words[at : at + 20]) for at in range(0, 8000, 20)),
        "line": " ".join(words),
        "one word": "a " * 8000,
        "words": "\n".join(words),
    }
    start = time.process_time()
    rouge.score_many([shapes[prediction]], [shapes[reference]], ("rougeLsum",), sentences="newline", engine="python")
    assert time.process_time() - start < 3


def test_sentences_are_those_of_the_tokens_module() -> None:
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


@settings(max_examples=2000)
@given(WORD)
@example("y" * 100_000)
def test_stems_are_those_of_nltk(word: str) -> None:
    assert porter.stem(word) == PorterStemmer().stem(word)


def test_the_irregular_forms_are_those_of_nltk() -> None:
    assert PorterStemmer().pool == porter.IRREGULAR


def test_score_many_equals_score() -> None:
    """`score_many` gives the same values as `score`, called once per pair."""
    predictions, references = ["a b c", "", "the cats sat"], ["a c", ["x", "y"], ["the cat", "a cat sat"]]
    found = rouge.score_many(predictions, references, types=("rouge2", "rougeL"))
    for kind, values in found.items():
        assert values.tolist() == [
            list(rouge.score(one, many)[kind]) for one, many in zip(predictions, references, strict=True)
        ]
    assert rouge.score_many([], [])["rouge1"].shape == (0, 3)


def test_a_small_batch_does_not_wait_for_the_kernels() -> None:
    code = (
        "import sys; from chipbrief.metrics import rouge; rouge.score_many(['a b'] * 100, ['a c'] * 100); "
        "print([name for name in ('numba', 'nltk', 'rouge_score') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_scoring_the_shipped_data_never_waits_for_a_compiler() -> None:
    """Scoring all baselines of a configuration in one process does not import numba, because too few texts would gain."""
    outputs = sorted(str(path) for path in (ROOT / "baselines" / "outputs" / "open" / "abstract").glob("*.jsonl"))
    assert outputs
    code = (
        "import sys; from chipbrief.commands.main import main; status = main(['score', *sys.argv[1:]]); "
        "sys.exit(status or 'numba' in sys.modules or 'llvmlite' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, *outputs], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ["a b " * 46_500, " ".join(f"{at:x}" for at in range(93_000))])
def test_texts_with_rows_beyond_a_gigabyte_are_rejected(engine: Engine, text: str) -> None:
    """A text is rejected if a sentence is too long for ROUGE-Lsum, or if it has too many different words for any type."""
    with pytest.raises(ValueError, match="too long to score"):
        rouge.score_many([text], [text], ("rouge1", "rougeLsum"), None, sentences="newline", engine=engine)
