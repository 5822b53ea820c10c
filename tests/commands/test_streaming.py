"""Tests of `chipbrief score --out`: equal results whatever the batch, the workers and the interruptions, and faults with their rows."""

from __future__ import annotations

import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chipbrief.commands.main import main
from chipbrief.corpora.corpus import shipped
from chipbrief.locks import try_lock
from chipbrief.problems import InputError
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.stream.parts import LOCK, Batch, Job
from chipbrief.scoring.stream.workers import score_parts
from tests.paths import ROOT

OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"
STORIES = shipped("open", "test").stories
OWN = ("--document", "article", "--reference", "reference", "--summary", "output")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `chipbrief score` and returns its exit code, output and errors."""

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["score", *map(str, arguments)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def _outputs(*systems: str) -> list[dict[str, str]]:
    lines = [line for name in systems for line in (OUTPUTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{"id": row["id"], "summary": row["summary"]} for row in map(json.loads, lines) if "summary" in row]


def _own_rows(count: int) -> list[dict[str, Any]]:
    """Return rows that hold their stories: parts of the articles and references that ship."""
    rows = []
    for at in range(count):
        story = STORIES[at % len(STORIES)]
        end = 200 + 37 * at % 400
        row = {"id": f"r{at}", "article": story.document[: 900 + at], "reference": story.references[0].text}
        rows.append({**row, "output": story.document[at:end]})
    return rows


def _jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    text = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    packed: bytes = pa.compress(text, codec="zstd", asbytes=True) if path.suffix == ".zst" else text
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else packed)
    return path


def _rows_of(folder: Path) -> list[dict[str, Any]]:
    tables = [pq.read_table(path, partitioning=None) for path in sorted(folder.glob("part-*.parquet"))]
    rows: list[dict[str, Any]] = pa.concat_tables(tables).to_pylist()
    return rows


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("part-*.parquet"))}


def test_a_streamed_run_has_the_numbers_of_an_ordinary_one(run: Run, tmp_path: Path) -> None:
    file = OUTPUTS / "lead.jsonl"
    plain = json.loads(run(file, "--json", "--resamples", 4000)[1])[0]
    status, out, _ = run(
        file, "--json", "--out", tmp_path / "scores", "--batch", 5, "--workers", 1, "--resamples", 4000
    )
    found = json.loads(out)[0]
    assert status == 0
    rows = {row["id"]: row for row in _rows_of(tmp_path / "scores")}
    assert [one["measures"] for one in plain["articles"]] == [
        {name: rows[one["id"]][name] for name in one["measures"]} for one in plain["articles"]
    ]
    assert found["summaries"] == len(rows)
    for group in ("measures", "micro"):
        for name, one in plain[group].items():
            assert found[group][name]["mean"] == pytest.approx(one["mean"], rel=1e-14), name
            assert found[group][name]["n"] == one["n"], name
    for name in ("empty", "refused", "dressed", "dressing", "reference_length", "undefined", "lacking", "unlabelled"):
        assert found[name] == plain[name], name
    for kind, one in plain["entity_recall_by_type"].items():
        assert found["entity_recall_by_type"][kind] == pytest.approx(one, rel=1e-14)
    assert "|ci:poisson-4000|" in found["signature"]
    assert found["signature"].replace("poisson", "bootstrap") == plain["signature"]


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet", ".arrow", ".csv"])
def test_formats_batches_and_orders_change_no_digit(run: Run, tmp_path: Path, suffix: str) -> None:
    rows = _own_rows(11)
    file = tmp_path / f"rows{suffix}"
    if suffix == ".csv":
        file.write_text("id,article,reference,output\n", encoding="utf-8")
        with file.open("a", encoding="utf-8") as out:
            for row in rows:
                out.write(",".join('"' + row[name].replace('"', '""') + '"' for name in row) + "\n")
    elif suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), file, row_group_size=3)
    elif suffix == ".arrow":
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, pa.Table.from_pylist(rows).schema) as writer:
            writer.write_table(pa.Table.from_pylist(rows), max_chunksize=2)
    else:
        _jsonl(file, rows)
    first = run(file, *OWN, "--out", tmp_path / "first", "--batch", 3, "--workers", 1, "--json")
    assert first[0] == 0, first
    shuffled = _jsonl(tmp_path / "rows.jsonl", rows[::-1])
    second = run(shuffled, *OWN, "--out", tmp_path / "second", "--batch", 4, "--workers", 1, "--json")
    results = [json.loads(one[1])[0] for one in (first, second)]
    for found in results:
        del found["signature"]  # it has a digest of the rows, in their order
    assert results[0] == results[1]
    one, other = (sorted(_rows_of(tmp_path / name), key=lambda row: str(row["id"])) for name in ("first", "second"))
    assert [{**row, "row": 0} for row in one] == [{**row, "row": 0} for row in other]


@pytest.mark.parametrize(
    "source", ["hf:some/where", "hf:some/where:english@main", "a folder of the Hub", "a saved dataset"]
)
def test_datasets_are_streamed_and_continued(
    run: Run, tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dataset has the scores of its file. A run that lost a part scores this part alone, and ends with the same bytes."""
    import datasets

    file = _jsonl(tmp_path / "rows.jsonl", _own_rows(11))
    asked: list[tuple[object, ...]] = []
    name = source
    if source.startswith("hf:"):

        def from_hub(*arguments: object) -> object:
            asked.append(arguments)
            return datasets.load_dataset("json", data_files=str(file), split="train", streaming=True)

        monkeypatch.setattr("chipbrief.corpora.tables.hub._load", from_hub)
    else:
        name = str(tmp_path / "dataset")
        if source == "a folder of the Hub":
            (tmp_path / "dataset" / "data").mkdir(parents=True)
            pq.write_table(pa.Table.from_pylist(_own_rows(11)), tmp_path / "dataset" / "data" / "test-00000.parquet")
        else:
            datasets.DatasetDict({"test": datasets.Dataset.from_list(_own_rows(11))}).save_to_disk(name)
    options = (*OWN, "--batch", 3, "--workers", 1, "--json")
    status, out, said = run(name, *options, "--out", tmp_path / "first")
    assert status == 0, said
    found, plain = json.loads(out)[0], json.loads(run(file, *options, "--out", tmp_path / "plain")[1])[0]
    assert found["measures"] == plain["measures"]
    assert _rows_of(tmp_path / "first") == _rows_of(tmp_path / "plain")
    before = _bytes_of(tmp_path / "first")
    assert len(before) == 4
    (tmp_path / "first" / "part-000002.parquet").unlink()
    kept = (tmp_path / "first" / "part-000001.parquet").stat().st_mtime_ns
    again = run(name, *options, "--out", tmp_path / "first")
    assert again[:2] == (0, out)
    assert _bytes_of(tmp_path / "first") == before
    assert (tmp_path / "first" / "part-000001.parquet").stat().st_mtime_ns == kept
    config, revision = ("english", "main") if source.endswith("@main") else (None, None)
    assert set(asked) <= {("some/where", "test", config, revision)}
    assert bool(asked) == source.startswith("hf:")


def test_several_columns_of_summaries_are_several_systems(run: Run, tmp_path: Path) -> None:
    rows = [{**row, "short": row["output"][:50]} for row in _own_rows(5)]
    file = _jsonl(tmp_path / "rows.jsonl", rows)
    both = run(file, *OWN, "--summary", "short", "--out", tmp_path / "both", "--batch", 2, "--workers", 1, "--json")
    alone = run(file, *OWN[:4], "--summary", "short", "--out", tmp_path / "alone", "--workers", 1, "--json")
    found = json.loads(both[1])
    assert [one["system"] for one in found] == ["output", "short"]
    assert found[1]["measures"] == json.loads(alone[1])[0]["measures"]
    assert [(row["row"], row["system"]) for row in _rows_of(tmp_path / "both")][:3] == [
        (1, "output"),
        (1, "short"),
        (2, "output"),
    ]


def test_several_outputs_for_one_story(run: Run, tmp_path: Path) -> None:
    rows = _outputs("lead", "oracle")
    file = _jsonl(tmp_path / "rows.jsonl", rows)
    assert run(file, "--out", tmp_path / "no")[0] == 1
    assert not (tmp_path / "no").exists()
    status, out, _ = run(file, "--out", tmp_path / "scores", "--repeated", "--workers", 1, "--measures", "length")
    assert status == 0
    assert "|ci:poisson-1000|" in out
    assert [row["id"] for row in _rows_of(tmp_path / "scores")] == [row["id"] for row in rows]
    assert _rows_of(tmp_path / "scores")[0].keys() >= {"row", "system", "id", "length", "empty"}
    assert "rouge1_fmeasure" not in _rows_of(tmp_path / "scores")[0]


def test_faults_are_those_of_the_whole_file_path_with_their_lines(run: Run, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [*_outputs("lead")]
    del rows[3]
    rows += [
        {"id": "nobody", "summary": "x"},
        {"id": rows[0]["id"], "summary": "x"},
        {"id": rows[1]["id"], "summary": 3},
        {"id": 4},
    ]
    file = _jsonl(tmp_path / "rows.jsonl", rows)
    status, out, err = run(file, "--out", tmp_path / "scores")
    plain = run(file)
    assert (status, out) == (1, "")
    for told in (
        "unknown id 'nobody'",
        f"id '{rows[0]['id']}' is already on line 1",
        "'summary' is a number",
        "no line for id",
    ):
        assert told in err, told
        assert told in plain[2], told
    assert f":{len(rows) - 3}: unknown id" in err
    assert not (tmp_path / "scores").exists()


def test_faults_of_rows_that_hold_their_stories(run: Run, tmp_path: Path) -> None:
    rows = _own_rows(4)
    rows[1]["id"] = rows[0]["id"]
    rows[2]["output"] = None
    rows[3]["article"] = 7
    status, _, err = run(_jsonl(tmp_path / "rows.jsonl", rows), *OWN, "--out", tmp_path / "scores")
    assert status == 1
    for told in (":2: the id is already on line 1", ":3: 'output' is null", ":4: 'article' is a number"):
        assert told in err, told
    assert not (tmp_path / "scores").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--workers", 2), "--workers: is used only with --out"),
        (("--out", "o", "--workers", 0), "--workers: 0 is below 1"),
        (("--out", "o", "--batch", -1), "--batch: -1 is below 1"),
        ((OUTPUTS / "oracle.jsonl", "--out", "o"), "--out: needs one table of summaries"),
        (("--out", "o", "--by", "genre"), "--by: cannot be combined with --out"),
        (("--out", "o", "--title", "t"), "--title: needs a corpus of your own"),
        (("--out", "o", "--summary", "text"), "no 'text' among the columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_options_that_contradict_each_other_are_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(OUTPUTS / "lead.jsonl", *arguments)
    assert status == 1
    assert message in err
    assert not (tmp_path / "o").exists()


def test_a_folder_in_which_a_run_is_at_work_is_refused_until_it_ends(run: Run, tmp_path: Path) -> None:
    file, out = _jsonl(tmp_path / "rows.jsonl", _own_rows(2)), tmp_path / "scores"
    out.mkdir()
    with (out / LOCK).open("wb") as held:
        assert try_lock(held.fileno())
        status, _, err = run(file, *OWN, "--out", out, "--workers", 1)
        assert status == 1
        assert "is in use by another run (wait for it, or pass another --out)" in err
        assert [path.name for path in out.iterdir()] == [LOCK]
    assert run(file, *OWN, "--out", out, "--workers", 1)[0] == 0


def test_a_folder_that_cannot_be_locked_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(handle: int) -> bool:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("chipbrief.scoring.stream.parts.try_lock", fails)
    file = _jsonl(tmp_path / "rows.jsonl", _own_rows(2))
    status, _, err = run(file, *OWN, "--out", tmp_path / "scores", "--workers", 1)
    assert status == 1
    assert "cannot be locked (No locks available) (pass an --out on a local disk)" in err


def test_another_run_in_the_same_folder_is_refused(run: Run, tmp_path: Path) -> None:
    file, out = _jsonl(tmp_path / "rows.jsonl", _own_rows(5)), tmp_path / "scores"
    first = run(file, *OWN, "--out", out, "--batch", 2, "--workers", 1)
    before = _bytes_of(out)
    assert run(file, *OWN, "--out", out, "--workers", 1) == first  # the size of the batches is that of the folder
    for more in (("--stemmer", "none"), ("--batch", 3), ("--evidence", "named"), ("--measures", "length")):
        status, _, err = run(file, *OWN, "--out", out, *more)
        assert status == 1, more
        assert "holds scores of another run" in err, more
        assert "pass another folder to --out, or repeat the command as it was" in err, more
    _jsonl(file, _own_rows(6))
    assert "digest is" in run(file, *OWN, "--out", out)[2]
    assert _bytes_of(out) == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x", encoding="utf-8")
    assert "is not empty, and has no run.json" in run(file, *OWN, "--out", tmp_path / "mine")[2]
    (out / "run.json").write_text("{", encoding="utf-8")
    assert "is not a description of a run" in run(file, *OWN, "--out", out)[2]


def test_a_signature_repeats_a_streamed_score_and_only_that(run: Run, tmp_path: Path) -> None:
    file = OUTPUTS / "lead.jsonl"
    first = run(file, "--out", tmp_path / "first", "--workers", 1, "--stemmer", "none", "--resamples", 50)
    made = first[1].splitlines()[-1]
    again = run(file, "--out", tmp_path / "second", "--workers", 1, "--signature", made)
    assert again == first
    assert "states a Poisson bootstrap" in run(file, "--signature", made)[2]
    plain = made.replace("poisson", "bootstrap")
    assert "states an ordinary bootstrap" in run(file, "--out", tmp_path / "third", "--signature", plain)[2]


class _Deadly:
    """A table that ends the process that unpickles it."""

    def __len__(self) -> int:
        return 1

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


def test_a_worker_that_dies_is_an_error_and_no_hang(tmp_path: Path) -> None:
    job = Job(Setting(), ("output",), labelled=False)
    rows: Any = _Deadly()
    with pytest.raises(InputError, match="a worker process: ended unexpectedly"):
        score_parts(job, [Batch(0, rows)], tmp_path, frozenset(), workers=2)


KILLING = """
import os, shutil, signal, sys
from pathlib import Path
from chipbrief.commands.main import main
import chipbrief.scoring.stream.preload

file, out = sys.argv[1:3]
arguments = ["score", file, *sys.argv[3:], "--out", out, "--batch", "2", "--workers", "1"]

def run(limit):
    # Run the command in a process that is killed at event number `limit` in the folder.
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    seen = 0
    def hook(event, given):
        nonlocal seen
        if event in ("open", "os.rename", "os.chmod", "os.mkdir", "os.remove") and str(given[0]).startswith(out):
            seen += 1
            if seen == limit:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    sys.stdout = open(os.devnull, "w") if limit else open(out + ".txt", "w")
    status = main(arguments)
    sys.stdout.flush()
    os._exit(status)

def parts():
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path(out).glob("part-*")}

assert run(0) == 0
table, whole = Path(out + ".txt").read_text(), {name: data for name, (data, _) in parts().items()}
limit = killed = 0
while True:
    shutil.rmtree(out)
    limit += 1
    status = run(limit)
    if status == 0:
        break
    assert status == signal.SIGKILL, status
    killed += 1
    before = parts() if Path(out).exists() else {}
    assert run(0) == 0
    after = parts()
    assert all(after[name] == found for name, found in before.items()), "a part was written again"
    assert {name: data for name, (data, _) in after.items()} == whole, limit
    assert Path(out + ".txt").read_text() == table, limit
    assert {path.name for path in Path(out).iterdir()} == {*whole, "run.json", ".lock"}, limit
print(killed)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_run_that_is_killed_at_any_write_continues_to_the_same_result(tmp_path: Path) -> None:
    file = _jsonl(tmp_path / "rows.jsonl", _own_rows(5))
    done = subprocess.run(
        [sys.executable, "-c", KILLING, str(file), str(tmp_path / "scores"), *OWN],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 12  # a folder, a lock, a description and three parts


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups")
@pytest.mark.usefixtures("heeds_interrupts")
@pytest.mark.parametrize(("stop", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_workers_end_with_the_run_and_it_continues(tmp_path: Path, run: Run, stop: int, status: int) -> None:
    file, out = _jsonl(tmp_path / "rows.jsonl", _own_rows(1500)), tmp_path / "scores"
    arguments = ["score", str(file), *OWN, "--out", str(out), "--batch", "50", "--workers", "2"]
    with subprocess.Popen(
        [sys.executable, "-m", "chipbrief", *arguments],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while not list(out.glob("part-*")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(stop)
        assert process.wait(30) == status
        _wait_for_the_end_of(process.pid)
    before = _bytes_of(out)
    assert 0 < len(before) < 30
    continued = run(*arguments[1:])
    assert continued[0] == 0
    assert _bytes_of(out).items() >= before.items()
    assert run(file, *OWN, "--out", tmp_path / "whole", "--batch", 50, "--workers", 1) == continued
    assert _bytes_of(tmp_path / "whole") == _bytes_of(out)


def _wait_for_the_end_of(group: int) -> None:
    for _ in range(300):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("processes of the run are still there")


MEASURED = """
import resource, sys
from chipbrief.commands.main import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the peak memory differs between systems")
def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path) -> None:
    """Texts of 100,000 rows take 80 MB in the file. The run takes 32 bytes per row more than one of 5,000 rows, and its parts."""
    peaks = []
    for count in (5_000, 100_000):
        file = tmp_path / f"{count}.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for at in range(count):
                row = {"id": f"r{at}", "article": f"Ann Lee won race {at}. " * 30, "output": f"Ann Lee won {at}."}
                out.write(f"{json.dumps(row)}\n")
        arguments = ["score", str(file), "--document", "article", "--summary", "output", "--measures", "length"]
        folder = str(tmp_path / f"scores-{count}")
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *arguments, "--out", folder, "--workers", "1", "--batch", "1000"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stderr.split()[-1]))
    assert peaks[1] - peaks[0] < 80 * 1024, peaks


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--engine", "ray"), "rows.jsonl: is not a Parquet file, which --engine ray needs"),
        (("--engine", "ray", "--workers", 2), "--workers: is decided by the cluster"),
        (("--address", "127.0.0.1:6379"), "--address: is used only with --engine ray"),
    ],
)
def test_faults_of_the_engine(run: Run, tmp_path: Path, options: tuple[object, ...], said: str) -> None:
    file = _jsonl(tmp_path / "rows.jsonl", _own_rows(2))
    status, _, errors = run(file, *OWN, "--out", tmp_path / "scores", *options)
    assert status == 1
    assert said in errors
    assert not (tmp_path / "scores").exists()


def test_an_engine_needs_a_folder(run: Run) -> None:
    status, _, errors = run(OUTPUTS / "lead.jsonl", "--engine", "ray")
    assert status == 1
    assert "--engine: is used only with --out" in errors
