"""Tests of the command and the scripts, run as a user runs them."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from chipbrief.commands.main import main
from chipbrief.corpora.store import load
from tests.paths import CASES, ROOT, SHARED, needs_pages

OUTPUTS = ROOT / "baselines" / "outputs" / "open" / "abstract"
LEAD = OUTPUTS / "lead.jsonl"


def test_help_needs_no_heavy_import() -> None:
    code = (
        "import sys; from chipbrief.commands.main import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'pyarrow', 'datasets', 'yaml', 'nltk', 'ftfy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_clean_writes_an_article_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    page = CASES / "pages" / "logo-layout-with-two-related.txt"
    assert main(["clean", str(page), "--explain"]) == 0
    out, err = capsys.readouterr()
    articles = [json.loads(line) for line in out.splitlines()]
    assert [article["index"] for article in articles] == [0, 1, 2]
    fields = "page index title publisher age date byline agency dateline standfirst text subheadings removed warnings"
    assert list(articles[0]) == fields.split()
    raw = page.read_text(encoding="utf-8")
    assert all(raw[span["start"] : span["end"]].strip() for article in articles for span in article["removed"])
    assert "repeated_title" in err


def test_clean_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", str(CASES / "pages" / "synopsis-with-agency-caption.txt"), "--format", "text"]) == 0
    assert "standfirst: The council has voted" in capsys.readouterr().out


def test_clean_reports_every_bad_page_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "latin.txt"
    bad.write_bytes(b"caf\xe9")
    good = CASES / "pages" / "newsletter-box-in-the-middle.txt"
    assert main(["clean", str(bad), str(tmp_path / "none.txt"), str(good)]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert "latin.txt:1: is not UTF-8: byte 0xe9 at offset 3 (save it as UTF-8)" in err
    assert "no such file" in err


@needs_pages
def test_clean_finds_the_sixteen_articles_of_the_five_pages(capsys: pytest.CaptureFixture[str]) -> None:
    pages = sorted(map(str, (SHARED / "pages").glob("*.txt")))
    assert main(["clean", *pages]) == 0
    articles = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [article["index"] for article in articles] == [0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 0]
    for noise in (
        "Daily8",
        "Sign Up",
        "DOWNLOAD",
        "Swipe",
        "REUTERS",
        "BLOOMBERG",
        "[[nid",
        "Komentar",
        "Synopsis",
        "© ",
    ):
        assert not any(noise in article["text"] for article in articles), noise
    assert all(article["title"] for article in articles[:-1])


def test_score_prints_a_table_and_the_signature(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(LEAD)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("system")
    assert "\nlead " in out
    assert "config:open|split:test|kind:abstract|refs:3,model,max" in out
    assert "\x1b" not in out


def test_script_and_command_are_the_same_door() -> None:
    """scripts/score.py prints the same as `chipbrief score`."""
    commands = ([sys.executable, "-m", "chipbrief", "score"], [sys.executable, str(ROOT / "scripts" / "score.py")])
    first, second = (
        subprocess.run([*command, str(LEAD), "--json"], capture_output=True, check=True).stdout for command in commands
    )
    assert first == second


def test_score_warns_where_the_data_is_not_the_pinned_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = Path(shutil.copytree(ROOT / "dataset", tmp_path / "dataset"))
    assert main(["score", str(LEAD), "--data", str(dataset)]) == 0
    assert capsys.readouterr().err == ""
    pins = dataset / "pins.json"
    pins.write_text(pins.read_text(encoding="utf-8").replace('"digest": "', '"digest": "0'), encoding="utf-8")
    assert main(["score", str(LEAD), "--data", str(dataset)]) == 0
    assert "is not the pinned data" in capsys.readouterr().err


def test_score_of_empty_summaries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text(
        "".join(json.dumps({"id": story.id, "summary": ""}) + "\n" for story in load("open", "test")), encoding="utf-8"
    )
    assert main(["score", str(path), "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["measures"]["rouge1_fmeasure"]["mean"] == 0
    assert result["measures"]["entity_recall"]["mean"] == 0
    assert result["measures"]["entity_precision_source"] == {"mean": None, "low": None, "high": None, "n": 0}
    assert result["empty"] == len(result["articles"])


def test_bad_submissions_are_all_reported_and_nothing_is_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "china-hawk", "summary": "x"}\nnonsense\n', encoding="utf-8")
    assert main(["score", str(LEAD), str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "bad.jsonl:1: unknown id 'china-hawk' (did you mean 'china-hawks'?)" in err
    assert "bad.jsonl:2: not JSON" in err


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            RuntimeError("odd\x1b[2J\nthing"),
            "unexpected RuntimeError: odd?[2J (a bug in chipbrief: please report what --debug",
        ),
        (RecursionError(), "unexpected RecursionError:"),
        (MemoryError(), "not enough memory for this input"),
        (KeyError("x"), "unexpected KeyError: 'x'"),
    ],
)
def test_what_nobody_foresaw_is_one_line_and_a_traceback_only_for_debug(
    error: Exception, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unforeseen error is printed in one line. With `--debug`, at any place, it is raised."""

    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("chipbrief.submissions.read_submission", broken)
    assert main(["score", str(LEAD)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"chipbrief: {message}")
    for arguments in (
        ["--debug", "score", str(LEAD)],
        ["score", str(LEAD), "--debug"],
        ["score", "--debug", str(LEAD)],
    ):
        with pytest.raises(type(error)):
            main(arguments)


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    # This needs its own process, because `score` closes standard output.
    command = [sys.executable, "-m", "chipbrief", "score", str(LEAD), "--resamples", "1", "--report", "taken"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("system ")  # the scores are printed although the page fails
    assert done.stderr.startswith(f"chipbrief: {tmp_path / 'taken'}: ")
    assert done.stderr.endswith("(choose a readable file or a writable folder)\n")


@pytest.mark.parametrize(("closed", "file", "status"), [(1, LEAD, 0), (2, LEAD, 0), (2, "nowhere.jsonl", 1)])
def test_a_closed_stream_changes_no_status(closed: int, file: object, status: int) -> None:
    command = 'exec "$0" -m chipbrief score "$1" --resamples 1 ' + f"{closed}>&-"
    done = subprocess.run(["sh", "-c", command, sys.executable, str(file)], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr, b"nowhere" in done.stdout) == (status, b"", False)


def test_an_interrupt_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("chipbrief.submissions.read_submission", interrupted)
    assert main(["score", str(LEAD)]) == 130
    assert capsys.readouterr().err == ""


def test_columns_of_a_submission_are_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "outputs.csv"
    rows = "".join(f"{story.id},One.\n" for story in load("open", "test"))
    path.write_text("story,prediction\n" + rows, encoding="utf-8")
    assert main(["score", str(path), "--id", "story", "--summary", "prediction"]) == 0
    assert "\noutputs " in capsys.readouterr().out
    assert main(["score", str(path)]) == 1
    assert "rename 'prediction' to 'summary', or pass --summary 'prediction'" in capsys.readouterr().err
    assert main(["score", str(path), "--id", "x", "--summary", "x"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        *(["score", "x.jsonl", f"--{option}=--"] for option in ("seed", "model", "report", "kind", "id-column")),
        ["compare", "x.jsonl", "y.jsonl", "--measure=--"],
        ["submit", "x.jsonl", "--system=--"],
    ],
)
def test_two_hyphens_are_no_value(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """`--` is rejected as the value of an option."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert f"error: argument {arguments[-1].partition('=')[0]}: -- is not a value\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["score", "./-"],
        ["score", "--", "./-"],
        ["compare", "./-", str(LEAD)],
        ["submit", "./-", "--system", "x", "--folder", "stored"],
    ],
)
def test_a_file_may_be_called_as_standard_input_is(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`./-` is a file, and `-` is standard input."""
    monkeypatch.chdir(tmp_path)
    Path("-").write_text("nonsense\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(arguments) == 1
    assert f"{tmp_path / '-'}:1: not JSON" in capsys.readouterr().err
    assert main([*arguments[:1], *(one if one != "./-" else "-" for one in arguments[1:])]) == 1
    assert "standard input: is empty" in capsys.readouterr().err


def test_a_file_behind_two_hyphens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After `--`, a file name may look like an option."""
    monkeypatch.chdir(tmp_path)
    Path("--seed=--").write_bytes(LEAD.read_bytes())
    assert main(["score", "--resamples=1", "--", "--seed=--"]) == 0


def test_json_says_what_recall_and_precision_are_made_of(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON lists the names from which entity recall and precision can be computed again."""
    assert main(["score", str(LEAD), "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    for article in result["articles"]:
        named, missed = article["named"], article["missed"]
        assert not named.keys() & missed.keys()
        recall = sum(named.values()) / (sum(named.values()) + sum(missed.values()))
        assert article["measures"]["entity_recall"] == pytest.approx(recall)
        supported = [mention["supported"] for mention in article["mentions"]]
        assert article["measures"]["entity_precision_source"] == pytest.approx(sum(supported) / len(supported))


@pytest.mark.parametrize("arguments", [["--author-kind", "person"], ["--kind", "standfirst"], ["--seed", "-1"]])
def test_setting_without_references_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(LEAD), *arguments]) == 1
    assert capsys.readouterr().err.count("\n") == 1


TESTED_ELSEWHERE = frozenset(
    "benchmark_pages build_lexicon import_freelance import_gum import_squality measure_people measure_unlabelled_recall measure_variances mutate_tests record_judged run_baselines score simulate_gate".split()
)
"""Scripts without `--check`, and scripts whose `--check` has its own tests or takes long; `make check` runs those."""
GENERATORS = sorted({path.stem for path in (ROOT / "scripts").glob("*.py")} - TESTED_ELSEWHERE)


@pytest.mark.parametrize("name", GENERATORS)
def test_what_is_committed_is_up_to_date(
    name: str, scripts: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    assert scripts[name].main(["--check"]) == 0, capsys.readouterr().err


def test_every_configuration_of_the_checkout_can_be_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("abstract", "headline"):
        out = tmp_path / f"{kind}.jsonl"
        command = [
            sys.executable,
            str(ROOT / "baselines" / "lead.py"),
            "--config",
            "multi",
            "--kind",
            kind,
            "--out",
            str(out),
        ]
        subprocess.run(command, check=True, capture_output=True)
        assert main(["score", str(out), "--config", "multi", "--kind", kind]) == 0
    assert "config:multi|split:test|kind:headline|refs:3,model,max" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # from rdflib, which mlcroissant uses
def test_croissant_is_valid_and_its_records_load() -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(ROOT / "dataset" / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    stories = load("open", "validation")
    records = list(dataset.records("open-validation"))
    assert [record["open-validation/id"].decode() for record in records] == [story.id for story in stories]


def test_a_wrong_option_is_repeated_without_what_a_terminal_acts_on(capsys: pytest.CaptureFixture[str]) -> None:
    """An error about an unknown option contains no terminal control characters."""
    with pytest.raises(SystemExit) as caught:
        main(["score", "x.jsonl", "--\x1b[31mz"])
    assert caught.value.code == 2
    assert "--?[31mz" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["scor", "x"],
            "invalid choice: 'scor' (did you mean score?)\nusage: chipbrief COMMAND [options]\nSee `chipbrief --help`.",
        ),
        (
            ["score", "x", "--stemner", "none"],
            "chipbrief score: error: unknown option --stemner (did you mean --stemmer?)",
        ),
        (
            ["score", "--config", "opne", "x"],
            "(did you mean open?)\nusage: chipbrief score PREDICTIONS.jsonl … [options]\nSee `chipbrief score --help`.\n",
        ),
        (["submit", "x", "--sytem", "y"], "chipbrief submit: error: unknown option --sytem (did you mean --system?)\n"),
        (
            ["submit", "x", "--notes", "y"],
            "the following arguments are required: --system\nusage: chipbrief submit --system NAME",
        ),
        (
            ["meta-evaluate", "--ratngs=x"],
            "(did you mean --ratings?)\nusage: chipbrief meta-evaluate --clone DIR | --ratings FILE ",
        ),
        (["check", "x", "y"], "chipbrief check: error: unknown argument y\nusage: chipbrief check [DIR] [options]\n"),
        (
            ["annotate", "exprot"],
            "(did you mean export?)\nusage: chipbrief annotate ACTION [options]\nSee `chipbrief annotate --help`.",
        ),
        (["compare", "a", "b", "--x\x1b[2J"], "chipbrief compare: error: unknown option --x?[2J\n"),
    ],
)
def test_a_misspelt_word_gets_a_suggestion(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
