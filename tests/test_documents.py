"""Every example in the documentation runs and prints what the page shows; every relative link leads somewhere.

Examples are fenced blocks of `console` (commands start with `$ `, continued lines with `> `; other lines are the expected
output) and `python` (a plain program, or a session with `>>>`). They run in order, page by page, in a copy of the
repository. Three marks in the line above a block change that:

    <!-- file: NAME -->        save the block as this file instead of running it
    <!-- exit: STATUS -->      its last command ends with this exit status
    <!-- not run: REASON -->   leave it out
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.endpoint.server import Reply, completion, serving
from tests.paths import HUMAN, ROOT, SHARED

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(path for kind in ("tutorials", "howto") for path in (DOCS / kind).glob("*.md"))]
QUICK = {"README", "first_score"}
"""Pages whose commands run in the fast suite; most pages take 5 seconds or more."""
NEEDS_SHARED = {"build_source_and_gum"}
"""Pages whose commands read the raw pages and the corpora with summaries by people."""
WITH_TESTS = {"add_a_measure"}
"""Pages whose commands run tests of the repository."""
ALONE = {"own_benchmark": DOCS / "tutorials" / "pages"}
"""Pages whose commands run in an empty folder with a copy of one folder, and not in a checkout."""
ENDPOINT = "http://127.0.0.1:8000/v1"
"""The endpoint that the pages name; a test server takes its place."""
OTHERS = ("source", "gum", "squality", "freelance")
"""Folders that hold other people's text."""
LEFT_OUT = (".*", "__pycache__", "build", "dist", *OTHERS)
"""Names of files that a fresh checkout does not have."""
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
PATIENCE = 600
"""Seconds for one command."""

WORKER = """
import contextlib, doctest, io, json, sys
names = {"__name__": "__main__"}
for line in sys.stdin:
    page, at, source = json.loads(line)
    said, faults = io.StringIO(), []
    try:
        with contextlib.redirect_stdout(said):
            if ">>>" in source:
                session = doctest.DocTestParser().get_doctest(source, names, page, page, at)
                doctest.DocTestRunner(optionflags=FLAGS).run(session, out=faults.append, clear_globs=False)
                names.update(session.globs)
            else:
                exec(compile("\\n" * at + source, page, "exec"), names)
    except Exception as error:
        faults.append(f"{page}, block in line {at}: {type(error).__name__}: {error}")
    print(json.dumps("".join(faults)), flush=True)
"""
"""A program that runs the Python blocks of one page, one per line of its input, and answers each with what went wrong."""


class Block(NamedTuple):
    mark: str | None
    value: str
    language: str
    text: str
    line: int


def blocks_of(page: str) -> list[Block]:
    pattern = r"(?:^<!-- (file|exit|not run): ([^\n]*?) -->\n)?^```([^\n]*)\n(.*?)^```$"
    return [
        Block(found[1], found[2] or "", found[3], found[4], page.count("\n", 0, found.start(4)))
        for found in re.finditer(pattern, page, re.MULTILINE | re.DOTALL)
    ]


def commands_of(session: str) -> list[tuple[str, str]]:
    """Each command of a console block with the output that the block shows, empty if it shows none."""
    found: list[tuple[str, str]] = []
    for line in session.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:], ""))
            continue
        command, output = found.pop()
        if line.startswith("> ") and not output:
            found.append((command + line[2:], ""))
        else:
            found.append((command, output + line))
    return found


def answer(prompt: str, _number: int) -> Reply:
    """Answer as a model that repeats the first 60 words of the report would."""
    return completion(" ".join(prompt.partition("<report>\n")[2].split()[:60]))


class Runner:
    """Runs the blocks of one page in `place`; `faults` says what went otherwise than the page shows."""

    def __init__(self, page: Path, place: Path, url: str, root: Path | None = None) -> None:
        self.page, self.place, self.url = page, place, url
        self.faults: list[str] = []
        home = place.parent / "home"
        home.mkdir(exist_ok=True)
        (home / "pages").symlink_to(SHARED / "pages")
        for name in ("gum", "squality", "freelance"):
            (home / name).symlink_to(HUMAN / name)
        nowhere = "http://127.0.0.1:9"  # so that a request to the network fails at once
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "PYTHONPATH": str(root or place),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",  # standard output and standard error in the order of a terminal
            "LANG": "C.UTF-8",
            "HF_HUB_OFFLINE": "1",
            "HF_EVALUATE_OFFLINE": "1",
            "PIP_NO_INDEX": "1",
            **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), nowhere),
            "no_proxy": "127.0.0.1",
        }
        self.worker = subprocess.Popen(
            [sys.executable, "-c", f"FLAGS = {FLAGS}\n{WORKER}"],
            cwd=place,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        self.worker.kill()
        self.worker.communicate()

    def run(self, block: Block) -> None:
        text = block.text.replace(ENDPOINT, self.url)
        if block.mark == "file":
            (self.place / block.value).write_text(text, encoding="utf-8")
        elif block.mark != "not run" and block.language == "console":
            self._console(text, block)
        elif block.mark != "not run" and block.language == "python":
            self._python(text, block)

    def _python(self, text: str, block: Block) -> None:
        assert self.worker.stdin is not None
        assert self.worker.stdout is not None
        self.worker.stdin.write(json.dumps((self.page.name, block.line, text)) + "\n")
        self.worker.stdin.flush()
        line = self.worker.stdout.readline()
        if fault := json.loads(line or '"the process ended"'):
            self.faults.append(fault)

    def _console(self, text: str, block: Block) -> None:
        session = commands_of(text)
        for number, (command, wanted) in enumerate(session, 1):
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self.place,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=PATIENCE,
                text=True,
                check=False,
            )
            status = int(block.value) if block.mark == "exit" and number == len(session) else 0
            checker = doctest.OutputChecker()
            said = done.stdout.replace(str(self.place), "...")
            # Three dots on the first line stand for any number of lines, also for none.
            shown = [wanted, wanted.removeprefix("...\n")]
            if done.returncode != status or (
                wanted and not any(checker.check_output(one, said, FLAGS) for one in shown)
            ):
                where = f"{self.page.name}, block in line {block.line}"
                self.faults.append(
                    f"{where}: $ {command}exit status {done.returncode}, expected {status}\n"
                    f"-- expected output:\n{wanted or '(any)'}\n-- output:\n{said}"
                )


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository as a fresh checkout has it, tests left out."""
    place = tmp_path_factory.mktemp("documents") / "chipbrief"

    def left_out(folder: str, names: list[str]) -> set[str]:
        ignored = shutil.ignore_patterns(*LEFT_OUT)(folder, names)
        in_package = Path(folder).is_relative_to(ROOT / "chipbrief")
        return {name for name in ignored if not (in_package and name in OTHERS)} | {"tests"} & set(names)

    shutil.copytree(ROOT, place, ignore=left_out)
    (place / ".venv").symlink_to(sys.prefix)
    return place


@pytest.mark.parametrize(
    "page", [pytest.param(page, id=page.stem, marks=[pytest.mark.slow] * (page.stem not in QUICK)) for page in PAGES]
)
def test_every_example_runs_and_prints_what_the_page_shows(page: Path, checkout: Path, tmp_path: Path) -> None:
    if page.stem in NEEDS_SHARED and not all(folder.is_dir() for folder in (SHARED / "pages", HUMAN)):
        pytest.skip("needs the raw pages and the corpora with summaries by people")
    blocks = blocks_of(page.read_text(encoding="utf-8"))
    assert any(block.language in ("console", "python") for block in blocks)
    place = tmp_path / "chipbrief"
    alone = ALONE.get(page.stem)
    if alone:
        shutil.copytree(alone, place / alone.name)
    else:
        shutil.copytree(checkout, place, symlinks=True)
    if page.stem in WITH_TESTS:
        shutil.copytree(ROOT / "tests", place / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    with ExitStack() as stack:
        url = stack.enter_context(serving(answer)).url
        runner = Runner(page, place, url, checkout if alone else None)
        stack.callback(runner.close)
        for block in blocks:
            runner.run(block)
    assert not runner.faults, "\n\n".join(runner.faults)


DOCUMENTS = [
    *(path for name in ("README.md", "CONTRIBUTING.md", "DATASHEET.md") if (path := ROOT / name).is_file()),
    *sorted(DOCS.rglob("*.md")),
]


def without_code(text: str) -> str:
    return re.sub(r"^( *)(```+).*?^\1\2 *$", "", text, flags=re.MULTILINE | re.DOTALL)


def links_of(text: str) -> Iterator[str]:
    """Targets of links and images that are neither addresses on the web nor in code."""
    prose = re.sub(r"`+[^`\n]*`+", "code", without_code(text))
    for found in re.finditer(r"\]\(<?([^)>\s]+)>?(?: \"[^\"]*\")?\)|^\[[^\]]+\]:\s*(\S+)", prose, re.MULTILINE):
        target = found[1] or found[2]
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors_of(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub and MyST make them."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#* *$", without_code(text), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = base = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        number = 0
        while slug in found:
            number += 1
            slug = f"{base}-{number}"
        found.add(slug)
    return found


def leads_somewhere(link: str, document: Path) -> bool:
    name, _, anchor = link.partition("#")
    target = (document.parent / name).resolve() if name else document
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or target.suffix != ".md" or anchor in anchors_of(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    dead = [link for link in links_of(text) if not leads_somewhere(link, document)]
    assert dead == []


def test_links_and_anchors_are_found() -> None:
    text = "# A `b`, c!\n## A b c\n[one](x.md#y) ![two](z.png) [web](https://e.org) `[code](no)`\n```\n# no\n[n](o)\n```\n[r]: q.md\n"
    assert list(links_of(text)) == ["x.md#y", "z.png", "q.md"]
    assert anchors_of(text) == {"a-b-c", "a-b-c-1"}


def test_marks_and_sessions_are_read() -> None:
    text = "<!-- exit: 1 -->\n```console\n$ a \\\n>   b\nout\n$ c\n```\n\n```{toctree}\nx\n```\n<!-- file: f.py -->\n```python\n1\n```\n"
    first, second, third = blocks_of(text)
    assert (first.mark, first.value, first.language) == ("exit", "1", "console")
    assert commands_of(first.text) == [("a \\\n  b\n", "out\n"), ("c\n", "")]
    assert (second.mark, second.language, third.value) == (None, "{toctree}", "f.py")
