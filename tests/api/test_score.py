"""Tests of `chipbrief.score` and its result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
import pyarrow as pa
import pytest

import chipbrief
from chipbrief.commands.main import main
from chipbrief.problems import InputError

SUMMARIES = ["Ann Lee won.", "Bo lost 5 games."]
REFERENCES = ["Ann Lee won the race.", "Bo Ray lost 5 games."]
DOCUMENTS = ["Ann Lee won the race in Oslo on Monday.", "Bo Ray lost 5 games in Rome, his coach said."]
FIVE: dict[str, Any] = {"resamples": 5}
"""A setting that is fast."""


def measured(result: chipbrief.Result) -> list[dict[str, Any]]:
    return [article.measures for one in result.systems for article in one.articles]


EXPECTED = measured(chipbrief.score(SUMMARIES, REFERENCES, DOCUMENTS, **FIVE))
TABLE = {"out": SUMMARIES, "ref": REFERENCES, "text": DOCUMENTS}
TABLES = {
    "pandas": pd.DataFrame(TABLE),
    "Arrow": pa.table(TABLE),
    "datasets": datasets.Dataset.from_dict(TABLE),
    "dict": TABLE,
}


def test_the_values_are_those_computed_by_hand() -> None:
    """`Ann Lee won` has 3 of the 5 words of its reference, and `Bo lost 5 games` all 4 of its words in a reference of 5."""
    assert EXPECTED[0]["rouge1_precision"] == 1
    assert EXPECTED[0]["rouge1_recall"] == pytest.approx(3 / 5)
    assert EXPECTED[1]["rouge1_fmeasure"] == pytest.approx(8 / 9)
    assert EXPECTED[0]["entity_precision_source"] == 1
    assert EXPECTED[0]["length"] == 3


@pytest.mark.parametrize("name", TABLES)
def test_columns_of_every_library_give_the_same(name: str) -> None:
    table = TABLES[name]
    assert measured(chipbrief.score(table["out"], table["ref"], table["text"], **FIVE)) == EXPECTED


def test_polars_gives_the_same() -> None:
    import polars

    table = polars.DataFrame(TABLE)
    assert measured(chipbrief.score(table["out"], table["ref"], table["text"], **FIVE)) == EXPECTED


def test_dicts_are_matched_by_id() -> None:
    """The order of a dict does not matter, and its keys are the ids."""
    keys = ("a", "b")
    result = chipbrief.score(
        dict(reversed(list(zip(keys, SUMMARIES, strict=True)))), dict(zip(keys, REFERENCES, strict=True)), documents=DOCUMENTS,
        ids=keys, **FIVE,
    )  # fmt: skip
    assert measured(result) == EXPECTED
    assert [article.id for article in result.systems[0].articles] == ["a", "b"]


@pytest.mark.parametrize(
    ("summaries", "names", "expected"),
    [
        ([SUMMARIES, REFERENCES], None, ["system-1", "system-2"]),
        ([SUMMARIES, REFERENCES], ("lead", "copy"), ["lead", "copy"]),
        ({"lead": SUMMARIES, "copy": {"1": REFERENCES[0], "2": REFERENCES[1]}}, None, ["lead", "copy"]),
        (pd.DataFrame({"lead": SUMMARIES, "copy": REFERENCES}), None, ["lead", "copy"]),
        (pa.table({"lead": SUMMARIES, "copy": REFERENCES}), None, ["lead", "copy"]),
    ],
)
def test_several_systems(summaries: Any, names: Any, expected: list[str]) -> None:
    result = chipbrief.score(summaries, REFERENCES, DOCUMENTS, names=names, **FIVE)
    assert list(result.means) == expected
    assert measured(result)[:2] == EXPECTED
    assert result.means[expected[1]]["rouge1_fmeasure"] == 1


@pytest.mark.parametrize(
    "references",
    [
        [["Nothing.", REFERENCES[0]], ["Nothing.", REFERENCES[1]]],
        pd.DataFrame({"one": ["Nothing."] * 2, "two": REFERENCES}),
        pa.table({"one": ["Nothing.", None], "two": REFERENCES}),
    ],
)
def test_several_references(references: Any) -> None:
    """The best of several references counts."""
    found = measured(chipbrief.score(SUMMARIES, references, DOCUMENTS, **FIVE))
    assert [one["rouge1_fmeasure"] for one in found] == [one["rouge1_fmeasure"] for one in EXPECTED]


def test_facts_and_entities() -> None:
    """A fact of weight 2 counts twice, and another wording of a fact counts as the fact."""
    facts: list[list[Any]] = [
        ["Ann Lee won.", {"text": "Nobody came.", "weight": 0}],
        [{"text": "Zzz.", "any_of": [SUMMARIES[1]]}],
    ]
    entities: list[list[Any]] = [["Ann Lee"], [{"name": "Bo Ray", "type": "PERSON", "forms": ["Bo"]}]]
    result = chipbrief.score(SUMMARIES, REFERENCES, DOCUMENTS, facts=facts, entities=entities, **FIVE)
    assert [one["entity_recall"] for one in measured(result)] == [1, 1]
    assert all((one["fact_recall"] or 0) > 0.8 for one in measured(result))
    assert result.systems[0].articles[0].facts == ("f1",)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SUMMARIES, REFERENCES[:1]), "a list has 2 texts for 1 stories"),
        ((SUMMARIES, [REFERENCES[0], 5]), "references: one of '2' is a number"),
        (([SUMMARIES[0], 5], REFERENCES), "expected one text per story"),
        (("Ann Lee won.", "Ann Lee won the race."), "got a single text (pass a list)"),
        ((5, REFERENCES), "got int"),
        (([], []), "there is no story"),
        ((pd.DataFrame({"lead": SUMMARIES}), REFERENCES, pd.DataFrame({"a": DOCUMENTS, "b": DOCUMENTS})), "table of 2 columns"),
    ],
)  # fmt: skip
def test_faults(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(InputError) as error:
        chipbrief.score(*arguments, **FIVE)
    assert message in str(error.value)


def test_an_unknown_setting_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="stemer"):
        chipbrief.score(SUMMARIES, REFERENCES, stemer="porter")


def test_swapped_texts_are_noticed() -> None:
    with pytest.warns(UserWarning, match="longer than the documents"):
        chipbrief.score(DOCUMENTS, REFERENCES, SUMMARIES, **FIVE)


def test_the_result_as_a_table_a_comparison_and_pages(tmp_path: Path) -> None:
    result = chipbrief.score({"lead": SUMMARIES, "copy": REFERENCES}, REFERENCES, DOCUMENTS, **FIVE)
    assert result.table.num_rows == len(result.to_pandas()) == 4
    assert result.table["rouge1_recall"].to_pylist()[0] == pytest.approx(3 / 5)
    assert result.table["unsupported"].to_pylist() == [[], [], [], []]
    assert {(pair.first, pair.second) for pair in result.compare("lead").pairs} == {("copy", "lead")}
    assert [path.name for path in result.report(tmp_path)] == ["lead.html", "copy.html", "index.html"]
    assert result.signature in str(result)
    with pytest.raises(InputError, match="needs two systems"):
        chipbrief.score(SUMMARIES, REFERENCES, **FIVE).compare()


def test_batches_give_the_same_as_all_at_once() -> None:
    scorer = chipbrief.Scorer("mine", **FIVE)
    with pytest.raises(ValueError, match="no batch yet"):
        scorer.compute()
    for at in range(2):
        scorer.update(SUMMARIES[at : at + 1], REFERENCES[at : at + 1], DOCUMENTS[at : at + 1])
    assert measured(scorer.compute()) == EXPECTED
    with pytest.raises(ValueError, match="had summaries, references, documents"):
        scorer.update(SUMMARIES, REFERENCES)
    scorer.reset()
    with pytest.raises(ValueError, match="2 summaries, 1 references"):
        scorer.update(SUMMARIES, REFERENCES[:1])


def test_the_command_line_gives_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table in a file and the same columns in memory have the same scores."""
    pd.DataFrame(TABLE).to_csv(tmp_path / "all.csv", index=False)
    options = ["--document", "text", "--reference", "ref", "--summary", "out", "--resamples", "5", "--json"]
    assert main(["score", str(tmp_path / "all.csv"), *options]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert [article["measures"] for article in found["articles"]] == EXPECTED
