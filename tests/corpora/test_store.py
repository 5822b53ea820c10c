"""Tests of stories as Parquet rows, and of the inputs that `load` rejects."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import chipbrief
from chipbrief.corpora.parquet import arrow_schema, from_row, parquet_bytes, read_parquet, to_row
from chipbrief.corpora.store import load
from chipbrief.problems import InputError
from chipbrief.records import Story
from tests.paths import ROOT


def test_rows_survive_parquet(tmp_path: Path) -> None:
    stories = load("open")
    path = tmp_path / "rows.parquet"
    path.write_bytes(parquet_bytes(stories))
    assert read_parquet(path) == stories
    assert [from_row(to_row(story)) for story in stories] == stories


def test_columns_are_those_of_the_record() -> None:
    schema = arrow_schema()
    assert schema.names == list(Story.__dataclass_fields__)
    assert (
        str(schema.field("entities").type.value_type.field("mentions").type.value_type)
        == "struct<start: int32 not null, end: int32 not null>"
    )
    assert schema.field("title").nullable


@pytest.mark.parametrize(
    ("config", "split", "message"),
    [
        ("closed", None, "use one of open, multi, source, gum, squality, freelance"),
        ("open", "train", "use one of test, validation"),
    ],
)
def test_load_refuses_what_there_is_not(config: str, split: str | None, message: str) -> None:
    """`load` rejects unknown configurations and splits."""
    with pytest.raises(InputError, match=message):
        chipbrief.load(config, split)


def test_load_does_not_pass_over_a_pinned_split_that_is_missing(tmp_path: Path) -> None:
    """If a pinned split is missing, loading all splits fails; other splits can still be loaded."""
    folder = Path(shutil.copytree(ROOT / "dataset", tmp_path / "dataset"))
    (folder / "open" / "validation.parquet").unlink()
    assert len(load("open", "test", folder)) == 12
    with pytest.raises(
        InputError, match=r"'open', split 'validation': is not built .*run python scripts/build_dataset"
    ):
        load("open", folder=folder)


def test_load_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"build_dataset.py --pages DIR"):
        load("source", folder=tmp_path)
