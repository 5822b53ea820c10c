"""A real Label Studio server takes our configuration and tasks, and what people mark and write in a browser comes back.

The server and the hands that work in its pages are those of `scripts/draw_annotation.py`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from chipbrief.annotations.exchange import label_studio, validate
from chipbrief.annotations.exchange.tasks import Item, Suggested, Task
from chipbrief.annotations.exchange.validate import checked
from chipbrief.annotations.schema import EntityLayer, SpanLabel
from chipbrief.commands.main import main
from chipbrief.yaml_files import decode, load_yaml
from tests.paths import ROOT, needs_peer
from tests.test_documents import blocks_of, commands_of

HARD = "Zoé 👩‍🚀 met e\u0323\u0301a in 東京\n\nשלום Dana, <b>20%</b> [of] it"
PAGE = ROOT / "docs" / "howto" / "annotate_with_people.md"
MEASURED = "1.23.2"
"""Version of Label Studio for which docstrings and documents say what it does."""
Server = Any
"""A `Studio` of `scripts/draw_annotation.py`, which is loaded by its path."""


@pytest.fixture(scope="module")
def server(scripts: dict[str, ModuleType], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with scripts["draw_annotation"].serving(tmp_path_factory.mktemp("label-studio")) as studio:
        yield studio


def _project(server: Server, task: Task) -> tuple[int, int]:
    """Create a project with our configuration, import the task, and return the numbers of both."""
    files = label_studio.write([task])
    project, (number,) = server.project(task.kind, files[".config.xml"].decode(), json.loads(files[""]))
    return project, number


def _exported(server: Server, project: int) -> bytes:
    return json.dumps(server.exported(project)).encode()


def _span(start: int, end: int) -> SpanLabel:
    return SpanLabel(start, end, "PERSON", HARD[start:end])


FACTS = (Item("f1", "It rains.", ("yes", "no")), Item("f2", "It snows: \U0001f328.", ("yes", "no")))
TEXTS = (Item("headline", "Headline"), Item("abstract", "Abstract"))
RATED = tuple(Item(f"summary_{at}/rating", "rating", ("1", "2", "3", "4", "5")) for at in (1, 2))
CASES = (
    Task("entities", "s", "s", HARD, suggested=(Suggested("x", tuple(_span(at, at + 3) for at in range(len(HARD) - 3) if HARD[at : at + 3].strip())),)),
    Task("facts", "s/1", "s", HARD, (("summary", HARD),), FACTS, (Suggested("x", values={"f1": "no", "f2": "yes"}),), "w"),
    Task("summary", "s", "s", HARD, (), TEXTS, (Suggested("x", values={"headline": "東京", "abstract": "שלום\n😀 a"}),)),
)  # fmt: skip


@pytest.mark.slow
@needs_peer("label-studio")
def test_labels_come_back_from_the_server(server: Server) -> None:
    """Annotations that are made through the API lose nothing, on text with emoji, accents, Chinese and Hebrew."""
    for task in CASES:
        project, number = _project(server, task)
        with pytest.raises(Exception, match="no submitted annotation"):
            label_studio.read(_exported(server, project), "x")
        result = json.loads(label_studio.write([task])[""])[0]["predictions"][0]["result"]
        server.call(f"/api/tasks/{number}/annotations/", {"result": result, "lead_time": 12.4})
        (answer,) = checked(
            label_studio.read(_exported(server, project), "x").answers, {task.id: task}, unit="code-points"
        )
        assert answer.spans == task.suggested[0].spans
        assert answer.values == task.suggested[0].values
        assert answer.seconds == 12
        assert answer.started_from == "x"


@pytest.mark.slow
@needs_peer("label-studio")
def test_the_server_takes_every_configuration(server: Server) -> None:
    task = Task("rating", "s", "s", HARD, (("summary_1", "a"), ("summary_2", "b")), RATED)
    project, number = _project(server, task)
    result = [
        {"id": f"r{at}", "from_name": f"summary_{at}__rating", "to_name": f"summary_{at}", "type": "rating", "value": {"rating": at + 1}}
        for at in (1, 2)
    ]  # fmt: skip
    server.call(f"/api/tasks/{number}/annotations/", {"result": result})
    (answer,) = checked(label_studio.read(_exported(server, project), "x").answers, {"s": task})
    assert answer.values == {"summary_1/rating": "2", "summary_2/rating": "3"}


ARTICLE = (
    "Zoé 😀 of 東京 met Dana  Lind and Me\u0323\u0301a Aziz.\r\n\r\nThey spoke with שלמה לוי, "
    "<b>Elan & Co</b> and أحمد in C:\\new for 20\u00a0minutes."
)
"""Emoji, Chinese, a combining accent, CRLF and right-to-left script stand before the last spans."""
MARKS = {
    "Zoé": "PERSON", "東京": "GPE", "Dana  Lind": "PERSON", "M\u1eb9\u0301a Aziz": "PERSON", "😀": "PRODUCT", "שלמה לוי": "PERSON",
    "<b>Elan & Co</b>": "ORG", "أحمد": "PERSON", "C:\\new": "PRODUCT", "20\u00a0minutes": "TIME",
}  # fmt: skip
SUMMARY = {
    "headline": "Zoé 😀 met Dana",
    "brief": "In 東京, Zoé met Dana and Me\u0323\u0301a.",
    "abstract": "Zoé 👩‍🚀 met Dana in 東京.\nשלמה was there, and أحمد.",
}
needs_browser = pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium")


@pytest.mark.slow
@needs_peer("label-studio")
@needs_browser
def test_what_people_do_in_a_browser_comes_back(
    server: Server,
    scripts: dict[str, ModuleType],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Somebody drags the mouse over words, types a summary and submits. The commands import spans and texts without a loss."""
    assert server.call("/api/version")["release"] == MEASURED
    monkeypatch.chdir(tmp_path)
    row = {"doc": "hard", "title": "Talks in space 👩‍🚀", "body": ARTICLE}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(row), encoding="utf-8")
    corpus = ["--corpus", "corpus.jsonl", "--id", "doc", "--title", "title", "--document", "body"]
    corpus += ["--annotations", "mine/annotations"]
    for task in ("entities", "summary"):
        assert main(["annotate", "export", "--task", task, *corpus, "-o", f"{task}.json"]) == 0
        configuration = (tmp_path / f"{task}.json.config.xml").read_text(encoding="utf-8")
        tasks = json.loads((tmp_path / f"{task}.json").read_text(encoding="utf-8"))
        project, (number,) = server.project(task, configuration, tasks)
        text = tasks[0]["data"]["text"]
        with scripts["draw_annotation"].hand(server) as hand:
            hand.open(project, number)
            for words, label in MARKS.items() if task == "entities" else ():
                hand.mark(words, label)
            for name, written in SUMMARY.items() if task == "summary" else ():
                hand.write(name, written)
            hand.submit()
        export = server.exported(project)
        (tmp_path / f"{task}-done.json").write_text(json.dumps(export), encoding="utf-8")
        if task == "entities":
            _count_code_points(export[0]["annotations"][0]["result"], text)
        done = ["annotate", "import", f"{task}-done.json", "--task", task, *corpus, "--annotator", "ada"]
        known = ["--name", "Ada Quill", "--guidelines", "1.0"] if task == "entities" else []
        assert main([*done, *known]) == 0, capsys.readouterr().err
    layer = decode(load_yaml(tmp_path / "mine/annotations/raw/entities-ada/hard.yaml"), EntityLayer, "x")
    assert {(text[one.start : one.end], one.type) for one in layer.spans} == set(MARKS.items())
    assert all(text[one.start : one.end] == one.text for one in layer.spans)
    story = (tmp_path / "mine/annotations/stories/hard.yaml").read_text(encoding="utf-8")
    assert all(
        line in story for line in "\n".join(SUMMARY.values()).replace("e\u0323\u0301", "\u1eb9\u0301").split("\n")
    )


def _count_code_points(regions: list[Any], text: str) -> None:
    """Check what documents say about offsets: the browser counts code points, and the other unit would give other places."""
    assert len(regions) == len(MARKS)
    found = [(region["value"]["start"], region["value"]["end"]) for region in regions]
    assert sorted(found) == sorted((text.index(words), text.index(words) + len(words)) for words in MARKS)
    units = [len(text[:start].encode("utf-16-le")) // 2 for start, _ in found]
    assert all(unit > start for unit, (start, _) in zip(units, found, strict=True))
    for path in (Path(validate.__file__), PAGE):
        assert f"Label Studio {MEASURED} counts code points" in " ".join(path.read_text(encoding="utf-8").split())


@pytest.mark.slow
@needs_peer("label-studio")
@needs_browser
def test_a_browser_counts_both_characters_of_a_crlf(server: Server, scripts: dict[str, ModuleType]) -> None:
    """Our exports have no CRLF. If another program has put some in, the import finds the places in the text without them."""
    text = "Zoé 😀\n\nmet Dana\nin Rome"
    task = Task("entities", "s", "s", text)
    (row,) = json.loads(label_studio.write([task])[""])
    row["data"]["text"] = text.replace("\n", "\r\n")
    project, (number,) = server.project("line ends", label_studio.configuration(task), [row])
    with scripts["draw_annotation"].hand(server) as hand:
        hand.open(project, number)
        hand.mark("Dana", "PERSON")
        hand.mark("Rome", "GPE")
        hand.submit()
    (answer,) = checked(label_studio.read(_exported(server, project), "x").answers, {"s": task})
    starts = text.index("Dana"), text.index("Rome")
    assert [(one.start, one.end, one.text) for one in answer.spans] == [
        (at, at + 4, text[at : at + 4]) for at in starts
    ]


@pytest.mark.slow
@needs_peer("label-studio")
def test_the_page_can_be_followed(server: Server, scripts: dict[str, ModuleType], tmp_path: Path) -> None:
    """The server was started with the page's command. Its other commands make a project, load the tasks and export the answers."""
    page = PAGE.read_text(encoding="utf-8")
    assert f"label-studio=={MEASURED}" in page
    task = CASES[0]
    for name, data in label_studio.write([task]).items():
        (tmp_path / f"entities.json{name}").write_bytes(data)
    blocks = [block for block in blocks_of(page) if (block.mark, block.value) == ("not run", "needs the server")]
    create, load, export = (command for block in blocks for command, _ in commands_of(block.text))
    environment = {"PATH": "/usr/bin:/bin", "TOKEN": scripts["draw_annotation"].TOKEN}

    def run(command: str, number: int = 0) -> str:
        text = re.sub(r"/projects/1\b", f"/projects/{number}", command).replace("http://127.0.0.1:8080", server.address)
        done = subprocess.run(["bash", "-c", text], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, (text, done.stderr)
        return done.stdout

    number = json.loads(run(create))["id"]
    assert json.loads(run(load, number))["task_count"] == 1
    (row,) = server.call(f"/api/tasks?project={number}")["tasks"]
    result = json.loads(label_studio.write([task])[""])[0]["predictions"][0]["result"]
    server.call(f"/api/tasks/{row['id']}/annotations/", {"result": result})
    run(export, number)
    (answer,) = checked(
        label_studio.read((tmp_path / "ada.json").read_bytes(), "x").answers, {task.id: task}, unit="code-points"
    )
    assert answer.spans == task.suggested[0].spans
