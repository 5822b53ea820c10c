#!/usr/bin/env python3
"""Compare `unlabelled_recall` with the plain share of the references' capitalised or numeric tokens, on judgements by people.

People looked for the content units of 100 XSum references in the summaries of ten systems (PyrXSum; Zhang and Bansal, 2021). The
script correlates both measures with the share of the units that a summary has. It prints a table of the summaries for which both are
defined, and writes nothing. By default
it uses the first 50 documents; keep the others for a check that no rule was made for.

examples:
  python scripts/measure_unlabelled_recall.py --clone ../shared/human/lite2-3pyramid
  python scripts/measure_unlabelled_recall.py --clone DIR --first 0 --last 100
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from chipbrief.language.tokens import key
from chipbrief.language.words import OPENERS, words_of
from chipbrief.metrics import entities
from chipbrief.metrics.bootstrap import SEED
from chipbrief.problems import fail, run_script

DOCUMENTS = 50
RESAMPLES = 1000


class Judged(NamedTuple):
    """A summary of document `document`, its reference, and the share (0 to 1) of the reference's units that people found in it."""

    document: int
    summary: str
    reference: str
    share: float


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clone", type=Path, required=True, help="a clone of ZhangShiyue/Lite2-3Pyramid")
    parser.add_argument("--first", type=int, default=0, help="first document, from 0 (default: 0)")
    parser.add_argument("--last", type=int, default=DOCUMENTS, help=f"document to stop before (default: {DOCUMENTS})")
    args = parser.parse_args(argv)
    judged = read(args.clone / "data" / "PyrXSum", range(args.first, args.last))
    measures: dict[str, Callable[[str, Sequence[str]], float | None]] = {
        "unlabelled_recall": entities.unlabelled_recall,
        "share of tokens": share_of_tokens,
    }
    print("| measure | summaries | Pearson | 95 % interval | Pearson within documents |\n|---|--:|--:|---|--:|")
    scores = {name: [measure(one.summary, [one.reference]) for one in judged] for name, measure in measures.items()}
    both = [at for at in range(len(judged)) if all(found[at] is not None for found in scores.values())]
    for name, found in scores.items():
        print(_row(name, [judged[at] for at in both], [found[at] for at in both]))
    return 0


def read(folder: Path, documents: range) -> list[Judged]:
    """Return the judged summaries of `documents` from a clone's folder. Raise `InputError` if it is not there."""
    if not (folder / "labels").is_dir():
        raise fail(str(folder), "is not there", "pass --clone with a clone of ZhangShiyue/Lite2-3Pyramid")
    references = (folder / "references.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for path in sorted((folder / "labels").glob("*.label")):
        labels = path.read_text(encoding="utf-8").splitlines()
        summaries = (folder / "summaries" / f"{path.stem}.summary").read_text(encoding="utf-8").splitlines()
        for at in documents:
            units = [float(label) for label in labels[at].split("\t")]
            found.append(Judged(at, summaries[at], references[at], sum(map(int, units)) / len(units)))
    return found


def share_of_tokens(summary: str, references: Sequence[str]) -> float | None:
    """Return the share of the references' capitalised or numeric tokens that `summary` has, or null if there are none."""
    words = frozenset(key(summary))
    wanted = [
        word.key
        for reference in references
        for word in words_of(reference)
        if any(map(str.isdigit, word.key)) or (word.capital and not (word.opens and word.key in OPENERS))
    ]
    return sum(word in words for word in wanted) / len(wanted) if wanted else None


def _row(name: str, judged: Sequence[Judged], scores: Sequence[float | None]) -> str:
    rows = [(one.document, score, one.share) for one, score in zip(judged, scores, strict=True) if score is not None]
    documents = np.array([row[0] for row in rows])
    points = np.array([row[1:] for row in rows])
    rng = np.random.default_rng(SEED)
    kinds = np.unique(documents)
    places = {kind: np.flatnonzero(documents == kind) for kind in kinds}
    draws = [
        _pearson(points[np.concatenate([places[kind] for kind in rng.choice(kinds, len(kinds))])])
        for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(draws, (0.025, 0.975))
    inside = points.copy()
    for own in places.values():
        inside[own] -= points[own].mean(axis=0)
    return f"| {name} | {len(rows)} | {_pearson(points):.3f} | {low:.3f} to {high:.3f} | {_pearson(inside):.3f} |"


def _pearson(points: np.ndarray) -> float:
    return float(np.corrcoef(points.T)[0, 1])


if __name__ == "__main__":
    run_script(main)
