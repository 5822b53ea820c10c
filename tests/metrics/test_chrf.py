"""Tests of chrF++ against sacrebleu's own function, and of its edge cases."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from importlib.metadata import PackageNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.corpora.store import load
from chipbrief.metrics import chrf
from chipbrief.problems import InputError
from chipbrief.scoring.setting import Setting, differences, setting_of, signature
from chipbrief.scoring.system import score_system

sacrebleu = pytest.importorskip("sacrebleu")
TEXTS = st.text(st.sampled_from("ab cé.\n"), max_size=20)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=3))
def test_the_values_are_sacrebleus(prediction: str, references: list[str]) -> None:
    expected = sacrebleu.sentence_chrf(prediction, references, word_order=2).score / 100
    assert chrf.score(prediction, references) == expected
    alone = [sacrebleu.sentence_chrf(prediction, [one], word_order=2).score / 100 for one in references]
    assert expected == max(alone)
    assert chrf.score(prediction, references, "mean") == pytest.approx(sum(alone) / len(alone))


@pytest.mark.parametrize(
    ("prediction", "references", "expected"),
    [
        ("", ["A pier."], 0),
        ("A pier.", ["A pier."], 1),
        ("A pier.", ["Nothing", "A pier."], 1),
        ("A pier.", [""], 0),
        ("xyz", ["A pier."], 0),
        # Runs of 1 and 2 characters, and of 1 word: precision (1/2, 0, 0), recall (1/2, 0, 0); one third of each; F is 1/6.
        ("ab", ["ac"], 1 / 6),
    ],
)
def test_by_hand(prediction: str, references: list[str], expected: float) -> None:
    assert chrf.score(prediction, references) == pytest.approx(expected)


def test_references_must_not_be_empty() -> None:
    with pytest.raises(ValueError, match="references: the list is empty"):
        chrf.score("A pier.", [])


def test_the_mean_over_stories_is_the_macro_average() -> None:
    """The table has the mean of sacrebleu's sentence scores. Its corpus score adds counts first and is another number."""
    stories = load("open", "test")
    summaries = {story.id: story.references[0].text[:200] for story in stories}
    setting = Setting(resamples=5, measures=("chrf",))
    scores = score_system("cut", summaries, stories, setting, "x", columns=["chrf"])
    every = {story.id: [one.text for one in story.references if one.kind == "abstract"] for story in stories}
    expected = [sacrebleu.sentence_chrf(summaries[one], every[one], word_order=2).score / 100 for one in every]
    assert [one.measures["chrf"] for one in scores.articles] == expected
    assert scores.estimates["chrf"].mean == pytest.approx(sum(expected) / len(expected))
    columns = [list(column) for column in zip(*every.values(), strict=True)]
    corpus = sacrebleu.corpus_chrf([summaries[one] for one in every], columns, word_order=2).score / 100
    assert abs(corpus - sum(expected) / len(expected)) > 1e-4


def test_the_dressing_counts_unless_it_is_removed() -> None:
    stories = load("open", "test")[:1]
    text = next(one.text for one in stories[0].references if one.kind == "abstract")
    summaries = {stories[0].id: f"**Summary:** {text}"}
    found = [
        score_system("mine", summaries, stories, Setting(resamples=5, measures=("chrf",), undress=undress), "x")
        for undress in (False, True)
    ]
    assert [one.articles[0].measures["chrf"] for one in found] == [pytest.approx(0.99, abs=0.02), 1]


def test_the_signature_names_the_version_and_can_be_read_back() -> None:
    stories = load("open", "test")
    setting = Setting(measures=("chrf",), author_kind="model")
    line = signature(stories, setting, "0@0")
    assert f"|chrf:sacrebleu-{importlib.metadata.version('sacrebleu')},nw-2|" in line
    assert setting_of(line) == setting
    assert "chrf" not in signature(stories, Setting(), "0@0")
    other = re.sub(r"sacrebleu-[\d.]+", "sacrebleu-1.0.0", line)
    (problem,) = differences(other, line)
    assert "chrf: the signature says sacrebleu-1.0.0,nw-2, but this run has" in str(problem)
    assert "(install that version of sacrebleu)" in str(problem)


def test_the_extra_is_named_if_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(chrf, "version_of", missing)
    with pytest.raises(InputError, match=r"sacrebleu: is not installed \(pip install 'chipbrief\[chrf\]'\)"):
        chrf.version()
    chrf._scorer.cache_clear()
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.chrf", None)
    with pytest.raises(InputError, match="sacrebleu: is not installed"):
        chrf.score("a", ["b"])
