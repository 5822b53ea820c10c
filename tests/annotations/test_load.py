"""Tests of `load_annotations`: each fault that it can report has a case, and the whole list of problems is compared."""

from __future__ import annotations

import ast
import inspect
import shutil
from pathlib import Path

import pytest

from chipbrief.annotations import load, load_annotations
from chipbrief.problems import InputError
from tests.paths import CASES

BASE = CASES / "annotations"
PIER, FERRY, HARBOUR = "stories/pier.yaml", "stories/ferry.yaml", "clusters/harbour.yaml"
SHA256 = "0" * 63 + "1"
SECOND_READER = "  - id: set-b\n    name: another invented annotator"
WRONG_CLUSTER = f"{HARBOUR}: stories: not the stories with this cluster id (list pier)"
LOST_ENTITIES = [f"{HARBOUR}: facts[5].entities[0]: unknown entity 'date-autumn' (add it under entities)"]
NO_TEXT = f"{PIER}: references[1]: has no text (write a headline, a brief or an abstract)"
NO_ARTICLE = "has a title, references, entities or facts, but no article (add the article, or remove the labels)"

CASES_BY_NAME: dict[str, tuple[str, str, str, list[str]]] = {
    "shared entity twice": (
        "entities.yaml", "  - id: norlandic", "  - id: norland\n    name: Norland\n    type: GPE\n    forms: [Norland]\n  - id: norlandic",
        ["entities.yaml: entity 'norland' occurs 2 times (keep one)"],
    ),
    "annotator twice": (
        "annotators.yaml", SECOND_READER, f"{SECOND_READER}\n    author_kind: model\n    guidelines: '1.0'\n    reviewed_by: null\n{SECOND_READER}",
        ["annotators.yaml: annotator 'set-b' occurs 2 times (keep one)"],
    ),
    "id of a shared entity": (
        "entities.yaml", "  - id: norlandic", "  - id: Nor_Land\n    name: N\n    type: GPE\n    forms: [N]\n  - id: norlandic",
        ["entities.yaml: entities[1].id: 'Nor_Land' is not an id (use lowercase letters, digits and hyphens)"],
    ),
    "demonym of nothing": (
        "entities.yaml", "demonym_of: norland", "demonym_of: sudland",
        ["entities.yaml: entities[1].demonym_of: unknown entity 'sudland' (add it, or correct the id)"],
    ),
    "story under another name": (
        PIER, "id: pier\ncluster: harbour", "id: mole\ncluster: harbour",
        [f"{PIER}: id: 'mole' is not the name of the file (rename the file, or correct the id)",
         f"{HARBOUR}: stories: not the stories with this cluster id (list ferry, mole)",
         f"{HARBOUR}: timeline[0].stories: empty or not of this cluster (list the stories that report the event)"],
    ),
    "id of a story": (
        PIER, "id: pier\ncluster: harbour", "id: Pier\ncluster: null",
        [f"{PIER}: id: 'Pier' is not the name of the file (rename the file, or correct the id)",
         f"{PIER}: id: 'Pier' is not an id (use lowercase letters, digits and hyphens)",
         f"{HARBOUR}: stories: not the stories with this cluster id (list ferry)",
         f"{HARBOUR}: facts[1].entities[0]: unknown entity 'qty-40-metres' (add it under entities)",
         f"{HARBOUR}: facts[2].entities[0]: unknown entity 'date-may' (add it under entities)",
         f"{HARBOUR}: facts[3].entities[0]: unknown entity 'dur-three-years' (add it under entities)",
         f"{HARBOUR}: facts[4].entities[0]: unknown entity 'ada-lind' (add it under entities)",
         f"{HARBOUR}: facts[4].entities[1]: unknown entity 'money-12-million' (add it under entities)",
         f"{HARBOUR}: facts[7].entities[0]: unknown entity 'ord-second' (add it under entities)",
         f"{HARBOUR}: facts[7].entities[1]: unknown entity 'norland' (add it under entities)",
         f"{HARBOUR}: timeline[0].stories: empty or not of this cluster (list the stories that report the event)"],
    ),
    "labels without an article": (
        FERRY, "article: |\n  A ferry line", "publisher: |\n  A ferry line",
        [f"{FERRY}: {NO_ARTICLE}"],
    ),
    "unknown cluster": (
        FERRY, "cluster: harbour", "cluster: quay",
        [f"{FERRY}: cluster: unknown cluster 'quay' (add clusters/<id>.yaml, or correct the id)", WRONG_CLUSTER, *LOST_ENTITIES],
    ),
    "no cluster where one is listed": (FERRY, "cluster: harbour", "cluster: null", [WRONG_CLUSTER, *LOST_ENTITIES]),
    "two sets of one annotator": (
        PIER, "annotator: set-b", "annotator: set-a",
        [f"{PIER}: reference set of 'set-a' occurs 2 times (keep one)",
         *(f"{PIER}: facts[{at}].stated_by[{place}]: 'set-b' wrote no reference here (correct the id)"
           for at, place in ((0, 1), (1, 1), (2, 0), (3, 1), (4, 1), (6, 1)))],
    ),
    "entity twice": (
        PIER, "  - id: norlandic\n", "  - id: norland\n  - id: norlandic\n",
        [f"{PIER}: entity 'norland' occurs 2 times (keep one)"],
    ),
    "unknown annotator": (
        HARBOUR, "  - annotator: set-a", "  - annotator: set-z",
        [f"{HARBOUR}: references[0].annotator: unknown annotator 'set-z' (use an id of annotators.yaml)",
         *(f"{HARBOUR}: facts[{at}].stated_by[0]: 'set-a' wrote no reference here (correct the id)" for at in range(7))],
    ),
    "cluster under another name": (
        HARBOUR, "id: harbour", "id: haven",
        [*(f"stories/{name}.yaml: cluster: unknown cluster 'harbour' (add clusters/<id>.yaml, or correct the id)" for name in ("ferry", "pier")),
         f"{HARBOUR}: id: 'haven' is not the name of the file (rename the file, or correct the id)",
         f"{HARBOUR}: stories: not the stories with this cluster id (list none)",
         *(f"{HARBOUR}: facts[{at}].entities[{place}]: unknown entity '{name}' (add it under entities)"
           for at, place, name in ((1, 0, "qty-40-metres"), (2, 0, "date-may"), (3, 0, "dur-three-years"), (4, 0, "ada-lind"),
                                   (4, 1, "money-12-million"), (5, 0, "date-autumn"), (7, 0, "ord-second"), (7, 1, "norland"))),
         f"{HARBOUR}: timeline[0].stories: empty or not of this cluster (list the stories that report the event)"],
    ),
    "story twice in a cluster": (
        HARBOUR, "stories: [ferry, pier]", "stories: [ferry, pier, ferry]",
        [f"{HARBOUR}: story 'ferry' occurs 2 times (keep one)"],
    ),
    "cluster that lacks a story": (
        HARBOUR, "stories: [ferry, pier]", "stories: [pier]",
        [f"{HARBOUR}: stories: not the stories with this cluster id (list ferry, pier)"],
    ),
    "date of an event": (
        HARBOUR, "date: XXXX-05", "date: May",
        [f"{HARBOUR}: timeline[0].date: 'May' is not a date (follow the guidelines, section 3)"],
    ),
    "event of no story": (
        HARBOUR, "stories: [pier]", "stories: []",
        [f"{HARBOUR}: timeline[0].stories: empty or not of this cluster (list the stories that report the event)"],
    ),
    "event of another story": (
        HARBOUR, "stories: [pier]", "stories: [pier, quay]",
        [f"{HARBOUR}: timeline[0].stories: empty or not of this cluster (list the stories that report the event)"],
    ),
    "page that is a path": (
        PIER, "page: 000_pier.txt", "page: ../pages/000_pier.txt",
        [f"{PIER}: source.page: '../pages/000_pier.txt' is not a file name (write the name without a folder)"],
    ),
    "digest of a page": (
        PIER, f"sha256: {SHA256}", f"sha256: {'A' * 64}",
        [f"{PIER}: source.sha256: '{'A' * 64}' is not a SHA-256 (write 64 lowercase hexadecimal digits)"],
    ),
    "digest of an edit": (
        PIER, "  article: 0\n",
        f"  article: 0\n  edits:\n  - {{start: 0, end: 1, sha256: {SHA256}, role: remove, reason: r}}\n"
        f"  - {{start: 2, end: 3, sha256: abc{SHA256}, role: remove, reason: r}}\n",
        [f"{PIER}: source.edits[1].sha256: 'abc{SHA256}' is not a SHA-256 (write 64 lowercase hexadecimal digits)"],
    ),
    "fact twice": (FERRY, "  - id: f8\n", "  - id: f7\n", [f"{FERRY}: fact 'f7' occurs 2 times (keep one)"]),
    "fact stated twice by one": (
        FERRY, "stated_by: [set-a]", "stated_by: [set-a, set-a]",
        [f"{FERRY}: facts[0].stated_by: 'set-a' occurs 2 times (keep one)"],
    ),
    "fact with an unknown entity": (
        FERRY, "entities: [date-autumn]", "entities: [port-lindal, winter]",
        [f"{FERRY}: facts[0].entities[1]: unknown entity 'winter' (add it under entities)"],
    ),
    "fact stated by nobody here": (
        FERRY, "stated_by: [set-a]", "stated_by: [set-a, set-b]",
        [f"{FERRY}: facts[0].stated_by[1]: 'set-b' wrote no reference here (correct the id)"],
    ),
    "id of an entity": (
        PIER, "  - id: date-spring\n", "  - id: Spring\n",
        [f"{PIER}: entities[10].id: 'Spring' is not an id (use lowercase letters, digits and hyphens)",
         f"{PIER}: facts[4].entities[1]: unknown entity 'date-spring' (add it under entities)"],
    ),
    "entity without a name": (
        FERRY, "    name: autumn\n", "",
        [f"{FERRY}: entities[2]: 'date-autumn' has no name or type and is not in entities.yaml (add both, or correct the id)"],
    ),
    "entity without a type": (
        PIER, "    name: Ada Lind\n    type: PERSON\n", "    name: Ada Lind\n",
        [f"{PIER}: entities[3]: 'ada-lind' has no name or type and is not in entities.yaml (add both, or correct the id)"],
    ),
    "name of a shared entity": (
        PIER, "  - id: norland\n", "  - id: norland\n    name: Norland\n",
        [f"{PIER}: entities[0]: 'norland' has its name and type in entities.yaml (remove them here)"],
    ),
    "type of a shared entity": (
        PIER, "  - id: norland\n", "  - id: norland\n    type: GPE\n",
        [f"{PIER}: entities[0]: 'norland' has its name and type in entities.yaml (remove them here)"],
    ),
    "form of an entity": (
        PIER, "forms: [Ada Lind, Lind]", "forms: [Ada Lind, '[Lind']",
        [f"{PIER}: entities[3].forms[1]: '[Lind' is not a form (write the mention, or one mention in brackets with its context)"],
    ),
    "value of a name": (
        PIER, "    type: PERSON\n", "    type: PERSON\n    value: '1'\n",
        [f"{PIER}: entities[3].value: a PERSON must not have a value (write null)"],
    ),
    "value of a shared name": (
        PIER, "  - id: norland\n", "  - id: norland\n    value: '1'\n",
        [f"{PIER}: entities[0].value: a GPE must not have a value (write null)"],
    ),
    "no value": (
        FERRY, "    type: CARDINAL\n    value: '2'\n", "    type: CARDINAL\n",
        [f"{FERRY}: entities[3].value: a CARDINAL needs a value (follow the guidelines, section 3)"],
    ),
    "no value of a date": (FERRY, "    type: DATE\n    value: XXXX-FA\n", "    type: DATE\n", []),
    "wrong value": (
        FERRY, "value: XXXX-FA", "value: autumn",
        [f"{FERRY}: entities[2].value: 'autumn' is not a valid DATE value (follow the guidelines, section 3)"],
    ),
}  # fmt: skip
"""What changes: a file, an old and a new text, and all problems that `load_annotations` then reports."""


def _problems(folder: Path) -> list[str]:
    """Return the problems of a folder, with file names relative to it."""
    try:
        load_annotations(folder)
    except InputError as error:
        return [str(problem).replace(f"{folder}/", "") for problem in error.problems]
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "annotations"))


@pytest.mark.parametrize("name", CASES_BY_NAME)
def test_every_fault_is_reported_alone(name: str, folder: Path) -> None:
    path, old, new, expected = CASES_BY_NAME[name]
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text, "the case no longer fits the file"
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert _problems(folder) == expected


def test_a_reference_set_needs_a_text(folder: Path) -> None:
    path = folder / PIER
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("  - annotator: set-b\n")
    path.write_text(f"{head}  - annotator: set-b\n{rest[rest.index('entities:') :]}", encoding="utf-8")
    assert _problems(folder) == [NO_TEXT]


@pytest.mark.parametrize("field", ["title", "references", "entities", "facts", "suggestions"])
def test_each_label_needs_an_article(field: str, folder: Path) -> None:
    """A story without an article may have a page, but no title, references, entities, facts or suggestions."""
    values = {
        "title": "title: T\n",
        "references": "references:\n  - annotator: set-a\n    brief: B\n",
        "entities": "entities:\n  - id: norland\n",
        "facts": "facts:\n  - id: f1\n    text: F\n    entities: []\n    stated_by: []\n",
        "suggestions": "suggestions:\n  - id: norland\n",
    }
    bare = "id: quay\ncluster: null\nsplit: test\nlanguage: en\npublished: null\nanchor: null\nsource: null\n"
    (folder / "stories" / "quay.yaml").write_text(bare, encoding="utf-8")
    assert _problems(folder) == []
    (folder / "stories" / "quay.yaml").write_text(bare + values[field], encoding="utf-8")
    assert _problems(folder) == [f"stories/quay.yaml: {NO_ARTICLE}"]


@pytest.mark.parametrize("name", ["entities", "annotators", "exceptions"])
def test_each_top_file_is_needed(name: str, folder: Path) -> None:
    """A missing top file is reported together with the problems of other files."""
    (folder / f"{name}.yaml").unlink()
    (folder / FERRY).write_text("id: [", encoding="utf-8")
    found = _problems(folder)
    assert [problem.partition(": ")[0] for problem in found if "no such file" in problem] == [f"{name}.yaml"]
    assert any(problem.startswith(FERRY) for problem in found)


def test_a_folder_without_stories_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "stories")
    shutil.rmtree(folder / "clusters")
    assert "stories: contains no stories (pass the folder `annotations`)" in _problems(folder)


def test_problems_of_all_files_come_at_once(folder: Path) -> None:
    for name in ("shared entity twice", "annotator twice", "wrong value", "story twice in a cluster"):
        path, old, new, _ = CASES_BY_NAME[name]
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert _problems(folder) == [
        problem
        for name in ("shared entity twice", "annotator twice", "wrong value", "story twice in a cluster")
        for problem in CASES_BY_NAME[name][3]
    ]


def test_allowed_texts_are_those_of_the_check_and_of_the_story_or_of_all() -> None:
    labels = load_annotations(BASE)
    assert labels.allowed("name_unlabelled", "pier") == labels.allowed("name_unlabelled", "ferry") == {"Mayor"}
    assert labels.allowed("form_nowhere", "pier") == set()
    only = [one for one in labels.exceptions if one.story == "pier"]
    assert len(only) == 1


def test_every_fault_has_a_case() -> None:
    """The longest literal part of each message in the source is in a message that a test of this file expects."""
    tree = ast.parse(inspect.getsource(load))
    messages = [
        node.value.elts[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple)
    ]
    parts = {
        max(
            (
                part.value
                for part in ast.walk(message)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ),
            key=len,
        )
        for message in messages
    }
    expected = "\n".join([NO_TEXT, NO_ARTICLE, *(problem for case in CASES_BY_NAME.values() for problem in case[3])])
    assert len(parts) >= 20
    assert {part for part in parts if part not in expected} == set()
