"""Two runs that write to one place, stopped at every file event, and runs that are killed there.

One run is stopped before each of its file events in turn; there the other one runs to its end, or until it waits for the first.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from chipbrief.commands.main import main
from chipbrief.endpoint.journal import open_journal
from chipbrief.endpoint.records import Answer
from chipbrief.leaderboard.store import read_store
from chipbrief.locks import HIDDEN
from tests.commands.test_init_pages import FERRY, PIER
from tests.commands.test_own_corpus import COLUMNS, STORIES, written
from tests.events import KilledError, events_below, interleaved, killed_at
from tests.paths import CASES

EVENTS = 2_000
"""More events than any run has."""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two corpora, outputs of two systems, pages, and two versions of a folder of annotations."""
    folder = tmp_path_factory.mktemp("given")
    for name in ("one", "two"):
        written(folder / f"{name}.jsonl", [{"id": row["doc"], **row} for row in STORIES])
    written(folder / "mine.jsonl", [{"id": "a1", "summary": "Ann Lee won."}, {"id": "a2", "summary": "Acme sold it."}])
    written(folder / "other.jsonl", [{"id": "a1", "summary": "A race."}, {"id": "a2", "summary": "Boats were sold."}])
    for name, text in (("pier", PIER), ("ferry", FERRY)):
        (folder / f"pages-{name}").mkdir()
        (folder / f"pages-{name}" / "page.txt").write_text(text, encoding="utf-8")
    for name in ("labels", "changed"):
        shutil.copytree(CASES / "annotations", folder / name)
    path = folder / "changed" / "stories" / "pier.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("split: test", "split: validation"), encoding="utf-8")
    for name in ("mine", "other"):
        for corpus in ("one", "two"):
            outputs = folder / f"outputs-{name}" / corpus / "abstract"
            outputs.mkdir(parents=True)
            shutil.copyfile(folder / f"{name}.jsonl", outputs / "lead.jsonl")
    return folder


Command = Callable[[Path, Path, str], list[str]]
"""The arguments of a command, given the folder of inputs, the folder that it writes to, and which of two inputs it takes."""
OWN = ("--document", "body", "--reference", "ref1")


def _submit(given: Path, store: Path, which: str) -> list[str]:
    about = ["--system", "mine", "--replace", "--folder", str(store / "out")]
    return ["submit", str(given / f"{which}.jsonl"), "--corpus", str(given / "one.jsonl"), *OWN, *about]


def _leaderboard(given: Path, store: Path, which: str) -> list[str]:
    read = ["--baselines", str(given / f"outputs-{which}"), "--submissions", str(given / "none")]
    return ["leaderboard", "--corpus", str(given / "one.jsonl"), *OWN, *read, "--out", str(store / "out")]


def _report(given: Path, store: Path, which: str) -> list[str]:
    read = [str(given / f"{which}.jsonl"), "--corpus", str(given / "one.jsonl"), *OWN, "--resamples", "5"]
    return ["score", *read, "--report", str(store / "out")]


def _build(given: Path, store: Path, which: str) -> list[str]:
    labels = given / ("labels" if which == "mine" else "changed")
    return ["build", str(store), "--annotations", str(labels), "--dataset", str(store / "out")]


def _baselines(given: Path, store: Path, which: str) -> list[str]:
    words = "3" if which == "mine" else "9"
    read = ["--corpus", str(given / "one.jsonl"), *OWN, "--words", words]
    return ["baselines", "lead", "empty", "whole_article", *read, "--out", str(store / "out")]


class Case(NamedTuple):
    """A command that may be repeated with another input."""

    command: Command
    exists: bool
    """Whether there is an earlier state, made from the input `other` by a run before."""


CASES_BY_NAME = {
    "submit": Case(_submit, exists=True),
    "leaderboard": Case(_leaderboard, exists=True),
    "a first leaderboard": Case(_leaderboard, exists=False),
    "score --report": Case(_report, exists=True),
    "build": Case(_build, exists=True),
    "baselines": Case(_baselines, exists=True),
}


def content(store: Path) -> dict[str, bytes]:
    """Return the files below `store/out` that readers see."""
    files = sorted(path for path in (store / "out").rglob("*") if path.is_file())
    names = {path.relative_to(store).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in names.items() if HIDDEN not in name}


def hidden(store: Path) -> list[str]:
    return [path.name for path in store.rglob(f"{HIDDEN}*")]


class States(NamedTuple):
    """A prepared store, and its content before and after a run with the input `mine`."""

    start: Path
    before: dict[str, bytes]
    mine: dict[str, bytes]


def prepared(case: Case, given: Path, tmp_path: Path) -> States:
    start, mine, other = (tmp_path / name / "store" for name in ("start", "mine", "other"))
    start.mkdir(parents=True)
    if case.command is _build:
        (start / "annotations").mkdir()
        (start / "out").mkdir()
        (start / "out" / "pins.json").write_text("{}\n", encoding="utf-8")
        if case.exists:
            assert main(case.command(given, start, "other")) == 0
    elif case.exists:
        assert main(case.command(given, start, "other")) == 0
        (start / "out" / "mine" if case.command is _submit else start / "out").joinpath("x").touch(exist_ok=True)
        if case.command is _submit:
            (start / "out" / "mine" / "x").unlink()
    for place, which in ((mine, "mine"), (other, "other")):
        shutil.copytree(start, place)
        assert main(case.command(given, place, which)) == 0
    states = States(start, content(start), content(mine))
    assert states.mine != content(other)
    assert states.mine != states.before
    return states


def stores(states: States, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Yield the number of each event, and a fresh store."""
    for at in range(EVENTS):
        store = tmp_path / str(at) / "store"
        shutil.copytree(states.start, store)
        yield at, store
        shutil.rmtree(store.parent)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES_BY_NAME)
def test_two_runs_lose_nothing_and_mix_nothing(name: str, given: Path, tmp_path: Path) -> None:
    """At the end the store is as if the two runs had followed each other, and nothing else is left."""
    case = CASES_BY_NAME[name]
    states = prepared(case, given, tmp_path)
    in_turn = []
    for place, which in (("mine", "other"), ("other", "mine")):
        assert main(case.command(given, tmp_path / place / "store", which)) == 0
        in_turn.append(content(tmp_path / place / "store"))
    for at, store in stores(states, tmp_path):
        watch, *statuses = interleaved(
            store,
            at,
            lambda store=store: main(case.command(given, store, "mine")),  # type: ignore[misc]
            lambda store=store: main(case.command(given, store, "other")),  # type: ignore[misc]
        )
        assert statuses == [0, 0], (at, watch.seen[: at + 1])
        assert content(store) in in_turn, (at, watch.seen[: at + 1])
        assert hidden(store) == [], (at, watch.seen[: at + 1])
        if watch.count <= at:
            break
    assert at > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES_BY_NAME)
def test_a_reader_and_the_next_run_after_a_kill(name: str, given: Path, tmp_path: Path) -> None:
    """A reader sees the old state or the new one, at every event and after a kill. The next run removes what is left."""
    case = CASES_BY_NAME[name]
    states = prepared(case, given, tmp_path)
    for at, store in stores(states, tmp_path):
        with events_below(store, killed_at(at)) as watch:
            try:
                main(case.command(given, store, "mine"))
            except KilledError:
                assert watch.count > at
        assert content(store) in (states.before, states.mine), (at, watch.seen[: at + 1])
        again = watch.count > at
        assert main(case.command(given, store, "mine")) == 0
        assert content(store) == states.mine
        assert hidden(store) == [], (at, watch.seen[: at + 1])
        if not again:
            break
    assert at > 10


def runs_below(folder: Path) -> list[str]:
    return [run.file for manifest, _ in read_store(folder) for run in manifest.runs]


@pytest.mark.parametrize(
    ("first", "second", "statuses", "runs"),
    [
        ("mine one", "mine two", [{0}], {"one.all.abstract.jsonl", "two.all.abstract.jsonl"}),
        ("mine one", "mine one", [{0, 1}], {"one.all.abstract.jsonl"}),
        ("mine one", "Mine one", [{0, 1}], {"one.all.abstract.jsonl"}),
        ("mine one", "other one", [{0}], {"one.all.abstract.jsonl"}),
    ],
)
def test_two_submissions_at_once(
    first: str, second: str, statuses: list[set[int]], runs: set[str], given: Path, tmp_path: Path
) -> None:
    """Two runs of one system are both stored. Of two runs with one name, or names that differ in case, one is refused."""

    def submit(store: Path, names: str) -> int:
        system, corpus = names.split()
        about = ["--system", system, "--folder", str(store / "out")]
        return main(["submit", str(given / "mine.jsonl"), "--corpus", str(given / f"{corpus}.jsonl"), *OWN, *about])

    for at in range(EVENTS):
        store = tmp_path / str(at)
        store.mkdir()
        watch, *found = interleaved(store, at, lambda: submit(store, first), lambda: submit(store, second))  # noqa: B023
        assert set(found) in statuses, (at, watch.seen[: at + 1])
        assert set(runs_below(store / "out")) == runs
        assert len(read_store(store / "out")) == (2 if second.startswith("other") else 1)
        assert hidden(store) == []
        if watch.count <= at:
            break
    assert at > 10


@pytest.mark.parametrize("kind", ["table", "pages"])
def test_two_runs_of_init(kind: str, given: Path, tmp_path: Path) -> None:
    """One of two runs writes all of its files, and the other one none, or both ask for the same place at the same time."""

    def init(store: Path, which: int) -> int:
        if kind == "table":
            table = store / "out" / "one.jsonl"
            return main(["init", str(store / "out" / "corpus.yaml"), "--documents", str(table), *COLUMNS])
        return main(["init", str(store / "out"), "--pages", str(given / f"pages-{('pier', 'ferry')[which]}")])

    def empty(name: str) -> Path:
        store = tmp_path / name
        store.mkdir()
        if kind == "table":
            (store / "out").mkdir()
            shutil.copyfile(given / "one.jsonl", store / "out" / "one.jsonl")
        return store

    alone = []
    for which in range(2):
        store = empty(f"alone-{which}")
        assert init(store, which) == 0
        alone.append(content(store))
    for at in range(EVENTS):
        store = empty(str(at))
        watch, *found = interleaved(store, at, lambda: init(store, 0), lambda: init(store, 1))  # noqa: B023
        assert sorted(found) == [0, 1], (at, watch.seen[: at + 1])
        assert content(store) == alone[found.index(0)]
        assert hidden(store) == []
        if watch.count <= at:
            break
    assert at > 10


def _record(path: Path, key: str) -> int:
    from chipbrief.problems import InputError

    try:
        with open_journal(path) as journal:
            journal.record(key * 64, Answer("Yes."))
    except InputError as error:
        assert "another run is using this journal" in str(error)  # noqa: PT017
        return 1
    return 0


@pytest.mark.parametrize("exists", [False, True])
def test_two_runs_on_one_journal(exists: bool, tmp_path: Path) -> None:
    """A second run is refused as long as the first holds the journal. No answer of a run that was not refused is lost."""
    for at in range(EVENTS):
        store = tmp_path / str(at)
        store.mkdir()
        if exists:
            _record(store / "j", "c")
        watch, *found = interleaved(store, at, lambda: _record(store / "j", "a"), lambda: _record(store / "j", "b"))  # noqa: B023
        keys = {json.loads(line)["key"][0] for line in (store / "j").read_text(encoding="utf-8").splitlines()}
        assert keys - {"c"} == {key for key, status in zip("ab", found, strict=True) if status == 0}
        assert [path.name for path in store.iterdir()] == ["j"]
        if watch.count <= at:
            break
    assert at > 2


def test_a_journal_of_a_killed_run_goes_on(tmp_path: Path) -> None:
    for at in range(EVENTS):
        store = tmp_path / str(at)
        store.mkdir()
        with events_below(store, killed_at(at)) as watch:
            try:
                _record(store / "j", "a")
            except KilledError:
                assert watch.count > at
        assert _record(store / "j", "b") == 0
        if watch.count <= at:
            break
    assert at > 2
