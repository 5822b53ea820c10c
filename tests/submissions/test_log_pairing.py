"""Pairing the samples of two runs: what is not paired is named, and numbers of rows that have shifted are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chipbrief.problems import InputError
from chipbrief.submissions.logs import pair, read_run
from tests.submissions import log_files as made

STORIES = ("v", "w", "x", "y", "z")


def _lm_eval(path: Path, stories: tuple[str, ...]) -> Path:
    return made.lm_eval(path, [{"doc_id": at, "story": story, "em": at / 4} for at, story in enumerate(stories)])


def _lighteval(path: Path, stories: tuple[str, ...]) -> Path:
    return made.lighteval(path, [(at, story, {"em": at / 4}) for at, story in enumerate(stories)][::-1])


@pytest.mark.parametrize(("write", "field"), [(_lm_eval, "doc.id"), (_lighteval, "specific.story_id")])
def test_numbers_of_rows_that_have_shifted_are_refused(write: Any, field: str, tmp_path: Path) -> None:
    """The second story is missing in the second run, so that three of four numbers stand for another story."""
    whole, part = write(tmp_path / "a", STORIES), write(tmp_path / "b", ("v", "x", "y", "z"))
    with pytest.raises(InputError) as raised:
        pair([read_run(whole), read_run(part)], ["em"])
    assert "3 of 4 ids are other samples than in" in str(raised.value)
    assert f"(name the field that identifies a sample: --id {field})" in str(raised.value)
    found = pair([read_run(whole, field), read_run(part, field)], ["em"])
    assert found.ids == STORIES
    assert found.scores[1]["em"].values == {"v": 0.0, "x": 0.25, "y": 0.5, "z": 0.75}
    assert any(note.endswith("has no sample of 1 of 5 ids: w.") for note in found.notes)
    assert found.as_dicts()[1]["without_sample"] == ["w"]


@pytest.mark.parametrize("write", [_lm_eval, _lighteval])
def test_numbers_of_rows_that_agree_are_paired(write: Any, tmp_path: Path) -> None:
    """Also if the last rows are missing. Numbers are sorted by value."""
    stories = tuple(f"s{at}" for at in range(12))
    found = pair([read_run(write(tmp_path / "a", stories)), read_run(write(tmp_path / "b", stories[:11]))], ["em"])
    assert found.ids == tuple(map(str, range(12)))
    assert next(note for note in found.notes if "has no sample" in note).endswith("1 of 12 ids: 11.")


def test_another_story_under_the_same_number_is_refused(tmp_path: Path) -> None:
    first, second = _lm_eval(tmp_path / "a", ("x", "y")), _lm_eval(tmp_path / "b", ("x", "new"))
    with pytest.raises(InputError, match=r"1 of 2 ids are other samples.*such as '1'"):
        pair([read_run(first), read_run(second)], ["em"])


def test_runs_without_a_common_id_are_refused_with_the_field_that_would_do(tmp_path: Path) -> None:
    log = made.inspect_json(tmp_path / "a.json", [made.sample("x"), made.sample("y")])
    rows = _lm_eval(tmp_path / "b", ("x", "y"))
    with pytest.raises(InputError) as raised:
        pair([read_run(log), read_run(rows)], [])
    assert f"shares no id with {log} (name the field that identifies a sample: '{rows}?id=doc.id')" in str(raised.value)
    other = made.inspect_json(tmp_path / "c", [made.sample("z")])
    with pytest.raises(InputError, match="score all systems on the same rows"):
        pair([read_run(log), read_run(other)], [])


def test_notes_name_repeats_missing_numbers_and_other_inputs(tmp_path: Path) -> None:
    first = [
        made.sample("x", 1),
        made.sample("x", float("nan"), epoch=2),
        made.sample("y", 0),
        made.sample("y", 1, epoch=2),
    ]
    second = [made.sample("x", ...), {**made.sample("y", 1), "input": "Another prompt."}]
    runs = [read_run(made.inspect_json(tmp_path / name, samples)) for name, samples in (("a", first), ("b", second))]
    found = pair(runs, ["quality"])
    assert found.scores[0]["quality"].values == {"x": 1.0, "y": 0.5}
    text = "\n".join(found.notes)
    assert f"{tmp_path / 'a'}: 2 repeats of each id." in text
    assert f"{tmp_path / 'a'}: quality is NaN in 1 sample (left out): x." in text
    assert f"{tmp_path / 'b'}: quality is absent in 1 sample (left out): x." in text
    assert "input or target of 1 of 2 ids differs" in text
    assert found.as_dicts()[0]["without_number"] == {"quality": {"NaN": {"x": 1}}}
    zero = pair(runs, ["quality"], "zero")
    assert [one["quality"].values for one in zero.scores] == [{"x": 0.5, "y": 0.5}, {"x": 0.0, "y": 1.0}]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    runs = [read_run(made.inspect_json(tmp_path / name, [made.sample("x")])) for name in "ab"]
    with pytest.raises(InputError) as raised:
        pair(runs, ["one", "two"])
    assert len(raised.value.problems) == 4
