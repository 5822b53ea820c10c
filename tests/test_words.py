"""The words of the project: short documents, tables that fit, examples that run, numbers that are so, and plain English."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chipbrief.commands import COMMANDS
from chipbrief.commands.main import EXAMPLES as GENERAL_EXAMPLES
from chipbrief.commands.main import main
from chipbrief.corpora.store import load
from chipbrief.scoring.measures import TABLE
from tests.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
README_LINES = 189
TABLE_WIDTH = 120
"""Characters of the widest row of a table in a document that people read first."""
HELP_WIDTH = 100

NOUNS = (
    "article|call|cell|character|column|document|entity|fact|file|folder|function|key|line|measure|module|name|page|pair|plot|point"
    "|question|row|run|script|sentence|story|subcommand|summary|system|test|text|token|word"
)
BANNED = {
    "one X per Y": rf"\b(?:an?|one|two|three) (?:{NOUNS})s? an? (?:{NOUNS})\b(?! of)",
    "who …s … s": r"\b[Ww]ho (?:copies|wants|asks|invents|needs|likes|reads|says) \w+(?: \w+)? (?:\w+s)\b",
    "less, for minus": r"\bless [a-z_`]+, the best\b",
    "belong together": r"\band --\w+ belong together\b",
    "corrected after Holm": r"\bcorrected after Holm\b",
    "riddles": r"\bWhat an? \w+ (?:has to show|holds beside)\b",
}
"""Turns of phrase that readers stumbled over, with the pattern that finds them."""
ALLOWED = {
    "tests/test_words.py",
    "CHANGELOG.md",  # what an old version said
    "annotations/guidelines/1.0.md",  # the words under which annotators worked
}


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= README_LINES


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/index.md"])
def test_tables_fit_a_page(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("|") and len(line) > TABLE_WIDTH] == []


def _texts() -> Iterator[tuple[str, str]]:
    """Every tracked text that people read: documents, code and page templates, without data, cases and licences."""
    suffixes = {".py", ".md", ".html", ".js", ".toml", ".yml", ".cff"}
    skipped = (
        "annotations/stories/",
        "annotations/raw/",
        "annotations/clusters/",
        "tests/cases/",
        "leaderboard/",
        "chipbrief/language/",
    )
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in done.stdout.splitlines():
        path = ROOT / name
        if path.suffix in suffixes and path.is_file() and not name.startswith(skipped) and name not in ALLOWED:
            yield name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("phrase", BANNED)
def test_turns_of_phrase_that_nobody_understands_stay_away(phrase: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    pattern = re.compile(BANNED[phrase])
    found = [f"{name}: {match[0]}" for name, text in _texts() for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("a line a story", "one X per Y"),
        ("two questions a fact", "one X per Y"),
        ("who copies everything recalls everything", "who …s … s"),
        ("less lead, the best of the others: +7.8", "less, for minus"),
        ("--facts llm: and --model belong together", "belong together"),
        ("What a document has to show for the names", "riddles"),
    ],
)
def test_the_patterns_find_what_they_are_for(text: str, phrase: str) -> None:
    assert re.search(BANNED[phrase], text)


def _examples(help_text: str) -> list[str]:
    """The commands under `examples:` of a help text, without what is explained behind them."""
    joined = re.sub(r"\\\n\s*", "", help_text)
    return re.findall(r"^ +(chipbrief .+?)(?:   *\S.*)?$", joined.partition("xamples:")[2], re.MULTILINE)


@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_every_help_has_examples_and_fits(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([name, "--help"] if name else ["--help"])
    shown = capsys.readouterr().out
    assert _examples(shown), name
    assert [line for line in shown.splitlines() if len(line) > HELP_WIDTH] == []


EXAMPLES = sorted(
    {example for command in COMMANDS.values() for example in _examples(command.EXAMPLES)}
    | set(_examples(GENERAL_EXAMPLES))
)
QUICK = ("chipbrief check", "chipbrief clean", "chipbrief data")
"""Examples that run in the fast suite; each takes two seconds or more."""


@pytest.mark.parametrize(
    "example",
    [pytest.param(one, marks=[] if one.startswith(QUICK) else [pytest.mark.slow]) for one in EXAMPLES],
)
def test_examples_of_help_run(example: str, tmp_path: Path) -> None:
    for name in (
        "annotations",
        "submissions",
        "leaderboard",
        "baselines/outputs",
        "dataset/open",
        "tests/cases/pages",
        "docs/howto",
    ):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(
        ROOT / "dataset" / "README.md", tmp_path / "dataset" / "README.md"
    )  # the header of the board links to it
    command = tmp_path / "bin" / "chipbrief"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m chipbrief "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    surroundings = {**os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        example, shell=True, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [one.name for one in TABLE])
def test_a_measure_has_cases_and_is_documented(name: str) -> None:
    tests = [*(ROOT / "tests" / "metrics").glob("*.py"), *(ROOT / "tests" / "scoring").glob("*.py")]
    stem = re.sub("_[0-9]grams", "_ngrams", name)
    assert any(re.search(rf"\b{stem}\b", path.read_text(encoding="utf-8")) for path in tests)
    page = (ROOT / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")
    documented = re.sub("_[0-9]grams", "_1grams", "ROUGE" if name.startswith("rouge") else name)
    sections = page.partition("<!-- /measures -->")[2]
    assert re.search(rf"^(## .*\b{documented}\b|`{documented}` )", sections, re.MULTILINE)


def test_numbers_in_the_readme_are_so() -> None:
    stories = load("open")
    assert "sixteen stories" in README
    assert len(stories) == 16
    assert f"| `open` (default) | {len(stories)} articles" in README
    assert f"the {({12: 'twelve'})[len(load('open', 'test'))]} test stories" in README
    measured = json.loads((ROOT / "docs" / "rouge_benchmark.json").read_text(encoding="utf-8"))
    assert "1,000 times as fast as `rouge_score`" in README
    assert measured["news"]["chipbrief, numba"]["ratio_median"] >= 1000
    pins = json.loads((ROOT / "dataset" / "pins.json").read_text(encoding="utf-8"))
    articles = sum(pins["gum"][split]["rows"] for split in ("test", "validation"))
    assert f"| `gum` | {articles} documents of 23 genres" in README
    assert f"Scores on the {pins['gum']['test']['rows']} test documents of `gum`" in README
    people = sum(pins["gum"][split]["references"] for split in ("test", "validation"))
    assert f"{articles} documents of 23\n> genres with {people} summaries" in README
    questions, found = (sum(split["rows"] for split in pins[name].values()) for name in ("squality", "freelance"))
    assert f"| `squality` | 127 short stories with {questions} questions" in README
    assert f"| `freelance` | {found} news articles" in README
