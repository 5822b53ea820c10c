"""Tests of the checks of labels: each has a case that fails this check only, and the committed labels pass all checks."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.checks import CHECKS, labels_of, run_checks
from chipbrief.commands.main import main
from tests.paths import CASES, ROOT

BASE = CASES / "annotations"
PIER, FERRY = "stories/pier.yaml", "stories/ferry.yaml"
LIND_BRIEF = "brief: The council of Port Lindal has voted"
CASES_BY_CHECK: dict[str, tuple[str, str, str]] = {
    "form_nowhere": (PIER, "forms: [Ada Lind, Lind]", "forms: [Ada Lind, Lind, Mayor Lind]"),
    "form_swallowed": (
        PIER,
        "  - id: norlandic\n",
        "  - id: norlandic\n  - id: lindal\n    name: Lindal\n    type: PERSON\n    forms: [Port]\n",
    ),
    "form_shared": (
        FERRY,
        "forms: [autumn]",
        "forms: [autumn]\n  - id: fall\n    name: autumn\n    type: DATE\n    value: XXXX-FA\n    forms: [autumn]",
    ),
    "name_unlabelled": (PIER, "Lind called the vote a relief.", "Lind called the vote a relief to Westport."),
    "reference_unsupported": (
        PIER,
        "Lind expressed relief at the outcome",
        "Lind and Per Noor expressed relief at the outcome",
    ),
    "reference_length": (
        PIER,
        "headline: Council votes to widen",
        "headline: So the council votes in the end to make up its mind and widen",
    ),
    "reference_style": (PIER, "Lind called the vote a relief.", 'Lind called the vote "a relief".'),
    "reference_copied": (
        PIER,
        LIND_BRIEF + " to widen its northern pier by 40 metres, after",
        "brief: Voted on Monday to widen the northern pier by 40 metres, which ends a dispute, after",
    ),
    "references_alike": (
        PIER,
        "headline: Port Lindal ends its dispute over the old pier",
        "headline: Council votes to widen the northern pier soon",
    ),
    "fact_contradicted": (
        PIER,
        "entities: [ada-lind]\n    stated_by: []",
        "entities: [qty-40-metres]\n    stated_by: [set-a]",
    ),
    "fact_count": (
        FERRY,
        "  - id: f8\n    text: The operator has one ship.\n    entities: []\n    stated_by: [set-a]\n",
        "",
    ),
    "name_typed_twice": (FERRY, "type: GPE", "type: FAC"),
    "cluster_parted": (FERRY, "split: test", "split: validation"),
    "exception_unused": ("exceptions.yaml", "story: null", "story: ferry"),
    "article_layout": (FERRY, "  A ferry line between two", "  A ferry  line\n  between two"),
}


def _changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    folder = Path(shutil.copytree(BASE, tmp_path / "annotations"))
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, "the case no longer fits its file"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_every_check_has_a_case_that_breaks_it() -> None:
    # The build makes mentions, so no edit of a file can misplace one. `mention_misplaced` has its own test below.
    assert {check.__name__ for check in CHECKS} == CASES_BY_CHECK.keys() | {"mention_misplaced"}


def test_the_base_of_the_cases_passes() -> None:
    """The unchanged annotations, from which the cases are made, pass all checks."""
    assert run_checks(BASE) == []


@pytest.mark.parametrize("name", CASES_BY_CHECK)
def test_case_breaks_its_check_alone(name: str, tmp_path: Path) -> None:
    """Each case fails exactly the check that it was made for."""
    found = run_checks(_changed(tmp_path, *CASES_BY_CHECK[name]))
    assert {check for check, _ in found} == {name}
    assert all(problem.what and problem.remedy for _, problem in found)


def test_misplaced_mentions_are_found() -> None:
    labels = labels_of(load_annotations(BASE), BASE)
    story = labels.stories["pier"]
    entity = next(one for one in story.entities if one.mentions)
    moved = replace(entity, mentions=(replace(entity.mentions[0], start=entity.mentions[0].start + 1),))
    broken = replace(story, entities=tuple(moved if one == entity else one for one in story.entities))
    found = {
        check.__name__ for check in CHECKS for _ in check(replace(labels, stories={**labels.stories, "pier": broken}))
    }
    assert found == {"mention_misplaced"}


def test_labels_of_this_repository_pass() -> None:
    assert [f"{check}: {problem}" for check, problem in run_checks(ROOT / "annotations")] == []


def test_command_names_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(BASE)]) == 0
    assert main(["check", str(_changed(tmp_path, *CASES_BY_CHECK["fact_count"])), "--json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row["check"] == "fact_count"
