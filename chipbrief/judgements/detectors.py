"""Agreement below the level of a summary: units that people looked for, and spans that people marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from chipbrief.judgements.evaluation import Estimate
from chipbrief.judgements.measuring import chances_of, mentions_of, overlaps, shares_of
from chipbrief.judgements.rows import Judged
from chipbrief.metrics import facts, rouge
from chipbrief.metrics.bootstrap import SEED
from chipbrief.metrics.correlation import Floats, Statistic, auroc, pearson
from chipbrief.metrics.correlation_tests import RESAMPLES, boot_both

Estimates = Mapping[str, Estimate | None]


@dataclass(frozen=True, slots=True)
class SpanKind:
    """Marked spans of one kind: how many there are, how many have a name or value, and how many of these are flagged."""

    spans: int
    with_mention: int
    flagged: int


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """`entity_precision_source` as a detector of marked spans: precision by target, and the recall of each kind of span.

    `mentions` counts the names and values of all summaries with spans, and `flagged` those that the document does not support.
    """

    summaries: int
    mentions: int
    flagged: int
    precision: Estimates
    kinds: Mapping[str, SpanKind]


def _share(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> Floats:
    total = below.sum(axis=(-1, -2)).astype(np.float64)
    return np.asarray(above.sum(axis=(-1, -2)) / np.where(total > 0, total, np.nan))


def precision(x: Floats, z: Floats) -> Floats:
    """Return the share of the cells with x > 0 that have z > 0. Missing cells are NaN in both."""
    return _share((x > 0) & (z > 0), (x > 0) & ~np.isnan(z))


def recall(x: Floats, z: Floats) -> Floats:
    """Return the share of the cells with z > 0 that have x > 0."""
    return precision(z, x)


def kappa(x: Floats, z: Floats) -> Floats:
    """Return Cohen's kappa of two decisions (above 0 or not) over all cells."""
    known = ~(np.isnan(x) | np.isnan(z))
    every = np.ones_like(known)
    same, first, second = (_share(one & known, every & known) for one in ((x > 0) == (z > 0), x > 0, z > 0))
    chance = first * second + (1 - first) * (1 - second)
    return np.asarray((same - chance) / np.where(chance < 1, 1 - chance, np.nan))


def bias(x: Floats, z: Floats) -> Floats:
    """Return the mean of x minus the mean of z over all cells."""
    known = ~(np.isnan(x) | np.isnan(z))
    every = np.ones_like(known)
    return _share(np.where(known, x - z, 0.0), every & known)


def pooled(x: Floats, z: Floats) -> Floats:
    """Return Pearson's correlation over all cells."""
    return pearson(x.reshape(len(x), -1), z.reshape(len(z), -1))


UNIT_METHODS: Mapping[str, tuple[Callable[[Judged], Sequence[float]], float | None]] = {
    "lexical": (lambda row: [value or 0.0 for value in chances_of(row).values()], facts.MATCHERS["lexical"].threshold),
    "share": (shares_of, None),
    "rouge1": (
        lambda row: [rouge.score(row.summary, unit.text, ("rouge1",))["rouge1"].recall for unit in row.units], None,
    ),
}  # fmt: skip
"""Ways to tell whether a summary states a unit, and the threshold of its value (None if the project has none)."""


def unit_agreement(
    rows: Sequence[Judged], resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, dict[str, Estimate | int | None]]:
    """Return for each of `UNIT_METHODS` the AUROC over all pairs of a summary and a unit, and for `lexical` more.

    These are precision, recall and Cohen's kappa at the threshold, and bias and Pearson's correlation over all summaries of
    `fact_recall`, and of the share of units that reach the threshold. Intervals come from resamples of clusters of documents;
    all systems are kept.
    """
    rows = [row for row in rows if row.units]
    labels = [[float(unit.stated) for unit in row.units] for row in rows]
    clusters, places = _places(rows)
    z = _pooled_matrix(labels, places, len(clusters))
    found: dict[str, dict[str, Estimate | int | None]] = {}

    def estimate(statistic: Statistic, x: Floats, target: Floats) -> Estimate | None:
        return _estimate(statistic, x, target, resamples, seed)

    for name, (method, threshold) in UNIT_METHODS.items():
        values = [list(method(row)) for row in rows]
        x = _pooled_matrix(values, places, len(clusters))
        one: dict[str, Estimate | int | None] = {"pairs": sum(map(len, labels)), "auroc": estimate(auroc, x, z)}
        if threshold is not None:
            decided = np.where(np.isnan(x), np.nan, x >= threshold)
            one |= {key: estimate(way, decided, z) for key, way in UNIT_STATISTICS.items()}
            stated = [[float(value >= threshold) for value in row] for row in values]
            by_matcher, by_threshold, by_people = (
                _pooled_matrix([[fsum(row) / len(row)] for row in side], places, len(clusters))
                for side in (values, stated, labels)
            )
            for prefix, side in (("", by_matcher), ("threshold_", by_threshold)):
                one[f"{prefix}bias"] = estimate(bias, side, by_people)
                one[f"{prefix}pearson"] = estimate(pooled, side, by_people)
        found[name] = one
    return found


UNIT_STATISTICS: Mapping[str, Statistic] = {"kappa": kappa, "precision": precision, "recall": recall}


def _places(rows: Sequence[Judged]) -> tuple[list[str], list[int]]:
    clusters = {row.cluster: at for at, row in enumerate({row.cluster: row for row in rows}.values())}
    return list(clusters), [clusters[row.cluster] for row in rows]


def _pooled_matrix(values: Sequence[Sequence[float]], places: Sequence[int], height: int) -> Floats:
    """Return a matrix of one row per cluster, which has the values of all its summaries side by side, then NaN."""
    lines: list[list[float]] = [[] for _ in range(height)]
    for place, some in zip(places, values, strict=True):
        lines[place].extend(some)
    found = np.full((height, max(1, *map(len, lines))), np.nan)
    for at, line in enumerate(lines):
        found[at, : len(line)] = line
    return found


def _estimate(statistic: Statistic, x: Floats, z: Floats, resamples: int, seed: int) -> Estimate | None:
    value = float(statistic(x[None], z[None])[0])
    if isnan(value):
        return None
    ends = boot_both(statistic, x, z, [str(at) for at in range(len(x))], resamples, seed, fixed=True)
    return Estimate(value, *(ends or (None, None)))


def span_agreement(rows: Sequence[Judged], resamples: int = RESAMPLES, seed: int = SEED) -> SpanAgreement | None:
    """Return how well unsupported names and values find the spans that people marked. None if nobody marked spans.

    A flagged name or value is right if it overlaps a span of the target kind: `any` mark, or one that begins with
    `Unwanted`. Spans are counted as marked: two people may mark the same fault.
    """
    rows = [row for row in rows if row.spans is not None]
    if not rows:
        return None
    clusters, places = _places(rows)
    mentions = [mentions_of(row.document, row.summary) for row in rows]
    flags = [[float(not one.supported) for one in some] for some in mentions]
    x = _pooled_matrix(flags, places, len(clusters))
    found: dict[str, Estimate | None] = {}
    for target, start in (("any", ""), ("unwanted", "Unwanted")):
        hits = [
            [float(any(_is(span.kinds, start) and overlaps(span, one) for span in row.spans or ())) for one in some]
            for row, some in zip(rows, mentions, strict=True)
        ]
        found[target] = _estimate(precision, x, _pooled_matrix(hits, places, len(clusters)), resamples, seed)
    kinds = sorted({span.kinds[-1] for row in rows for span in row.spans or () if span.kinds})
    number = sum(map(len, mentions))
    return SpanAgreement(
        len(rows), number, sum(int(flag) for some in flags for flag in some), found,
        {kind: _count(rows, kind) for kind in kinds},
    )  # fmt: skip


def _is(kinds: Sequence[str], start: str) -> bool:
    return any(kind.startswith(start) for kind in kinds)


def _count(rows: Sequence[Judged], kind: str) -> SpanKind:
    counts = [0, 0, 0]
    for row in rows:
        for span in row.spans or ():
            if span.kinds and span.kinds[-1] == kind:
                inside = [one for one in mentions_of(row.document, row.summary) if overlaps(span, one)]
                counts[0] += 1
                counts[1] += bool(inside)
                counts[2] += any(not one.supported for one in inside)
    return SpanKind(*counts)
