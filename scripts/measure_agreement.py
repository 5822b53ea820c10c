#!/usr/bin/env python3
"""Calculate the annotators' agreement from the raw label layers, and update its tables in DATASHEET.md.

examples:
  python scripts/measure_agreement.py
  python scripts/measure_agreement.py --check     write nothing; exit 1 and show a diff if a table is stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from chipbrief.annotations import load_annotations
from chipbrief.annotations.agreement import (
    SCHEMES,
    Counts,
    Span,
    compare_spans,
    entity_layers,
    f1,
    fact_ratings,
    one_against_the_others,
)
from chipbrief.annotations.build import build_open
from chipbrief.files import fill, write_or_check
from chipbrief.metrics.bootstrap import SEED, estimate
from chipbrief.metrics.reliability import alpha_estimate
from chipbrief.problems import InputError, run_script
from chipbrief.records import ENTITY_TYPES, Story
from chipbrief.reports.table import cell

ROOT = Path(__file__).resolve().parents[1]
LAYERS, RATERS = ("entities-1", "entities-2"), ("facts-1", "facts-2")
RESAMPLES = 1000
"""Number of bootstrap resamples of stories per interval."""
CEILING_MEASURES = (
    "rouge1_fmeasure",
    "rouge2_fmeasure",
    "rougeL_fmeasure",
    "rougeLsum_fmeasure",
    "entity_recall",
    "fact_recall",
    "length",
)
"""Measures in the table of the annotators' ceiling, in the order of its columns."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show a diff if a table is stale"
    )
    args = parser.parse_args(argv)
    folder, datasheet = ROOT / "annotations", ROOT / "DATASHEET.md"
    try:
        annotations = load_annotations(folder)
        spans = _span_table(list(entity_layers(annotations, folder, LAYERS).values()))
        facts = _fact_line(list(fact_ratings(annotations, folder, RATERS).values()))
    except InputError as error:
        print(error.describe(), file=sys.stderr)
        return 1
    stories = [story for rows in build_open(annotations).values() for story in rows]
    text = datasheet.read_text(encoding="utf-8")
    for name, content in (("spans", spans), ("facts", facts), ("ceiling", _ceiling_table(stories))):
        text = fill(text, name, content)
    return write_or_check({datasheet: text.encode()}, args.check, ROOT)


def _interval(documents: Sequence[object], measure: Callable[[Sequence[int]], float | None]) -> str:
    """Return the value of `measure` with its 95 % percentile bootstrap interval over documents, or “–” if it is undefined.

    `measure` takes indices of `documents`.
    """
    generator = np.random.default_rng(SEED)
    point = measure(range(len(documents)))
    if point is None:
        return "–"
    draws = (measure(generator.integers(0, len(documents), len(documents)).tolist()) for _ in range(RESAMPLES))
    low, high = np.quantile([draw for draw in draws if draw is not None], [0.025, 0.975])
    return f"{point:.3f} [{low:.3f}, {high:.3f}]"


def _span_table(documents: list[list[list[Span]]]) -> str:
    lines = ["| type | spans (first, second) | exact F1 | partial F1 | type F1 |", "|---|---:|---:|---:|---:|"]
    for kind in ("all", *ENTITY_TYPES):
        chosen = [[[span for span in layer if kind in ("all", span.type)] for layer in layers] for layers in documents]
        counts = [compare_spans(first, second) for first, second in chosen]
        numbers = f"{sum(row.first for row in counts)}, {sum(row.second for row in counts)}"
        if any(row.first + row.second for row in counts):
            cells = " | ".join(_interval(counts, _measure(counts, scheme)) for scheme in SCHEMES)
            lines.append(f"| {kind} | {numbers} | {cells} |")
    return "\n".join(lines)


def _measure(counts: list[Counts], scheme: str) -> Callable[[Sequence[int]], float | None]:
    return lambda chosen: f1((counts[at] for at in chosen), scheme)


def _fact_line(stories: list[list[list[int]]]) -> str:
    """Return a sentence with Krippendorff's alpha over all pairs of a fact and an abstract."""
    found = alpha_estimate([list(zip(*ratings, strict=True)) for ratings in stories], "nominal", RESAMPLES, SEED)
    pairs = sum(len(ratings[0]) for ratings in stories)
    same = sum(one == other for ratings in stories for one, other in zip(*ratings, strict=True))
    alpha_text = f"Krippendorff's alpha {found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]."
    return f"{alpha_text} The raters gave the same answer for {same} of {pairs} pairs of a fact and an abstract."


def _ceiling_table(stories: list[Story]) -> str:
    lines = [
        "| abstracts of | ROUGE-1 | ROUGE-2 | ROUGE-L | ROUGE-Lsum | entity_recall | fact_recall | length |",
        "|---|" + "---:|" * 7,
    ]
    for annotator in sorted({one.annotator for story in stories for one in story.references}):
        rows = one_against_the_others(stories, annotator)
        cells = (
            cell(estimate([row[name] for row in rows]), 1 if name == "length" else 100) for name in CEILING_MEASURES
        )
        lines.append(f"| {annotator} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    run_script(main)
