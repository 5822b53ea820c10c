"""Tests of the checks of labels: each has a case that fails this check only, and the committed labels pass all checks."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.checks import CHECKS, labels_of, run_checks
from chipbrief.commands.main import main
from tests.paths import CASES, ROOT

BASE = CASES / "annotations"
PIER, FERRY = "stories/pier.yaml", "stories/ferry.yaml"
LIND_BRIEF = "brief: The council of Port Lindal has voted"
CASES_BY_CHECK: dict[str, tuple[str, str, str]] = {
    "story_unfinished": (
        PIER,
        f"    {LIND_BRIEF} to widen its northern pier by 40 metres, after a long dispute with the fishing crews.\n",
        "",
    ),
    "date_or_language_invalid": (PIER, "language: en", "language: xx"),
    "fact_label_unknown": ("fact_labels.yaml", "stated: []", "stated: [f99]"),
    "suggestions_unreviewed": (
        PIER,
        "entities:\n",
        "suggestions:\n  - id: lind\n    name: Lind\n    type: PERSON\n    forms: [Lind]\nentities:\n",
    ),
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
    "references_share_run": (
        PIER,
        "How it is all to be paid for is a matter",
        "Since its new boats found too little room, this is a matter",
    ),
    "selections_alike": (
        PIER,
        "entities: [money-12-million]\n    stated_by: [set-a]",
        "entities: [port-lindal]\n    stated_by: [set-a, set-b]",
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
    "label_stale": ("judged.yaml", "digest: ", "digest: f"),
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
    assert run_checks(BASE).problems == []


@pytest.mark.parametrize("name", CASES_BY_CHECK)
def test_case_breaks_its_check_alone(name: str, tmp_path: Path, scripts: dict[str, ModuleType]) -> None:
    """Each case fails exactly the check that it was made for. A case that changes a text is recorded as judged again."""
    folder = _changed(tmp_path, *CASES_BY_CHECK[name])
    if name != "label_stale":
        assert scripts["record_judged"].main(["--all", "--annotations", str(folder)]) == 0
    found = run_checks(folder).problems
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


STALE = {
    "the abstract of one set": (PIER, "stays open throughout.", "stays open all the time.", {"pier, abstract/set-a"}),
    "the article": (PIER, "Lind called the vote a relief.", "Lind called it a relief.", {"pier, article", "harbour, article"}),
    "a fact": (FERRY, "The operator has one ship.", "The operator has a ship.", {"ferry, article", "ferry, abstract/set-a"}),
}  # fmt: skip
"""What changes: a file, an old and a new text, and the texts whose fact labels are then stale."""


@pytest.mark.parametrize("name", STALE)
def test_labels_of_a_changed_text_are_stale_until_recorded(
    name: str, tmp_path: Path, scripts: dict[str, ModuleType]
) -> None:
    """A change makes the labels of the texts that it concerns stale, and of no others, until their story is recorded."""
    path, old, new, texts = STALE[name]
    folder = _changed(tmp_path, path, old, new)
    story = Path(path).stem
    found = [problem.what for check, problem in run_checks(folder).problems if check == "label_stale"]
    assert {what.split(":")[0] for what in found} == texts
    arguments = ["--annotations", str(folder)]
    other = "ferry" if story == "pier" else "pier"
    assert scripts["record_judged"].main([other, *arguments]) == 0
    assert [problem.what for check, problem in run_checks(folder).problems if check == "label_stale"] == found
    assert scripts["record_judged"].main([story, "harbour", *arguments]) == 0
    assert "label_stale" not in {check for check, _ in run_checks(folder).problems}


def test_stale_copies_answers_and_records_are_found(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BASE, tmp_path / "annotations"))
    (folder / "fact_labels.yaml").write_text(
        "annotator: nobody\nauthor_kind: model\nguidelines: '1.1'\nreviewed_by: null\ntexts:\n"
        "  - story: pier\n    kind: headline\n    origin: set-a\n    text: Another headline\n    stated: []\n",
        encoding="utf-8",
    )
    (folder / "fact_answers.yaml").write_text(
        "model: none\nauthor_kind: model\nasked: never\ntexts:\n"
        "  - story: pier\n    kind: abstract\n    origin: set-a\n    questions: '0000000000000000'\n    stated: []\n",
        encoding="utf-8",
    )
    with (folder / "judged.yaml").open("a", encoding="utf-8") as file:
        file.write("  - story: quay\n    text: article\n    digest: '0'\n")
    found = run_checks(folder).problems
    assert {check for check, _ in found} == {"label_stale"}
    assert sorted(Path(problem.where).name for _, problem in found) == [
        "fact_answers.yaml",
        "fact_labels.yaml",
        *["judged.yaml"] * 3,  # the new text, the one of the old file, and the story that does not exist
    ]


def test_only_known_stories_are_recorded(scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]) -> None:
    before = (BASE / "judged.yaml").read_bytes()
    assert scripts["record_judged"].main(["quay", "--annotations", str(BASE)]) == 1
    assert "no labelled story or cluster 'quay'" in capsys.readouterr().err
    for arguments in ([], ["pier", "--all"]):
        with pytest.raises(SystemExit):
            scripts["record_judged"].main(arguments)
    assert (BASE / "judged.yaml").read_bytes() == before


def test_labels_of_this_repository_pass() -> None:
    assert [f"{check}: {problem}" for check, problem in run_checks(ROOT / "annotations").problems] == []


def test_references_of_a_cluster_may_use_the_titles_of_its_own_stories_alone() -> None:
    folder = ROOT / "annotations"
    labels = labels_of(load_annotations(folder), folder)
    titles = {file.id: file.title or "" for file, _ in labels.files}
    clusters = [group for group in labels.groups if len(group.row.parts) > 1]
    assert {group.row.id for group in clusters} == labels.clusters.keys()
    for group in clusters:
        own = [titles[part.id] for part in group.row.parts]
        assert sorted(group.title.split("\n\n")) == sorted(own)
        assert 1 < len(own) < len(titles)


def test_command_names_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(BASE)]) == 0
    assert main(["check", str(_changed(tmp_path, *CASES_BY_CHECK["label_stale"])), "--json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row["check"] == "label_stale"
