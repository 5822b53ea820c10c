"""Tests of stored submissions and of the leaderboard made from them."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chipbrief.baselines.systems import KINDS
from chipbrief.commands.main import main
from chipbrief.corpora.corpus import shipped
from chipbrief.corpora.parquet import digest
from chipbrief.corpora.store import load
from chipbrief.files import sha256
from chipbrief.leaderboard.board import GUARDS, RANKED_BY, Row, Section, sections
from chipbrief.leaderboard.manifest import SUBMITTED, Manifest, Run, problems_of, read_manifest
from chipbrief.leaderboard.store import outputs_bytes, read_store, store
from chipbrief.locks import OLD, sweep
from chipbrief.problems import InputError
from chipbrief.reports.pages.leaderboard import run_file
from chipbrief.scoring.measures import MEASURES
from chipbrief.writing import settle
from tests.events import events_below, failing_at
from tests.paths import ROOT

STORIES = load("open", "test")
OUTPUTS = outputs_bytes("mine", {story.id: story.document[:300] for story in STORIES})
OTHER = outputs_bytes("mine", {story.id: "Nvidia." for story in STORIES})
MINE = Manifest("mine", "https://example.org/", "CC0-1.0", "no", "Zero-shot.", ())
ABSTRACT = Run("open", "test", "abstract", sha256(OUTPUTS), digest(STORIES), "signature")
BRIEF = replace(ABSTRACT, kind="brief", sha256=sha256(OTHER))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of submissions with one system."""
    store(tmp_path / "submissions", MINE, ABSTRACT, OUTPUTS)
    return tmp_path / "submissions"


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_what_is_stored_is_the_outputs_and_a_manifest_without_a_score(folder: Path) -> None:
    files = content(folder)
    assert list(files) == ["mine/manifest.json", "mine/open.test.abstract.jsonl"]
    assert files["mine/open.test.abstract.jsonl"] == OUTPUTS
    manifest = json.loads(files["mine/manifest.json"])
    assert list(manifest) == ["system", "url", "license", "trained_on_this", "notes", "runs"]
    assert manifest["runs"][0]["sha256"] == sha256(OUTPUTS)
    assert not any(measure in files["mine/manifest.json"].decode() for measure in MEASURES)
    assert read_store(folder) == [(replace(MINE, runs=(ABSTRACT,)), folder / "mine")]
    assert (folder / "mine").stat().st_mode & 0o777 == 0o755


def test_two_settings_under_one_name(folder: Path) -> None:
    store(folder, MINE, BRIEF, OTHER)
    ((manifest, _),) = read_store(folder)
    assert manifest.runs == (ABSTRACT, BRIEF)


@pytest.mark.parametrize(
    ("manifest", "run", "message"),
    [
        (MINE, replace(ABSTRACT, sha256=sha256(OTHER)), "already has outputs for open/test/abstract"),
        (replace(MINE, url=None), BRIEF, "is already stored with a different description"),
        (replace(MINE, system="Mine"), ABSTRACT, "is a system whose name differs in case only"),
    ],
)
def test_what_is_there_is_not_overwritten(folder: Path, manifest: Manifest, run: Run, message: str) -> None:
    before = content(folder)
    with pytest.raises(InputError, match=message):
        store(folder, manifest, run, OTHER)
    assert content(folder) == before


def test_replacing_keeps_the_other_settings(folder: Path) -> None:
    store(folder, MINE, BRIEF, OTHER)
    described = replace(MINE, license=None, notes="another prompt")
    store(folder, described, replace(ABSTRACT, sha256=sha256(OTHER)), OTHER, replaces=True)
    ((manifest, _),) = read_store(folder)
    # Fields that the new description leaves out stay unchanged.
    runs = (replace(ABSTRACT, sha256=sha256(OTHER)), BRIEF)
    assert manifest == replace(MINE, notes="another prompt", runs=runs)
    assert sorted(path.name for path in folder.iterdir()) == ["mine"]


@pytest.mark.parametrize("exchanges", [True, False])
def test_interrupted_anywhere_the_old_state_stays(
    folder: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure at any event leaves the old state, or the new one if it comes after the renaming."""
    if not exchanges:
        monkeypatch.setattr("chipbrief.writing._exchange", _no_exchange)
    before = content(folder)
    states = []
    for at in range(1000):
        copy = folder.parent / str(at)
        shutil.copytree(folder, copy)
        with events_below(copy, failing_at(at)) as seen, suppress(OSError, InputError):
            store(copy, MINE, BRIEF, OTHER)
        settle(copy)
        sweep(copy)
        assert [path.name for path in copy.iterdir()] == ["mine"]
        states.append(content(copy))
        if seen.count <= at:
            break
    assert len(states) > 10
    assert [state for state in states if state not in (before, states[-1])] == []


def _no_exchange(*_: object) -> None:
    raise OSError(errno.ENOSYS, "folders cannot be exchanged")


def test_killed_between_two_renames_it_is_told_and_healed(folder: Path) -> None:
    """If `store` is killed between its two renames, reading reports it, and the next submission repairs it."""
    (folder / "mine").rename(folder / f"{OLD}mine")
    with pytest.raises(InputError, match="was left by an interrupted chipbrief submit"):
        read_store(folder)
    store(folder, MINE, BRIEF, OTHER)
    ((manifest, _),) = read_store(folder)
    assert manifest.runs == (ABSTRACT, BRIEF)
    assert [path.name for path in folder.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"system": "../x"}, "is not a valid system name"),
        ({"system": ".hidden"}, "is not a valid system name"),
        ({"system": "a" * 65}, "is not a valid system name"),
        ({"system": "sys\ntem"}, "is not a valid system name"),
        ({"system": '"><img src=x onerror=alert(1)>'}, "is not a valid system name"),
        ({"system": "Lead"}, "is the name of a baseline"),
        ({"system": "annotators"}, "is the name of a baseline"),
        ({"system": "smollm2-135m-instruct"}, "is the name of a baseline or stored model"),
        ({"system": "Nul.txt"}, "is the name of a Windows device"),
        ({"url": "javascript:alert(1)"}, "is not a web address"),
        ({"url": "data:text/html,x"}, "is not a web address"),
        ({"url": "//example.org"}, "is not a web address"),
        ({"url": "https://[x"}, "is not a web address"),
        ({"url": "https://a b"}, "is not a web address"),
        ({"url": "https://example.org/\n"}, "is not a web address"),
        ({"license": ""}, "license is empty"),
        ({"notes": "x" * 2001}, "notes is empty, longer"),
        ({"notes": "\u202e"}, "contains unprintable characters"),
        ({"runs": (ABSTRACT, ABSTRACT)}, "two runs have the same setting"),
        ({"runs": (replace(ABSTRACT, config="source"),)}, "source/test/abstract is not open to submissions"),
        ({"runs": (replace(ABSTRACT, config="../../etc"),)}, "is not open to submissions"),
        ({"runs": (replace(ABSTRACT, split="validation"),)}, "is not open to submissions"),
        ({"runs": (replace(ABSTRACT, kind="standfirst"),)}, "is not open to submissions"),
    ],
)  # fmt: skip
def test_manifests_that_cannot_stand(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    """Invalid manifests are reported and not stored."""
    manifest = replace(MINE, **change)
    assert [message in str(problem) for problem in problems_of(manifest, "here")] == [True]
    if not manifest.runs:
        with pytest.raises(InputError):
            store(tmp_path / "submissions", manifest, ABSTRACT, OUTPUTS)
        assert list(tmp_path.rglob("*")) == []


def edited(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "mine" / "manifest.json"
        manifest = json.loads(path.read_bytes())
        change(manifest)
        path.write_text(json.dumps(manifest), encoding="utf-8")

    return edit


def linked(folder: Path) -> None:
    path = folder / "mine" / "open.test.abstract.jsonl"
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")


def linked_manifest(folder: Path) -> None:
    path = folder / "mine" / "manifest.json"
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")


def recoded(encoding: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        path = folder / "mine" / "manifest.json"
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    return write


def doubled(folder: Path) -> None:
    path = folder / "mine" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"url":', '"url": null, "url":'), encoding="utf-8")


def stored_as(data: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "mine" / "open.test.abstract.jsonl").write_bytes(data)
        edited(lambda row: row["runs"][0].update(sha256=sha256(data)))(folder)

    return write


def also_named(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).mkdir()


def linked_folder(folder: Path) -> None:
    (folder / "mine").rename(folder.parent / "elsewhere")
    (folder / "mine").symlink_to(folder.parent / "elsewhere")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (edited(lambda row: row["runs"][0].update(signature="\ud800")), "signature contains unprintable characters"),
        (edited(lambda row: row.update(score=1)), "expected an object with license, notes, runs, system"),
        (edited(lambda row: row.pop("url")), "expected an object with"),
        (edited(lambda row: row["runs"][0].update(file="/etc/passwd")), "expected an object with config"),
        (edited(lambda row: row["runs"][0].update(config="../..")), "is not open to submissions"),
        (edited(lambda row: row["runs"][0].update(kind="../x")), "kind '../x' is unknown"),
        (edited(lambda row: row["runs"][0].update(kind=["abstract"])), "kind ['abstract'] is unknown"),
        (edited(lambda row: row["runs"][0].update(sha256=None)), "sha256 is not a string"),
        (edited(lambda row: row.update(runs={})), "runs is not a list"),
        (edited(lambda row: row.update(url=5)), "url is neither a string nor null"),
        (edited(lambda row: row.update(trained_on_this="maybe")), "trained_on_this is not yes, no or null"),
        (edited(lambda row: row.update(system="other")), "names the system 'other'"),
        (edited(lambda row: row.update(url="javascript:alert(1)")), "is not a web address"),
        (edited(lambda row: row["runs"][0].update(sha256="0" * 64)), "does not match its hash in the manifest"),
        (lambda folder: (folder / "mine" / "manifest.json").write_text("[" * 9999), "is not a manifest"),
        (lambda folder: (folder / "mine" / "manifest.json").write_text("null"), "is not a manifest"),
        (lambda folder: (folder / "mine" / "manifest.json").write_bytes(b" " * 99999), "is larger than"),
        (lambda folder: (folder / "mine" / "manifest.json").unlink(), "no such file"),
        (lambda folder: (folder / "mine" / "x.py").write_text("import os"), "belongs to no run of the manifest"),
        (lambda folder: (folder / "mine" / "open.test.abstract.jsonl").unlink(), "no such file"),
        (lambda folder: (folder / "mine" / "open.test.abstract.jsonl").write_bytes(OTHER), "does not match its hash"),
        (lambda folder: (folder / "stray.txt").write_text("x"), "this place holds one folder per system"),
        (linked, "is a symbolic link"),
        (linked_folder, "is not a folder"),
        (linked_manifest, "manifest.json: is a symbolic link"),
        (recoded("utf-16"), "is not UTF-8"),
        (recoded("utf-8-sig"), "is not a manifest"),
        (doubled, "an object has a key twice"),
        (stored_as(gzip.compress(OUTPUTS, mtime=0)), "is not JSON Lines"),
        (stored_as(b"id,summary\n"), "is not JSON Lines"),
        (stored_as(b"\xff\xfe"), "is not JSON Lines"),
        (also_named("Mine"), "differs in case only from 'Mine'"),
        (also_named("con"), "con: is the name of a Windows device"),
        (also_named("nul.txt"), "nul.txt: is the name of a Windows device"),
        (also_named("mine."), "mine.: is not a file name on all systems"),
        (also_named("a:b"), "a:b: is not a file name on all systems"),
        (also_named("a\nb"), "is not a file name on all systems"),
        (also_named("what?"), "what?: is not a file name on all systems"),
        (lambda folder: (folder / "README.md").symlink_to("/etc/passwd"), "README.md: is not a folder"),
        (lambda folder: os.mkfifo(folder / "pipe"), "pipe: is not a folder"),
        (lambda folder: os.mkfifo(folder / "mine" / "pipe"), "pipe: belongs to no run of the manifest"),
        (edited(lambda row: row["runs"][0].update(config="CON")), "is not open to submissions"),
        (edited(lambda row: row["runs"][0].update(config="Open")), "is not open to submissions"),
        (edited(lambda row: row["runs"].append({**row["runs"][0]})), "two runs have the same setting"),
    ],
)  # fmt: skip
def test_damage_is_found_and_nothing_is_built_on_it(
    folder: Path, damage: Callable[[Path], object], message: str
) -> None:
    """Damage in the folder of submissions is found when it is read, and nothing is added to a damaged folder."""
    damage(folder)
    with pytest.raises(InputError) as error:
        read_store(folder)
    assert message in str(error.value)
    if sorted(path.name for path in folder.iterdir()) == ["mine"]:
        with pytest.raises(InputError):
            store(folder, MINE, BRIEF, OTHER, replaces=True)


def test_all_problems_are_told_at_once(folder: Path) -> None:
    store(folder, replace(MINE, system="other"), ABSTRACT, OUTPUTS)
    for system in ("mine", "other"):
        (folder / system / "open.test.abstract.jsonl").write_bytes(b"")
    with pytest.raises(InputError) as error:
        read_store(folder)
    assert len(error.value.problems) == 2


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    path = folder / "mine" / "open.test.abstract.jsonl"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(InputError):
        read_store(folder)


def write(path: Path, summaries: dict[str, str]) -> Path:
    path.write_text(
        "".join(json.dumps({"id": key, "summary": text}) + "\n" for key, text in summaries.items()), encoding="utf-8"
    )
    return path


def submit(path: Path, folder: Path, *more: str) -> int:
    return main(["submit", str(path), "--folder", str(folder), *more])


def test_submit_stores_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "mine.jsonl", {story.id: "Nvidia." for story in STORIES})
    folder = tmp_path / "submissions"
    about = ("--system", "mine", "--license", "CC0-1.0", "--trained-on-this", "no")
    assert submit(path, folder, *about) == 0
    assert "stored in" in capsys.readouterr().out
    before = content(folder)
    assert before["mine/open.test.abstract.jsonl"] == OTHER
    assert submit(path, folder, *about) == 1
    assert "use --replace if the system is yours" in capsys.readouterr().err
    assert content(folder) == before
    assert submit(path, folder, *about, "--replace") == 0
    assert content(folder) == before
    assert submit(path, folder, *about, "--kind", "brief") == 0
    assert len(read_manifest(folder / "mine").runs) == 2


def test_submit_tells_every_problem_and_stores_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "mine.jsonl", {"nobody": "Nvidia."})
    assert (
        submit(path, tmp_path / "submissions", "--system", "../x", "--url", "javascript:1", "--kind", "standfirst") == 1
    )
    err = capsys.readouterr().err
    for message in (
        "is not a valid system name",
        "is not a web address",
        "is not open to submissions",
        "unknown id 'nobody'",
    ):
        assert message in err
    assert not (tmp_path / "submissions").exists()


def test_submit_counts_the_faults_that_it_does_not_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("x\n" * 1000)
    assert submit(path, tmp_path / "submissions", "--system", "mine") == 1
    assert capsys.readouterr().err.endswith("… and 962 more\n")  # 1,000 lines and 12 ids, 50 of them printed


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> list[Section]:
    folder = tmp_path_factory.mktemp("board") / "submissions"
    store(folder, MINE, replace(ABSTRACT, data="0" * 64), OUTPUTS)
    return sections(folder, ROOT / "baselines" / "outputs", [shipped(config, "test") for config in ("open", "multi")])


def rows_of(board: list[Section], config: str, kind: str) -> dict[str, Row]:
    (section,) = (one for one in board if (one.setting.config, one.setting.kind) == (config, kind))
    return {row.system: row for row in section.rows}


@pytest.mark.slow
def test_the_board_has_every_setting_and_what_is_stored_of_it(board: list[Section]) -> None:
    assert [(one.setting.config, one.setting.kind) for one in board] == [
        (config, kind) for config in SUBMITTED for kind in KINDS[config]
    ]
    rows = rows_of(board, "open", "abstract")
    assert rows["mine"].family == "submitted"
    assert rows["mine"].is_earlier
    assert rows["mine"].ranks.keys() == set(RANKED_BY)
    assert "mine" not in rows_of(board, "open", "brief")
    assert (rows["annotators"].family, rows["oracle"].family) == ("ceiling", "ceiling")
    assert not rows["annotators"].ranks
    assert not rows["oracle"].ranks
    assert not rows["whole_article"].ranks
    assert rows["empty"].answered == 0
    means = [row.scores.estimates[RANKED_BY[0]].mean or 0 for row in rows.values()]
    assert means == sorted(means, reverse=True)
    assert all(name in rows["mine"].scores.estimates for name in (*RANKED_BY, *GUARDS))


@pytest.mark.slow
def test_only_what_is_worth_reading_has_a_page(board: list[Section]) -> None:
    """Only abstracts of real systems have a page; `empty`, `annotators` and briefs have none."""
    found = {run_file(section, row) for section in board for row in section.rows} - {None}
    assert "runs/open.abstract.mine.html" in found
    assert "runs/open.abstract.lead.html" in found
    assert not any(
        "empty" in (name or "") or "annotators" in (name or "") or ".brief." in (name or "") for name in found
    )


def test_a_board_of_nothing_is_not_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = ["--submissions", str(tmp_path / "a"), "--baselines", str(tmp_path / "b")]
    assert main(["leaderboard", *missing, "--out", str(tmp_path / "out")]) == 1
    assert "b: no such folders (run this from the repository's root" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_rows_are_scored_anew_and_pages_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out, outputs = tmp_path / "submissions", tmp_path / "leaderboard", tmp_path / "outputs"
    (outputs / "open" / "abstract").mkdir(parents=True)
    lead = outputs / "open" / "abstract" / "lead.jsonl"
    shutil.copyfile(ROOT / "baselines" / "outputs" / "open" / "abstract" / "lead.jsonl", lead)
    store(folder, MINE, ABSTRACT, OUTPUTS)
    arguments = ["leaderboard", "--submissions", str(folder), "--baselines", str(outputs), "--out", str(out)]
    assert main(arguments) == 0
    pages = content(out)
    assert [name for name in sorted(pages) if not name.startswith("stories/")] == [
        "index.html",
        "pairs.html",
        "runs/open.abstract.lead.html",
        "runs/open.abstract.mine.html",
    ]
    assert len(pages) == 4 + len(load("open", "test"))
    assert main([*arguments, "--check"]) == 0
    assert main([*arguments, "--json"]) == 0
    (section,) = json.loads(capsys.readouterr().out)
    rows = {row["system"]: row for row in section["rows"]}
    capsys.readouterr()
    assert main(["score", str(folder / "mine" / ABSTRACT.file), "--json"]) == 0
    (scored,) = json.loads(capsys.readouterr().out)
    assert rows["mine"]["measures"] == scored["measures"]

    # In turn: a page changed by hand, a page that belongs to no run, a changed output.
    (out / "index.html").write_bytes(pages["index.html"].replace(b"rank", b"place"))
    assert main([*arguments, "--check"]) == 1
    assert "index.html is stale" in capsys.readouterr().err
    assert main(arguments) == 0
    stray = out / "runs" / "open.abstract.gone.html"
    stray.write_bytes(b"")
    strays = [out / "stories" / "open.abstract.gone.html", out / "runs" / "open.abstract.gone" / "stories-1.html"]
    for path in strays:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    assert main([*arguments, "--check"]) == 1
    assert "open.abstract.gone.html" in capsys.readouterr().err
    assert main(arguments) == 0
    assert content(out) == pages
    lead.write_bytes(lead.read_bytes().replace(b'summary": "', b'summary": "Nvidia. ', 1))
    assert main([*arguments, "--check"]) == 1
    assert content(out) == pages
    (folder / "mine" / ABSTRACT.file).write_bytes(OTHER)
    assert main(arguments) == 1
    assert "does not match its hash in the manifest" in capsys.readouterr().err
    assert content(out) == pages


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow
def test_two_submissions_on_two_branches_merge_without_conflict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A submission touches its own folder only, and changes no page of another run when the pages are drawn after the merge."""
    work = tmp_path / "work"
    (work / "outputs" / "open" / "abstract").mkdir(parents=True)
    for name in ("lead", "lexrank"):
        shutil.copyfile(
            ROOT / "baselines" / "outputs" / "open" / "abstract" / f"{name}.jsonl",
            work / "outputs" / "open" / "abstract" / f"{name}.jsonl",
        )
    board = ["leaderboard", "--submissions", str(work / "submissions"), "--baselines", str(work / "outputs")]
    board += ["--out", str(work / "leaderboard")]
    assert main(board) == 0
    runs = content(work / "leaderboard" / "runs")
    git(work, "init", "-q", "-b", "main")
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "board")
    texts = {"system-one": 200, "system-two": 400}
    for system, length in texts.items():
        git(work, "checkout", "-q", "-b", system, "main")
        path = write(tmp_path / f"{system}.jsonl", {story.id: story.document[:length] for story in STORIES})
        assert submit(path, work / "submissions", "--system", system, "--license", "CC0-1.0") == 0
        git(work, "add", ".")
        git(work, "commit", "-q", "-m", system)
        changed = subprocess.run(
            ["git", "diff", "--name-only", "main", system], cwd=work, check=True, capture_output=True, text=True
        ).stdout.split()
        assert changed == [f"submissions/{system}/{name}" for name in ("manifest.json", ABSTRACT.file)]
    git(work, "checkout", "-q", "main")
    for system in texts:
        git(work, "merge", "-q", "--no-edit", system)
    assert main([*board, "--check"]) == 1  # the pages are drawn after the merge
    assert main(board) == 0
    assert main([*board, "--check"]) == 0
    after = content(work / "leaderboard" / "runs")
    own = {f"open.abstract.{system}.html" for system in texts}
    assert after.keys() - runs.keys() == own
    assert {name: after[name] for name in runs} == runs
    assert b"system-two" not in after["open.abstract.system-one.html"]
    assert b"(this run and 2 baselines)" in after["open.abstract.system-one.html"]
    # The page of a run stays the same, to the byte, if another submission is withdrawn.
    shutil.rmtree(work / "submissions" / "system-two")
    assert main(board) == 0
    assert content(work / "leaderboard" / "runs") == {name: after[name] for name in after if "system-two" not in name}
    assert "deleted leaderboard/runs/open.abstract.system-two.html" in capsys.readouterr().err


def test_new_parts_of_a_description_replace_the_stored_ones(folder: Path) -> None:
    described = replace(MINE, url="https://example.org/new", license="MIT", trained_on_this="yes", notes="Few-shot.")
    store(folder, described, ABSTRACT, OUTPUTS, replaces=True)
    ((manifest, _),) = read_store(folder)
    assert manifest == replace(described, runs=(ABSTRACT,))
    nothing = replace(MINE, url=None, license=None, trained_on_this=None, notes=None)
    store(folder, nothing, ABSTRACT, OUTPUTS, replaces=True)
    assert read_store(folder) == [(replace(described, runs=(ABSTRACT,)), folder / "mine")]


def test_a_rest_beside_a_whole_system_is_passed_over(folder: Path) -> None:
    """A run that is killed before it deletes the old folder leaves it beside the new one, and the store can be read."""
    (folder / f"{OLD}mine").mkdir()
    (folder / f"{OLD}mine" / "manifest.json").write_text("{", encoding="utf-8")
    assert [manifest.system for manifest, _ in read_store(folder)] == ["mine"]
    (folder / f"{OLD}other").mkdir()
    with pytest.raises(InputError) as error:
        read_store(folder)
    assert [problem.where for problem in error.value.problems] == [str(folder / f"{OLD}other")]


def test_stored_outputs_are_these_bytes() -> None:
    assert outputs_bytes("mine", {"a": "Éire\nwon.", "b": '"'}) == (
        '{"system": "mine"}\n{"id": "a", "summary": "Éire\\nwon."}\n{"id": "b", "summary": "\\""}\n'.encode()
    )


def test_a_folder_that_does_not_exist_has_no_systems(tmp_path: Path) -> None:
    assert read_store(tmp_path / "none") == []
