"""Tests of the readers of public judgement sets, on small clones in their schema and on the sets themselves."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from chipbrief.judgements.pins import PINS
from chipbrief.judgements.rows import Judged, Span, Unit
from chipbrief.judgements.sources import SOURCES, read_clone
from chipbrief.problems import InputError
from tests.judgements.clones import CLONES, DOCUMENT, SUMMARIES
from tests.paths import SHARED, needs_human

HUMAN = SHARED / "human"


def rows_of(name: str, folder: Path) -> dict[tuple[str, str], Judged]:
    found = read_clone(CLONES[name](folder), pinned=False)
    assert found.name == name
    assert all(row.human.keys() <= set(found.dimensions) for row in found.rows)
    return {(row.document_id, row.system): row for row in found.rows}


def test_pyrxsum(tmp_path: Path) -> None:
    rows = rows_of("pyrxsum", tmp_path)
    assert list(rows) == [(name, system) for system in SUMMARIES for name in ("a1", "a2")]
    row = rows["a1", "beta"]
    assert row.units == (Unit("Arden has a library.", False), Unit("It cost 3 million euros.", True))
    assert row.human == {"units_stated": 0.5}
    assert (row.document, row.summary, row.references) == (DOCUMENT, SUMMARIES["beta"], ("Arden has a library.",))


def test_faithbench(tmp_path: Path) -> None:
    rows = {row.system: row for row in rows_of("faithbench", tmp_path).values()}
    assert rows["alpha"].spans == ()
    assert rows["beta"].spans == (Span(13, 22, ("Unwanted", "Unwanted.Intrinsic")),)
    assert rows["gamma"].spans is None
    assert rows["alpha"].human == {"nobody_unwanted": 1, "somebody_consistent": 1, "nobody_extrinsic": 1}
    assert rows["beta"].human == {"nobody_unwanted": 0, "somebody_consistent": 1, "nobody_extrinsic": 1}
    assert rows["gamma"].human == {"nobody_unwanted": 1, "somebody_consistent": 0}
    assert len({row.document_id for row in rows.values()}) == 1


def test_squality(tmp_path: Path) -> None:
    rows = rows_of("squality", tmp_path)
    assert rows["7/0", "bart"].human == {"overall": 15, "coverage": 15, "correctness": 15}
    # The rated person's answer is no reference, for none of the systems.
    assert {row.references for row in rows.values()} == {("The town has a library.", "Lee paid.", "Books.")}
    assert {row.cluster for row in rows.values()} == {"7"}


def test_freelance(tmp_path: Path) -> None:
    rows = rows_of("freelance", tmp_path)
    # Two people for the writer, one against, one undecided.
    assert rows["x/w", "writer"].human == {"overall": 0.25, "informative": 0}
    assert rows["x/w", "text-davinci-002"].human == {"overall": -0.25, "informative": 0}
    assert {row.references for row in rows.values()} == {(SUMMARIES["beta"],)}


@pytest.mark.parametrize("name", CLONES)
def test_an_altered_clone_is_refused_by_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_clone(CLONES[name](tmp_path))
    said = {problem.where.removeprefix(f"{tmp_path}/"): problem.what for problem in caught.value.problems}
    assert said.keys() == PINS[name].keys()
    assert {"no such file", "differs from the pinned file"} >= set(said.values()) >= {"differs from the pinned file"}


def test_every_source_has_pins_and_dimensions() -> None:
    assert {source.name for source in SOURCES} == set(PINS) == set(CLONES)
    assert all(source.dimensions and source.notes for source in SOURCES)


@pytest.mark.parametrize(
    ("name", "file", "text", "message"),
    [
        ("freelance", "writer_summaries.json", "[" * 100_000, "another layout than expected"),
        ("freelance", "writer_summaries.json", '[{"article_id": 3}]', "another layout than expected (KeyError"),
        ("freelance", "pairwise_evaluation_results.json", "[]", "has no judged summary"),
        ("freelance", "pairwise_evaluation_results.json", '{"a": 1}', "another layout than expected"),
        ("squality", "data/v1-3/txt/test.jsonl", "[]", "another layout than expected"),
        ("pyrxsum", "data/PyrXSum/labels/beta.label", "0\t1\n", "another layout than expected (ValueError"),
        ("pyrxsum", "data/PyrXSum/labels/beta.label", "0\t1\t1\n0\n", "another layout than expected (ValueError"),
        ("faithbench", "FaithBench.csv", "source,summary\nx,y\n", "another layout than expected (KeyError"),
        ("faithbench", "data_for_release/batch_1.json", '{"samples": [{}]}', "another layout than expected"),
    ],
)  # fmt: skip
def test_an_unpinned_file_of_another_layout_is_refused(
    name: str, file: str, text: str, message: str, tmp_path: Path
) -> None:
    CLONES[name](tmp_path)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_clone(tmp_path, pinned=False)
    assert message in str(caught.value)


def test_an_unpinned_value_of_a_wrong_type_is_refused(tmp_path: Path) -> None:
    CLONES["freelance"](tmp_path)
    file = tmp_path / "pairwise_evaluation_results.json"
    file.write_text(file.read_text(encoding="utf-8").replace(f'"{DOCUMENT}"', "17"), encoding="utf-8")
    with pytest.raises(InputError, match="a value of a wrong type"):
        read_clone(tmp_path, pinned=False)


def test_a_folder_that_is_no_clone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no clone of a known judgement set"):
        read_clone(tmp_path)


@needs_human
@pytest.mark.parametrize(
    ("folder", "rows", "documents", "systems", "clusters", "references", "units", "spans"),
    [
        ("lite2-3pyramid", 1000, 100, 10, 100, {1: 1000}, 4780, 0),
        ("faithbench", 800, 80, 10, 80, {0: 800}, 0, 185),
        ("squality", 300, 100, 3, 20, {3: 300}, 0, 0),
        ("freelance", 224, 112, 2, 76, {1: 42, 2: 142, 3: 40}, 0, 0),
    ],
)
def test_counts_of_the_public_sets(
    folder: str,
    rows: int,
    documents: int,
    systems: int,
    clusters: int,
    references: dict[int, int],
    units: int,
    spans: int,
) -> None:
    found = read_clone(HUMAN / folder).rows
    assert (len(found), len({row.document_id for row in found})) == (rows, documents)
    assert (len({row.system for row in found}), len({row.cluster for row in found})) == (systems, clusters)
    assert Counter(len(row.references) for row in found) == references
    assert (sum(len(row.units) for row in found), sum(len(row.spans or ()) for row in found)) == (units, spans)


@needs_human
def test_a_file_that_is_not_pinned_is_left_out_or_named(tmp_path: Path) -> None:
    shutil.copytree(HUMAN / "faithbench", tmp_path / "clone")
    extra = tmp_path / "clone" / "data_for_release" / "batch_3.json"
    extra.write_text('{"samples": []}', encoding="utf-8")
    assert any("left out" in note and "batch_3.json" in note for note in read_clone(tmp_path / "clone").notes)
    notes = read_clone(tmp_path / "clone", pinned=False).notes
    assert [note for note in notes if "not the pinned file" in note] == [
        "data_for_release/batch_3.json is not the pinned file; the results hold for this file only"
    ]
