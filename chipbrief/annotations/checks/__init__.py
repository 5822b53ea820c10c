"""Named checks that the labels must pass. `CHECKS` is the only list of them.

A check is a function that takes all labels and yields one `Problem` per fault; its name is the name of the check.
`load_annotations` has already checked that the files are well formed and that every id is known.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from chipbrief.annotations import load_annotations
from chipbrief.annotations.checks.fields import date_or_language_invalid, fact_label_unknown
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
    story_unfinished,
    suggestions_unreviewed,
)
from chipbrief.problems import Problem

CHECKS: tuple[Check, ...] = (
    story_unfinished,
    suggestions_unreviewed,
    date_or_language_invalid,
    fact_label_unknown,
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
HOUSE_RULES: frozenset[Check] = frozenset(
    (
        reference_length,
        reference_style,
        reference_copied,
        references_share_run,
        selections_alike,
        fact_count,
        label_stale,
    )
)
"""Checks of what only the guidelines of this repository ask for. They do not run on a benchmark of one's own."""
TO_DO: frozenset[Check] = frozenset((story_unfinished, suggestions_unreviewed))
"""Checks that tell what is left to do in a benchmark of one's own. There, what they report is no problem."""

__all__ = ["CHECKS", "HOUSE_RULES", "TO_DO", "Check", "Labels", "Report", "labels_of", "run_checks"]


class Report(NamedTuple):
    """Problems of a folder of annotations, and what is left to do, each with the name of its check."""

    checks: int
    """Number of checks that ran."""
    problems: list[tuple[str, Problem]]
    to_do: list[tuple[str, Problem]]


def run_checks(folder: Path) -> Report:
    """Run the checks on the annotations in `folder`. Raise `InputError` if a file cannot be loaded."""
    labels = labels_of(load_annotations(folder), folder)
    checks = [check for check in CHECKS if not (labels.own and check in HOUSE_RULES)]
    found = [(check, problem) for check in checks for problem in check(labels)]
    to_do = TO_DO if labels.own else frozenset()
    return Report(
        len(checks),
        [(check.__name__, problem) for check, problem in found if check not in to_do],
        [(check.__name__, problem) for check, problem in found if check in to_do],
    )
