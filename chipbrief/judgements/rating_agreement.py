"""Agreement of raters who rated the same summaries: Krippendorff's alpha per scale, and the summaries that they see differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

from chipbrief.corpora.tables import column_names
from chipbrief.files import sha256
from chipbrief.judgements.ratings import OPTIONAL, REQUIRED, read_ratings
from chipbrief.metrics.bootstrap import SEED, Estimate
from chipbrief.metrics.reliability import MAX_VALUES, RESAMPLES, Level, alpha, alpha_estimate
from chipbrief.problems import InputError, Problem, fail

NO_SCALES = frozenset(("story", "id", *REQUIRED[:3], *OPTIONAL))
"""Columns that are no scales."""
MAX_RATERS = 14
"""Maximum number of raters, whose pairs are a table of 91 rows."""
Rated = dict[tuple[str, str], dict[str, float]]
"""The ratings of each summary (its document and system) by rater."""


def alpha_of(ratings: Iterable[tuple[str, str, float]]) -> float | None:
    """Return Krippendorff's alpha (interval) of ratings, each a rater, a summary and a number. None if it is undefined."""
    rated: dict[str, dict[str, float]] = {}
    for rater, summary, rating in ratings:
        rated.setdefault(summary, {})[rater] = rating
    return alpha([list(one.values()) for one in rated.values()], "interval")


def read_scales(paths: Sequence[Path], scales: Sequence[str] = (), level: Level = "ordinal") -> dict[str, Rated]:
    """Return the ratings in all files by scale. The files have the columns of `read_ratings` and one column per scale.

    Without `scales`, every column of the first file that has no other use is one. A rating of one rater that occurs twice must be
    equal. Raise `InputError` with the faults of all files, and with the scales that have too many values for `level`.
    """
    names = list(scales) or [name for name in column_names(paths[0]) if name not in NO_SCALES]
    if not names:
        raise fail(str(paths[0]), "has no scale", "add a column with ratings, such as rating")
    found: dict[str, Rated] = {name: {} for name in names}
    problems: dict[Problem, None] = {}
    for path in paths:
        for name in names:
            try:
                _, ratings = read_ratings(path, (("rating", name),))
            except InputError as error:
                problems.update(dict.fromkeys(error.problems))
                continue
            if not ratings:
                problems[Problem(str(path), "has no raters", "add a column rater with the annotator's id")] = None
            for problem in _add(found[name], ratings, name, str(path)):
                problems[problem] = None
    for name, rated in found.items():
        values = {rating for one in rated.values() for rating in one.values()}
        if level != "interval" and len(values) > MAX_VALUES:
            what = f"the scale {name!a} has more than {MAX_VALUES} different values"
            problems[Problem(str(paths[0]), what, "round the ratings, or pass --level interval")] = None
    if problems:
        raise InputError(problems)
    return found


def _add(rated: Rated, ratings: Sequence[tuple[str, str, float]], scale: str, where: str) -> Iterator[Problem]:
    """Add the ratings of one file. Yield a problem for each that contradicts an earlier one."""
    for rater, summary, rating in ratings:
        document, _, system = summary.rpartition("\0")
        if rated.setdefault((document, system), {}).setdefault(rater, rating) != rating:
            what = f"{rater!a} gives {system[:60]!a} two ratings of one document on the scale {scale!a}"
            yield Problem(where, what, "keep one")


def compare_raters(
    found: Mapping[str, Rated], level: Level, kinds: Mapping[str, str], resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, Any]:
    """Return alpha per scale, over all raters of each kind and for each pair of raters, and the documents by disagreement.

    `kinds` says whether a rater is a person or a model. Raise `InputError` for more than `MAX_RATERS` raters.
    """
    raters = sorted({rater for rated in found.values() for one in rated.values() for rater in one})
    if len(raters) > MAX_RATERS:
        raise fail("--annotators", f"{len(raters)} raters are more than {MAX_RATERS}", "name fewer of them")
    table = []
    for name, rated in found.items():
        for label, group in _groups(raters, kinds):
            stories: dict[str, list[list[float]]] = {}
            for (document, _), ratings in rated.items():
                stories.setdefault(document, []).append([ratings[rater] for rater in group if rater in ratings])
            shared = [units for units in stories.values() if any(len(unit) > 1 for unit in units)]
            estimate = alpha_estimate(shared, level, resamples, seed)
            summaries = sum(len(unit) > 1 for units in shared for unit in units)
            table.append(
                {"scale": name, "raters": label, "kinds": _kinds(group, kinds), "stories": len(shared), "summaries": summaries,
                 "measures": {"alpha": _interval(estimate)}}
            )  # fmt: skip
    return {"task": "rating", "level": level, "sorted_by": "spread", "pairs": table, "stories": _worklist(found)}


def _groups(raters: Sequence[str], kinds: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return all raters of each kind if they are more than two, then all pairs. People and models are never in one group but a pair."""
    groups = []
    for kind in ("person", "model", "unknown"):
        some = tuple(rater for rater in raters if kinds.get(rater, "unknown") == kind)
        if len(some) > 2:
            groups.append((f"all {len(some)}", some))
    order = {"person–person": 0, "person–model": 1, "model–model": 2}
    pairs = sorted(combinations(raters, 2), key=lambda pair: order.get(_kinds(pair, kinds), 3))
    return [*groups, *((" / ".join(pair), pair) for pair in pairs)]


def _kinds(group: Sequence[str], kinds: Mapping[str, str]) -> str:
    ranks = ("person", "publisher", "model", "unknown")
    found = sorted((kinds.get(rater, "unknown") for rater in group), key=ranks.index)
    return "–".join((found[0], found[-1]))


def _interval(found: Estimate) -> list[float | None] | None:
    if found.mean is None:
        return None
    return [found.mean, *((found.low, found.high) if found.has_interval else (None, None))]


def _worklist(found: Mapping[str, Rated]) -> list[dict[str, Any]]:
    """Return the summaries whose ratings differ, the largest mean difference between two raters first. Equal ratings are left out."""
    rows = []
    for name, rated in found.items():
        for (document, system), ratings in rated.items():
            values = list(ratings.values())
            if len(set(values)) > 1:
                spread = fmean(abs(one - other) for one, other in combinations(values, 2))
                rows.append(
                    {"story": _label(document), "system": system, "scale": name, "score": spread,
                     "ratings": dict(sorted(ratings.items()))}
                )  # fmt: skip
    return sorted(rows, key=lambda row: (-float(str(row["score"])), row["story"], row["system"], row["scale"]))


def _label(document: str) -> str:
    """Return a short name of a document: twelve digits of its SHA-256, and how it begins."""
    return f"{sha256(document)[:12]} {' '.join(document[:200].split())[:40]}"
