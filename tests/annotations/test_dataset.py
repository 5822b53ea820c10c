"""Tests of the committed dataset, of the build, and of the rejection of pages that differ from the pinned ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.annotations import Annotations, load_annotations
from chipbrief.annotations.build import build_source
from chipbrief.corpora.parquet import digest, read_parquet, to_row
from chipbrief.corpora.store import load, read_pins
from chipbrief.language.mentions import parse_form
from chipbrief.language.tokens import words
from chipbrief.metrics import entities
from chipbrief.problems import InputError
from chipbrief.records import ENTITY_TYPES, VALUE_TYPES, Story
from tests.paths import ROOT, SHARED, needs_pages

DATASET, ANNOTATIONS = ROOT / "dataset", ROOT / "annotations"


@pytest.fixture(scope="module")
def labels() -> Annotations:
    return load_annotations(ANNOTATIONS)


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return load("open")


def test_pins_hold(stories: list[Story]) -> None:
    pins = read_pins(DATASET)
    for split in ("test", "validation"):
        assert digest(load("open", split)) == pins["open"][split]["digest"]
    assert len(stories) == sum(pins["open"][split]["rows"] for split in ("test", "validation"))


def test_every_mention_slices_to_one_of_its_forms(stories: list[Story]) -> None:
    for story in stories:
        for entity in story.entities:
            forms = {parse_form(form).mention for form in entity.forms}
            found = {story.document[mention.start : mention.end] for mention in entity.mentions}
            assert found <= forms, f"{story.id}: {entity.id}"


def test_labels_are_well_formed(stories: list[Story]) -> None:
    for story in stories:
        ids = {entity.id for entity in story.entities}
        assert len(ids) == len(story.entities)
        for entity in story.entities:
            assert entity.type in ENTITY_TYPES
            assert entity.value is None or entity.type in VALUE_TYPES
            assert 0 <= entity.salience <= 1
        for fact in story.facts:
            assert set(fact.entities) <= ids
            assert fact.weight == pytest.approx(len(fact.stated_by) / 3)
        assert story.summary == next(one.text for one in story.references if one.kind == "abstract")


def test_nothing_that_a_model_wrote_is_called_human(stories: list[Story]) -> None:
    kinds = {(one.author_kind, one.reviewed_by) for story in stories for one in story.references}
    assert kinds == {("model", None)}


def test_references_keep_their_limits(stories: list[Story]) -> None:
    """All references have the number of words and lines that their kind allows."""
    for story in stories:
        for one in story.references:
            count, lines = len(words(one.text)), one.text.count("\n") + 1
            limits = {"headline": (1, 12, 1, 1), "brief": (1, 35, 1, 1), "abstract": (60, 110, 3, 5)}[one.kind]
            assert limits[0] <= count <= limits[1], f"{one.id}: {count} words"
            assert limits[2] <= lines <= limits[3], f"{one.id}: {lines} lines"


def test_every_entity_of_a_reference_is_found_in_it(stories: list[Story]) -> None:
    """Scoring (by normalised name) finds every entity in a reference that salience (by form) counts there."""
    for story in stories:
        abstracts = [one.text for one in story.references if one.kind == "abstract"]
        named = [entities.named(text, story.entities) for text in abstracts]
        for entity in story.entities:
            found = sum(entity.id in ids for ids in named) / len(named)
            assert found >= entity.salience - 1e-9, f"{story.id}: {entity.id}"


@needs_pages
def test_source_edition_is_the_pinned_one(labels: Annotations) -> None:
    pins = read_pins(DATASET)
    rows, problems = build_source(labels, SHARED / "pages", pins["articles"])
    assert problems == []
    assert {split: digest(stories) for split, stories in rows.items()} == {
        split: pin["digest"] for split, pin in pins["source"].items()
    }
    assert sum(len(stories) for stories in rows.values()) == 16


@needs_pages
def test_altered_missing_and_wrong_pages_are_refused_by_name(labels: Annotations, tmp_path: Path) -> None:
    """The build rejects altered, missing and exchanged pages by name, and builds the stories of all other pages."""
    pages = tmp_path / "pages"
    shutil.copytree(SHARED / "pages", pages)
    altered, missing, wrong, other, _ = sorted(pages.iterdir())
    altered.chmod(0o644)
    altered.write_bytes(altered.read_bytes() + b"\n")
    missing.unlink()
    wrong.unlink()
    shutil.copy(other, wrong)
    rows, problems = build_source(labels, pages, read_pins(DATASET)["articles"])
    text = "\n".join(map(str, problems))
    built = {story.id for stories in rows.values() for story in stories}
    by_page = {
        name: {file.id for file in labels.stories if file.source and file.source.page == name}
        for name in (altered.name, missing.name, wrong.name)
    }
    assert built == {file.id for file in labels.stories} - set().union(*by_page.values())
    assert "SHA-256 is" in text
    assert "no such file" in text
    assert all(name in text for name in by_page)
    sources = [file.source for file in labels.stories if file.source is not None]
    assert all(source.sha256 in text for source in sources if source.page in (altered.name, wrong.name))


@pytest.fixture
def annotation_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ANNOTATIONS, tmp_path / "annotations"))


BAD_EDITS = [
    ("stories/h20-resume.yaml", "id: h20-resume", "id: other", "'other' is not the name of the file"),
    ("stories/h20-resume.yaml", "split: test", "split: train", "split: 'train' is not allowed"),
    ("stories/h20-resume.yaml", "annotator: set-a", "annotator: set-z", "unknown annotator 'set-z'"),
    ("stories/h20-resume.yaml", "- id: f1\n", "- id: f1\n    weight: 3\n", "facts[0].weight: unknown key"),
    ("stories/h20-resume.yaml", "- id: f1\n", "- id: f2\n", "fact 'f2' occurs 2 times"),
    ("stories/h20-resume.yaml", "type: PERSON", "type: PEOPLE", "'PEOPLE' is not allowed"),
    ("stories/h20-resume.yaml", "entities: [nvidia", "entities: [bis, nvidia", "unknown entity 'bis'"),
    ("stories/h20-resume.yaml", "value: XXXX-04", "value: April", "'April' is not a valid DATE value"),
    ("entities.yaml", "demonym_of: china", "demonym_of: cathay", "unknown entity 'cathay'"),
    ("entities.yaml", "forms: [China]", "forms: ['[China']", "is not a form"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "message"), BAD_EDITS, ids=[case[3] for case in BAD_EDITS])
def test_bad_annotation_is_refused(annotation_copy: Path, name: str, old: str, new: str, message: str) -> None:
    path = annotation_copy / name
    text = path.read_text(encoding="utf-8")
    assert old in text, "the case no longer fits the file"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_annotations(annotation_copy)
    assert message in caught.value.describe()
    assert str(path) in caught.value.describe()


def test_failed_build_leaves_every_file_as_it_was(
    annotation_copy: Path, tmp_path: Path, scripts: dict[str, ModuleType]
) -> None:
    dataset = Path(shutil.copytree(DATASET, tmp_path / "dataset"))
    before = {path: path.read_bytes() for path in dataset.rglob("*") if path.is_file()}
    (annotation_copy / "stories" / "h20-resume.yaml").write_text("id: [", encoding="utf-8")
    assert scripts["build_dataset"].main(["--annotations", str(annotation_copy), "--dataset", str(dataset)]) == 1
    assert {path: path.read_bytes() for path in dataset.rglob("*") if path.is_file()} == before


def test_a_file_with_the_rows_of_another_split_is_written_again(
    scripts: dict[str, ModuleType], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` reports a Parquet file that has the rows of another split, and the build repairs it."""
    dataset = Path(shutil.copytree(DATASET, tmp_path / "dataset"))
    right, wrong = dataset / "open" / "test.parquet", dataset / "open" / "validation.parquet"
    rows = read_parquet(right)
    shutil.copy(wrong, right)
    assert scripts["build_dataset"].main(["--dataset", str(dataset), "--check"]) == 1
    assert "dataset/open/test.parquet is stale" in capsys.readouterr().err
    assert scripts["build_dataset"].main(["--dataset", str(dataset)]) == 0
    assert read_parquet(right) == rows
    assert wrong.read_bytes() == (DATASET / "open" / "validation.parquet").read_bytes()


def test_stale_dataset_is_noticed(
    tmp_path: Path, annotation_copy: Path, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = Path(shutil.copytree(DATASET, tmp_path / "dataset"))
    arguments = ["--annotations", str(annotation_copy), "--dataset", str(dataset), "--check"]
    assert scripts["build_dataset"].main(arguments) == 0
    path = annotation_copy / "stories" / "h20-resume.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("headline: ", "headline: New ", 1), encoding="utf-8")
    assert scripts["build_dataset"].main(arguments) == 1
    assert "is stale" in capsys.readouterr().err


@pytest.mark.slow
def test_load_dataset_reads_the_folder_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stories: list[Story]
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    loaded = datasets.load_dataset(str(DATASET), cache_dir=str(tmp_path / "cache"))
    rows = [row for split in ("test", "validation") for row in loaded[split]]
    assert sorted(json.dumps(row) for row in rows) == sorted(json.dumps(to_row(story)) for story in stories)
