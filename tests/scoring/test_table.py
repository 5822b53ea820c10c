"""Tests of the scores of Arrow tables: the same numbers as `score_system`, whatever the batch and the order."""

from __future__ import annotations

import json
import pickle
import random
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
import pytest

from chipbrief.corpora.corpus import shipped
from chipbrief.corpora.parquet import to_row
from chipbrief.problems import InputError
from chipbrief.scoring import rows, score_table
from chipbrief.scoring.measures import MEASURES
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import score_system
from chipbrief.scoring.table import EVIDENCE, SUMS
from tests.hash_seeds import outputs_by_hash_seed
from tests.paths import ROOT

SETTING = Setting(resamples=10)
CORPUS = shipped("open", "test")
STORIES = {story.id: story for story in CORPUS.stories}
OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"


def _rows(*systems: str) -> list[dict[str, str]]:
    lines = [line for name in systems for line in (OUTPUTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in map(json.loads, lines) if "summary" in row]


def _scores(rows: list[dict[str, Any]], **options: Any) -> pa.Table:
    return score_table(pa.Table.from_pylist(rows), SETTING, stories=STORIES, **options)


ALL: dict[str, Any] = {"evidence": EVIDENCE, "sums": True}


def test_a_table_has_the_numbers_and_the_evidence_of_a_system() -> None:
    rows = _rows("lead")
    scores = score_system(
        "lead", {row["id"]: row["summary"] for row in rows}, CORPUS.stories, SETTING, CORPUS.data
    ).articles
    found = {row["id"]: row for row in _scores(rows, **ALL).to_pylist()}
    assert found.keys() == {article.id for article in scores}
    for article in scores:
        row = found[article.id]
        assert {name: row[name] for name in article.measures} == article.measures
        assert row["mentions"] == [mention._asdict() for mention in article.mentions]
        assert {one["entity"]: one["weight"] for one in row["weights"]} == article.weights
        assert (row["named"], row["facts"]) == (list(article.named), list(article.facts))
        assert row["all_mentions"] == len(article.mentions)


@pytest.mark.parametrize("size", [1, 3, 7])
def test_batches_and_orders_change_no_digit(size: int) -> None:
    rows = _rows("lead", "oracle", "empty")
    whole = _scores(rows, **ALL)
    order = list(range(len(rows)))
    random.Random(size).shuffle(order)
    shuffled = [rows[at] for at in order]
    batches = [_scores(shuffled[at : at + size], **ALL) for at in range(0, len(rows), size)]
    assert pa.concat_tables(batches).equals(whole.take(order))


@pytest.mark.parametrize(("together", "characters"), [(1, 10**6), (2, 10**6), (100, 1), (100, 9_000)])
def test_rows_that_are_scored_together_change_no_digit(
    monkeypatch: pytest.MonkeyPatch, together: int, characters: int
) -> None:
    """Rows share what depends on their story, and are scored measure by measure."""
    table = _rows("lead", "oracle", "empty")
    whole = _scores(table, **ALL)
    monkeypatch.setattr(rows, "TOGETHER", together)
    monkeypatch.setattr(rows, "CHARACTERS", characters)
    assert _scores(table, **ALL).equals(whole)


def test_blocks_have_few_rows_and_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of one article follow each other. Its text counts once in a block, and a row without a summary is in none."""
    one, two = (replace(CORPUS.stories[0], document=text, references=()) for text in ("a" * 10, "b" * 30))
    pairs = [(one, "xxxxx"), (two, "yyyyy"), (one, None), (one, "zzzzz"), (two, "")]
    monkeypatch.setattr(rows, "CHARACTERS", 20)  # 10 + 5 + 5, and 5 + 0 behind the half that a long article counts as
    assert list(rows._blocks(pairs)) == [[0, 3], [1, 4]]
    monkeypatch.setattr(rows, "CHARACTERS", 14)  # 7 + 5 + 5, and 7 + 5 + 0
    assert list(rows._blocks(pairs)) == [[0], [3], [1, 4]]
    monkeypatch.setattr(rows, "CHARACTERS", 10**6)
    assert list(rows._blocks(pairs)) == [[0, 3, 1, 4]]
    monkeypatch.setattr(rows, "TOGETHER", 3)
    assert list(rows._blocks(pairs)) == [[0, 3, 1], [4]]


def test_rows_that_hold_their_stories_have_the_same_scores() -> None:
    rows = _rows("lead", "random_sentences")
    whole = [{**to_row(STORIES[row["id"]]), "summary": row["summary"]} for row in rows]
    found = score_table(pa.Table.from_pylist(whole), SETTING, **ALL)
    assert found.equals(_scores(rows, **ALL))


def test_texts_stand_for_references_and_facts() -> None:
    table = pa.table(
        {
            "summary": ["Ann Lee won.", None, ""],
            "document": ["Ann Lee won the race."] * 3,
            "references": [["Ann Lee won the race."], ["a"], None],
            "facts": [["Ann Lee won."], [], None],
        }
    )
    found = score_table(table, SETTING).to_pylist()
    assert [row["rouge1_precision"] for row in found] == [1.0, None, None]
    assert [row["rouge1_recall"] for row in found] == [3 / 5, None, None]
    assert [row["length"] for row in found] == [3.0, None, 0.0]
    assert [row["empty"] for row in found] == [False, None, True]
    assert [row["lacking"] for row in found] == [["entities"], [], ["entities", "facts", "references"]]
    assert [row["entity_recall"] for row in found] == [1.0, None, None]  # by rules, as no label is there


def test_only_the_columns_asked_for_are_computed() -> None:
    found = _scores(_rows("lead"), columns=["rouge2_fmeasure", "length"])
    assert found.column_names == ["id", "rouge2_fmeasure", "length", "empty", "refused", "dressing", "lacking"]
    assert found["rouge2_fmeasure"].equals(_scores(_rows("lead"))["rouge2_fmeasure"])


def test_the_function_and_its_context_can_be_sent_to_another_process() -> None:
    rows = _rows("lead")
    sent = pickle.loads(pickle.dumps(partial(score_table, setting=SETTING, stories=STORIES)))
    assert sent(pa.Table.from_pylist(rows)).equals(_scores(rows))


def test_an_empty_table_has_all_columns() -> None:
    table = pa.table({"id": pa.array([], pa.string()), "summary": pa.array([], pa.string())})
    found = score_table(table, SETTING, stories=STORIES, sums=True)
    assert len(found) == 0
    assert {*MEASURES, *SUMS} <= {*found.column_names}


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        ({"text": ["a"]}, {}, "table: has no column 'summary'"),
        ({"summary": ["a"]}, {"stories": STORIES}, "table: has no column 'id'"),
        ({"summary": ["a", "b"], "id": ["x", None]}, {"stories": STORIES}, "table:2: unknown id 'None'"),
        ({"summary": ["a"]}, {"evidence": ["names"]}, "evidence 'names': is unknown"),
        ({"summary": ["a"], "document": [3]}, {}, "table:1: 'document' is a number"),
        ({"summary": ["a"], "references": [[3]]}, {}, "table:1: 'references' has an element that is neither"),
        ({"summary": ["a"], "references": [[{"kind": "x"}]]}, {}, "table:1: 'references' has the kind 'x'"),
        ({"summary": [3], "document": ["a"]}, {}, "table:1: 'summary' is a number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_that_cannot_be_scored_are_named(table: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        score_table(pa.table(table), SETTING, **options)


def test_hash_seeds_change_no_digit() -> None:
    code = (
        "import hashlib; from tests.scoring.test_table import _rows, _scores, ALL\n"
        "print(hashlib.sha256(str(_scores(_rows('lead', 'oracle'), **ALL).to_pylist()).encode()).hexdigest())"
    )
    found = set(outputs_by_hash_seed(code))
    assert len(found) == 1
