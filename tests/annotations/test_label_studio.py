"""A real Label Studio server takes our configuration and tasks, and its export comes back without a loss."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from chipbrief.annotations.exchange import label_studio
from chipbrief.annotations.exchange.tasks import Item, Suggested, Task
from chipbrief.annotations.exchange.validate import checked
from chipbrief.annotations.schema import SpanLabel
from tests.paths import needs_peer, peer

TOKEN = "0123456789abcdef" * 2 + "01234567"
HARD = "Zoé 👩‍🚀 met e\u0323\u0301a in 東京\n\nשלום Dana, <b>20%</b> [of] it"
PATIENCE = 150
"""Seconds for the start, most of which are migrations of a new database."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server with a data folder of its own and return its address."""
    folder = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ, "LABEL_STUDIO_BASE_DATA_DIR": str(folder), "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false", "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
    }  # fmt: skip
    env.pop("PYTHONPATH", None)
    command = [str(peer("label-studio").parent / "label-studio"), "start", "--no-browser", "--internal-host", "127.0.0.1",
               "--port", str(port), "--username", "a@b.example", "--password", "secret-words-1", "--user-token", TOKEN]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while not _is_up(address):
            assert process.poll() is None, (folder / "log").read_text()[-2000:]
            assert time.monotonic() < until, "Label Studio has not started"
            time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _call(url: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=60) as reply:
        return json.loads(reply.read())


def _project(server: str, task: Task) -> tuple[str, int]:
    """Create a project with our configuration, import the task, and return the project's address and the task's number."""
    files = label_studio.write([task])
    made = _call(f"{server}/api/projects", {"title": task.kind, "label_config": files[".config.xml"].decode()})
    project = f"{server}/api/projects/{made['id']}"
    ids = _call(f"{project}/import?return_task_ids=true", json.loads(files[""]))["task_ids"]
    return project, ids[0]


def _exported(project: str) -> bytes:
    return json.dumps(_call(f"{project}/export?exportType=JSON")).encode()


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
def test_labels_come_back_from_the_server(server: str) -> None:
    """Annotations that are made through the API lose nothing, on text with emoji, accents, Chinese and Hebrew."""
    for task in CASES:
        project, number = _project(server, task)
        with pytest.raises(Exception, match="no submitted annotation"):
            label_studio.read(_exported(project), "x")
        result = json.loads(label_studio.write([task])[""])[0]["predictions"][0]["result"]
        _call(f"{server}/api/tasks/{number}/annotations/", {"result": result, "lead_time": 12.4})
        (answer,) = checked(label_studio.read(_exported(project), "x").answers, {task.id: task}, unit="code-points")
        assert answer.spans == task.suggested[0].spans
        assert answer.values == task.suggested[0].values
        assert answer.seconds == 12
        assert answer.started_from == "x"


@pytest.mark.slow
@needs_peer("label-studio")
def test_the_server_takes_every_configuration(server: str) -> None:
    task = Task("rating", "s", "s", HARD, (("summary_1", "a"), ("summary_2", "b")), RATED)
    project, number = _project(server, task)
    result = [
        {"id": f"r{at}", "from_name": f"summary_{at}__rating", "to_name": f"summary_{at}", "type": "rating", "value": {"rating": at + 1}}
        for at in (1, 2)
    ]  # fmt: skip
    _call(f"{server}/api/tasks/{number}/annotations/", {"result": result})
    (answer,) = checked(label_studio.read(_exported(project), "x").answers, {"s": task})
    assert answer.values == {"summary_1/rating": "2", "summary_2/rating": "3"}
