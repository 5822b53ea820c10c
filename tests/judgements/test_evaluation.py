"""Tests of measuring, correlating and testing judged summaries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chipbrief.corpora.store import load
from chipbrief.judgements import detectors, measuring
from chipbrief.judgements.detectors import kappa, span_agreement, unit_agreement
from chipbrief.judgements.evaluation import Evaluation, evaluate
from chipbrief.judgements.matrix import Matrix
from chipbrief.judgements.measuring import DEFAULT, MEASURES, SIMPLEST, measure
from chipbrief.judgements.rows import Judged, Judgements, Span
from chipbrief.judgements.sources import read_clone
from chipbrief.metrics.correlation import STATISTICS, auroc
from chipbrief.problems import InputError
from chipbrief.scoring.measures import MEASURES as SCORED
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system
from tests.judgements.clones import CLONES
from tests.paths import SHARED, needs_human


def judged(human: np.ndarray[tuple[int, int], np.dtype[np.float64]], dimension: str = "rating") -> Judgements:
    """Return judgements of bare rows, one per cell that is not NaN."""
    rows = tuple(
        Judged(f"d{at}", f"s{column}", "D", "S", (), {dimension: float(value)}, f"d{at}")
        for at, line in enumerate(human)
        for column, value in enumerate(line)
        if not np.isnan(value)
    )
    return Judgements("made", rows, (dimension,))


RNG = np.random.default_rng(11)
HUMAN = RNG.normal(size=(30, 5)).round(2)
NOISY = HUMAN + RNG.normal(size=HUMAN.shape)
VALUES: dict[str, list[float | None]] = {
    "rouge1_recall": list((HUMAN + 0.3 * RNG.normal(size=HUMAN.shape)).ravel()),
    "length": list(NOISY.ravel()),
    "coverage": [1.0] * HUMAN.size,
    "fact_recall": [None] * HUMAN.size,
}


def test_measures_are_those_of_the_scorer() -> None:
    """The names are those of `chipbrief score`, and so are the values for a story without labels."""
    assert set(MEASURES) <= {*SCORED, "chrf"}
    assert {*DEFAULT, *SIMPLEST} <= set(MEASURES)
    story = replace(load("open", "test")[0], entities=(), title="")
    texts = [one.text for one in story.references if one.kind == "abstract"]
    summary = f"{texts[0]} Officials in Atlantis paid 17 million dollars."
    scores = score_system("x", {story.id: summary}, [story], Setting(resamples=1), "made").articles[0].measures
    row = Judged(story.id, "x", story.document, summary, tuple(texts), {}, "")
    for name, (value,) in measure([row], MEASURES).items():
        if name not in ("entity_recall", "fact_recall", "chrf"):
            assert value == scores[name], name


def test_evaluation() -> None:
    found = evaluate(judged(HUMAN), VALUES, "rating", resamples=200)
    assert (found.summaries, found.documents, found.systems, found.main) == (150, 30, 5, "summary_kendall")
    assert found.against == "rouge1_recall"
    assert found.undefined == {"fact_recall": "facts"}
    by_name = {one.measure: one for one in found.agreements}
    for name, statistic in STATISTICS.items():
        estimate = by_name["length"].statistics[name]
        if name == "auroc":
            assert estimate is None
        else:
            assert estimate is not None
            assert estimate.value == pytest.approx(float(statistic(NOISY[None], HUMAN[None])[0]))
            assert (estimate.low or 0) < estimate.value < (estimate.high or 0)
    test = by_name["length"].comparison
    assert test is not None
    assert (test.difference or 0) < 0
    assert (test.verdict, test.p, test.adjusted) == ("worse", 1 / 201, 1 / 201)
    assert test.documents is not None
    assert test.documents < 30
    assert test.williams is not None
    constant = by_name["coverage"]
    assert set(constant.statistics.values()) == {None}
    assert constant.comparison is not None
    assert constant.comparison.verdict == "unknown"
    assert by_name["rouge1_recall"].comparison is None
    assert found == evaluate(judged(HUMAN), VALUES, "rating", resamples=200)


def main_of(human: list[list[float]], **values: list[float | None]) -> Evaluation:
    array = np.array(human)
    return evaluate(judged(array), values or {"length": array.ravel().tolist()}, "rating", resamples=20)


def test_the_main_statistic_depends_on_the_judgements() -> None:
    assert main_of([[0, 1, 0, 1], [1, 1, 0, 0]]).main == "auroc"
    assert main_of([[1, 2, 3, 4], [1, 2, 2, 3]]).main == "summary_kendall"
    assert main_of([[1], [2], [4]]).main == "partial_pearson"
    with pytest.raises(InputError, match="rating: all judgements are equal"):
        main_of([[1, 1], [1, 1]])


def test_one_system_is_enough_to_say_how_many_documents_are_needed() -> None:
    rng = np.random.default_rng(4)
    human = rng.normal(size=(60, 1))
    values: dict[str, list[float | None]] = {
        "length": list((human + 0.5 * rng.normal(size=human.shape)).ravel()),
        "rouge1_recall": list((human + 3 * rng.normal(size=human.shape)).ravel()),
    }
    found = evaluate(judged(human), values, "rating", resamples=200)
    test = next(one for one in found.agreements if one.measure == "length").comparison
    assert (found.main, found.systems) == ("partial_pearson", 1)
    assert test is not None
    assert test.verdict == "better"
    assert test.documents is not None
    assert 5 < test.documents < 200


def test_judgements_of_two_values_are_good_or_bad_whatever_the_values() -> None:
    (one,) = main_of([[3, 5, 3, 5], [5, 3, 3, 5]], length=[1.0, 2.0, 0.0, 4.0, 3.0, 1.0, 2.5, 3.5]).agreements
    assert one.statistics["auroc"] is not None
    x, z = np.array([[[1, 2, 0, 4, 3, 1, 2.5, 3.5]]]), np.array([[[0, 1.0, 0, 1, 1, 0, 0, 1]]])
    assert one.statistics["auroc"].value == float(auroc(x, z)[0])


def test_few_systems_have_no_system_level() -> None:
    (one,) = main_of([[1, 2, 3], [2, 1, 4], [3, 5, 1]]).agreements
    assert {one.statistics["system_kendall"], one.statistics["system_pearson"], one.misplaced} == {None}
    (one,) = main_of([[1, 2, 3, 4], [1, 2, 3, 5]], length=[4.0, 2, 3, 1, 4, 2, 3, 1]).agreements
    assert one.misplaced is not None
    assert (one.misplaced.by_measure, one.misplaced.by_people) in ((1, 4), (4, 1))


def test_rows_without_the_judgement_are_left_out() -> None:
    human = HUMAN.copy()
    human[20:, :] = np.nan
    human[3, 2] = np.nan
    kept = ~np.isnan(human).ravel()
    values = {"length": [value for value, one in zip(VALUES["length"], kept, strict=True) if one]}
    found = evaluate(judged(human), values, "rating", resamples=20)
    assert (found.summaries, found.documents, found.agreements[0].summaries) == (99, 20, 99)


def test_a_set_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chipbrief.judgements.matrix.MAX_CELLS", 100)
    with pytest.raises(InputError, match="30 documents with 5 systems are too many"):
        Matrix(judged(HUMAN), "rating")


def test_units(tmp_path: Path) -> None:
    """Of nine pairs of a summary and a unit three are stated, and the words tell which."""
    rows = read_clone(CLONES["pyrxsum"](tmp_path), pinned=False).rows
    found = unit_agreement(rows, resamples=50)
    assert {name: one["pairs"] for name, one in found.items()} == {"lexical": 9, "share": 9, "rouge1": 9}
    share = [value for row in rows for value in measuring.shares_of(row)]
    labels = [float(unit.stated) for row in rows for unit in row.units]
    expected = float(auroc(np.array([[share]]), np.array([[labels]]))[0])
    assert found["share"]["auroc"][0] == pytest.approx(expected)  # type: ignore[index]


@pytest.mark.parametrize(
    ("statistic", "decided", "labels", "expected"),
    [
        (detectors.precision, [1, 1, 0, 0], [1, 0, 1, 0], 1 / 2),
        (detectors.recall, [1, 0, 0, 0], [1, 1, 1, 0], 1 / 3),
        (detectors.precision, [0, 0], [1, 0], np.nan),
        (detectors.recall, [1, 0, np.nan], [1, 0, np.nan], 1),
        # Agreement 3/4; chance 1/2 * 1/4 + 1/2 * 3/4 = 1/2.
        (kappa, [1, 1, 0, 0], [1, 0, 0, 0], 0.5),
        (kappa, [1, 1], [1, 1], np.nan),
        (detectors.bias, [0.5, 0.5, np.nan], [1, 0.25, np.nan], -0.125),
        (detectors.pooled, [1, 2, 3], [1, 3, 2], 0.5),
    ],
)
def test_detectors_by_hand(statistic: object, decided: list[float], labels: list[float], expected: float) -> None:
    assert callable(statistic)
    found = statistic(np.array([[decided]], dtype=np.float64), np.array([[labels]], dtype=np.float64))
    assert float(found[0]) == pytest.approx(expected, nan_ok=True)


def test_spans(tmp_path: Path) -> None:
    """The wrong figure is flagged and marked; the right names are not. A mark without a name or value cannot be found."""
    rows = list(read_clone(CLONES["faithbench"](tmp_path), pinned=False).rows)
    at = next(place for place, row in enumerate(rows) if row.spans)
    rows[at] = replace(rows[at], spans=(*(rows[at].spans or ()), Span(8, 12, ("Benign",))))
    found = span_agreement(rows, resamples=50)
    assert found is not None
    assert (found.summaries, found.flagged) == (2, 1)
    assert found.precision["any"] is not None
    assert found.precision["any"].value == 1
    assert {kind: (one.spans, one.with_mention, one.flagged) for kind, one in found.kinds.items()} == {
        "Benign": (1, 0, 0), "Unwanted.Intrinsic": (1, 1, 1),
    }  # fmt: skip
    assert span_agreement([replace(row, spans=None) for row in rows]) is None


@needs_human
@pytest.mark.parametrize(
    ("folder", "dimension", "name"),
    [
        ("lite2-3pyramid", "units_stated", "rouge1_recall"),
        ("lite2-3pyramid", "units_stated", "entity_recall"),
        ("squality", "correctness", "length"),
    ],
)
def test_correlations_of_public_sets_are_those_of_scipy(folder: str, dimension: str, name: str) -> None:
    from scipy import stats

    found = read_clone(SHARED / "human" / folder)
    values = measure(found.rows, [name])[name]
    pairs: dict[str, list[tuple[float, float]]] = {}
    for row, value in zip(found.rows, values, strict=True):
        if value is not None:
            pairs.setdefault(row.document_id, []).append((value, row.human[dimension]))
    (one,) = evaluate(found, {name: values}, dimension, resamples=1).agreements
    for statistic, function in (("summary_kendall", stats.kendalltau), ("summary_pearson", stats.pearsonr)):
        each = [
            function(*zip(*some, strict=True))[0]
            for some in pairs.values()
            if all(len(set(side)) > 1 for side in zip(*some, strict=True))
        ]
        estimate = one.statistics[statistic]
        assert estimate is not None
        assert estimate.value == pytest.approx(np.mean(each))
