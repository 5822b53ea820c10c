"""Named checks that the labels must pass. `CHECKS` is the only list of them.

A check is a function that takes all labels and yields one `Problem` per fault; its name is the name of the check.
`load_annotations` has already checked that the files are well formed and that every id is known.
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
from chipbrief.annotations.checks.references import (
    reference_copied,
    reference_length,
    reference_style,
    reference_unsupported,
    references_alike,
    references_share_run,
    selections_alike,
)
from chipbrief.annotations.checks.stale import label_stale
from chipbrief.annotations.checks.stories import (
    article_layout,
    cluster_parted,
    exception_unused,
    fact_contradicted,
    fact_count,
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
    references_share_run,
    selections_alike,
    fact_contradicted,
    fact_count,
    label_stale,
    cluster_parted,
    article_layout,
    exception_unused,
)
"""All checks, in the order in which they run."""

__all__ = ["CHECKS", "Check", "Labels", "labels_of", "run_checks"]


def run_checks(folder: Path) -> list[tuple[str, Problem]]:
    """Return all problems of the annotations in `folder`, each with the name of its check.

    Raise `InputError` if a file cannot be loaded.
    """
    labels = labels_of(load_annotations(folder), folder)
    return [(check.__name__, problem) for check in CHECKS for problem in check(labels)]
