#!/usr/bin/env python3
"""Measure how much the scores of two systems differ from story to story, for `chipbrief plan`.

The spread of the paired differences comes from the baselines on GUM's test split, whose references people wrote. How much of it is
due to the choice of the reference comes from the corpus `freelance`, whose articles have two to four summaries by people. The
result, numbers only, is chipbrief/scoring/variances.json. Where the corpora are not built, the file is kept.

examples:
  python scripts/measure_variances.py            measure and write the file
  python scripts/measure_variances.py --check    write nothing; exit 1 and show a diff if the file is stale
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from chipbrief.baselines.anywhere import outputs_on
from chipbrief.corpora.corpus import Corpus, shipped
from chipbrief.corpora.store import HOW_TO_BUILD, dataset_folder, split_path
from chipbrief.files import write_or_check
from chipbrief.metrics import rouge
from chipbrief.problems import run_script
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system

ROOT = Path(__file__).resolve().parents[1]
FOUND = ROOT / "chipbrief" / "scoring" / "variances.json"
SYSTEMS = ("lead", "text_rank", "lexrank", "lsa", "sum_basic", "luhn", "mmr_tfidf", "entity_aware")
"""Baselines with the same number of words, none of which sees the references."""
COLUMNS = ("rouge1_fmeasure", "rouge2_fmeasure", "rougeLsum_fmeasure", "entity_recall")
ROUGE = ("rouge1", "rouge2", "rougeLsum")
DECIMALS = 5


def main(argv: list[str] | None = None) -> int:
    """Write the file, or compare it with `--check`. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show a diff if the file is stale"
    )
    args = parser.parse_args(argv)
    for config in ("gum", "freelance"):
        if not split_path(dataset_folder(), config, "test").is_file():
            print(
                f"{config}: is not built on this machine; {FOUND.name} is kept (run {HOW_TO_BUILD[config]})",
                file=sys.stderr,
            )
            return 0
    found = {"spread": spread(shipped("gum", "test")), "references": of_references(shipped("freelance", "test"))}
    return write_or_check({FOUND: (json.dumps(found, indent=1) + "\n").encode()}, args.check, ROOT)


def spread(corpus: Corpus) -> dict[str, Any]:
    """Return for each column the 10th, 50th and 90th percentile over pairs of systems of the deviation of their differences."""
    setting = Setting(config="gum", kind="brief", resamples=1)
    values: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for system, summaries in outputs_on(corpus, SYSTEMS, "brief", None, lambda found, _: found).rows.items():
        scores = score_system(system, dict(summaries), corpus.stories, setting, corpus.data, columns=COLUMNS)
        for name in COLUMNS:
            values[name].append(np.array([one.measures[name] for one in scores.articles], dtype=np.float64))
    deviations = {
        name: [np.nanstd(one - other, ddof=1) for one, other in combinations(rows, 2)] for name, rows in values.items()
    }
    return {
        "corpus": "gum/test", "stories": len(corpus.stories), "systems": list(SYSTEMS),
        "deviation": {name: _rounded(np.quantile(found, [0.1, 0.5, 0.9])) for name, found in deviations.items()},
    }  # fmt: skip


def of_references(corpus: Corpus) -> dict[str, Any]:
    """Return for each type of ROUGE the share of the variance of a difference that is due to the choice of one reference.

    With the differences d[i, j] of story i and its reference j, the variance within stories is the mean of the variances of
    d[i, .], and the variance between stories is the variance of the means, less what the references add to it.
    """
    stories = [story for story in corpus.stories if len(story.references) > 1]
    rows = outputs_on(corpus, SYSTEMS, "brief", None, lambda found, _: found).rows
    scores = {name: _by_reference(dict(rows[name]), stories) for name in SYSTEMS}
    shares: Mapping[str, list[float]] = {kind: [] for kind in ROUGE}
    for one, other in combinations(SYSTEMS, 2):
        for at, kind in enumerate(ROUGE):
            differences = [a[:, at] - b[:, at] for a, b in zip(scores[one], scores[other], strict=True)]
            within = float(np.mean([row.var(ddof=1) for row in differences]))
            added = float(np.mean([row.var(ddof=1) / len(row) for row in differences]))
            between = max(0.0, float(np.var([row.mean() for row in differences], ddof=1)) - added)
            shares[kind].append(within / (within + between))
    return {
        "corpus": "freelance/test", "stories": len(stories), "systems": list(SYSTEMS),
        "share": {kind: round(float(np.median(found)), DECIMALS) for kind, found in shares.items()},
    }  # fmt: skip


def _by_reference(summaries: Mapping[str, str], stories: Sequence[Any]) -> list[Any]:
    """Return the F values of each story (shape: references, types)."""
    found = []
    for story in stories:
        each = [rouge.score(summaries[story.id], one.text, ROUGE) for one in story.references]
        found.append(np.array([[one[kind].fmeasure for kind in ROUGE] for one in each]))
    return found


def _rounded(values: Any) -> list[float]:
    return [round(float(value), DECIMALS) for value in values]


if __name__ == "__main__":
    run_script(main)
