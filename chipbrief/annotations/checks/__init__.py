"""The checks that the labels must pass, each with a name. `CHECKS` is the only list.

A check is a function of everything that can be wrong with the labels, and yields what is. Loading has checked by then
that the files are well formed and that every id is known (`chipbrief.annotations`).
"""

from __future__ import annotations

from pathlib import Path

from chipbrief.annotations import load_annotations
from chipbrief.annotations.checks.labels import Check, Labels, labels_of
from chipbrief.annotations.checks.names import (
    form_nowhere,
    form_shared,
    form_swallowed,
    mention_misplaced,
    name_typed_twice,
    name_unlabelled,
)
from chipbrief.annotations.checks.stories import (
    article_layout,
    cluster_parted,
    exception_unused,
    fact_contradicted,
    fact_count,
    reference_copied,
    reference_length,
    reference_style,
    reference_unsupported,
    references_alike,
)
from chipbrief.problems import Problem

CHECKS: tuple[Check, ...] = (
    form_nowhere,
    form_swallowed,
    form_shared,
    name_unlabelled,
    name_typed_twice,
    mention_misplaced,
    reference_unsupported,
    reference_length,
    reference_style,
    reference_copied,
    references_alike,
    fact_contradicted,
    fact_count,
    cluster_parted,
    article_layout,
    exception_unused,
)

__all__ = ["CHECKS", "Check", "Labels", "labels_of", "run_checks"]


def run_checks(folder: Path) -> list[tuple[str, Problem]]:
    """Every problem of the annotations in `folder`, with the name of its check. Raises `InputError` where a file is bad."""
    labels = labels_of(load_annotations(folder), folder)
    return [(check.__name__, problem) for check in CHECKS for problem in check(labels)]
