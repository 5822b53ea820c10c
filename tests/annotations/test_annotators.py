"""Tests of comparing annotators: layers of people and models in a small folder, with agreement computed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chipbrief.annotations import load_annotations
from chipbrief.annotations.annotators import layer_workers
from chipbrief.commands.main import main
from chipbrief.files import sha256
from tests.paths import ROOT

TITLE, ARTICLE = "Pier opens", "Ada Lind opened the pier in Oslo."
TEXT = f"{TITLE}\n\n{ARTICLE}"
ADA, OSLO = TEXT.index("Ada"), TEXT.index("Oslo")
PEOPLE = {"ada": "person", "ben": "person", "bot": "model"}
Span = tuple[int, int, str]


def write(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")  # JSON is YAML


def layer(story: str, name: str, spans: list[Span], **work: Any) -> dict[str, Any]:
    found = [{"start": start, "end": end, "type": kind, "text": TEXT[start:end]} for start, end, kind in spans]
    about = {"annotator": name, "author_kind": PEOPLE[name], "tool": "test", "text": sha256(TEXT), **work}
    return {"story": story, "entities": [], "spans": found, "work": about}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Stories s1 to s3 with summaries by ada and ben, and one fact each."""
    place = tmp_path / "annotations"
    people = [
        {"id": name, "name": name, "author_kind": kind, "guidelines": "1.0", "reviewed_by": None}
        for name, kind in PEOPLE.items()
    ]
    write(place / "annotators.yaml", {"annotators": people})
    write(place / "entities.yaml", {"entities": []})
    write(place / "exceptions.yaml", {"exceptions": []})
    for name in ("s1", "s2", "s3"):
        labels = [
            {"id": "ada-lind", "name": "Ada Lind", "type": "PERSON", "value": None, "forms": ["Ada Lind"]},
            {"id": "oslo", "name": "Oslo", "type": "GPE", "value": None, "forms": ["Oslo"]},
        ]
        story = {
            "id": name, "cluster": None, "split": "test", "language": "en", "published": None, "anchor": None, "source": None,
            "title": TITLE, "article": f"{ARTICLE}\n", "entities": labels,
            "references": [{"annotator": "ada", "abstract": "Ada Lind opened it.\n"}, {"annotator": "ben", "abstract": "Oslo opened it.\n"}],
            "facts": [{"id": "f1", "text": "The pier opened.", "entities": [], "stated_by": []}],
        }  # fmt: skip
        write(place / "stories" / f"{name}.yaml", story)
    return place


def agreement(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["annotate", "agreement", str(folder), "--json", "--resamples", "50", *arguments]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["results"]
    return found


def put(folder: Path, name: str, story: str, spans: list[Span], **work: Any) -> None:
    write(folder / "raw" / f"entities-{name}" / f"{story}.yaml", layer(story, name, spans, **work))


def test_spans_of_people_and_models_by_hand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On s1, one of ada's two spans is ben's, with a longer end. On s2, ben marks nothing. Nobody but ada has s3."""
    put(folder, "ada", "s1", [(OSLO, OSLO + 4, "GPE"), (ADA, ADA + 8, "PERSON")])
    put(folder, "ben", "s1", [(ADA, ADA + 3, "PERSON"), (OSLO, OSLO + 4, "LOC")])
    put(folder, "ada", "s2", [(OSLO, OSLO + 4, "GPE")])
    put(folder, "ben", "s2", [])
    put(folder, "ada", "s3", [(OSLO, OSLO + 4, "GPE")])
    put(folder, "bot", "s2", [(OSLO, OSLO + 4, "GPE")])
    (result,) = agreement(folder, capsys, "--task", "entities", "--per-story")
    rows = {(one["first"], one["second"]): one for one in result["pairs"]}
    assert [one["kinds"] for one in result["pairs"]] == ["person–person", "person–model", "person–model"]
    people = rows["entities-ada", "entities-ben"]
    assert (people["stories"], people["spans_first"], people["spans_second"]) == (2, 3, 2)
    wanted = {"exact": 0, "partial": 2 * 1.5 / 5, "type": 2 * 1 / 5, "overlap": 2 * (3 / 8) / 5}
    assert {name: value[0] for name, value in people["measures"].items()} == pytest.approx(wanted)
    assert all(value[1:] == [None, None] for value in people["measures"].values())
    assert rows["entities-ada", "entities-bot"]["measures"]["exact"][0] == 1
    first, second, *_ = [one for one in result["stories"] if one["second"] == "entities-ben"]
    assert (first["story"], first["score"]) == ("s2", 0)
    assert [one["what"] for one in first["disagreements"]] == ["only first"]
    assert [one["what"] for one in second["disagreements"]] == ["boundaries", "types"]
    assert second["disagreements"][0]["second"] == {"start": ADA, "end": ADA + 3, "type": "PERSON", "text": "Ada"}


def test_nothing_to_compare_is_undefined(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two empty layers, and a pair without a common story: neither 0 nor 1."""
    put(folder, "ada", "s1", [])
    put(folder, "ben", "s1", [])
    put(folder, "bot", "s2", [(OSLO, OSLO + 4, "GPE")])
    (result,) = agreement(folder, capsys, "--task", "entities")
    rows = {(one["first"], one["second"]): one for one in result["pairs"]}
    assert set(rows["entities-ada", "entities-ben"]["measures"].values()) == {None}
    assert rows["entities-ada", "entities-ben"]["stories"] == 1
    assert set(rows["entities-ada", "entities-bot"]["measures"].values()) == {None}
    assert rows["entities-ada", "entities-bot"]["stories"] == 0
    assert result["stories"][0]["score"] is None
    assert main(["annotate", "agreement", str(folder), "--per-story"]) == 0
    assert "–  s1  entities-ada / entities-ben" in capsys.readouterr().out


def test_blanks_at_the_ends_of_a_span_do_not_count(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, "ada", "s1", [(OSLO - 1, OSLO + 4, "GPE")])
    put(folder, "ben", "s1", [(OSLO, OSLO + 4, "GPE")])
    (result,) = agreement(folder, capsys, "--task", "entities")
    assert result["pairs"][0]["measures"]["exact"][0] == 1


def test_work_that_is_not_independent_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Adjudications are compared only where they are named; measured times are summarised."""
    put(folder, "ada", "s1", [], seconds=90)
    put(folder, "ada", "s2", [], seconds=150, started_from="bot", accepted_unchanged="yes")
    put(folder, "bot", "s1", [])
    write(folder / "raw" / "entities-review-ben" / "s1.yaml", layer("s1", "ben", [], adjudicates=["ada", "bot"]))
    (result,) = agreement(folder, capsys, "--task", "entities")
    assert [(one["first"], one["second"]) for one in result["pairs"]] == [("entities-ada", "entities-bot")]
    assert result["notes"] == [
        "entities-ada saw the labels of bot on 1 of 2 stories, so the two are not independent.",
        "entities-ada accepted all labels shown without a change on 1 of 2 stories.",
    ]
    assert result["minutes"] == {"entities-ada": {"stories": 2, "median": 2, "low": 1.5, "high": 2.5}}
    (named,) = agreement(folder, capsys, "--task", "entities", "--annotators", "ada", "review-ben")
    assert [(one["first"], one["second"]) for one in named["pairs"]] == [("entities-ada", "entities-review-ben")]


def test_facts_by_hand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four answers, three alike: 1 of 4 pairs differs, and of eight answers five are yes."""
    said = {"ada": {"s1": ["ada", "ben"], "s2": ["ada"]}, "ben": {"s1": ["ada"], "s2": ["ada"]}}
    for name, stories in said.items():
        for story, writers in stories.items():
            matches = [{"fact": "f1", "stated_by": writers}]
            work = layer(story, name, [])["work"]
            write(
                folder / "raw" / f"facts-{name}" / f"{story}.yaml", {"story": story, "matches": matches, "work": work}
            )
    (result,) = agreement(folder, capsys, "--task", "facts", "--per-story")
    (row,) = result["pairs"]
    assert (row["answers"], row["same"], row["stories"]) == (4, 3, 2)
    alpha = 1 - (2 / 8) / (2 * 5 * 3 / (8 * 7))
    kappa = (0.75 - (3 * 2 + 1 * 2) / 16) / (1 - (3 * 2 + 1 * 2) / 16)
    found = {name: value[0] for name, value in row["measures"].items()}
    assert found == pytest.approx({"alpha": alpha, "kappa": kappa, "same": 0.75}, abs=1e-6)
    assert result["stories"][0]["disagreements"] == [
        {"what": "only first", "fact": "f1", "abstract": "ben", "text": "The pier opened."}
    ]


def test_summaries_by_hand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """“Ada Lind opened it” and “Oslo opened it” share two of four and three words, and no entity."""
    (result,) = agreement(folder, capsys, "--task", "summary", "--stories", "s1", "--per-story")
    (row,) = result["pairs"]
    assert (row["kind"], row["stories"]) == ("abstract", 1)
    assert row["measures"]["rouge1"][0] == pytest.approx(4 / 7, abs=1e-6)
    assert row["measures"]["entities"][0] == 0
    assert (row["measures"]["length_first"][0], row["measures"]["length_second"][0]) == (4, 3)
    assert [one["text"] for one in result["stories"][0]["disagreements"]] == ["Ada Lind", "Oslo"]


def test_faults_of_all_layers_are_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, "ada", "s1", [(0, 4, "ORG")])
    wrong = layer("s1", "ben", [(0, 4, "ORG")])
    wrong["spans"] += [
        {"start": 0, "end": 4, "type": "ORG", "text": "pier"},
        {"start": 5, "end": 999, "type": "ORG", "text": "x"},
    ]
    write(folder / "raw" / "entities-ben" / "s1.yaml", wrong)
    assert main(["annotate", "agreement", str(folder), "--task", "entities"]) == 1
    said = capsys.readouterr().err
    assert said.count("in the story's text") == 2
    write(folder / "raw" / "entities-ben" / "s1.yaml", {**wrong, "story": "s2"})
    assert main(["annotate", "agreement", str(folder), "--task", "entities"]) == 1
    assert "has the id of the story 's2'" in capsys.readouterr().err
    for option, name in (("--annotators", "eve"), ("--stories", "s9")):
        put(folder, "ben", "s1", [])
        assert main(["annotate", "agreement", str(folder), option, name]) == 1
        assert f"{option} {name}: is unknown" in capsys.readouterr().err


def test_raters_who_judge_other_facts_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, fact in (("ada", "f1"), ("ben", "f2")):
        matches = [{"fact": fact, "stated_by": []}]
        write(folder / "raw" / f"facts-{name}" / "s1.yaml", {"story": "s1", "matches": matches})
    assert main(["annotate", "agreement", str(folder), "--task", "facts"]) == 1
    assert "do not judge the same facts" in capsys.readouterr().err


def test_the_shipped_layers_agree_as_the_datasheet_says() -> None:
    from chipbrief.annotations.annotators import chosen, pairs_of
    from chipbrief.annotations.comparing import compare

    folder = ROOT / "annotations"
    annotations = load_annotations(folder)
    workers = {task: chosen(layer_workers(annotations, folder, task), ()) for task in ("entities", "facts")}
    rows = {task: compare(task, pairs_of(some), annotations)["pairs"][0] for task, some in workers.items()}
    sheet = (ROOT / "DATASHEET.md").read_text(encoding="utf-8")
    spans = rows["entities"]["measures"]
    shown = " ".join(f"{spans[name][0]:.3f}" for name in ("exact", "partial", "type"))
    line = next(line for line in sheet.splitlines() if line.startswith("| all |"))
    assert " ".join(cell.split()[0] for cell in line.split("|")[3:6]) == shown
    assert f"Krippendorff's alpha {rows['facts']['measures']['alpha'][0]:.3f} " in sheet
    assert f"the same answer for {rows['facts']['same']} of {rows['facts']['answers']} pairs" in sheet
