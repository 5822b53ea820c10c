"""Tests of runs on a Ray cluster and into an object store: what dies loses nothing, and nothing is scored or counted twice."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chipbrief.corpora.corpus import shipped
from chipbrief.problems import InputError
from chipbrief.scoring import score_table
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream import cluster
from chipbrief.scoring.stream.places import Remote, place_of
from chipbrief.scoring.stream.state import state_of
from chipbrief.submissions.spans import read_span
from chipbrief.submissions.streams import Stream, read_rows
from tests.paths import ROOT, needs_peer, peer

ROWS = 600


def own_rows(count: int) -> list[dict[str, str]]:
    """Return rows that hold their stories: parts of the articles and references that ship."""
    stories = shipped("open", "test").stories
    rows = []
    for at in range(count):
        story = stories[at % len(stories)]
        row = {"id": f"r{at}", "article": story.document[: 2000 + at], "reference": story.references[0].text}
        rows.append({**row, "output": story.document[at : 200 + 37 * at % 400]})
    return rows


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return the folder of the runs of `cluster_program.py`, and what it found."""
    folder = tmp_path_factory.mktemp("cluster")
    pq.write_table(pa.Table.from_pylist(own_rows(ROWS)), folder / "rows.parquet", row_group_size=70)
    program = [str(peer("ray")), str(Path(__file__).with_name("cluster_program.py")), str(folder)]
    done = subprocess.run(
        program, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder, json.loads((folder / "found.json").read_text())


def _parts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("part-*"))}


@pytest.mark.slow
@needs_peer("ray")
def test_a_worker_and_a_node_die_and_nothing_is_lost_or_counted_twice(made: tuple[Path, dict[str, Any]]) -> None:
    folder, found = made
    assert found["nodes"] == 3
    assert 0 < len(found["before"]) < ROWS / 20  # the node died in the middle
    assert found["ray"] == found["one machine"]
    assert _parts(folder / "ray") == _parts(folder / "local")
    assert len(_parts(folder / "ray")) == ROWS / 20
    # What was complete when the node died has not been written again.
    assert {name: found["after"][name] for name in found["before"]} == found["before"]


@pytest.mark.slow
@needs_peer("ray")
def test_a_killed_run_into_an_object_store_continues(made: tuple[Path, dict[str, Any]]) -> None:
    folder, found = made
    before = {name: one for name, one in found["store before"].items() if name.startswith("part-")}
    assert 0 < len(before) < ROWS / 20
    assert {name: found["store after"][name] for name in before} == before
    assert found["store"] == found["one machine"]
    assert found["another seed"] == 1
    assert sorted(found["store after"]) == [*sorted(_parts(folder / "local")), "run.json"]
    assert _parts(folder / "store-run") == _parts(folder / "local")


@pytest.mark.slow
@needs_peer("ray")
def test_a_cluster_continues_in_an_object_store_what_one_machine_began(made: tuple[Path, dict[str, Any]]) -> None:
    folder, found = made
    assert found["ray to the store"] == found["one machine"]
    assert len(found["begun"]) == 3
    assert {name: found["continued"][name] for name in found["begun"]} == found["begun"]
    assert _parts(folder / "store-ray") == _parts(folder / "local")


def test_a_tree_of_merges_gives_the_state_of_the_whole() -> None:
    rows = [{"id": row["id"], "document": row["article"], "summary": row["output"]} for row in own_rows(12)]
    scores = score_table(pa.Table.from_pylist(rows), Setting(), columns=["length", "novel_2grams"], sums=True)
    parts = [cluster._packed({"output": state_of(scores.slice(at, 3), 40, 1)}) for at in range(0, 12, 3)]
    left, right = cluster._merged_tables(*parts[:3]), cluster._merged_tables(parts[3])
    (found,) = cluster._unpacked([cluster._merged_tables(right, left)])
    assert found == {"output": state_of(scores, 40, 1)}


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (0, 20), (6, 7), (3, 15), (13, 20), (7, 14)])
def test_a_span_has_the_rows_of_the_whole_table(tmp_path: Path, start: int, stop: int) -> None:
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(own_rows(20)), file, row_group_size=7)
    stream = Stream(str(file), ("output",), "id")
    assert list(read_span(stream, start, stop)) == list(read_rows(stream))[start:stop]


def test_a_table_that_became_shorter_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(own_rows(5)), file)
    with pytest.raises(InputError, match="has 2 sound rows from 4 to 6, not 3"):
        list(read_span(Stream(str(file), ("output",), "id"), 3, 6))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("scores", Path("scores")),
        ("file:///a/b", Path("/a/b")),
        ("s3://a/b", Remote("s3://a/b")),
        ("gs://a", Remote("gs://a")),
    ],
)
def test_places(text: str, place: object) -> None:
    assert place_of(text) == place


def test_only_stores_that_show_whole_files_are_taken() -> None:
    with pytest.raises(InputError, match="is not an address of s3://"):
        place_of("sftp://host/scores")
    assert str(Remote("s3://a/b/") / "c") == "s3://a/b/c"
    assert (Remote("s3://a/b") / "c").name == "c"


@pytest.mark.slow
@needs_peer("spark")
def test_the_snippets_for_datasets_and_spark_give_the_scores_of_the_function(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "howto" / "score_on_a_cluster.md").read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(snippets) == 2
    for snippet in snippets:
        done = subprocess.run(
            [str(peer("spark")), "-c", snippet],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYSPARK_PYTHON": str(peer("spark")),
                "SPARK_LOCAL_IP": "127.0.0.1",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        if "Dataset.from_list" in snippet:
            first = done.stdout.strip().splitlines()[-1]
    names = ["id", "rouge1_fmeasure", "length"]
    table = pq.read_table(tmp_path / "outputs.parquet")
    expected = score_table(table, Setting(), columns=names[1:]).select(names).to_pylist()
    found = pq.read_table(tmp_path / "scores-of-spark").to_pylist()
    assert sorted(found, key=itemgetter("id")) == sorted(expected, key=itemgetter("id"))
    assert {name: ast.literal_eval(first)[name] for name in names} == expected[0]
